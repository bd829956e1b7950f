"""Arms of authored actions: landmarks on the body, two-bone IK with an elbow that hangs, wrists with human limits.

Side is +1 for the left arm, -1 for the right. A forearm frame has the bone along +-X and the elbow hinge along Y (retarget.py);
in it a hand at ease looks down -Y with its palm.
"""
import numpy as np

from . import quat
from .skeleton import ARMS, INDEX, OFFSETS

CHEST = INDEX['upperChest']
UPPER_M, FORE_M = float(OFFSETS[ARMS[0][2], 0]), float(OFFSETS[ARMS[0][3], 0])
ARM_M = UPPER_M + FORE_M
REACH = 0.985  # of the arm; people do not lock their elbows
SOFT_M = 0.03
# metres from the wrist: along the fingers, out of the palm
POINTS = {'wrist': (0.0, 0.0), 'palm': (0.085, 0.015), 'knuckles': (0.08, -0.02), 'tips': (0.165, 0.01)}
TWIST, FLEX, SPREAD = np.radians([85.0, 65.0, 28.0])  # what a forearm and a wrist can do
# landmark: joint, place in its frame (m, x outwards)
LANDMARKS = {
    'chin': ('head', (0, -0.085, 0.10)), 'mouth': ('head', (0, -0.045, 0.115)), 'nose': ('head', (0, 0, 0.125)),
    'forehead': ('head', (0, 0.065, 0.105)), 'crown': ('head', (0, 0.13, 0.0)), 'eye': ('head', (0.032, 0.02, 0.105)),
    'ear': ('head', (0.085, 0, 0)), 'cheek': ('head', (0.06, -0.03, 0.085)), 'temple': ('head', (0.075, 0.045, 0.055)),
    'throat': ('upperChest', (0, 0.13, 0.085)), 'breast': ('upperChest', (0, 0.03, 0.125)), 'shoulder': ('upperChest', (0.17, 0.15, 0)),
    'heart': ('upperChest', (0, 0.02, 0.13)), 'belly': ('spine', (0, 0.0, 0.125)), 'waist': ('hips', (0.155, 0.09, 0.02)),
    'hip': ('hips', (0.175, -0.03, 0.03)), 'thigh': ('UpperLeg', (0, -0.25, 0.085)), 'knee': ('LowerLeg', (0, 0.0, 0.07)),
    'elbow': ('LowerArm', (0, 0, 0)), 'wrist': ('Hand', (0, 0, 0)), 'palm': ('Hand', (0.085, -0.015, 0)),
}


def side_of(arm):
    return 1.0 if arm == 0 else -1.0


def shoulder_home(arm):
    """Where the shoulder is at rest, in the frame of the upper chest."""
    return OFFSETS[ARMS[arm][0]] + OFFSETS[ARMS[arm][1]]


def landmark(name, arm, pos, rot):
    """World place and frame rotation of a landmark, as seen by a hand; arrays (T, 3), (T, 4)."""
    if name == 'floor':
        zero = pos[:, 0] * 0
        return zero, np.broadcast_to(quat.IDENTITY, zero.shape[:-1] + (4,))
    owner = arm
    if name.startswith('other'):
        name, owner = name[5].lower() + name[6:], 1 - arm
    joint, place = LANDMARKS[name]
    if joint not in INDEX:
        joint = ('left', 'right')[owner] + joint
    place = np.array(place) * [side_of(owner), 1, 1]
    if name == 'heart':
        place[0] = 0.035  # on the left of everybody
    j = INDEX[joint]
    return pos[:, j] + quat.rotate(rot[:, j], place), rot[:, j]


def _pole(along, arm):
    """Where an elbow hangs, in the frame of the chest: down and out, and more out the higher the hand is."""
    low, high = np.array([0.4, -1.0, -0.4]), np.array([1.0, -0.35, 0.15])
    k = np.clip((along[..., 1:2] + 0.1) / 1.0, 0, 1)
    k = k * k * (3 - 2 * k)
    return (low * (1 - k) + high * k) * [side_of(arm), 1, 1]


def raise_of(along, reach):
    """(up, front) degrees a shoulder blade goes with a hand in direction `along` (chest frame) at `reach` arm lengths."""
    up = np.clip((along[..., 1] + 0.35) / 1.35, 0, 1)
    far = np.clip((reach - 0.7) / 0.3, 0, 1)
    return np.stack([26 * up * up * (0.4 + 0.6 * far), 14 * np.clip(along[..., 2], -0.3, 1) * far], -1)


def solve_arm(arm, shoulder, chest, target, swivel):
    """Global rotations of upper arm and forearm, and how far the target is out of reach (m).

    shoulder, target (T, 3) world; chest (T, 4) frame the elbow hangs in; swivel (T,) radians outwards.
    """
    side = side_of(arm)
    d = target - shoulder
    dist = np.linalg.norm(d, axis=-1, keepdims=True)
    along = d / np.maximum(dist, 1e-6)
    most = ARM_M * REACH
    used = np.where(dist > most - SOFT_M, most - SOFT_M * np.exp(-np.maximum(dist - most + SOFT_M, 0) / SOFT_M), dist)
    used = np.maximum(used, 0.12)
    pole = quat.rotate(chest, _pole(quat.rotate(quat.inv(chest), along), arm))
    pole = quat.unit(pole - (pole * along).sum(-1, keepdims=True) * along)
    pole = quat.rotate(quat.exp(along * (side * swivel)[:, None]), pole)
    cos = np.clip((UPPER_M ** 2 + used ** 2 - FORE_M ** 2) / (2 * UPPER_M * used), -1, 1)
    elbow = along * cos * UPPER_M + pole * np.sqrt(1 - cos ** 2) * UPPER_M
    hinge = side * np.cross(along, pole)

    def frame(bone):
        x = side * quat.unit(bone)
        y = quat.unit(hinge - (hinge * x).sum(-1, keepdims=True) * x)
        return quat.from_axes(x, y, np.cross(x, y))
    return frame(elbow), frame(along * used - elbow), (dist - most)[:, 0]


def swivel_of(arm, upper, chest, along):
    """Swivel (T,) of an arm that is already posed: upper (T, 4) global upper arm, along (T, 3) unit shoulder to wrist."""
    side = side_of(arm)
    hinge = quat.rotate(upper, np.array([0, 1.0, 0]))
    pole = quat.unit(side * np.cross(hinge, along))
    hang = quat.rotate(chest, _pole(quat.rotate(quat.inv(chest), along), arm))
    hang = quat.unit(hang - (hang * along).sum(-1, keepdims=True) * along)
    return side * np.arctan2((np.cross(hang, pole) * along).sum(-1), (hang * pole).sum(-1))


def _clamp(v, most):
    """Soft limit: the last fifth is approached, never passed."""
    knee = 0.8 * most
    over = np.maximum(np.abs(v) - knee, 0)
    return np.sign(v) * (np.minimum(np.abs(v), knee) + (most - knee) * (1 - np.exp(-over / (most - knee))))


def wrist_of(arm, fore, palm, fingers):
    """(twist, spread, flex) radians that bring a hand on forearm `fore` (4,) to world directions palm and fingers (or None)."""
    side = side_of(arm)
    if palm is None and fingers is None:
        return np.zeros(3)
    x = side * (quat.unit(fingers) if fingers is not None else side * quat.rotate(fore, np.array([1.0, 0, 0])))
    down = quat.unit(palm) if palm is not None else quat.rotate(fore, np.array([0, -1.0, 0]))
    down = quat.unit(down - (down * x).sum() * x)
    wanted = quat.from_axes(x[None], -down[None], np.cross(x, -down)[None])[0]
    q = quat.mul(quat.inv(fore), wanted)
    q = q * (1 if q[3] >= 0 else -1)
    twist = 2 * np.arctan2(q[0], q[3])
    swing = quat.log(quat.mul(quat.exp(np.array([-twist, 0, 0])), q))
    return np.array([_clamp(twist, TWIST), _clamp(swing[1], SPREAD), _clamp(swing[2], FLEX)])


def hand_frames(fore, wrist):
    """Global rotations of forearm (with half the twist, so that the skin does not wring) and hand; wrist (T, 3)."""
    zero = 0 * wrist[:, 0]
    half = quat.exp(np.stack([wrist[:, 0] / 2, zero, zero], -1))
    bend = quat.exp(np.stack([zero, wrist[:, 1], wrist[:, 2]], -1))
    twisted = quat.mul(fore, half)
    return twisted, quat.mul(quat.mul(twisted, half), bend)


def point_of(arm, name):
    """Place of a part of the hand in the frame of the hand."""
    along, out = POINTS[name]
    return np.array([side_of(arm) * along, -out, 0])
