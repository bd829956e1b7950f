"""Checks of the actions told in keyframes: the reader, and the motion made of every shipped script over a made-up stance."""
import os
import sys
import tempfile
import unittest
from unittest import mock

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from troupe_motion import actions, arms, authored, clearance, curves, keyframes, quat, skeleton  # noqa: E402

GOOD = """
action lift
  about a hand goes up
  mask upperBody
  hand right
  at 0 rest
  at 0.6 ready strokeStart
    right reach front 0.6 up 0.3, palm front, fingers up, elbow 10
    head down 5 left 3
  at 1.0 stroke
    right hold
  at 1.4 strokeEnd relax
    right palm at chin front 3
  at 2.0 rest
"""


def person():
    """Somebody who stands with hanging arms and sways by a centimetre."""
    count = 480
    sway = np.sin(np.arange(count) / 60)[:, None]
    q = np.tile(quat.IDENTITY, (count, skeleton.COUNT, 1))
    for arm, side in zip(skeleton.ARMS, (1, -1)):
        q[:, arm[1]] = quat.mul(quat.exp(np.array([-0.12, 0, 0])), quat.exp(np.array([0, 0, -side * 1.38])))
        q[:, arm[2]] = quat.exp(np.array([0, -side * 0.3, 0]))
    for leg in skeleton.LEGS:
        q[:, leg[0]], q[:, leg[1]] = quat.exp(np.array([-0.15, 0, 0])), quat.exp(np.array([0.3, 0, 0]))
        q[:, leg[2]] = quat.exp(np.array([-0.15, 0, 0]))
    q[:, skeleton.INDEX['chest']] = quat.exp(sway * [0.0, 0.01, 0.004])
    hip = np.array([0, 0.95, 0]) + sway * [0.01, 0, 0.004]
    return authored.Stance(hip, q)


def read(text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'trial.keys')
        with open(path, 'w', encoding='utf-8') as f:
            f.write(text)
        return keyframes.read_folder(folder)


def positions(take):
    return skeleton.fk(take.hip, take.q)


class Reader(unittest.TestCase):
    def test_words_become_numbers(self):
        script = read(GOOD)[0]
        self.assertEqual((script.name, script.mask, script.hand, script.length_s), ('lift', 'upperBody', 'right', 2.0))
        self.assertEqual(script.sync, {'ready': 0.6, 'strokeStart': 0.6, 'stroke': 1.0, 'strokeEnd': 1.4, 'relax': 1.4})
        place = script.keys[1].parts['right']
        self.assertEqual((place.offset, place.palm, place.fingers, place.elbow), ([0, 0.3, 0.6], [0, 0, 1], [0, 1, 0], 10))
        self.assertEqual(script.keys[1].parts['head'], [5, 3, 0])
        self.assertEqual(script.keys[3].parts['right'].offset, [0, 0, 0.03])

    def test_mistakes_are_told_with_file_and_line(self):
        for old, new, line, told in [
                ('front 0.6 up', 'forward 0.6 up', 8, 'forward'), ('at 0.6', 'at x', 7, 'not a number'), ('chin', 'chun', 13, 'landmark'),
                ('at 1.0 stroke', 'at 0.5 stroke', 10, 'order of time'), ('mask upperBody', 'mask torso', 4, 'mask'),
                ('strokeEnd relax', 'strokeEnd', 2, 'relax'), ('right hold', 'rigth hold', 11, 'part of the body'),
                ('  hand right\n', '', 2, '"hand"'), ('head down 5', 'head down', 9, 'pairs'), ('palm front', 'palm', 8, 'direction')]:
            with self.subTest(new):
                self.assertIn(old, GOOD)
                with self.assertRaises(keyframes.KeysError) as caught:
                    read(GOOD.replace(old, new))
                self.assertTrue(str(caught.exception).startswith(f'trial.keys:{line}: '), str(caught.exception))
                self.assertIn(told, str(caught.exception))

    def test_a_name_stands_once(self):
        with self.assertRaisesRegex(keyframes.KeysError, 'rename'):
            read(GOOD + GOOD)

    def test_what_no_arm_can_do_is_told(self):
        for new, told in [('reach front 1.4', 'misses its place'), ('reach up 0.9', 'opposite')]:
            with self.assertRaisesRegex(keyframes.KeysError, told):
                authored.AuthoredTake(read(GOOD.replace('reach front 0.6 up 0.3', new))[0], person())


class Curves(unittest.TestCase):
    def test_keys_are_met_and_ends_stand_still(self):
        times, values = [0.0, 0.5, 0.9, 1.5], [[0.0], [1.0], [0.2], [0.8]]
        np.testing.assert_allclose(curves.curve(times, values, np.array(times)), values, atol=1e-12)
        dense = curves.curve(times, values, np.linspace(0, 1.5, 1501))[:, 0]
        self.assertLess(abs(dense[1] - dense[0]) * 1000, 0.01)
        self.assertLess(dense.max(), 1.001)
        self.assertGreater(dense.min(), -0.001)

    def test_wrists_keep_to_human_limits(self):
        wrist = arms.wrist_of(0, quat.IDENTITY, np.array([0, 1.0, 0.2]), np.array([-0.3, 0, 1.0]))
        self.assertTrue((np.abs(wrist) <= [arms.TWIST, arms.SPREAD, arms.FLEX]).all())
        np.testing.assert_allclose(arms.wrist_of(0, quat.IDENTITY, np.array([0, -1.0, 0]), None), 0, atol=1e-6)


class Motion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.made = authored.authored_takes([person()])

    def test_hands_get_where_they_are_told(self):
        made = authored.AuthoredTake(read(GOOD)[0], person())
        pos, rot = positions(made.take)
        chest, wrist = skeleton.INDEX['upperChest'], skeleton.ARMS[1][3]
        local = quat.rotate(quat.inv(rot[36, chest]), pos[36, wrist] - pos[36, chest]) - arms.shoulder_home(1)
        np.testing.assert_allclose(local, np.array([0, 0.3, 0.6]) * arms.ARM_M, atol=0.025)
        chin, _ = arms.landmark('chin', 1, pos, rot)
        palm = pos[84, wrist] + quat.rotate(rot[84, wrist], arms.point_of(1, 'palm'))
        self.assertLess(np.linalg.norm(palm - chin[84]), 0.06)

    def test_takes_begin_and_end_as_people_stand(self):
        stance = person()
        hands = skeleton.fk(stance.hip, stance.q)[0][:, skeleton.HANDS]
        for made in self.made:
            if made.script.name in ('sitDown', 'sitIdle', 'standUp'):
                continue
            pos, _ = positions(made.take)
            for frame in (0, len(pos) - 1):
                near = np.linalg.norm(hands - pos[frame, skeleton.HANDS], axis=-1).max(-1).min()
                self.assertLess(near, 0.03, f'{made.script.name} at frame {frame}')

    def test_feet_stay_and_nothing_pops(self):
        for made in self.made:
            with self.subTest(made.script.name):
                pos, _ = positions(made.take)
                self.assertLess(np.ptp(pos[:, skeleton.TOES], axis=0).max(), 0.01)
                speed = np.diff(pos, axis=0) * 60
                self.assertLess(np.linalg.norm(speed, axis=-1).max(), 5.0)
                self.assertLess(np.linalg.norm(np.diff(speed, axis=0) * 60, axis=-1).max(), 70.0)

    def test_arms_stay_out_of_the_body(self):
        for made in self.made:
            with self.subTest(made.script.name):
                pos, rot = positions(made.take)
                for arm in range(2):
                    for points in np.moveaxis(clearance.samples_of(arm, pos, rot), 1, 0):
                        self.assertLess(clearance.depth_of(points, pos, rot)[0].max(), 0.015)

    def test_a_hand_in_the_belly_is_seen(self):
        pos, rot = positions(self.made[0].take)
        depth, _ = clearance.depth_of(pos[:, skeleton.INDEX['spine']] + [0, 0, 0.02], pos, rot)
        self.assertGreater(depth.min(), 0.05)

    def test_elbows_bend_the_way_elbows_do(self):
        for made in self.made:
            for arm, (_, _, lower, _) in enumerate(skeleton.ARMS):
                bone = np.array([arms.side_of(arm), 0, 0])
                fore = quat.rotate(made.take.q[:, lower], bone)
                self.assertGreater(fore[:, 2].min(), -0.05, f'{made.script.name}: forearm behind the upper arm')

    def test_a_seat_is_sat_on_and_left_again(self):
        hips = {m.script.name: positions(m.take)[0][:, 0] for m in self.made if m.script.name in ('sitDown', 'sitIdle', 'standUp')}
        self.assertLess(np.linalg.norm(hips['sitDown'][-1] - hips['standUp'][0]), 0.03)
        self.assertLess(np.linalg.norm(hips['sitDown'][-1] - hips['sitIdle'][0]), 0.03)
        self.assertLess(hips['sitDown'][-1][1], 0.65)
        self.assertGreater(hips['standUp'][-1][1], 0.9)

    def test_they_become_rows_labelled_authored(self):
        with mock.patch.object(authored, 'stances', lambda data: []), \
                mock.patch.object(authored, 'authored_takes', lambda people: self.made):
            rows = actions.keyframed_actions('nowhere', print)
        names = [r.clip_name for r in rows]
        self.assertEqual(len(names), len(set(names)))
        wanted = {'thinkRight', 'thinkLeft', 'cheer', 'greetRight', 'sitDown', 'standUp', 'handOver', 'pickUpRight', 'explain'}
        self.assertLessEqual(wanted, set(names))
        for r in rows:
            m = r.manifest()
            self.assertTrue(m['authored'] and m['source'] == 'authored' and m['licence'] == 'Apache-2.0' and m['note'])
            self.assertEqual(list(m['sync'].values()), sorted(m['sync'].values()))
            self.assertEqual(np.abs(r.rows['rv']).max(), 0)


if __name__ == '__main__':
    unittest.main()
