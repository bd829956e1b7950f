"""Which stretches of a recording show their style: a stretch is typical when its posture and its liveliness lie nearer to the
mean of its own style than to that of any other.

CONTRIBUTOR NOTES
- Path edits were first made of the straightest strides of a take. Of the staged takes of CMU 131 those are plain steps, in which a judge saw
  danceWalk in 58 % of the windows of strut. The judges themselves are not asked here: they would then judge their own choice.
"""
import numpy as np

from . import windows
from .windows import CHANNELS

HOP = 10


def _figures(take):
    """Mean position and spread of the velocity of every joint, window by window: (n, 132); none for a short take."""
    w = windows.cut(*windows.stream_of(take), HOP)
    half = CHANNELS // 2
    return np.concatenate([w[:, :half].mean(2), w[:, half:].std(2)], 1)


class Typical:
    """Means of the styles of recordings [(clip, take)], and how near a stretch is to its own."""

    def __init__(self, takes):
        by_style = {}
        for clip, take in takes:
            by_style.setdefault(clip.style, []).append(_figures(take))
        by_style = {s: np.concatenate(f) for s, f in by_style.items() if s != 'idle'}
        by_style = {s: f for s, f in by_style.items() if len(f)}
        self.mean = {s: f.mean(0) for s, f in by_style.items()}
        self.scale = np.sqrt(np.mean([f.var(0) for f in by_style.values()], 0)) + 1e-3

    def margin(self, style, take):
        """How much nearer a stretch is to its own style than to the next one; below 0 it looks like another. NaN: too short."""
        f = _figures(take)
        if not len(f):
            return np.nan
        far = {s: (((f - m) / self.scale) ** 2).mean(1) for s, m in self.mean.items()}
        other = np.min([d for s, d in far.items() if s != style], 0)
        return float((other - far[style]).mean())
