"""Quick checks of the parts; needs numpy, scipy, torch and onnx, no data (see README.md)."""
import json
import os
import sys
import unittest

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from troupe_motion import contacts, database, quat, skeleton, train, truth  # noqa: E402

ARTEFACT = os.path.join(HERE, '..', '..', '..', 'assets', 'models', 'motion')
RNG = np.random.default_rng(1)


def random_rotations(*shape):
    return quat.unit(RNG.normal(size=shape + (4,)))


class Maths(unittest.TestCase):
    def test_log_and_exp_are_inverse(self):
        v = RNG.uniform(-1.7, 1.7, (50, 3))
        np.testing.assert_allclose(quat.log(quat.exp(v)), v, atol=1e-9)

    def test_six_numbers_hold_a_rotation(self):
        q = random_rotations(40)
        back = quat.from_six(quat.to_six(q))
        np.testing.assert_allclose(np.abs((q * back).sum(-1)), 1, atol=1e-9)

    def test_product_applies_right_factor_first(self):
        a, b, v = random_rotations(10), random_rotations(10), RNG.normal(size=(10, 3))
        np.testing.assert_allclose(quat.rotate(quat.mul(a, b), v), quat.rotate(a, quat.rotate(b, v)), atol=1e-6)

    def test_positive_yaw_turns_to_the_left(self):
        forward = quat.rotate(quat.from_yaw(np.array(0.3)), np.array([0, 0, 1.0]))
        self.assertGreater(forward[0], 0.2)


class Truth(unittest.TestCase):
    def test_a_take_begins_at_the_origin_facing_z_and_keeps_its_shape(self):
        n = 12
        yaw = np.linspace(2.0, 2.6, n)
        root = np.stack([np.linspace(3, 5, n), np.zeros(n), np.linspace(-1, 2, n)], -1)
        q = random_rotations(n, 22)
        take = truth.Take(root + [0.1, 0.9, 0.0], q, np.zeros((n, 2)), 0.0, 0.0)
        moved, path, heading = truth._from_start(take, root, yaw)
        np.testing.assert_allclose(path[0], 0, atol=1e-9)
        np.testing.assert_allclose(heading, yaw - 2.0, atol=1e-9)
        np.testing.assert_allclose(np.linalg.norm(path[-1]), np.linalg.norm(root[-1] - root[0]), atol=1e-9)
        a, _ = skeleton.fk(take.hip, take.q)
        b, _ = skeleton.fk(moved.hip, moved.q)
        np.testing.assert_allclose(np.linalg.norm(a[:, 5] - a[:, 18], axis=-1), np.linalg.norm(b[:, 5] - b[:, 18], axis=-1), atol=1e-6)
        np.testing.assert_allclose(moved.q[:, 1:], take.q[:, 1:])


class Skeleton(unittest.TestCase):
    def test_rest_pose_stands_on_the_floor_facing_z(self):
        pos, _ = skeleton.fk(skeleton.OFFSETS[:1], np.tile(quat.IDENTITY, (1, 22, 1)))
        np.testing.assert_allclose(pos[0, skeleton.TOES, 1], skeleton.TOE_REST_M, atol=1e-9)
        self.assertGreater(pos[0, skeleton.INDEX['leftHand'], 0], 0.6)
        self.assertGreater(pos[0, skeleton.TOES[0], 2], 0.1)

    def test_mirroring_twice_changes_nothing(self):
        hip, q = RNG.normal(size=(5, 3)), random_rotations(5, 22)
        h2, q2 = skeleton.mirror_pose(*skeleton.mirror_pose(hip, q))
        np.testing.assert_allclose(h2, hip)
        np.testing.assert_allclose(q2, q)

    def test_mirrored_positions_are_mirrored(self):
        hip, q = RNG.normal(size=(5, 3)), random_rotations(5, 22)
        pos, _ = skeleton.fk(hip, q)
        mirrored, _ = skeleton.fk(*skeleton.mirror_pose(hip, q))
        np.testing.assert_allclose(mirrored, pos[:, skeleton.MIRROR] * [-1, 1, 1], atol=1e-9)

    def test_two_bone_reaches_its_target(self):
        q = np.tile(quat.IDENTITY, (1, 22, 1))
        q[:, skeleton.INDEX['leftLowerLeg']] = quat.exp(np.array([0.5, 0, 0]))
        pos, rot = skeleton.fk(skeleton.OFFSETS[:1], q)
        target = pos[:, skeleton.INDEX['leftFoot']] + [[0.05, 0.08, 0.1]]
        after, _ = skeleton.fk(skeleton.OFFSETS[:1], skeleton.two_bone(q, pos, rot, skeleton.LEGS[0], target))
        np.testing.assert_allclose(after[:, skeleton.INDEX['leftFoot']], target, atol=1e-6)


class Parts(unittest.TestCase):
    def test_cubic_keeps_rows_and_straight_lines(self):
        np.testing.assert_allclose(train.cubic_weights(np.array([0.0]))[0], [0, 1, 0, 0], atol=1e-12)
        for t in (0.2, 0.7):
            self.assertAlmostEqual(float(train.cubic_weights(t) @ np.arange(4)), 1 + t)

    def test_runs_of_flags(self):
        self.assertEqual(contacts.runs(np.array([1, 1, 0, 1, 0], bool)), [(0, 2), (3, 4)])

    def test_a_capsule_walks_ahead_and_without_bursts(self):
        ahead = np.tile([0.0, 0.8, 0.0], (120, 1))
        self.assertTrue(database.walkable(ahead).all())
        aside = ahead.copy()
        aside[90:] = [0.8, 0.0, 0.0]
        fine = database.walkable(aside)
        self.assertTrue(fine[:50].all())
        self.assertFalse(fine[64:].any())
        lunge = ahead.copy()
        lunge[60:72, 1] = 2.5
        self.assertFalse(database.walkable(lunge)[40:60].any())


@unittest.skipUnless(os.path.exists(os.path.join(ARTEFACT, 'golden.json')), 'no artefact')
class ShippedArtefact(unittest.TestCase):
    def test_golden_vectors_hold(self):
        from troupe_motion.artefact import Artefact
        art = Artefact(ARTEFACT)
        with open(os.path.join(ARTEFACT, 'golden.json')) as f:
            golden = json.load(f)
        for item in golden['decode']:
            np.testing.assert_allclose(art.net(np.array(item['xz'], np.float32)[None])[0], item['pose'], atol=1e-4)
            np.testing.assert_allclose(np.concatenate([art.x[item['row']], art.z[item['row']]]), item['xz'], atol=1e-5)
        for item in golden['interpolate']:
            np.testing.assert_allclose(art.mix(np.array([item['f']]))[0], item['xz'], atol=1e-4)

    def test_files_match_their_hashes(self):
        from troupe_motion.export import describe_file
        with open(os.path.join(ARTEFACT, 'motion.json')) as f:
            files = json.load(f)['files']
        for name, entry in files.items():
            self.assertEqual(describe_file(os.path.join(ARTEFACT, name)), entry)


if __name__ == '__main__':
    unittest.main()
