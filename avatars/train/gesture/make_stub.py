"""Writes a stub of gesture.onnx for tests: both forearms bend with loudness. It has learned nothing.

python3 avatars/train/gesture/make_stub.py FOLDER [--broken nan|shape|name]
"""

import argparse
import json
import math
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FEATURES = 42
ENERGY = 40
JOINTS = ["leftLowerArm", "rightLowerArm"]


def build(broken):
    width = len(JOINTS) * 6
    # angle = loudness in 0..1; columns of a turn about Y by it: (cos, 0, -sin), (0, 1, 0).
    nodes = [
        helper.make_node("Gather", ["features", "energy"], ["ln"], axis=2),
        helper.make_node("Mul", ["ln", "scale"], ["scaled"]),
        helper.make_node("Add", ["scaled", "one"], ["raised"]),
        helper.make_node("Clip", ["raised", "low", "high"], ["angle"]),
        helper.make_node("Cos", ["angle"], ["c"]),
        helper.make_node("Sin", ["angle"], ["s"]),
        helper.make_node("Neg", ["s"], ["ns"]),
        helper.make_node("Mul", ["angle", "zero"], ["z"]),
        helper.make_node("Cos", ["z"], ["o"]),
        helper.make_node("Concat", ["c", "z", "ns", "z", "o", "z", "c", "z", "s", "z", "o", "z"], ["turns"], axis=2),
    ]
    if broken == "nan":
        nodes.append(helper.make_node("Log", ["ln"], ["bad"]))
        nodes.append(helper.make_node("Add", ["turns", "bad"], ["pose"]))
    elif broken == "shape":
        nodes.append(helper.make_node("Concat", ["turns", "z"], ["pose"], axis=2))
    else:
        nodes.append(helper.make_node("Identity", ["turns"], ["pose"]))
    constants = {
        "energy": np.array([ENERGY], np.int64),
        "scale": np.float32(1 / -math.log(1e-6)),
        "one": np.float32(1),
        "low": np.float32(0),
        "high": np.float32(1.2),
        "zero": np.float32(0),
    }
    output = "pose"
    if broken == "name":
        nodes[-1].output[0] = output = "motion"
    graph = helper.make_graph(
        nodes,
        "gesture-stub",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, [1, "T", FEATURES])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, [1, "T", width + (broken == "shape")])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], doc_string="a stub for tests; learned nothing")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--broken", choices=["nan", "shape", "name"])
    args = parser.parse_args()
    os.makedirs(args.folder, exist_ok=True)
    onnx.save(build(args.broken), os.path.join(args.folder, "gesture.onnx"))
    manifest = {"format": "troupe-gesture", "version": 1, "hz": 20, "features": "troupe-audio-42", "joints": JOINTS, "stub": True}
    with open(os.path.join(args.folder, "gesture.json"), "w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
