"""Compressor (pose -> 32 codes) and decompressor (33 features + 32 codes -> pose), with torch forward kinematics.

CONTRIBUTOR NOTES
- The decompressor runs every tick for everybody, so its width is what motion costs: 3 x 512 took 2.4 times as long as 3 x 256 in f32. An int8
  twin of 3 x 512 is as quick, but rounding that changes from tick to tick made standing people tremble (jerk 1.6 of the recordings', 1.1 in f32).
"""
import torch
from torch import nn

from . import skeleton
from .features import COUNT as FEATURES

LATENT = 32
COMPRESSOR_WIDTH, DECOMPRESSOR_WIDTH = 512, 256
LATENT_SCALE = 1 / 32  # a code is an int8 times this
POSE = 3 + 6 * skeleton.COUNT
POSITIONS = 3 * skeleton.COUNT

_LEVELS = []
for _j in skeleton.ORDER:
    _d = skeleton._depth(_j)
    if _d == len(_LEVELS):
        _LEVELS.append([])
    _LEVELS[_d].append(_j)
_OFFSETS = torch.tensor(skeleton.OFFSETS, dtype=torch.float32)


def matrices(six):
    """(..., 6) -> rotation matrices, columns by Gram-Schmidt."""
    x = nn.functional.normalize(six[..., :3], dim=-1)
    y = six[..., 3:]
    y = nn.functional.normalize(y - (x * y).sum(-1, keepdim=True) * x, dim=-1)
    return torch.stack([x, y, torch.cross(x, y, dim=-1)], -1)


def positions(hip, rot):
    """Hip (N, 3) and local rotation matrices (N, 22, 3, 3) -> joint positions (N, 22, 3). One pass per level of the tree."""
    pos, glob = [None] * skeleton.COUNT, [None] * skeleton.COUNT
    pos[0], glob[0] = hip, rot[:, 0]
    for level in _LEVELS[1:]:
        parents = [int(skeleton.PARENTS[j]) for j in level]
        g = torch.stack([glob[p] for p in parents], 1)
        p = torch.stack([pos[p] for p in parents], 1) + (g @ _OFFSETS[level][..., None])[..., 0]
        r = g @ rot[:, level]
        for k, j in enumerate(level):
            pos[j], glob[j] = p[:, k], r[:, k]
    return torch.stack(pos, 1)


def mlp(inputs, hidden, layers, outputs):
    parts = []
    for _ in range(layers):
        parts += [nn.Linear(inputs, hidden), nn.ELU()]
        inputs = hidden
    return nn.Sequential(*parts, nn.Linear(inputs, outputs))


class Compressor(nn.Module):
    """Normalised pose and joint positions -> latent, before quantisation."""

    def __init__(self):
        super().__init__()
        self.net = mlp(POSE + POSITIONS, COMPRESSOR_WIDTH, 2, LATENT)

    def forward(self, e):
        return self.net(e)


class Decompressor(nn.Module):
    """xz (N, 65) -> pose (N, 135). Pose mean and scale are part of the network, so the export needs no side tables."""

    def __init__(self, pose_mean, pose_std):
        super().__init__()
        self.net = mlp(FEATURES + LATENT, DECOMPRESSOR_WIDTH, 3, POSE)
        self.register_buffer('mean', pose_mean)
        self.register_buffer('std', pose_std)

    def forward(self, xz):
        return self.net(xz) * self.std + self.mean


def quantise(z):
    """Round to int8 steps; the gradient passes straight through."""
    z = torch.clamp(z, -127 * LATENT_SCALE, 127 * LATENT_SCALE)
    return z + (torch.round(z / LATENT_SCALE) * LATENT_SCALE - z).detach()
