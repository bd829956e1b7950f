#!/usr/bin/env python3
"""Learns the start of a body's shape: features of one photo to components, cloth thickness and how sure each is.

    npx troupe body regressor            (makes the samples, then runs this)
    python3 avatars/train/body/train_regressor.py --samples DIR --model assets/models/body

Reads samples.json, features.f32 and truth.f32 as `troupe body regressor` writes them; writes shape-regressor.onnx and
shape-regressor.json. Needs Python 3 with numpy, torch and onnx; one thread, a few minutes.
"""
import argparse
import gzip
import hashlib
import json
import os
import time

import numpy as np
import torch
from torch import nn

SEED = 7
HIDDEN = 384
EPOCHS = 40
BATCH = 256
RATE = 1.5e-3
# Shares of samples for which a giver tells height, presentation and age.
TOLD = (0.65, 0.35, 0.3)
CLOTH_STEP_M = 0.005
# Shares of the loss: vertices of the body, every component alike, cloth.
PARTS = (1.0, 0.03, 0.1)


class Regressor(nn.Module):
    """Normalises, then a linear road beside a small network; the second head tells log deviations."""

    def __init__(self, mean, deviation, wide, out):
        super().__init__()
        self.register_buffer('mean', mean)
        self.register_buffer('deviation', deviation)
        self.straight = nn.Linear(wide, out)
        self.body = nn.Sequential(nn.Linear(wide, HIDDEN), nn.SiLU(), nn.Dropout(0.1), nn.Linear(HIDDEN, HIDDEN), nn.SiLU(), nn.Dropout(0.1))
        self.value = nn.Linear(HIDDEN, out)
        self.spread = nn.Sequential(nn.Linear(wide + HIDDEN, 64), nn.SiLU(), nn.Linear(64, out))

    def forward(self, x):
        x = torch.clamp((x - self.mean) / self.deviation, -6, 6)
        h = self.body(x)
        return self.straight(x) + self.value(h), torch.clamp(self.spread(torch.cat([x.detach(), h.detach()], 1)), -4, 2)


class Samples:
    """Rows of features and truth; told values are drawn anew in every batch."""

    def __init__(self, folder):
        self.about = json.load(open(os.path.join(folder, 'samples.json')))
        read = lambda name, wide: np.fromfile(os.path.join(folder, name), '<f4').reshape(-1, wide)
        self.features = torch.from_numpy(read('features.f32', self.about['features']))
        truth = torch.from_numpy(read('truth.f32', self.about['components'] + len(self.about['truth'])))
        k = self.about['components']
        self.told = truth[:, k + 2:k + 5] - torch.tensor([1.66, 0.5, 0.4])
        self.target = torch.cat([truth[:, :k], (truth[:, k:k + 2] - 0.0115) / CLOTH_STEP_M], 1)
        self.mirror = (torch.tensor(self.about['mirrorFrom']), torch.tensor(self.about['mirrorSign'], dtype=torch.float32))
        # Rows of one person stay together: the last tenth of people is never learned from.
        self.cut = int(len(self.features) * 0.9) // self.about['rowsPerPerson'] * self.about['rowsPerPerson']

    def inputs(self, rows, generator=None, told=None):
        """Features, mirrored for half of the rows when a generator is given, with what is told and which of it is."""
        x = self.features[rows]
        if generator is not None:
            flip = torch.rand(len(x), 1, generator=generator) < 0.5
            x = torch.where(flip, x[:, self.mirror[0]] * self.mirror[1], x)
            told = (torch.rand(len(x), 3, generator=generator) < torch.tensor(TOLD)).float()
            # People round their height, and it is given in shoes as often as not.
        given = self.told[rows]
        return torch.cat([x, given * told, told], 1)


def vertex_shares(model):
    """Mean squared move of the vertices by one deviation of each component, summing to 1."""
    manifest = json.load(open(os.path.join(model, 'body-model.json')))
    data = gzip.open(os.path.join(model, 'body-model.bin')).read()
    row = next(a for a in manifest['arrays'] if a['name'] == 'components')
    count = int(np.prod(row['shape']))
    c = np.frombuffer(data, '<i2', count, row['byteOffset']).reshape(row['shape'])[:, :manifest['vertices']].astype(np.float32)
    c = c - c.mean(1, keepdims=True)
    power = (c ** 2).sum((1, 2))
    return torch.from_numpy(power / power.sum())


def train(samples, shares, seconds_max):
    torch.manual_seed(SEED)
    generator = torch.Generator().manual_seed(SEED)
    k = len(shares)
    rows = torch.arange(samples.cut)
    first = samples.inputs(rows, torch.Generator().manual_seed(SEED))
    net = Regressor(first.mean(0), first.std(0) + 1e-3, first.shape[1], k + 2)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.02)
    steps = EPOCHS * (samples.cut // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1, pct_start=0.1)
    start = time.time()
    for epoch in range(EPOCHS):
        net.train()
        order = rows[torch.randperm(len(rows), generator=generator)]
        for at in range(0, len(order) - BATCH + 1, BATCH):
            pick = order[at:at + BATCH]
            value, spread = net(samples.inputs(pick, generator))
            off = value - samples.target[pick]
            sure = (0.5 * (off.detach() ** 2) * torch.exp(-2 * spread) + spread).mean()
            loss = PARTS[0] * (off[:, :k] ** 2 * shares).sum(1).mean() + PARTS[1] * (off[:, :k] ** 2).mean() + PARTS[2] * (off[:, k:] ** 2).mean() + 0.1 * sure
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        if epoch % 4 == 3:
            print(f'epoch {epoch + 1}/{EPOCHS}, {time.time() - start:.0f} s, {measure(net, samples, shares)["text"]}', flush=True)
        if time.time() - start > seconds_max:
            raise SystemExit(f'training takes longer than {seconds_max} s')
    return net


def measure(net, samples, shares):
    """Errors on people never learned from, with height told and nothing else, and the residuals' correlation."""
    net.eval()
    rows = torch.arange(samples.cut, len(samples.features))
    k = len(shares)
    with torch.no_grad():
        out = {}
        for name, told in (('heightTold', [1., 0., 0.]), ('nothingTold', [0., 0., 0.])):
            x = samples.inputs(rows, told=torch.tensor(told))
            value, spread = net(x)
            off = value - samples.target[rows]
            explained = 1 - float(((off[:, :k] ** 2) * shares).sum(1).mean() / ((samples.target[rows, :k] ** 2) * shares).sum(1).mean())
            z = off * torch.exp(-spread)
            out[name] = {'explained': round(explained, 4), 'clothMm': round(float(off[:, k:].abs().mean()) * 1000 * CLOTH_STEP_M, 2),
                         'deviation': round(float(z.pow(2).mean().sqrt()), 3)}
            if name == 'heightTold':
                correlation = np.corrcoef(z.numpy().T)
        out['text'] = str({n: out[n] for n in ('heightTold', 'nothingTold')})
        out['correlation'] = correlation
    return out


def write(net, samples, found, model, seconds):
    net.eval()
    path = os.path.join(model, 'shape-regressor.onnx')
    wide = samples.about['features'] + 6
    torch.onnx.export(net, torch.zeros(2, wide), path, input_names=['features'], output_names=['value', 'spread'],
                      dynamic_axes={'features': {0: 'n'}, 'value': {0: 'n'}, 'spread': {0: 'n'}}, opset_version=13)
    data = open(path, 'rb').read()
    # A little independence keeps the matrix well away from singular.
    inverse = np.linalg.inv(0.9 * found['correlation'] + 0.1 * np.eye(len(found['correlation'])))
    manifest = dict(
        format='troupe-shape-regressor', version=1, features=samples.about['features'], components=samples.about['components'],
        told=['heightM - 1.66', 'presentation - 0.5', 'age - 0.4'], clothMeanM=0.0115, clothStepM=CLOTH_STEP_M,
        people=samples.about['people'], rows=len(samples.features), networkRuns=samples.about['networkRuns'], seed=SEED,
        heldOut={n: found[n] for n in ('heightTold', 'nothingTold')}, trainedSeconds=round(seconds),
        inverseCorrelation=[[round(float(x), 4) for x in row] for row in inverse],
        files={'shape-regressor.onnx': dict(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())})
    json.dump(manifest, open(os.path.join(model, 'shape-regressor.json'), 'w'))
    print(f'shape-regressor.onnx {len(data) / 1e6:.2f} MB, {found["text"]}', flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--samples', required=True)
    arguments.add_argument('--model', required=True, help='assets/models/body')
    arguments.add_argument('--seconds-max', type=int, default=3600)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    start = time.time()
    samples = Samples(options.samples)
    shares = vertex_shares(options.model)
    net = train(samples, shares, options.seconds_max)
    write(net, samples, measure(net, samples, shares), options.model, time.time() - start)


if __name__ == '__main__':
    main()
