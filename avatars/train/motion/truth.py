#!/usr/bin/env python3
"""Recordings to hold beside the model, for `npx troupe motion strips --truth FILE`; the file is not to be committed.

    python3 avatars/train/motion/truth.py --data DIR/motion-capture --out FILE.json
"""
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from troupe_motion import truth  # noqa: E402


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', required=True, help='the unpacked motion-capture folder')
    p.add_argument('--out', required=True, help='the JSON file to write')
    a = p.parse_args()
    if not os.path.isdir(a.data):
        sys.exit(f'--data {a.data}: no such folder; unpack motion-capture first and give its path')
    truth.write(a.data, a.out, lambda text: print(text, flush=True))


if __name__ == '__main__':
    main()
