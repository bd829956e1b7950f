"""Path editing: the walk of a recording sent along another path. Styles whose recordings only walk straight get their own turns,
starts, stops, speeds and turns in place, instead of borrowing them from another style.

An edit says, at 60 Hz, which frame of the recording is played (tempo), how long strides are (0: steps on the spot), how large the
rest of the motion is (0: the mean pose of the recording) and how far the path turns. Footprints follow: each planted foot
of the recording gets its place beside the new path, swings run between them as they ran in the recording, legs are solved by IK. Planted
feet therefore do not slide.

CONTRIBUTOR NOTES
- Re-locking a rotated take (toes held at their mean over a plant) twisted feet by the whole turn of a plant; footprints with a heading do not.
- With stride 0 the toes of a walk end under the hips; people stand with toes 9 cm ahead of them and 10 cm to each side.
"""
import numpy as np

from . import features, quat
from .contacts import runs
from .retarget import HZ, Take
from .skeleton import INDEX, LEGS, OFFSETS, TOE_REST_M, TOES, fk, two_bone

STAND_AHEAD_M = 0.09
STAND_ASIDE_M = 0.095
STAND_TOE_OUT_RAD = 0.13
LEAN = 0.6  # share of the lean that would balance the turn
LOOK_AHEAD_S = 0.3
PATH_SMOOTH_FRAMES = 36
_LEG_JOINTS = {j for leg in LEGS for j in leg}
_TRUNK = [j for j in range(1, 22) if j not in _LEG_JOINTS]


def _wrap(a):
    return (a + np.pi) % (2 * np.pi) - np.pi


def _yaw_of(q):
    forward = quat.rotate(q, np.array([0, 0, 1.0]))
    return np.arctan2(forward[..., 0], forward[..., 2])


def _turned(yaw, v):
    c, s = np.cos(yaw), np.sin(yaw)
    return np.stack([c * v[..., 0] + s * v[..., 1], -s * v[..., 0] + c * v[..., 1]], -1)


def _mean_pose(q):
    q = quat.continuous(q)
    return quat.unit(q.mean(0))


class Source:
    """A stretch of a recording, taken apart: path, body about the path, footprints and swings."""

    def __init__(self, take):
        self.take = take
        self.root, self.yaw = features.root_of(take, False)
        self.velocity = _turned(-self.yaw, np.gradient(self.root[:, [0, 2]], axis=0) * HZ)
        self.rate = np.gradient(self.yaw) * HZ
        # the path says where to go: only the swing of the hips within a stride stays
        drift = features.smooth(self.rate, PATH_SMOOTH_FRAMES)
        self.rate -= drift
        self.turning = float(np.abs(drift).mean())
        self.pace = float(np.hypot(*self.velocity.mean(0)))
        home = quat.from_yaw(-self.yaw)
        self.hip = quat.rotate(home, take.hip - self.root * [1, 0, 1])
        self.q = quat.continuous(np.concatenate([quat.mul(home, take.q[:, 0])[:, None], take.q[:, 1:]], 1))
        pos, rot = fk(take.hip, take.q)
        self.toe = pos[:, TOES]
        feet = np.stack([rot[:, leg[2]] for leg in LEGS], 1)
        self.foot_yaw = np.unwrap(_yaw_of(feet), axis=0)
        self.pitch = quat.log(quat.mul(quat.from_yaw(-self.foot_yaw), feet))
        self.mean_hip, self.mean_q = self.hip.mean(0), _mean_pose(self.q)
        self.plants = [self._plants(f) for f in range(2)]
        self.both = take.contacts.all(1)

    def __len__(self):
        return len(self.take)

    def _plants(self, f):
        """[(first, last frame, toe x z, foot yaw)]; a foot in the air at either end has a print of one frame there."""
        spans = [(a, b - 1) for a, b in runs(self.take.contacts[:, f])]
        end = len(self) - 1
        spans = ([] if spans and spans[0][0] == 0 else [(0, 0)]) + spans
        spans = spans + ([] if spans[-1][1] == end else [(end, end)])
        return [(a, b, self.toe[a:b + 1, f][:, [0, 2]].mean(0), self.foot_yaw[a:b + 1, f].mean()) for a, b in spans]


def _at(values, tau):
    i = np.minimum(tau.astype(int), len(values) - 2)
    f = (tau - i).reshape((-1,) + (1,) * (values.ndim - 1))
    return values[i] * (1 - f) + values[i + 1] * f


class _Feet:
    """New toes and feet of one edit."""

    def __init__(self, source, tau, stride, yaw, root):
        self.s, self.tau, self.stride, self.yaw, self.root = source, tau, stride, yaw, root

    def _print(self, f, plant):
        """World place and heading of a footprint of the new path."""
        a, b, toe, heading = plant
        s, tau = self.s, self.tau
        middle = (max(a, tau[0]) + min(b, tau[-1])) / 2 if b >= tau[0] and a <= tau[-1] else (a + b) / 2
        middle = np.clip(middle, tau[0], tau[-1])
        t = min(int(np.searchsorted(tau, middle)), len(tau) - 1)
        if b >= tau[-1]:  # the edit ends on this foot: it stands where the body ends
            t = len(tau) - 1 if self.stride[-1] < 0.3 else t
        at = np.array([tau[t]])
        away = _turned(-_at(s.yaw, at), toe - _at(s.root, at)[:, [0, 2]])[0]
        out, k, sign = heading - _at(s.yaw, at)[0], self.stride[t], 1 - 2 * f
        # standing needs a wider and straighter stance than a stride
        away = k * away + (1 - k) * np.array([sign * max(abs(away[0]), STAND_ASIDE_M), STAND_AHEAD_M])
        out = k * out + (1 - k) * sign * max(STAND_TOE_OUT_RAD, min(sign * out, 0.35))
        return self.root[t] + _turned(self.yaw[t], away), self.yaw[t] + out

    def track(self, f, lift):
        """Toe (T, 3), foot heading (T,) and planted flags (T,)."""
        s, tau = self.s, self.tau
        prints = [self._print(f, p) for p in s.plants[f]]
        count = len(tau)
        xz, heading, planted = np.zeros((count, 2)), np.zeros(count), np.zeros(count, bool)
        for (a, b, _, _), (place, turn) in zip(s.plants[f], prints):
            on = (tau >= a) & (tau <= b)
            xz[on], heading[on] = place, turn
            planted |= on & (b > a)
        base = np.zeros(count)
        for n in range(len(prints) - 1):
            a, b = s.plants[f][n][1], s.plants[f][n + 1][0]
            on = (tau > a) & (tau < b)
            base[(tau >= s.plants[f][n][0]) & (tau <= a)] = s.plants[f][n][3]
            if on.any():
                self._swing(f, n, on, prints, xz, heading, base, a, b)
        base[tau >= s.plants[f][-1][0]] = s.plants[f][-1][3]
        wobble = _at(s.foot_yaw[:, f], tau) - base
        y = TOE_REST_M + (_at(s.toe[:, f, 1], tau) - TOE_REST_M) * lift
        return np.stack([xz[:, 0], np.maximum(y, 0.012), xz[:, 1]], -1), heading + wobble * self.stride, planted

    def _swing(self, f, n, on, prints, xz, heading, base, a, b):
        s, tau = self.s, self.tau[on]
        (p0, h0), (p1, h1) = prints[n], prints[n + 1]
        old0, old1 = s.toe[a, f][[0, 2]], s.toe[b, f][[0, 2]]
        now, way = _at(s.toe[:, f], tau)[:, [0, 2]], old1 - old0
        part = (tau - a) / (b - a)
        ease = part ** 3 * (10 - 15 * part + 6 * part * part)
        length = np.hypot(*way)
        if length > 0.15:
            along = (now - old0) @ way / length ** 2
            across = (now - old0) @ np.array([way[1], -way[0]]) / length
        else:
            along, across = ease, 0 * ease
        weight = np.clip(length / 0.15 - 1, 0, 1)
        along = weight * along + (1 - weight) * ease
        side = p1 - p0
        reach = np.hypot(*side)
        normal = np.array([side[1], -side[0]]) / reach if reach > 0.05 else np.zeros(2)
        xz[on] = p0 + along[:, None] * side + (across * self.stride[on])[:, None] * normal
        heading[on] = h0 + _wrap(h1 - h0) * ease
        base[on] = s.plants[f][n][3] + (s.plants[f][n + 1][3] - s.plants[f][n][3]) * ease


def _trunk(source, q, theta, tau, amplitude):
    """Trunk, arms and head: shrunk towards the mean pose, looking where the path turns."""
    for j in _TRUNK:
        q[:, j] = quat.nlerp(np.broadcast_to(source.mean_q[j], q[:, j].shape), q[:, j], amplitude[:, None])
    ahead = np.minimum(np.arange(len(tau)) + int(LOOK_AHEAD_S * HZ), len(tau) - 1)
    look = features.smooth(np.clip(theta[ahead] - theta, -0.9, 0.9), 6)
    for joint, share in (('chest', 0.12), ('upperChest', 0.12), ('neck', 0.3), ('head', 0.3)):
        j = INDEX[joint]
        q[:, j] = quat.mul(quat.from_yaw(look * share), q[:, j])


def edit(source, tau, stride, amplitude, theta):
    """The recording along a new path.

    tau (T,): frame of the recording played at each 60 Hz frame, not decreasing; stride (T,) 0..1.2 scales travel and step length;
    amplitude (T,) 0..1 scales what is not the legs; theta (T,): added heading in rad. Returns a Take.
    """
    tau = np.clip(tau, 0, len(source) - 1.001)
    tempo = np.gradient(tau)
    speed = _at(source.velocity, tau) * (tempo * stride)[:, None]
    yaw = theta + np.cumsum(_at(source.rate, tau) * tempo * stride) / HZ
    root = np.cumsum(_turned(yaw, speed), 0) / HZ
    turn_rate = features.smooth(np.gradient(yaw) * HZ, 12)
    lean = -LEAN * np.arctan(np.hypot(*speed.T) * turn_rate / 9.81)
    lean = quat.exp(np.stack([0 * lean, 0 * lean, features.smooth(lean, 12)], -1))
    q = quat.unit(_at(source.q, tau))
    _trunk(source, q, theta, tau, amplitude)
    hip = source.mean_hip + amplitude[:, None] * (_at(source.hip, tau) - source.mean_hip)
    rise = np.clip(0.94 - source.mean_hip[1], 0, 0.015)
    hip[:, 1] += (1 - np.minimum(stride, 1)) * rise
    hip = quat.rotate(lean, hip)
    q[:, 0] = quat.mul(lean, quat.nlerp(np.broadcast_to(source.mean_q[0], q[:, 0].shape), q[:, 0], amplitude[:, None]))
    way = quat.from_yaw(yaw)
    hip = quat.rotate(way, hip) + np.stack([root[:, 0], 0 * yaw, root[:, 1]], -1)
    q[:, 0] = quat.mul(way, q[:, 0])
    feet = _Feet(source, tau, stride, yaw, root)
    lift = np.clip(np.maximum(stride, 0.75 * amplitude), 0, 1)
    flat = 0.35 + 0.65 * np.clip(stride, 0, 1)
    planted = np.zeros((len(tau), 2), bool)
    for f, leg in enumerate(LEGS):
        toe, heading, planted[:, f] = feet.track(f, lift)
        sole = quat.mul(quat.from_yaw(heading), quat.exp(_at(source.pitch[:, f], tau) * flat[:, None]))
        # the knee follows half of what the foot turns against the pelvis
        turned = np.clip(_wrap((heading - yaw) - (_at(source.foot_yaw[:, f], tau) - _at(source.yaw, tau))), -0.8, 0.8)
        up, low, foot, toes = leg
        q[:, up] = quat.mul(quat.from_yaw(0.5 * turned), q[:, up])
        _, rot = fk(hip, q)
        q[:, foot] = quat.mul(quat.inv(rot[:, low]), sole)
        pos, rot = fk(hip, q)
        q = two_bone(q, pos, rot, leg, toe - quat.rotate(sole, OFFSETS[toes]))
    return Take(hip, q, planted, source.take.skate_before, source.take.skate_after)
