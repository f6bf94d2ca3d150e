"""Pre-processing inside the graph: models of pictures take bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from runtime import onnx_process

Layout = Literal["gray", "bgr pairs"]


def give_byte_input(body: Path, into: Path, name: str, shape: list[int | str], layout: Layout) -> None:
    """Puts uint8 before a model whose one input is (byte - 128) / 128, as a single DequantizeLinear.

    The int8 form then reads the picture's bytes as they are: its first convolution takes them for quantised values.

    Args:
        shape: of the new input; a string is a size that stays free.
        layout: `gray` for [N,H,W], which the body reads as [N,1,H,W]; `bgr pairs` for [N,H,W,3], which the body reads
            as [N,6,H,W/2]: B, G, R of a pixel and of its right neighbour.
    """
    onnx_process(_give_byte_input, body, into, name, shape, layout)


def _give_byte_input(body: Path, into: Path, name: str, shape: list[int | str], layout: Layout) -> None:
    import onnx
    from onnx import TensorProto, helper

    model = onnx.load(str(body))
    graph = model.graph
    if layout == "gray":
        graph.initializer.append(helper.make_tensor("channel_axis", TensorProto.INT64, [1], [1]))
        order = [helper.make_node("Unsqueeze", [name, "channel_axis"], ["bytes"], "order")]
    else:
        # A 0 keeps a size and the -1 is what is left, so that the shape holds for every height and width.
        graph.initializer.append(helper.make_tensor("pairs_shape", TensorProto.INT64, [4], [0, 0, -1, 6]))
        order = [
            helper.make_node("Reshape", [name, "pairs_shape"], ["pairs"], "pair"),
            helper.make_node("Transpose", ["pairs"], ["bytes"], "order", perm=[0, 3, 1, 2]),
        ]
    graph.initializer.append(helper.make_tensor("byte_scale", TensorProto.FLOAT, [], [1 / 128]))
    graph.initializer.append(helper.make_tensor("byte_zero", TensorProto.UINT8, [], [128]))
    given = ["bytes", "byte_scale", "byte_zero"]
    nodes = [*order, helper.make_node("DequantizeLinear", given, [graph.input[0].name], "normalise"), *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.input[:]
    graph.input.append(helper.make_tensor_value_info(name, TensorProto.UINT8, shape))
    del graph.value_info[:]
    onnx.checker.check_model(model)
    onnx.save(model, str(into))
