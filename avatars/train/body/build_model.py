#!/usr/bin/env python3
"""Builds the statistical body model: mean, components, joints, skin weights, expression units, in one artefact.

    python3 avatars/train/body/build_model.py --data DIR/body-mesh --out assets/models/body

Samples adults, fits components, measures the error on people it has not seen, and writes body-model.bin (gzip),
body-model.json (manifest) and MODEL_CARD.md. Needs python3-numpy and python3-scipy; about three minutes on one core.
"""
import argparse
import gzip
import hashlib
import json
import os
import sys
import time

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from troupe_body.packed import Arrays  # noqa: E402
from troupe_body.expressions import ARKIT, PRESETS, UNITS  # noqa: E402
from troupe_body.mesh import BODY_VERTICES, MeshData  # noqa: E402
from troupe_body.shape import shape_body  # noqa: E402
from troupe_body.vrm import top_weights  # noqa: E402

COMPONENTS = 48
STEP_M = 0.0001
# Stature of adults (m): mean and standard deviation by sex; the mesh data's own sliders are art, not a census.
STATURE = {0: (1.60, 0.065), 1: (1.72, 0.065)}
SLIDERS = ("head/head-oval", "head/head-round", "head/head-square", "head/head-diamond", "head/head-rectangular",
           "head/head-fat-incr", "head/head-scale-horiz-decr", "head/head-scale-horiz-incr", "head/head-age-incr",
           "chin/chin-width-decr", "chin/chin-width-incr", "chin/chin-prominent-incr", "chin/chin-height-decr",
           "chin/chin-jaw-drop-decr", "nose/nose-hump-incr", "nose/nose-scale-vert-incr", "nose/nose-scale-vert-decr",
           "nose/nose-scale-horiz-decr", "nose/nose-scale-horiz-incr", "nose/nose-point-up", "nose/nose-point-down",
           "nose/nose-volume-incr", "nose/nose-width3-incr", "nose/nose-width3-decr", "mouth/mouth-scale-horiz-incr",
           "mouth/mouth-scale-horiz-decr", "mouth/mouth-upperlip-volume-incr", "mouth/mouth-lowerlip-volume-incr",
           "eyes/*-eye-scale-incr", "eyes/*-eye-scale-decr", "eyes/*-eye-height2-incr", "eyes/*-eye-corner2-up",
           "eyes/*-eye-corner2-down", "eyes/*-eye-bag-incr", "cheek/*-cheek-bones-incr", "cheek/*-cheek-volume-incr",
           "cheek/*-cheek-volume-decr", "ears/*-ear-wing-incr", "forehead/forehead-temple-decr",
           "stomach/stomach-pregnant-incr", "neck/neck-scale-horiz-decr", "neck/neck-double-incr",
           "hip/hip-scale-horiz-incr", "torso/torso-scale-horiz-incr", "torso/torso-vshape-incr")
SEMANTICS = ("sex", "age", "heightM", "muscle", "weight", "proportions", "cup")


def sample_person(data, r):
    """(vector of body points and joints in m, semantic parameters)."""
    sex = int(r.random() < .5)
    origin = r.dirichlet([.6, .6, .6])
    p = dict(sex=float(np.clip(sex + r.normal(0, .06) * (1 if sex == 0 else -1), 0, 1)), age=float(r.beta(1.2, 1.6)),
             muscle=float(np.clip(r.normal(.5, .17), 0, 1)), weight=float(np.clip(r.normal(.5, .2), 0, 1)),
             proportions=float(np.clip(r.normal(.6, .2), 0, 1)), cup=float(np.clip(r.normal(.5, .18), 0, 1)))
    local = {name: float(abs(r.normal(0, .35))) for name in SLIDERS if r.random() < .35 and exists(data, name)}
    v = shape_body(data, float(np.clip(r.normal(.5, .18), 0, 1)), origin=dict(zip(("african", "asian", "caucasian"), origin)),
                   local=local, **p)
    height = r.normal(*STATURE[sex])
    body = v[:BODY_VERTICES]
    v = v * (height / (body[:, 1].max() - body[:, 1].min()))
    v[:, 1] -= v[:BODY_VERTICES, 1].min()
    joints = np.array([v[cube].mean(0) for cube in data.heads])
    return np.concatenate([v[:BODY_VERTICES], joints]).reshape(-1), [p["sex"], p["age"], height, p["muscle"], p["weight"], p["proportions"], p["cup"]]


def exists(data, name):
    return data.has_target(name.replace("*", "l"))


def fit(samples, count):
    """(mean, components [k, n] scaled to one standard deviation) by the Gram matrix of the centred samples."""
    mean = samples.mean(0)
    centred = samples - mean
    values, vectors = np.linalg.eigh(centred @ centred.T)
    order = np.argsort(-values)[:count]
    basis = (vectors[:, order] / np.sqrt(values[order])).T @ centred
    return mean, basis * np.sqrt(values[order] / len(samples))[:, None]


def held_out_error(mean, components, people, counts):
    """Per number of components: mean, 95th percentile and maximum vertex error in mm, by least squares."""
    out = {}
    for k in counts:
        basis = components[:k]
        solve = np.linalg.pinv(basis.T)
        rest = (people - mean) - ((people - mean) @ solve.T) @ basis
        e = np.linalg.norm(rest.reshape(len(people), -1, 3)[:, :BODY_VERTICES], axis=2) * 1000
        out[str(k)] = dict(meanMm=round(float(e.mean()), 2), p95Mm=round(float(np.quantile(e, .95)), 2), maxMm=round(float(e.max()), 1))
    return out


def semantic_map(betas, semantics):
    """Least-squares map from semantic parameters (with squares and products) to betas, and its R2 a component."""
    x = semantic_features(np.array(semantics))
    a, *_ = np.linalg.lstsq(x, betas, rcond=None)
    rest = betas - x @ a
    return a, 1 - rest.var(0) / betas.var(0)


def semantic_features(s):
    """[1, s, s², products of sex with the others]: rows of the semantic map."""
    return np.concatenate([np.ones((len(s), 1)), s, s ** 2, s[:, :1] * s[:, 1:]], 1)


def write(out, data, mean, components, semantic, r2, errors, seconds):
    arrays = Arrays()
    to_steps = lambda x: np.round(x / STEP_M).astype("<i2")
    arrays.add("mean", to_steps(mean.reshape(-1, 3)), "0.1 mm")
    # Stored point by point, so that neighbours look alike to gzip.
    arrays.add("components", to_steps(components.reshape(len(components), -1, 3)), "0.1 mm at one standard deviation")
    arrays.add("triangles", data.body_tri.astype("<u2"))
    arrays.add("uvTriangles", data.body_uv_tri.astype("<u2"))
    used = int(data.body_uv_tri.max()) + 1
    arrays.add("uvs", data.uvs[:used].astype("<f4"))
    joints, weights = top_weights(data.weights[:BODY_VERTICES])
    arrays.add("skinJoints", joints)
    arrays.add("skinWeights", weights, "1/255")
    starts, rows, values = [0], [], []
    for name in UNITS:
        d = data.target(f"expression/units/caucasian/{name}")[:BODY_VERTICES]
        k = np.nonzero(np.abs(d).max(1) > STEP_M / 2)[0]
        rows.append(k)
        values.append(d[k])
        starts.append(starts[-1] + len(k))
    arrays.add("unitStarts", np.array(starts, "<u4"))
    arrays.add("unitVertices", np.concatenate(rows).astype("<u2"))
    arrays.add("unitOffsets", to_steps(np.concatenate(values)), "0.1 mm")
    arrays.add("semanticMap", semantic.astype("<f4"))
    packed = gzip.compress(bytes(arrays.bytes), 9, mtime=0)
    os.makedirs(out, exist_ok=True)
    open(os.path.join(out, "body-model.bin"), "wb").write(packed)
    manifest = dict(
        format="troupe-body", version=1, vertices=BODY_VERTICES, components=len(components), stepM=STEP_M,
        bones=data.bones, parents=data.parents, units=list(UNITS), presets=PRESETS, arkit=ARKIT,
        semantics=list(SEMANTICS), semanticFeatures="1, s, s^2, sex * others",
        semanticR2=[round(float(x), 3) for x in r2], heldOut=errors, arrays=arrays.table,
        files={"body-model.bin": dict(bytes=len(packed), sha256=hashlib.sha256(packed).hexdigest())})
    json.dump(manifest, open(os.path.join(out, "body-model.json"), "w"), indent=1)
    print(f"body-model.bin {len(packed) / 1e6:.2f} MB, held-out {errors}, {seconds:.0f} s", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, help="the unpacked body-mesh folder")
    arguments.add_argument("--out", required=True, help="e.g. assets/models/body")
    arguments.add_argument("--samples", type=int, default=1400)
    arguments.add_argument("--held-out", type=int, default=150)
    options = arguments.parse_args()
    start = time.time()
    data = MeshData(options.data)
    r = np.random.default_rng(20)
    total = options.samples + options.held_out
    people, semantics = np.zeros((total, (BODY_VERTICES + len(data.bones)) * 3), np.float32), []
    for k in range(total):
        people[k], s = sample_person(data, r)
        semantics.append(s)
        if k % 100 == 99:
            print(f"{k + 1}/{total} people, {time.time() - start:.0f} s", flush=True)
    train, test = people[:options.samples], people[options.samples:]
    mean, components = fit(train, COMPONENTS)
    errors = held_out_error(mean, components, test, (10, 20, 32, COMPONENTS))
    betas = (train - mean) @ np.linalg.pinv(components.T).T
    semantic, r2 = semantic_map(betas, semantics[:options.samples])
    write(options.out, data, mean, components, semantic, r2, errors, time.time() - start)


if __name__ == "__main__":
    main()
