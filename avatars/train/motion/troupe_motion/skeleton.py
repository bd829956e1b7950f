"""The one 22-joint skeleton of the motion model.

Order and names are the first 22 of avatars/src/skeleton/human-joints.ts; rotations live in VRM 1.0 normalised space
(identity = T-pose, +Y up, facing +Z, left hand at +X). Proportions are those of a person 1.70 m tall, leg 0.83 m.
"""
import numpy as np

from . import quat

JOINTS = ['hips', 'spine', 'leftUpperLeg', 'rightUpperLeg', 'leftLowerLeg', 'rightLowerLeg', 'leftUpperArm', 'rightUpperArm',
          'chest', 'upperChest', 'neck', 'head', 'leftLowerArm', 'rightLowerArm', 'leftFoot', 'rightFoot',
          'leftShoulder', 'rightShoulder', 'leftHand', 'rightHand', 'leftToes', 'rightToes']
INDEX = {name: i for i, name in enumerate(JOINTS)}
COUNT = len(JOINTS)
HEIGHT_M = 1.70
LEG_M = 0.83
TOE_REST_M = 0.02  # height of the toe joint of a foot that stands flat

_REST = {  # joint: (parent, offset from the parent in metres)
    'hips': (None, (0, 0.965, 0)),
    'spine': ('hips', (0, 0.10, 0)), 'chest': ('spine', (0, 0.13, 0)), 'upperChest': ('chest', (0, 0.13, 0)),
    'neck': ('upperChest', (0, 0.15, 0)), 'head': ('neck', (0, 0.10, 0.01)),
    'UpperLeg': ('hips', (0.09, -0.05, 0)), 'LowerLeg': ('UpperLeg', (0, -0.42, 0)), 'Foot': ('LowerLeg', (0, -0.41, 0)),
    'Toes': ('Foot', (0, -0.065, 0.135)),
    'Shoulder': ('upperChest', (0.03, 0.11, 0)), 'UpperArm': ('Shoulder', (0.14, 0, 0)),
    'LowerArm': ('UpperArm', (0.28, 0, 0)), 'Hand': ('LowerArm', (0.25, 0, 0)),
}


def _tree():
    parents, offsets = [], []
    for name in JOINTS:
        side = next((s for s in ('left', 'right') if name.startswith(s)), None)
        parent, offset = _REST[name[len(side):] if side else name]
        if parent is not None and parent not in INDEX:
            parent = side + parent
        parents.append(-1 if parent is None else INDEX[parent])
        offsets.append(np.array(offset) * ([-1, 1, 1] if side == 'right' else [1, 1, 1]))
    return np.array(parents), np.array(offsets, float)


PARENTS, OFFSETS = _tree()


def _depth(j):
    return 0 if PARENTS[j] < 0 else 1 + _depth(PARENTS[j])


ORDER = sorted(range(COUNT), key=lambda j: (_depth(j), j))
MIRROR = np.array([INDEX[n.replace('left', '#').replace('right', 'left').replace('#', 'right')] for n in JOINTS])
LEGS = tuple(tuple(INDEX[s + p] for p in ('UpperLeg', 'LowerLeg', 'Foot', 'Toes')) for s in ('left', 'right'))
ARMS = tuple(tuple(INDEX[s + p] for p in ('Shoulder', 'UpperArm', 'LowerArm', 'Hand')) for s in ('left', 'right'))
TOES = np.array([INDEX['leftToes'], INDEX['rightToes']])
HANDS = np.array([INDEX['leftHand'], INDEX['rightHand']])


def fk(hip, q):
    """Hip positions (..., 3) and local rotations (..., 22, 4) -> global positions (..., 22, 3) and rotations."""
    pos, rot = [None] * COUNT, [None] * COUNT
    for j in ORDER:
        p = PARENTS[j]
        if p < 0:
            pos[j], rot[j] = hip, q[..., j, :]
        else:
            pos[j] = pos[p] + quat.rotate(rot[p], OFFSETS[j].astype(q.dtype))
            rot[j] = quat.mul(rot[p], q[..., j, :])
    return np.stack(pos, -2), np.stack(rot, -2)


def to_local(world):
    """Global rotations (..., 22, 4) -> parent-relative ones."""
    q = world.copy()
    for j in range(COUNT):
        if PARENTS[j] >= 0:
            q[..., j, :] = quat.mul(quat.inv(world[..., PARENTS[j], :]), world[..., j, :])
    return q


def mirror_pose(hip, q):
    """The left-right mirrored pose."""
    return hip * np.array([-1, 1, 1]), q[..., MIRROR, :] * np.array([1, -1, -1, 1])


def two_bone(q, pos, rot, leg, ankle):
    """Local rotations with the ankle of `leg` moved to `ankle`; knee plane and world foot rotation are kept.

    pos, rot are the forward kinematics of q. The reach is clamped softly so that a knee never snaps straight.
    """
    up, low, foot, _ = leg
    q = q.copy()
    p_up, p_low, p_foot = pos[..., up, :], pos[..., low, :], pos[..., foot, :]
    la, lb = np.linalg.norm(OFFSETS[low]), np.linalg.norm(OFFSETS[foot])
    d = ankle - p_up
    dist = np.linalg.norm(d, axis=-1, keepdims=True)
    reach, soft = (la + lb) * 0.998, 0.03
    used = np.where(dist > reach - soft, reach - soft * np.exp(-np.maximum(dist - (reach - soft), 0) / soft), dist)
    used = np.maximum(used, 0.25)
    along = d / np.maximum(dist, 1e-6)
    hinge = quat.rotate(rot[..., low, :], np.array([1.0, 0, 0]))
    side = quat.unit(hinge - (hinge * along).sum(-1, keepdims=True) * along)
    forward = np.cross(along, side)
    cos = np.clip((la * la + used * used - lb * lb) / (2 * la * used), -1, 1)
    sign = np.sign((forward * quat.rotate(rot[..., up, :], np.array([0, 0, 1.0]))).sum(-1, keepdims=True))
    sign = np.where(sign == 0, 1, sign)
    knee = p_up + along * cos * la + forward * sign * np.sqrt(1 - cos ** 2) * la
    swing = quat.between(p_low - p_up, knee - p_up)
    g_up = quat.mul(swing, rot[..., up, :])
    g_low = quat.mul(swing, rot[..., low, :])
    g_low = quat.mul(quat.between(quat.rotate(g_low, OFFSETS[foot]), p_up + along * used - knee), g_low)
    q[..., up, :] = quat.mul(quat.inv(rot[..., 0, :]), g_up)
    q[..., low, :] = quat.mul(quat.inv(g_up), g_low)
    q[..., foot, :] = quat.mul(quat.inv(g_low), rot[..., foot, :])
    return q
