"""Judges of motion, trained on recordings only: a style classifier and the encoder of an autoencoder (64 features).

CONTRIBUTOR NOTES
- Everything is seen from the hips: no travel, no turning in the input, so that a style is judged by how the body moves and not by
  the path it was told to follow (recordings walk straight, stages do not).
- Split by subject or take. Elated, rushed and swagger are one take each, angry one long and one short: there the last part of the
  take, two windows' gap before it, is held out, which says less than another person would. The reference names the kind of split.
"""
import numpy as np
import torch
from torch import nn

from . import recordings, windows
from .retarget import retarget
from .styles import MOVING, styled, take_name, walks

CLASSES = [*MOVING, 'idle']
FEATURES = 64
# Held out whole: other subjects where a style has several (neutral, brisk, idle), other takes where it has one.
HELD_OUT = {
    'neutral': ('cmu_12_', 'cmu_16_', 'cmu_06_', 'cmu_49_', 'cmu_walking_extra_train_52', 'cmu_walking_extra_train_47'),
    'brisk': ('cmu_08_', 'cmu_16_', 'cmu_02_'), 'strut': ('cmu_131_04', 'cmu_131_06'), 'danceWalk': ('cmu_131_11', 'cmu_131_14'),
    'martial': ('cmu_135_05', 'cmu_135_10', 'cmu_135_11'), 'idle': ('002_', '007_', '011_', '014_'),
}
SPLIT = {'neutral': 'subject', 'brisk': 'subject', 'idle': 'subject', 'strut': 'take', 'danceWalk': 'take', 'martial': 'take'}
TAIL = 0.3  # share held out of the styles that have one take
IDLE_SECONDS = 45


class Truth:
    """A stretch of a recording: class, take name, canonical Take, held out or not."""

    def __init__(self, label, name, take, held_out):
        self.label, self.name, self.take, self.held_out = label, name, take, held_out


def _stretches(take, name, style):
    if style == 'idle':
        return [take.piece(0, IDLE_SECONDS * 60)]
    spans = walks(name)
    return [take] if spans is None else [take.piece(int(a * 60), int(b * 60)) for a, b in spans]


def load_truth(data, trials, progress):
    """Every recording of a class as Truth. `trials`: file name -> CMU trial, for the split by subject."""
    out = []
    for k, (path, _, style) in enumerate(styled(data)):
        if style not in CLASSES:
            continue
        name = take_name(path)
        take = retarget(recordings.load(path, progress))
        if k % 40 == 39:
            progress(f'read {k + 1} recordings')
        if style in HELD_OUT:
            who = trials.get(name, name)
            held = any(who.startswith(h) or name.startswith(h) for h in HELD_OUT[style])
            out += [Truth(style, name, part, held) for part in _stretches(take, name, style)]
            continue
        n, gap = len(take), 0 if style == 'swagger' else 240
        at = n - 128 if style == 'swagger' else int(n * (1 - TAIL))
        if at - gap > 130:
            out.append(Truth(style, name, take.piece(0, at - gap), False))
            out.append(Truth(style, name, take.piece(at, n), True))
        else:
            out.append(Truth(style, name, take, False))
    return out


def windows_of(truth, hop, warps=(1.0,), phases=(0,)):
    """Windows of Truths, both as recorded and mirrored, with class indices (N,) and the index of the Truth (N,)."""
    x, y, whose = [], [], []
    for k, t in enumerate(truth):
        for warp in warps:
            for first in phases:
                w = windows.cut(*windows.stream_of(t.take, 3, first, warp), hop)
                for part in (w, windows.mirror(w)):
                    x.append(part)
                    y.append(np.full(len(part), CLASSES.index(t.label)))
                    whose.append(np.full(len(part), k))
    return np.concatenate(x), np.concatenate(y), np.concatenate(whose)


class Normalised(nn.Module):
    """Subtracts the mean and divides by the scale of every channel first, so that the export takes raw metres."""

    def __init__(self, mean, scale, body):
        super().__init__()
        self.register_buffer('mean', mean[None, :, None])
        self.register_buffer('scale', scale[None, :, None])
        self.body = body

    def forward(self, x):
        return self.body((x - self.mean) / self.scale)


class Pool(nn.Module):
    def forward(self, x):
        return x.mean(-1)


def classifier_body():
    return nn.Sequential(nn.Conv1d(windows.CHANNELS, 48, 5, 2, 2), nn.ELU(), nn.Dropout(0.2), nn.Conv1d(48, 64, 5, 2, 2), nn.ELU(),
                         nn.Dropout(0.2), nn.Conv1d(64, 64, 3, 1, 1), nn.ELU(), Pool(), nn.Linear(64, len(CLASSES)))


def encoder_body():
    return nn.Sequential(nn.Conv1d(windows.CHANNELS, 64, 5, 2, 2), nn.ELU(), nn.Conv1d(64, 96, 5, 2, 2), nn.ELU(),
                         nn.Conv1d(96, 96, 3, 2, 1), nn.ELU(), nn.Flatten(), nn.Linear(96 * 5, FEATURES))


def decoder_body():
    return nn.Sequential(nn.Linear(FEATURES, 96 * 5), nn.ELU(), nn.Unflatten(1, (96, 5)),
                         nn.ConvTranspose1d(96, 96, 4, 2, 1), nn.ELU(), nn.ConvTranspose1d(96, 64, 4, 2, 1), nn.ELU(),
                         nn.ConvTranspose1d(64, windows.CHANNELS, 4, 2, 1))


def _scales(x):
    flat = x.transpose(1, 0, 2).reshape(windows.CHANNELS, -1)
    floor = np.where(np.arange(windows.CHANNELS) < windows.CHANNELS // 2, 0.03, 0.10)
    return torch.tensor(flat.mean(1)), torch.tensor(np.maximum(flat.std(1), floor).astype(np.float32))


def _balanced(y, rng, steps, batch):
    """Batches in which every class is as likely as any other."""
    groups = [np.flatnonzero(y == c) for c in range(len(CLASSES))]
    for _ in range(steps):
        yield np.array([rng.choice(groups[c]) for c in rng.integers(0, len(CLASSES), batch)])


def _optimise(parameters, batches, steps, loss_of):
    optimiser = torch.optim.AdamW(parameters, 2e-3, weight_decay=1e-3)
    for step, k in enumerate(batches):
        for group in optimiser.param_groups:
            group['lr'] = 2e-3 * (1 - step / steps) + 1e-5
        loss = loss_of(k)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def train_classifier(x, y, seed=0, steps=2000, batch=96):
    """Classifier in evaluation mode: raw windows (N, 132, 40) -> logits."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Normalised(*_scales(x), classifier_body())
    xs, ys = torch.tensor(x), torch.tensor(y)
    noise = torch.cat([torch.full((windows.CHANNELS // 2, 1), 0.02), torch.full((windows.CHANNELS // 2, 1), 0.06)])

    def loss_of(k):
        # a body's own posture and proportions differ from anybody's: one offset a window and channel, no offset over time
        jitter = torch.randn(len(k), windows.CHANNELS, 1) * noise
        return nn.functional.cross_entropy(net(xs[k] + jitter), ys[k], label_smoothing=0.05)
    _optimise(net.parameters(), _balanced(y, rng, steps, batch), steps, loss_of)
    return net.eval()


def train_encoder(x, y, seed=0, steps=2500, batch=96):
    """(encoder, decoder) in evaluation mode; the encoder takes raw windows, the decoder writes normalised ones."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net, decoder = Normalised(*_scales(x), encoder_body()), decoder_body()
    xs = torch.tensor(x)

    def loss_of(k):
        w = xs[k]
        z = net(w)
        return (decoder(z) - (w - net.mean) / net.scale).pow(2).mean() + 1e-3 * z.pow(2).mean()
    _optimise([*net.parameters(), *decoder.parameters()], _balanced(y, rng, steps, batch), steps, loss_of)
    return net.eval(), decoder.eval()


def run(net, x, batch=1024):
    with torch.no_grad():
        return torch.cat([net(torch.tensor(x[a:a + batch])) for a in range(0, len(x), batch)]).numpy()
