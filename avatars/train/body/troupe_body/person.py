"""One person: recipe -> parts (meshes with skin weights and textures) and skeleton."""
import io
import json

import numpy as np
from PIL import Image

from . import cloth, eyes, hair, skin
from .expressions import UNITS
from .mesh import ALL_VERTICES, BODY_VERTICES, BoundMesh, vertex_normals
from .paint import linear
from .shape import body_of_height

# Height above the sole at which a shoe ends and its sock begins, m.
SOCK_FROM_M = .105
TEETH, TONGUE = "#6f675c", "#b05a58"
ARM_CHAIN = (("UpperArm", "LowerArm"), ("LowerArm", "Hand"), ("Hand", "MiddleProximal"))
LEG_CHAIN = (("UpperLeg", "LowerLeg"), ("LowerLeg", "Foot"))
FAR_HAIR = dict(bob="bob02", long="long01", shoulder="bob02", swept="short02", short="short02", crop="short03",
                updo="short03", ponytail="ponytail01", braid="braid01")


class Part:
    """One primitive: vertices already split at UV seams."""

    def __init__(self, name, positions, normals, uvs, tri, weights, material, colours=None, tangents=None, morphs=None):
        self.name, self.positions, self.normals, self.uvs, self.tri = name, positions, normals, uvs, tri
        self.weights, self.material, self.colours, self.tangents, self.morphs = weights, material, colours, tangents, morphs


def split_part(name, v, tri, uv_tri, uvs, weights, material, normals=None, morphs=None):
    """A Part with one vertex per (position, uv) pair; uvs are turned to glTF's (v down)."""
    key = tri.reshape(-1) * 1000003 + uv_tri.reshape(-1)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    at, uv_at = tri.reshape(-1)[first], uv_tri.reshape(-1)[first]
    n = vertex_normals(v, tri) if normals is None else normals
    small = {k: d[at] for k, d in (morphs or {}).items()}
    return Part(name, v[at], n[at], uvs[uv_at] * [1, -1] + [0, 1], inverse.reshape(-1, 3), weights[at], material, morphs=small)


def _align(a, b):
    """Rotation matrix that turns direction a to b."""
    a = a / np.linalg.norm(a)
    axis = np.cross(a, b)
    s, c = np.linalg.norm(axis), a @ b
    if s < 1e-9:
        return np.eye(3)
    k = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]]) / s
    return np.eye(3) + s * k + (1 - c) * k @ k


class Skeleton:
    """Bones in the T-pose of VRM. The mesh keeps its A-pose; inverse binds carry the difference.

    Baking the vertices into the T-pose instead was tried: it tears the volume at the shoulders once, and coming down
    again tears it twice. With binds from the pose the mesh was made in, lowered arms cost nothing.
    """

    def __init__(self, data, v, ground):
        self.names, self.parents = data.bones, data.parents
        heads = np.array([v[cube].mean(0) for cube in data.heads])
        i = data.index
        turn = {}
        for side, x in (("left", 1.), ("right", -1.)):
            for a, b in ARM_CHAIN:
                turn[side + a] = _align(heads[i[side + b]] - heads[i[side + a]], np.array([x, 0, 0]))
            for a, b in LEG_CHAIN:
                turn[side + a] = _align(heads[i[side + b]] - heads[i[side + a]], np.array([0, -1., 0]))
            turn[side + "Foot"] = turn[side + "LowerLeg"]
        self.rotation = np.tile(np.eye(3), (len(heads), 1, 1))
        self.position = heads.copy()
        for k, parent in enumerate(self.parents):
            if parent >= 0:
                self.position[k] = self.position[parent] + self.rotation[parent] @ (heads[k] - heads[parent])
                self.rotation[k] = turn.get(self.names[k], self.rotation[parent])
        self.position[:, 1] -= ground
        self.inverse_bind = np.tile(np.eye(4), (len(heads), 1, 1))
        self.inverse_bind[:, :3, :3] = self.rotation
        self.inverse_bind[:, :3, 3] = -np.einsum("bij,bj->bi", self.rotation, heads)
        # A bind takes a mesh point to bone space: bone axes are the world's, its origin is the head in the A-pose.
        self.heads = heads

    def offset(self, k):
        parent = self.parents[k]
        return self.position[k] - (self.position[parent] if parent >= 0 else 0)


class Workshop:
    """What is made once for everybody: atlases and shared sheets."""

    def __init__(self, data, size=1024):
        self.data = data
        self.face, low, high = skin.face_region(data)
        self.rect = (low, high)
        self.body_atlas = skin.SkinAtlas(data, size)
        self.face_atlas = skin.SkinAtlas(data, size, self.rect)
        self.strands = hair.strand_sheet()
        self.lashes = eyes.lash_sheet()
        self.weaves = {}

    def weave(self, kind):
        if kind not in self.weaves:
            self.weaves[kind] = cloth.weave_normal(kind)
        return self.weaves[kind]


def build_person(shop, recipe):
    """{parts, far_parts, skeleton, body} of a recipe (assets/bodies/cast.json)."""
    data = shop.data
    shape = dict(recipe["shape"])
    v = body_of_height(data, shape.pop("heightM"), **shape)
    v += recipe.get("smile", .22) * _unit(data, recipe, "mouth-corner-puller") - .12 * _unit(data, recipe, "mouth-open")
    suit = data.bound("clothes", recipe["outfit"]["suit"])
    shoes = data.bound("clothes", recipe["outfit"]["shoes"])
    suit_v, shoes_v = suit.fit(v), shoes.fit(v)
    ground = min(v[:BODY_VERTICES, 1].min(), shoes_v[:, 1].min())
    skeleton = Skeleton(data, v, ground)
    units = {name: _unit(data, recipe, name) for name in UNITS}
    parts = _skin_parts(shop, recipe, v, suit, shoes, units)
    parts += _eye_parts(shop, recipe, v)
    parts += _mouth_parts(data, v, units)
    parts += _cloth_parts(shop, recipe, suit, suit_v, shoes, shoes_v)
    head = hair.Head(data, v, recipe["hair"].get("recede", 0.), recipe["hair"]["style"] == "fur")
    near, far = _hair_parts(shop, recipe, v, head)
    hidden = ("lashes", "teeth", "tongue", "cornea")
    return dict(parts=parts + near, far_parts=[p for p in parts if p.name not in hidden] + far, skeleton=skeleton,
                body=_body_json(data, recipe, v, skeleton, ground))


def _unit(data, recipe, name):
    origin = recipe["shape"].get("origin") or {"asian": 1.}
    return data.target(f"expression/units/{max(origin, key=origin.get)}/{name}")


def _skin_parts(shop, recipe, v, suit, shoes, units):
    data = shop.data
    gone = np.zeros(ALL_VERTICES, bool)
    gone[suit.hidden] = True
    gone[shoes.hidden] = True
    keep = ~gone[data.body_tri].any(1)
    normals = vertex_normals(v, data.body_tri)
    settings = {"hair": recipe["hair"]["root"], "recede": recipe["hair"].get("recede", 0.), **recipe["skin"]}
    out = []
    for name, atlas, select, uvs in (
            ("skin_body", shop.body_atlas, keep & ~shop.face, data.uvs),
            ("skin_face", shop.face_atlas, keep & shop.face, (data.uvs - shop.rect[0]) / (shop.rect[1] - shop.rect[0]))):
        albedo, rough, normal = skin.paint_skin(data, atlas, settings)
        material = dict(name=name, base=("image/jpeg", albedo), rough_map=("image/jpeg", rough),
                        normal=("image/jpeg", normal), normal_scale=.55, rough=1.0)
        out.append(split_part(name, v, data.body_tri[select], data.body_uv_tri[select], uvs, data.weights, material,
                              normals=normals, morphs=units))
    lashes = data.bound("eyelashes", "eyelashes01")
    p = lashes.fit(v)
    centres = [v[data.cubes[side + "-eye"]].mean(0) for side in "lr"]
    uv = eyes.lash_uvs(p, centres, recipe["eyes"].get("lash_cut", 1.0)) * [1, -1] + [0, 1]
    material = dict(name="lashes", base=("image/png", shop.lashes), rough=.6, cut=.4, double=True)
    out.append(split_part("lashes", p, lashes.tri, lashes.tri, uv, lashes.skin(data.weights), material,
                          morphs={k: lashes.fit(v + d) - p for k, d in units.items()}))
    return out


def _eye_parts(shop, recipe, v):
    data = shop.data
    low_poly = _low_poly_eyes(data)
    sphere, clear = [], []
    for side, x in (("left", 1), ("right", -1)):
        centre = v[data.cubes[side[0] + "-eye"]].mean(0)
        points = low_poly.fit(v)
        radius = np.percentile(np.linalg.norm(points[points[:, 0] * x > 0] - centre, axis=1), 60)
        for out, cornea in ((sphere, False), (clear, True)):
            p, uv, tri = eyes.ball(centre, radius, cornea)
            weights = np.zeros((len(p), len(data.bones)))
            weights[:, data.index[side + "Eye"]] = 1
            out.append((p, uv, tri, weights, (p - centre) / np.linalg.norm(p - centre, axis=1, keepdims=True)))
    iris = eyes.iris_map(recipe["eyes"]["iris"])
    eye = dict(name="eye", base=("image/jpeg", iris), rough=.35)
    cornea = dict(name="cornea", colour=[0, 0, 0, .06], rough=.03, blend=True)
    return [_joined("eye", sphere, eye), _joined("cornea", clear, cornea)]


def _low_poly_eyes(data):
    return BoundMesh(f"{data.folder}/makehuman/makehuman/data/eyes/low-poly/low-poly.mhclo")


def _joined(name, pieces, material):
    count, tri = 0, []
    for p, _, t, _, _ in pieces:
        tri.append(t + count)
        count += len(p)
    cat = lambda k: np.concatenate([piece[k] for piece in pieces])
    return Part(name, cat(0), cat(4), cat(1), np.concatenate(tri), cat(3), material)


def _mouth_parts(data, v, units):
    out = []
    for kind, name, colour, cell in (("teeth", "teeth_base", TEETH, .0035), ("tongue", "tongue01", TONGUE, .0025)):
        mesh = data.bound(kind, name)
        p = mesh.fit(v)
        at, tri = _cluster(p, mesh.tri, cell)
        material = dict(name=kind, colour=[*linear(colour), 1.], rough=.4)
        morphs = {k: (mesh.fit(v + d) - p)[at] for k, d in units.items()}
        weights = mesh.skin(data.weights)[at]
        out.append(Part(kind, p[at], vertex_normals(p[at], tri), np.zeros((len(at), 2)), tri, weights, material, morphs=morphs))
    return out


def _cluster(p, tri, cell):
    """Vertex clustering: (vertices kept, triangles over them); for what is hardly seen."""
    key = np.floor(p / cell).astype(np.int64) @ np.array([73856093, 19349663, 83492791])
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    t = inverse[tri]
    t = t[(t[:, 0] != t[:, 1]) & (t[:, 1] != t[:, 2]) & (t[:, 0] != t[:, 2])]
    return first, np.unique(t, axis=0)


def _cloth_parts(shop, recipe, suit, suit_v, shoes, shoes_v):
    data, outfit = shop.data, recipe["outfit"]
    albedo = cloth.paint_cloth(suit, suit_v, outfit["top"], outfit["bottom"])
    weave = outfit.get("weave", "plain")
    material = dict(name="cloth", base=("image/jpeg", cloth.cloth_jpeg(albedo)), rough=.55 if weave == "satin" else .86,
                    normal=("image/jpeg", shop.weave(weave)), normal_scale=.45, normal_repeat=outfit.get("repeat", 24), double=True)
    out = [split_part("cloth", suit_v, suit.tri, suit.uv_tri, suit.uvs, suit.skin(data.weights), material)]
    low = shoes_v[:, 1].min()
    layered = np.zeros((512, 512, 3), np.float32)
    sole, leather, sock = linear("#d9d4c8") * .8, linear(outfit["shoe"]), linear(outfit.get("sock", "#22242a"))
    image, covered = cloth.rasterise(shoes.uvs, shoes.uv_tri, shoes.tri, shoes_v.astype(np.float32), 512)
    y = image[..., 1] - low
    layered = np.where((y < .016)[..., None], sole, np.where((y > SOCK_FROM_M)[..., None], sock, leather))
    layered[~covered] = leather
    material = dict(name="shoes", base=("image/jpeg", cloth.cloth_jpeg(layered)), rough=.42, double=True)
    # Trousers that reach the ankle hide the sock; as two meshes they would poke through each other.
    covered_ankle = suit_v[:, 1].min() < low + SOCK_FROM_M + .03
    keep = ~((shoes_v[shoes.tri][:, :, 1] > low + SOCK_FROM_M - .012).all(1) & covered_ankle)
    out.append(split_part("shoes", shoes_v, shoes.tri[keep], shoes.uv_tri[keep], shoes.uvs, shoes.skin(data.weights), material))
    return out


def _hair_parts(shop, recipe, v, head):
    """(near parts, far parts)."""
    data, settings = shop.data, recipe["hair"]
    style = settings["style"]
    if style == "none":
        return [], []
    eye = v[data.cubes["l-eye"]].mean(0)
    on_head = np.nonzero(data.weights[:BODY_VERTICES, data.index["head"]] > .6)[0]
    rest = data.positions[on_head]
    chin = v[on_head[(np.abs(rest[:, 0]) < .03) & (rest[:, 2] > .1)], 1].min()
    bone = np.zeros((1, len(data.bones)))
    bone[0, data.index["head"]] = 1
    if style == "fur":
        grown = hair.grow_fur(head, settings)
        sheet = hair.curl_sheet(settings["root"], settings["tip"])
        material = dict(name="fur", base=("image/png", sheet), rough=.7, cut=.5)
        outer = len(grown["tri"]) // settings.get("layers", 12)
        top = dict(grown, tri=grown["tri"][-outer:])
        return [_grown("fur", grown, bone, material)], [_far_hair("hair", top, bone, settings)]
    if style in ("ponytail", "braid"):
        near = _cap_part(data, v, FAR_HAIR[style], head, bone, settings, shop.strands)
        near += [_grown("hair", hair.grow_cards(head, "updo", eye, chin, settings), bone, _hair_material(shop))]
    else:
        near = [_grown("hair", hair.grow_cards(head, style, eye, chin, settings), bone, _hair_material(shop))]
    return near, _cap_part(data, v, FAR_HAIR[style], head, bone, settings, None)


def _hair_material(shop):
    return dict(name="hair", base=("image/png", shop.strands), rough=.6, cut=.38, double=True)


def _grown(name, grown, bone, material):
    n = len(grown["positions"])
    return Part(name, grown["positions"], grown["normals"], grown["uvs"], grown["tri"], np.repeat(bone, n, 0), material,
                colours=grown["colours"], tangents=grown["tangents"])


def _far_hair(name, grown, bone, settings):
    material = dict(name="hair", far_colour=settings)
    n = len(grown["positions"])
    uvs = np.stack([np.linspace(0, 1, n), np.full(n, .3)], 1)
    return Part(name, grown["positions"], grown["normals"], uvs, grown["tri"], np.repeat(bone, n, 0), material)


def _cap_part(data, v, name, head, bone, settings, sheet):
    mesh, p, corner_uv = hair.cap(data, v, name, head)
    n = vertex_normals(p, mesh.tri)
    if sheet is None:
        # Far: one smooth shell with one colour ramp, so vertices stay shared and can be simplified.
        uv = np.zeros((len(p), 2))
        uv[mesh.tri.reshape(-1)] = corner_uv.reshape(-1, 2) * [1 / 6, 1]
        return [Part("hair", p, n, uv % 1.0, mesh.tri, np.repeat(bone, len(p), 0), dict(name="hair", far_colour=settings))]
    flat = mesh.tri.reshape(-1)
    t = corner_uv.reshape(-1, 2)[:, 1:]
    colour = linear(settings["root"]) * (1 - t) + linear(settings["tip"]) * t
    colours = np.concatenate([np.clip(colour * 1.25, 0, 1), np.ones((len(flat), 1))], 1)
    material = dict(name="hair", base=("image/png", sheet), rough=.45, cut=.1, double=True)
    tri = np.arange(len(flat)).reshape(-1, 3)
    weights = np.repeat(bone, len(flat), 0)
    return [Part("hair_cap", p[flat], n[flat], corner_uv.reshape(-1, 2), tri, weights, material, colours=colours)]


def _body_json(data, recipe, v, skeleton, ground):
    i = data.index
    leg = np.linalg.norm(skeleton.position[i["leftLowerLeg"]] - skeleton.position[i["leftUpperLeg"]])
    leg += np.linalg.norm(skeleton.position[i["leftFoot"]] - skeleton.position[i["leftLowerLeg"]])
    offsets = {name: [round(float(x), 5) for x in skeleton.offset(k)] for name, k in i.items()}
    return dict(id=recipe["id"], name=recipe["name"], about=recipe.get("about"), heightM=round(float(v[:BODY_VERTICES, 1].max() - ground), 4),
                hipsHeightM=offsets["hips"][1], legLengthM=round(float(leg), 5), offsets=offsets)


def decode(image):
    """Encoded image (mime, bytes) to an RGB array 0..1."""
    return np.asarray(Image.open(io.BytesIO(image[1])).convert("RGB"), np.float32) / 255


def read_cast(path):
    """Recipes of a cast file, with the file's defaults filled in."""
    cast = json.load(open(path))
    return cast["people"]


