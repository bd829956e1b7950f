"""Figures of a closed loop, next to the ground truth of the recordings it replays. All at 60 Hz after cubic interpolation."""
import numpy as np

from . import quat
from .footlock import lock_feet
from .settings import FOOT_LOCK
from .skeleton import INDEX, TOE_REST_M, TOES, fk
from .train import cubic_weights

HZ = 60


def jerk(pos):
    """Mean over joints of |third difference| (T - 3, ...)."""
    return np.linalg.norm(np.diff(pos, n=3, axis=0) * HZ ** 3, axis=-1).mean(-1)


def acceleration(pos):
    """Largest joint acceleration (T - 2, ...)."""
    return np.linalg.norm(np.diff(pos, n=2, axis=0) * HZ ** 2, axis=-1).max(-1)


def ground_truth(db):
    """Jerk of every row's recording (R,) and the 99 % quantile of acceleration while walking."""
    out, fast = np.zeros(db.rows, np.float32), []
    for c in db.clips:
        s = slice(c['firstFrame'], c['firstFrame'] + c['frames'])
        yaw = np.cumsum(db.rv[s, 2].astype(float)) / HZ
        turn = quat.from_yaw(yaw - yaw[0])
        velocity = quat.rotate(turn, np.stack([db.rv[s, 0], 0 * yaw, db.rv[s, 1]], -1))
        q = db.q[s].astype(float)
        q[:, 0] = quat.mul(turn, q[:, 0])
        pos, _ = fk(quat.rotate(turn, db.hip[s].astype(float)) + np.cumsum(velocity, 0) / HZ, q)
        j = jerk(pos)
        j = np.concatenate([[np.median(j)], j, [np.median(j)] * 2])
        out[c['firstRow']:c['firstRow'] + c['rows']] = j[::3][:c['rows']]
        if c['style'] != 'action':
            fast.append(acceleration(pos)[np.hypot(*db.rv[s, :2].T)[1:-1] > 0.3])
    return out, float(np.quantile(np.concatenate(fast), 0.99))


def recorded_jerk(db, jerk_of_rows):
    """Mean jerk (m/s3) of the recordings by class, as the runtime's bench sorts what it plays: standing, turning on the spot, and
    walking by style. Markerless idles are smoothed to a few m/s3 and constructed or edited paths are no recordings: none counts."""
    from .sources import STYLES
    rv = db.rv[db.frame]
    speed, turn = np.hypot(rv[:, 0], rv[:, 1]), np.abs(rv[:, 2])
    real = ~np.array([c['source'] in ('authored', 'path-edited') for c in db.clips])[db.clip] & ~db.style_is('idle') & ~db.style_is('action')
    masks = {'stand': (speed <= 0.1) & (turn <= 0.1), 'turn': (speed <= 0.1) & (turn > 0.1)}
    masks.update({s: (speed > 0.1) & db.style_is(s) for s in STYLES if s not in ('idle', 'action')})
    return {k: round(float(jerk_of_rows[m & real].mean()), 1) for k, m in masks.items() if (m & real).any()}


def upsample(a, factor, rotations=False):
    """Cubic interpolation along time (a client's view): (T, ...) -> ((T - 1) * factor + 1, ...)."""
    if factor == 1:
        return a
    if rotations:
        a = quat.continuous(a)
    t = np.arange((len(a) - 1) * factor + 1) / factor
    i = np.minimum(t.astype(int), len(a) - 2)
    rows = np.clip(i[:, None] + np.arange(-1, 3), 0, len(a) - 1)
    w = cubic_weights(t - i)
    out = sum(w[:, k].reshape((-1,) + (1,) * (a.ndim - 1)) * a[rows[:, k]] for k in range(4))
    return quat.unit(out) if rotations else out


def _hold(flags, factor):
    """Planted between two ticks if planted at both."""
    if factor == 1:
        return flags
    between = flags[:-1] & flags[1:]
    out = np.repeat(between, factor, 0)
    out[::factor] = flags[:-1]
    return np.concatenate([out, flags[-1:]])


def _skate(pos, planted):
    speed = np.linalg.norm(np.diff(pos[:, :, TOES][..., [0, 2]], axis=0) * HZ, axis=-1)
    both = planted[1:] & planted[:-1]
    return float(speed[both].mean() * 100)


def _stops(record, scenarios):
    """Distance to the goal one second after an arrival."""
    out, later = [], int(round(1 / record.dt))
    for n, s in enumerate(scenarios):
        for c in np.flatnonzero(s.idle[1:] & ~s.idle[:-1]):
            if s.state[c, 3] < 0.05 and c + later < len(s.idle):
                out.append(np.hypot(*(record.root[c + later, n] - s.goal[c])))
    return np.array(out)


def figures(record, scenarios, truth, seconds_from_jump=0.2):
    """All figures of a record as a dictionary. `truth` is what ground_truth returns."""
    gt_jerk, gt_acceleration = truth
    factor, cap = round(record.dt * HZ), record.capsule
    still = (cap[..., 3] < FOOT_LOCK['stillSpeedMps']) & (np.abs(cap[..., 4]) < FOOT_LOCK['stillTurnRadps'])
    locked, planted = lock_feet(record.hip, record.q, record.contacts, still, record.dt)
    hip = upsample(record.hip, factor)
    before, _ = fk(hip, upsample(record.q, factor, True))
    after, _ = fk(hip, upsample(locked, factor, True))
    moving = cap[..., 3] > 0.1
    error = np.hypot(*np.moveaxis(record.root - cap[..., :2], -1, 0))[moving]
    heading = np.degrees(np.abs((record.yaw - cap[..., 2] + np.pi) % (2 * np.pi) - np.pi))[moving]
    stops, tick = _stops(record, scenarios), np.minimum(np.arange(len(after)) // factor, len(cap) - 1)
    reference = gt_jerk[record.row[tick]][1:-2]
    smooth, raw = jerk(after), jerk(before)
    acc = acceleration(after)
    near = int(seconds_from_jump * HZ)
    peaks = [acc[max(0, t * factor - near):t * factor + near + 1, n].max() for t, n in np.argwhere(record.jumped)]
    knees = quat.log(locked[:, :, [INDEX['leftLowerLeg'], INDEX['rightLowerLeg']]])[..., 0]
    return {
        'trajectoryRmsCm': float(np.sqrt((error ** 2).mean()) * 100), 'trajectoryP95Cm': float(np.quantile(error, 0.95) * 100),
        'headingMeanDeg': float(heading.mean()), 'headingP95Deg': float(np.quantile(heading, 0.95)),
        'stopMedianCm': float(np.median(stops) * 100), 'stopP95Cm': float(np.quantile(stops, 0.95) * 100),
        'skateRawCmps': _skate(before, _hold(record.contacts, factor)), 'skateIkCmps': _skate(after, _hold(planted, factor)),
        'lockedPercent': float(planted.any(-1).mean() * 100),
        'jerkRatioBeforeIk': float(raw.mean() / reference.mean()), 'jerkRatioAfterIk': float(smooth.mean() / reference.mean()),
        'jerkMps3': float(smooth.mean()), 'jumpsPerS': float(record.jumped.sum() / record.jumped.size / record.dt),
        'jumpAccelerationMedian': float(np.median(peaks) / gt_acceleration),
        'jumpAccelerationP95': float(np.quantile(peaks, 0.95) / gt_acceleration),
        'kneeFlipPercent': float((knees < -0.12).mean() * 100),
        'penetrationP99Cm': float(np.quantile(np.maximum(TOE_REST_M - after[:, :, TOES, 1], 0), 0.99) * 100),
    }
