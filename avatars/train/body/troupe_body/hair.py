"""Hair of our own: cards combed over a height field of the head, fur shells for close curls, CC0 caps for far away.

CONTRIBUTOR NOTES: roots are area-sampled above our own hairline; strands are marched in small steps and pulled to the
surface above the chin (that alone turned curtains into a bob); normals come from the head's hull, not from the cards;
the direction of a strand goes into TANGENT for the hair highlight. CC0 hair meshes were tried first: strips cover an
eye, short ones are helmets; they serve as far levels of detail, and ponytail and braid near with polar UVs.
"""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter
from scipy.ndimage import distance_transform_edt, gaussian_filter, maximum_filter

from .mesh import BODY_VERTICES, vertex_normals
from .paint import linear, png, smooth, srgb
from .skin import above_hairline

POLAR, AZIMUTH = 48, 96


class Head:
    """Radial height field of a head about its centre, and the scalp where hair grows."""

    def __init__(self, data, v, recede=0.0, fur=False):
        self.v, self.data = v, data
        weight = data.weights[:BODY_VERTICES, data.index["head"]]
        k = np.nonzero(weight > .6)[0]
        self.centre = np.array([0, v[k, 1].max() - .115, v[k][:, 2].mean() * .3 + .02])
        q = v[k] - self.centre
        r = np.linalg.norm(q, axis=1)
        row = np.clip((np.arccos(q[:, 1] / r) / np.pi * POLAR).astype(int), 0, POLAR - 1)
        column = ((np.arctan2(q[:, 0], q[:, 2]) / (2 * np.pi) + .5) * AZIMUTH).astype(int) % AZIMUTH
        grid = np.zeros((POLAR, AZIMUTH))
        np.maximum.at(grid, (row, column), r)
        near = distance_transform_edt(grid == 0, return_distances=False, return_indices=True)
        wrap = ("nearest", "wrap")
        self.grid = gaussian_filter(maximum_filter(grid[near[0], near[1]], 3, mode=wrap), 2.2, mode=wrap)
        centre = data.positions[data.body_tri].mean(1)
        ear = (np.abs(centre[:, 0]) > .068) & (centre[:, 1] < .745) & (centre[:, 2] > -.012) & (centre[:, 2] < .04)
        grows = (above_hairline(centre, recede) > (-.007 if fur else 0)) & (weight[data.body_tri[:, 0]] > .5) & ~ear
        self.scalp = data.body_tri[grows]
        self.normals = vertex_normals(v[:BODY_VERTICES], data.body_tri)

    def radius(self, p):
        """(surface radius in the direction of p, direction, distance of p)."""
        q = p - self.centre
        r = np.linalg.norm(q, axis=1) + 1e-9
        a = np.clip(np.arccos(np.clip(q[:, 1] / r, -1, 1)) / np.pi * POLAR - .5, 0, POLAR - 1.001)
        b = (np.arctan2(q[:, 0], q[:, 2]) / (2 * np.pi) + .5) * AZIMUTH - .5
        i, j = a.astype(int), np.floor(b).astype(int)
        u, w = a - i, b - j
        g = lambda x, y: self.grid[np.clip(x, 0, POLAR - 1), y % AZIMUTH]
        surface = (g(i, j) * (1 - u) + g(i + 1, j) * u) * (1 - w) + (g(i, j + 1) * (1 - u) + g(i + 1, j + 1) * u) * w
        return surface, q / r[:, None], r

    def roots(self, n, r):
        """n points spread evenly over the scalp: (positions, normals, the same points on the neutral head)."""
        t = self.v[self.scalp]
        area = np.linalg.norm(np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]), axis=1)
        k = (np.cumsum(area) / area.sum()).searchsorted((np.arange(n) + r.random(n)) / n).clip(0, len(t) - 1)
        a, b = r.random(n), r.random(n)
        flip = a + b > 1
        a[flip], b[flip] = 1 - a[flip], 1 - b[flip]
        mix = lambda x: x[:, 0] * (1 - a - b)[:, None] + x[:, 1] * a[:, None] + x[:, 2] * b[:, None]
        return mix(t[k]), mix(self.normals[self.scalp[k]]), mix(self.data.positions[self.scalp[k]])


# Styles of cards. hang: strands fall to a height; else they have a length. end: metres above the chin where they are cut.
STYLES = dict(
    bob=dict(hang=True, fringe=True, end=-.012, curl=.5, n=430, seg=10, width=.0185, lift=(.003, .014)),
    long=dict(hang=True, fringe=False, end=-.20, curl=.05, n=460, seg=12, width=.020, lift=(.003, .014)),
    shoulder=dict(hang=True, fringe=False, end=-.10, curl=.25, n=440, seg=11, width=.019, lift=(.003, .016)),
    swept=dict(hang=False, length=.055, comb="back", n=620, seg=5, width=.012, lift=(.001, .008)),
    short=dict(hang=False, length=.042, comb="side", n=640, seg=5, width=.012, lift=(.001, .009)),
    crop=dict(hang=False, length=.024, comb="forward", n=680, seg=4, width=.011, lift=(.001, .005)),
    updo=dict(hang=False, length=.085, comb="back", n=620, seg=6, width=.013, lift=(.001, .007)),
)


def _unit(v):
    return v / (np.linalg.norm(v, axis=-1, keepdims=True) + 1e-9)


def _plan(style, head, p, normal, neutral, eye, chin, part, r):
    """Where every strand starts to go, where it ends, how long it may be, and which belong to the fringe."""
    q = p - head.centre
    n = len(p)
    side = np.where(p[:, 0] + .008 * r.normal(size=n) > part, 1., -1.)
    zero = np.zeros(n)
    fringe = np.zeros(n, bool)
    if style["hang"]:
        comb = np.stack([side, -.15 + zero, -.12 - .5 * (q[:, 2] < 0)], 1)
        end = chin + style["end"] + .020 * r.random(n) + .012 * (q[:, 2] < -.02)
        if style["fringe"]:
            fringe = (neutral[:, 2] > .075) & (neutral[:, 1] > .785) & (np.abs(p[:, 0] - part * .2) < .058)
            comb[fringe] = np.stack([q[fringe, 0] * 7, -.25 + zero[fringe], 1.0 + zero[fringe]], 1)
            lower = eye[1] + .010 + .010 * r.random(n) - .05 * np.clip(np.abs(p[:, 0]) - .030, 0, 1)
            end = np.where(fringe, lower, end)
        length = np.full(n, .36 + max(0., -style["end"]))
    else:
        back = np.stack([q[:, 0] * 9, .15 + zero, -1. + zero], 1)
        to_side = np.stack([side * .9, .05 + zero, .12 + zero], 1)
        forward = np.stack([q[:, 0] * 2, .1 + zero, .8 + zero], 1)
        comb = dict(back=back, side=to_side, forward=forward)[style["comb"]]
        if style["comb"] != "back":
            comb[q[:, 1] < .03] = [0, -1, -.3]
        end = np.full(n, -9.)
        length = style["length"] * (.75 + .5 * r.random(n)) * np.where(q[:, 1] > .03, 1.2, .55)
    comb = comb + .12 * r.normal(size=(n, 3))
    comb = _unit(comb - normal * (comb * normal).sum(1, keepdims=True))
    return _unit(comb * .9 + normal * (.25 if style["hang"] else .5)), end, length, fringe


def _off_the_face(head, p, fringe, chin):
    """Hair that hangs is tucked to the sides: nothing but a fringe falls over eyes, mouth and throat."""
    ahead = smooth(head.centre[2] + .015, head.centre[2] + .05, p[:, 2]) * smooth(chin + .165, chin + .135, p[:, 1]) * ~fringe
    least = .062 * ahead
    out = p.copy()
    out[:, 0] = np.where(np.abs(p[:, 0]) < least, np.sign(p[:, 0] + 1e-6) * (np.abs(p[:, 0]) + (least - np.abs(p[:, 0])) * .6), p[:, 0])
    return out


def _march(style, head, p, normal, direction, end, length, fringe, lift, chin):
    """Strand paths [n, seg + 1, 3] and which are long enough to keep."""
    n, seg, d = len(p), style["seg"], direction
    path = [p - normal * .002]
    if not style["hang"]:
        for i in range(seg):
            x = path[-1]
            nx = x + d * (length / seg)[:, None]
            surface, u, r = head.radius(nx)
            need = surface + lift * min(1, (i + 1) / 3)
            nx = head.centre + u * np.where(r < need, need, need + (r - need) * .45)[:, None]
            d = _unit(_unit(nx - x) * .9 + np.array([0, -1., 0]) * .1 - u * .12)
            path.append(nx)
        return np.stack(path, 1), np.ones(n, bool)
    gravity, steps = .32, int(130 + max(0., -style["end"]) / .0032)
    for i in range(steps):
        x = path[-1]
        nx = x + d * .0032
        surface, u, r = head.radius(nx)
        need = surface + lift * np.minimum(1, (i + 1) / 9)
        stick = np.where(fringe, .30, .16) * (nx[:, 1] > chin + .02)
        nx = head.centre + u * np.where(r < need, need, r + (need - r) * stick)[:, None]
        nx = _off_the_face(head, nx, fringe, chin)
        low = (nx[:, 1] < chin + .035) & ~fringe
        inward = -u * np.array([1, 0, 1]) * (style["curl"] * low)[:, None] * 2.2
        d = _unit(_unit(nx - x) * (1 - gravity * .35) + (np.array([0, -1., 0]) + inward) * gravity * .35)
        done = (x[:, 1] < end) & (i > 6)
        path.append(np.where(done[:, None], x, nx))
    fine = np.stack(path, 1)
    walked = np.concatenate([np.zeros((n, 1)), np.cumsum(np.linalg.norm(np.diff(fine, axis=1), axis=2), 1)], 1)
    out = np.zeros((n, seg + 1, 3))
    for k in range(n):
        at = np.linspace(0, 1, seg + 1) ** 1.2 * walked[k, -1]
        c = walked[k] + np.arange(walked.shape[1]) * 1e-9
        for axis in range(3):
            out[k, :, axis] = np.interp(at, c, fine[k, :, axis])
    return out, walked[:, -1] > .03


def grow_cards(head, name, eye, chin, recipe):
    """Cards of a style: dict of positions, normals, tangents, uvs, colours (linear RGBA) and triangles."""
    style = {**STYLES[name], **recipe.get("cut", {})}
    r = np.random.default_rng(recipe.get("seed", 3))
    p, normal, neutral = head.roots(style["n"], r)
    direction, end, length, fringe = _plan(style, head, p, normal, neutral, eye, chin, recipe.get("part", .012), r)
    low, high = style["lift"]
    lift = low + (high - low) * r.random(len(p)) ** 1.2
    lift[fringe] = .004 + .006 * r.random(fringe.sum())
    path, keep = _march(style, head, p, normal, direction, end, length, fringe, lift, chin)
    path, fringe, lift = path[keep], fringe[keep], lift[keep]
    n, seg = len(path), style["seg"]
    tangent = _unit(np.gradient(path, axis=1))
    hull = path - head.centre
    hull[:, :, 1] *= .45
    hull = _unit(hull)
    across = _unit(np.cross(tangent, hull)) + .12 * r.normal(size=(n, 1, 1)) * hull
    t = np.linspace(0, 1, seg + 1)
    width = style["width"] * (.75 + .5 * r.random(n)) * np.where(fringe, .62, 1.)
    half = width[:, None] * (np.minimum(1, .55 + t * 2) * (1 - .55 * np.clip((t - .7) / .3, 0, 1)))[None] / 2
    side = across * half[..., None]
    points = np.stack([path - side, path + hull * (half * .25)[..., None], path + side], 2)
    normals = _unit(np.stack([hull - across * .35, hull, hull + across * .35], 2))
    u0, du = r.random(n), np.where(fringe, .055, .085)
    u = u0[:, None, None] + du[:, None, None] * np.array([0, .5, 1])[None, None] + 0 * t[None, :, None]
    uv = np.stack([u, 0 * u + t[None, :, None]], -1)
    inner = lift < low + .3 * (high - low)
    frame = (np.abs(path[:, -1, 0]) > .035) & (path[:, -1, 2] > head.centre[2] + .045) & ~fringe
    shade = (.62 + .38 * np.clip((lift - low) / (high - low), 0, 1)) * (.85 + .3 * r.random(n))
    shade[fringe] = .42 + .2 * r.random(fringe.sum())
    k = np.arange(n)[:, None, None] * (seg + 1) * 3 + np.arange(seg)[None, :, None] * 3 + np.arange(2)[None, None]
    tri = np.stack([k, k + 3, k + 1, k + 1, k + 3, k + 4], -1).reshape(-1, 3)
    spread = lambda x: np.repeat(x, (seg + 1) * 3)
    flat = points.reshape(-1, 3)
    along = np.tile(np.repeat(t, 3), n)
    colours = _colours(recipe, flat, along, spread(shade), spread(fringe), spread(frame), spread(inner), eye, chin)
    return dict(positions=flat, normals=normals.reshape(-1, 3), tangents=np.repeat(tangent.reshape(-1, 3), 3, 0),
                uvs=uv.reshape(-1, 2), colours=colours, tri=tri)


def _colours(recipe, p, t, shade, fringe, frame, inner, eye, chin):
    c = linear(recipe["root"]) * (1 - t)[:, None] + linear(recipe["tip"]) * t[:, None]
    if "accent" in recipe:
        wave = p[:, 1] + .012 * np.sin(np.arctan2(p[:, 0], p[:, 2]) * 9)
        low = smooth(eye[1] + .005, chin + .035, wave)
        k = np.where(inner, np.maximum(low, .85 * smooth(eye[1] + .02, eye[1] - .03, p[:, 1])), low)
        k = np.where(frame, np.maximum(low, smooth(.35, .6, t)), k)
        k = np.where(fringe, 0, k)[:, None]
        c = c * (1 - k) + linear(recipe["accent"]) * k
    return np.concatenate([np.clip(c * shade[:, None] * 1.6, 0, 1), np.ones((len(p), 1))], 1)


def grow_fur(head, recipe):
    """Layers of the scalp pushed outwards; vertex alpha lifts the threshold of a height texture (cut at .5)."""
    layers, height = recipe.get("layers", 12), recipe.get("height", .016)
    used, inverse = np.unique(head.scalp, return_inverse=True)
    inverse = inverse.reshape(-1, 3)
    p, normal, neutral = head.v[used], head.normals[used], head.data.positions[used]
    uv = np.stack([np.arctan2(neutral[:, 0], neutral[:, 2] - .03) / (2 * np.pi) * 2.1, (neutral[:, 1] - .6) * 4.2], 1) * 2.25
    line = above_hairline(neutral)
    grow = np.clip(line / .02, .15, 1)
    solid = .52 + .48 * np.clip((line + .006) / .014, 0, 1)
    out = dict(positions=[], normals=[], uvs=[], colours=[], tri=[])
    for k in range(layers):
        f = (k + .3) / layers
        out["positions"].append(p + normal * (height * f * grow)[:, None])
        out["normals"].append(normal)
        out["uvs"].append(uv)
        shade = np.full((len(p), 1), .35 + .65 * f)
        out["colours"].append(np.concatenate([shade, shade, shade, (.5 / (.5 + .5 * f) * solid)[:, None]], 1))
        out["tri"].append(inverse + k * len(used))
    return {name: np.concatenate(parts) for name, parts in out.items()} | dict(tangents=None)


def cap(data, v, name, head):
    """A CC0 hair mesh with polar UVs about the crown: (mesh, positions, uvs per corner)."""
    mesh = data.bound("hair", name)
    p = mesh.fit(v)
    q = p - head.centre
    axis = np.array([0, np.cos(.5), -np.sin(.5)])
    e1 = np.array([1., 0, 0])
    turn = np.arctan2(q @ np.cross(axis, e1), q @ e1)
    h = q @ axis
    polar = np.arccos(np.clip(h / np.linalg.norm(q, axis=1), -1, 1)) + np.clip(-h, 0, None) * 3
    along = np.clip(polar / polar.max(), 0, 1)
    t = turn[mesh.tri]
    t = np.where(t - t.min(1, keepdims=True) > np.pi, t - 2 * np.pi, t)
    return mesh, p, np.stack([t / (2 * np.pi) * 6, along[mesh.tri]], -1)


def strand_sheet(size=512, count=700, seed=1):
    """Grey RGBA PNG of overlapped strands, v 0 root .. 1 tip, tileable in u."""
    r = np.random.default_rng(seed)
    shade, alpha = Image.new("L", (size, size), 70), Image.new("L", (size, size), 0)
    ds, da = ImageDraw.Draw(shade), ImageDraw.Draw(alpha)
    for _ in range(count):
        x0, w = r.random() * size, int(r.integers(1, 4))
        top = 0 if r.random() > .1 else r.random() * .2 * size
        ys = np.linspace(top, size * (1 - .25 * r.random() ** 1.4), 20)
        xs = x0 + (r.random() - .5) * .05 * size * (ys / size) ** 2
        value = int(np.clip(128 + 58 * r.normal(), 25, 255))
        for offset in (-size, 0, size):
            points = list(zip(xs + offset, ys))
            ds.line(points, fill=value, width=w)
            da.line(points, fill=255, width=w)
    s = np.asarray(shade.filter(ImageFilter.GaussianBlur(.5)), np.float32) / 255
    a = np.asarray(alpha.filter(ImageFilter.GaussianBlur(.5)), np.float32) / 255
    grey = srgb(np.clip(.62 + .8 * (s - .5), .05, 1))[..., None]
    return png(np.concatenate([grey, grey, grey, a[..., None]], -1))


def curl_sheet(root, tip, size=384, count=1600, seed=8):
    """RGBA PNG of tight coils for fur: colour by height, alpha is the height."""
    r = np.random.default_rng(seed)
    image = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(image)
    for _ in range(count):
        x, y, q = r.random() * size, r.random() * size, 3 + 4 * r.random()
        value, turn = int(90 + 165 * r.random()), r.random() * 360
        for ox in (-size, 0, size):
            for oy in (-size, 0, size):
                draw.arc([x + ox - q, y + oy - q, x + ox + q, y + oy + q], turn, turn + 300, fill=value, width=2)
    height = (np.asarray(image.filter(ImageFilter.GaussianBlur(.8)), np.float32) / 255)[..., None]
    colour = srgb(linear(root) * (.35 + .9 * height) + linear(tip) * height ** 3)
    return png(np.concatenate([colour, .5 + .5 * height], -1))
