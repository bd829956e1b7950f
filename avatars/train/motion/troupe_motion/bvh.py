"""A BVH reader with forward kinematics."""
import re

import numpy as np
from scipy.spatial.transform import Rotation

from . import quat


class Recording:
    """Joint names, global positions (F, J, 3), global rotations relative to rest (F, J, 4) and frames per second of one take."""

    def __init__(self, names, positions, rotations, fps):
        self.names, self.positions, self.rotations, self.fps = names, positions, rotations, fps


def _hierarchy(text):
    names, parents, offsets, channels, stack, current = [], [], [], [], [], -1
    for line in text.splitlines():
        t = line.split()
        if not t:
            continue
        if t[0] in ('ROOT', 'JOINT', 'End'):
            names.append('End:' + names[current] if t[0] == 'End' else ' '.join(t[1:]))
            parents.append(stack[-1] if stack else -1)
            offsets.append([0, 0, 0])
            channels.append([])
            current = len(names) - 1
        elif t[0] == '{':
            stack.append(current)
        elif t[0] == '}':
            stack.pop()
            current = stack[-1] if stack else -1
        elif t[0] == 'OFFSET':
            offsets[current] = [float(x) for x in t[1:4]]
        elif t[0] == 'CHANNELS':
            channels[current] = t[2:]
    return names, parents, np.array(offsets), channels


def load(path):
    """Read a BVH file. End sites are kept as joints named `End:<parent>`. Raises ValueError when it is malformed."""
    with open(path, errors='replace') as f:
        head, _, motion = f.read().partition('MOTION')
    names, parents, offsets, channels = _hierarchy(head)
    step = re.search(r'Frame Time:\s*([\d.eE+-]+)', motion)
    if not names or not step:
        raise ValueError(f'{path}: not a BVH file (no hierarchy or no "Frame Time:")')
    values = np.array(motion[step.end():].split(), dtype=np.float64)
    width = sum(len(c) for c in channels)
    if not width or float(step.group(1)) <= 0:
        raise ValueError(f'{path}: no channels, or a frame time that is none')
    values = values[:len(values) // width * width].reshape(-1, width)
    count = len(values)
    pos, rot = np.zeros((count, len(names), 3)), np.zeros((count, len(names), 4))
    column = 0
    for j, parent in enumerate(parents):
        local = np.tile(offsets[j], (count, 1))
        axes, angles = '', []
        for name in channels[j]:
            if name.lower().endswith('position'):
                local[:, 'XYZ'.index(name[0].upper())] = values[:, column]
            else:
                axes += name[0].upper()
                angles.append(values[:, column])
            column += 1
        q = (Rotation.from_euler(axes, np.stack(angles, -1), degrees=True).as_quat() if axes
             else np.tile(quat.IDENTITY, (count, 1)))
        if parent < 0:
            pos[:, j], rot[:, j] = local, q
        else:
            pos[:, j] = pos[:, parent] + quat.rotate(rot[:, parent], local)
            rot[:, j] = quat.mul(rot[:, parent], q)
    return Recording(names, pos, rot, 1 / float(step.group(1)))
