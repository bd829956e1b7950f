"""A reader of Acclaim ASF/AMC (the CMU database), with forward kinematics.

CONTRIBUTOR NOTES
- A bone's motion M is told about its own axes C, so the bone is turned by C M C^-1 from the bind pose; that times its parent's turn
  is what a Recording holds.
- A bone begins where its parent ends. A joint stands at the START of its bone (`lfemur` is the hip), as in the BVH versions of CMU.
"""
import os

import numpy as np
from scipy.spatial.transform import Rotation

from . import quat
from .bvh import Recording

FPS = 120  # an AMC does not say; CMU's are 120
INCH_M = 0.0254


class _Skeleton:
    """names, parents (J,), ways (J, 3) from start to end of each bone in the bind pose (file units), axes C (J, 4), channels: for each
    joint what its numbers mean ('tx' .. 'rz'), start (3,) of the root, metres: of a file unit, or None where the file does not say."""

    def __init__(self):
        self.names, self.parents, self.ways, self.axes, self.channels = [], [], [], [], []

    def add(self, name, parent, way, axes, channels):
        self.names.append(name)
        self.parents.append(parent)
        self.ways.append(np.array(way, float))
        self.axes.append(axes)
        self.channels.append(channels)


def skeleton_of(path):
    """The .asf beside an .amc: same stem, or up to one of its underscores (07_01.amc: 07.asf), else the only one of the folder.
    Raises ValueError with what to do."""
    folder = os.path.dirname(path) or '.'
    parts = os.path.splitext(os.path.basename(path))[0].split('_')
    there = {f[:-4].lower(): os.path.join(folder, f) for f in os.listdir(folder) if f.lower().endswith('.asf')}
    for count in range(len(parts), 0, -1):
        found = there.get('_'.join(parts[:count]).lower())
        if found:
            return found
    if len(there) == 1:
        return next(iter(there.values()))
    raise ValueError(f'{path}: its skeleton is missing: put {parts[0]}.asf beside it ({len(there)} other .asf files are there)')


def _sections(path):
    """Section name -> its lines as lists of words."""
    out, lines = {}, []
    with open(path, errors='replace') as f:
        for line in f:
            words = line.split('#')[0].split()
            if words and words[0].startswith(':'):
                lines = out.setdefault(words.pop(0)[1:].lower(), [])
            if words:
                lines.append(words)
    return out


def _blocks(lines):
    """The begin .. end blocks of a section as {first word: other words}."""
    blocks = []
    for words in lines:
        if words[0] == 'begin':
            blocks.append({})
        elif words[0] != 'end' and blocks:
            blocks[-1][words[0]] = words[1:]
    return blocks


def _turn(order, angles, degrees):
    """Quaternions (..., 4) of angles (..., n) about fixed axes, the first of `order` applied first."""
    return Rotation.from_euler(order.lower(), angles, degrees=degrees).as_quat()


def _read_skeleton(path):
    sections = _sections(path)
    if not all(sections.get(s) for s in ('root', 'bonedata', 'hierarchy')):
        raise ValueError(f'{path}: not an ASF file (no :root, :bonedata or :hierarchy)')
    units = {w[0]: w[1] for w in sections.get('units', []) if len(w) > 1}
    degrees = units.get('angle', 'deg').lower().startswith('deg')
    length = float(units.get('length', 1))
    skeleton = _Skeleton()
    skeleton.metres = None if length == 1 else INCH_M / length
    root = {w[0]: w[1:] for w in sections['root']}
    skeleton.start = np.array(root.get('position', [0, 0, 0]), float)
    orientation = np.array(root.get('orientation', [0, 0, 0]), float)
    axes = _turn(''.join(root.get('axis', ['XYZ'])), orientation, degrees)
    skeleton.add('root', -1, [0, 0, 0], axes, [c.lower() for c in root['order']])
    bones = {b['name'][0]: b for b in _blocks(sections['bonedata'])}
    for words in sections['hierarchy']:
        if words[0] in ('begin', 'end'):
            continue
        for name in words[1:]:
            if words[0] not in skeleton.names or name not in bones or name in skeleton.names:
                raise ValueError(f'{path}: joint {name}: its parent comes later, it has no :bonedata, or it stands twice in :hierarchy')
            bone = bones[name]
            way = np.array(bone['direction'], float) * float(bone['length'][0])
            channels = [c.lower() for c in bone.get('dof', [])]
            if not set(channels) <= {'rx', 'ry', 'rz'}:
                raise ValueError(f'{path}: joint {name}: dof {" ".join(channels)}: a bone can be turned (rx ry rz) and nothing else')
            axes = _turn(bone['axis'][3], np.array(bone['axis'][:3], float), degrees)
            skeleton.add(name, skeleton.names.index(words[0]), way, axes, channels)
    return skeleton


def _read_motion(path, skeleton):
    """{joint: values (F, n)}, and whether they are degrees. Frames are counted from 0."""
    width = {n: len(c) for n, c in zip(skeleton.names, skeleton.channels) if c}
    values, count, degrees = {n: [] for n in width}, 0, True

    def whole():
        missing = [n for n in width if len(values[n]) != count]
        if missing:
            raise ValueError(f'{path}: joint {missing[0]}, frame {count - 1}: not given exactly once')

    with open(path, errors='replace') as f:
        for line in f:
            words = line.split()
            if not words or words[0][0] == '#':
                continue
            if words[0][0] == ':':
                degrees = degrees and words[0].lower() != ':radians'
            elif len(words) == 1 and words[0].isdigit():
                whole()
                count += 1
            elif count and len(words) - 1 != width.get(words[0]):
                raise ValueError(f'{path}: joint {words[0]}, frame {count - 1}: {len(words) - 1} numbers, '
                                 f'the skeleton has {width.get(words[0], "no such joint or nothing")} to move')
            elif count:
                values[words[0]].append([float(w) for w in words[1:]])
    whole()
    if not count:
        raise ValueError(f'{path}: not an AMC file (no frames)')
    return {n: np.array(v) for n, v in values.items()}, degrees


def load(path, asf=None, fps=FPS):
    """Read an AMC with its skeleton (`asf`: its path, else skeleton_of). Leaves end in joints named `End:<name>`. Metres by
    `:units length` (CMU: 0.45 of an inch); a length of 1 or none says nothing, then file units. Raises ValueError when malformed."""
    skeleton = _read_skeleton(asf or skeleton_of(path))
    values, degrees = _read_motion(path, skeleton)
    count = len(values['root'])
    names, pos, rot = list(skeleton.names), [], []
    for j, parent in enumerate(skeleton.parents):
        name, channels, axes = names[j], skeleton.channels[j], skeleton.axes[j]
        turns = [k for k, c in enumerate(channels) if c[0] == 'r']
        q = np.tile(quat.IDENTITY, (count, 1))
        if turns:
            q = _turn(''.join(channels[k][1] for k in turns), values[name][:, turns], degrees)
            q = quat.mul(quat.mul(axes, q), quat.inv(axes))
        if parent < 0:
            place = np.tile(skeleton.start, (count, 1))
            for k, c in enumerate(channels):
                if c[0] == 't':
                    place[:, 'xyz'.index(c[1])] += values[name][:, k]
        else:
            place = pos[parent] + quat.rotate(rot[parent], skeleton.ways[parent])
            q = quat.mul(rot[parent], q)
        pos.append(place)
        rot.append(q)
    for j in sorted(set(range(len(names))) - set(skeleton.parents)):
        names.append('End:' + names[j])
        pos.append(pos[j] + quat.rotate(rot[j], skeleton.ways[j]))
        rot.append(rot[j])
    return Recording(names, np.stack(pos, 1) * (skeleton.metres or 1), np.stack(rot, 1), fps)
