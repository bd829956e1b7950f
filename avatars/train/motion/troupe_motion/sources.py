"""Which recordings are used, as what style, and under which licence. One place decides; nothing else names a clip."""
import re

from . import styles

STYLES = [*styles.MOVING, 'gesture', 'idle', 'action']
# A mode of moving: styles that are free, the search penalty on all others, and the speeds its walks are made for (m/s).
_SPEEDS = {'neutral': (0.5, 1.6), 'brisk': (0.9, 1.8), 'elated': (0.6, 1.6), 'angry': (0.6, 1.7), 'rushed': (0.8, 2.0), 'strut': (0.4, 1.0),
           'martial': (0.3, 0.65), 'swagger': (0.6, 1.5), 'danceWalk': (0.25, 0.7)}
# Of 6.0 martial still borrowed 70 % of its walking.
_PENALTY = {'neutral': 2.0, 'martial': 12.0, 'strut': 12.0, 'danceWalk': 12.0}
MODES = {name: {'styles': [name, 'idle'], 'otherPenalty': _PENALTY.get(name, 6.0), 'speedMps': list(speeds)}
         for name, speeds in _SPEEDS.items()}

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
ACCAD = {'id': 'accad', 'title': 'ACCAD Open Motion Project (swagger)', 'licence': 'CC BY 3.0',
         'attribution': 'Motion data: ACCAD, The Ohio State University, Open Motion Project, CC BY 3.0. Changed: retargeted, learned.'}
PATH_EDITED = {'id': 'path-edited', 'title': 'Walks of the recordings above sent along other paths by this project (turns, starts, stops, '
               'speeds, turns in place; paths.py, edits.py)', 'licence': 'as the recording', 'attribution': 'as the recording'}
AUTHORED = {'id': 'authored', 'title': 'Actions told in keyframes by this project (keyframes/*.keys) over standing people of ReActIdle',
            'licence': 'Apache-2.0', 'attribution': 'Troupe authors; idles as ReActIdle'}
SOURCES = {s['id']: s for s in (CMU, STYLE100, REACTIDLE, ACCAD, SECONDLIFE, PATH_EDITED, AUTHORED)}
# Styled takes that the database leaves out: slow kata forms, stances, repeats.
_LEFT_OUT = re.compile(r'cmu_135_(09|11)')
IDLE_SECONDS = 36  # used of every idle take


class Clip:
    """One file of the catalogue. span: (from, to) s of it or None; unselectable_s: seconds at the end that search may not choose,
    beyond the usual guard."""

    unselectable_s = 0.0

    def __init__(self, path, style, source, person, span=None):
        self.path, self.style, self.source, self.person, self.span = path, style, source, person, span
        self.name = styles.take_name(path)


def _person(folder, name):
    if folder == 'reactidle':
        return 'reactidle-' + name[:3]
    match = re.match(r'cmu_(\d+)_', name)
    return f'cmu-{match.group(1)}' if match else folder


def locomotion_clips(data):
    """Every clip of the search database under the folder `data`. Raises FileNotFoundError when a set is missing, ValueError
    when a take is there twice."""
    clips = []
    for path, folder, style in styles.styled(data):
        name = styles.take_name(path)
        if _LEFT_OUT.search(name):
            continue
        for k, span in enumerate(styles.walks(name) or [None]):
            clip = Clip(path, style, styles.FOLDERS[folder], _person(folder, name), span)
            clip.name += f'_p{k}' if span else ''
            clips.append(clip)
    return clips
