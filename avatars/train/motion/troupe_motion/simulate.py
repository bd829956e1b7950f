"""The closed loop: a batch of bodies follows capsules by search and decoded playback (FORMAT.md, "How it is played").

CONTRIBUTOR NOTES
- Blend offsets decay BEFORE a jump may reset them: the other order skips a frame of the offset and doubles the jerk.
- Root and row advance together, then the pose is read: pose and root then belong to the same instant. The proof had the root one
  frame ahead, harmless at 60 Hz, not at 20.
"""
import numpy as np

from . import quat
from .skeleton import COUNT


def spring(x, v, half_life, dt):
    """Critically damped decay to zero."""
    y = 2 * np.log(2) / half_life
    j, e = v + x * y, np.exp(-y * dt)
    return e * (x + j * dt), e * (v - j * y * dt)


def _wrap(a):
    return (a + np.pi) % (2 * np.pi) - np.pi


def _to_world(yaw, v):
    c, s = np.cos(yaw), np.sin(yaw)
    return np.stack([c * v[:, 0] + s * v[:, 1], -s * v[:, 0] + c * v[:, 1]], 1)


class Loop:
    """State of N bodies. `run` returns a Record."""

    def __init__(self, art, search, scenarios, tick_hz=20, people=None):
        self.art, self.search, self.dt = art, search, 1 / tick_hz
        self.capsule, self.ahead = (np.stack([getattr(s, k) for s in scenarios], 1) for k in ('state', 'ahead'))
        self.command = np.stack([s.command for s in scenarios], 1)
        n = len(scenarios)
        self.n, self.ticks, self.people = n, len(self.capsule), people
        own = np.arange(n) * 997 % len(search.idle_rows)
        self.f = search.rows[search.idle_rows[own]].astype(float)
        self.root, self.yaw = self.capsule[0, :, :2].copy(), self.capsule[0, :, 2].copy()
        self.rate, self.since = np.ones(n), np.full(n, 99.0)
        self.offset = {'q': np.zeros((n, COUNT, 3)), 'hip': np.zeros((n, 3)), 'rv': np.zeros((n, 3))}
        self.speed = {k: np.zeros_like(v) for k, v in self.offset.items()}

    def _moving(self, t):
        s, now, end = self.search.settings, self.capsule[t], self.ahead[t, :, 2]
        return ((now[:, 3] > s['movingSpeedMps']) | (np.hypot(*(end[:, :2] - now[:, :2]).T) > s['movingAheadM'])
                | (np.abs(end[:, 2] - now[:, 2]) > s['movingTurnRad']))

    def query(self, t, k):
        """Normalised queries of bodies k: the present row with the capsule's future in place of its own."""
        a = self.art
        raw = a.x[np.floor(self.f[k]).astype(int)] * a.std + a.mean
        for h in range(3):
            d = _to_world(-self.yaw[k], self.ahead[t, k, h, :2] - self.root[k])
            turn = self.ahead[t, k, h, 2] - self.yaw[k]
            raw[:, 15 + 2 * h:17 + 2 * h] = d
            raw[:, 21 + 2 * h], raw[:, 22 + 2 * h] = np.sin(turn), np.cos(turn)
        return (raw - a.mean) / a.std

    def _due(self, t, moving):
        s, a, i = self.search.settings, self.art, np.floor(self.f).astype(int)
        period = max(1, round(1 / s['hz'] / self.dt))
        rested = self.since >= s['minIntervalS'] - 1e-6
        stagger = t + np.arange(self.n) * 7
        due = (stagger % period == 0) & rested
        settled = a.idle[i] & ~moving
        due &= ~(settled & (stagger % max(1, round(s['settledIdleS'] / self.dt)) != 0))
        if t:
            due |= (self.command[t] != self.command[t - 1]) & rested
        at_end = a.last[i] - self.f < s['endGuardS'] * a.hz
        return due | at_end | (t == 0), at_end

    def _jump(self, k, rows):
        """Start playing `rows`; the difference to what was playing becomes the decaying offset."""
        a, p = self.art, self.art.manifest['playback']
        step = p['velocityStepS']
        ahead = step * a.hz
        old_f = np.minimum(self.f[k], a.last[np.floor(self.f[k]).astype(int)])
        places = np.concatenate([old_f, old_f + ahead * self.rate[k], rows, rows + ahead])
        hip, q = (v.reshape((4, len(k)) + v.shape[1:]) for v in a.pose(places))
        gap = quat.mul(quat.mul(quat.exp(self.offset['q'][k]), q[0]), quat.inv(q[2]))
        turn = [quat.log(quat.mul(q[j + 1], quat.inv(q[j]))) / step for j in (0, 2)]
        limit = p['maxOffsetRadps']
        self.offset['q'][k] = quat.log(gap)
        self.speed['q'][k] = np.clip(self.speed['q'][k] + turn[0] - turn[1], -limit, limit)
        self.offset['hip'][k] += hip[0] - hip[2]
        self.speed['hip'][k] += (hip[1] - hip[0] - hip[3] + hip[2]) / step
        self.speed['rv'][k] += self._root_velocity(old_f) * self.rate[k, None] - self._root_velocity(rows.astype(float))
        self.f[k], self.since[k] = rows, 0

    def _root_velocity(self, f):
        a, i = self.art, np.floor(f).astype(int)
        j, t = np.minimum(i + 1, a.last[i]), (f - i)[:, None]
        v = a.rv[i] * (1 - t) + a.rv[j] * t
        return np.where(a.idle[i][:, None], 0, v)

    def _advance(self, t):
        """Root and row from the last tick to this one, then the clamped pull to the capsule."""
        a, p, dt = self.art, self.art.manifest['playback'], self.dt
        i = np.floor(self.f).astype(int)
        speed, wanted = np.hypot(*a.rv[i, :2].T), self.capsule[t, :, 3]
        both = (wanted > p['warpMinSpeedMps']) & (speed > p['warpMinSpeedMps'])
        target = np.where(both, np.clip(wanted / np.maximum(speed, 0.1), *p['warp']), 1.0)
        self.rate += (target - self.rate) * (1 - 0.5 ** (dt / p['warpHalfLifeS']))
        middle = np.minimum(self.f + 0.5 * self.rate * dt * a.hz, a.last[i])
        before = self.offset['rv']
        self.offset['rv'], self.speed['rv'] = spring(before, self.speed['rv'], p['blendHalfLifeS'], dt)
        v = self._root_velocity(middle) * self.rate[:, None] + (self.offset['rv'] - before) / dt
        v[a.idle[i]] = 0
        world = _to_world(self.yaw + 0.5 * v[:, 2] * dt, v[:, :2])
        self.root += world * dt
        self.yaw += v[:, 2] * dt
        self.f = np.minimum(self.f + self.rate * dt * a.hz, a.last[i])
        pull, moved = 1 - 0.5 ** (dt / p['pullHalfLifeS']), np.hypot(*world.T)
        error = self.capsule[t, :, :2] - self.root
        far = np.hypot(*error.T)
        step = np.minimum(far * pull, (moved * p['pullRatio'] + p['pullMinMps']) * dt)
        over = np.maximum(far - step - p['clampM'], 0) * (1 - 0.5 ** (dt / p['clampHalfLifeS']))
        self.root += error * ((step + over) / np.maximum(far, 1e-9))[:, None]
        least = np.where(a.idle[i], p['turnMinIdleRadps'], p['turnMinRadps'])
        limit = (np.abs(v[:, 2]) * p['turnRatio'] + least + p['turnPerMetre'] * moved) * dt
        self.yaw += np.clip(_wrap(self.capsule[t, :, 2] - self.yaw) * pull, -limit, limit)

    def _search(self, t):
        moving = self._moving(t)
        due, at_end = self._due(t, moving)
        k = np.flatnonzero(due)
        jumped = np.zeros(self.n, bool)
        if not len(k):
            return jumped
        a, s, i = self.art, self.search.settings, np.floor(self.f).astype(int)
        person = None if self.people is None else self.people[k]
        x = self.query(t, k)
        rows, cost = self.search.best(x, moving[k], person)
        stay = np.where(a.idle[i[k]] & ~moving[k], s['stayIdle'], s['stay'])
        go = (cost + stay < self.search.going_on(x, moving[k], i[k], person)) | at_end[k] | (t == 0)
        near = (a.clip[rows] == a.clip[i[k]]) & (np.abs(rows - self.f[k]) < s['sameClipGuardS'] * a.hz)
        go &= ~(near & ~at_end[k])
        if go.any():
            self._jump(k[go], rows[go])
        if t == 0:
            for v in (self.offset, self.speed):
                for key in v:
                    v[key][:] = 0
        jumped[k[go]] = t > 0
        return jumped

    def run(self):
        """Play all ticks."""
        p, a, record = self.art.manifest['playback'], self.art, Record(self)
        for t in range(self.ticks):
            if t:
                self._advance(t)
            for key in ('q', 'hip'):
                self.offset[key], self.speed[key] = spring(self.offset[key], self.speed[key], p['blendHalfLifeS'], self.dt)
            jumped = self._search(t)
            self.since += self.dt
            hip, q = a.pose(self.f)
            record.write(t, self, hip + self.offset['hip'], quat.mul(quat.exp(self.offset['q']), q), jumped)
        return record


class Record:
    """What a loop played: world hip and rotations, contacts, root, yaw, rows, jumps; arrays (T, N, ...)."""

    def __init__(self, loop):
        shape = (loop.ticks, loop.n)
        self.dt, self.capsule, self.command = loop.dt, loop.capsule, loop.command
        self.hip, self.q = np.zeros(shape + (3,)), np.zeros(shape + (COUNT, 4))
        self.contacts, self.jumped = np.zeros(shape + (2,), bool), np.zeros(shape, bool)
        self.root, self.yaw, self.row = np.zeros(shape + (2,)), np.zeros(shape), np.zeros(shape, int)

    def write(self, t, loop, hip, q, jumped):
        turn = quat.from_yaw(loop.yaw)
        world = quat.rotate(turn, hip)
        world[:, [0, 2]] += loop.root
        q[:, 0] = quat.mul(turn, q[:, 0])
        i = np.floor(loop.f).astype(int)
        self.hip[t], self.q[t], self.contacts[t] = world, q, loop.art.contacts[i]
        self.jumped[t], self.root[t], self.yaw[t], self.row[t] = jumped, loop.root, loop.yaw, i
