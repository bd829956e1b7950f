"""Measures an artefact: reconstruction, parity, closed loops on fresh seeds. Writes report.json, golden.json and the model card."""
import json
import os

import numpy as np
import torch

from . import capsule, card, golden, metrics, quat, search, simulate
from .artefact import Artefact, Stored
from .database import ROW_STEP
from .export import write_json
from .skeleton import HANDS, TOES, fk

FRESH_SEED = 7000
SECONDS = 40


def reconstruction(art, db):
    """Joint error in cm of decoded poses: at the rows, and at every 60 Hz frame after cubic interpolation, by style."""
    last = db.last[np.searchsorted(db.frame, np.arange(len(db.hip)), side='right') - 1]
    row = np.searchsorted(db.frame, np.arange(len(db.hip)), side='right') - 1
    at = row + (np.arange(len(db.hip)) - db.frame[row]) / ROW_STEP
    inside = at <= last
    styles = np.array(art.manifest['styles'])[art.style][row]
    error = np.zeros((len(at), 22), np.float32)
    angle = np.zeros(len(at), np.float32)
    for a in range(0, len(at), 8192):
        part = slice(a, a + 8192)
        hip, q = art.pose(np.minimum(at[part], last[part]))
        pos, _ = fk(hip, q)
        true, _ = fk(db.hip[part].astype(float), db.q[part].astype(float))
        error[part] = np.linalg.norm(pos - true, axis=-1) * 100
        angle[part] = np.degrees(np.linalg.norm(quat.log(quat.mul(q, quat.inv(db.q[part].astype(float)))), axis=-1)).mean(-1)

    def describe(k):
        e = error[k]
        return {'frames': int(k.sum()), 'mpjpeCm': float(e.mean()), 'mpjpeP95Cm': float(np.quantile(e, 0.95)),
                'toesP95Cm': float(np.quantile(e[:, TOES], 0.95)), 'handsP95Cm': float(np.quantile(e[:, HANDS], 0.95)),
                'rotationMeanDeg': float(angle[k].mean())}
    on_row = at == np.floor(at)
    out = {'rows': describe(on_row), 'frames60Hz': describe(inside)}
    out['byStyle'] = {s: describe(inside & (styles == s)) for s in art.manifest['styles'] if (styles == s).any()}
    return out


def parity(art, decompressor, count=2000):
    """Largest difference between the torch network and the exported graph (evaluated in numpy)."""
    rows = np.linspace(0, art.rows - 1, count).astype(int)
    xz = np.concatenate([art.x[rows], art.z[rows]], 1)
    with torch.no_grad():
        return float(np.abs(decompressor(torch.tensor(xz)).numpy() - art.net(xz)).max())


def scenarios(kind, bodies, speeds, seed=FRESH_SEED):
    """`random`: go-to and stop commands at `speeds` (least, most) m/s; `turn180`, `turn90`: from standing, walk off to the side or behind, twice."""
    if kind == 'random':
        return [capsule.Scenario(SECONDS, seed + n, speeds=speeds) for n in range(bodies)]
    out = []
    for n in range(bodies):
        rng = np.random.default_rng(seed + n)
        side = rng.choice([-1, 1])
        degrees = 180 + rng.uniform(-20, 20) if kind == 'turn180' else 90 * side + rng.uniform(-15, 15)
        walk = ('go', np.radians(degrees), rng.uniform(0.8, 1.3), 2.5, False)
        out.append(capsule.Scenario(18, seed + n, script=[('idle', 2.0), walk, ('idle', 2.5), walk, ('idle', 3)]))
    return out


def closed_loop(art, mode, runs, truth):
    record = simulate.Loop(art, search.Search(art, mode), runs).run()
    out = metrics.figures(record, runs, truth)
    own = art.style[record.row[record.capsule[..., 3] > 0.1]] == art.manifest['styles'].index(mode)
    out['ownStylePercent'] = float(own.mean() * 100)
    return out


def idle_variety(art, bodies=24, seconds=40):
    """Standing bodies, each with its own preferred idle person: how alike neighbours move (correlation of hip and head speed)."""
    runs = [capsule.Scenario(seconds, n, script=[('idle', seconds)]) for n in range(bodies)]
    people = [art.people.index(p) for p in art.manifest['idlePersons']]
    own = np.array([people[n % len(people)] for n in range(bodies)])
    record = simulate.Loop(art, search.Search(art, 'neutral'), runs, people=own).run()
    pos, _ = fk(record.hip, record.q)
    speed = np.linalg.norm(np.diff(pos[:, :, [0, 11]], axis=0), axis=-1)
    flat = (speed - speed.mean(0)).transpose(1, 0, 2).reshape(bodies, -1)
    c = np.corrcoef(flat)[np.triu_indices(bodies, 1)]
    twins = (np.abs(record.row[:, :, None] - record.row[:, None]) < 20).sum() - record.row.size
    return {'bodies': bodies, 'correlationMean': float(np.abs(c).mean()), 'correlationMax': float(c.max()),
            'sameMomentPercent': float(100 * twins / (len(record.row) * bodies * (bodies - 1))),
            'clipsPlayed': int(len(np.unique(art.clip[record.row])))}


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return float(f'{value:.4g}') if isinstance(value, float) else value


def write_report(out, db, decompressor, training, bodies, progress, known_difference=None):
    """Evaluate the artefact in `out`; returns the report. Without the torch network the known ONNX difference is kept."""
    art, truth = Artefact(out), metrics.ground_truth(db)
    report = {'training': training, 'rows': art.rows, 'reconstruction': reconstruction(art, db),
              'recordedSkateCmps': db.recorded_skate, 'recordedJerkMps3': metrics.recorded_jerk(db, truth[0]),
              'groundTruth': {'jerkMps3': float(truth[0][~art.idle].mean()), 'accelerationP99Mps2': truth[1]}}
    difference = known_difference if decompressor is None else parity(art, decompressor)
    if difference is not None:
        report['onnxMaxDifference'] = difference
    progress(f"reconstruction {report['reconstruction']['frames60Hz']['mpjpeCm']:.2f} cm")
    oracle, loops = Stored(art, db), {}
    for kind in ('random', 'turn180', 'turn90'):
        modes = art.manifest['modes'] if kind == 'random' else ['neutral']
        runs = {mode: scenarios(kind, bodies if kind == 'random' else bodies // 2, art.manifest['modes'][mode]['speedMps']) for mode in modes}
        loops[kind] = {mode: closed_loop(art, mode, runs[mode], truth) for mode in modes}
        loops[kind]['neutralStoredPoses'] = closed_loop(oracle, 'neutral', runs['neutral'], truth)
        f = loops[kind]['neutral']
        progress(f"{kind}: trajectory {f['trajectoryRmsCm']:.1f} cm, skate {f['skateIkCmps']:.2f} cm/s, "
                 f"jerk {f['jerkRatioAfterIk']:.2f}")
    report['closedLoop'] = {'tickHz': 20, 'bodies': bodies, 'seconds': SECONDS, 'seed': FRESH_SEED, **loops}
    report['idleVariety'] = idle_variety(art)
    with open(os.path.join(out, 'report.json'), 'w') as f:
        json.dump(rounded(report), f, indent=1)
        f.write('\n')
    write_json(golden.vectors(art), os.path.join(out, 'golden.json'))
    with open(os.path.join(out, 'MODEL_CARD.md'), 'w') as f:
        f.write(card.model_card(art.manifest, rounded(report)))
    return report
