"""Skin as a function of the neutral body's 3D position.

CONTRIBUTOR NOTES: seams vanish because both UV tiles evaluate the same function; one position map serves every shape.
Two pigments (melanin, haemoglobin) with an absorption each give every tone; with a stronger blue absorption dark skin
went orange, with twice this variation skin looked like a rash. Brows are painted, not meshes: no z-fighting, they
follow every morph.
"""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy.ndimage import distance_transform_edt, gaussian_filter

from .paint import jpeg, linear, noise, normal_map, rasterise, smooth, srgb

# Absorption of melanin and haemoglobin in r, g, b, and what remains of white without either.
MELANIN, BLOOD, BASE = np.array([1.0, 1.52, 2.12]), np.array([0.12, 1.0, 0.75]), np.array([0.92, 0.80, 0.70])
FREQUENCIES = dict(n1=14, n2=45, n3=160, n4=520, n5=1500, n6=2600)
MASKS = ("lips", "eyelids", "ears", "fingernails", "toenails", "inside-mouth")
# Hairline of the neutral head: depth z to height y, m.
HAIRLINE = np.array([(-.12, .640), (-.08, .652), (-.045, .672), (-.02, .705), (0., .722), (.03, .735), (.055, .748),
                     (.075, .764), (.10, .790), (.12, .796), (.2, .802)])
SKIN_DEFAULTS = dict(melanin=0.15, blood=0.3, lip="#b5555a", lip_mix=0.4, blush=0.0, freckles=0.0, stubble=0.0, age=0.0,
                     hair="#15100e", nail=None, scalp=1.0, recede=0.0, liner=0.3, fringe=0.0, brow="#2a1b14",
                     brow_thick=1.0, brow_strokes=520, bump=0.6)


def above_hairline(points, recede=0.0):
    """Height above the hairline in m (negative: face), on the neutral head."""
    line = np.interp(points[:, 2], HAIRLINE[:, 0], HAIRLINE[:, 1])
    temples = 0.6 + 0.8 * np.clip((np.abs(points[:, 0]) - 0.02) / 0.03, 0, 1)
    line = line + recede * np.clip((points[:, 2] - 0.03) / 0.06, 0, 1) * temples
    return np.where((points[:, 1] > 0.6) & (np.abs(points[:, 0]) < 0.10), points[:, 1] - line, -1.0)


def face_region(data):
    """Triangles of the face's front that get a texture of their own, and their UV rectangle (low, high)."""
    centre = data.positions[data.body_tri].mean(1)
    uv = data.uvs[data.body_uv_tri]
    face = ((centre[:, 1] > .635) & (centre[:, 2] > .055) & (np.abs(centre[:, 0]) < .08)
            & (uv[:, :, 0].min(1) > .63) & (uv[:, :, 1].min(1) > .148))
    return face, uv[face].min((0, 1)) - .002, uv[face].max((0, 1)) + .002


class SkinAtlas:
    """Positions, masks and noise on one UV tile; made once, used for everybody."""

    def __init__(self, data, size, rect=None):
        self.size = size
        self.zoom = 1.0 if rect is None else 1 / (rect[1][0] - rect[0][0])
        uvs = data.uvs if rect is None else (data.uvs - rect[0]) / (rect[1] - rect[0])
        image, self.covered = rasterise(uvs, data.body_uv_tri, data.body_tri, data.positions.astype(np.float32), size)
        self.points = image[self.covered]
        self.field = {name: noise(self.points, f) for name, f in FREQUENCIES.items()}
        for mask in MASKS:
            picture = Image.open(f"{data.mpfb}textures/mpfb_{mask}.jpg").convert("L")
            w, h = picture.size
            box = None if rect is None else (rect[0][0] * w, (1 - rect[1][1]) * h, rect[1][0] * w, (1 - rect[0][1]) * h)
            picture = picture.resize((size, size), Image.BICUBIC, box)
            self.field[mask] = (np.asarray(picture, np.float32) / 255)[self.covered]
        self.nearest = distance_transform_edt(~self.covered, return_distances=False, return_indices=True)
        self.brow_curve = None

    def full(self, values):
        """Values of covered texels as an image, bled over the gaps between islands."""
        out = np.zeros((self.size, self.size) + values.shape[1:], np.float32)
        out[self.covered] = values
        return out[self.nearest[0], self.nearest[1]]

    def spot(self, x, y, z, radius):
        """A soft spot on both sides of the body."""
        p = self.points
        return np.exp(-((np.abs(p[:, 0]) - x) ** 2 + (p[:, 1] - y) ** 2 + (p[:, 2] - z) ** 2) / (2 * radius * radius))


def brow_strokes(count, thick, seed=4, size=256):
    """Alpha of one brow: u 0 inner .. 1 outer, top of the image is the upper edge."""
    r = np.random.default_rng(seed)
    width, height = size * 2, size
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    for _ in range(int(count * thick)):
        u = r.random() ** .9
        half = (.36 - .27 * u) * thick
        y0 = .5 + .04 * r.normal() + half * (r.random() * 2 - 1)
        lean = (1 if y0 > .45 else .3) * (1 - .5 * r.random() * (y0 < .5))
        angle = np.deg2rad(72 - 62 * min(1, u * 1.3)) * lean
        length = (.15 + .12 * r.random()) * (1 - .3 * u)
        t = np.linspace(0, 1, 8)
        xs = (u * .94 + .01 + length * .55 * t * np.cos(angle * (1 - .5 * t))) * width
        ys = (1 - y0 - length * .75 * t * np.sin(angle)) * height
        w = 5 * (1 - t * .85)
        outline = [(a, b - c / 2) for a, b, c in zip(xs, ys, w)] + [(a, b + c / 2) for a, b, c in zip(xs[::-1], ys[::-1], w[::-1])]
        draw.polygon(outline, fill=int(150 + 105 * r.random()))
    return np.clip(np.asarray(image.filter(ImageFilter.GaussianBlur(2)), np.float32) / 255 * 1.25, 0, 1)


def _brow_alpha(data, atlas, alpha, thick):
    """Alpha of the painted brow at every texel, along the curve of a brow mesh on the neutral face."""
    if atlas.brow_curve is None:
        v = data.bound("eyebrows", "eyebrow001").fit(data.positions)
        x = np.abs(v[:, 0])
        edges = np.linspace(x.min(), x.max(), 13)
        bin_of = np.clip(np.digitize(x, edges) - 1, 0, 11)
        middle = np.array([(v[bin_of == k, 1].min() + v[bin_of == k, 1].max()) / 2 for k in range(12)])
        atlas.brow_curve = (x.min(), x.max(), (edges[:-1] + edges[1:]) / 2, middle)
    x0, x1, xs, middle = atlas.brow_curve
    p = atlas.points
    x = np.abs(p[:, 0])
    u = (x - x0) / (x1 - x0)
    half = .0075 * thick * (1 - .25 * np.clip(u, 0, 1))
    w = (p[:, 1] - np.interp(x, xs, middle)) / half * .5 + .5
    on = (u > 0) & (u < 1) & (w > 0) & (w < 1) & (p[:, 2] > .09)
    out = np.zeros(len(p), np.float32)
    rows, columns = alpha.shape
    out[on] = alpha[np.clip(((1 - w[on]) * rows).astype(int), 0, rows - 1), np.clip((u[on] * columns).astype(int), 0, columns - 1)]
    return out


def _pigments(atlas, s):
    f, p = atlas.field, atlas.points
    melanin = s["melanin"] * (1 + .14 * (f["n1"] - .5) + .10 * (f["n2"] - .5) + .10 * (f["n3"] - .5))
    blood = s["blood"] * (1 + .22 * (f["n2"] - .5) + .3 * (f["n3"] - .5) + .25 * (f["n4"] - .5))
    red = (1.1 * atlas.spot(.045, .675, .125, .021) + .9 * atlas.spot(0, .695, .166, .011)
           + .55 * atlas.spot(0, .625, .13, .014) + .5 * f["ears"])
    blood += s["blood"] * ((.55 + s["blush"]) * red * (1 if s["melanin"] < .6 else .5) + .25 * f["eyelids"])
    under_eye = atlas.spot(.03, .708, .145, .010)
    melanin += s["melanin"] * .22 * under_eye
    blood += s["blood"] * .3 * under_eye
    if s["freckles"]:
        dots = smooth(.76, .84, noise(p, 520)) * smooth(.35, .6, f["n2"])
        melanin += s["freckles"] * dots * np.clip(atlas.spot(.03, .69, .14, .03) + .35, 0, 1) * .55
    melanin += smooth(.93, .95, noise(p + 3.1, 170)) * .6 * (.2 + s["melanin"] * .3)
    if s["age"]:
        spots = smooth(.72, .86, noise(p + 9, 190)) * .5 + smooth(.8, .9, noise(p + 5, 80)) * .5
        melanin += s["age"] * spots * .16
        blood *= 1 + .18 * s["age"] * smooth(.45, .8, f["n3"])
    return np.maximum(melanin, 0)[:, None], np.maximum(blood, 0)[:, None]


def _mix(colour, other, alpha):
    return colour * (1 - alpha[:, None]) + other * alpha[:, None]


def _albedo(data, atlas, s):
    """Linear colour of every covered texel, and how much of it is scalp hair."""
    f, p = atlas.field, atlas.points
    melanin, blood = _pigments(atlas, s)
    c = BASE * np.exp(-melanin * MELANIN - blood * BLOOD)
    soft_lips = gaussian_filter(atlas.full(f["lips"]), 3.0 * atlas.size / 2048 * atlas.zoom)[atlas.covered]
    lips = np.clip(np.maximum(f["lips"], soft_lips * 1.6), 0, 1)
    c = _mix(c, linear(s["lip"]) * (.8 + .4 * f["n4"][:, None]), lips * s["lip_mix"] * (1 - .35 * f["n4"]))
    nails = np.clip(f["fingernails"] + f["toenails"], 0, 1)
    c = _mix(c, linear(s["nail"]), nails) if s["nail"] else _mix(c, c * [1.12, 1.0, 1.02] + .03, .5 * f["fingernails"])
    c = _mix(c, linear("#5a1f1f"), .85 * f["inside-mouth"])
    hair = linear(s["hair"])
    if s["stubble"]:
        y = p[:, 1]
        jaw = (smooth(.69, .66, y) * smooth(.585, .615, y) * smooth(.055, .10, p[:, 2] + .25 * np.abs(p[:, 0])) * (1 - f["lips"]))
        jaw = np.maximum(jaw, .9 * atlas.spot(0, .668, .16, .016) * (1 - f["lips"]))
        c = _mix(c, hair, jaw * s["stubble"] * (.45 + .55 * smooth(.45, .62, f["n5"])) * .62)
    line = above_hairline(p, s["recede"])
    scalp = smooth(-.004, .012, line + .010 * (f["n4"] - .5) + .006 * (f["n5"] - .5)) * s["scalp"] * (1 - f["ears"])
    c = _mix(c, hair * (.55 + .6 * f["n5"][:, None]), scalp)
    c = _mix(c, linear(s["brow"]), _brow_alpha(data, atlas, brow_strokes(s["brow_strokes"], 1.0), s["brow_thick"]) * .9)
    eye = np.sqrt((np.abs(p[:, 0]) - .0308) ** 2 + (p[:, 1] - .7284) ** 2 + (p[:, 2] - .1245) ** 2) - .0155
    liner = smooth(.0034, .0012, eye) * (p[:, 2] > .118) * s["liner"] * np.where(p[:, 1] > .727, 1., .55)
    c = _mix(c, linear("#1c0f0d"), np.clip(liner, 0, .95))
    c = _mix(c, hair * 1.3, s["fringe"] * smooth(-.052, -.036, line) * (p[:, 2] > .07) * (np.abs(p[:, 0]) < .058))
    shade = np.clip(.45 * smooth(-.012, .002, line), 0, .8) * (1 - scalp) * (1 if s["scalp"] > 0 else 0)
    c = c * (1 - shade)[:, None] ** [1., 1.1, 1.15]
    return c * (1 + .05 * (f["n4"] - .5) + .05 * (f["n5"] - .5))[:, None], scalp


def paint_skin(data, atlas, settings):
    """JPEGs of one tile: albedo, roughness (glTF green channel), normal; the last two at half size."""
    s = {**SKIN_DEFAULTS, **settings}
    f, p = atlas.field, atlas.points
    colour, scalp = _albedo(data, atlas, s)
    shine = atlas.spot(0, .70, .155, .018) + atlas.spot(0, .775, .14, .025) * .7
    rough = (.54 + .10 * (f["n4"] - .5) + .12 * (f["n3"] - .5) - .10 * np.clip(shine, 0, 1) - .16 * f["lips"]
             - .26 * f["fingernails"] + .35 * scalp)
    forehead = smooth(.012, 0., np.abs(((p[:, 1] - .755) * 95 + 1.2 * (f["n2"] - .5)) % 1 - .5) * .02)
    folds = s["age"] * (forehead * atlas.spot(0, .775, .14, .022) * 2.2
                        + .9 * atlas.spot(.052, .725, .115, .010) * np.sin(p[:, 1] * 1500 + 9 * f["n2"]))
    height = (.55 * f["n5"] + .45 * f["n6"] + .5 * f["n4"] * (.35 + .5 * s["age"]) - folds * 1.4 + f["lips"] * .45 * f["n4"])
    height = height * (1 - f["fingernails"])
    half = lambda image: image[::2, ::2]
    rough = half(gaussian_filter(atlas.full(np.clip(rough, .2, .98)), .8))
    bump = (s["bump"] + .4 * s["age"]) * atlas.zoom ** .85
    normal = normal_map(half(gaussian_filter(atlas.full(height), .5)), bump)
    packed = np.stack([np.ones_like(rough), rough, np.zeros_like(rough)], -1)
    return jpeg(srgb(atlas.full(colour)), 86), jpeg(packed, 76), jpeg(normal, 80)
