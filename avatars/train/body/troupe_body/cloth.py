"""Cloth: patterns in 3D or UV, soft folds, seams and stitches at the edges of the UV pieces, and a weave normal map."""
import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import distance_transform_edt, gaussian_filter

from .paint import jpeg, linear, linear_image, noise, normal_map, rasterise, smooth, srgb



def _hex_mix(a, b, t):
    return "#%02x%02x%02x" % tuple(int(int(a[i:i + 2], 16) * (1 - t) + int(b[i:i + 2], 16) * t) for i in (1, 3, 5))


class Texels:
    """What a pattern may look at: 3D points, uv, pixel rows and columns of every covered texel."""

    def __init__(self, points, u, v, rows, columns):
        self.points, self.u, self.v, self.rows, self.columns = points, u, v, rows, columns


def plain(t, colour):
    return np.tile(linear(colour), (len(t.points), 1))


def denim(t, colour="#243a5e", worn="#6f8bb0"):
    twill = ((t.columns + t.rows) // 2) % 4 < 2
    grain = noise(t.points, 900)
    fade = smooth(.45, .8, noise(t.points * [1, .6, 1], 7)) * .5
    c = linear(colour) * (1 - fade)[:, None] + linear(worn) * fade[:, None]
    return c * (.8 + .25 * twill + .5 * (grain - .5))[:, None]


def tweed(t, colour, fleck, check=None):
    c = linear(colour) * (.75 + .6 * (noise(t.points, 1100) - .3))[:, None]
    c = np.where((noise(t.points + 7, 700) > .70)[:, None], c * .85 + linear(fleck) * .15, c)
    if check:
        line = (t.columns % 64 < 2) | (t.rows % 64 < 2)
        c = np.where(line[:, None], c * .6 + linear(check) * .4, c)
    return c


def stripes(t, colour, stripe, per_metre=38, share=.32):
    on = ((t.points[:, 1] * per_metre) % 1 < share)[:, None]
    return np.where(on, linear(stripe), linear(colour)) * np.ones((len(t.points), 1))


def plaid(t, colour="#8c2a22", dark="#141a22", line="#d8c7a4", count=44):
    x, y = (t.u * count) % 1, (t.v * count) % 1
    band = lambda q: .55 * ((q < .38) | ((q > .46) & (q < .5)))
    k = np.minimum(band(x) + band(y), .85)[:, None]
    thin = (((x > .72) & (x < .75)) * .5 + ((y > .72) & (y < .75)) * .5)[:, None]
    c = linear(colour) * (1 - k) + linear(dark) * k
    return (c * (1 - thin) + linear(line) * thin) * (.86 + .2 * (((t.rows + t.columns) % 4) < 2)[:, None])


def silk(t, colour, sheen):
    wave = smooth(.35, .75, noise(t.points * [1, .35, 1], 12))
    return linear(colour) * (1 - .5 * wave)[:, None] + linear(sheen) * (.5 * wave)[:, None]


def knit(t, colour, accent=None):
    c = linear(colour) * (.86 + .28 * noise(t.points, 420))[:, None]
    return c if accent is None else np.where(((t.points[:, 1] * 9) % 1 < .18)[:, None], linear(accent), c)


def sport(t, colour, stripe, trim):
    side = np.abs(np.abs(t.points[:, 0]) - .16) < .012
    return np.where(side[:, None], linear(stripe), np.where((t.points[:, 1] > .10)[:, None], linear(trim), linear(colour)))


def floral(t, ground, petals, leaf, seed=11, density=1.0):
    image = linear_image(floral_image(1024, ground, petals, leaf, seed, density))
    rows = np.clip((t.v * 1024).astype(int), 0, 1023)
    return image[rows, np.clip((t.u * 1024).astype(int), 0, 1023)]


def floral_image(size, ground, petals, leaf, seed, density):
    """A generative flower print, drawn at double size: leaves and stems below layered blossoms."""
    r = np.random.default_rng(seed)
    z = 2 * size
    image = Image.new("RGB", (z, z), ground)
    draw = ImageDraw.Draw(image)

    def petal(x, y, angle, length, width, colour):
        t = np.linspace(0, np.pi, 14)
        px = length * (1 - np.cos(t)) / 2
        py = width * np.sin(t) ** .8 * (1 + .5 * (px / length))
        outline = np.r_[np.c_[px, py], np.c_[px, -py][::-1]]
        c, s = np.cos(angle), np.sin(angle)
        draw.polygon([tuple(q) for q in outline @ np.array([[c, s], [-s, c]]) + [x, y]], fill=colour)

    spots = []
    for _ in range(int(6000 * density)):
        radius = z * r.choice([.030, .021, .013, .008], p=[.10, .22, .32, .36])
        p = r.random(2) * z
        if all(np.hypot(*(p - q)) > (radius + other) * 1.02 for q, other in spots):
            spots.append((p, radius))
        if len(spots) > 700 * density:
            break
    for p, radius in spots:
        for _ in range(int(r.integers(3, 6)) if radius > z * .015 else 0):
            angle = r.random() * 6.3
            length = radius * (1.5 + .8 * r.random())
            colour = _hex_mix(leaf[0], leaf[1], r.random())
            tip = p + length * .55 * np.array([np.cos(angle), np.sin(angle)])
            draw.line([tuple(p), tuple(tip)], fill=colour, width=max(2, int(radius * .06)))
            petal(*tip, angle + .3 * r.normal(), length * .75, length * .16, colour)
    for p, radius in sorted(spots, key=lambda spot: spot[1]):
        pair = petals[int(r.integers(len(petals)))]
        count, turn = int(r.integers(5, 9)), r.random() * 6.3
        for ring, scale in ((0, 1.), (1, .72), (2, .45)):
            for i in range(count):
                petal(*p, turn + ring * .4 + i * 2 * np.pi / count, radius * scale * (.9 + .2 * r.random()),
                      radius * scale * .30, _hex_mix(pair[0], pair[1], min(1, ring * .45 + .1 * r.random())))
        for _ in range(12):
            angle, q, dot = r.random() * 6.3, radius * .17 * r.random() ** .5, radius * .035
            x, y = p[0] + q * np.cos(angle), p[1] + q * np.sin(angle)
            draw.ellipse([x - dot, y - dot, x + dot, y + dot], fill="#f4c84a")
    return np.asarray(image.resize((size, size), Image.LANCZOS), np.float32) / 255


PATTERNS = dict(plain=plain, denim=denim, tweed=tweed, stripes=stripes, plaid=plaid, silk=silk, knit=knit, sport=sport,
                floral=floral)


def _pattern(t, recipe):
    settings = {k: v for k, v in recipe.items() if k != "pattern"}
    if recipe["pattern"] not in PATTERNS:
        raise SystemExit(f"cloth: there is no pattern {recipe['pattern']!r}; choose one of {', '.join(PATTERNS)}")
    return PATTERNS[recipe["pattern"]](t, **settings)


def components(tri, count):
    """Connected part of each vertex: the shirt and the trousers of a suit are two."""
    label = np.arange(count)
    while True:
        low = label[tri].min(1)
        new = label.copy()
        for k in range(3):
            np.minimum.at(new, tri[:, k], low)
        new = new[new]
        if (new == label).all():
            return label
        label = new


def upper_part(mesh, positions):
    """True for vertices of the components whose middle lies in the upper half of the garment."""
    label = components(mesh.tri, len(positions))
    middle = (positions[:, 1].max() + positions[:, 1].min()) / 2
    out = np.zeros(len(positions), bool)
    for one in np.unique(label):
        out[label == one] = positions[label == one, 1].mean() > middle
    return out


def paint_cloth(mesh, positions, top, bottom, size=1024, wrinkle=.22, seam=.55):
    """Linear albedo [size, size, 3] of a garment; `top` and `bottom` are pattern recipes."""
    upper = upper_part(mesh, positions).astype(np.float32)
    values = np.concatenate([positions, upper[:, None]], 1).astype(np.float32)
    image, covered = rasterise(mesh.uvs, mesh.uv_tri, mesh.tri, values, size)
    points, is_top = image[covered][:, :3], image[covered][:, 3] > .5
    rows, columns = np.nonzero(covered)
    t = Texels(points, columns / size, rows / size, rows, columns)
    c = np.where(is_top[:, None], _pattern(t, top), _pattern(t, bottom))
    edge = distance_transform_edt(covered)[covered] / size * 2048
    soft = noise(points * [1, .45, 1], 16) + .6 * noise(points * [1, .5, 1], 42) - .8
    c = c * (1 + wrinkle * soft + .10 * (noise(points, 300) - .5))[:, None]
    c = c * (1 - np.exp(-(edge / 4.0) ** 2) * seam)[:, None]
    stitch = (np.abs(edge - 13) < 1.6) & (((columns + rows) // 5) % 2 == 0)
    c = np.where(stitch[:, None], c * 1.4 + .02, c)
    out = np.zeros((size, size, 3), np.float32)
    out[covered] = c
    near = distance_transform_edt(~covered, return_distances=False, return_indices=True)
    return out[near[0], near[1]]


def weave_normal(kind, size=256):
    """Tileable normal map of a weave: plain, twill, knit or satin (PNG)."""
    y, x = np.mgrid[0:size, 0:size] / size * 2 * np.pi
    grain = gaussian_filter(np.random.default_rng(5).random((size, size)), 1.2, mode="wrap")
    grain = (grain - grain.mean()) / grain.std()
    if kind == "plain":
        h = np.where(np.sin(x * 16) * np.sin(y * 16) > 0, np.abs(np.sin(x * 16)), np.abs(np.sin(y * 16)))
    elif kind == "twill":
        h = (.5 + .5 * np.sin(x * 16 + y * 16)) * .8 + .2 * np.abs(np.sin(y * 32 - x * 16))
    elif kind == "knit":
        z = (x * 12) % (2 * np.pi) - np.pi
        h = np.abs(np.sin(y * 12 + 1.1 * np.abs(z))) ** .6 * (.35 + .65 * np.abs(np.sin(z)))
    else:
        h = .5 + .12 * np.sin(y * 64)
    return jpeg(normal_map(h + .10 * grain, 2.0), 80)


def cloth_jpeg(albedo):
    return jpeg(srgb(albedo), 84)

