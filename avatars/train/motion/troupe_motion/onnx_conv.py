"""Evaluates the exported judges with numpy, so that an export is checked without a runtime."""
import numpy as np
import onnx
from onnx import numpy_helper


def _attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def _conv(x, weight, bias, strides, pads):
    x = np.pad(x, ((0, 0), (0, 0), (pads[0], pads[1])))
    wide = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2], axis=2)[:, :, ::strides[0]]
    return np.einsum('nctk,ock->not', wide, weight, optimize=True) + bias[:, None]


def evaluate(path, x):
    """Output of the graph at `path` for windows x (N, 132, 40). Raises ValueError on an operation it does not know."""
    graph = onnx.load(path).graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    values[graph.input[0].name] = x
    for node in graph.node:
        at = _attributes(node)
        v = [values[n] for n in node.input]
        if node.op_type == 'Constant':
            result = numpy_helper.to_array(at['value'])
        elif node.op_type == 'Sub':
            result = v[0] - v[1]
        elif node.op_type == 'Div':
            result = v[0] / v[1]
        elif node.op_type == 'Conv':
            result = _conv(*v, at['strides'], at['pads'])
        elif node.op_type == 'Elu':
            result = np.where(v[0] > 0, v[0], np.expm1(np.minimum(v[0], 0)))
        elif node.op_type == 'ReduceMean':
            result = v[0].mean(tuple(at['axes']), keepdims=bool(at.get('keepdims', 1)))
        elif node.op_type == 'Flatten':
            result = v[0].reshape(len(v[0]), -1)
        elif node.op_type == 'Gemm':
            result = v[0] @ (v[1].T if at.get('transB') else v[1]) + v[2]
        else:
            raise ValueError(f'{path}: operation {node.op_type} is not expected in a judge')
        values[node.output[0]] = result
    return values[graph.output[0].name]
