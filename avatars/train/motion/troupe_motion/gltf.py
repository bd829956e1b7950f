"""A reader of animations in glTF 2.0 (.glb, or .gltf with its buffers inside), with forward kinematics.

CONTRIBUTOR NOTES
- Rest is what the nodes say, not the inverse bind matrices: exporters keep the T-pose in the nodes, and axis conversions of a mesh out
  of them.
- Rotations are the product of the nodes' own (a Recording holds no shear); positions go through the parents' whole matrices.
"""
import base64
import json

import numpy as np

from . import quat
from .bvh import Recording

HZ = 60
SAMPLES_MAX = 5_000_000  # frames times nodes: an hour of a body of 23
_DTYPES = {5120: np.dtype('i1'), 5121: np.dtype('u1'), 5122: np.dtype('<i2'), 5123: np.dtype('<u2'), 5126: np.dtype('<f4')}
_WIDTHS = {'SCALAR': 1, 'VEC3': 3, 'VEC4': 4}
_PATHS = {'translation': 'VEC3', 'rotation': 'VEC4', 'scale': 'VEC3'}
_SAVE = 'save it as one .glb'


class _File:
    """The JSON of a file, and its numbers."""

    def __init__(self, path):
        self.path, self.binary = path, None
        with open(path, 'rb') as f:
            data = f.read()
        if data[:4] == b'glTF':
            if int.from_bytes(data[4:8], 'little') != 2 or data[16:20] != b'JSON':
                raise ValueError(f'{path}: not glTF 2.0')
            at = 20 + int.from_bytes(data[12:16], 'little')
            if data[at + 4:at + 8] == b'BIN\0':
                self.binary = data[at + 8:at + 8 + int.from_bytes(data[at:at + 4], 'little')]
            data = data[20:at]
        try:
            self.json = json.loads(data)
        except ValueError as error:
            raise ValueError(f'{path}: not a glTF file, or cut off ({error})') from error
        if not isinstance(self.json, dict) or not self.json.get('nodes'):
            raise ValueError(f'{path}: not a glTF file, or without nodes')

    def name(self, node):
        return self.json['nodes'][node].get('name') or f'node {node}'

    def _buffer(self, index):
        uri = self.json['buffers'][index].get('uri')
        if uri is None and index == 0 and self.binary is not None:
            return self.binary
        if uri is None or not uri.startswith('data:'):
            raise ValueError(f'{self.path}: buffer {index} is in another file ({uri}), which is not supported: {_SAVE}')
        return base64.b64decode(uri.partition(',')[2])

    def accessor(self, index, what, kind):
        """Numbers (count, width) of an accessor of `kind`, normalised integers as 0 .. 1 or -1 .. 1."""
        a = self.json['accessors'][index]
        if 'sparse' in a or 'bufferView' not in a:
            raise ValueError(f'{self.path}: {what}: sparse accessors are not supported: {_SAVE} without them')
        view = self.json['bufferViews'][a['bufferView']]
        if view.get('extensions'):
            raise ValueError(f'{self.path}: {what}: compressed by {", ".join(view["extensions"])}: not supported, {_SAVE} without it')
        dtype, width = _DTYPES.get(a['componentType']), _WIDTHS[kind]
        if dtype is None or a['type'] != kind:
            raise ValueError(f'{self.path}: {what}: {a["type"]} of component type {a["componentType"]}, wanted is {kind} of floats')
        data, item = self._buffer(view['buffer']), dtype.itemsize * width
        stride, start, count = view.get('byteStride', item), view.get('byteOffset', 0) + a.get('byteOffset', 0), a['count']
        if count < 1 or start < 0 or stride < item or start + stride * (count - 1) + item > len(data):
            raise ValueError(f'{self.path}: {what}: {count} values do not fit their buffer; the file is cut off or damaged')
        values = np.ndarray((count, width), dtype, data, start, (stride, dtype.itemsize)).astype(float)
        return np.maximum(values / np.iinfo(dtype).max, -1) if a.get('normalized') and dtype.kind != 'f' else values


class _Track:
    """Keys of one property of one node: times (K,), values (K, n), or (K, 3, n) with tangents when cubic."""

    def __init__(self, file, channel, samplers):
        self.node, self.property = channel['target']['node'], channel['target']['path']
        sampler, what = samplers[channel['sampler']], f'joint {file.name(self.node)}: {self.property}'
        self.kind = sampler.get('interpolation', 'LINEAR')
        self.times = file.accessor(sampler['input'], what, 'SCALAR')[:, 0]
        values = file.accessor(sampler['output'], what, _PATHS[self.property])
        each = 3 if self.kind == 'CUBICSPLINE' else 1
        if self.kind not in ('LINEAR', 'STEP', 'CUBICSPLINE') or len(values) != len(self.times) * each:
            raise ValueError(f'{file.path}: {what}: {len(values)} values for {len(self.times)} keys of {self.kind}')
        if not np.isfinite(self.times).all() or (np.diff(self.times) < 0).any():
            raise ValueError(f'{file.path}: {what}: times of its keys are not in order')
        self.values = values.reshape(len(self.times), 3, -1) if each == 3 else values

    def at(self, t):
        """Values (T, n) at times t (T,) in s; the ends hold."""
        i = np.maximum(np.searchsorted(self.times, t + 1e-5, 'right') - 1, 0)  # keys are float32: a hair late is on time
        j = np.minimum(i + 1, len(self.times) - 1)
        span = (self.times[j] - self.times[i])[:, None]
        x = np.clip((t - self.times[i])[:, None] / np.where(span > 0, span, 1), 0, 1)
        v = self.values
        if self.kind == 'CUBICSPLINE':
            out = ((2 * x ** 3 - 3 * x ** 2 + 1) * v[i, 1] + span * (x ** 3 - 2 * x ** 2 + x) * v[i, 2]
                   + (3 * x ** 2 - 2 * x ** 3) * v[j, 1] + span * (x ** 3 - x ** 2) * v[j, 0])
        elif self.kind == 'STEP':
            out = v[i]
        elif self.property == 'rotation':
            a, b = _unit(v[i]), _unit(v[j])
            out = quat.mul(a, quat.exp(x * quat.log(quat.mul(quat.inv(a), b))))
        else:
            out = v[i] * (1 - x) + v[j] * x
        return _unit(out) if self.property == 'rotation' else out


def _unit(q):
    """Unit quaternions; NaN where there is no rotation (0, 0, 0, 0), which `recordings` then refuses by joint and frame."""
    with np.errstate(invalid='ignore', divide='ignore'):
        return q / np.linalg.norm(q, axis=-1, keepdims=True)


def _rest(node):
    """Translation, rotation and scale of a node at rest, {property: (n,)}."""
    if 'matrix' not in node:
        return {'translation': np.array(node.get('translation', [0, 0, 0]), float),
                'rotation': _unit(np.array(node.get('rotation', quat.IDENTITY), float)),
                'scale': np.array(node.get('scale', [1, 1, 1]), float)}
    m = np.array(node['matrix'], float).reshape(4, 4).T
    scale = np.linalg.norm(m[:3, :3], axis=0)
    return {'translation': m[:3, 3], 'rotation': quat.from_matrix(m[:3, :3] / scale), 'scale': scale}


def _ordered(file):
    """(nodes, parents as places among them), parents first."""
    nodes, order, parents = file.json['nodes'], [], []
    inner = {c for n in nodes for c in n.get('children', [])}
    todo = [(i, -1) for i in reversed(range(len(nodes))) if i not in inner]
    while todo and len(order) <= len(nodes):
        node, parent = todo.pop()
        order.append(node)
        parents.append(parent)
        todo += [(c, len(order) - 1) for c in reversed(nodes[node].get('children', []))]
    if sorted(order) != list(range(len(nodes))):
        raise ValueError(f'{file.path}: the nodes are no tree: a node has two parents, or is its own')
    return order, parents


def _place(locals_, parents):
    """Global positions (T, J, 3) and rotations (T, J, 4) of nodes whose parents stand before them."""
    pos, rot, matrices = [], [], []
    for (t, q, s), parent in zip(locals_, parents):
        x, y, z = (quat.rotate(q, axis) * s[:, k:k + 1] for k, axis in enumerate(np.eye(3)))
        m = np.stack([x, y, z], -1)
        if parent >= 0:
            t = pos[parent] + (matrices[parent] @ t[..., None])[..., 0]
            q, m = quat.mul(rot[parent], q), matrices[parent] @ m
        pos.append(t)
        rot.append(q)
        matrices.append(m)
    return np.stack(pos, 1), np.stack(rot, 1)


def _animation(file, take):
    found = file.json.get('animations') or []
    if not found:
        raise ValueError(f'{file.path}: it holds no animation')
    if take is None:
        return found[0]
    chosen = next((a for a in found if a.get('name') == take), None)
    if chosen is None:
        raise ValueError(f'{file.path}: no animation {take}; there are {", ".join(str(a.get("name")) for a in found)}')
    return chosen


def load(path, take=None):
    """Read the animation named `take`, else the first, at 60 Hz; joints are nodes by name. Raises ValueError when it is malformed or
    needs what is not supported (other files, sparse accessors, compression)."""
    file = _File(path)
    animation, (order, parents) = _animation(file, take), _ordered(file)
    tracks = [_Track(file, c, animation['samplers']) for c in animation['channels']
              if 'node' in c['target'] and c['target']['path'] in _PATHS]
    names = [file.name(n) for n in order]
    joints = {t.node for t in tracks}.union(*(s['joints'] for s in file.json.get('skins', [])))
    twice = [file.name(n) for n in sorted(joints) if names.count(file.name(n)) > 1]
    if not tracks:
        raise ValueError(f'{path}: the animation moves no node')
    if twice:
        raise ValueError(f'{path}: joint {twice[0]}: another node has this name; rename one')
    first, last = min(t.times[0] for t in tracks), max(t.times[-1] for t in tracks)
    if (last - first) * HZ * len(order) > SAMPLES_MAX:
        raise ValueError(f'{path}: {last - first:.0f} s of {len(order)} nodes are too long; cut the animation')
    t = first + np.arange(int((last - first) * HZ + 1e-3) + 1) / HZ
    rest = [_rest(file.json['nodes'][n]) for n in order]
    moved = [{k: np.broadcast_to(v, (len(t), len(v))) for k, v in r.items()} for r in rest]
    for track in tracks:
        moved[order.index(track.node)][track.property] = track.at(t)
    pos, rot = _place([tuple(m[k] for k in _PATHS) for m in moved], parents)
    _, still = _place([tuple(r[k][None] for k in _PATHS) for r in rest], parents)
    return Recording(names, pos, quat.mul(rot, quat.inv(np.broadcast_to(still, rot.shape))), HZ)
