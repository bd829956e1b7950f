#!/usr/bin/env python3
"""Contact sheets of the authored actions, front and side, for looking at them while they are written; needs python3-pil.

    python3 avatars/train/motion/draw.py --data DIR/motion-capture --out FOLDER [NAME ...]
"""
import argparse
import os
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from troupe_motion import authored, quat  # noqa: E402
from troupe_motion.skeleton import ARMS, INDEX, PARENTS, fk  # noqa: E402

PIXELS_PER_M, CELL_W, CELL_H = 150, 170, 310
RADIUS_M = {'UpperLeg': 0.05, 'LowerLeg': 0.065, 'Foot': 0.045, 'Toes': 0.035, 'UpperArm': 0.035, 'LowerArm': 0.04, 'Hand': 0.03,
            'spine': 0.11, 'chest': 0.11, 'upperChest': 0.115, 'neck': 0.09, 'head': 0.045, 'Shoulder': 0.05}
COLOURS = {'left': (196, 92, 72), 'right': (64, 116, 176), '': (128, 128, 120)}
HEAD = ((0, 0.03, 0.015), 0.1, (150, 140, 128)), ((0, 0.075, -0.03), 0.085, (70, 60, 56)), ((0, 0, 0.115), 0.02, (90, 60, 50))  # hair, nose
PALM, BACK = (240, 200, 170), (120, 84, 60)


def _side(joint):
    return next((s for s in ('left', 'right') if joint.startswith(s)), '')


def _shapes(pos, rot):
    """(depth key, kind, points, radius, colour) of one posed body, world metres."""
    out = []
    for joint, j in INDEX.items():
        if PARENTS[j] >= 0:
            side = _side(joint)
            out.append(('bone', np.stack([pos[PARENTS[j]], pos[j]]), RADIUS_M[joint[len(side):] if side else joint], COLOURS[side]))
    head = INDEX['head']
    for at, radius, colour in HEAD:
        p = pos[head] + quat.rotate(rot[head], np.array(at))
        out.append(('bone', np.stack([p, p]), radius, colour))
    for arm, side in zip(ARMS, (1, -1)):
        def outline(corners):
            return pos[arm[3]] + np.stack([quat.rotate(rot[arm[3]], np.array([side * along, 0, aside])) for along, aside in corners])
        hand = outline([(0.0, -0.03), (0.09, -0.045), (0.17, -0.03), (0.17, 0.03), (0.09, 0.045), (0.0, 0.03)])
        thumb = outline([(0.04, 0.02), (0.09, 0.08)])
        out.append(('hand', hand, rot[arm[3]], None))
        out.append(('bone', thumb, 0.012, (200, 150, 120)))
    return out


def _figure(draw, shapes, view, x0, y0):
    turn = quat.from_yaw(np.array(view))

    def flat(p):
        return [(x0 + v[0] * PIXELS_PER_M, y0 - v[1] * PIXELS_PER_M) for v in p]
    turned = [(kind, quat.rotate(np.broadcast_to(turn, (len(p), 4)), p), size, colour) for kind, p, size, colour in shapes]
    for kind, p, size, colour in sorted(turned, key=lambda s: s[1][:, 2].mean()):
        if kind == 'hand':
            palm = quat.rotate(quat.mul(turn, size), np.array([0, -1.0, 0]))
            draw.polygon(flat(p), fill=PALM if palm[2] > 0 else BACK, outline=(30, 30, 30))
            continue
        shade = 0.75 + 0.4 * np.clip(p[:, 2].mean() + 0.2, -0.5, 0.6)
        fill = tuple(int(min(255, c * shade)) for c in colour)
        (ax, ay), (bx, by) = flat(p)
        r = size * PIXELS_PER_M
        draw.line([(ax, ay), (bx, by)], fill=fill, width=int(2 * r))
        for x, y in ((ax, ay), (bx, by)):
            draw.ellipse([x - r, y - r, x + r, y + r], fill=fill)


def sheet(made, path, views=(0.0, 1.25), most=12):
    """One picture of an AuthoredTake: moments in a row, a row for each view."""
    from PIL import Image, ImageDraw
    times = np.array([k.time for k in made.script.keys])
    if len(times) * 2 - 1 <= most:
        times = np.sort(np.concatenate([times, (times[1:] + times[:-1]) / 2]))
    times = times[np.unique(np.round(np.linspace(0, len(times) - 1, most)).astype(int))]
    frames = np.minimum(np.round(times * 60).astype(int), len(made.take) - 1)
    pos, rot = fk(made.take.hip[frames], made.take.q[frames])
    image = Image.new('RGB', (CELL_W * len(frames), CELL_H * len(views) + 18), (250, 249, 245))
    draw = ImageDraw.Draw(image)
    draw.text((6, 3), f'{made.script.name}: {made.script.about}', fill=(20, 20, 20))
    for row, view in enumerate(views):
        for k in range(len(frames)):
            x0, y0 = CELL_W * (k + 0.5), 18 + CELL_H * (row + 1) - 14
            draw.line([(x0 - 80, y0), (x0 + 80, y0)], fill=(200, 200, 200))
            _figure(draw, _shapes(pos[k], rot[k]), view, x0, y0)
            draw.text((x0 - 78, y0 - CELL_H + 26), f'{times[k]:.2f}', fill=(120, 120, 120))
    image.save(path)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', required=True, help='the unpacked motion-capture folder')
    p.add_argument('--out', required=True, help='folder for the pictures')
    p.add_argument('--keys', default=authored.FOLDER, help='folder of *.keys files')
    p.add_argument('names', nargs='*', help='actions to draw (default: all)')
    a = p.parse_args()
    os.makedirs(a.out, exist_ok=True)
    try:
        made = authored.authored_takes(authored.stances(a.data), a.keys, a.names)
    except (OSError, ValueError) as error:
        sys.exit(str(error))
    unknown = set(a.names) - {take.script.name for take in made}
    if unknown:
        sys.exit(f'{a.keys} tells no action {", ".join(sorted(unknown))}; leave names out to draw all')
    for take in made:
        sheet(take, os.path.join(a.out, take.script.name + '.png'))
        print(take.script.name)


if __name__ == '__main__':
    main()
