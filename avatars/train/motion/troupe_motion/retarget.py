"""A recording of any known rig -> the canonical skeleton at 60 Hz.

CONTRIBUTOR NOTES
- Trunk, neck, head take the source's global rotation (these rigs rest in a T-pose facing +Z). Limbs match bone DIRECTIONS
  taken from joint positions, twist comes from the knee or elbow hinge with a prior while the limb is straight; so no rest
  pose is needed (one family of rigs rests with its legs up).
- The 9 Hz zero-phase low-pass is the biggest single fix: it takes the jerk of plain walks from ~900 to ~120 m/s3.
- Contacts, toe locking and floor levelling happen once, here: 5-18 -> 1-3 cm/s of foot skate in the data.
"""
import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import butter, filtfilt

from . import quat, rigs
from .contacts import label_contacts, lock_toes, skate_cm_s
from .skeleton import ARMS, COUNT, INDEX, LEG_M, LEGS, OFFSETS, TOE_REST_M, TOES, fk, to_local

HZ = 60
LOW_PASS_HZ = 9.0
X, Y, Z = np.eye(3)


class Take:
    """A clip on the canonical skeleton at 60 Hz: hip (F, 3), local rotations q (F, 22, 4), contacts (F, 2) and quality figures."""

    def __init__(self, hip, q, contacts, skate_before, skate_after):
        self.hip, self.q, self.contacts = hip, q, contacts
        self.skate_before, self.skate_after = skate_before, skate_after

    def __len__(self):
        return len(self.hip)

    def piece(self, first, end):
        """Frames first .. end - 1."""
        return Take(self.hip[first:end], self.q[first:end], self.contacts[first:end], self.skate_before, self.skate_after)


def _aim(bone, hinge, along):
    """Global rotation whose axis `along` (-y leg, +x left arm, -x right arm) follows bone and whose hinge stays near `hinge`."""
    d = quat.unit(bone)
    if along == 'leg':
        y = -d
        x = quat.unit(hinge - (hinge * y).sum(-1, keepdims=True) * y)
        return quat.from_axes(x, y, np.cross(x, y))
    x = d if along == 'left' else -d
    y = quat.unit(hinge - (hinge * x).sum(-1, keepdims=True) * x)
    return quat.from_axes(x, y, np.cross(x, y))


def _blend_hinge(measured, prior, full):
    """Measured hinge where the limb is clearly bent (sine >= full), prior where it is straight; smoothed over time."""
    size = np.linalg.norm(measured, axis=-1, keepdims=True)
    weight = np.clip(size / full, 0, 1) ** 2
    return quat.unit(gaussian_filter1d(weight * quat.unit(measured) + (1 - weight) * prior, 2, axis=0))


def _towards(v, reference):
    return v * np.sign((v * reference).sum(-1, keepdims=True) + 1e-9)


def _leg(world, p, side, joints):
    up, low, foot, toes = joints
    thigh, shin, sole = (p[side + b] - p[side + a] for a, b in
                         (('UpperLeg', 'LowerLeg'), ('LowerLeg', 'Foot'), ('Foot', 'Toes')))
    lateral = quat.rotate(world[:, INDEX['hips']], X)
    bend = np.cross(quat.unit(shin), quat.unit(thigh))
    prior = 0.5 * lateral + 0.5 * _towards(quat.unit(np.cross(shin, sole)), lateral)
    hinge = _blend_hinge(_towards(bend, lateral), prior, 0.35)
    world[:, up], world[:, low] = _aim(thigh, hinge, 'leg'), _aim(shin, hinge, 'leg')
    f = quat.unit(sole)
    x = quat.unit(hinge - (hinge * f).sum(-1, keepdims=True) * f)
    rest = quat.unit(OFFSETS[toes])
    rest_frame = quat.from_axes(X, np.cross(rest, X), rest)
    world[:, foot] = quat.mul(quat.from_axes(x, np.cross(f, x), f), quat.inv(rest_frame))
    world[:, toes] = world[:, foot]


def _arm(world, p, side, joints):
    shoulder, upper, lower, hand = joints
    chest = world[:, INDEX['upperChest']]
    clavicle = p[side + 'UpperArm'] - p[side + 'Shoulder']
    if np.median(np.linalg.norm(clavicle, axis=-1)) < 0.02:
        clavicle = p[side + 'UpperArm'] - p['neck']
    d = quat.rotate(quat.inv(chest), quat.unit(clavicle))
    usual = np.broadcast_to(quat.unit(np.median(d, 0)), d.shape)
    world[:, shoulder] = quat.mul(chest, quat.between(usual, d))
    bone, fore = p[side + 'LowerArm'] - p[side + 'UpperArm'], p[side + 'Hand'] - p[side + 'LowerArm']
    bend = np.cross(quat.unit(fore), quat.unit(bone)) * (1 if side == 'left' else -1)
    straight = np.broadcast_to(X if side == 'left' else -X, bone.shape)
    swing = quat.between(straight, quat.rotate(quat.inv(world[:, shoulder]), quat.unit(bone)))
    prior = quat.rotate(quat.mul(world[:, shoulder], swing), Y)
    hinge = _blend_hinge(_towards(bend, prior), prior, 0.4)
    world[:, upper], world[:, lower] = _aim(bone, hinge, side), _aim(fore, hinge, side)
    world[:, hand] = world[:, lower]


def _resample(hip, world, fps):
    if abs(fps - HZ) <= 1:
        return hip, world
    t = np.arange(0, (len(hip) - 1) / fps, 1 / HZ) * fps
    i = np.minimum(t.astype(int), len(hip) - 2)
    a = (t - i)[:, None]
    return hip[i] * (1 - a) + hip[i + 1] * a, quat.nlerp(world[i], world[i + 1], a[:, None])


def low_pass(hip, q, hz=LOW_PASS_HZ):
    """Zero-phase Butterworth on hip and local rotations."""
    b, a = butter(2, hz / (HZ / 2))
    return (filtfilt(b, a, hip, axis=0, padlen=15),
            quat.unit(filtfilt(b, a, quat.continuous(q), axis=0, padlen=15)))


def level_feet(hip, q):
    """Calibrate foot pitch (a standing foot is flat) and put the floor at y = 0."""
    pos, _ = fk(hip, q)
    flat = np.arctan2(OFFSETS[TOES[0], 1], OFFSETS[TOES[0], 2])
    for _, _, foot, toes in LEGS:
        speed = sum(np.linalg.norm(np.gradient(pos[:, j], axis=0), axis=-1) for j in (foot, toes))
        slow = speed <= np.quantile(speed, 0.15)
        d = (pos[:, toes] - pos[:, foot])[slow]
        slope = np.median(np.arctan2(d[:, 1], np.hypot(d[:, 0], d[:, 2])))
        pitch = np.clip(flat - slope, -0.6, 0.6)
        q[:, foot] = quat.mul(q[:, foot], quat.exp(np.array([-pitch, 0, 0])))
    pos, _ = fk(hip, q)
    floor = np.quantile(pos[:, TOES, 1].min(1), 0.1) - TOE_REST_M
    return hip - np.array([0, floor, 0]), q


def finish(hip, q, smooth_hz=LOW_PASS_HZ):
    """Low-pass, level, label contacts and lock the toes of a canonical take at 60 Hz."""
    hip, q = low_pass(hip, q, smooth_hz)
    hip, q = level_feet(hip, q)
    pos, rot = fk(hip, q)
    contacts = label_contacts(pos, HZ)
    before = skate_cm_s(pos, contacts, HZ)
    q = lock_toes(q, hip, pos, rot, contacts)
    pos, _ = fk(hip, q)
    return Take(hip, q, contacts, before, skate_cm_s(pos, contacts, HZ))


def retarget(recording, smooth_hz=LOW_PASS_HZ):
    """Retarget a bvh.Recording. Raises ValueError when joints are missing or the take is shorter than a third of a second."""
    if len(recording.positions) < 20:
        raise ValueError(f'take has {len(recording.positions)} frames, at least 20 are needed')
    index = rigs.match(recording.names)
    p = {k: recording.positions[:, i] for k, i in index.items()}
    world = np.zeros((len(recording.positions), COUNT, 4))
    world[..., 3] = 1
    for joint in ('hips', 'spine', 'chest', 'upperChest', 'neck', 'head'):
        world[:, INDEX[joint]] = recording.rotations[:, index[joint]]
    for side, leg, arm in zip(('left', 'right'), LEGS, ARMS):
        _leg(world, p, side, leg)
        _arm(world, p, side, arm)
    lengths = [np.linalg.norm(p[s + a] - p[s + b], axis=-1) for s in ('left', 'right')
               for a, b in (('UpperLeg', 'LowerLeg'), ('LowerLeg', 'Foot'))]
    scale = LEG_M / np.median(sum(lengths) / 2)
    middle = 0.5 * (p['leftUpperLeg'] + p['rightUpperLeg']) * scale
    hip, world = _resample(middle, world, recording.fps)
    hip = hip - quat.rotate(world[:, INDEX['hips']], np.array([0, OFFSETS[INDEX['leftUpperLeg'], 1], 0]))
    return finish(hip, to_local(world), smooth_hz)
