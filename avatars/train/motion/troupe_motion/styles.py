"""Which recording shows which style of moving. The evaluators and the database read the same table.

`walks` is None for a whole take, else the (from, to) seconds that show the style (the rest is jumps, crouches, kicks).
"""
import glob
import os
import re

from .recordings import READERS

MOVING = ['neutral', 'brisk', 'elated', 'angry', 'rushed', 'strut', 'martial', 'swagger', 'danceWalk']

# Never read: other sport, dance, balance, and takes that stand in the set twice.
_SKIP = re.compile(r'cmu_94_01|soccer|basketball|cmuic_|cmu_walk_03|jumping|washwindow|cmu_05_|cmu_49_|cmu_94_'
                   r'|cmu_02_(03|04|05|06|10)|running|cmu_35_(18|19|20|21|22|26)|accad_Male1')
# Bad root (foot contact 0-31 %, skate 20-32 cm/s) or sister segments of such takes.
_BAD_ROOT = re.compile(r'extra_train_(22|23|24_s1|25|26|49_s0|50_s1)|traffic_train_1_s(1|2|5)')
# Restless idles: steps, hand to face.
_RESTLESS = re.compile(r'^(000_genuine|013_acted)$')
# Plain walks of 1.35 m/s and more, long arm swing.
_BRISK = re.compile(r'cmu_08_(01|05|06|07)|cmu_07_(09|10|11|12)|cmu_02_02|extra_train_(13|14|15|16|17|29|30|37|38|39|40|41|42|43'
                    r'|44|45|46)$')
_WALKS = {  # the walking of staged takes: no crouches, jumps, spins
    'cmu_131_01': [(0.0, 3.1), (4.4, 8.3)], 'cmu_131_03': [(0.0, 6.2)], 'cmu_131_04': [(0.0, 5.6), (6.9, 9.1)],
    'cmu_131_05': [(0.0, 5.8), (6.8, 10.5)], 'cmu_131_06': [(0.0, 5.4), (6.2, 9.9)], 'cmu_131_07': [(2.3, 5.8)], 'cmu_131_08': [(2.4, 6.5)],
}
_DANCE = re.compile(r'cmu_131_(02|09|10|11|13|14)$')
FOLDERS = {'cmu_bvh60': 'cmu', 'cmu2_bvh60': 'cmu', 'style100': 'style100', 'accad': 'accad', 'reactidle': 'reactidle'}


def style_of(folder, name):
    """Style of the take `name` (take_name of its file) of `folder`; None when it is not used."""
    if _SKIP.search(name) or _BAD_ROOT.search(name) or _RESTLESS.search(name):
        return None
    if folder == 'reactidle':
        return 'idle'
    if folder == 'style100':
        return next((s for s in ('angry', 'elated', 'rushed') if s in name), None)
    if folder == 'accad':
        return 'swagger'
    if name.startswith('cmu_131'):
        return 'danceWalk' if _DANCE.search(name) else 'strut'
    if name.startswith('cmu_135'):
        return 'martial'
    if 'traffic' in name or '141_16' in name:
        return 'gesture'
    return 'brisk' if _BRISK.search(name) else 'neutral'


def walks(name):
    """Stretches of a take that show its style, [(from, to)] in seconds, or None for all of it."""
    return _WALKS.get(name)


def take_name(path):
    """Name of the take in a file: that of the file without its ending, `cmu_` before CMU's own numbers (07_01.amc)."""
    name = os.path.splitext(os.path.basename(path))[0]
    return 'cmu_' + name if re.fullmatch(r'\d+_\d+', name) else name


def _files(folder):
    """Recordings of every kind in a folder. Raises FileNotFoundError without any, ValueError when a take is there twice."""
    paths = sorted(p for p in glob.glob(os.path.join(folder, '*')) if os.path.splitext(p)[1].lower() in READERS)
    if not paths:
        raise FileNotFoundError(f'no recordings in {folder}: give --data the unpacked motion-capture folder')
    names = [take_name(p) for p in paths]
    twice = [p for k, p in enumerate(paths) if names[k] in names[:k]]
    if twice:
        raise ValueError(f'{twice[0]}: another file holds a take of this name; keep one of them')
    return paths


def styled(data):
    """[(path, folder, style)] of every take used under the folder `data`. Raises FileNotFoundError when a set is missing, ValueError
    when a take is there twice."""
    out = []
    for folder in FOLDERS:
        known = [(p, folder, style_of(folder, take_name(p))) for p in _files(os.path.join(data, folder))]
        out += [k for k in known if k[2]]
    return out
