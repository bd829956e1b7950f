"""Trains compressor and decompressor on what is really played: 20 Hz rows, cubically interpolated to 60 Hz.

CONTRIBUTOR NOTES
- Every training window decodes ten consecutive 60 Hz frames from cubic mixtures of quantised codes, and is compared with
  the recorded frames in position, velocity and acceleration. Training on single rows leaves frame-to-frame noise.
- Nothing is generalised: at run time only stored rows are decoded, so all rows are training rows, and the error reported
  is the error of exactly the poses that ship.
"""
import os
import time

import numpy as np
import torch

from . import quat
from .database import ROW_STEP
from .nets import LATENT, LATENT_SCALE, Compressor, Decompressor, matrices, positions, quantise
from .skeleton import COUNT, INDEX, fk

WINDOW_ROWS = 4  # rows decoded in a window; one more on either side feeds the cubic
BATCH_WINDOWS = 40
JOINT_WEIGHT = {'leftFoot': 2.5, 'rightFoot': 2.5, 'leftToes': 2.5, 'rightToes': 2.5, 'leftHand': 1.5, 'rightHand': 1.5}


def cubic_weights(t):
    """Catmull-Rom weights (..., 4) of rows i-1, i, i+1, i+2 at fraction t."""
    t = np.asarray(t)[..., None]
    powers = np.concatenate([t ** 3, t ** 2, t, np.ones_like(t)], -1)
    return powers @ np.array([[-0.5, 1.5, -1.5, 0.5], [1, -2.5, 2, -0.5], [-0.5, 0, 0.5, 0], [0, 1, 0, 0]])


def cubic_neighbours(rows, first, last):
    """Row indices (n, 4) around `rows`, clamped to their clips."""
    return np.clip(rows[:, None] + np.arange(-1, 3), first[:, None], last[:, None])


def _sampling(db):
    """Rows a window may start at, and their probability: idles are many and easy."""
    first = np.array([c['firstRow'] for c in db.clips])[db.clip]
    frames = np.array([c['firstFrame'] + c['frames'] for c in db.clips])[db.clip]
    start = np.flatnonzero(db.frame + (WINDOW_ROWS - 1) * ROW_STEP < frames)
    weight = np.where(db.style_is('idle')[start], 0.15 / db.style_is('idle').sum(), 0.85 / (~db.style_is('idle')).sum())
    return first, start, weight / weight.sum()


class Trainer:
    """Holds the tensors of a database and the two networks."""

    def __init__(self, db, seed=0):
        torch.manual_seed(seed)
        self.db, self.rng = db, np.random.default_rng(seed)
        pose = np.concatenate([db.hip, quat.to_six(db.q).reshape(len(db.hip), -1)], 1).astype(np.float32)
        pos = fk(db.hip, db.q)[0].astype(np.float32)
        self.pose, self.pos = torch.tensor(pose), torch.tensor(pos)
        mean, std = self.pose.mean(0), self.pose.std(0) + 0.02
        flat = self.pos.reshape(len(pos), -1)
        at = torch.tensor(db.frame)
        self.row_input = torch.cat([(self.pose[at] - mean) / std, (flat[at] - flat.mean(0)) / 0.1], 1)
        self.x = torch.tensor(db.normalised())
        self.compressor, self.decompressor = Compressor(), Decompressor(mean, std)
        self.first, self.start, self.probability = _sampling(db)
        self.joint_weight = torch.tensor([JOINT_WEIGHT.get(j, 1.0) for j in INDEX], dtype=torch.float32)
        fractions = np.arange((WINDOW_ROWS - 1) * ROW_STEP + 1) / ROW_STEP
        whole = np.minimum(fractions.astype(int), WINDOW_ROWS - 2)
        mix = np.zeros((len(fractions), WINDOW_ROWS + 2))
        for f, (i, w) in enumerate(zip(whole, cubic_weights(fractions - whole))):
            mix[f, i:i + 4] = w
        self.mix = torch.tensor(mix, dtype=torch.float32)

    def _batch(self):
        rows = self.rng.choice(self.start, BATCH_WINDOWS, p=self.probability)
        around = rows[:, None] + np.arange(-1, WINDOW_ROWS + 1)
        around = np.clip(around, self.first[rows][:, None], self.db.last[rows][:, None])
        frames = self.db.frame[rows][:, None] + np.arange(len(self.mix))
        return torch.tensor(around), torch.tensor(frames)

    def loss(self):
        """One batch: scalar loss and the mean joint error in centimetres."""
        around, frames = self._batch()
        b, f = frames.shape
        z = self.compressor(self.row_input[around.reshape(-1)]).reshape(b, -1, LATENT)
        x = torch.einsum('fr,brd->bfd', self.mix, self.x[around])
        mixed = torch.einsum('fr,brd->bfd', self.mix, quantise(z))
        out = self.decompressor(torch.cat([x, mixed], -1).reshape(b * f, -1))
        pos = positions(out[:, :3], matrices(out[:, 3:].reshape(-1, COUNT, 6)))
        error = (pos - self.pos[frames.reshape(-1)]).reshape(b, f, COUNT, 3)
        six = (out - self.pose[frames.reshape(-1)]) / self.decompressor.std
        w = self.joint_weight
        velocity = (error[:, 1:] - error[:, :-1]) * 60
        acceleration = (velocity[:, 1:] - velocity[:, :-1]) * 60
        jerk = (acceleration[:, 1:] - acceleration[:, :-1]) * 60
        loss = (0.3 * six.abs().mean() + 12 * (error.abs().mean(-1) * w).mean() + 0.6 * (velocity.abs().mean(-1) * w).mean()
                + 0.015 * (acceleration.abs().mean(-1) * w).mean() + 0.0004 * jerk.abs().mean()
                + 0.002 * z.pow(2).mean() + 0.003 * (z[:, 1:] - z[:, :-1]).abs().mean())
        return loss, float(error.detach().norm(dim=-1).mean() * 100)

    def run(self, seconds, checkpoint, progress, resume=False):
        """Train for `seconds` of wall clock with a decaying rate; a checkpoint is written every half minute."""
        params = [*self.compressor.parameters(), *self.decompressor.parameters()]
        optimiser = torch.optim.AdamW(params, 1.2e-3, weight_decay=1e-5)
        done, steps = 0.0, 0
        if resume and os.path.exists(checkpoint):
            state = torch.load(checkpoint)
            self.compressor.load_state_dict(state['compressor'])
            self.decompressor.load_state_dict(state['decompressor'])
            optimiser.load_state_dict(state['optimiser'])
            done, steps = state['seconds'], state['steps']
            progress(f'resumed at {done:.0f} s, step {steps}')
        begin, saved, mean = time.time() - done, time.time(), 0.0
        while time.time() - begin < seconds:
            part = (time.time() - begin) / seconds
            for group in optimiser.param_groups:
                group['lr'] = 1.2e-3 * (1 - part) ** 1.3 + 2e-6
            loss, error = self.loss()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            steps += 1
            mean = error if steps == 1 else mean + (error - mean) * 0.01
            if steps % 250 == 0:
                progress(f'step {steps}, {time.time() - begin:.0f}/{seconds:.0f} s, error {mean:.2f} cm')
            if time.time() - saved > 30 or time.time() - begin >= seconds:
                saved = time.time()
                torch.save({'compressor': self.compressor.state_dict(), 'decompressor': self.decompressor.state_dict(),
                            'optimiser': optimiser.state_dict(), 'seconds': saved - begin, 'steps': steps}, checkpoint)
        return steps

    def codes(self):
        """int8 codes of every row (R, 32)."""
        with torch.no_grad():
            z = torch.cat([self.compressor(e) for e in self.row_input.split(4096)])
        return torch.clamp(torch.round(z / LATENT_SCALE), -127, 127).to(torch.int8).numpy()


def decode(decompressor, x, z):
    """Normalised features and latents (n, .) -> hip (n, 3) and rotations (n, 22, 4)."""
    with torch.no_grad():
        xz = torch.tensor(np.concatenate([x, z], 1).astype(np.float32))
        out = torch.cat([decompressor(part) for part in xz.split(8192)]).numpy()
    return out[:, :3], quat.from_six(out[:, 3:].reshape(-1, COUNT, 6)).astype(np.float32)
