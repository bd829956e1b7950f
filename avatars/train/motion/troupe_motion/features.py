"""Roots, features and normalisation of a canonical take."""
import numpy as np
from scipy.ndimage import gaussian_filter1d

from . import quat
from .skeleton import HANDS, INDEX, TOES, fk, mirror_pose

HZ = 60
FUTURE_FRAMES = (20, 40, 60)
FUTURE_S = tuple(f / HZ for f in FUTURE_FRAMES)
FIELDS = [  # name, start, length, unit, group size for normalisation, weight in the search
    ('toePosition', 0, 6, 'm', 6, 0.75), ('toeVelocity', 6, 6, 'm/s', 6, 1.0), ('hipVelocity', 12, 3, 'm/s', 3, 1.0),
    ('futurePosition', 15, 6, 'm', 2, 1.0), ('futureHeading', 21, 6, 'sin, cos', 2, 1.5),
    ('handFromHips', 27, 6, 'm', 6, 0.7),
]
COUNT = 33
HAND_STD_M = 0.15
WEIGHT = np.concatenate([np.full(f[2], f[5]) for f in FIELDS]).astype(np.float32)


def smooth(x, sigma):
    """Gaussian smoothing with odd (point-mirrored) ends: plain padding halves the speed at the ends of short clips."""
    n = min(3 * sigma, len(x) - 1)
    x = np.concatenate([2 * x[:1] - x[n:0:-1], x, 2 * x[-1:] - x[-2:-n - 2:-1]])
    return gaussian_filter1d(x, sigma, axis=0)[n:len(x) - n]


ROOT_FRAMES, CALM_ROOT_FRAMES = 6, 18


def root_of(take, idle, calm=False):
    """Floor position (F, 3) and yaw (F,) of the root: the smoothed hips; for idles a point on the planted feet, so that the
    hips sway over still feet instead of asking for settle steps. calm: for gaits that go by fits and starts; the root then goes as a
    capsule does, and the hips surge over it (trajectory of strut 9.5 cm without)."""
    forward = quat.rotate(take.q[:, 0], np.array([0, 0, 1.0]))
    yaw = smooth(np.unwrap(np.arctan2(forward[:, 0], forward[:, 2])), 12)
    if not idle:
        return smooth(take.hip * [1, 0, 1], CALM_ROOT_FRAMES if calm else ROOT_FRAMES), yaw
    pos, _ = fk(take.hip, take.q)
    feet = pos[:, TOES].mean(1) * [1, 0, 1] + quat.rotate(quat.from_yaw(yaw), np.array([0, 0, -0.10]))
    return smooth(feet, 60), smooth(yaw, 60)


def _extrapolate(root, yaw, velocity, yaw_rate):
    """Root one second past the end of the clip, along a constant-turn arc."""
    n = FUTURE_FRAMES[-1]
    rate = np.clip(yaw_rate[-8:].mean(), -1.5, 1.5)
    yaw = np.concatenate([yaw, yaw[-1] + rate * np.arange(1, n + 1) / HZ])
    last = velocity[-8:].mean(0)
    step = quat.rotate(quat.from_yaw(yaw[-n:]), np.array([last[0], 0, last[1]])) / HZ
    return np.concatenate([root, root[-1] + np.cumsum(step, 0)]), yaw


def rows_of(take, root, yaw, mirrored=False):
    """Per-frame arrays of a take at 60 Hz: features x (F, 33) raw, hip and q in the root frame, rv (F, 3), contacts."""
    hip, q, contacts = take.hip, take.q, take.contacts
    if mirrored:
        hip, q = mirror_pose(hip, q)
        contacts, root, yaw = contacts[:, ::-1], root * [-1, 1, 1], -yaw
    count = len(hip)
    pos, _ = fk(hip, q)
    home = quat.from_yaw(-yaw)
    velocity = quat.rotate(home, np.gradient(root, axis=0) * HZ)[:, [0, 2]]
    yaw_rate = np.gradient(yaw) * HZ
    local_q = q.copy()
    local_q[:, 0] = quat.mul(home, q[:, 0])
    parts = [quat.rotate(home, pos[:, t] - root) for t in TOES]
    parts += [quat.rotate(home, np.gradient(pos[:, t], axis=0) * HZ) for t in TOES]
    parts.append(quat.rotate(home, np.gradient(hip, axis=0) * HZ))
    far_root, far_yaw = _extrapolate(root, yaw, velocity, yaw_rate)
    ahead = [np.arange(count) + f for f in FUTURE_FRAMES]
    parts += [quat.rotate(home, far_root[j] - root)[:, [0, 2]] for j in ahead]
    parts += [np.stack([np.sin(far_yaw[j] - yaw), np.cos(far_yaw[j] - yaw)], -1) for j in ahead]
    parts += [quat.rotate(home, pos[:, h] - pos[:, INDEX['hips']]) for h in HANDS]
    return {'x': np.concatenate(parts, -1), 'hip': quat.rotate(home, hip - root), 'q': quat.unit(local_q),
            'rv': np.concatenate([velocity, yaw_rate[:, None]], -1), 'contacts': contacts}


def normaliser(x):
    """Mean and scale of every feature; dimensions of a group share their mean standard deviation."""
    mean, std = x.mean(0), np.zeros(COUNT)
    for name, start, length, _, group, _ in FIELDS:
        for a in range(start, start + length, group):
            std[a:a + group] = x[:, a:a + group].std(0).mean()
        if name == 'handFromHips':
            std[start:start + length] = HAND_STD_M
    return mean.astype(np.float32), (std + 1e-4).astype(np.float32)
