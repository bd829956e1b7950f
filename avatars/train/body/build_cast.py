#!/usr/bin/env python3
"""Makes bodies from recipes: VRM masters, sources of the stage levels of detail, and body.json.

    python3 avatars/train/body/build_cast.py --data DIR/body-mesh --cast assets/bodies/cast.json --out assets/bodies

`npx troupe cast build --data DIR` runs this and then writes the levels of detail.
Needs Debian's python3-numpy, python3-scipy and python3-pil.
"""
import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from troupe_body.mesh import MeshData  # noqa: E402
from troupe_body.person import Workshop, build_person, read_cast  # noqa: E402
from troupe_body.vrm import write_stage_source, write_vrm  # noqa: E402


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", required=True, help="the unpacked body-mesh folder")
    arguments.add_argument("--cast", required=True, help="recipes, e.g. assets/bodies/cast.json")
    arguments.add_argument("--out", required=True, help="folder of the bodies, e.g. assets/bodies")
    arguments.add_argument("--only", default="", help="ids, separated by commas")
    options = arguments.parse_args()
    people = read_cast(options.cast)
    only = [x for x in options.only.split(",") if x]
    unknown = sorted(set(only) - {p["id"] for p in people})
    if unknown:
        raise SystemExit(f"--only: {options.cast} has no {', '.join(unknown)}")
    start = time.time()
    data = MeshData(options.data)
    shop = Workshop(data)
    print(f"atlases ready after {time.time() - start:.1f} s", flush=True)
    chosen = [p for p in people if not only or p["id"] in only]
    for k, recipe in enumerate(chosen):
        begin = time.time()
        person = build_person(shop, recipe)
        folder = os.path.join(options.out, recipe["id"])
        os.makedirs(folder, exist_ok=True)
        vrm = write_vrm(person, recipe)
        source = write_stage_source(person)
        open(os.path.join(folder, recipe["id"] + ".vrm"), "wb").write(vrm)
        open(os.path.join(folder, "stage-source.glb"), "wb").write(source)
        json.dump(person["body"], open(os.path.join(folder, "body.source.json"), "w"), ensure_ascii=False)
        triangles = sum(len(p.tri) for p in person["parts"])
        print(f"{k + 1}/{len(chosen)} {recipe['id']}: {triangles} triangles, vrm {len(vrm) / 1e6:.2f} MB, "
              f"{person['body']['heightM']:.3f} m, {time.time() - begin:.1f} s", flush=True)


if __name__ == "__main__":
    main()
