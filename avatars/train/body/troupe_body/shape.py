"""Semantic shape parameters to a body."""
import numpy as np

from .mesh import BODY_VERTICES

LEVELS = ("min", "average", "max")
DEFAULTS = dict(sex=0.0, age=0.0, muscle=0.5, weight=0.5, proportions=0.5, cup=0.5, origin={"asian": 1.0}, local={})


def _three(x):
    """0..1 to shares of min, average, max."""
    return (max(0.0, 1 - 2 * x), 1 - abs(2 * x - 1), max(0.0, 2 * x - 1))


def shape_body(data, height, sex=0.0, age=0.0, muscle=0.5, weight=0.5, proportions=0.5, cup=0.5, origin=None, local=None):
    """All 19,158 points in m.

    sex 0 female .. 1 male; age 0 young .. 1 old; the others 0..1 with 0.5 the average. `origin` mixes the mesh data's
    african, asian and caucasian bases (weights sum to 1). `local` maps slider targets to weights; '*' stands for both
    sides.
    """
    v = data.positions.copy()
    for g, g_share in (("female", 1 - sex), ("male", sex)):
        for a, a_share in (("young", 1 - age), ("old", age)):
            if g_share * a_share == 0:
                continue
            for name, share in (origin or {"asian": 1.0}).items():
                v += g_share * a_share * share * data.target(f"macrodetails/{name}-{g}-{a}")
            _add_build(data, v, g, a, g_share * a_share, height, muscle, weight, proportions, cup)
    for name, share in (local or {}).items():
        for one in ([name.replace("*", s) for s in "lr"] if "*" in name else [name]):
            v += share * data.target(one)
    return v


def _add_build(data, v, g, a, share, height, muscle, weight, proportions, cup):
    for m, m_share in zip(LEVELS, _three(muscle)):
        for w, w_share in zip(LEVELS, _three(weight)):
            k = share * m_share * w_share
            if k == 0:
                continue
            stem = f"{g}-{a}-{m}muscle-{w}weight"
            v += k * data.target("macrodetails/universal-" + stem)
            for level, part in (("min", max(0, 1 - 2 * height)), ("max", max(0, 2 * height - 1))):
                if part:
                    v += k * part * data.target(f"macrodetails/height/{stem}-{level}height")
            for kind, part in (("ideal", max(0, 2 * proportions - 1)), ("uncommon", max(0, 1 - 2 * proportions))):
                if part:
                    v += k * part * data.target(f"macrodetails/proportions/{stem}-{kind}proportions")
            if g == "female":
                for c, part in zip(LEVELS, _three(cup)):
                    name = f"breast/{stem}-{c}cup-averagefirmness"
                    if part and data.has_target(name):
                        v += k * part * data.target(name)


def stature(v):
    return v[:BODY_VERTICES, 1].max() - v[:BODY_VERTICES, 1].min()


def body_of_height(data, height_m, **shape):
    """A body of a stature: the height slider is found by bisection, what the slider cannot reach is scaled."""
    low, high = 0.0, 1.0
    for _ in range(12):
        middle = (low + high) / 2
        if stature(shape_body(data, middle, **shape)) < height_m:
            low = middle
        else:
            high = middle
    v = shape_body(data, (low + high) / 2, **shape)
    return v * (height_m / stature(v))
