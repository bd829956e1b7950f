"""Eyes of our own: a sphere with a front-polar iris map, a clear cornea, and lashes."""
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .paint import jpeg, linear, noise, png, smooth, srgb

RINGS, SECTORS = 14, 24
IRIS_RAD, CORNEA_RAD = 0.56, 1.2


def iris_map(colour, size=384, ring="#1b120c", seed=3):
    """JPEG; radius 0..1 is 0..90 degrees from the pupil."""
    r = np.random.default_rng(seed)
    y, x = np.mgrid[0:size, 0:size]
    u, v = (x + .5) / size * 2 - 1, (y + .5) / size * 2 - 1
    radius, angle = np.hypot(u, v), np.arctan2(v, u)
    iris, pupil = .345, .135
    fibres = np.zeros_like(radius)
    for count, strength in ((40, .5), (83, .35), (131, .25), (211, .2)):
        phase = r.random(3) * 6.3
        fibres += strength * np.sin(angle * count + phase[0] + 2.5 * np.sin(radius * 22 + phase[1]) + 1.5 * np.sin(angle * 7 + phase[2]))
    t = np.clip((radius - pupil) / (iris - pupil), 0, 1)[..., None]
    base = linear(colour)
    c = base * (.75 + .28 * fibres[..., None]) * (1.25 - .5 * t) + base * [.9, .6, .3] * .5 * np.exp(-((t - .3) / .12) ** 2)
    c = c * (1 + .45 * np.clip(v / iris, -1, 1)[..., None])
    limbus = smooth(.72, 1.0, t)
    c = c * (1 - .85 * limbus) + linear(ring) * .85 * limbus
    hole = smooth(pupil + .012, pupil - .012, radius)[..., None]
    c = c * (1 - hole) + .003 * hole
    points = np.stack([u, v, radius], -1).reshape(-1, 3)
    drift = noise(points, 6)[:, None]
    veins = np.exp(-(np.abs(noise(points + .2 * drift, 9).reshape(size, size) - .5) / .012) ** 2) * smooth(.5, .9, radius) * .35
    white = np.stack([.74 - .06 * radius, .70 - .10 * radius - .22 * veins, .66 - .10 * radius - .22 * veins], -1)
    white = white * (1 - .12 * smooth(.45, 1, radius))[..., None]
    edge = smooth(iris + .022, iris - .022, radius)[..., None]
    return jpeg(srgb(white * (1 - edge) + c * edge), 88)


def ball(centre, radius, cornea=False):
    """(positions, uvs, triangles) of an eyeball looking to +Z, or of the clear bulge before it."""
    polar = np.linspace(0, np.pi * .72, RINGS + 1)
    turn = np.linspace(0, 2 * np.pi, SECTORS + 1)
    if cornea:
        bulge = np.clip((np.cos(polar) - np.cos(IRIS_RAD)) / (1 - np.cos(IRIS_RAD)), 0, 1) ** .9
        profile = radius * (1.006 + .085 * bulge)
    else:
        profile = radius * (1 - .055 * smooth(IRIS_RAD, .46, polar))
    a, t = np.meshgrid(polar, turn, indexing="ij")
    p = np.stack([np.sin(a) * np.cos(t), np.sin(a) * np.sin(t), np.cos(a)], -1) * profile[:, None, None]
    uv = np.stack([.5 + .5 * a / (np.pi / 2) * np.cos(t), .5 - .5 * a / (np.pi / 2) * np.sin(t)], -1)
    i, j = np.meshgrid(np.arange(RINGS), np.arange(SECTORS), indexing="ij")
    k = (i * (SECTORS + 1) + j).ravel()
    below = k + SECTORS + 1
    tri = np.concatenate([np.stack([k, below, below + 1], 1), np.stack([k, below + 1, k + 1], 1)])
    tri = tri[(k.max() >= 0) & ~((tri[:, 0] == tri[:, 1]) | (tri[:, 1] == tri[:, 2]))]
    if cornea:
        tri = tri[(polar[tri // (SECTORS + 1)] < CORNEA_RAD).all(1)]
    return p.reshape(-1, 3) + centre, uv.reshape(-1, 2), tri


def lash_sheet(size=256, count=90, seed=2):
    """RGBA PNG: lashes growing from v 0 to v 1."""
    r = np.random.default_rng(seed)
    image = Image.new("L", (size * 2, size), 0)
    draw = ImageDraw.Draw(image)
    for i in range(count):
        x = (i + .5 * r.random()) * 2 * size / count
        length = size * (.6 + .38 * r.random())
        bend = (r.random() - .5) * .12 * size
        ys = np.linspace(0, length, 12)
        xs = x + bend * (ys / length) ** 2
        w = 9 * (1 - (ys / length) ** .8) + 1.5
        draw.polygon([(p - q / 2, y) for p, q, y in zip(xs, w, ys)] + [(p + q / 2, y) for p, q, y in zip(xs[::-1], w[::-1], ys[::-1])], fill=255)
    alpha = np.asarray(image.filter(ImageFilter.GaussianBlur(.7)), np.float32) / 255
    return png(np.concatenate([np.full(alpha.shape + (3,), .04, np.float32), alpha[..., None]], -1))


def lash_uvs(positions, centres, length):
    """u along the lid, v away from the eyeball, per eye and lid; `length` > 1 shortens the lashes."""
    uv = np.zeros((len(positions), 2))
    for side, centre in ((1, centres[0]), (-1, centres[1])):
        index = np.nonzero(positions[:, 0] * side > 0)[0]
        q = positions[index] - centre
        d = np.linalg.norm(q, axis=1)
        along = q[:, 0] / np.abs(q[:, 0]).max()
        for lid in (q[:, 1] > 0, q[:, 1] <= 0):
            if lid.sum() < 3:
                continue
            near = [np.abs(along[lid] - x) < .2 for x in along[lid]]
            low = np.array([d[lid][k].min() for k in near])
            high = np.array([d[lid][k].max() for k in near])
            v = (d[lid] - low) / np.maximum(high - low, 1e-4) * length
            uv[index[lid]] = np.stack([along[lid] * .5 + .5, np.clip(v, 0, 1.0)], 1)
    return uv
