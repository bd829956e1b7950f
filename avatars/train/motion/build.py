#!/usr/bin/env python3
"""One command from recordings to the motion artefact; see README.md.

    python3 avatars/train/motion/build.py --data DIR/motion-capture --out assets/models/motion [--minutes N]
"""
import argparse
import os
import pickle
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
HERE = os.path.dirname(os.path.abspath(__file__))

from troupe_motion import actions, database, edits, sources  # noqa: E402


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', required=True, help='the unpacked motion-capture folder')
    p.add_argument('--out', required=True, help='folder of the artefact')
    p.add_argument('--minutes', type=float, default=14.0, help='training time (default 14; 2 give a usable first model)')
    p.add_argument('--threads', type=int, default=1,
                   help='torch threads; on cores shared with other work one is up to five times faster than two')
    p.add_argument('--seed', type=int, default=0)
    p.add_argument('--work', default=os.path.join(HERE, '.cache'), help='checkpoints and retargeted takes (kept out of git)')
    p.add_argument('--resume', action='store_true', help='go on from the checkpoint in --work')
    p.add_argument('--bodies', type=int, default=32, help='bodies per evaluation scenario set (0: no evaluation)')
    return p.parse_args()


def progress_from(start):
    def progress(text):
        print(f'[{time.time() - start:6.1f} s] {text}', flush=True)
    return progress


def load_database(data, work, progress, fresh=True):
    """(database, actions); retargeted takes are cached in `work` and reused unless `fresh`."""
    os.makedirs(work, exist_ok=True)
    cache = os.path.join(work, 'takes.pickle')
    if fresh or not os.path.exists(cache):
        takes = database.load_takes(sources.locomotion_clips(data), progress)
        takes = takes + edits.path_edits(takes, progress)
        played = actions.load_actions(data, progress)
        with open(cache, 'wb') as f:
            pickle.dump((takes, played), f)
    with open(cache, 'rb') as f:
        takes, played = pickle.load(f)
    recorded = database.recorded_skate(takes)
    db = database.build(takes, played)
    db.recorded_skate = recorded
    progress(f'{len(takes)} takes, {len(played)} actions, {db.rows} rows, {db.selectable.sum()} selectable, '
             f'{db.clipped * 100:.3f} % of the feature values clipped')
    return db, played


def main():
    a = arguments()
    if not os.path.isdir(a.data):
        sys.exit(f'--data {a.data}: no such folder; unpack motion-capture first and give its path')
    import torch
    from troupe_motion import evaluation, export, train
    torch.set_num_threads(a.threads)
    progress = progress_from(time.time())
    db, played = load_database(a.data, a.work, progress, fresh=not a.resume)
    trainer = train.Trainer(db, seed=a.seed)
    steps = trainer.run(a.minutes * 60, os.path.join(a.work, 'checkpoint.pt'), progress, a.resume)
    codes = trainer.codes()
    export.write_artefact(a.out, db, played, codes, trainer.decompressor)
    progress(f'{steps} steps; artefact written to {a.out}')
    if a.bodies:
        evaluation.write_report(a.out, db, trainer.decompressor, {'steps': steps, 'minutes': a.minutes}, a.bodies, progress)
    progress('done')


if __name__ == '__main__':
    main()
