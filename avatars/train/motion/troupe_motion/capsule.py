"""The authoritative capsule and random command scripts, for the closed loop. Plans at 60 Hz, sampled at the tick rate."""
import numpy as np

from .settings import CAPSULE

HZ = 60
DT = 1 / HZ


def _wrap(a):
    return (a + np.pi) % (2 * np.pi) - np.pi


def path(state, goal, speed, frames, face=None):
    """Walk to `goal` (None: stand, facing `face` rad if given) from state (x, z, yaw, v, w); returns frames + 61 states, one second
    more than asked."""
    c, (x, z, yaw, v, w) = CAPSULE, state
    out = np.zeros((frames + 61, 5))
    for i in range(len(out)):
        wanted, heading = 0.0, yaw if face is None else face
        if goal is not None:
            dx, dz = goal[0] - x, goal[1] - z
            far = np.hypot(dx, dz)
            if far > 0.3:
                heading = np.arctan2(dx, dz)
            off = _wrap(heading - yaw)
            brake = np.sqrt(2 * c['decelerationMps2'] * max(far - c['arriveM'], 0))
            wanted = min(speed, brake) * max(np.cos(off), 0.12 if abs(off) > 1.2 else 0.0) ** 0.7 if far >= 0.05 else 0.0
        turn = np.clip(_wrap(heading - yaw) * c['turnGain'], -c['turnRadps'], c['turnRadps'])
        w += np.clip(turn - w, -c['turnAccelerationRadps2'] * DT, c['turnAccelerationRadps2'] * DT)
        yaw += w * DT
        v += np.clip(wanted - v, -1.6 * c['decelerationMps2'] * DT, c['accelerationMps2'] * DT)
        x, z = x + np.sin(yaw) * v * DT, z + np.cos(yaw) * v * DT
        out[i] = x, z, yaw, v, w
    return out


class Scenario:
    """state (T, 5), ahead (T, 3, 3) = x, z, yaw in 1/3, 2/3, 1 s, goal (T, 2), command (T,) number, idle (T,).
    speeds: least and most that is walked, m/s."""

    def __init__(self, seconds, seed, tick_hz=20, script=None, speeds=(0.6, 1.6)):
        rng = np.random.default_rng(seed)
        total, step = int(seconds * HZ), HZ // tick_hz
        state = np.array([0, 0, 0.0 if script else rng.uniform(-np.pi, np.pi), 0, 0])
        parts, n, k, kind = [], 0, 0, 'idle'
        while n < total:
            kind, goal, speed, frames, cut = self._command(rng, script, k, kind, state, speeds)
            plan = path(state, goal, speed, frames)
            if kind == 'go' and not cut:
                near = np.flatnonzero((np.hypot(*(plan[:, :2] - goal).T) < 0.12) & (plan[:, 3] < 0.02))
                if len(near) and near[0] < frames:
                    frames = max(int(near[0]), 30)
            parts.append((plan[:frames + 61], frames, goal, k))
            state, n, k = plan[frames - 1].copy(), n + frames, k + 1
        pick = slice(0, total, step)
        self.state = np.concatenate([p[:f] for p, f, _, _ in parts])[pick]
        self.ahead = np.concatenate([np.stack([p[h:f + h, :3] for h in (20, 40, 60)], 1) for p, f, _, _ in parts])[pick]
        self.goal = np.concatenate([np.tile((0, 0) if g is None else g, (f, 1)) for _, f, g, _ in parts])[pick]
        self.command = np.concatenate([np.full(f, k) for _, f, _, k in parts])[pick]
        self.idle = np.concatenate([np.full(f, g is None) for _, f, g, _ in parts])[pick]

    @staticmethod
    def _command(rng, script, k, last, state, speeds):
        if script is not None:
            item = script[min(k, len(script) - 1)]
            if item[0] == 'idle':
                return 'idle', None, 0.0, int(item[1] * HZ), False
            _, angle, speed, distance, cut = item
        elif last != 'idle' and rng.random() < 0.45:
            return 'idle', None, 0.0, int(rng.uniform(1.5, 4) * HZ), False
        else:
            angle = np.radians(rng.choice([0, 90, -90, 180, rng.uniform(-180, 180)]))
            speed, distance, cut = rng.uniform(*speeds), rng.uniform(2.5, 7), rng.random() < 0.4
        heading = state[2] + angle
        goal = state[:2] + distance * np.array([np.sin(heading), np.cos(heading)])
        frames = int(distance / speed * 0.6 * HZ) if cut else int((distance / speed + 3.5) * HZ)
        return 'go', goal, speed, frames, cut
