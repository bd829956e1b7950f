#!/usr/bin/env python3
"""Measure an artefact again and rewrite its report, golden vectors and model card.

    python3 avatars/train/motion/evaluate.py --data DIR/motion-capture --artefact assets/models/motion
"""
import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import build  # noqa: E402
from troupe_motion import evaluation  # noqa: E402


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', required=True, help='the unpacked motion-capture folder the artefact was built from')
    p.add_argument('--artefact', required=True)
    p.add_argument('--work', default=os.path.join(build.HERE, '.cache'))
    p.add_argument('--bodies', type=int, default=32)
    a = p.parse_args()
    if not os.path.exists(os.path.join(a.artefact, 'motion.json')):
        sys.exit(f'--artefact {a.artefact}: no motion.json there; run build.py first')
    progress = build.progress_from(time.time())
    db, _ = build.load_database(a.data, a.work, progress)
    with open(os.path.join(a.artefact, 'motion.json')) as f:
        if json.load(f)['rows'] != db.rows:
            sys.exit('the artefact was built from other data or other code: its rows do not match; run build.py')
    old = os.path.join(a.artefact, 'report.json')
    before = {}
    if os.path.exists(old):
        with open(old) as f:
            before = json.load(f)
    evaluation.write_report(a.artefact, db, None, before.get('training', {'steps': 0, 'minutes': 0}), a.bodies, progress,
                            before.get('onnxMaxDifference'))


if __name__ == '__main__':
    main()
