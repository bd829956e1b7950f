"""What the judges say about the recordings themselves: the reference every generated motion is compared with."""
import numpy as np

from . import quat, windows
from .contacts import skate_cm_s
from .evaluators import CLASSES, FEATURES, SPLIT
from .metrics import acceleration, jerk, upsample
from .skeleton import fk

HOP = 5  # rows between windows
PAIRS = 4000


def frechet(mean_a, cov_a, mean_b, cov_b):
    """Fréchet distance of two Gaussians: |m|^2 + tr(A + B - 2 (A B)^1/2)."""
    value, vector = np.linalg.eigh(cov_a)
    root = (vector * np.sqrt(np.maximum(value, 0))) @ vector.T
    cross = np.linalg.eigvalsh(root @ cov_b @ root)
    return float(((mean_a - mean_b) ** 2).sum() + np.trace(cov_a) + np.trace(cov_b) - 2 * np.sqrt(np.maximum(cross, 0)).sum())


def mixture(parts):
    """Mean and covariance of a mixture that gives every (mean, covariance) the same weight."""
    means, covs = (np.stack(v) for v in zip(*parts))
    mean = means.mean(0)
    away = means - mean
    return mean, covs.mean(0) + away.T @ away / len(parts)


def gaussian(f):
    return f.mean(0), np.cov(f, rowvar=False, bias=True)


def diversity(f, rng):
    """Mean distance of two windows."""
    a, b = rng.integers(0, len(f), (2, PAIRS))
    keep = a != b
    return float(np.linalg.norm(f[a[keep]] - f[b[keep]], axis=1).mean())


def _floor(features, label, take, rng):
    """Fréchet distance between two halves of the recordings of a class, split by take (one take: in time), as many windows in
    each; means over 8 splits. Returns the Gaussians of every split and the number of windows in a half."""
    own = np.flatnonzero(label)
    names = np.unique(take[own])
    splits, count = [], len(own)
    for _ in range(8):
        if len(names) > 1:
            order = rng.permutation(names)
            size = np.array([(take[own] == n).sum() for n in order])
            first = order[:max(1, int(np.searchsorted(np.cumsum(size), size.sum() / 2) + 1))]
            first = first if len(first) < len(order) else order[:-1]
            side = np.isin(take[own], first)
        else:
            side = np.arange(len(own)) < len(own) // 2
        n = min(side.sum(), (~side).sum())
        splits.append([gaussian(features[rng.choice(own[s], n, replace=False)]) for s in (side, ~side)])
        count = min(count, n)
    return splits, int(count)


def body_figures(truth):
    """Per class, on the recordings: raw sliding of planted toes (before any lock), jerk and 99 % acceleration at 60 Hz of 20 Hz rows
    interpolated cubically, mean speed of the hips; and seconds."""
    out = {}
    for name in CLASSES:
        jerks, fast, skates, weights, speeds, seconds = [], [], [], [], [], 0.0
        for t in (t for t in truth if t.label == name):
            hip, q = t.take.hip[::3], quat.continuous(t.take.q[::3])
            pos, _ = fk(upsample(hip, 3), upsample(q, 3, True))
            jerks.append(jerk(pos))
            fast.append(acceleration(pos))
            planted = t.take.contacts[:-1].sum()
            if np.isfinite(t.take.skate_before):
                skates.append(t.take.skate_before)
                weights.append(planted)
            step = np.linalg.norm(np.diff(pos[:, 0][:, [0, 2]], axis=0), axis=1) * 60
            speeds.append(step)
            seconds += len(t.take) / 60
        out[name] = {'seconds': round(seconds, 1), 'skateRawCmps': float(np.average(skates, weights=weights)),
                     'skateLockedCmps': float(np.nanmean([skate_cm_s(fk(t.take.hip, t.take.q)[0], t.take.contacts, 60)
                                                          for t in truth if t.label == name])),
                     'jerkMps3': float(np.concatenate(jerks).mean()),
                     'accelerationP99Mps2': float(np.quantile(np.concatenate(fast), 0.99)),
                     'hipSpeedMps': float(np.concatenate(speeds).mean())}
    return out


def figures(features, label, take, seed=0):
    """Distribution of the recordings in feature space. label (N,) class indices, take (N,) indices of takes."""
    rng = np.random.default_rng(seed)
    classes, splits, moving = {}, [], [c for c in CLASSES if c != 'idle']
    for c, name in enumerate(CLASSES):
        own = label == c
        mean, cov = gaussian(features[own])
        halves, count = _floor(features, own, take, rng)
        if name in moving:
            splits.append(halves)
        classes[name] = {'windows': int(own.sum()), 'diversity': diversity(features[own], rng), 'mean': mean, 'covariance': cov,
                         'frechetFloor': float(np.mean([frechet(*a, *b) for a, b in halves])), 'floorWindows': count}
    mean, cov = mixture([(classes[c]['mean'], classes[c]['covariance']) for c in moving])
    floor = np.mean([frechet(*mixture([h[k][0] for h in splits]), *mixture([h[k][1] for h in splits])) for k in range(8)])
    everyone = np.concatenate([rng.choice(np.flatnonzero(label == CLASSES.index(c)), 400) for c in moving])
    return {'features': FEATURES, 'classes': classes,
            'moving': {'classes': moving, 'mean': mean, 'covariance': cov, 'frechetFloor': float(floor),
                       'diversity': diversity(features[everyone], rng)}}


def accuracy(label, guess):
    """Share judged right by class, their mean, and the confusion counts [true][guess]."""
    table = np.zeros((len(CLASSES), len(CLASSES)), int)
    np.add.at(table, (label, guess), 1)
    by = {n: float(table[i, i] / max(1, table[i].sum())) for i, n in enumerate(CLASSES)}
    return {'balanced': float(np.mean(list(by.values()))), 'byClass': by, 'windows': table.sum(1).tolist(), 'confusion': table.tolist(),
            'split': {n: SPLIT.get(n, 'part of one take') for n in CLASSES}}


def golden(truth, classifier, encoder, run):
    """One window end to end: 42 world poses, the encoded window, logits and features."""
    t = next(t for t in truth if t.label == 'neutral' and t.held_out)
    pos, yaw = windows.stream_of(t.take)
    pos, yaw = pos[:windows.POSES], yaw[:windows.POSES]
    pos = np.round(pos, 4)
    x = windows.encode(pos, yaw)
    return {'take': t.name, 'positions': pos, 'hipsYaw': yaw, 'input': x.ravel(), 'logits': run(classifier, x[None])[0],
            'features': run(encoder, x[None])[0]}
