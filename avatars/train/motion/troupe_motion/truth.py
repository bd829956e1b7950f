"""Recordings to hold beside the model: a few takes on the canonical skeleton, for pictures and by-eye comparison.

The file is for the machine that has the data; it is never shipped.
"""
import json
import os

import numpy as np

from . import actions, features, quat, recordings
from .retarget import Take, retarget
from .skeleton import COUNT, JOINTS

ROW_STEP = 3
FORMAT = 'troupe-motion-truth'


class Motion:
    """One recording: title, file under the data folder, span in s (None: all), kind 'move', 'idle' or 'action', and the mode of
    moving or the name of the action that the model is asked for."""

    def __init__(self, name, title, kind, ask, path=None, span=None):
        self.name, self.title, self.kind, self.ask, self.path, self.span = name, title, kind, ask, path, span


MOTIONS = [
    Motion('start-walk', 'stand, start, walk', 'move', 'neutral', 'cmu_bvh60/cmu_walking_extra_train_52.bvh'),
    Motion('start-walk-stop', 'start, walk round, stop', 'move', 'strut', 'cmu2_bvh60/cmu_131_11.bvh'),
    Motion('turn-90', 'walk and turn by 90 degrees', 'move', 'neutral', 'cmu_bvh60/cmu_walking_extra_train_50_s0.bvh'),
    Motion('turn-standing', 'turn on the spot', 'move', 'neutral', 'cmu_bvh60/cmu_directing_traffic_train_1_s0.bvh', (1.9, 5.0)),
    Motion('circle', 'walk in a circle and stop', 'move', 'strut', 'cmu2_bvh60/cmu_131_12.bvh'),
    Motion('elated', 'elated walk with a turn', 'move', 'elated', 'style100/100style_elated_FW_0.bvh', (24.5, 30.0)),
    Motion('angry', 'angry start and walk', 'move', 'angry', 'style100/100style_angry_FW_0.bvh', (0.0, 5.5)),
    Motion('rushed', 'rushed walk', 'move', 'rushed', 'style100/100style_rushed_FW_0.bvh', (2.0, 7.0)),
    Motion('brisk', 'brisk walk', 'move', 'brisk', 'cmu_bvh60/cmu_walking_extra_train_37.bvh'),
    Motion('martial', 'martial walk from standing', 'move', 'martial', 'cmu_bvh60/cmu_135_06.bvh', (0.0, 7.0)),
    Motion('swagger', 'swagger', 'move', 'swagger', 'accad/accad_Swagger.bvh'),
    Motion('idle', 'stand and wait', 'idle', 'neutral', 'reactidle/001_acted.bvh', (4.0, 14.0)),
    Motion('wave', 'wave hello', 'action', 'wave'),
    Motion('bow', 'bow (hand-keyed by others)', 'action', 'bow'),
    Motion('dance', 'stage dance', 'action', 'danceStage'),
]


def _find(data, path):
    """The file of a motion; takes may lie in either folder of the same source. Raises FileNotFoundError with what to do."""
    name = os.path.basename(path)
    for folder in (os.path.dirname(path), 'cmu_bvh60', 'cmu2_bvh60', 'style100', 'accad', 'reactidle'):
        found = os.path.join(data, folder, name)
        if os.path.exists(found):
            return found
    raise FileNotFoundError(f'{os.path.join(data, path)} is not there: give --data the unpacked motion-capture folder')


def _take(data, motion, progress):
    """Canonical take at 60 Hz, and the full name of the action it shows."""
    if motion.kind == 'action':
        action = next((a for a in actions.CAPTURED + actions.KEYED if a.name == motion.ask), None)
        if action is None:
            raise ValueError(f'{motion.name}: actions.py has no recording of {motion.ask}; name another in truth.py')
        recording = recordings.load(os.path.join(data, action.path), progress)
        source = retarget(recording, *((actions.KEYED_LOW_PASS_HZ,) if action.keyed else ()))
        hand = action.hand.capitalize() if action.hand in ('left', 'right') else ''
        return actions._face_forward(actions._cut(source, action.span, action.stretch)), action.name + hand
    take = retarget(recordings.load(_find(data, motion.path), progress))
    if motion.span:
        first, end = (int(round(s * features.HZ)) for s in motion.span)
        take = take.piece(first, min(end, len(take)))
    return take, ''


def _from_start(take, root, yaw):
    """The take moved so that its root begins at the origin and faces +Z."""
    turn = quat.from_yaw(np.array(-yaw[0]))
    q = take.q.copy()
    q[:, 0] = quat.mul(np.broadcast_to(turn, q[:, 0].shape), q[:, 0])
    turned = [quat.rotate(np.broadcast_to(turn, (len(take), 4)), (v - root[0] * [1, 0, 1])) for v in (take.hip, root)]
    return Take(turned[0], q, take.contacts, take.skate_before, take.skate_after), turned[1], np.unwrap(yaw) - yaw[0]


def entry(data, motion, progress):
    """One motion as plain data at 20 Hz: hips and rotations in the world, root (x, z, heading), planted toes as bits."""
    take, action = _take(data, motion, progress)
    root, yaw = features.root_of(take, motion.kind == 'idle')
    take, root, yaw = _from_start(take, root, yaw)
    rows = slice(None, None, ROW_STEP)
    q = quat.continuous(take.q)[rows]
    contacts = take.contacts[rows]
    return {'name': motion.name, 'title': motion.title, 'kind': motion.kind, 'style': motion.ask if motion.kind == 'move' else 'neutral',
            'action': action, 'take': os.path.basename(motion.path or action), 'frames': len(q),
            'hips': np.round(take.hip[rows], 5).ravel().tolist(), 'joints': np.round(q, 6).ravel().tolist(),
            'root': np.round(np.stack([root[rows, 0], root[rows, 2], yaw[rows]], -1), 5).ravel().tolist(),
            'contacts': (contacts[:, 0] + 2 * contacts[:, 1]).astype(int).tolist()}


def write(data, out, progress):
    """Retargets every motion and writes the file."""
    entries = []
    for motion in MOTIONS:
        entries.append(entry(data, motion, progress))
        progress(f'{motion.name}: {entries[-1]["frames"] / 20:.1f} s of {entries[-1]["take"]}')
    with open(out, 'w') as f:
        json.dump({'format': FORMAT, 'version': 1, 'hz': features.HZ // ROW_STEP, 'joints': JOINTS, 'count': COUNT, 'motions': entries}, f)
