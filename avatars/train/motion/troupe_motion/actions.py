"""Actions: named stretches of recordings that a performer plays at will (wave, point, bow, dance ...).

Times in the catalogue are seconds within the recording. `captured` entries are motion capture; `keyed` ones were animated by
hand by others (smoothed at 5 Hz, some played slower); what neither holds is told in `keyframes/*.keys` (KEYFRAMES.md). The last two
carry authored = true in the manifest.

CONTRIBUTOR NOTES
- waveHigh, armsWide and beckon of CMU and fistPump and shrug of Second Life flicked a hand at 6 to 9 m/s (elbow hinges that flip):
  the keyframes of the same names took their place.
"""
import os

import numpy as np

from . import authored, features, quat, recordings
from .retarget import Take, retarget
from .sources import Clip

KEYED_LOW_PASS_HZ = 5.0
SYNC = ('start', 'ready', 'strokeStart', 'stroke', 'strokeEnd', 'relax', 'end')


class Action:
    """One entry of the catalogue.

    path: file under the data folder; span: (from, to) in s; sync: ready, strokeStart, stroke, strokeEnd, relax in s after `from`
    (before stretching), or None for even parts; hand: 'right', 'left', 'both', 'none' (one-handed actions get a mirrored twin);
    loop: find a repeatable stretch inside the stroke, at least this many seconds long (0: none); stretch: > 1 plays slower.
    """

    licence = None  # that of the source

    def __init__(self, name, path, span, sync, mask, hand, note, loop=0.0, stretch=1.0, source='cmu', keyed=False):
        self.name, self.path, self.span, self.sync, self.mask, self.hand = name, path, span, sync, mask, hand
        self.note, self.loop, self.stretch, self.source, self.keyed = note, loop, stretch, source, keyed


_TRAFFIC = 'cmu_bvh60/cmu_directing_traffic_train_4.bvh'
_TRAFFIC_1 = 'cmu_bvh60/cmu_directing_traffic_train_1_s4.bvh'
_SIGNAL = 'cmu_bvh60/cmu_basketball_signal_train_1.bvh'

CAPTURED = [
    Action('wave', 'cmu2_bvh60/cmu_141_16.bvh', (0.0, 3.75), (0.75, 0.8, 1.6, 3.05, 3.15), 'upperBody', 'right',
           'CMU 141_16, wave hello', loop=0.7),
    Action('beckonBoth', _TRAFFIC, (14.75, 17.2), (0.3, 0.35, 0.9, 1.95, 2.0), 'upperBody', 'both',
           'CMU direct traffic: come here with both hands', loop=0.4),
    Action('point', _TRAFFIC_1, (6.0, 7.4), (0.6, 0.65, 0.85, 1.2, 1.25), 'arm', 'right',
           'CMU direct traffic: point to the side', loop=0.3),
    Action('handsUp', _SIGNAL, (16.2, 19.2), (0.75, 0.8, 1.2, 2.3, 2.4), 'arms', 'both',
           'CMU referee signal: both forearms up', loop=0.5),
    Action('openArms', _SIGNAL, (12.3, 15.0), (1.0, 1.05, 1.4, 1.75, 2.0), 'arms', 'both', 'CMU referee signal: arms swept open'),
    Action('handsOnHips', _SIGNAL, (14.7, 16.3), (0.5, 0.55, 0.8, 1.35, 1.4), 'arms', 'both', 'CMU referee at rest', loop=0.5),
    Action('bendAndLift', 'cmu2_bvh60/cmu_02_06.bvh', (0.2, 3.1), (0.5, 0.6, 0.95, 2.4, 2.5), 'fullBody', 'right',
           'CMU 02_06, bend over, scoop up, lift arm'),
    Action('danceModern', 'cmu2_bvh60/cmu_05_02.bvh', (3.3, 9.35), None, 'fullBody', 'both', 'CMU 05_02, expressive arms, pirouette'),
    Action('danceBallet', 'cmu2_bvh60/cmu_05_09.bvh', (4.5, 9.5), None, 'fullBody', 'both', 'CMU 05_09, arabesque and turn'),
    Action('danceStage', 'cmu_bvh60/cmu_131_10.bvh', (0.3, 14.7), None, 'fullBody', 'both', 'CMU 131_10, stage dance'),
]
KEYED = [Action(name, f'secondlife/sl_{clip}.bvh', None, None, mask, hand, 'Second Life default animation', loop=loop,
                stretch=stretch, source='secondlife', keyed=True)
         for name, clip, mask, hand, loop, stretch in [
             ('bow', 'bow', 'fullBody', 'none', 0, 1.5), ('courtBow', 'courtbow', 'fullBody', 'none', 0, 1.25),
             ('curtsy', 'curtsy', 'fullBody', 'none', 0, 1.25), ('clap', 'clap', 'arms', 'both', 0.4, 1.2),
             ('salute', 'salute', 'upperBody', 'right', 0, 1.2),
             ('blowKiss', 'blowkiss', 'upperBody', 'right', 0, 1.25),
             ('pointAtYou', 'point_you', 'arm', 'right', 0, 1.0), ('laugh', 'express_laugh', 'upperBody', 'none', 0, 1.15),
             ('nod', 'yes_head', 'head', 'none', 0, 1.0), ('shakeHead', 'no_head', 'head', 'none', 0, 1.0)]]


class ActionTake:
    """An action cut, stretched, maybe mirrored: rows at 60 Hz and its manifest entry."""

    def __init__(self, action, take, mirrored, hand, data, place=None):
        """place: root and yaw of the take where they are known (features.root_of)."""
        self.action, self.mirrored, self.hand = action, mirrored, hand
        twin = action.hand in ('left', 'right')
        self.clip_name = action.name + (hand.capitalize() if twin else '')
        self.clip = Clip(os.path.join(data, action.path), 'action', action.source, 'action')
        root, yaw = place or features.root_of(take, False)
        self.rows = features.rows_of(take, root, yaw, mirrored)
        self.length_s = (len(take) - 1) / features.HZ

    def _times(self):
        a, end = self.action, self.length_s
        parts = [x * end for x in (0.25, 0.3, 0.5, 0.7, 0.75)] if a.sync is None else [x * a.stretch for x in a.sync]
        if a.mask == 'fullBody' and a.sync is None and not a.keyed:
            parts = [0.3, 0.4, end / 2, end - 0.5, end - 0.4]
        return dict(zip(SYNC, [0.0, *parts, end]))

    def _loop(self, sync):
        """The two rows inside the stroke whose poses and velocities agree best, at least `loop` seconds apart."""
        if not self.action.loop:
            return None
        six = quat.to_six(self.rows['q'][::3, 1:]).reshape(len(self.rows['q'][::3]), -1)
        state = np.concatenate([six, np.gradient(six, axis=0) * 4], -1)
        a, b = int(np.ceil(sync['strokeStart'])), min(int(sync['strokeEnd']), len(state) - 2)
        least = max(2, int(round(self.action.loop * 20)))
        pairs = [(np.linalg.norm(state[i] - state[j]) * (1 + 0.15 / (j - i)), i, j)
                 for i in range(a, b + 1) for j in range(i + least, b + 1)]
        return list(min(pairs)[1:]) if pairs else None

    def manifest(self):
        a, rows = self.action, len(self.rows['q'][::3])
        sync = {k: int(round(min(t * 20, rows - 1))) for k, t in self._times().items()}
        mask = f'{self.hand}Arm' if a.mask == 'arm' else a.mask
        licence = a.licence or {'cmu': 'CMU terms', 'secondlife': 'CC BY 3.0'}[a.source]
        return {'name': self.clip_name, 'mask': mask, 'hand': self.hand, 'sync': sync, 'loop': self._loop(sync),
                'authored': a.keyed, 'source': a.source, 'licence': licence, 'note': a.note + (', mirrored' if self.mirrored else '')}


def _cut(take, span, stretch):
    """A piece of a take, time-stretched."""
    last = len(take) - 1
    a, b = (0, last) if span is None else (int(span[0] * 60), min(int(round(span[1] * 60)), last))
    n = int(round((b - a) * stretch)) + 1
    t = a + np.arange(n) / stretch
    i = np.minimum(t.astype(int), last - 1)
    f = (t - i)[:, None]
    hip = take.hip[i] * (1 - f) + take.hip[i + 1] * f
    contacts = take.contacts[np.minimum(np.round(t).astype(int), last)]
    return Take(hip, quat.nlerp(take.q[i], take.q[i + 1], f[..., None]), contacts, take.skate_before, take.skate_after)


def _face_forward(take):
    """Turn an in-place take so that its mean heading is +Z: references of hand-keyed clips are not all the same."""
    forward = quat.rotate(take.q[:, 0], np.array([0, 0, 1.0])).mean(0)
    turn = quat.from_yaw(np.array(-np.arctan2(forward[0], forward[2])))
    q = take.q.copy()
    q[:, 0] = quat.mul(np.broadcast_to(turn, q[:, 0].shape), q[:, 0])
    return Take(quat.rotate(np.broadcast_to(turn, (len(take), 4)), take.hip), q, take.contacts, take.skate_before, take.skate_after)


def _twins(action, take, data, place=None):
    twins = {'right': [('right', False), ('left', True)], 'left': [('left', False), ('right', True)]}
    return [ActionTake(action, take, mirrored, hand, data, place) for hand, mirrored in twins.get(action.hand, [(action.hand, False)])]


def keyframed_actions(data, progress):
    """Every action told in keyframes. Raises KeysError for mistakes in a file; without recordings to stand on they are left out."""
    try:
        people = authored.stances(data)
    except (OSError, ValueError) as error:
        progress(f'left out the actions of keyframes: {error}')
        return []
    out = []
    for made in authored.authored_takes(people):
        script = made.script
        action = Action(script.name, os.path.join('keyframes', os.path.basename(script.path)), None, made.sync, script.mask, script.hand,
                        f'keyframes of this project: {script.about}', loop=script.loop, source='authored', keyed=True)
        action.licence = script.licence
        out += _twins(action, made.take, data, (np.zeros((len(made.take), 3)), np.zeros(len(made.take))))
    return out


def load_actions(data, progress):
    """Every action of the catalogue under the folder `data`, and those told in keyframes; one-handed ones twice. Missing files
    are reported and left out."""
    out, cache = [], {}
    for action in CAPTURED + KEYED:
        path = os.path.join(data, action.path)
        key = (path, action.keyed)
        if key not in cache:
            try:
                cache[key] = retarget(recordings.load(path, progress), *((KEYED_LOW_PASS_HZ,) if action.keyed else ()))
            except (OSError, ValueError) as error:
                progress(f'left out action {action.name}: {error}')
                continue
        out += _twins(action, _face_forward(_cut(cache[key], action.span, action.stretch)), data)
    return out + keyframed_actions(data, progress)
