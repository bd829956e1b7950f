"""Forearms and hands kept out of trunk and head: how deep a point is, and the push that takes an arm out."""
import numpy as np
from scipy.ndimage import gaussian_filter1d

from . import arms, quat
from .skeleton import ARMS, INDEX

# joint, half width and half depth of the trunk about it (m)
TORSO = (('hips', 0.155, 0.115), ('spine', 0.14, 0.105), ('chest', 0.145, 0.11), ('upperChest', 0.15, 0.11))
HEAD_CENTRE, HEAD_M = np.array([0, 0.02, 0.015]), 0.10


def samples_of(arm, pos, rot):
    """Points on forearm and hand that must stay out of the body, (T, 5, 3)."""
    _, _, lower, hand = ARMS[arm]
    side = arms.side_of(arm)
    tip = pos[:, hand] + quat.rotate(rot[:, hand], np.array([side * 0.15, 0, 0]))
    palm = pos[:, hand] + quat.rotate(rot[:, hand], np.array([side * 0.08, 0, 0]))
    return np.stack([pos[:, lower], (pos[:, lower] + pos[:, hand]) / 2, pos[:, hand], palm, tip], 1)


def depth_of(points, pos, rot):
    """How deep points (T, 3) are in trunk or head (m), and the way out (T, 3), world."""
    depth, out = np.zeros(len(points)), np.zeros((len(points), 3))

    def keep(d, way):
        deeper = d > depth
        depth[deeper], out[deeper] = d[deeper], way[deeper]
    for joint, wide, deep in TORSO:
        j = INDEX[joint]
        local = quat.rotate(quat.inv(rot[:, j]), points - pos[:, j])
        inside = (local[:, 1] > -0.06) & (local[:, 1] < 0.14)
        flat = local[:, [0, 2]] / [wide, deep]
        far = np.linalg.norm(flat, axis=-1) + 1e-9
        edge = flat / far[:, None] * [wide, deep]
        d = np.where(inside & (far < 1), np.linalg.norm(edge - local[:, [0, 2]], axis=-1), 0)
        way = quat.unit(np.stack([edge[:, 0] - local[:, 0], 0 * d, edge[:, 1] - local[:, 2]], -1))
        keep(d, quat.rotate(rot[:, j], way))
    j = INDEX['head']
    away = points - pos[:, j] - quat.rotate(rot[:, j], HEAD_CENTRE)
    keep(np.maximum(HEAD_M - np.linalg.norm(away, axis=-1), 0), quat.unit(away))
    return depth, out


def clear(arm, pos, rot):
    """Chest-frame push (T, 3) that takes an arm out of the body, smooth in time."""
    push = np.zeros((len(pos), 3))
    for points in np.moveaxis(samples_of(arm, pos, rot), 1, 0)[1:]:
        depth, way = depth_of(points, pos, rot)
        step = depth[:, None] * way
        push = np.where(np.abs(step) > np.abs(push), step, push)
    return gaussian_filter1d(quat.rotate(quat.inv(rot[:, arms.CHEST]), push), 4, axis=0) * 1.4
