"""Toe lock with hysteresis and settle steps, then two-bone IK, on a recorded world motion (N bodies, T ticks).

While a body stands still both feet stay locked; a foot whose natural place is far takes one small settle step, one foot at a
time, so that idles do not keep the stance of the last stride.
"""
import numpy as np

from .settings import FOOT_LOCK
from .simulate import spring
from .skeleton import LEGS, TOES, fk, two_bone


class _Feet:
    def __init__(self, first, settings):
        n = first.shape[0]
        self.s, self.locked = settings, np.zeros((n, 2), bool)
        self.offset, self.velocity = np.zeros((n, 2, 3)), np.zeros((n, 2, 3))
        self.place, self.glide, self.previous = np.zeros((n, 2, 3)), np.zeros((n, 2, 3)), first.copy()
        self.step, self.origin, self.rest = np.full((n, 2), 2.0), np.zeros((n, 2, 3)), np.zeros(n)
        self.was_held = np.zeros((n, 2), bool)

    def _settle(self, raw, still, away, dt):
        """Advance settle steps; start one for the foot that is farthest from its natural place."""
        s, n = self.s, len(raw)
        worst = away.argmax(1)
        ready = (self.rest > s['stepRestS']) & ~(self.step < 1).any(1) & self.locked.all(1)
        go = ready & (away[np.arange(n), worst] > s['stepAtM'])
        i = np.flatnonzero(go)
        self.step[i, worst[i]] = 0
        self.origin[i, worst[i]] = self.place[i, worst[i]]
        on = self.step < 1
        self.step = np.where(on, self.step + dt / s['stepS'], self.step)
        self.step[~still] = 2.0
        e = np.clip(self.step, 0, 1)[..., None]
        ease = e ** 3 * (10 - 15 * e + 6 * e * e)
        path = self.origin + (raw - self.origin) * ease
        path[..., 1] = s['toeHeightM'] + s['stepHeightM'] * np.sin(np.pi * e[..., 0]) ** 2
        self.place = np.where((on & still[:, None])[..., None], path, self.place)
        self.glide[on] = 0

    def tick(self, raw, contacts, still, dt):
        """World toe targets (N, 2, 3) and planted flags (N, 2) from raw toes."""
        s = self.s
        now = raw + self.offset
        want = contacts | (still[:, None] & self.locked)
        start = want & ~self.locked
        self.place[start] = now[start]
        self.glide[start] = ((now - self.previous) / dt)[start]
        # the landing glide, integrated exactly over the tick
        decay = 0.5 ** (dt / s['landHalfLifeS'])
        travel = (1 - decay) * s['landHalfLifeS'] / np.log(2)
        self.place[..., [0, 2]] += np.where(self.locked[..., None], self.glide[..., [0, 2]] * travel, 0)
        self.glide = np.where(self.locked[..., None], self.glide * decay, self.glide)
        self.locked |= want
        away = np.linalg.norm((self.place - raw)[..., [0, 2]], axis=-1)
        far = away > np.where(still, s['stillUnlockM'], s['unlockM'])[:, None]
        self.locked &= want & ~far
        self.rest = np.where(still, self.rest + dt, 0)
        self._settle(raw, still, away, dt)
        sink = 1 - 0.5 ** (dt / s['floorHalfLifeS'])
        self.place[..., 1] += np.where(self.step < 1, 0, (s['toeHeightM'] - self.place[..., 1]) * sink)
        held = np.where(self.locked[..., None], self.place - raw, 0)
        free, free_v = spring(self.offset, self.velocity, s['unlockHalfLifeS'], dt)
        carried = np.where(self.was_held[..., None], (held - self.offset) / dt, 0)
        self.velocity = np.where(self.locked[..., None], carried, free_v)
        self.offset = np.where(self.locked[..., None], held, free)
        self.was_held = self.locked.copy()
        target = raw + self.offset
        self.previous = target.copy()
        return target, self.locked & ~(self.step < 1)


def lock_feet(hip, q, contacts, still, dt, settings=FOOT_LOCK):
    """World hip (T, N, 3), rotations, contacts (T, N, 2), still (T, N) -> rotations with locked feet, planted flags (T, N, 2)."""
    pos, rot = fk(hip, q)
    raw = pos[:, :, TOES].copy()
    feet, target, planted = _Feet(raw[0], settings), np.zeros_like(raw), np.zeros(contacts.shape, bool)
    for t in range(len(raw)):
        target[t], planted[t] = feet.tick(raw[t], contacts[t], still[t], dt)
    target[..., 1] = np.maximum(target[..., 1], settings['toeHeightM'] - 0.004)
    for side, leg in enumerate(LEGS):
        q = two_bone(q, pos, rot, leg, pos[:, :, leg[2]] + target[:, :, side] - raw[:, :, side])
        pos, rot = fk(hip, q)
    return q, planted
