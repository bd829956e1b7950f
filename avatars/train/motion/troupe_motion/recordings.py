"""Recordings of every kind read alike: BVH, ASF/AMC and glTF, told apart by their endings, checked, in metres."""
import os

import numpy as np

from . import asfamc, bvh, gltf, rigs

READERS = {'.bvh': bvh.load, '.amc': asfamc.load, '.glb': gltf.load, '.gltf': gltf.load}
BYTES_MAX = 256 * 2 ** 20
STATURE_M = (1.2, 2.3)
# Thigh and shin, and the arm to the wrist, as shares of a stature (as in avatars/src/clip/rig-frame.ts).
LEG_SHARE, ARM_SHARE = 0.488, 0.312
# A person's size in one of these is nobody's in another, so the size tells the unit.
UNITS_M = {'m': 1.0, 'cm': 0.01, 'mm': 0.001, 'inch': 0.0254, 'inch / 0.45 (CMU)': 0.0254 / 0.45}


def quiet(_text):
    """Progress that nobody reads."""


def _refuse_large(path):
    size = os.path.getsize(path)
    if size > BYTES_MAX:
        raise ValueError(f'{path}: {size / 2 ** 20:.0f} MB are more than {BYTES_MAX // 2 ** 20} MB; cut the take')


def _check(path, recording):
    """Raises ValueError for a take of one frame or a joint that is nowhere; frames are counted from 0."""
    if len(recording.positions) < 2:
        raise ValueError(f'{path}: joint {recording.names[0]}, frame 0: one frame is a pose and no motion; give a longer take')
    usable = np.isfinite(recording.positions).all(-1) & np.isfinite(recording.rotations).all(-1)
    if not usable.all():
        frame, joint = np.argwhere(~usable)[0]
        raise ValueError(f'{path}: joint {recording.names[joint]}, frame {frame}: not a usable number; mend or cut the take there')
    if not 1 <= recording.fps <= 1000:
        raise ValueError(f'{path}: {recording.fps:.4g} frames a second; mend its frame time')


def stature(recording):
    """Height of the person by the bones of legs and arms, in the unit of the recording. Raises ValueError when joints are missing."""
    index, rows = rigs.match(recording.names), slice(None, None, max(1, len(recording.positions) // 30))
    p = {k: recording.positions[rows, i] for k, i in index.items()}

    def length(*chain):
        return sum(np.median(np.linalg.norm(p[side + a] - p[side + b], axis=-1))
                   for side in ('left', 'right') for a, b in zip(chain, chain[1:])) / 2
    return np.sqrt(length('UpperLeg', 'LowerLeg', 'Foot') / LEG_SHARE * length('UpperArm', 'LowerArm', 'Hand') / ARM_SHARE)


def _in_metres(path, recording, progress):
    tall = stature(recording)
    unit = next((u for u, metres in UNITS_M.items() if STATURE_M[0] <= tall * metres <= STATURE_M[1]), None)
    if unit is None:
        raise ValueError(f'{path}: the person is {tall:.3g} units tall, which is {STATURE_M[0]} to {STATURE_M[1]} m in none of '
                         f'{", ".join(UNITS_M)}; scale the file')
    if unit == 'm':
        return recording
    progress(f'{os.path.basename(path)}: read as {unit}, a person {tall * UNITS_M[unit]:.2f} m tall')
    return bvh.Recording(recording.names, recording.positions * UNITS_M[unit], recording.rotations, recording.fps)


def load(path, progress=quiet, **options):
    """Read a recording by its ending, in metres; `options` go to the reader (asfamc: asf, fps; gltf: take).

    Raises ValueError naming the file, and joint and frame where there is one: unknown ending, more than 256 MB (not read), malformed, no
    motion, numbers that are none, joints missing, nobody's size. Raises OSError when the file cannot be opened."""
    ending = os.path.splitext(path)[1].lower()
    if ending not in READERS:
        raise ValueError(f'{path}: no recording that is known; known are {", ".join(READERS)}')
    _refuse_large(path)
    if ending == '.amc':
        options = {'asf': asfamc.skeleton_of(path), **options}
        _refuse_large(options['asf'])
    try:
        recording = READERS[ending](path, **options)
        _check(path, recording)
        return _in_metres(path, recording, progress)
    except ValueError as error:
        raise error if path in str(error) else ValueError(f'{path}: {error}') from error
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f'{path}: malformed ({error!r})') from error
