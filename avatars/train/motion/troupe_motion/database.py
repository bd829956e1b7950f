"""The feature database: canonical takes, mirrored, cut into clips of 60 Hz frames of which every third is a 20 Hz row.

Frames are kept for training and ground truth; only rows ship. Row r of a clip that starts at frame f0 is frame f0 + 3 r.
"""
import os

import numpy as np

from . import features, recordings
from .retarget import retarget
from .skeleton import COUNT
from .sources import IDLE_SECONDS, STYLES

ROW_STEP = 3
ROWS_HZ = features.HZ // ROW_STEP
FEATURE_SCALE = 1 / 4096
END_GUARD_FRAMES = 20  # rows this near the end of a clip are never chosen
# Staged takes lunge, hop and step aside: of these only what a capsule could walk may be chosen. With all of it martial went 15 cm astray.
STAGED = ('martial', 'strut', 'danceWalk')
SLOW_MPS, ASIDE_RAD, BURST_MPS2 = 0.12, 0.7, 2.0
FRAME_KEYS = ('x', 'hip', 'q', 'rv', 'contacts')


def walkable(rv):
    """Which frames (T,) begin half a second that a capsule could walk: ahead, or slowly, without bursts. rv (T, 3) at 60 Hz."""
    speed = features.smooth(np.hypot(rv[:, 0], rv[:, 1]), 4)
    aside = np.arctan2(np.abs(features.smooth(rv[:, 0], 4)), features.smooth(rv[:, 1], 4))
    fine = ((speed < SLOW_MPS) | (aside < ASIDE_RAD)) & (np.abs(np.gradient(speed)) * features.HZ < BURST_MPS2)
    until = np.minimum(np.arange(len(rv)) + features.HZ // 2, len(rv))
    broken = np.concatenate([[0], np.cumsum(~fine)])
    return broken[until] == broken[np.arange(len(rv))]


class Database:
    """Frames (60 Hz) and rows (20 Hz) of all clips, with a clip table.

    Frame arrays: x (F, 33) raw, hip (F, 3), q (F, 22, 4), rv (F, 3), contacts (F, 2). Row arrays: frame (R,), clip (R,),
    style (R,), selectable (R,), last (R,) row index of the end of the clip; xn int16 (R, 33).
    """

    def __init__(self, frames, clips):
        self.clips = clips
        self.__dict__.update(frames)
        self.mean, self.std = features.normaliser(self.x[self.fit])
        self._rows()

    def _rows(self):
        frame, clip, style, selectable, last, n = [], [], [], [], [], 0
        for k, c in enumerate(self.clips):
            rows = np.arange(c['firstFrame'], c['firstFrame'] + c['frames'], ROW_STEP)
            c['firstRow'], c['rows'] = n, len(rows)
            into = rows - c['firstFrame']
            ok = (into >= 3) & (into < c['frames'] - max(END_GUARD_FRAMES, c['guardFrames'])) & c['selectable']
            if c['style'] in STAGED and c['source'] != 'path-edited':
                ok &= walkable(self.rv[c['firstFrame']:c['firstFrame'] + c['frames']])[into]
            frame.append(rows)
            clip.append(np.full(len(rows), k))
            style.append(np.full(len(rows), STYLES.index(c['style'])))
            selectable.append(ok)
            last.append(np.full(len(rows), n + len(rows) - 1))
            n += len(rows)
        self.frame, self.clip, self.style = (np.concatenate(a) for a in (frame, clip, style))
        self.selectable, self.last = np.concatenate(selectable), np.concatenate(last)
        xn = (self.x[self.frame] - self.mean) / self.std
        self.clipped = float((np.abs(xn) > 7.99).mean())
        self.xn = np.round(np.clip(xn, -7.99, 7.99) / FEATURE_SCALE).astype(np.int16)

    def row_contacts(self):
        """(R, 2): planted from this row to the next. A tick between two rows reads the lower one, so a label that only holds at
        the row itself would lock feet that are already leaving (skate after IK 2.24 against 2.04 cm/s)."""
        end = self.frame[self.last]
        return np.all([self.contacts[np.minimum(self.frame + k, end)] for k in range(ROW_STEP + 1)], axis=0)

    @property
    def rows(self):
        return len(self.frame)

    def normalised(self):
        """Features of every row as the runtime sees them (R, 33)."""
        return self.xn.astype(np.float32) * FEATURE_SCALE

    def style_is(self, name):
        return self.style == STYLES.index(name)



def load_takes(clips, progress):
    """Retarget every catalogue clip; returns [(clip, take)]. Broken recordings are reported and left out."""
    out, path, whole = [], None, None
    for i, clip in enumerate(clips):
        try:
            if clip.path != path:
                path, whole = clip.path, retarget(recordings.load(clip.path, progress))
            out.append((clip, whole if clip.span is None else whole.piece(*(int(t * features.HZ) for t in clip.span))))
        except ValueError as error:
            progress(f'left out {clip.name}: {error}')
        if i % 40 == 39:
            progress(f'retargeted {i + 1}/{len(clips)}')
    return out


def recorded_skate(takes):
    """Sliding of planted toes in the recordings, before any toe was locked: cm/s by style, takes weighted by planted frames."""
    sums = {}
    for clip, take in takes:
        if np.isfinite(take.skate_before):
            total = sums.setdefault(clip.style, [0.0, 0])
            planted = int((take.contacts[1:] & take.contacts[:-1]).sum())
            total[0] += take.skate_before * planted
            total[1] += planted
    return {style: round(total / planted, 2) for style, (total, planted) in sums.items() if planted}


def _entry(clip, style, mirrored, start, count, selectable, name=None):
    return {'name': name or clip.name + ('_m' if mirrored else ''), 'style': style, 'person': clip.person, 'source': clip.source,
            'mirrored': bool(mirrored), 'firstFrame': start, 'frames': count, 'selectable': selectable,
            'guardFrames': int(clip.unselectable_s * features.HZ)}


def build(takes, actions=()):
    """Database of (clip, take) pairs; idles are not mirrored. `actions`: ActionTake objects appended as style `action`."""
    arrays, entries, n = {k: [] for k in FRAME_KEYS}, [], 0

    def append(rows, entry):
        nonlocal n
        for k in FRAME_KEYS:
            arrays[k].append(rows[k] if k == 'contacts' else rows[k].astype(np.float32))
        entries.append(entry)
        n += len(rows['hip'])

    for clip, take in takes:
        idle = clip.style == 'idle'
        root, yaw = features.root_of(take, idle, clip.style in STAGED)
        keep = slice(0, IDLE_SECONDS * features.HZ) if idle else slice(None)
        for mirrored in ((False,) if idle else (False, True)):
            rows = {k: v[keep] for k, v in features.rows_of(take, root, yaw, mirrored).items()}
            append(rows, _entry(clip, clip.style, mirrored, n, len(rows['hip']), True))
    for action in actions:
        append(action.rows, _entry(action.clip, 'action', action.mirrored, n, len(action.rows['hip']), False, action.clip_name))
    frames = {k: np.concatenate(v) for k, v in arrays.items()}
    # what the normaliser sees: no actions, and every second idle frame, so that standing does not set the scale of walking
    frames['fit'] = np.concatenate([np.arange(e['firstFrame'], e['firstFrame'] + e['frames'], 2 if e['style'] == 'idle' else 1)
                                    for e in entries if e['style'] != 'action'])
    assert frames['q'].shape[1] == COUNT
    return Database(frames, entries)
