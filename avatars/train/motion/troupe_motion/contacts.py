"""Foot contacts: labels from toe height and speed, offline toe locking, the skate figure."""
import numpy as np
from scipy.ndimage import median_filter

from .skeleton import LEGS, TOE_REST_M, TOES, fk, two_bone


def label_contacts(pos, hz):
    """Planted toes (F, 2) with hysteresis: on below 5.5 cm and 0.28 m/s, off above 7 cm or 0.5 m/s; floor per foot."""
    toes = pos[:, TOES]
    speed = np.linalg.norm(np.gradient(toes, axis=0) * hz, axis=-1)
    height = toes[..., 1] - np.quantile(toes[..., 1], 0.08, axis=0) + TOE_REST_M
    enter = (height < 0.055) & (speed < 0.28)
    stay = (height < 0.07) & (speed < 0.5)
    out = np.zeros_like(enter)
    for f in range(2):
        on = False
        for i in range(len(out)):
            on = stay[i, f] if on else enter[i, f]
            out[i, f] = on
        out[:, f] = median_filter(out[:, f].astype(np.uint8), 7, mode='nearest') > 0
    return out


def skate_cm_s(pos, contacts, hz):
    """Mean horizontal toe speed over frames where the toe is planted in both; NaN without contacts."""
    speed = np.linalg.norm(np.diff(pos[:, TOES][..., [0, 2]], axis=0) * hz, axis=-1)
    both = contacts[1:] & contacts[:-1]
    return float(speed[both].mean() * 100) if both.any() else float('nan')


def runs(flags):
    """[start, stop) of every run of True."""
    edge = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edge[::2], edge[1::2]))


def _ease(n, width):
    k = np.clip(1 - np.arange(1, n + 1) / width, 0, 1)[:, None]
    return k * k * (3 - 2 * k)


def _offsets(toe, planted, fade=12):
    """Offsets that hold a toe still over every planted run, fading to zero over `fade` frames around it."""
    out, count = np.zeros_like(toe), len(toe)
    for a, b in runs(planted):
        out[a:b] = toe[a:b].mean(0) - toe[a:b]
        out[a:b, 1] = np.clip(TOE_REST_M - toe[a:b, 1], -0.03, 0.05)
    for a, b in runs(~planted):
        n = b - a
        ease = _ease(n, min(fade, n + 1))
        left = out[a - 1].copy() if a > 0 else np.zeros(3)
        right = out[b].copy() if b < count else np.zeros(3)
        out[a:b] = left * ease + right * ease[::-1]
    return out


def lock_toes(q, hip, pos, rot, contacts):
    """Local rotations with planted toes held still by two-bone IK."""
    for f, leg in enumerate(LEGS):
        toe = pos[:, leg[3]].copy()
        target = toe + _offsets(toe, contacts[:, f])
        target[:, 1] = np.maximum(target[:, 1], 0.012)
        q = two_bone(q, pos, rot, leg, pos[:, leg[2]] + target - toe)
        pos, rot = fk(hip, q)
    return q
