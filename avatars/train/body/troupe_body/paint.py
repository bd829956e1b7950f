"""Colour, noise and rasterising that all textures share. Colours are linear unless a name says srgb."""
import io

import numpy as np
from PIL import Image

_TABLE = np.random.default_rng(7).random((64, 64, 64), dtype=np.float32)


def srgb(x):
    x = np.clip(x, 0, 1)
    return np.where(x < 0.0031308, x * 12.92, 1.055 * x ** (1 / 2.4) - 0.055)


def linear_image(x):
    return np.where(x < 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4)


def linear(hexa):
    return linear_image(np.array([int(hexa[i:i + 2], 16) for i in (1, 3, 5)]) / 255)


def smooth(a, b, x):
    t = np.clip((x - a) / (b - a), 0, 1)
    return t * t * (3 - 2 * t)


def to_u8(image):
    return np.clip(image * 255 + 0.5, 0, 255).astype("u1")


def jpeg(image, quality=86):
    out = io.BytesIO()
    Image.fromarray(to_u8(image)).save(out, "JPEG", quality=quality, subsampling=0 if quality > 88 else 2, optimize=True)
    return out.getvalue()


def png(image):
    out = io.BytesIO()
    Image.fromarray(to_u8(image)).save(out, "PNG", optimize=True)
    return out.getvalue()


def noise(points, frequency):
    """Smooth value noise of 3D points [n, 3] at `frequency` per metre, 0..1: the same wherever the point lies in UV."""
    q = points * frequency + 1000.37
    i = np.floor(q).astype(np.int32)
    t = (q - i).astype(np.float32)
    t = t * t * (3 - 2 * t)
    i &= 63
    j = (i + 1) & 63
    out = 0
    for a in (0, 1):
        for b in (0, 1):
            for c in (0, 1):
                corner = _TABLE[(j if a else i)[:, 0], (j if b else i)[:, 1], (j if c else i)[:, 2]]
                share = ((t[:, 0] if a else 1 - t[:, 0]) * (t[:, 1] if b else 1 - t[:, 1]) * (t[:, 2] if c else 1 - t[:, 2]))
                out = out + corner * share
    return out


def rasterise(uvs, uv_tri, tri, values, size):
    """Per-texel interpolation of per-vertex values over a UV layout: (image [size, size, k], covered)."""
    out = np.zeros((size, size, values.shape[1]), np.float32)
    covered = np.zeros((size, size), bool)
    for corners, vertices in zip(uv_tri, tri):
        p = uvs[corners] * [size, -size] + [0, size]
        low = np.maximum(np.floor(p.min(0) - 1), 0).astype(int)
        high = np.minimum(np.ceil(p.max(0) + 1), size - 1).astype(int)
        e1, e2 = p[1] - p[0], p[2] - p[0]
        det = e1[0] * e2[1] - e1[1] * e2[0]
        if (high < low).any() or abs(det) < 1e-9:
            continue
        x, y = np.meshgrid(np.arange(low[0], high[0] + 1), np.arange(low[1], high[1] + 1))
        dx, dy = x + 0.5 - p[0, 0], y + 0.5 - p[0, 1]
        u = (dx * e2[1] - dy * e2[0]) / det
        v = (dy * e1[0] - dx * e1[1]) / det
        inside = (u >= -0.02) & (v >= -0.02) & (u + v <= 1.02)
        a, b, c = values[vertices]
        out[y[inside], x[inside]] = ((1 - u - v)[inside][:, None] * a + u[inside][:, None] * b + v[inside][:, None] * c)
        covered[y[inside], x[inside]] = True
    return out, covered


def normal_map(height, strength):
    """Tangent-space normals of a height image, as an image 0..1."""
    dy, dx = np.gradient(height)
    n = np.stack([-dx * strength, dy * strength, np.ones_like(height)], -1)
    return n / np.linalg.norm(n, axis=-1, keepdims=True) * 0.5 + 0.5
