"""Curves through keys: quintic, still at ends and holds, flowing on the way, a pendulum where the motion turns back."""
import numpy as np


def _knots(t, v):
    """Velocity and acceleration at keys: flowing through, still at ends and holds, a pendulum's where the motion turns back."""
    speed, bend = np.zeros_like(v), np.zeros_like(v)
    for k in range(1, len(t) - 1):
        a, b = t[k] - t[k - 1], t[k + 1] - t[k]
        da, db = (v[k] - v[k - 1]), (v[k + 1] - v[k])
        same = da * db > 0
        with np.errstate(divide='ignore', invalid='ignore'):
            flow = 2 * (da / a) * (db / b) / (da / a + db / b)
        speed[k] = np.where(same, np.nan_to_num(flow), 0)
        turns = da * db < 0
        swing = np.minimum(np.abs(da) / a ** 2, np.abs(db) / b ** 2) * 4.93
        bend[k] = np.where(turns, -np.sign(da) * swing, 0)
    return speed, bend


def curve(times, values, at):
    """Quintic curve through keys (K,), (K, D) at times `at` (T,); constant outside. Returns (T, D)."""
    t, v = np.asarray(times, float), np.asarray(values, float).reshape(len(times), -1)
    if len(t) == 1:
        return np.repeat(v, len(at), 0)
    speed, bend = _knots(t, v)
    at = np.clip(at, t[0], t[-1])
    k = np.clip(np.searchsorted(t, at, side='right') - 1, 0, len(t) - 2)
    span = (t[k + 1] - t[k])[:, None]
    u = (at - t[k])[:, None] / span
    p0, p1 = v[k], v[k + 1]
    v0, v1, a0, a1 = speed[k] * span, speed[k + 1] * span, bend[k] * span ** 2, bend[k + 1] * span ** 2
    return (p0 + v0 * u + a0 / 2 * u ** 2 + (10 * (p1 - p0) - 6 * v0 - 4 * v1 - 1.5 * a0 + 0.5 * a1) * u ** 3
            + (-15 * (p1 - p0) + 8 * v0 + 7 * v1 + 1.5 * a0 - a1) * u ** 4
            + (6 * (p1 - p0) - 3 * v0 - 3 * v1 - 0.5 * a0 + 0.5 * a1) * u ** 5)


class Track:
    """Keys of one channel."""

    def __init__(self):
        self.times, self.values = [], []

    def add(self, time, value):
        self.times.append(time)
        self.values.append(np.asarray(value, float))

    def at(self, times, delay=0.0):
        return curve(self.times, np.stack(self.values), times - delay)
