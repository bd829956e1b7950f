"""Typed arrays in one gzip file beside a JSON manifest, as avatars/src/body/packed-arrays.ts reads them."""
import gzip
import hashlib
import json
import os

import numpy as np


class Arrays:
    """Typed arrays one after another, each at a multiple of 8 bytes."""

    def __init__(self):
        self.bytes, self.table = bytearray(), []

    def add(self, name, array, unit=""):
        self.bytes.extend(b"\0" * (-len(self.bytes) % 8))
        a = np.ascontiguousarray(array)
        self.table.append(dict(name=name, dtype=a.dtype.name, shape=list(a.shape), byteOffset=len(self.bytes), unit=unit))
        self.bytes.extend(a.tobytes())


def unpack(folder, stem):
    """(manifest, getter of an array by name) of `<stem>.json` and `<stem>.bin`."""
    manifest = json.load(open(os.path.join(folder, f"{stem}.json")))
    raw = gzip.open(os.path.join(folder, f"{stem}.bin")).read()

    def get(name):
        entry = next(a for a in manifest["arrays"] if a["name"] == name)
        return np.frombuffer(raw, entry["dtype"], int(np.prod(entry["shape"])), entry["byteOffset"]).reshape(entry["shape"])

    return manifest, get


def pack(folder, stem, arrays, about):
    """Writes both files. @returns size of the gzip file in bytes"""
    packed = gzip.compress(bytes(arrays.bytes), 9, mtime=0)
    open(os.path.join(folder, f"{stem}.bin"), "wb").write(packed)
    files = {f"{stem}.bin": dict(bytes=len(packed), sha256=hashlib.sha256(packed).hexdigest())}
    json.dump({**about, "arrays": arrays.table, "files": files}, open(os.path.join(folder, f"{stem}.json"), "w"), indent=1)
    return len(packed)
