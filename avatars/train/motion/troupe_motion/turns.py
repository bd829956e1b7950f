"""Authored turns in place. The recordings hold almost none (standing turns of 180 degrees were the weakest spot of the proof), so
they are built: an idle person's upper body, hips that turn along a minimum-jerk curve, feet that step one after the other.

Every clip is marked as source `authored` in the manifest; nothing here is captured but the upper bodies.
"""
import numpy as np

from . import quat
from .features import smooth
from .retarget import HZ, Take
from .skeleton import HANDS, INDEX, LEGS, OFFSETS, TOE_REST_M, fk, two_bone
from .sources import Clip

ANGLES_DEG = (40, 65, 90, 115, 140, 165, 180)
STEP_S = 0.36
LEAD_IN_S = 0.25
HOLD_S = 0.7
STANCE_M = 0.105  # half the distance between the toes
TOE_OUT_RAD = 0.16
LIFT_M = 0.05
HEEL_PITCH_RAD = 0.45
PEOPLE = 5  # upper bodies: the idle people whose hands hang lowest, as they do when one sets off to walk


def _ease(u):
    u = np.clip(u, 0, 1)
    return u ** 3 * (10 - 15 * u + 6 * u * u)


def _plan(angle):
    """Body yaw as a function of time, steps [(foot, t0, t1, from, to)], total seconds. A left turn opens with the left foot."""
    count = max(2, int(round(angle / np.radians(45))) + 1)
    begin = LEAD_IN_S + 0.10
    end = LEAD_IN_S + count * STEP_S - 0.06

    def yaw(t):
        return angle * _ease((np.asarray(t) - begin) / (end - begin))

    foot_yaw, steps = [0.0, 0.0], []
    for k in range(count):
        foot, t0 = k % 2, LEAD_IN_S + k * STEP_S
        t1 = t0 + STEP_S + 0.02
        to = angle if k >= count - 2 else float(yaw(t1 + 0.6 * STEP_S))
        steps.append((foot, t0, t1, foot_yaw[foot], to))
        foot_yaw[foot] = to
    return yaw, steps, end + HOLD_S


def _foot_tracks(steps, t):
    """Yaw, lift 0..1, pitch and planted flag of both feet over time."""
    yaw, lift, pitch, planted = np.zeros((len(t), 2)), np.zeros((len(t), 2)), np.zeros((len(t), 2)), np.ones((len(t), 2), bool)
    for foot, t0, t1, a, b in steps:
        u = (t - t0) / (t1 - t0)
        yaw[:, foot] = np.where(u >= 0, a + (b - a) * _ease(u * 1.08 - 0.06), yaw[:, foot])
        on = (u > 0) & (u < 1)
        lift[:, foot] = np.where(on, np.sin(np.pi * np.clip(u, 0, 1)) ** 2, lift[:, foot])
        pitch[:, foot] = np.where(on, np.sin(np.pi * np.clip(u * 1.15, 0, 1)) ** 2, pitch[:, foot])
        planted[:, foot] &= ~on
    return yaw, lift, pitch, planted


def _smooth(x, sigma_s):
    return smooth(x, int(sigma_s * HZ))


def turn_take(upper, angle):
    """A left turn in place by `angle` radians with the upper body of the local pose `upper` (22, 4)."""
    yaw_at, steps, seconds = _plan(angle)
    t = np.arange(0, seconds, 1 / HZ)
    n, yaw = len(t), yaw_at(np.arange(0, seconds, 1 / HZ))
    foot_yaw, lift, pitch, planted = _foot_tracks(steps, t)
    q = np.tile(upper, (n, 1, 1)).astype(float)
    turn = quat.from_yaw(yaw)
    q[:, 0] = quat.mul(turn, q[:, 0])
    leads = {'chest': 0.25 * (yaw_at(t + 0.12) - yaw), 'upperChest': 0.25 * (yaw_at(t + 0.12) - yaw)}
    look = np.clip(yaw_at(t + 0.28) - yaw, -0.8, 0.8)
    leads.update({'neck': 0.4 * look, 'head': 0.4 * look})
    for joint, lead in leads.items():
        q[:, INDEX[joint]] = quat.mul(quat.from_yaw(lead), q[:, INDEX[joint]])
    rate = np.gradient(yaw) * HZ
    drag = _smooth(np.roll(rate, int(0.08 * HZ)) * (t > 0.1), 0.06)
    for side in ('left', 'right'):
        swing = quat.exp(np.stack([0 * t, -0.05 * drag, 0 * t], -1))
        j = INDEX[side + 'UpperArm']
        q[:, j] = quat.mul(swing, q[:, j])
    side_shift = _smooth(0.035 * (lift[:, 1] - lift[:, 0]), 0.07)
    dip = 0.012 * _smooth(lift.max(1), 0.06)
    hip = quat.rotate(turn, np.stack([side_shift, 0 * t, 0 * t - 0.10], -1))
    hip[:, 1] = OFFSETS[0, 1] - 0.02 - dip
    for f, leg in enumerate(LEGS):
        up, _, foot, toes = leg
        sign = 1 if f == 0 else -1
        away = quat.from_yaw(foot_yaw[:, f])
        toe = quat.rotate(away, np.array([sign * STANCE_M, TOE_REST_M, 0.0])) + np.stack([0 * t, LIFT_M * lift[:, f], 0 * t], -1)
        out = quat.from_yaw(foot_yaw[:, f] + sign * TOE_OUT_RAD)
        sole = quat.mul(out, quat.exp(np.stack([HEEL_PITCH_RAD * pitch[:, f], 0 * t, 0 * t], -1)))
        toe[:, 1] -= 0.02 * pitch[:, f] * lift[:, f]
        twist = quat.from_yaw(0.6 * (foot_yaw[:, f] + sign * TOE_OUT_RAD - yaw))
        q[:, [up, leg[1]]] = quat.IDENTITY
        q[:, up] = quat.mul(quat.mul(quat.inv(q[:, 0]), quat.mul(twist, turn)), quat.exp(np.array([-0.12, 0, 0])))
        q[:, leg[1]] = quat.exp(np.array([0.24, 0, 0]))
        q[:, toes] = quat.IDENTITY
        _, rot = fk(hip, q)
        q[:, foot] = quat.mul(quat.inv(rot[:, leg[1]]), sole)
        pos, rot = fk(hip, q)
        q = two_bone(q, pos, rot, leg, toe - quat.rotate(sole, OFFSETS[toes]))
    return Take(hip, q, planted, 0.0, 0.0)


def _upper_body(take):
    """Mean local pose over two seconds of an idle, heading removed."""
    part = take.q[60:180].copy()
    forward = quat.rotate(part[:, 0], np.array([0, 0, 1.0]))
    part[:, 0] = quat.mul(quat.from_yaw(-np.arctan2(forward[:, 0], forward[:, 2])), part[:, 0])
    return quat.unit(quat.continuous(part).mean(0))


def authored_turns(takes):
    """[(clip, take)] of left turns (the database mirrors them) with the upper bodies of a few idle people in `takes`."""
    idles = {}
    for clip, take in takes:
        if clip.style == 'idle':
            idles.setdefault(clip.person, (clip, _upper_body(take)))
    rest = np.array([[0, 1.0, 0]])
    height = {k: fk(rest, q[None])[0][0, HANDS, 1].max() for k, (_, q) in idles.items()}
    out = []
    for n, person in enumerate(sorted(idles, key=height.get)[:PEOPLE]):
        clip, upper = idles[person]
        for k, angle in enumerate(ANGLES_DEG):
            if (k + n) % 2 == 0 or angle in (90, 180):
                part = Clip(clip.path, 'neutral', 'authored', 'authored')
                part.name, part.unselectable_s = f'turn_{angle}_{clip.name[:3]}', HOLD_S - 0.1
                out.append((part, turn_take(upper, np.radians(angle))))
    return out
