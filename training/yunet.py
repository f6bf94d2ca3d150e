"""YuNet (Wu et al. 2023, Apache-2.0) as the teacher of landmarks and unlabelled faces, and as the yardstick.

Its weights stay with the data; nothing of them is shipped.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from boxes import Floats, Picture, letterbox, suppress
from runtime import onnx_process, session
from workers import DEVICE

STRIDES = (8, 16, 32)


class YuNet:
    """Finds faces in BGR pictures with the reference weights."""

    def __init__(self, data: Path) -> None:
        model = data / "reference" / "yunet_n_dynamic.onnx"
        self._run = _by_torch(model) if DEVICE.type == "cuda" else _by_onnx_runtime(model)

    def find(self, picture: Picture, side: int, least: float) -> tuple[Floats, Floats, Floats]:
        """Boxes [N,4], scores [N] and landmarks [N,5,2] in the picture's pixels, letterboxed to `side` x `side`."""
        fitted, scale = letterbox(picture, side, side)
        seen = self.cells(torch.from_numpy(fitted[None]).to(DEVICE))
        scores, boxes, landmarks = (part[0].cpu().numpy() for part in seen)
        strong = scores >= least
        boxes, scores, landmarks = boxes[strong] / scale, scores[strong], landmarks[strong] / scale
        kept = suppress(boxes, scores, 0.45)
        return boxes[kept], scores[kept], landmarks[kept]

    @torch.no_grad()
    def cells(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Scores [N,A], boxes [N,A,4] and landmarks [N,A,5,2] of every cell, row by row at strides 8, 16 and 32.

        From bytes or floats [N,H,W,3] of 0 to 255. Decoding as in OpenCV's FaceDetectorYN
        (modules/objdetect/src/face_detect.cpp): the score is the root of class times objectness, centre and landmarks are
        offsets from the cell, sizes exponential, all in strides.
        """
        raw = self._run(pictures.permute(0, 3, 1, 2).float())
        scores, boxes, landmarks = [], [], []
        for stride in STRIDES:
            cls, obj, box, points = (raw[f"{kind}_{stride}"] for kind in ("cls", "obj", "bbox", "kps"))
            index, columns = torch.arange(box.shape[1], device=box.device), pictures.shape[2] // stride
            cell = torch.stack([index % columns, index // columns], dim=1)
            centre, half = (cell + box[..., :2]) * stride, box[..., 2:].exp() * stride / 2
            boxes.append(torch.cat([centre - half, centre + half], dim=2))
            scores.append((cls[..., 0] * obj[..., 0]).sqrt())
            landmarks.append((cell[:, None] + points.unflatten(2, (5, 2))) * stride)
        return torch.cat(scores, 1), torch.cat(boxes, 1), torch.cat(landmarks, 1)


Layers = Callable[[Tensor], dict[str, Tensor]]
"""From BGR [N,3,H,W] of 0 to 255 to what the graph gives, by its names."""


def _by_onnx_runtime(model: Path) -> Layers:
    """On a processor, where PyTorch would take four times as long."""
    runner = session(model)
    names = [output.name for output in runner.get_outputs()]

    def run(x: Tensor) -> dict[str, Tensor]:
        return dict(zip(names, map(torch.from_numpy, runner.run(names, {"input": x.contiguous().numpy()})), strict=True))

    return run


def _by_torch(model: Path) -> Layers:
    """On a GPU, for which Debian's ONNX Runtime has no provider."""
    nodes, read = onnx_process(_read, model)
    weights = {name: torch.from_numpy(values).to(DEVICE) for name, values in read.items()}

    def run(x: Tensor) -> dict[str, Tensor]:
        known = weights | {"input": x.contiguous()}  # Depthwise layers are slow with channels last.
        for kind, inputs, output, how in nodes:
            given = known[inputs[0]]
            match kind:
                case "Conv":
                    weight, bias = known[inputs[1]], known[inputs[2]]
                    known[output] = F.conv2d(given, weight, bias, how["strides"], how["pads"][:2], 1, how["group"])
                case "MaxPool":
                    known[output] = F.max_pool2d(given, how["kernel_shape"], how["strides"])
                case "Resize":
                    known[output] = F.interpolate(given, scale_factor=2.0, mode="nearest")
                case "Add":
                    known[output] = given + known[inputs[1]]
                case "Transpose":
                    known[output] = given.permute(how["perm"])
                case "Reshape":
                    known[output] = given.flatten(1, 2)  # Maps of cells become rows of them, for any size.
                case _:
                    known[output] = getattr(torch, kind.lower())(given)
        return known

    return run


def _read(model: Path) -> tuple[list[tuple[str, list[str], str, dict[str, Any]]], dict[str, Floats]]:
    """The graph's layers, in order, as operator, inputs, output and attributes, and its weights."""
    import onnx
    from onnx import helper, numpy_helper

    graph = onnx.load(str(model)).graph
    sizes = {"Shape", "Gather", "Unsqueeze", "Concat"}
    nodes = [
        (node.op_type, list(node.input), node.output[0], {a.name: helper.get_attribute_value(a) for a in node.attribute})
        for node in graph.node
        if node.op_type not in sizes
    ]
    weights = {x.name: np.array(numpy_helper.to_array(x)) for x in graph.initializer}
    return nodes, {name: values for name, values in weights.items() if values.dtype == np.float32 and values.ndim}
