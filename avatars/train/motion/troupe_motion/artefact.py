"""Reads an artefact back, with numpy only: the reference a runtime in another language is compared with."""
import json
import os

import numpy as np
import onnx
from onnx import numpy_helper

from . import quat, skeleton
from .train import cubic_neighbours, cubic_weights


class OnnxMlp:
    """Evaluates the exported graph (Gemm, Elu, then one Mul and one Add). Raises ValueError on any other operation."""

    def __init__(self, path):
        graph = onnx.load(path).graph
        constants = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
        for node in graph.node:
            if node.op_type == 'Constant':
                constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
        self.steps = []
        for node in graph.node:
            if node.op_type == 'Gemm':
                self.steps.append(('gemm', constants[node.input[1]].T.copy(), constants[node.input[2]]))
            elif node.op_type in ('Mul', 'Add'):
                self.steps.append((node.op_type.lower(), next(constants[i] for i in node.input if i in constants)))
            elif node.op_type == 'Elu':
                self.steps.append(('elu',))
            elif node.op_type != 'Constant':
                raise ValueError(f'{path}: operation {node.op_type} is not expected in the decompressor')

    def __call__(self, x):
        for kind, *values in self.steps:
            if kind == 'gemm':
                x = x @ values[0] + values[1]
            elif kind == 'elu':
                x = np.where(x > 0, x, np.expm1(np.minimum(x, 0)))
            else:
                x = x * values[0] if kind == 'mul' else x + values[0]
        return x


class Artefact:
    """Arrays and settings of a motion artefact. Row arrays as in FORMAT.md; x (R, 33) and z (R, 32) are float32."""

    def __init__(self, folder):
        with open(os.path.join(folder, 'motion.json')) as f:
            self.manifest = m = json.load(f)
        with open(os.path.join(folder, 'database.bin'), 'rb') as f:
            data = f.read()
        raw = {a['name']: np.frombuffer(data, np.dtype(a['dtype']).newbyteorder('<'), int(np.prod(a['shape'])), a['byteOffset'])
               .reshape(a['shape']) for a in m['arrays']}
        self.x = raw['features'].astype(np.float32) * np.float32(m['features']['scale'])
        self.z = raw['latent'].astype(np.float32) * np.float32(m['latent']['scale'])
        self.rv, self.style, self.clip = raw['rootVelocity'], raw['style'].astype(int), raw['clip'].astype(int)
        self.selectable = raw['selectable'] > 0
        self.contacts = np.stack([raw['contacts'] & 1, raw['contacts'] >> 1], -1) > 0
        self.hz, self.rows = m['rowsHz'], m['rows']
        clips = m['clips']
        self.first = np.array([c['firstRow'] for c in clips])[self.clip]
        self.last = np.array([c['firstRow'] + c['rows'] - 1 for c in clips])[self.clip]
        self.idle = self.style == m['styles'].index('idle')
        people = sorted({c['person'] for c in clips})
        self.person = np.array([people.index(c['person']) for c in clips])[self.clip]
        self.people = people
        self.mean, self.std = (np.array(m['features'][k], np.float32) for k in ('mean', 'std'))
        self.weight = np.array(m['features']['weight'], np.float32)
        self.net = OnnxMlp(os.path.join(folder, 'decompressor.onnx'))

    def mix(self, f):
        """Cubic xz (n, 65) at fractional rows f."""
        i = np.clip(np.floor(f).astype(int), 0, self.rows - 1)
        rows = cubic_neighbours(i, self.first[i], self.last[i])
        w = cubic_weights(np.where(i < self.last[i], f - i, 0)).astype(np.float32)
        return np.concatenate([np.einsum('nk,nkd->nd', w, a[rows]) for a in (self.x, self.z)], 1)

    def pose(self, f):
        """Decoded hip (n, 3) and local rotations (n, 22, 4), root frame, at fractional rows f."""
        out = self.net(self.mix(f)).astype(np.float64)
        return out[:, :3], quat.from_six(out[:, 3:].reshape(-1, skeleton.COUNT, 6))


class Stored:
    """The same interface over recorded poses instead of decoded ones: exact motion matching, the oracle. Needs a Database."""

    def __init__(self, artefact, db):
        self.__dict__.update(artefact.__dict__)
        self._hip, self._q = db.hip[db.frame].astype(np.float64), db.q[db.frame].astype(np.float64)

    def pose(self, f):
        i = np.clip(np.floor(f).astype(int), 0, self.rows - 1)
        rows = cubic_neighbours(i, self.first[i], self.last[i])
        w = cubic_weights(np.where(i < self.last[i], f - i, 0))
        q = self._q[rows]
        q = np.where((q * q[:, 1:2]).sum(-1, keepdims=True) < 0, -q, q)
        return np.einsum('nk,nkd->nd', w, self._hip[rows]), quat.unit(np.einsum('nk,nkjd->njd', w, q))
