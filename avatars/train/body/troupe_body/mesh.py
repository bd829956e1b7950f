"""The CC0 base mesh, its targets, joint cubes and skin weights; and meshes bound to it (.mhclo).

Units are metres, +Y up, the person faces +Z. The base mesh has 13,380 body vertices and 5,778 auxiliary ones.
Only data of the MakeHuman family is read here (CC0 1.0); none of its code is used.
"""
import gzip
import json
import os
import re

import numpy as np

BODY_VERTICES = 13380
ALL_VERTICES = 19158
DECIMETRE = 0.1


def load_obj(path, scale=DECIMETRE):
    """Reads an .obj: (positions, uvs, faces, uv faces, group of each face)."""
    positions, uvs, faces, uv_faces, groups, group = [], [], [], [], [], ""
    with open(path, errors="ignore") as lines:
        for line in lines:
            p = line.split()
            if not p:
                continue
            if p[0] == "v":
                positions.append([float(x) for x in p[1:4]])
            elif p[0] == "vt":
                uvs.append([float(x) for x in p[1:3]])
            elif p[0] == "g":
                group = p[1] if len(p) > 1 else ""
            elif p[0] == "f":
                corners = [x.split("/") for x in p[1:]]
                faces.append([int(x[0]) - 1 for x in corners])
                uv_faces.append([int(x[1]) - 1 if len(x) > 1 and x[1] else 0 for x in corners])
                groups.append(group)
    return np.array(positions) * scale, np.array(uvs or [[0.0, 0.0]]), faces, uv_faces, groups


def triangles(faces, uv_faces, keep=None):
    """Fans of polygons: (triangles [n, 3], uv triangles [n, 3])."""
    tri, uv = [], []
    for i, (f, t) in enumerate(zip(faces, uv_faces)):
        if keep is None or keep[i]:
            for k in range(1, len(f) - 1):
                tri.append((f[0], f[k], f[k + 1]))
                uv.append((t[0], t[k], t[k + 1]))
    return np.array(tri, np.int64).reshape(-1, 3), np.array(uv, np.int64).reshape(-1, 3)


def vertex_normals(positions, tri):
    """Area-weighted unit normals."""
    out = np.zeros_like(positions)
    face = np.cross(positions[tri[:, 1]] - positions[tri[:, 0]], positions[tri[:, 2]] - positions[tri[:, 0]])
    for k in range(3):
        np.add.at(out, tri[:, k], face)
    return out / (np.linalg.norm(out, axis=1, keepdims=True) + 1e-12)


# VRM bone -> bone of the mixamo_unity rig. Bones that VRM lacks are folded into their parent.
_SIDE = {"Shoulder": "Shoulder", "UpperArm": "Arm", "LowerArm": "ForeArm", "Hand": "Hand", "UpperLeg": "UpLeg",
         "LowerLeg": "Leg", "Foot": "Foot", "Toes": "ToeBase", "Eye": "Eye"}
_FINGER = {"Thumb": "Thumb", "Index": "Index", "Middle": "Middle", "Ring": "Ring", "Little": "Pinky"}


def bone_names():
    """{VRM bone: rig bone} for the 52 streamed joints, the jaw and the eyes."""
    out = {"hips": "Hips", "spine": "Spine", "chest": "Spine1", "upperChest": "Spine2", "neck": "Neck", "head": "Head",
           "jaw": "Jaw"}
    for side, big in (("left", "Left"), ("right", "Right")):
        out.update({side + v: big + r for v, r in _SIDE.items()})
        for v, r in _FINGER.items():
            parts = ("Metacarpal", "Proximal", "Distal") if v == "Thumb" else ("Proximal", "Intermediate", "Distal")
            out.update({f"{side}{v}{part}": f"{big}Hand{r}{i + 1}" for i, part in enumerate(parts)})
    return out


class MeshData:
    """Everything read from the unpacked body-mesh folder."""

    def __init__(self, folder):
        self.folder = folder
        self.mpfb = os.path.join(folder, "mpfb2/src/mpfb/data/")
        self.assets = os.path.join(folder, "makehuman-assets/base/")
        if not os.path.exists(self.mpfb + "3dobjs/base.obj"):
            raise SystemExit(f"{folder}: no base mesh here; give the unpacked body-mesh folder (--data DIR/body-mesh)")
        self.positions, self.uvs, self.faces, self.uv_faces, self.groups = load_obj(self.mpfb + "3dobjs/base.obj")
        self.body_tri, self.body_uv_tri = triangles(self.faces, self.uv_faces, [g == "body" for g in self.groups])
        self.cubes = self._cubes()
        self._targets = {}
        self.bones, self.parents, self.heads, self.weights = self._rig()
        self.index = {name: i for i, name in enumerate(self.bones)}

    def _cubes(self):
        cubes = {}
        for face, group in zip(self.faces, self.groups):
            if group.startswith("joint-"):
                cubes.setdefault(group[6:], set()).update(face)
        return {name: sorted(points) for name, points in cubes.items()}

    def target(self, name):
        """Displacements of one shape target, [19158, 3] m."""
        if name not in self._targets:
            path, opener = f"{self.mpfb}targets/{name}.target.gz", gzip.open
            if not os.path.exists(path):
                path, opener = f"{self.folder}/makehuman/makehuman/data/targets/{name}.target", open
            out = np.zeros((ALL_VERTICES, 3))
            with opener(path, "rt") as lines:
                for line in lines:
                    if line[0] != "#" and line.strip():
                        p = line.split()
                        out[int(p[0])] = [float(x) for x in p[1:4]]
            self._targets[name] = out * DECIMETRE
        return self._targets[name]

    def has_target(self, name):
        return os.path.exists(f"{self.mpfb}targets/{name}.target.gz")

    def _rig(self):
        """Bones in VRM names, parents first; indices of each bone's joint cube; weights [19158, bones]."""
        rig = json.load(open(self.mpfb + "rigs/standard/rig.mixamo_unity.json"))
        raw = json.load(open(self.mpfb + "rigs/standard/weights.mixamo_unity.json"))["weights"]
        short = {name.split(":")[1]: name for name in rig}
        vrm = bone_names()
        back = {r: v for v, r in vrm.items()}
        order = []

        def add(rig_name):
            parent = rig[short[rig_name]]["parent"]
            if parent and parent.split(":")[1] in back and back[parent.split(":")[1]] not in order:
                add(parent.split(":")[1])
            if back[rig_name] not in order:
                order.append(back[rig_name])

        add("Hips")
        for name in vrm.values():
            add(name)

        def kept(rig_name):
            while rig_name not in back:
                parent = rig[short[rig_name]]["parent"]
                rig_name = parent.split(":")[1] if parent else "Hips"
            return back[rig_name]

        weights = np.zeros((ALL_VERTICES, len(order)))
        for name, pairs in raw.items():
            column = order.index(kept(name.split(":")[1]))
            for vertex, weight in pairs:
                weights[vertex, column] += weight
        weights /= np.maximum(weights.sum(1, keepdims=True), 1e-9)
        parents, heads = [], []
        for name in order:
            bone = rig[short[vrm[name]]]
            parent = bone["parent"].split(":")[1] if bone["parent"] else None
            parents.append(order.index(back[parent]) if parent in back else -1)
            heads.append(self.cubes[bone["head"]["cube_name"][6:]])
        return order, parents, heads, weights

    def bound(self, kind, name):
        return BoundMesh(f"{self.assets}{kind}/{name}/{name}.mhclo")


class BoundMesh:
    """A mesh that follows the body: each vertex hangs on three body points by weights and an offset (.mhclo)."""

    def __init__(self, path):
        self.name = os.path.basename(path)[:-6]
        rows, hidden, mode, self.scale = [], [], "", {}
        obj = None
        for line in open(path, errors="ignore"):
            p = line.split()
            if not p or p[0] == "#":
                continue
            if p[0] == "obj_file":
                obj = os.path.join(os.path.dirname(path), p[1])
            elif p[0] in ("x_scale", "y_scale", "z_scale"):
                self.scale["xyz".index(p[0][0])] = (int(p[1]), int(p[2]), float(p[3]))
            elif p[0] in ("verts", "delete_verts"):
                mode = p[0]
            elif re.match(r"^-?\d", p[0]) and mode == "verts":
                rows.append([float(x) for x in p] if len(p) >= 9 else [float(p[0])] * 3 + [1, 0, 0, 0, 0, 0])
            elif re.match(r"^-?\d", p[0]) and mode == "delete_verts":
                hidden += self._ranges(p)
        table = np.array(rows)
        self.points = table[:, :3].astype(int)
        self.shares = table[:, 3:6]
        self.offsets = table[:, 6:9]
        self.hidden = np.array(sorted(set(hidden)), int)
        _, self.uvs, faces, uv_faces, _ = load_obj(obj)
        self.tri, self.uv_tri = triangles(faces, uv_faces)

    @staticmethod
    def _ranges(p):
        out, i = [], 0
        while i < len(p):
            if i + 2 < len(p) and p[i + 1] == "-":
                out += range(int(p[i]), int(p[i + 2]) + 1)
                i += 3
            else:
                out.append(int(p[i]))
                i += 1
        return out

    def fit(self, body):
        """Positions on a body [19158, 3]."""
        scale = np.ones(3)
        for axis, (a, b, size) in self.scale.items():
            scale[axis] = abs(body[a] - body[b])[axis] / DECIMETRE / size
        return np.einsum("nk,nkj->nj", self.shares, body[self.points]) + self.offsets * scale * DECIMETRE

    def skin(self, weights):
        """Skin weights taken over from the body."""
        out = np.einsum("nk,nkb->nb", np.clip(self.shares, 0, None), weights[self.points])
        return out / out.sum(1, keepdims=True)
