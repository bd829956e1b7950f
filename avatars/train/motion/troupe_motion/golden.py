"""Test vectors for a runtime in another language."""
import numpy as np

from . import capsule, search, simulate


def _list(a, digits=7):
    return [float(f'{v:.{digits}g}') for v in np.asarray(a, float).ravel()]


def vectors(art, seed=3):
    """Decoded rows, cubic mixtures, and queries of a real closed loop with their exact answers."""
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.choice(np.flatnonzero(art.selectable), 5, replace=False))
    xz = np.concatenate([art.x[rows], art.z[rows]], 1)
    poses = art.net(xz)
    decode = [{'row': int(r), 'xz': _list(a), 'pose': _list(p)} for r, a, p in zip(rows, xz, poses)]
    f = np.array([rows[0] + 0.25, rows[1] + 0.5, art.first[rows[2]] + 0.3, art.last[rows[3]] - 0.6])
    mixed = [{'f': float(a), 'xz': _list(b)} for a, b in zip(f, art.mix(f))]
    queries = []
    for mode in ('neutral', 'elated'):
        s = search.Search(art, mode)
        loop = simulate.Loop(art, s, [capsule.Scenario(12, 40 + n) for n in range(3)])
        loop.run()
        for t in rng.integers(40, loop.ticks, 3):
            k = np.array([int(rng.integers(3))])
            loop.f[k] = float(rng.choice(s.rows))
            moving = loop._moving(t)[k]
            x, i = loop.query(t, k), np.floor(loop.f[k]).astype(int)
            row, cost = s.best(x, moving)
            on = s.going_on(x, moving, i)
            queries.append({'mode': mode, 'moving': bool(moving[0]), 'fromRow': int(i[0]), 'x': _list(x), 'bestRow': int(row[0]),
                            'cost': float(cost[0]), 'goingOnCost': float(on[0])})
    return {'version': 1, 'decode': decode, 'interpolate': mixed, 'queries': queries}
