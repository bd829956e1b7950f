"""Quaternion helpers, (x, y, z, w), numpy, any leading shape. Rotation vectors are axis times angle in radians."""
import numpy as np
from scipy.spatial.transform import Rotation

IDENTITY = np.array([0.0, 0.0, 0.0, 1.0])


def mul(a, b):
    """Hamilton product: apply b, then a."""
    ax, ay, az, aw = np.moveaxis(a, -1, 0)
    bx, by, bz, bw = np.moveaxis(b, -1, 0)
    return np.stack([aw * bx + ax * bw + ay * bz - az * by,
                     aw * by - ax * bz + ay * bw + az * bx,
                     aw * bz + ax * by - ay * bx + az * bw,
                     aw * bw - ax * bx - ay * by - az * bz], -1)


def inv(q):
    """Inverse of a unit quaternion."""
    return q * np.array([-1, -1, -1, 1], q.dtype)


def rotate(q, v):
    """Rotate vectors v (..., 3), broadcast against q (..., 4)."""
    v = np.broadcast_to(v, q.shape[:-1] + (3,))
    u = q[..., :3]
    t = 2 * np.cross(u, v)
    return v + q[..., 3:] * t + np.cross(u, t)


def unit(v, eps=1e-9):
    """v divided by its length along the last axis."""
    return v / (np.linalg.norm(v, axis=-1, keepdims=True) + eps)


def log(q):
    """Quaternion -> rotation vector, the short way round."""
    q = np.where(q[..., 3:] < 0, -q, q)
    s = np.linalg.norm(q[..., :3], axis=-1, keepdims=True)
    a = 2 * np.arctan2(s, q[..., 3:])
    return np.where(s > 1e-8, a / np.maximum(s, 1e-8), 2.0) * q[..., :3]


def exp(v):
    """Rotation vector -> quaternion."""
    a = np.linalg.norm(v, axis=-1, keepdims=True)
    return np.concatenate([np.where(a > 1e-8, np.sin(a / 2) / np.maximum(a, 1e-8), 0.5) * v, np.cos(a / 2)], -1)


def nlerp(a, b, t):
    """Normalised linear interpolation, the short way round."""
    b = np.where((a * b).sum(-1, keepdims=True) < 0, -b, b)
    return unit(a + (b - a) * t)


def from_yaw(yaw):
    """Rotation about +Y; yaw 0 faces +Z, positive turns towards +X (the person's left)."""
    z = np.zeros_like(yaw)
    return np.stack([z, np.sin(yaw / 2), z, np.cos(yaw / 2)], -1)


def between(a, b):
    """The smallest rotation that takes direction a to direction b."""
    a, b = unit(a), unit(b)
    return unit(np.concatenate([np.cross(a, b), 1 + (a * b).sum(-1, keepdims=True) + 1e-7], -1))


def from_matrix(m):
    """Rotation matrices (..., 3, 3) -> quaternions."""
    return Rotation.from_matrix(m.reshape(-1, 3, 3)).as_quat().reshape(m.shape[:-2] + (4,))


def from_axes(x, y, z):
    """Rotation whose columns are the given orthonormal axes."""
    return from_matrix(np.stack([x, y, z], -1))


def to_six(q):
    """First two columns of the rotation matrix, (..., 6): the representation the network writes."""
    return np.concatenate([rotate(q, np.array([1, 0, 0], q.dtype)), rotate(q, np.array([0, 1, 0], q.dtype))], -1)


def from_six(s):
    """Inverse of to_six for any two non-parallel vectors (Gram-Schmidt)."""
    x = unit(s[..., :3])
    y = s[..., 3:]
    y = unit(y - (x * y).sum(-1, keepdims=True) * x)
    return from_axes(x, y, np.cross(x, y))


def continuous(q):
    """Flip signs along axis 0 so that neighbours in time lie on the same half sphere."""
    if len(q) < 2:
        return q
    s = np.where((q[1:] * q[:-1]).sum(-1) < 0, -1.0, 1.0)
    return q * np.concatenate([np.ones((1,) + s.shape[1:]), np.cumprod(s, 0)])[..., None]
