"""Motion out of scripts of keyframes (keyframes.py): takes at 60 Hz over a real standing person.

CONTRIBUTOR NOTES
- Underneath plays an idle recording: what a script does not move goes on living, and takes begin and end in a stance people have.
- Hands travel in the frame of the chest, direction and distance from the shoulder apart, so that they go round the body as arms swing.
- Keys where a motion turns back get the acceleration of a pendulum; minimum-jerk to a standstill at every beat looks like a machine.
- Feet never move: the root is a fixed point between them, so that a seat or the floor is where it was.
"""
import os

import numpy as np
from scipy.ndimage import gaussian_filter1d

from . import arms, quat, recordings
from .clearance import clear
from .curves import Track
from .keyframes import SYNC, HandPlace, KeysError, read_folder
from .retarget import HZ, Take, retarget
from .skeleton import ARMS, INDEX, LEG_M, LEGS, OFFSETS, TOE_REST_M, TOES, fk, two_bone

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'keyframes')
# stretches of people who stand at ease with their arms hanging: file, s from its start
STANDING = (('015_genuine', 8.0), ('012_acted', 82.0), ('010_genuine', 66.0), ('010_acted', 16.0))
LEAD_S = {'head': -0.05, 'wrist': 0.05}  # eyes lead, wrists drag
TRUNK_SHARE = {'fullBody': (('spine', 0.3), ('chest', 0.35), ('upperChest', 0.35))}
TRUNK_SHARE_UPPER = (('spine', 0.1), ('chest', 0.3), ('upperChest', 0.6))  # masks leave the spine to the legs
HEAD_SHARE = (('neck', 0.4), ('head', 0.6))
STRAIGHT_M = LEG_M * 0.998 - 0.032  # the leg of somebody who stands at ease
SHORT_M = 0.05  # a hand may miss its place by this much
LIFE_M, LIFE_RAD = 0.005, 0.022  # how far a held hand wanders
ARM_SMOOTH_FRAMES = 2.0
SIDES = ('left', 'right')


class Stance:
    """A stretch of somebody standing: hip (T, 3), q (T, 22, 4) facing +Z about a fixed root between still feet."""

    def __init__(self, hip, q):
        forward = quat.rotate(q[:, 0], np.array([0, 0, 1.0])).mean(0)
        turn = np.broadcast_to(quat.from_yaw(np.array(-np.arctan2(forward[0], forward[2]))), (len(hip), 4))
        q = quat.continuous(q.copy())
        q[:, 0] = quat.mul(turn, q[:, 0])
        hip = quat.rotate(turn, hip)
        pos, rot = fk(hip, q)
        middle = pos[:, TOES].mean((0, 1)) * [1, 0, 1] - [0, 0, 0.10]
        self.hip, self.q = hip - middle, quat.unit(q)
        pos = pos - middle
        self.soles = [quat.unit(quat.continuous(rot[:, leg[2]]).mean(0)) for leg in LEGS]
        toes = [pos[:, leg[3]].mean(0) * [1, 0, 1] + [0, TOE_REST_M, 0] for leg in LEGS]
        self.ankles = [toe - quat.rotate(sole, OFFSETS[leg[3]]) for toe, sole, leg in zip(toes, self.soles, LEGS)]
        self.mean_hip, self.mean_q = self.hip.mean(0), quat.unit(self.q.mean(0))
        _, rot = fk(*self.still(1))
        gaze = quat.rotate(rot[0, INDEX['head']], np.array([0, 0, 1.0]))
        self.gaze = np.degrees([-np.arcsin(gaze[1]), np.arctan2(gaze[0], gaze[2]), 0])  # people stand looking down

    def stretch(self, count, start=0):
        """hip and q of `count` frames; plays to and fro when the recording is shorter."""
        i = (start + np.arange(count)) % (2 * len(self.hip) - 2)
        i = np.where(i < len(self.hip), i, 2 * len(self.hip) - 2 - i)
        return self.hip[i], self.q[i]

    def still(self, count):
        return np.tile(self.mean_hip, (count, 1)), np.tile(self.mean_q, (count, 1, 1))


def _turn(e):
    """Degrees about x, y, z (T, 3) -> rotations, yaw outermost."""
    r = np.radians(e)
    zero = 0 * r[:, 0]
    pitch, roll = quat.exp(np.stack([r[:, 0], zero, zero], -1)), quat.exp(np.stack([zero, zero, r[:, 2]], -1))
    return quat.mul(quat.mul(quat.from_yaw(r[:, 1]), pitch), roll)


class _Builder:
    """Makes the motion of one script over one stance."""

    def __init__(self, script, stance):
        self.script, self.stance = script, stance
        self.share = TRUNK_SHARE.get(script.mask, TRUNK_SHARE_UPPER)
        self.body = {name: Track() for name in ('trunk', 'pelvis', 'head', 'hips', 'leftShoulder', 'rightShoulder')}
        self.hands = [{name: Track() for name in ('way', 'far', 'swivel', 'wrist')} for _ in SIDES]
        self._fill_body()
        self.rest = self._rest_hands()
        self._fill_hands()

    def fail(self, key, message):
        raise KeysError(self.script.path, key.line, f'action {self.script.name} at {key.time:g} s: {message}')

    def _fill_body(self):
        for name, track in self.body.items():
            size = 2 if name.endswith('Shoulder') else 3
            for key in self.script.keys:
                told = key.parts.get(name, 'rest' if key.rest else 'hold' if key.hold else None)
                if told is None and key.time == 0:
                    told = 'rest'
                if told == 'hold':
                    told = track.values[-1] + (self.stance.gaze if name == 'head' else 0)
                if told is not None:
                    away = self.stance.gaze if name == 'head' else 0
                    track.add(key.time, np.zeros(size) if isinstance(told, str) else np.asarray(told) - away)

    def posed(self, hip, q, times):
        """Trunk, head, hips and legs at `times`; arms still as in q."""
        part = {name: track.at(times, LEAD_S.get(name, 0.0)) for name, track in self.body.items()}
        q = q.copy()
        hip = hip + part['hips'] / 100
        pelvis = _turn(part['pelvis'])
        q[:, 0] = quat.mul(pelvis, q[:, 0])
        for name, shares in (('trunk', self.share), ('head', HEAD_SHARE)):
            for joint, share in shares:
                q[:, INDEX[joint]] = quat.mul(q[:, INDEX[joint]], _turn(part[name] * share))
        for arm, side in enumerate(SIDES):
            self._raise(q, arm, part[side + 'Shoulder'])
        hip = self._within_legs(hip, q)
        for leg, ankle, sole in zip(LEGS, self.stance.ankles, self.stance.soles):
            _, rot = fk(hip, q)
            q[:, leg[2]] = quat.mul(quat.inv(rot[:, leg[1]]), np.broadcast_to(sole, (len(q), 4)))
            pos, rot = fk(hip, q)
            q = two_bone(q, pos, rot, leg, np.broadcast_to(ankle, (len(q), 3)))
        return hip, q

    def _within_legs(self, hip, q):
        """Hips lowered where a leg would not reach its foot: the foot stays."""
        pos, _ = fk(hip, q)
        drop = np.zeros(len(hip))
        for leg, ankle in zip(LEGS, self.stance.ankles):
            away = pos[:, leg[0]] - ankle
            most = np.sqrt(np.maximum(STRAIGHT_M ** 2 - away[:, 0] ** 2 - away[:, 2] ** 2, 0.01))
            drop = np.maximum(drop, away[:, 1] - most)
        if len(drop) > 1:
            drop = np.maximum(gaussian_filter1d(drop, 5), drop)
            drop = gaussian_filter1d(drop, 3)
        return hip - np.stack([0 * drop, drop, 0 * drop], -1)

    @staticmethod
    def _raise(q, arm, degrees):
        up, front = np.radians(degrees).T
        side, j = arms.side_of(arm), ARMS[arm][0]
        zero = 0 * up
        turn = quat.mul(quat.exp(np.stack([zero, -side * front, zero], -1)), quat.exp(np.stack([zero, zero, side * up], -1)))
        q[:, j] = quat.mul(turn, q[:, j])

    def _hand_local(self, arm, pos, rot):
        """Wrist in the frame of the chest, from the shoulder at home."""
        chest = arms.CHEST
        return quat.rotate(quat.inv(rot[:, chest]), pos[:, ARMS[arm][3]] - pos[:, chest]) - arms.shoulder_home(arm)

    def _rest_hands(self):
        hip, q = self.stance.still(1)
        pos, rot = fk(hip, q)
        out = []
        for arm in range(2):
            local = self._hand_local(arm, pos, rot)[0]
            _, upper, _, hand = ARMS[arm]
            along = quat.unit(pos[:, hand] - pos[:, upper])
            far = np.linalg.norm(local)
            swivel = arms.swivel_of(arm, rot[:, upper], rot[:, arms.CHEST], along)
            out.append({'way': local / far, 'far': [far / arms.ARM_M], 'swivel': swivel, 'wrist': np.zeros(3)})
        return out

    def _fill_hands(self):
        for key in self.script.keys:
            told = [key.parts.get(side, 'rest' if key.rest or key.time == 0 else 'hold' if key.hold else None) for side in SIDES]
            places = [t for t in told if isinstance(t, HandPlace)]
            solved = None
            if places:
                hip, q = self.posed(*self.stance.still(1), np.array([key.time]))
                solved = [hip, q]
            # who leans on the other hand comes second
            order = sorted(range(2), key=lambda a: isinstance(told[a], HandPlace) and (told[a].landmark or '').startswith('other'))
            for arm in order:
                self._key_hand(key, arm, told[arm], solved)

    def _key_hand(self, key, arm, told, solved):
        tracks = self.hands[arm]
        if told is None:
            if solved is not None:
                self._place(solved, arm, {n: t.at(np.array([key.time]))[0] for n, t in tracks.items()})
            return
        if told == 'hold':
            values = {name: track.values[-1] for name, track in tracks.items()}
        elif told == 'rest':
            values = self.rest[arm]
        else:
            values = self._solve_key(key, arm, told, solved)
        if tracks['way'].values and float(np.dot(tracks['way'].values[-1], values['way'])) < -0.9:
            self.fail(key, f'the {SIDES[arm]} hand swings to the opposite of its last key; tell the way with a key between')
        for name, track in tracks.items():
            track.add(key.time, values[name])
        if solved is not None:
            self._place(solved, arm, values)

    def _arm_at(self, hip, q, arm, way, far, swivel, residual=0.0):
        """Shoulder, arm IK at chest-frame hand places; returns q and the shortfall."""
        rest = self.rest[arm]
        lift = arms.raise_of(way, far[:, 0]) - arms.raise_of(np.asarray(rest['way'])[None], np.asarray(rest['far']))
        self._raise(q, arm, lift)
        pos, rot = fk(hip, q)
        shoulder, upper, lower, hand = ARMS[arm]
        chest = rot[:, arms.CHEST]
        local = arms.shoulder_home(arm) + way * far * arms.ARM_M + residual
        target = pos[:, arms.CHEST] + quat.rotate(chest, local)
        up, fore, short = arms.solve_arm(arm, pos[:, upper], chest, target, swivel[:, 0])
        q[:, upper] = quat.mul(quat.inv(rot[:, shoulder]), up)
        return up, fore, short

    def _set_fore(self, q, arm, up, fore, wrist):
        _, _, lower, hand = ARMS[arm]
        twisted, palm = arms.hand_frames(fore, wrist)
        q[:, lower] = quat.mul(quat.inv(up), twisted)
        q[:, hand] = quat.mul(quat.inv(twisted), palm)

    def _place(self, solved, arm, values):
        """Puts an arm into the key pose so that the other hand finds it."""
        hip, q = solved
        v = {n: np.asarray(x, float).reshape(1, -1) for n, x in values.items()}
        up, fore, _ = self._arm_at(hip, q, arm, quat.unit(v['way']), v['far'], v['swivel'])
        self._set_fore(q, arm, up, fore, v['wrist'])

    def _solve_key(self, key, arm, told, solved):
        side = arms.side_of(arm)
        hip, q0 = solved
        pos, rot = fk(hip, q0)
        chest = rot[:, arms.CHEST]
        flip = np.array([side, 1, 1])
        goal_frame = chest
        if told.landmark:
            spot, goal_frame = arms.landmark(told.landmark, arm, pos, rot)
            if told.landmark.endswith(('lbow', 'rist', 'alm')):
                goal_frame = chest
            goal = spot + quat.rotate(goal_frame, np.array(told.offset) * flip)
        else:
            goal = pos[:, arms.CHEST] + quat.rotate(chest, arms.shoulder_home(arm) + np.array(told.offset) * flip * arms.ARM_M)
        ways = {n: None if d is None else quat.rotate(chest[0], np.array(d) * flip)
                for n, d in (('palm', told.palm), ('fingers', told.fingers))}
        wrist, swivel, target = np.zeros(3), np.array([[np.radians(told.elbow)]]), goal
        for _ in range(12):
            local = quat.rotate(quat.inv(chest), target - pos[:, arms.CHEST]) - arms.shoulder_home(arm)
            far = np.linalg.norm(local, axis=-1, keepdims=True) / arms.ARM_M
            q = q0.copy()
            up, fore, short = self._arm_at(hip, q, arm, quat.unit(local), far, swivel)
            wrist = arms.wrist_of(arm, fore[0], ways['palm'], ways['fingers'])
            _, hand = arms.hand_frames(fore, wrist[None])
            target = 0.3 * target + 0.7 * (goal - quat.rotate(hand, arms.point_of(arm, told.point)))
        if short[0] > SHORT_M:
            self.fail(key, f'the {SIDES[arm]} hand misses its place by {short[0] * 100:.0f} cm; bring it nearer or lean the trunk')
        return {'way': quat.unit(local)[0], 'far': far[0], 'swivel': swivel[0], 'wrist': wrist}

    def take(self, count, start):
        """The motion: hip and q of `count` frames over the stance from frame `start`."""
        times = np.arange(count) / HZ
        base_hip, base_q = self.stance.stretch(count, start)
        pos, rot = fk(base_hip, base_q)
        residual = [self._hand_local(a, pos, rot) - np.asarray(rest['way']) * rest['far'] * arms.ARM_M for a, rest in enumerate(self.rest)]
        hip, q0 = self.posed(base_hip, base_q, times)
        push = [np.zeros((count, 3)) for _ in SIDES]
        for attempt in range(4):
            q = q0.copy()
            for arm in range(2):
                v = {name: track.at(times, LEAD_S.get(name, 0.0)) for name, track in self.hands[arm].items()}
                life, air = self._life(arm, times)
                beside = residual[arm] * (1 - 0.9 * air) + life * LIFE_M + push[arm]
                up, fore, _ = self._arm_at(hip, q, arm, quat.unit(v['way']), v['far'], v['swivel'], beside)
                self._set_fore(q, arm, up, fore, v['wrist'] + life[:, ::-1] * LIFE_RAD)
            if attempt < 3:
                pos, rot = fk(hip, q)
                for arm in range(2):
                    push[arm] += clear(arm, pos, rot)
        q = quat.continuous(q)
        soft = [j for arm in ARMS for j in arm]
        q[:, soft] = gaussian_filter1d(q[:, soft], ARM_SMOOTH_FRAMES, axis=0, mode='nearest')
        return hip, quat.unit(q)

    def _life(self, arm, times):
        """A hand in the air is never quite still: slow noise (T, 3), none at rest; and how far from rest it is, 0..1 (T, 1)."""
        rng = np.random.default_rng(sum(map(ord, self.script.name)) * 2 + arm)
        noise = gaussian_filter1d(rng.normal(size=(len(times) + 240, 3)), 14, axis=0)[120:120 + len(times)]
        far = self.hands[arm]['way'].at(times) - self.rest[arm]['way']
        weight = np.clip(np.linalg.norm(far, axis=-1, keepdims=True) / 0.5, 0, 1)
        return noise / 0.14 * weight, weight


class AuthoredTake:
    """A script made motion: the take, and what the catalogue wants to know."""

    def __init__(self, script, stance, start=0):
        self.script = script
        hip, q = _Builder(script, stance).take(int(round(script.length_s * HZ)) + 1, start)
        self.take = Take(hip, q, np.ones((len(hip), 2), bool), 0.0, 0.0)
        self.sync = [script.sync[name] for name in SYNC]


def stances(data, spans=STANDING):
    """Standing people of the recordings under `data`. Raises OSError or ValueError."""
    out = []
    for name, start in spans:
        take = retarget(recordings.load(os.path.join(data, 'reactidle', name + '.bvh')))
        first = int(start * HZ)
        out.append(Stance(take.hip[first:first + 8 * HZ], take.q[first:first + 8 * HZ]))
    return out


def authored_takes(people, folder=FOLDER, names=()):
    """Scripts of `folder` (all, or those named) as motion over `people` (Stances), in turn. Raises KeysError for mistakes."""
    return [AuthoredTake(script, people[i % len(people)], start=37 * i) for i, script in enumerate(read_folder(folder))
            if not names or script.name in names]
