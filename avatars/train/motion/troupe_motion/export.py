"""Writes the artefact: database.bin, decompressor.onnx, motion.json (see FORMAT.md)."""
import hashlib
import json
import os

import numpy as np
import torch

from . import features, settings, skeleton
from .database import FEATURE_SCALE, ROWS_HZ
from .nets import LATENT, LATENT_SCALE, POSE
from .quantise import quantise
from .sources import MODES, SOURCES, STYLES

VERSION = 1


def rounded(a, digits=6):
    return [rounded(v, digits) for v in a] if np.ndim(a) else round(float(a), digits)


def arrays_of(db, codes):
    """The arrays of database.bin in file order."""
    contacts = db.row_contacts()
    return {'features': db.xn, 'latent': codes, 'rootVelocity': db.rv[db.frame].astype(np.float32),
            'contacts': (contacts[:, 0] + 2 * contacts[:, 1]).astype(np.uint8), 'style': db.style.astype(np.uint8),
            'clip': db.clip.astype(np.uint16), 'selectable': db.selectable.astype(np.uint8)}


def write_arrays(arrays, path):
    """Concatenate arrays at multiples of 8 bytes; returns the array table of the manifest."""
    table, offset = [], 0
    with open(path, 'wb') as f:
        for name, a in arrays.items():
            data = np.ascontiguousarray(a).astype(a.dtype.newbyteorder('<')).tobytes()
            table.append({'name': name, 'dtype': a.dtype.name, 'shape': list(a.shape), 'byteOffset': offset})
            pad = -len(data) % 8
            f.write(data + b'\0' * pad)
            offset += len(data) + pad
    return table


def write_onnx(decompressor, path):
    torch.onnx.export(decompressor, torch.zeros(4, features.COUNT + LATENT), path, input_names=['xz'], output_names=['pose'],
                      dynamic_axes={'xz': {0: 'n'}, 'pose': {0: 'n'}}, opset_version=13)


def describe_file(path):
    with open(path, 'rb') as f:
        data = f.read()
    return {'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()}


def _skeleton():
    return {'joints': skeleton.JOINTS, 'parents': skeleton.PARENTS.tolist(), 'evaluationOrder': list(skeleton.ORDER),
            'restOffsets': rounded(skeleton.OFFSETS), 'heightM': skeleton.HEIGHT_M, 'legM': skeleton.LEG_M,
            'toes': skeleton.TOES.tolist(), 'hands': skeleton.HANDS.tolist(), 'legs': [list(leg) for leg in skeleton.LEGS],
            'mirror': skeleton.MIRROR.tolist()}


def _source_minutes(db):
    minutes = {}
    for c in db.clips:
        if not c['mirrored']:
            minutes[c['source']] = minutes.get(c['source'], 0) + c['frames'] / 3600
    return [dict(SOURCES[k], minutes=round(v, 2)) for k, v in sorted(minutes.items())]


def manifest_of(db, actions, table, files):
    """motion.json as a dictionary."""
    clips = [{k: c[k] for k in ('name', 'style', 'person', 'source', 'firstRow', 'rows', 'mirrored')} for c in db.clips]
    index = {c['name']: i for i, c in enumerate(db.clips) if c['style'] == 'action'}
    listed = [dict(a.manifest(), clip=index[a.clip_name], firstRow=db.clips[index[a.clip_name]]['firstRow'],
                   rows=db.clips[index[a.clip_name]]['rows']) for a in actions]
    people = sorted({c['person'] for c in db.clips if c['style'] == 'idle'})
    fields = [{'name': n, 'start': s, 'length': k, 'unit': u} for n, s, k, u, _, _ in features.FIELDS]
    return {'format': 'troupe-motion', 'version': VERSION, 'rowsHz': ROWS_HZ, 'rows': db.rows, 'skeleton': _skeleton(),
            'features': {'count': features.COUNT, 'fields': fields, 'mean': rounded(db.mean), 'std': rounded(db.std),
                         'weight': rounded(features.WEIGHT), 'scale': FEATURE_SCALE, 'futureS': rounded(features.FUTURE_S)},
            'latent': {'count': LATENT, 'scale': LATENT_SCALE}, 'pose': {'count': POSE}, 'styles': STYLES, 'modes': MODES,
            'clips': clips, 'actions': listed, 'masks': settings.MASKS, 'search': settings.SEARCH,
            'playback': settings.PLAYBACK, 'capsule': settings.CAPSULE, 'footLock': settings.FOOT_LOCK, 'idlePersons': people,
            'sources': _source_minutes(db), 'arrays': table, 'files': files}


def write_json(value, path):
    with open(path, 'w') as f:
        json.dump(value, f, separators=(',', ':'), ensure_ascii=False)
        f.write('\n')


def write_artefact(out, db, actions, codes, decompressor):
    """Write the three files and return the manifest."""
    os.makedirs(out, exist_ok=True)
    table = write_arrays(arrays_of(db, codes), os.path.join(out, 'database.bin'))
    decompressor.eval()
    write_onnx(decompressor, os.path.join(out, 'decompressor.onnx'))
    quantise(os.path.join(out, 'decompressor.onnx'), os.path.join(out, 'decompressor.int8.onnx'))
    files = {n: describe_file(os.path.join(out, n)) for n in ('database.bin', 'decompressor.onnx', 'decompressor.int8.onnx')}
    manifest = manifest_of(db, actions, table, files)
    write_json(manifest, os.path.join(out, 'motion.json'))
    return manifest
