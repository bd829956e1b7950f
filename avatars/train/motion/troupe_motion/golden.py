"""Test vectors for a runtime in another language."""
import numpy as np

from . import capsule, search, simulate

BODIES = 12


class _Listening(search.Search):
    """Exact search that remembers what it was asked and what it answered."""

    def __init__(self, art, mode):
        super().__init__(art, mode)
        self.asked = []

    def best(self, x, moving, person=None):
        rows, _ = super().best(x, moving, person)
        # the fast expansion |q|^2 - 2 q.x + |x|^2 loses digits on near-perfect matches: state the cost by differences
        place = np.searchsorted(self.rows, rows)
        away = ((x - self.art.x[rows]).astype(np.float64) * self.art.weight) ** 2
        cost = away.sum(1) + np.where(moving, self.penalty[True][place], self.penalty[False][place])
        self._open = [{'x': x[k], 'moving': bool(moving[k]), 'row': int(rows[k]), 'cost': float(cost[k])} for k in range(len(x))]
        return rows, cost

    def going_on(self, x, moving, row, person=None):
        cost = super().going_on(x, moving, row, person)
        self.asked += [dict(q, fromRow=int(r), goingOn=float(c)) for q, r, c in zip(self._open, row, cost)]
        return cost


def _list(a, digits=7):
    return [float(f'{v:.{digits}g}') for v in np.asarray(a, float).ravel()]


def vectors(art, seed=3):
    """Decoded rows, cubic mixtures, and queries of a real closed loop (up to three moving, two standing a mode) with exact answers."""
    rng = np.random.default_rng(seed)
    rows = np.sort(rng.choice(np.flatnonzero(art.selectable), 5, replace=False))
    xz = np.concatenate([art.x[rows], art.z[rows]], 1)
    decode = [{'row': int(r), 'xz': _list(a), 'pose': _list(p)} for r, a, p in zip(rows, xz, art.net(xz))]
    f = np.array([rows[0] + 0.25, rows[1] + 0.5, art.first[rows[2]] + 0.3, art.last[rows[3]] - 0.6])
    mixed = [{'f': float(a), 'xz': _list(b)} for a, b in zip(f, art.mix(f))]
    queries = []
    for mode in ('neutral', 'elated'):
        listening = _Listening(art, mode)
        simulate.Loop(art, listening, [capsule.Scenario(20, 40 + n) for n in range(BODIES)]).run()
        for moving, count in ((True, 3), (False, 2)):
            asked = [q for q in listening.asked[BODIES:] if q['moving'] == moving and q['cost'] > 1e-3]
            for k in rng.choice(len(asked), min(count, len(asked)), replace=False):
                q = asked[k]
                queries.append({'mode': mode, 'moving': moving, 'fromRow': q['fromRow'], 'x': _list(q['x']), 'bestRow': q['row'],
                                'cost': q['cost'], 'goingOnCost': q['goingOn']})
    return {'version': 1, 'decode': decode, 'interpolate': mixed, 'queries': queries}
