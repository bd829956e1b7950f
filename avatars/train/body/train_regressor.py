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
HIDDEN = 128
EPOCHS = 14
BATCH = 256
RATE = 1e-3
RIDGE = 60.
# Shares of samples for which a giver tells height, presentation and age.
TOLD = (0.65, 0.35, 0.3)
CLOTH_STEP_M = 0.005
# Folds no drawn cloth has: deviation of widths, as a share of each width's own deviation among people.
FOLDS = 0.35
# A few hundred runs span fewer directions than there are features: without errors of its own on every feature, the
# regression would trust the directions in which none of the runs happened to err.
OWN_ERRORS = 0.7
# Photos that were really read bring their own errors; a little more keeps the network from learning them by heart.
READ_ERRORS = 0.35
# Shares of the loss: vertices of the body, every component alike, cloth, how sure.
PARTS = (1.0, 0.03, 0.1, 0.1)


class Regressor(nn.Module):
    """Normalises; two ridge regressions (height told or not), a small network for the rest, a head of log deviations."""

    def __init__(self, mean, deviation, wide, out):
        super().__init__()
        self.register_buffer('mean', mean)
        self.register_buffer('deviation', deviation)
        self.register_buffer('told', torch.zeros(2 * wide + 1, out))
        self.register_buffer('untold', torch.zeros(wide + 1, out))
        self.body = nn.Sequential(nn.Linear(wide, HIDDEN), nn.SiLU(), nn.Dropout(0.2), nn.Linear(HIDDEN, HIDDEN), nn.SiLU())
        self.value = nn.Linear(HIDDEN, out)
        self.spread = nn.Linear(HIDDEN, out)
        for head in (self.value, self.spread):
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)

    def rows(self, x):
        """(normalised features, rows of the ridge with and without a height, whether the height is told)."""
        flag = x[:, -3:-2]
        n = torch.clamp((x - self.mean) / self.deviation, -5, 5)
        one = torch.ones_like(flag)
        # Lengths of the picture become metres by the height: hence the products.
        return n, torch.cat([n, n * x[:, -6:-5] * 10, one], 1), torch.cat([n, one], 1), flag

    def forward(self, x):
        n, told, untold, flag = self.rows(x)
        h = self.body(n)
        straight = flag * (told @ self.told) + (1 - flag) * (untold @ self.untold)
        return straight + self.value(h), torch.clamp(self.spread(h), -3, 1)

    def fit_ridge(self, x, target):
        """Closed form, each on the rows it is for."""
        _, told, untold, flag = self.rows(x)
        for name, rows, mine in (('told', told, flag[:, 0] > .5), ('untold', untold, flag[:, 0] < .5)):
            a = rows[mine]
            matrix = a.T @ a + RIDGE * torch.eye(a.shape[1])
            setattr(self, name, torch.linalg.solve(matrix, a.T @ target[mine]))


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
        low, high = self.about['widths']
        self.blur = OWN_ERRORS * torch.tensor(self.about['errorDeviation'], dtype=torch.float32)
        folds = FOLDS * self.features[:, low:high].std(0)
        self.blur[low:high] = torch.sqrt(self.blur[low:high] ** 2 + folds ** 2)
        # Rows of photos that were really read come first.
        self.read = self.about['readRows']
        # Rows of one person stay together: the last tenth of people is never learned from.
        self.cut = int(len(self.features) * 0.9) // self.about['rowsPerPerson'] * self.about['rowsPerPerson']

    def inputs(self, rows, generator=None, told=None):
        """Features, mirrored for half of the rows when a generator is given, with what is told and which of it is."""
        x = self.features[rows]
        if generator is not None:
            flip = torch.rand(len(x), 1, generator=generator) < 0.5
            x = torch.where(flip, x[:, self.mirror[0]] * self.mirror[1], x)
            told = (torch.rand(len(x), 3, generator=generator) < torch.tensor(TOLD)).float()
            share = torch.where(rows < self.read, READ_ERRORS, 1.).unsqueeze(1)
            x = x + share * self.blur * torch.randn(x.shape, generator=generator)
        else:
            told = told.expand(len(x), 3)
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


def train(samples, shares):
    """Ridge first, then the small network on what it leaves."""
    torch.manual_seed(SEED)
    generator = torch.Generator().manual_seed(SEED)
    k = len(shares)
    rows = torch.arange(samples.cut)
    twice = torch.cat([rows, rows])
    first = samples.inputs(twice, torch.Generator().manual_seed(SEED))
    net = Regressor(first.mean(0), first.std(0) + 1e-3, first.shape[1], k + 2)
    net.fit_ridge(first, samples.target[twice])
    print('ridge ' + measure(net, samples, shares)['text'], flush=True)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=EPOCHS * (samples.cut // BATCH) + 1, pct_start=0.1)
    start = time.time()
    for epoch in range(EPOCHS):
        net.train()
        order = rows[torch.randperm(len(rows), generator=generator)]
        for at in range(0, len(order) - BATCH + 1, BATCH):
            pick = order[at:at + BATCH]
            value, spread = net(samples.inputs(pick, generator))
            off = value - samples.target[pick]
            sure = (0.5 * (off.detach() ** 2) * torch.exp(-2 * spread) + spread).mean()
            parts = ((off[:, :k] ** 2 * shares).sum(1).mean(), (off[:, :k] ** 2).mean(), (off[:, k:] ** 2).mean(), sure)
            loss = sum(share * part for share, part in zip(PARTS, parts))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f'epoch {epoch + 1}/{EPOCHS}, {time.time() - start:.0f} s, {measure(net, samples, shares)["text"]}', flush=True)
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


def rounded(values):
    return [round(float(x), 4) for x in values]


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
        usual=rounded(net.mean[:samples.about['features']]), usualDeviation=rounded(net.deviation[:samples.about['features']]),
        inverseCorrelation=[[round(float(x), 4) for x in row] for row in inverse],
        files={'shape-regressor.onnx': dict(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())})
    json.dump(manifest, open(os.path.join(model, 'shape-regressor.json'), 'w'))
    print(f'shape-regressor.onnx {len(data) / 1e6:.2f} MB, {found["text"]}', flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('--samples', required=True)
    arguments.add_argument('--model', required=True, help='assets/models/body')
    options = arguments.parse_args()
    torch.set_num_threads(1)
    start = time.time()
    samples = Samples(options.samples)
    shares = vertex_shares(options.model)
    net = train(samples, shares)
    write(net, samples, measure(net, samples, shares), options.model, time.time() - start)


if __name__ == '__main__':
    main()
