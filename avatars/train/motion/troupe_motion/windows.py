"""Windows of the pose stream as the evaluators see them: 22 joints at 20 Hz, seen from the hips (EVALUATION.md)."""
import numpy as np

from . import quat
from .skeleton import COUNT, fk

HZ = 20
LENGTH = 40  # rows of a window: 2 s
POSES = LENGTH + 2  # one more on either side for the central differences
CHANNELS = 6 * COUNT


def seen_from_hips(pos, yaw):
    """World joints (T, 22, 3) and hips yaw (T,) -> joints relative to the point under the hips, turned to the hips' heading."""
    centre = pos[:, :1] * [1, 0, 1]
    home = np.repeat(quat.from_yaw(-yaw)[:, None], COUNT, 1)
    return quat.rotate(home, pos - centre)


def hips_yaw(q):
    """Heading of the hips (T,) from local rotations (T, 22, 4) whose hips are in world space."""
    forward = quat.rotate(q[:, 0], np.array([0, 0, 1.0]))
    return np.arctan2(forward[:, 0], forward[:, 2])


def encode(pos, yaw):
    """POSES world poses -> one window (132, LENGTH): channels 0..65 positions in m, 66..131 their velocities in m/s."""
    p = seen_from_hips(pos, yaw).reshape(len(pos), -1)
    v = (p[2:] - p[:-2]) * (HZ / 2)
    return np.concatenate([p[1:-1], v], 1).T.astype(np.float32)


def stream_of(take, step=3, first=0, warp=1.0):
    """(positions, yaw) of a canonical 60 Hz take at 20 Hz; `warp` > 1 plays faster. Between frames rotations are interpolated."""
    t = np.arange(first, len(take) - 1, step * warp)
    i = np.minimum(t.astype(int), len(take) - 2)
    f = (t - i)[:, None]
    hip = take.hip[i] * (1 - f) + take.hip[i + 1] * f
    q = quat.nlerp(take.q[i], take.q[i + 1], f[..., None])
    return fk(hip, q)[0], hips_yaw(q)


def cut(pos, yaw, hop):
    """All windows of a stream, (N, 132, LENGTH), `hop` rows apart; none when it is shorter than a window."""
    starts = range(0, len(pos) - POSES + 1, hop)
    if not len(starts):
        return np.zeros((0, CHANNELS, LENGTH), np.float32)
    p = seen_from_hips(pos, yaw).reshape(len(pos), -1)
    whole = np.concatenate([p[1:-1], (p[2:] - p[:-2]) * (HZ / 2)], 1).T.astype(np.float32)
    return np.stack([whole[:, a:a + LENGTH] for a in starts])


def mirror(windows):
    """Left and right exchanged."""
    from .skeleton import MIRROR
    x = windows.reshape(len(windows), 2, COUNT, 3, LENGTH)[:, :, MIRROR]
    return (x * np.array([-1, 1, 1], np.float32)[None, None, None, :, None]).reshape(windows.shape)
