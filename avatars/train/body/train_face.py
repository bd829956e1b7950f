#!/usr/bin/env python3
"""Learns a face's own shape from the network's 468 points: how the network smooths, turns and errs is measured on drawn heads.

    npx troupe body faces                (makes the samples, then runs this)
    python3 avatars/train/body/train_face.py --samples FILE... --model assets/models/body

Rows of float32: number of the person, features (avatars/src/photo/face/regression-features.ts), components of body and face. Writes
face-regressor.bin (gzip) and face-regressor.json. Needs python3-numpy; a minute.
"""
import argparse
import json
import os
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from troupe_body.packed import Arrays, pack, unpack  # noqa: E402

MODES = 32
# What the modes leave of the points is looked at in so many directions: expressions and the turn lie there.
LEFT = 12
# A point's depth is guessed by the network: it counts less.
DEPTH = .3
# Ridges of reading modes off exact points, and of what is learned (shares of the number of readings).
EXACT_RIDGE = .004
RIDGES = (.03, .1, .3, 1., 3.)
FOLDS = 5
PRIOR_SHAPES = 4000
# Deviation of the face components of drawn people (synthetic/people.ts).
FACE_DEVIATION = .8
# Share of the errors' covariance that is taken to be without correlation.
SHRINK = .3
VIEW_FEATURES = 7


def face_modes(model, shapes):
    """Unit-variance modes of the face tile once place, turn and size are taken out, and how the network's points follow them.

    Returns (modes x shape, mean shape, 3V x modes, 3V x shape, points x 3 x modes, places of the points)."""
    manifest, body = unpack(model, "body-model")
    kit_manifest, kit = unpack(model, "photo-kit")
    # Face components stand row by row of the vertices a face may move.
    rows = kit("face.vertices")
    mean = body("mean")[:len(body("skinJoints"))] * manifest["stepM"]
    mean[rows] += kit("face.mean")[:len(rows)] * kit_manifest["stepM"]
    face = np.zeros((len(kit("face.components")), len(mean), 3))
    face[:, rows] = kit("face.components")[:, :len(rows)] * kit_manifest["stepM"]
    moves = np.concatenate([body("components")[:, :len(mean)] * manifest["stepM"], face])
    tile = np.unique(body("triangles")[kit("faceTriangles")])
    middle = shapes.mean(0)
    jacobian = without_similarity(mean[tile], moves[:, tile].reshape(len(moves), -1).T)
    cov = np.cov(shapes.T)
    root = np.linalg.cholesky(cov + 1e-9 * np.eye(len(cov)))
    u, s, _ = np.linalg.svd(jacobian @ root, full_matrices=False)
    to_modes = u[:, :MODES].T @ jacobian / s[:MODES, None]
    points = json.load(open(os.path.join(model, "face-points.json")))["points"]
    corners, shares = [np.array([p[k] for p in points]) for k in ("vertices", "shares")]
    at = np.einsum("pc,pck->pk", shares, mean[corners])
    moved = np.einsum("pc,spck->pks", shares, moves[:, corners]).reshape(-1, len(moves))
    # Shapes whose modes are known are believed to be the mean of such shapes.
    back = cov @ to_modes.T @ np.linalg.inv(to_modes @ cov @ to_modes.T)
    return to_modes, middle, u[:, :MODES] * s[:MODES], jacobian, without_similarity(at, moved) @ back, at


def without_similarity(places, moves):
    """Moves (3V x n) of places less what moving, turning and scaling them all would do."""
    p = places - places.mean(0)
    similar = [np.tile(e, len(p)) for e in np.eye(3)]
    similar += [np.cross(np.tile(e, (len(p), 1)), p).reshape(-1) for e in np.eye(3)] + [p.reshape(-1)]
    q = np.linalg.qr(np.stack(similar, 1))[0]
    return moves - q @ (q.T @ moves)


def face_mm(vectors):
    """Mean length of the vertices' moves, mm: rows of 3V."""
    return 1000 * np.linalg.norm(vectors.reshape(len(vectors), -1, 3), axis=2).mean()


def whole_rows(path, width):
    """Rows of a file; one that was cut off is left out."""
    values = np.fromfile(path, "<f4")
    return values[:len(values) // width * width].reshape(-1, width)


def mirrored(at):
    """Adds a face's points to their mirror image and halves: rows of 3 x points. Errors of a turned head cancel."""
    twin = np.linalg.norm(at[:, None] * [-1, 1, 1] - at[None], axis=2).argmin(1)

    def both(rows):
        p = rows.reshape(len(rows), -1, 3)
        return ((p + p[:, twin] * [-1, 1, 1]) / 2).reshape(len(rows), -1)

    return both


def ridge(x, y, weight):
    return np.linalg.solve(x.T @ x + weight * len(x) * np.eye(x.shape[1]), x.T @ y)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--samples", nargs="+", required=True)
    arguments.add_argument("--model", required=True)
    options = arguments.parse_args()
    manifest, _ = unpack(options.model, "body-model")
    kit_manifest, kit = unpack(options.model, "photo-kit")
    size = manifest["components"] + len(kit("face.components"))
    width = 1 + 468 * 3 + VIEW_FEATURES + size
    rows = np.concatenate([whole_rows(path, width) for path in options.samples]).astype(float)
    rows = rows[np.isfinite(rows).all(1)]
    person, features, shapes = rows[:, 0], rows[:, 1:-size], rows[:, -size:]
    rng = np.random.default_rng(5)
    bodies = manifest["components"]
    # Everybody's body with anybody's face: many more shapes than were drawn.
    first = np.unique(person, return_index=True)[1]
    many = np.tile(shapes[first], (PRIOR_SHAPES // len(first) + 1, 1))[:PRIOR_SHAPES]
    many[:, bodies:] = FACE_DEVIATION * rng.normal(size=many[:, bodies:].shape)
    to_modes, middle, spread, jacobian, follow, at = face_modes(options.model, many)
    wanted = (shapes - middle) @ to_modes.T
    people = rng.permutation(np.unique(person))
    fold = np.searchsorted(np.sort(people), person)
    fold = np.argsort(people)[fold] % FOLDS
    usual = features.mean(0)
    x = features - usual
    view = x[:, -VIEW_FEATURES:]
    both = mirrored(at + usual[:-VIEW_FEATURES].reshape(-1, 3))
    points, follow = both(x[:, :-VIEW_FEATURES]), both(follow.T).T
    # Modes as exact points would have them; then what that leaves.
    weight = np.tile([1, 1, DEPTH], points.shape[1] // 3)
    a = follow * weight[:, None]
    read = np.linalg.solve(a.T @ a + EXACT_RIDGE * np.trace(a.T @ a) / MODES * np.eye(MODES), a.T * weight)
    rest = (points - points @ read.T @ follow.T) * weight
    directions, sizes, _ = np.linalg.svd(rest @ rest.T)
    basis = (directions[:, :LEFT] / np.sqrt(sizes[:LEFT])).T @ rest
    left_of = basis * weight - (basis * weight) @ follow @ read
    to_inputs = np.concatenate([read, left_of])
    inputs = np.concatenate([points @ to_inputs.T, view], 1)
    deviation = inputs.std(0)
    inputs = inputs / deviation

    def errors_of(weight):
        """Errors on people not learned from, fold by fold."""
        out = np.zeros_like(wanted)
        for k in range(FOLDS):
            held = fold == k
            out[held] = inputs[held] @ ridge(inputs[~held], wanted[~held], weight) - wanted[held]
        return out

    truth = lambda y: y @ spread.T
    best = min(RIDGES, key=lambda w: (errors_of(w) ** 2).sum())
    left = errors_of(best)
    base = face_mm((shapes - middle) @ jacobian.T)
    found = face_mm(truth(left + wanted) - (shapes - middle) @ jacobian.T)
    print(f"{len(rows)} readings of {len(people)} people; ridge {best}; people not learned from: mean face {base:.2f} mm, "
          f"read {found:.2f} mm; explained {np.round(1 - left[:, :10].var(0) / wanted[:, :10].var(0), 2)}", flush=True)
    px = np.exp(view[:, -1] + usual[-1]) * 500 * .066
    for low, high in ((0, 20), (20, 30), (30, 45), (45, 99)):
        few = (px >= low) & (px < high)
        print(f"  eyes to mouth {low}-{high} px: {face_mm(truth(left[few])):.2f} mm ({few.sum()})")
    answer = ridge(inputs, wanted, best)
    answer /= deviation[:, None]
    # The halving is its own transpose where twins are each other's: the weights take it over.
    whole = np.concatenate([both(answer[:len(to_inputs)].T @ to_inputs).T, answer[len(to_inputs):]])
    spreads = np.cov(left.T)
    spreads = (1 - SHRINK) * spreads + SHRINK * np.diag(np.diag(spreads))
    arrays = Arrays()
    arrays.add("usual", usual.astype("<f4"))
    # Half precision would do; 16-bit steps of each mode's own largest weight pack better.
    step = np.abs(whole).max(0) / 32000
    arrays.add("weightStep", step.astype("<f4"))
    arrays.add("weights", np.round(whole / step).astype("<i2").T.copy(), "modes x features")
    arrays.add("modes", to_modes.astype("<f4"), "modes x shape, of unit variance")
    arrays.add("middle", middle.astype("<f4"))
    arrays.add("precision", np.linalg.inv(spreads).astype("<f4"), "inverse covariance of the error of the modes")
    about = dict(format="troupe-face-regressor", version=1, people=len(people), readings=len(rows),
                 heldOutMm=round(found, 2), meanFaceMm=round(base, 2))
    size = pack(options.model, "face-regressor", arrays, about)
    print(f"face-regressor.bin {size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
