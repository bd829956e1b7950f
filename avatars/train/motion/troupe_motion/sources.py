"""Which recordings are used, as what style, and under which licence. One place decides; nothing else names a clip."""
import glob
import os
import re

STYLES = ['neutral', 'strut', 'elated', 'angry', 'rushed', 'gesture', 'idle', 'action']
MODES = {  # a mode of moving: styles that are free, and the search penalty on all others
    'neutral': {'styles': ['neutral', 'idle'], 'otherPenalty': 1.5},
    'elated': {'styles': ['elated', 'idle'], 'otherPenalty': 3.0},
    'angry': {'styles': ['angry', 'idle'], 'otherPenalty': 3.0},
    'rushed': {'styles': ['rushed', 'idle'], 'otherPenalty': 6.0},
    'strut': {'styles': ['strut', 'idle'], 'otherPenalty': 3.0},
}

CMU = {'id': 'cmu', 'title': 'CMU Graphics Lab Motion Capture Database',
       'licence': 'free for research and commercial use; the clips themselves may not be resold',
       'attribution': 'The data used in this project was obtained from mocap.cs.cmu.edu. '
                      'The database was created with funding from NSF EIA-0196217.'}
STYLE100 = {'id': 'style100', 'title': '100STYLE (angry, elated, rushed)', 'licence': 'CC BY 4.0',
            'attribution': '100STYLE: I. Mason, S. Starke, T. Komura, Real-Time Style Modelling of Human Locomotion via '
                           'Feature-Wise Transformations and Local Motion Phases, 2022. CC BY 4.0. '
                           'Changed: units, cuts, retargeted, learned.'}
REACTIDLE = {'id': 'reactidle', 'title': 'ReActIdle', 'licence': 'MIT',
             'attribution': 'ReActIdle: Atxa Landa, Lazkano, Rodriguez, Rodriguez-Moreno, Irigoien, Evaluating Idle Animation '
                            'Believability: a User Perspective, 2025, arXiv:2509.05023. MIT License.'}
SECONDLIFE = {'id': 'secondlife', 'title': 'Second Life default avatar animations (hand-keyed)', 'licence': 'CC BY 3.0',
              'attribution': 'Second Life default avatar animations, (c) Linden Research, Inc., CC BY 3.0. '
                             'Changed: resampled, smoothed, slowed, retargeted, learned.'}
AUTHORED = {'id': 'authored', 'title': 'Turns in place, authored by this project over ReActIdle upper bodies', 'licence': 'Apache-2.0',
            'attribution': 'Troupe authors'}
SOURCES = {s['id']: s for s in (CMU, STYLE100, REACTIDLE, SECONDLIFE, AUTHORED)}
FOLDERS = {'cmu_bvh60': 'cmu', 'cmu2_bvh60': 'cmu', 'style100': 'style100', 'reactidle': 'reactidle'}

# Never read: other sport, dance, balance, and takes that stand in the set twice.
_SKIP = re.compile(r'cmu_94_01|soccer|basketball|cmuic_|cmu_walk_03|jumping|washwindow|cmu_05_|cmu_49_|cmu_135_|cmu_94_'
                   r'|cmu_02_(03|04|05|06|10)|running|cmu_35_(18|19|20|21|22|26)|cmu_131_(02|07|08|09|10)')
# Bad root (foot contact 0-31 %, skate 20-32 cm/s) or sister segments of such takes.
_BAD_ROOT = re.compile(r'extra_train_(22|23|24_s1|25|26|49_s0|50_s1)|traffic_train_1_s(1|2|5)')
# Restless idles: steps, hand to face.
_RESTLESS = re.compile(r'^(000_genuine|013_acted)$')
IDLE_SECONDS = 45  # used of every idle take


class Clip:
    """One file of the catalogue. unselectable_s: seconds at the end that search may not choose, beyond the usual guard."""

    unselectable_s = 0.0

    def __init__(self, path, style, source, person):
        self.path, self.style, self.source, self.person = path, style, source, person
        self.name = os.path.splitext(os.path.basename(path))[0]


def _style(folder, name):
    if folder == 'reactidle':
        return 'idle'
    if folder == 'style100':
        return next(s for s in ('angry', 'elated', 'rushed') if s in name)
    if name.startswith('cmu_131'):
        return 'strut'
    if 'traffic' in name or '141_16' in name:
        return 'gesture'
    return 'neutral'


def _person(folder, name):
    if folder == 'reactidle':
        return 'reactidle-' + name[:3]
    match = re.match(r'cmu_(\d+)_', name)
    return f'cmu-{match.group(1)}' if match else folder


def locomotion_clips(data):
    """Every clip of the search database under the folder `data`. Raises FileNotFoundError when a set is missing."""
    clips = []
    for folder, source in FOLDERS.items():
        paths = sorted(glob.glob(os.path.join(data, folder, '*.bvh')))
        if not paths:
            raise FileNotFoundError(f'no BVH files in {os.path.join(data, folder)}: give --data the unpacked motion-capture folder')
        for path in paths:
            name = os.path.splitext(os.path.basename(path))[0]
            if not _SKIP.search(name) and not _BAD_ROOT.search(name) and not _RESTLESS.search(name):
                clips.append(Clip(path, _style(folder, name), source, _person(folder, name)))
    return clips
