"""Int8 twin of the decompressor for crowds: the two hidden layers with weights of 8 bits, activations quantised as they come.

Weights stay within +-63, so that pairs of products cannot saturate 16 bits on processors without VNNI. The exact network
ships too: golden vectors and other languages are held to it.
"""
import sys

import numpy as np
import onnx
from onnx import helper, numpy_helper

LIMIT = 63
DOMAIN = "com.microsoft"


def quantise(source, out, limit=LIMIT):
    """Replace every square hidden Gemm by DynamicQuantizeMatMul; returns the names of the layers replaced."""
    model = onnx.load(source)
    graph = model.graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    nodes, added, names = [], [], []
    for node in graph.node:
        weights = values.get(node.input[1]) if node.op_type == "Gemm" else None
        if weights is None or weights.shape[0] != weights.shape[1]:
            nodes.append(node)
            continue
        if any(a.name == "transB" and a.i for a in node.attribute):
            weights = weights.T
        scale = (np.abs(weights).max(0) / limit).astype(np.float32)
        packed = np.clip(np.round(weights / scale), -limit, limit).astype(np.int8)
        stem = node.output[0]
        parts = {"_weights": packed, "_scale": scale, "_zero": np.zeros(len(scale), np.int8),
                 "_bias": values[node.input[2]].astype(np.float32)}
        added += [numpy_helper.from_array(a, stem + suffix) for suffix, a in parts.items()]
        nodes.append(helper.make_node("DynamicQuantizeMatMul", [node.input[0]] + [stem + s for s in parts], [stem],
                                      domain=DOMAIN, name=node.name))
        names.append(node.name)
    used = {name for node in nodes for name in node.input}
    kept = [i for i in list(graph.initializer) + added if i.name in used]
    made = helper.make_model(helper.make_graph(nodes, graph.name, graph.input, graph.output, kept),
                             opset_imports=[helper.make_opsetid("", model.opset_import[0].version), helper.make_opsetid(DOMAIN, 1)])
    made.ir_version = model.ir_version
    onnx.save(made, out)
    return names


if __name__ == "__main__":
    print(quantise(sys.argv[1], sys.argv[2]))
