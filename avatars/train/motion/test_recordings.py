"""One motion written as BVH, ASF/AMC and glTF and read back; needs numpy and scipy, no data (see README.md)."""
import base64
import json
import os
import sys
import tempfile
import unittest

import numpy as np
from scipy.spatial.transform import Rotation

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from troupe_motion import asfamc, gltf, quat, recordings, rigs, skeleton, sources, styles  # noqa: E402
from troupe_motion.retarget import retarget  # noqa: E402

HZ, FRAMES = 120, 120
CMU_M = 0.0254 / 0.45
ROOT_M = np.array([0.2, 0.95, -0.3])


def _bones():
    """The bones of CMU: [(name, parent, way from its start to its end in m)]."""
    out = [('root', None, (0, 0, 0)), ('lowerback', 'root', (0, 0.12, -0.02)), ('upperback', 'lowerback', (0, 0.12, 0)),
           ('thorax', 'upperback', (0, 0.14, 0)), ('upperneck', 'thorax', (0, 0.1, 0.02)), ('head', 'upperneck', (0, 0.16, 0))]
    for side, x in (('l', 1), ('r', -1)):
        for name, parent, way in [('hipjoint', 'root', (0.1, -0.08, 0.03)), ('femur', 'hipjoint', (0.12, -0.38, 0)),
                                  ('tibia', 'femur', (0.13, -0.37, 0)), ('foot', 'tibia', (0.01, -0.04, 0.13)),
                                  ('toes', 'foot', (0, 0, 0.06)), ('clavicle', 'thorax', (0.16, 0.05, 0)),
                                  ('humerus', 'clavicle', (0.28, 0, 0)), ('radius', 'humerus', (0.2, 0, 0)), ('wrist', 'radius', (0.08, 0, 0))]:
            above = parent if parent in ('root', 'thorax') else side + parent
            out.append((side + name, above, (way[0] * x, way[1], way[2])))
    return out


BONES = _bones()
NAMES = [b[0] for b in BONES]
PARENTS = [NAMES.index(p) if p else -1 for _, p, _ in BONES]
WAYS = np.array([w for _, _, w in BONES], float)
# Own axes of a bone in the bind pose (degrees about x, then y, then z), and the dof of those that turn about fewer than three.
AXES = {n: (0, 0, 20 if n[0] == 'l' else -20) for n in NAMES if n.endswith(('femur', 'tibia'))}
AXES.update(lhumerus=(180, 30, 90), rhumerus=(180, -30, -90), lradius=(0, 90, 0), rradius=(0, -90, 0))
DOF = {'ltibia': 'x', 'rtibia': 'x', 'lradius': 'x', 'rradius': 'x', 'lclavicle': 'yz', 'rclavicle': 'yz',
       'lhipjoint': '', 'rhipjoint': ''}


def _axes(name):
    return Rotation.from_euler('xyz', AXES.get(name, (0, 0, 0)), degrees=True).as_quat()


def _motion():
    """(root (F, 3) in m, angles {joint: degrees (F, n) about its own axes}): a walk of slow swings that bends everything."""
    t = np.arange(FRAMES) / HZ
    root = ROOT_M + np.stack([0.1 * np.sin(2 * t), 0.02 * np.cos(6 * t), 1.1 * t], -1)
    angles = {}
    for k, name in enumerate(NAMES):
        order = DOF.get(name, 'xyz')
        size = 25 if name[1:] in ('femur', 'humerus') else 6
        bend = 25 if order == 'x' else 0
        angles[name] = np.stack([bend + size * np.sin(5 * t + k + 2 * axis) for axis in range(len(order))], -1) if order else None
    return root, angles


def _local():
    """Local rotations (F, J, 4) relative to the bind pose."""
    out = np.tile(quat.IDENTITY, (FRAMES, len(NAMES), 1))
    for k, name in enumerate(NAMES):
        if ANGLES[name] is not None:
            turn = Rotation.from_euler(DOF.get(name, 'xyz'), ANGLES[name], degrees=True).as_quat()
            out[:, k] = quat.mul(quat.mul(_axes(name), turn), quat.inv(_axes(name)))
    return out


ROOT, ANGLES = _motion()
LOCAL = _local()


def _start(k):
    """Where bone k begins, seen from the beginning of its parent (m)."""
    return WAYS[PARENTS[k]] if PARENTS[k] >= 0 else np.zeros(3)


def write_bvh(path, scale=1.0, frames=FRAMES, step=1, spoil=None):
    """Every `step`-th of the first `frames`. spoil: (frame, joint) that gets nan for its first angle."""
    lines, order = ['HIERARCHY'], []

    def joint(k):
        order.append(k)
        channels = '6 Xposition Yposition Zposition' if k == 0 else '3'
        lines.extend([f'{"JOINT" if k else "ROOT"} {NAMES[k]}', '{', 'OFFSET ' + ' '.join(f'{v * scale:.8f}' for v in _start(k)),
                      f'CHANNELS {channels} Zrotation Yrotation Xrotation'])
        children = [c for c in range(len(NAMES)) if PARENTS[c] == k]
        for c in children:
            joint(c)
        if not children:
            lines.extend(['End Site', '{', 'OFFSET ' + ' '.join(f'{v * scale:.8f}' for v in WAYS[k]), '}'])
        lines.append('}')
    joint(0)
    lines += ['MOTION', f'Frames: {len(range(0, frames, step))}', f'Frame Time: {step / HZ:.9f}']
    angles = Rotation.from_quat(LOCAL.reshape(-1, 4)).as_euler('ZYX', degrees=True).reshape(FRAMES, -1, 3)
    for f in range(0, frames, step):
        row = [f'{v * scale:.7f}' for v in ROOT[f]]
        for k in order:
            row += ['nan' if (f, NAMES[k]) == spoil else f'{angles[f, k, 0]:.7f}', *(f'{v:.7f}' for v in angles[f, k, 1:])]
        lines.append(' '.join(row))
    _write(path, '\n'.join(lines))


def write_asf(path):
    bones = []
    for k, name in enumerate(NAMES[1:], 1):
        length = np.linalg.norm(WAYS[k])
        dof = ' '.join('r' + c for c in DOF.get(name, 'xyz'))
        axis = ' '.join(str(a) for a in AXES.get(name, (0, 0, 0)))
        limits = ''.join(f'\n{"limits" if i == 0 else ""} (-180 180)' for i in range(len(dof.split())))
        bones += ['begin', f'id {k}', f'name {name}', 'direction ' + ' '.join(f'{v:.9f}' for v in WAYS[k] / length),
                  f'length {length / CMU_M:.9f}', f'axis {axis} XYZ', (f'dof {dof}{limits}' if dof else '# no dof'), 'end']
    tree = [f'{n} ' + ' '.join(c for c, p in zip(NAMES, PARENTS) if p == k) for k, n in enumerate(NAMES) if k in PARENTS]
    _write(path, '\n'.join(['# test', ':version 1.10', ':name T', ':units', 'mass 1.0', 'length 0.45', 'angle deg', ':documentation', 'a b',
                            ':root', 'order TX TY TZ RX RY RZ', 'axis XYZ', 'position 0 0 0', 'orientation 0 0 0',
                            ':bonedata', *bones, ':hierarchy', 'begin', *tree, 'end']))


def write_amc(path, radians=False, frames=FRAMES):
    lines, per = ['#!OML:ASF x.asf', ':FULLY-SPECIFIED', ':RADIANS' if radians else ':DEGREES'], np.pi / 180 if radians else 1
    for f in range(frames):
        lines.append(str(f + 1))
        for name in NAMES:
            values = [] if ANGLES[name] is None else [*ANGLES[name][f] * per]
            if name == 'root':
                values = [*ROOT[f] / CMU_M, *values]
            if values:
                lines.append(f'{name} ' + ' '.join(f'{v:.9f}' for v in values))
    _write(path, '\n'.join(lines))


def write_gltf(path, kind='LINEAR', change=None):
    """A .glb or .gltf whose armature counts centimetres and lies on its back, and whose thighs rest turned. change(json) may spoil it."""
    lay, thigh = Rotation.from_euler('x', -90, degrees=True).as_quat(), quat.exp(np.array([0.2, -0.3, 0.1]))
    rest = [thigh if n.endswith('femur') else quat.IDENTITY for n in NAMES]
    still = [quat.IDENTITY] * len(NAMES)
    nodes, blob, views, samplers, channels = [], b'', [], [], []
    accessors = []

    def accessor(values, of):
        nonlocal blob
        data = np.asarray(values, '<f4').tobytes()
        views.append({'buffer': 0, 'byteOffset': len(blob), 'byteLength': len(data)})
        accessors.append({'bufferView': len(views) - 1, 'componentType': 5126, 'count': len(values), 'type': of})
        blob += data
        return len(accessors) - 1

    def keys(node, name, values, of):
        if kind == 'CUBICSPLINE':
            values = np.stack([np.gradient(values, axis=0) * HZ, values, np.gradient(values, axis=0) * HZ], 1).reshape(-1, values.shape[-1])
        samplers.append({'input': 0, 'output': accessor(values, of), 'interpolation': kind})
        channels.append({'sampler': len(samplers) - 1, 'target': {'node': node, 'path': name}})

    accessor(1.5 + np.arange(FRAMES)[:, None] / HZ, 'SCALAR')
    for k, name in enumerate(NAMES):
        p = PARENTS[k]
        still[k] = quat.mul(still[p], rest[k]) if p >= 0 else rest[k]
        up = np.broadcast_to(quat.inv(still[p]) if p >= 0 else quat.IDENTITY, (FRAMES, 4))
        nodes.append({'name': name, 'translation': list(quat.rotate(up[0], _start(k) * 100)), 'rotation': list(rest[k]),
                      'children': [c for c in range(len(NAMES)) if PARENTS[c] == k]})
        # world delta G and rest R: node = (G_p R_p)^-1 G R
        keys(k, 'rotation', quat.continuous(quat.mul(quat.mul(up, LOCAL[:, k]), np.broadcast_to(still[k], up.shape))), 'VEC4')
    nodes.append({'name': 'Armature', 'rotation': list(lay), 'scale': [0.01] * 3, 'children': [0]})
    # the armature lies: what hangs under it is turned back, at rest too
    back = quat.inv(lay)
    nodes[0]['rotation'], nodes[0]['translation'] = list(back), list(quat.rotate(back, ROOT_M * 100))
    turned = quat.mul(np.broadcast_to(back, (FRAMES, 4)), LOCAL[:, 0])
    samplers, channels = samplers[1:], [{**c, 'sampler': c['sampler'] - 1} for c in channels[1:]]
    keys(0, 'rotation', quat.continuous(turned), 'VEC4')
    keys(0, 'translation', quat.rotate(np.broadcast_to(back, (FRAMES, 4)), ROOT * 100), 'VEC3')
    document = {'asset': {'version': '2.0'}, 'nodes': nodes, 'accessors': accessors, 'bufferViews': views,
                'buffers': [{'byteLength': len(blob)}], 'animations': [{'name': 'walk', 'samplers': samplers, 'channels': channels}]}
    if change:
        change(document)
    if path.endswith('.gltf'):
        document['buffers'][0].setdefault('uri', 'data:application/octet-stream;base64,' + base64.b64encode(blob).decode())
        return _write(path, json.dumps(document))
    text = json.dumps(document).encode()
    text += b' ' * (-len(text) % 4)
    parts = [len(text).to_bytes(4, 'little'), b'JSON', text, len(blob).to_bytes(4, 'little'), b'BIN\0', blob]
    body = b''.join(parts)
    _write(path, b'glTF' + (2).to_bytes(4, 'little') + (12 + len(body)).to_bytes(4, 'little') + body)


def _write(path, data):
    with open(path, 'wb') as f:
        f.write(data if isinstance(data, bytes) else data.encode())


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.said = folder.name, []

    def path(self, name):
        return os.path.join(self.folder, name)

    def load(self, name, **options):
        return recordings.load(self.path(name), self.said.append, **options)

    def refused(self, name, pattern):
        with self.assertRaisesRegex(ValueError, pattern) as caught:
            self.load(name)
        self.assertIn(self.path(name), str(caught.exception))

    def check_same(self, a, b, step=1, names=NAMES):
        for name in names:
            i, j = a.names.index(name), b.names.index(name)
            np.testing.assert_allclose(a.positions[::step, i], b.positions[:, j], atol=1e-4, err_msg=name)
            same = np.abs((a.rotations[::step, i] * b.rotations[:, j]).sum(-1))
            np.testing.assert_allclose(same, 1, atol=1e-7, err_msg=name)


class ThreeKinds(InFolder):
    def setUp(self):
        super().setUp()
        write_bvh(self.path('walk.bvh'))
        self.truth = self.load('walk.bvh')

    def test_amc_is_the_same_motion(self):
        write_asf(self.path('07.asf'))
        write_amc(self.path('07_01.amc'))
        got = self.load('07_01.amc')
        self.assertEqual(got.fps, 120)
        self.check_same(self.truth, got, names=self.truth.names)
        write_amc(self.path('07_02.amc'), radians=True)
        self.check_same(self.truth, self.load('07_02.amc'))
        self.assertEqual(self.said, [])

    def test_glb_and_gltf_are_the_same_motion_at_60_hz(self):
        for name, kind in (('a.glb', 'LINEAR'), ('b.gltf', 'LINEAR'), ('c.glb', 'STEP'), ('d.glb', 'CUBICSPLINE')):
            write_gltf(self.path(name), kind)
            got = self.load(name)
            self.assertEqual((got.fps, len(got.positions)), (60, FRAMES // 2), name)
            self.check_same(self.truth, got, step=2)

    def test_retargeted_takes_agree(self):
        write_asf(self.path('07.asf'))
        write_amc(self.path('07_01.amc'))
        write_gltf(self.path('walk.glb'))
        write_bvh(self.path('60.bvh'), step=2)
        for name, like in (('07_01.amc', self.truth), ('walk.glb', self.load('60.bvh'))):
            take, wanted = retarget(self.load(name)), retarget(like)
            np.testing.assert_allclose(skeleton.fk(take.hip, take.q)[0], skeleton.fk(wanted.hip, wanted.q)[0], atol=1e-3, err_msg=name)
            np.testing.assert_array_equal(take.contacts, wanted.contacts)

    def test_units_are_found_by_size(self):
        for name, scale in (('cm', 100), ('mm', 1000), ('inch', 1 / 0.0254), ('inch / 0.45', 0.45 / 0.0254)):
            write_bvh(self.path('walk.bvh'), scale)
            self.check_same(self.truth, self.load('walk.bvh'))
            self.assertIn(f'walk.bvh: read as {name}', self.said[-1])
        write_bvh(self.path('walk.bvh'), 4)
        self.refused('walk.bvh', r'6\.\d+ units tall.*in none of m, cm')


class Curves(InFolder):
    """Between keys, a turn of 90 degrees of one node."""

    def value(self, kind, values):
        path = self.path('turn.gltf')
        blob = np.asarray([0, 1], '<f4').tobytes() + np.asarray(values, '<f4').tobytes()
        _write(path, json.dumps({
            'nodes': [{'name': 'a'}], 'buffers': [{'uri': 'data:;base64,' + base64.b64encode(blob).decode()}],
            'bufferViews': [{'buffer': 0, 'byteLength': 8}, {'buffer': 0, 'byteOffset': 8, 'byteLength': len(blob) - 8}],
            'accessors': [{'bufferView': 0, 'componentType': 5126, 'count': 2, 'type': 'SCALAR'},
                          {'bufferView': 1, 'componentType': 5126, 'count': len(values), 'type': 'VEC4'}],
            'animations': [{'samplers': [{'input': 0, 'output': 1, 'interpolation': kind}],
                            'channels': [{'sampler': 0, 'target': {'node': 0, 'path': 'rotation'}}]}]}))
        got = gltf.load(path)
        self.assertEqual(got.rotations.shape, (61, 1, 4))
        return np.degrees(quat.log(got.rotations[:, 0])[:, 1])

    def test_linear_turns_evenly_the_short_way(self):
        a, b = quat.from_yaw(np.array(0.0)), -quat.from_yaw(np.array(np.pi / 2))
        np.testing.assert_allclose(self.value('LINEAR', [a, b]), np.linspace(0, 90, 61), atol=1e-4)

    def test_step_waits_for_its_key(self):
        a, b = quat.from_yaw(np.array(0.0)), quat.from_yaw(np.array(np.pi / 2))
        np.testing.assert_allclose(self.value('STEP', [a, b]), [0.0] * 60 + [90], atol=1e-4)

    def test_cubic_follows_its_tangents(self):
        a, b, none = quat.from_yaw(np.array(0.0)), quat.from_yaw(np.array(np.pi / 2)), np.zeros(4)
        slow = self.value('CUBICSPLINE', [none, a, none, none, b, none])
        self.assertAlmostEqual(slow[30], 45, places=3)
        self.assertLess(slow[6], 4)
        fast = self.value('CUBICSPLINE', [none, a, np.array([0, 2.0, 0, 0]), none, b, none])
        self.assertGreater(fast[6], 15)


class Refused(InFolder):
    def test_by_ending_size_and_kind(self):
        _write(self.path('a.fbx'), b'x')
        self.refused('a.fbx', r'known are \.bvh, \.amc')
        for name in ('a.bvh', 'a.amc', 'a.glb', 'a.gltf'):
            _write(self.path(name), b'nothing of the kind')
        self.refused('a.bvh', 'not a BVH file')
        self.refused('a.amc', r'put a\.asf beside it')
        self.refused('a.gltf', 'not a glTF file')
        self.refused('a.glb', 'not a glTF file')
        _write(self.path('a.asf'), b'nothing of the kind')
        with self.assertRaisesRegex(ValueError, r'a\.asf: not an ASF file'):
            self.load('a.amc')
        with open(self.path('huge.bvh'), 'wb') as f:
            f.truncate(2 * 10 ** 9)
        self.refused('huge.bvh', '1907 MB are more than 256 MB')
        with self.assertRaises(FileNotFoundError):
            self.load('none.bvh')

    def test_one_frame_and_no_numbers(self):
        write_bvh(self.path('pose.bvh'), frames=1)
        self.refused('pose.bvh', 'frame 0: one frame is a pose')
        write_bvh(self.path('nan.bvh'), spoil=(17, 'ltibia'))
        self.refused('nan.bvh', 'joint ltibia, frame 17: not a usable number')
        write_asf(self.path('nan.asf'))
        write_amc(self.path('nan.amc'))
        with open(self.path('nan.amc')) as f:
            text = f.read()
        at = text.index('rtibia', text.index('\n31\n'))
        _write(self.path('nan.amc'), text[:at] + 'rtibia nan' + text[text.index('\n', at):])
        self.refused('nan.amc', 'joint rtibia, frame 30: not a usable number')
        write_gltf(self.path('nan.glb'))
        with open(self.path('nan.glb'), 'rb') as f:
            data = f.read()
        place = data.index(np.asarray(ROOT[40:41] * 100 @ np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]]), '<f4').tobytes()[:4])
        _write(self.path('nan.glb'), data[:place] + np.float32('nan').tobytes() + data[place + 4:])
        self.refused('nan.glb', 'joint root, frame 20: not a usable number')

    def test_the_names_of_the_one_skeleton_are_known(self):
        self.assertEqual(rigs.match(skeleton.JOINTS), skeleton.INDEX)

    def test_joints_that_are_not_there(self):
        write_bvh(self.path('other.bvh'))
        with open(self.path('other.bvh')) as f:
            _write(self.path('other.bvh'), f.read().replace('ltibia', 'stick'))
        self.refused('other.bvh', 'rig has no leftLowerLeg')

    def test_amc_that_does_not_fit_its_skeleton(self):
        write_asf(self.path('s.asf'))
        write_amc(self.path('s_1.amc'))
        with open(self.path('s_1.amc')) as f:
            text = f.read()
        for name, change, pattern in (('s_2.amc', text.replace('\nhead ', '\nhat ', 1), 'joint hat, frame 0'),
                                      ('s_3.amc', text.replace('\nltibia ', '\nltibia 1 ', 1), 'joint ltibia, frame 0: 2 numbers'),
                                      ('s_4.amc', text[:text.rindex('rwrist')], f'joint rwrist, frame {FRAMES - 1}: not given')):
            _write(self.path(name), change)
            self.refused(name, pattern)

    def test_skeletons_are_found_by_stem_or_alone(self):
        for name in ('07.asf', '07_01.asf', '08.asf'):
            write_asf(self.path(name))
        for name, found in (('07_01.amc', '07_01.asf'), ('07_02.amc', '07.asf'), ('08_1_b.amc', '08.asf')):
            self.assertEqual(asfamc.skeleton_of(self.path(name)), self.path(found))
        with self.assertRaisesRegex(ValueError, r'put 09\.asf beside it \(3 other'):
            asfamc.skeleton_of(self.path('09_1.amc'))
        os.remove(self.path('07.asf'))
        os.remove(self.path('07_01.asf'))
        self.assertEqual(asfamc.skeleton_of(self.path('09_1.amc')), self.path('08.asf'))

    def test_gltf_that_is_not_supported(self):
        def sparse(d):
            d['accessors'][3]['sparse'] = {}

        def outside(d):
            d['buffers'][0]['uri'] = 'walk.bin'

        def packed(d):
            d['bufferViews'][2]['extensions'] = {'EXT_meshopt_compression': {}}

        def still(d):
            d['animations'] = []

        def short(d):
            d['accessors'][2]['count'] = 10 ** 6

        def ring(d):
            d['nodes'][3]['children'] = [0]

        def twins(d):
            d['nodes'][5]['name'] = d['nodes'][4]['name']

        for change, pattern in ((sparse, 'sparse accessors are not supported'), (outside, r'another file \(walk\.bin\)'),
                                (packed, 'EXT_meshopt_compression'), (still, 'no animation'), (short, 'do not fit'), (ring, 'no tree'),
                                (twins, 'upperneck: another node'), (lambda d: d['animations'][0].pop('channels'), 'malformed')):
            write_gltf(self.path('walk.gltf'), change=change)
            self.refused('walk.gltf', pattern)
        write_gltf(self.path('walk.gltf'))
        with self.assertRaisesRegex(ValueError, 'no animation run; there are walk'):
            self.load('walk.gltf', take='run')
        self.assertEqual(len(self.load('walk.gltf', take='walk').positions), FRAMES // 2)


class Folders(InFolder):
    def test_takes_of_every_kind_are_found_beside_one_another(self):
        for folder, names in (('cmu_bvh60', ['cmu_131_09.bvh', '131_10.amc', '131.asf', 'stroll.glb']),
                              ('cmu2_bvh60', ['135_01.amc']), ('style100', ['100style_angry.bvh', 'other.bvh']), ('accad', ['swagger.gltf']), ('reactidle', ['000_acted.bvh'])):
            os.mkdir(self.path(folder))
            for name in names:
                _write(os.path.join(self.folder, folder, name), b'')
        found = {(c.name, c.style, c.person) for c in sources.locomotion_clips(self.folder)}
        self.assertEqual(found, {('cmu_131_09', 'danceWalk', 'cmu-131'), ('cmu_131_10', 'danceWalk', 'cmu-131'),
                                 ('stroll', 'neutral', 'cmu_bvh60'), ('cmu_135_01', 'martial', 'cmu-135'), ('100style_angry', 'angry', 'style100'),
                                 ('swagger', 'swagger', 'accad'), ('000_acted', 'idle', 'reactidle-000')})
        _write(self.path('cmu_bvh60/cmu_131_10.bvh'), b'')
        with self.assertRaisesRegex(ValueError, 'cmu_131_10.bvh: another file holds a take of this name'):
            styles.styled(self.folder)


if __name__ == '__main__':
    unittest.main()
