"""Makes a float ONNX model int8, by calibration, with quantise/dequantise pairs that any ONNX Runtime fuses.

Activations are uint8 with one scale per tensor, weights int8 with one scale per output channel, symmetric. What is
quantised is the convolutional body: `Conv` and what follows it directly (`Relu`, `Add`, pooling, nearest-neighbour
`Resize`). Front ends, logarithms and soft-maxes stay float.

Ranges are chosen per tensor by the least squared error over what the calibration inputs put there, or hold all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

import runtime

if TYPE_CHECKING:
    import onnx

#: What may follow a convolution inside the int8 body.
FOLLOWERS = {"Relu", "Add", "MaxPool", "Resize", "AveragePool", "GlobalAveragePool"}

#: Operators that move values about without changing them: what leaves has the range of what enters.
MOVERS = {"MaxPool", "Resize"}

#: Values kept per tensor and calibration input.
SAMPLES = 4096

Feed = dict[str, npt.NDArray[np.generic]]
Ranges = dict[str, tuple[float, float]]


def quantize(
    model: Path, into: Path, feeds: Iterable[Feed], keep_float: frozenset[str] = frozenset(), clip: bool = True
) -> None:
    """Writes the int8 form of `model`.

    Args:
        model: float model with batch norms folded, as `torch.onnx.export` leaves it in evaluation mode.
        feeds: calibration inputs, typical of use; a few hundred do.
        keep_float: names of nodes to leave alone.
        clip: cut what is rare and large. Where rare and large is what is looked for, it must stay.
    """
    watched = into.with_suffix(".watched.onnx")
    tensors = runtime.onnx_process(_watch, model, watched, keep_float)
    ranges = _ranges(watched, tensors, feeds, clip)
    watched.unlink()
    runtime.onnx_process(_rewrite, model, into, ranges, keep_float)


def _load(model: Path) -> tuple[onnx.ModelProto, dict[str, npt.NDArray[np.generic]]]:
    """The model and its constants by name. The exporter shares equal biases through `Identity`; readers then read
    the constant itself."""
    import onnx
    from onnx import numpy_helper

    proto = onnx.load(str(model))
    constants = {initializer.name: numpy_helper.to_array(initializer) for initializer in proto.graph.initializer}
    same: dict[str, str] = {}
    kept = []
    for node in proto.graph.node:
        given = [same.get(name, name) for name in node.input]
        del node.input[:]
        node.input.extend(given)
        if node.op_type == "Identity" and given[0] in constants:
            same[node.output[0]] = given[0]
        else:
            kept.append(node)
    del proto.graph.node[:]
    proto.graph.node.extend(kept)
    return proto, constants


def _body(graph: onnx.GraphProto, keep_float: frozenset[str]) -> list[onnx.NodeProto]:
    """The nodes to quantise, in order: convolutions with constant weights, and followers fed only by such nodes."""
    constants = {initializer.name for initializer in graph.initializer}
    inside: set[str] = set()
    body = []
    for node in graph.node:
        starts = node.op_type == "Conv" and node.input[1] in constants
        given = node.input[:1] if node.op_type in MOVERS else node.input
        follows = node.op_type in FOLLOWERS and all(name in inside for name in given)
        if (starts or follows) and node.name not in keep_float:
            body.append(node)
            inside.update(node.output)
    return body


def _tensors(graph: onnx.GraphProto, keep_float: frozenset[str]) -> list[str]:
    """Activations that get a scale: what enters and leaves the body's nodes, except between a node and its own Relu,
    and except bytes, which have one."""
    body = _body(graph, keep_float)
    scaled = _byte_ranges(graph)
    readers: dict[str, list[str]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node.op_type)
    found: dict[str, None] = {}
    for node in body:
        first_only = node.op_type == "Conv" or node.op_type in MOVERS
        given = node.input[:1] if first_only else [] if node.op_type == "Relu" else list(node.input)
        fused = readers.get(node.output[0]) == ["Relu"]
        found.update(dict.fromkeys([*given, *([] if fused else node.output)]))
    return [name for name in found if name not in scaled]


def _byte_ranges(graph: onnx.GraphProto) -> Ranges:
    """Activations that the float model already makes from uint8 by a DequantizeLinear (`byte_input.py`)."""
    from onnx import numpy_helper

    constants = {initializer.name: initializer for initializer in graph.initializer}
    ranges = {}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            scale, zero = (float(numpy_helper.to_array(constants[name])) for name in node.input[1:])
            ranges[node.output[0]] = (-zero * scale, (255 - zero) * scale)
    return ranges


def _watch(model: Path, watched: Path, keep_float: frozenset[str]) -> list[str]:
    """Writes a copy of the model that also puts out every tensor that needs a range."""
    import onnx

    proto, _ = _load(model)
    tensors = _tensors(proto.graph, keep_float)
    outputs = {output.name for output in proto.graph.output}
    inputs = {given.name for given in proto.graph.input}
    for name in tensors:
        if name not in outputs | inputs:
            proto.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    onnx.save(proto, str(watched))
    return tensors


def _ranges(watched: Path, tensors: list[str], feeds: Iterable[Feed], clip: bool) -> Ranges:
    session = runtime.session(watched)
    outputs = [output.name for output in session.get_outputs()]
    random = np.random.default_rng(0)
    seen: dict[str, list[npt.NDArray[np.float32]]] = {name: [] for name in tensors}
    extremes: Ranges = {}
    for feed in feeds:
        values = dict(zip(outputs, session.run(outputs, feed), strict=True)) | feed
        for name in tensors:
            flat = values[name].ravel()
            low, high = extremes.get(name, (0.0, 0.0))
            extremes[name] = (min(low, float(flat.min())), max(high, float(flat.max())))
            if clip:
                seen[name].append(flat if len(flat) <= SAMPLES else flat[random.integers(len(flat), size=SAMPLES)])
    if not clip:
        return extremes
    return {name: _best_range(np.concatenate(seen[name]), *extremes[name]) for name in tensors}


def _best_range(values: npt.NDArray[np.float32], low: float, high: float) -> tuple[float, float]:
    """The part of [low, high] (which holds zero) whose 256 steps lose least of the values."""
    best, least = (low, high), np.inf
    for share in np.linspace(0.3, 1.0, 29):
        scale, zero = _scale(low * share, high * share)
        steps = np.clip(np.round(values / scale) + zero, 0, 255)
        error = float((((steps - zero) * scale - values) ** 2).sum())
        if error < least:
            best, least = (low * share, high * share), error
    return best


def _scale(low: float, high: float) -> tuple[float, int]:
    scale = max(high - low, 1e-6) / 255.0
    return scale, int(np.clip(np.round(-low / scale), 0, 255))


def _channel_scales(weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Symmetric scales along the first axis; 127 steps either way."""
    peaks = np.abs(weights.reshape(len(weights), -1)).max(axis=1)
    return np.maximum(peaks / 127.0, 1e-8).astype(np.float32)


def _rewrite(model: Path, into: Path, ranges: Ranges, keep_float: frozenset[str]) -> None:
    import onnx
    from onnx import helper

    proto, constants = _load(model)
    graph = proto.graph
    body = {node.name for node in _body(graph, keep_float)}
    scaled = _byte_ranges(graph)
    ranges = ranges | scaled
    for node in _body(graph, keep_float):
        if node.op_type in MOVERS:
            ranges[node.output[0]] = ranges[node.input[0]]
    made: dict[str, npt.NDArray[np.generic]] = {}
    nodes: list[onnx.NodeProto] = []

    def pair(name: str) -> None:
        """Quantise and dequantise one activation; its readers in the body then read `NAME_dq`."""
        scale, zero = _scale(*ranges[name])
        made[f"{name}_scale"], made[f"{name}_zero"] = np.float32(scale), np.uint8(zero)
        given = [f"{name}_scale", f"{name}_zero"]
        nodes.append(helper.make_node("QuantizeLinear", [name, *given], [f"{name}_q"], f"{name}_quantize"))
        nodes.append(helper.make_node("DequantizeLinear", [f"{name}_q", *given], [f"{name}_dq"], f"{name}_dequantize"))

    def constant(name: str, steps: npt.NDArray[np.generic], scale: npt.NDArray[np.float32]) -> str:
        """An int8 weight or int32 bias and its way back to float."""
        made[f"{name}_int"], made[f"{name}_scale"] = steps, scale
        made[f"{name}_zero"] = np.zeros(len(scale), steps.dtype)
        given = [f"{name}_int", f"{name}_scale", f"{name}_zero"]
        nodes.append(helper.make_node("DequantizeLinear", given, [f"{name}_dq"], f"{name}_dequantize", axis=0))
        return f"{name}_dq"

    paired = {given.name for given in graph.input} & set(ranges)
    for name in paired:
        pair(name)
    for node in graph.node:
        if node.op_type == "Conv" and node.name in body:
            weights = constants[node.input[1]]
            scales = _channel_scales(weights)
            steps = np.clip(np.round(weights / scales.reshape(-1, *[1] * (weights.ndim - 1))), -127, 127)
            bias_scales = (scales * _scale(*ranges[node.input[0]])[0]).astype(np.float32)
            source = node.input[0] if node.input[0] in scaled else f"{node.input[0]}_dq"
            arguments = [source, constant(f"{node.name}_weight", steps.astype(np.int8), scales)]
            if len(node.input) > 2:
                bias = np.round(constants[node.input[2]].astype(np.float64) / bias_scales)
                arguments.append(constant(f"{node.name}_bias", bias.astype(np.int32), bias_scales))
            del node.input[:]
            node.input.extend(arguments)
        elif node.op_type != "Conv" or node.name not in body:
            renamed = [f"{name}_dq" if name in paired else name for name in node.input]
            del node.input[:]
            node.input.extend(renamed)
        nodes.append(node)
        for name in node.output:
            if name in ranges and name not in scaled:
                pair(name)
                paired.add(name)

    del graph.node[:]
    graph.node.extend(nodes)
    _replace_constants(graph, made)
    onnx.checker.check_model(proto)
    onnx.save(proto, str(into))


def _replace_constants(graph: onnx.GraphProto, made: dict[str, npt.NDArray[np.generic]]) -> None:
    """Adds the new constants, keeps equal ones once (a layer used three times has its weights three times until here)
    and drops those that no node reads any more."""
    from onnx import numpy_helper

    graph.initializer.extend(numpy_helper.from_array(np.asarray(value), name) for name, value in made.items())
    first: dict[tuple[int, tuple[int, ...], bytes], str] = {}
    same: dict[str, str] = {}
    for initializer in graph.initializer:
        value = numpy_helper.to_array(initializer)
        key = (initializer.data_type, value.shape, value.tobytes())
        same[initializer.name] = first.setdefault(key, initializer.name)
    for node in graph.node:
        renamed = [same.get(name, name) for name in node.input]
        del node.input[:]
        node.input.extend(renamed)
    read = {name for node in graph.node for name in node.input}
    kept = [initializer for initializer in graph.initializer if initializer.name in read]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    del graph.value_info[:]
