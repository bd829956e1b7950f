"""Writes a person as VRM 1.0 and as the merged source of the stage levels of detail."""
import numpy as np

from .expressions import ARKIT, GAZE, PRESETS, UNITS, WITHOUT_UNIT
from .glb import ARRAY_BUFFER, ELEMENT_BUFFER, Glb
from .paint import jpeg, linear, noise, srgb
from .person import decode

GENERATOR = "Troupe avatars"
# Where each part's texture lies in the atlas of the stage bodies: x, y, size (0..1).
ATLAS = dict(skin_body=(0, 0, .5), skin_face=(.5, 0, .5), cloth=(0, .5, .5), shoes=(.5, .5, .25), hair=(.75, .5, .25), eye=(.5, .75, .25))
META = dict(version="1", authors=["Troupe"], licenseUrl="https://vrm.dev/licenses/1.0/", avatarPermission="everyone",
            allowExcessivelyViolentUsage=False, allowExcessivelySexualUsage=False, commercialUsage="corporation",
            allowPoliticalOrReligiousUsage=False, allowAntisocialOrHateUsage=False, creditNotation="unnecessary",
            allowRedistribution=True, modification="allowModificationRedistribution",
            otherLicenseUrl="https://www.apache.org/licenses/LICENSE-2.0",
            copyrightInformation="A generated person; no real person was a model.")


def top_weights(weights):
    """Four strongest influences: joints u1 [n, 4] and weights u1 that sum to 255."""
    joints = np.argsort(-weights, 1)[:, :4]
    w = np.take_along_axis(weights, joints, 1)
    w = w / np.maximum(w.sum(1, keepdims=True), 1e-9)
    q = np.floor(w * 255 + .5).astype(int)
    q[:, 0] += 255 - q.sum(1)
    joints[q == 0] = 0
    return joints.astype("u1"), q.astype("u1")


def _unit_normals(n):
    n = np.where(np.linalg.norm(n, axis=1, keepdims=True) < .5, [0, 0, 1.], n)
    return n / np.linalg.norm(n, axis=1, keepdims=True)


def _skeleton(g, skeleton):
    for k, name in enumerate(skeleton.names):
        node = dict(name=name, translation=[round(float(x), 6) for x in skeleton.offset(k)])
        children = [j for j, parent in enumerate(skeleton.parents) if parent == k]
        if children:
            node["children"] = children
        g.json["nodes"].append(node)
    binds = np.ascontiguousarray(skeleton.inverse_bind.transpose(0, 2, 1)).reshape(-1, 16).astype("f4")
    g.json["skins"].append(dict(joints=list(range(len(skeleton.names))), skeleton=0, inverseBindMatrices=g.accessor(binds, "MAT4")))
    g.json["scenes"][0]["nodes"].append(0)


def _material(g, m, textures):
    def texture(image):
        key = (image[0], hash(image[1]))
        if key not in textures:
            textures[key] = g.texture(image[1], image[0])
        return dict(index=textures[key])

    colour = [float(x) for x in m.get("colour", [1, 1, 1, 1])]
    pbr = dict(baseColorFactor=colour, metallicFactor=0., roughnessFactor=float(m.get("rough", .8)))
    out = dict(name=m["name"], pbrMetallicRoughness=pbr)
    if "base" in m:
        pbr["baseColorTexture"] = texture(m["base"])
    if "rough_map" in m:
        pbr["metallicRoughnessTexture"] = texture(m["rough_map"])
    if "normal" in m:
        out["normalTexture"] = dict(texture(m["normal"]), scale=m.get("normal_scale", 1.))
        if "normal_repeat" in m:
            out["normalTexture"]["extensions"] = dict(KHR_texture_transform=dict(scale=[m["normal_repeat"]] * 2))
            g.json["extensionsUsed"] = sorted({*g.json["extensionsUsed"], "KHR_texture_transform"})
    if "cut" in m:
        out.update(alphaMode="MASK", alphaCutoff=m["cut"])
    if m.get("blend"):
        out["alphaMode"] = "BLEND"
    if m.get("double"):
        out["doubleSided"] = True
    g.json["materials"].append(out)
    return len(g.json["materials"]) - 1


def _primitive(g, part, material):
    joints, weights = top_weights(part.weights)
    attributes = dict(POSITION=g.accessor(part.positions.astype("f4"), "VEC3", ARRAY_BUFFER, True),
                      NORMAL=g.accessor(_unit_normals(part.normals).astype("f4"), "VEC3", ARRAY_BUFFER),
                      TEXCOORD_0=g.accessor(part.uvs.astype("f4"), "VEC2", ARRAY_BUFFER),
                      JOINTS_0=g.accessor(joints, "VEC4", ARRAY_BUFFER),
                      WEIGHTS_0=g.accessor(weights, "VEC4", ARRAY_BUFFER, normalized=True))
    if part.colours is not None:
        attributes["COLOR_0"] = g.accessor((np.clip(part.colours, 0, 1) * 255 + .5).astype("u1"), "VEC4", ARRAY_BUFFER, normalized=True)
    if part.tangents is not None:
        tangents = np.concatenate([_unit_normals(part.tangents), np.ones((len(part.tangents), 1))], 1)
        attributes["TANGENT"] = g.accessor(tangents.astype("f4"), "VEC4", ARRAY_BUFFER)
    indices = part.tri.reshape(-1).astype("u2" if len(part.positions) < 65536 else "u4")
    return dict(attributes=attributes, indices=g.accessor(indices, "SCALAR", ELEMENT_BUFFER), material=material)


def _morphs(g, part):
    """One sparse target a unit; a unit that does not touch the part keeps one zero row (glTF wants the same count)."""
    targets = []
    for name in UNITS:
        d = part.morphs[name].astype("f4")
        rows = np.nonzero(np.abs(d).max(1) > 5e-5)[0]
        rows = rows if len(rows) else np.array([0])
        targets.append(dict(POSITION=g.sparse(len(d), rows, d[rows])))
    return targets


def _expressions(node):
    index = {name: k for k, name in enumerate(UNITS)}
    binds = lambda units: [dict(node=node, index=index[u], weight=float(w)) for u, w in units.items()]
    preset = {name: dict(morphTargetBinds=binds(units)) for name, units in PRESETS.items()}
    for name in ("happy", "angry", "sad", "relaxed", "surprised"):
        preset[name].update(overrideBlink="none", overrideMouth="none")
    for name in ("lookUp", "lookDown", "lookLeft", "lookRight", "neutral"):
        preset[name] = dict(morphTargetBinds=[])
    custom = {name: dict(morphTargetBinds=binds(units)) for name, units in ARKIT.items()}
    custom.update({name: dict(morphTargetBinds=[]) for name in GAZE + WITHOUT_UNIT})
    return dict(preset=preset, custom=custom)


def write_vrm(person, recipe):
    """Bytes of the VRM 1.0 master."""
    g = Glb(GENERATOR)
    skeleton = person["skeleton"]
    _skeleton(g, skeleton)
    textures = {}
    living = [p for p in person["parts"] if p.morphs]
    still = [p for p in person["parts"] if not p.morphs]
    primitives = []
    for part in living:
        primitive = _primitive(g, part, _material(g, part.material, textures))
        primitive["targets"] = _morphs(g, part)
        primitives.append(primitive)
    g.json["meshes"].append(dict(name="Body", primitives=primitives, extras=dict(targetNames=list(UNITS))))
    for part in still:
        g.json["meshes"].append(dict(name=part.name, primitives=[_primitive(g, part, _material(g, part.material, textures))]))
    first = len(g.json["nodes"])
    for k, mesh in enumerate(g.json["meshes"]):
        g.json["scenes"][0]["nodes"].append(len(g.json["nodes"]))
        g.json["nodes"].append(dict(name=mesh["name"], mesh=k, skin=0))
    eye = lambda degrees: dict(inputMaxValue=90, outputScale=degrees)
    look = dict(type="bone", offsetFromHeadBone=[0, .06, .08], rangeMapHorizontalInner=eye(10), rangeMapHorizontalOuter=eye(12),
                rangeMapVerticalDown=eye(10), rangeMapVerticalUp=eye(10))
    bones = {name: dict(node=k) for k, name in enumerate(skeleton.names)}
    g.json["extensionsUsed"] = sorted({*g.json["extensionsUsed"], "VRMC_vrm"})
    g.json["extensions"] = dict(VRMC_vrm=dict(
        specVersion="1.0", meta=dict(META, name=recipe["name"]["en"]), humanoid=dict(humanBones=bones),
        expressions=_expressions(first), lookAt=look,
        firstPerson=dict(meshAnnotations=[dict(node=first + k, type="auto") for k in range(len(g.json["meshes"]))])))
    return g.tobytes()


def _far_texture(part, size):
    """RGB image 0..1 (sRGB) of a far part."""
    from PIL import Image
    if "far_colour" in part.material:
        s = part.material["far_colour"]
        t = np.linspace(0, 1, size)[:, None, None]
        c = linear(s["root"]) * (1 - t) + linear(s["tip"]) * t
        if "accent" in s:
            low = np.clip((t - .62) / .2, 0, 1)
            c = c * (1 - low) + linear(s["accent"]) * low
        y, x = np.mgrid[0:size, 0:size]
        grain = noise(np.stack([x.ravel() * 1., y.ravel() * .04, 0 * x.ravel()], 1), .9).reshape(size, size, 1)
        return srgb(c * (.7 + .6 * grain))
    image = decode(part.material["base"])
    picture = Image.fromarray((image * 255).astype("u1")).resize((size, size), Image.LANCZOS)
    return np.asarray(picture, np.float32) / 255


def write_stage_source(person, size=1024):
    """Bytes of one merged, textured mesh of the whole person, the source of all levels of detail."""
    skeleton = person["skeleton"]
    keep = [k for k, name in enumerate(skeleton.names) if name not in ("jaw", "leftEye", "rightEye")]
    head = skeleton.names.index("head")
    atlas = np.zeros((size, size, 3), np.float32)
    merged = dict(p=[], n=[], uv=[], w=[], tri=[])
    count = 0
    for part in person["far_parts"]:
        x, y, share = ATLAS[part.name]
        pixels = int(share * size)
        atlas[int(y * size):int(y * size) + pixels, int(x * size):int(x * size) + pixels] = _far_texture(part, pixels)
        weights = part.weights.copy()
        for k in range(weights.shape[1]):
            if k not in keep:
                weights[:, head] += weights[:, k]
        merged["p"].append(part.positions)
        merged["n"].append(part.normals)
        merged["uv"].append(np.clip(part.uvs, .004, .996) * share + [x, y])
        merged["w"].append(weights[:, keep])
        merged["tri"].append(part.tri + count)
        count += len(part.positions)
    return _merged_glb(skeleton, keep, {k: np.concatenate(v) for k, v in merged.items()}, jpeg(atlas, 84))


class _Cut:
    """The skeleton without jaw and eyes."""

    def __init__(self, skeleton, keep):
        self.names = [skeleton.names[k] for k in keep]
        self.parents = [keep.index(skeleton.parents[k]) if skeleton.parents[k] >= 0 else -1 for k in keep]
        self.inverse_bind = skeleton.inverse_bind[keep]
        self._offset = [skeleton.offset(k) for k in keep]

    def offset(self, k):
        return self._offset[k]


def _merged_glb(skeleton, keep, m, atlas):
    from .person import Part
    g = Glb(GENERATOR)
    _skeleton(g, _Cut(skeleton, keep))
    material = _material(g, dict(name="person", base=("image/jpeg", atlas), rough=.8, double=True), {})
    part = Part("person", m["p"], m["n"], m["uv"], m["tri"], m["w"], None)
    g.json["meshes"].append(dict(name="person", primitives=[_primitive(g, part, material)]))
    g.json["scenes"][0]["nodes"].append(len(g.json["nodes"]))
    g.json["nodes"].append(dict(name="person", mesh=0, skin=0))
    return g.tobytes()
