"""Trains, quantises, measures and ships `face_detector`. See README.md beside this file."""

from __future__ import annotations

import argparse
import itertools
import json
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import card
import detection
import detection_score
import lessons
import stickers
from boxes import Floats, Picture, letterbox, suppress, vote
from byte_input import give_byte_input
from descent import Descent
from lessons import Lesson, overlap
from quantize import quantize
from runtime import onnx_process, session
from workers import DEVICE, shared, side_by_side
from yunet import STRIDES, YuNet

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work" / "face_detector"
PARENT = WORK / "face_detector.float.onnx"
SHIPPED = HERE.parent / "models" / "quantized" / "face_detector.onnx"
PARTS: tuple[detection.Part, ...] = ("select", "report")
ANSWERS = frozenset(f"/net/answer.{level}/Conv" for level in range(3))
OVERLAP = 0.45
LEAST = 0.05
"""Scores below this are dropped before average precision is taken; the tail changes nothing there."""
SEED = 20261122
REPORTED = 100
"""Steps between two lines of the log."""
BATCH = 64


def conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3x3, normalised, rectified. Dense: depthwise convolutions run slower on integer kernels and train slower."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )


class Residual(nn.Module):
    """A convolution beside the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = conv(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class Separable(nn.Module):
    """A depthwise and a pointwise convolution beside the identity: depth for few parameters.

    On integer kernels it is slow for its multiplications, which does not show where the maps are small.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, 1, groups=channels, bias=False),
            nn.BatchNorm2d(channels),
            nn.Conv2d(channels, channels, 1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class SharedTower(nn.Module):
    """One convolution for all strides, so that what it learns of large faces serves small ones.

    While training, the strides are normalised together: one after the other each would get its own mean and spread,
    of which only a mixture is left when the net is used.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, levels: list[Tensor]) -> list[Tensor]:
        maps = [self.conv(level) for level in levels]
        if not self.training:
            return [F.relu(self.norm(x)) for x in maps]
        cells = self.norm(torch.cat([x.flatten(2) for x in maps], dim=2).unsqueeze(3)).squeeze(3)
        parts = cells.split([x.shape[2] * x.shape[3] for x in maps], dim=2)
        return [F.relu(part).view_as(x) for part, x in zip(parts, maps, strict=True)]


class DetectorNet(nn.Module):
    """Anchor-free detector in the manner of YuNet: one candidate per cell at strides 8, 16 and 32.

    From normalised pairs of pixels [N,6,H,W/2] to a raw map [N,15,H/s,W/s] per stride: score, box (4), landmarks (10).
    Pairs cost nothing, they are the picture's bytes in their order; the first convolution sees 4x6 pixels of them. It
    steps by two and no more: a face of 16 pixels has too few cells left after a first step of four. What was missed of small
    faces was mostly their place: the layers at stride 4 and the last ones at stride 8 are for that.
    Its cells are YuNet's, which teaches it cell by cell.
    """

    def __init__(self) -> None:
        super().__init__()
        first = nn.Sequential(nn.Conv2d(6, 16, (4, 3), (2, 1), 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())
        self.to4 = nn.Sequential(first, conv(16, 32, 2), Separable(32), Separable(32))
        self.to8 = nn.Sequential(conv(32, 40, 2), Residual(40), Residual(40))
        self.to16 = nn.Sequential(conv(40, 56, 2), *(Separable(56) for _ in range(3)))
        self.to32 = nn.Sequential(conv(56, 56, 2), *(Separable(56) for _ in range(3)))
        self.lateral = nn.ModuleList(
            nn.Sequential(nn.Conv2d(channels, 40, 1, bias=False), nn.BatchNorm2d(40), nn.ReLU())
            for channels in (40, 56, 56)
        )
        self.tower = SharedTower(40)
        self.fine = nn.Sequential(Separable(40), Separable(40))
        self.answer = nn.ModuleList(nn.Conv2d(40, 15, 1) for _ in STRIDES)
        for answer in self.answer:
            nn.init.normal_(answer.weight, std=0.01)
            nn.init.zeros_(answer.bias)
            # A face is rare: begin at a probability of 0.01 (Lin et al. 2017).
            answer.bias.data[0] = -4.6

    def forward(self, x: Tensor) -> list[Tensor]:
        at8 = self.to8(self.to4(x))
        at16 = self.to16(at8)
        at32 = self.to32(at16)
        deep = self.lateral[2](at32)
        middle = self.lateral[1](at16) + F.interpolate(deep, scale_factor=2.0, mode="nearest")
        fine = self.lateral[0](at8) + F.interpolate(middle, scale_factor=2.0, mode="nearest")
        levels = self.tower([fine, middle, deep])
        levels[0] = self.fine(levels[0])
        return [answer(level) for answer, level in zip(self.answer, levels, strict=True)]


def normalise(pictures: Tensor) -> Tensor:
    """uint8 [N,H,W,3] to what the net takes, as `byte_input.py` writes it into the shipped graph."""
    count, height, width, _ = pictures.shape
    return (pictures.view(count, height, width // 2, 6).permute(0, 3, 1, 2).float() - 128) / 128


def decode(maps: list[Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Score logits [N,A], boxes [N,A,4] and landmarks [N,A,5,2] in pixels, and of each cell [A,3]: x, y, stride.

    Cells are counted with cumulative sums, which ONNX can express for any height and width.
    """
    raws, cells = [], []
    for raw, stride in zip(maps, STRIDES, strict=True):
        ones = torch.ones_like(raw[:1, :1])
        cell = (torch.cat([ones.cumsum(3), ones.cumsum(2)], dim=1) - 0.5) * stride
        raws.append(raw.flatten(2))
        cells.append(torch.cat([cell, ones * stride], dim=1).flatten(2))
    raw, cell = torch.cat(raws, 2).transpose(1, 2), torch.cat(cells, 2).transpose(1, 2)
    at, stride = cell[..., :2], cell[..., 2:]
    centre, half = at + raw[..., 1:3] * stride, torch.exp(raw[..., 3:5].clamp(-4, 6)) * (stride / 2)
    boxes = torch.cat([centre - half, centre + half], dim=2)
    landmarks = (raw[..., 5:] * stride + at.repeat(1, 1, 5)).unflatten(2, (5, 2))
    return raw[..., 0], boxes, landmarks, cell[0]


def losses(maps: list[Tensor], taught: Lesson) -> Tensor:
    """Score (cross-entropy, weighed by how far off it is), box (distance-IoU), landmarks (relative to the face)."""
    logits, boxes, landmarks, _ = decode(maps)
    # A small face is one or two cells of the first stride, a large one a dozen: each stride counts as its faces would.
    weight = torch.cat([x.new_full(x[0, 0].shape, WEIGHTS[i]).flatten() for i, x in enumerate(maps)])
    total = (taught.score * weight).sum().clamp(min=1)
    # Quality focal loss (Li et al. 2020): what is answered rightly already does not count.
    off = (logits.sigmoid().detach() - taught.score).abs() ** 1.5 * weight
    score_loss = (F.binary_cross_entropy_with_logits(logits, taught.score, reduction="none") * off).sum() / total

    picture, cell = torch.nonzero(taught.score > 0.2, as_tuple=True)
    want, got, share = taught.boxes[picture, cell], boxes[picture, cell], (taught.score * weight)[picture, cell]
    hull = (torch.maximum(got[:, 2:], want[:, 2:]) - torch.minimum(got[:, :2], want[:, :2])).square().sum(-1)
    apart = ((got[:, :2] + got[:, 2:] - want[:, :2] - want[:, 2:]) / 2).square().sum(-1)
    box_loss = ((1 - overlap(got, want) + apart / hull.clamp(min=1e-6)) * share).sum() / total

    mark = taught.landmarks[picture, cell]
    known = mark.isfinite().all(-1).all(-1)
    size = (want[:, 2:] - want[:, :2]).clamp(min=1).prod(-1).sqrt()[known, None, None]
    missed = (landmarks[picture, cell][known] - mark[known]) / size
    strain = F.smooth_l1_loss(missed, torch.zeros_like(missed), beta=0.02, reduction="none").mean((1, 2))
    mark_loss = (strain * share[known]).sum() / total
    return 2 * score_loss + 2 * box_loss + 5 * mark_loss


WEIGHTS = (2.0, 1.0, 1.0)
"""Of the strides in every loss."""


STEPS = 20_000
"""Each over BATCH views that were not seen before and will not be again: of views seen seven times the net knew its pictures
better than others."""
PEAK = 4e-3
"""The highest learning rate, of one cycle."""


def train(data: Path, steps: int, begin: Path | None, seed: int, workers: int) -> None:
    """Trains, from nothing or from where earlier training left off, and leaves the averaged weights in WORK/float.pt."""
    WORK.mkdir(parents=True, exist_ok=True)
    # The teacher's labels are made here, before several processes ask for them.
    detection.load(data, WORK / "teacher.json", "train")
    if not (WORK / "stickers.npz").exists():
        stickers.locate(data, WORK / "stickers.npz")
    side_by_side(train_share, workers, data, steps, begin, seed)


def train_share(rank: int, workers: int, data: Path, steps: int, begin: Path | None, seed: int) -> None:
    """One worker's share of each batch; gradients are averaged over the workers. Worker 0 keeps and reports."""
    torch.manual_seed(seed)
    # A worker's loaders have seeds of their own, one after the other.
    views = lessons.drawn(data, WORK, BATCH // workers, seed + 1000 * rank)
    teacher = YuNet(data)
    net = DetectorNet()
    if begin:
        net.load_state_dict(torch.load(begin, map_location="cpu"))
    net = net.to(DEVICE, memory_format=torch.channels_last).train()
    learner = shared(net, workers)
    optimiser = torch.optim.AdamW(net.parameters(), weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=PEAK, total_steps=steps, pct_start=0.1, final_div_factor=1e3
    )
    descent = Descent(net, optimiser, schedule, steepest=10)
    began, summed = time.monotonic(), 0.0
    for pictures, batch in itertools.islice(views, steps):
        taught = lessons.lesson(teacher, batch)
        x = normalise(pictures).contiguous(memory_format=torch.channels_last)
        with torch.autocast(DEVICE.type, torch.bfloat16):
            maps = learner(x)
        maps = [answer.float() for answer in maps]
        logits, boxes, _, cells = decode([answer.detach() for answer in maps])
        summed += descent.step(losses(maps, lessons.add_missed(taught, logits, boxes, cells)))
        if rank == 0 and descent.done % REPORTED == 0:
            torch.save(descent.averaged.state_dict(), WORK / "float.pt")
            took = time.monotonic() - began
            print(f"step {descent.done}/{steps} loss {summed / REPORTED:.4f} {took:.0f} s", flush=True)
            summed = 0.0
    if rank == 0:
        torch.save(descent.averaged.state_dict(), WORK / "float.pt")


def ship(data: Path) -> None:
    """Exports, quantises and measures WORK/float.pt, and writes the model and its card."""
    onnx_process(export, WORK / "float.pt", WORK / "body.onnx")
    give_byte_input(WORK / "body.onnx", PARENT, "image", [1, "height", "width", 3], "bgr pairs")
    crowded = [s for s in detection.load(data, WORK / "teacher.json", "train") if s.source == "people"]
    typical = [crowded[i] for i in np.random.default_rng(SEED).permutation(len(crowded))[:400]]
    pictures = [letterbox(detection.read(data, scene.file), 320, 320)[0][None] for scene in typical]
    quantize(PARENT, SHIPPED, [{"image": picture} for picture in pictures], ANSWERS, clip=False)

    scores = {part: [score(data, part, Finder(model)) for model in (SHIPPED, PARENT)] for part in PARTS}
    threshold = choose_threshold(scores["select"][0])
    fields = {
        "version": "8.0.0",
        "task": "Where faces are in a picture, with eyes, nose and mouth corners",
        "labels": ["face"],
        "temperature": {"value": 1.0, "applied": "graph"},
        "threshold": {"score": threshold, "nms_iou": OVERLAP},
        "metrics": [entry for part in PARTS for entry in metrics(part, scores[part], threshold)],
        "groups": groups(scores["report"][0], threshold),
        "training_data": [
            {"name": "face-mask-dataset-ilc-2021 (people_*)", "licence": "none stated", "commercial_use": "unstated"},
            {"name": "Caltech-101 (office_*, noface_*)", "licence": "CC BY 4.0", "commercial_use": True},
            {"name": "FER2013 pictures", "licence": "none stated (web-scraped)", "commercial_use": "unstated"},
        ],
        "intended_use": "Finding the customer's face before a kiosk, after the customer has agreed to the camera.",
        "limits": [
            "Trained on views of some 1,650 pictures and of 28,000 faces laid into them; landmarks, office boxes and faces that "
            "people left out come from YuNet, which looked at twice the detail.",
            "Faces below 16 px are often missed; so are faces turned by more than 35 degrees or seen from the side.",
            "Scores are not calibrated probabilities; the threshold is what was chosen on the selection part.",
            "Age, skin colour, East Asian faces, children and disabilities are untested: the sets name no groups.",
        ],
        "out_of_scope": ["Recognising who somebody is.", "Counting or following people in a crowd."],
        "recipe": "python3 training/face_detector.py all",
    }
    card.write(SHIPPED, fields)


def export(weights: Path, body: Path) -> None:
    """Writes the net with its decoding as ONNX, its input still normalised pairs of pixels, height and width free."""

    class Decoded(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = DetectorNet()
            self.net.load_state_dict(torch.load(weights, map_location="cpu"))

        def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
            logits, boxes, landmarks, _ = decode(self.net(x))
            return boxes, logits.sigmoid(), landmarks

    outputs = ["boxes", "scores", "landmarks"]
    torch.onnx.export(
        Decoded().eval(),
        (torch.zeros(1, 6, 256, 160),),
        str(body),
        input_names=["normalised"],
        output_names=outputs,
        dynamic_axes={"normalised": {2: "rows", 3: "columns"}} | {name: {1: "candidates"} for name in outputs},
        opset_version=17,
        dynamo=False,
    )
    # The exporter can't tell how many candidates there are and then leaves the other sizes open as well.
    import onnx
    from onnx import TensorProto, helper

    model = onnx.load(str(body))
    for output, shape in zip(model.graph.output, ([4], [], [5, 2]), strict=True):
        sizes = [1, "candidates", *shape]
        output.CopyFrom(helper.make_tensor_value_info(output.name, TensorProto.FLOAT, sizes))
    onnx.save(model, str(body))


class Finder:
    """Runs an exported model over pictures as the kiosk does, letterboxed to 320x320."""

    def __init__(self, model: Path) -> None:
        self._session = session(model, exact=model == PARENT)

    def __call__(self, picture: Picture) -> tuple[Floats, Floats, Floats]:
        """Boxes, scores and landmarks in the picture's pixels, best first."""
        fitted, scale = letterbox(picture, 320, 320)
        boxes, scores, marks = self._session.run(["boxes", "scores", "landmarks"], {"image": fitted[None]})
        strong = scores[0] >= LEAST
        boxes, scores, marks = boxes[0, strong] / scale, scores[0, strong], marks[0, strong] / scale
        kept = suppress(boxes, scores, OVERLAP)
        voted, points = vote(boxes, scores, marks, kept, OVERLAP)
        return voted, scores[kept], points


def score(data: Path, part: detection.Part, find: detection_score.Finder) -> detection_score.Score:
    """One part of the pictures, measured."""
    scenes = detection.load(data, WORK / "teacher.json", part)
    return detection_score.measure(scenes, lambda file: detection.read(data, file), find)


MARGIN = 0.03
"""How far above the last false face the threshold lies: right above it, the next picture's would come in."""


def choose_threshold(selected: detection_score.Score) -> float:
    """The lowest threshold, at least 0.3, with no more than one false face per 100 pictures without any, and a margin."""
    tried = np.arange(0.3, 0.9, 0.01)
    return round(float(next((t for t in tried if selected.false_per_picture(t) <= 0.01), tried[-1])) + MARGIN, 2)


def metrics(part: detection.Part, scores: list[detection_score.Score], threshold: float) -> list[dict[str, Any]]:
    """The card's figures on one part, from what was counted for the int8 model and for its parent."""
    child, parent = (figures(counted, threshold) for counted in scores)
    return [
        {
            "set": "detection",
            "split": part,
            "items": scores[0].pictures,
            "metric": metric,
            "int8": round(child[metric], 4),
            "float": round(parent[metric], 4),
            "command": f"python3 training/face_detector.py evaluate --part {part}",
        }
        for metric in child
    ]


def figures(counted: detection_score.Score, threshold: float) -> dict[str, float]:
    """The named figures of one measurement."""
    return {
        "ap50_unmasked": counted.ap50("unmasked"),
        "ap50_masked": counted.ap50("masked"),
        "ap50_all": counted.ap50("all"),
        "recall_unmasked_40px": counted.recall("unmasked", threshold, 40)[0],
        "recall_masked_40px": counted.recall("masked", threshold, 40)[0],
        "recall_office": counted.recall("office", threshold)[0],
        "false_per_noface_picture": counted.false_per_picture(threshold),
        "landmark_error_median": counted.landmark_error()[0],
    }


def groups(counted: detection_score.Score, threshold: float) -> list[dict[str, Any]]:
    """On the report part: recall by size and by mask, and by size how far landmarks lie from the teacher's."""
    found = []

    def add(group: str, metric: str, value: float, items: int) -> None:
        found.append({"set": "detection", "group": group, "metric": metric, "int8": round(value, 4), "items": items})

    sizes = {
        f"{least} px and more" if below == 10_000 else f"{least} to {below} px": (least, below)
        for least, below in ((0, 16), (16, 24), (24, 40), (40, 80), (80, 10_000))
    }
    for kind in detection_score.KINDS:
        for size, between in sizes.items():
            add(f"{kind}, {size}", "recall", *counted.recall(kind, threshold, *between))
    for size, between in sizes.items():
        add(size, "landmark_error_median", *counted.landmark_error(*between))
    return found


def evaluate(data: Path, part: detection.Part) -> None:
    """Prints the figures of the shipped model, of its parent where that is, and of YuNet at the threshold that OpenCV gives it,
    0.6."""
    threshold = json.loads(SHIPPED.with_suffix(".json").read_text())["threshold"]["score"]
    teacher = YuNet(data)
    models = {"int8": SHIPPED, "float": PARENT}
    columns = {
        name: figures(score(data, part, Finder(model)), threshold) for name, model in models.items() if model.exists()
    } | {
        "yunet": figures(score(data, part, lambda picture: teacher.find(picture, 320, LEAST)), 0.6),
    }
    for metric in columns["int8"]:
        print(f"{metric:26}" + "".join(f"  {name} {values[metric]:.4f}" for name, values in columns.items()))


def export_labels(data: Path) -> None:
    """Writes the labels of the held-out parts as `carekiosk eval detect` reads them: WORK/select.json, report.json."""
    for part in PARTS:
        scenes = detection.load(data, WORK / "teacher.json", part)
        detection_score.write_labels(data, scenes, WORK / f"{part}.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["train", "ship", "all", "evaluate", "export-labels"])
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--part", choices=PARTS, default="report", help="what evaluate measures")
    parser.add_argument("--steps", type=int, default=STEPS, help="how many train takes")
    parser.add_argument("--begin", type=Path, help="weights (float.pt) that train begins with instead of nothing")
    parser.add_argument("--seed", type=int, default=SEED, help="of what train draws: another one shows other views")
    parser.add_argument("--workers", type=int, default=2, help="processes that train, where there is no GPU")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    if asked.verb in ("train", "all"):
        train(asked.data, asked.steps, asked.begin, asked.seed, asked.workers)
    if asked.verb in ("ship", "all"):
        ship(asked.data)
    if asked.verb == "evaluate":
        evaluate(asked.data, asked.part)
    if asked.verb == "export-labels":
        export_labels(asked.data)


if __name__ == "__main__":
    main()
