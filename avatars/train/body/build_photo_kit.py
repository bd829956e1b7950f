#!/usr/bin/env python3
"""Builds what dresses a body that was fitted to a photograph: face components, hair, eyes, teeth, shoes, skin detail.

    python3 avatars/train/body/build_photo_kit.py --data DIR/body-mesh --out assets/models/body

Everything is bound to the vertices of the body model (assets/models/body/body-model.json), so it follows any shape.
Writes photo-kit.bin (gzip) and photo-kit.json (manifest). Needs python3-numpy, python3-scipy, python3-pil; two minutes.
"""
import argparse
import gzip
import hashlib
import json
import os
import sys
import time

import numpy as np
from scipy.spatial import cKDTree

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from build_model import fit  # noqa: E402
from troupe_body import eyes, hair, skin  # noqa: E402
from troupe_body.expressions import UNITS  # noqa: E402
from troupe_body.mesh import BODY_VERTICES, MeshData, vertex_normals  # noqa: E402
from troupe_body.packed import Arrays  # noqa: E402
from troupe_body.paint import jpeg, srgb  # noqa: E402
from troupe_body.person import _cluster, _low_poly_eyes  # noqa: E402
from troupe_body.shape import body_of_height  # noqa: E402
from troupe_body.vrm import top_weights  # noqa: E402

STEP_M = 0.0001
FACE_COMPONENTS = 56
FACE_SAMPLES = 900
FACE_FOLDERS = ("nose", "mouth", "eyes", "chin", "cheek", "forehead", "head", "eyebrows", "ears", "neck")
# Whole-head moves that a pose or the body's own components already make.
NOT_FACE = ("head-trans", "neck-trans", "measure-neck", "head-age", "ear-shape-pointed")
STYLES = dict(bob=dict(style="bob"), long=dict(style="long", cut=dict(end=-.40, seg=14, n=400)),
              shoulder=dict(style="shoulder", cut=dict(end=-.13)), swept=dict(style="swept"), short=dict(style="short"),
              crop=dict(style="crop"), updo=dict(style="updo"))
CAPS = ("bob02", "long01", "short02", "short03", "ponytail01")
SHOES = ("shoes01", "shoes03")
CLEARANCE_M = .016
LET_GO_M = .055


def steps(x):
    return np.clip(np.round(np.asarray(x) / STEP_M), -32767, 32767).astype("<i2")


class Binder:
    """Hangs points on the three nearest body vertices by shares and a constant offset."""

    def __init__(self, v):
        self.v = v[:BODY_VERTICES]
        self.tree = cKDTree(self.v)

    def bind(self, points):
        distance, index = self.tree.query(points, k=3)
        share = 1 / (distance + 1e-4)
        share = np.round(share / share.sum(1, keepdims=True) * 255).astype(int)
        share[:, 0] += 255 - share.sum(1)
        base = np.einsum("nk,nkj->nj", share / 255, self.v[index])
        return index.astype("<u2"), share.astype("u1"), steps(points - base)


def face_components(data, v):
    """(vertices that a face may move, components [k, rows + bones, 3] of one standard deviation)."""
    names = {}
    for folder in FACE_FOLDERS:
        for entry in sorted(os.listdir(f"{data.mpfb}targets/{folder}")):
            name = entry[:-10]
            if entry.endswith(".target.gz") and not any(bad in name for bad in NOT_FACE):
                base = name[2:] if name[:2] in ("l-", "r-") else name
                names.setdefault(f"{folder}/{base}", []).append(f"{folder}/{name}")
    head = data.weights[:BODY_VERTICES][:, [data.index[n] for n in ("head", "jaw", "leftEye", "rightEye", "neck")]].sum(1)
    rows = np.nonzero(head > .02)[0]
    fade = np.clip(head[rows] / .6, 0, 1)[:, None]
    r = np.random.default_rng(12)
    groups = []
    for parts in names.values():
        both = [data.target(p) for p in parts]
        cubes = lambda d: np.array([d[c].mean(0) for c in data.heads])
        groups.append([np.concatenate([d[rows] * fade, cubes(d)]) for d in both])
    samples = np.zeros((FACE_SAMPLES, (len(rows) + len(data.heads)) * 3), np.float32)
    for k in range(FACE_SAMPLES):
        total = 0
        for parts in groups:
            if r.random() < .45:
                w = abs(r.normal(0, .38))
                for d in parts:
                    total = total + (w + r.normal(0, .05)) * d
        samples[k] = total.reshape(-1)
    mean, components = fit(samples, FACE_COMPONENTS)
    rest = samples - mean
    solve = np.linalg.pinv(components.T)
    left = rest - (rest @ solve.T) @ components
    error = np.linalg.norm(left.reshape(len(left), -1, 3)[:, :len(rows)], axis=2)
    print(f"face: {len(groups)} sliders, {len(rows)} vertices, {FACE_COMPONENTS} components leave "
          f"{error.mean() * 1000:.2f} mm (mean), {np.quantile(error, .95) * 1000:.2f} mm (95 %)", flush=True)
    return rows, mean.reshape(-1, 3), components.reshape(FACE_COMPONENTS, -1, 3)


def out_of_the_body(path, binder, normals, chin):
    """Hair that hangs below the jaw lies on shoulders and back instead of inside them."""
    flat = path.reshape(-1, 3).copy()
    below = np.nonzero(binder.v[:, 1] < chin - .02)[0]
    tree = cKDTree(binder.v[below])
    low = flat[:, 1] < chin - .01
    for _ in range(4):
        near = below[tree.query(flat[low])[1]]
        n = normals[near] * [1, .25, 1]
        n /= np.linalg.norm(n, axis=1, keepdims=True) + 1e-9
        depth = ((flat[low] - binder.v[near]) * normals[near]).sum(1)
        flat[low] += n * np.clip(CLEARANCE_M - depth, 0, .08)[:, None]
    return flat.reshape(path.shape)


def hair_style(data, v, head, binder, normals, eye, chin, settings):
    """Centre lines of the cards of one style and what it takes to lay cards along them."""
    style = {**hair.STYLES[settings["style"]], **settings.get("cut", {})}
    r = np.random.default_rng(3)
    p, normal, neutral = head.roots(style["n"], r)
    direction, end, length, fringe = hair._plan(style, head, p, normal, neutral, eye, chin, .012, r)
    low, high = style["lift"]
    lift = low + (high - low) * r.random(len(p)) ** 1.2
    lift[fringe] = .004 + .006 * r.random(fringe.sum())
    # Long hair is let go at the height of the ears: pulled to the surface further down it would wrap the throat.
    free = chin + (LET_GO_M if style["end"] < -.05 else 0) if style["hang"] else chin
    path, keep = hair._march(style, head, p, normal, direction, end, length, fringe, lift, free)
    path, fringe, lift = path[keep], fringe[keep], lift[keep]
    if style["hang"]:
        path = out_of_the_body(path, binder, normals, chin)
    shade = .62 + .38 * np.clip((lift - low) / (high - low), 0, 1)
    shade *= .85 + .3 * r.random(len(path))
    width = style["width"] * (.75 + .5 * r.random(len(path))) * np.where(fringe, .62, 1.)
    index, share, offset = binder.bind(path.reshape(-1, 3))
    return dict(index=index, share=share, offset=offset, width=np.round(width / STEP_M).astype("<u2"),
                shade=np.clip(shade * 200, 0, 255).astype("u1"), fringe=fringe.astype("u1"),
                u=(r.random(len(path)) * 255).astype("u1")), len(path), style["seg"] + 1


def add_bound(arrays, name, data, binder, mesh, v, keep_uv=True, cell=None, morphs=False):
    """A mesh of the data, bound anew to body vertices; vertices are split at UV seams."""
    p = mesh.fit(v)
    if cell:
        at, tri = _cluster(p, mesh.tri, cell)
        uv = np.zeros((len(at), 2))
    else:
        key = mesh.tri.reshape(-1) * 1000003 + mesh.uv_tri.reshape(-1)
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        at, tri, uv = mesh.tri.reshape(-1)[first], inverse.reshape(-1, 3), mesh.uvs[mesh.uv_tri.reshape(-1)[first]]
    index, share, offset = binder.bind(p[at])
    joints, weights = top_weights(mesh.skin(data.weights)[at])
    for part, array in (("index", index), ("share", share), ("offset", offset), ("triangles", tri.astype("<u2")),
                        ("skinJoints", joints), ("skinWeights", weights)):
        arrays.add(f"{name}.{part}", array)
    if keep_uv:
        arrays.add(f"{name}.uvs", np.round(np.clip(uv * [1, -1] + [0, 1], 0, 1) * 65535).astype("<u2"), "1/65535")
    if morphs:
        d = np.stack([(mesh.fit(v + data.target(f"expression/units/caucasian/{n}")) - p)[at] for n in UNITS])
        arrays.add(f"{name}.morphs", steps(d), "0.1 mm")
    return p, at


def skin_detail(data, size, rect=None):
    """JPEG: albedo of a neutral skin as a share of its own mean tone (128 is 1): lips, ears, nails, freckles, pores."""
    atlas = skin.SkinAtlas(data, size, rect)
    s = {**skin.SKIN_DEFAULTS, "melanin": .3, "blood": .35, "scalp": 0., "brow_strokes": 0, "liner": .25, "lip_mix": .55}
    colour, _ = skin._albedo(data, atlas, s)
    tone = skin.BASE * np.exp(-s["melanin"] * skin.MELANIN - s["blood"] * skin.BLOOD)
    return jpeg(np.clip(atlas.full(colour / tone) * .5, 0, 1), 82)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, help="the unpacked body-mesh folder")
    arguments.add_argument("--out", required=True, help="e.g. assets/models/body")
    options = arguments.parse_args()
    start = time.time()
    data = MeshData(options.data)
    v = body_of_height(data, 1.68, sex=.5, age=.15, origin=dict(african=.33, asian=.34, caucasian=.33))
    v[:, 1] -= v[:BODY_VERTICES, 1].min()
    binder, normals = Binder(v), vertex_normals(v[:BODY_VERTICES], data.body_tri)
    arrays, manifest = Arrays(), dict(format="troupe-photo-kit", version=1, stepM=STEP_M)

    rows, face_mean, components = face_components(data, v)
    arrays.add("face.vertices", rows.astype("<u2"))
    arrays.add("face.mean", steps(face_mean))
    arrays.add("face.components", steps(components), "0.1 mm at one standard deviation; rows then bones")

    flipped = data.positions[:BODY_VERTICES] * [-1, 1, 1]
    arrays.add("mirror", cKDTree(data.positions[:BODY_VERTICES]).query(flipped)[1].astype("<u2"))
    line = skin.above_hairline(data.positions[:BODY_VERTICES])
    arrays.add("hairline", np.clip(np.round(line * 1000), -127, 127).astype("i1"), "mm above the hairline")
    face, low, high = skin.face_region(data)
    arrays.add("faceTriangles", np.nonzero(face)[0].astype("<u2"))
    manifest["faceRect"] = [*map(float, low), *map(float, high)]

    eye = v[data.cubes["l-eye"]].mean(0)
    on_head = np.nonzero(data.weights[:BODY_VERTICES, data.index["head"]] > .6)[0]
    rest = data.positions[on_head]
    chin = v[on_head[(np.abs(rest[:, 0]) < .03) & (rest[:, 2] > .1)], 1].min()
    ball = _low_poly_eyes(data).fit(v)
    manifest["eyeRadiusM"] = float(np.percentile(np.linalg.norm(ball[ball[:, 0] > 0] - eye, axis=1), 60))
    manifest["headHeightM"] = float(v[on_head, 1].max() - chin)
    head = hair.Head(data, v)
    manifest["hair"] = {}
    for name, settings in STYLES.items():
        made, count, points = hair_style(data, v, head, binder, normals, eye, chin, settings)
        for part, array in made.items():
            arrays.add(f"hair.{name}.{part}", array)
        manifest["hair"][name] = dict(strands=count, points=points)
    for name in CAPS:
        mesh, p, _ = hair.cap(data, v, name, head)
        index, share, offset = binder.bind(p)
        for part, array in (("index", index), ("share", share), ("offset", offset), ("triangles", mesh.tri.astype("<u2"))):
            arrays.add(f"cap.{name}.{part}", array)

    manifest["shoes"] = {}
    for name in SHOES:
        mesh = data.bound("clothes", name)
        add_bound(arrays, f"shoe.{name}", data, binder, mesh, v)
        arrays.add(f"shoe.{name}.hides", mesh.hidden[mesh.hidden < BODY_VERTICES].astype("<u2"))
    lashes = data.bound("eyelashes", "eyelashes01")
    p, at = add_bound(arrays, "lashes", data, binder, lashes, v, keep_uv=False, morphs=True)
    uv = eyes.lash_uvs(p, [v[data.cubes[s + "-eye"]].mean(0) for s in "lr"], 1.25)[at]
    arrays.add("lashes.uvs", np.round(np.clip(uv, 0, 1) * 65535).astype("<u2"), "1/65535")
    for kind, name, cell in (("teeth", "teeth_base", .0035), ("tongue", "tongue01", .0025)):
        add_bound(arrays, kind, data, binder, data.bound(kind, name), v, keep_uv=False, cell=cell, morphs=True)

    for name, image in (("strands.png", hair.strand_sheet(384)), ("lashes.png", eyes.lash_sheet(256, 60)),
                        ("skin-body.jpg", skin_detail(data, 1024)), ("skin-face.jpg", skin_detail(data, 1024, (low, high)))):
        data_bytes = image[1] if isinstance(image, tuple) else image
        arrays.add(f"image.{name}", np.frombuffer(data_bytes, "u1"))
    packed = gzip.compress(bytes(arrays.bytes), 9, mtime=0)
    open(os.path.join(options.out, "photo-kit.bin"), "wb").write(packed)
    manifest["arrays"] = arrays.table
    manifest["files"] = {"photo-kit.bin": dict(bytes=len(packed), sha256=hashlib.sha256(packed).hexdigest())}
    json.dump(manifest, open(os.path.join(options.out, "photo-kit.json"), "w"), indent=1)
    print(f"photo-kit.bin {len(packed) / 1e6:.2f} MB (raw {len(arrays.bytes) / 1e6:.2f}), {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
