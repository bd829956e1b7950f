"""A small writer of binary glTF 2.0; unlike general libraries it keeps the VRM extensions."""
import json
import struct

import numpy as np

COMPONENT = {"f4": 5126, "u1": 5121, "u2": 5123, "u4": 5125}
ARRAY_BUFFER, ELEMENT_BUFFER = 34962, 34963


class Glb:
    def __init__(self, generator):
        self.bin = bytearray()
        self.json = dict(asset=dict(version="2.0", generator=generator), scene=0, scenes=[dict(nodes=[])], nodes=[],
                         meshes=[], skins=[], materials=[], textures=[], images=[], accessors=[], bufferViews=[],
                         samplers=[dict(magFilter=9729, minFilter=9987)], extensionsUsed=[], extensions={})

    def view(self, data, target=None):
        self.bin.extend(b"\0" * (-len(self.bin) % 4))
        entry = dict(buffer=0, byteOffset=len(self.bin), byteLength=len(data))
        if target:
            entry["target"] = target
        self.bin.extend(data)
        self.json["bufferViews"].append(entry)
        return len(self.json["bufferViews"]) - 1

    def accessor(self, array, kind, target=None, bounds=False, normalized=False):
        array = np.ascontiguousarray(array)
        entry = dict(bufferView=self.view(array.tobytes(), target), componentType=COMPONENT[array.dtype.str[1:]],
                     count=len(array), type=kind)
        if bounds:
            entry.update(min=array.min(0).tolist(), max=array.max(0).tolist())
        if normalized:
            entry["normalized"] = True
        self.json["accessors"].append(entry)
        return len(self.json["accessors"]) - 1

    def sparse(self, count, rows, values):
        """A VEC3 accessor that is zero but for some rows: morph targets."""
        full_min = np.minimum(values.min(0), 0) if len(rows) < count else values.min(0)
        full_max = np.maximum(values.max(0), 0) if len(rows) < count else values.max(0)
        self.json["accessors"].append(dict(
            componentType=5126, count=count, type="VEC3", min=full_min.tolist(), max=full_max.tolist(),
            sparse=dict(count=len(rows),
                        indices=dict(bufferView=self.view(rows.astype("<u2").tobytes()), componentType=5123),
                        values=dict(bufferView=self.view(np.ascontiguousarray(values, "f4").tobytes())))))
        return len(self.json["accessors"]) - 1

    def texture(self, data, mime):
        self.json["images"].append(dict(bufferView=self.view(data), mimeType=mime))
        self.json["textures"].append(dict(source=len(self.json["images"]) - 1, sampler=0))
        return len(self.json["textures"]) - 1

    def tobytes(self):
        body = {k: v for k, v in self.json.items() if v not in ([], {})}
        body["buffers"] = [dict(byteLength=len(self.bin))]
        text = json.dumps(body, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        data = bytes(self.bin) + b"\0" * (-len(self.bin) % 4)
        return (struct.pack("<III", 0x46546C67, 2, 28 + len(text) + len(data))
                + struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(data), 0x004E4942) + data)
