"""Trains, quantises, measures and ships `face_expression`. See README.md beside this file."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import card
import crops
import ferplus
from byte_input import give_byte_input
from calibration import abstain_below, expected_calibration_error, fit_temperature, macro_recall
from descent import Descent
from mirrored import MirroredNet
from quantize import quantize
from residual import Residual
from runtime import onnx_process, session
from workers import DEVICE, shared, side_by_side
from yunet import YuNet

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work" / "face_expression"
PARENT = WORK / "face_expression.float.onnx"
SHIPPED = HERE.parent / "models" / "quantized" / "face_expression.onnx"
CUT_OUT = WORK / "cut.npy"
PARTS = ("select", "report", "all")
SEED = 20261122
BATCH = 256
POOL = frozenset({"/net/pool/GlobalAveragePool"})


class LargeNet(nn.Module):
    """Logits [N,8] from normalised gray [N,1,48,48]: what teaches the nets that are small enough to ship.

    Its first convolution halves the picture. Where it is `fine` it does not, and all that follows costs four times as much.
    """

    def __init__(self, width: int, fine: bool = False) -> None:
        super().__init__()
        first = nn.Conv2d(1, width, 5, 1 if fine else 2, 2, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(width), nn.ReLU())
        self.stages = nn.Sequential(
            Residual(width, width, 1),
            Residual(width, width, 1),
            Residual(width, 2 * width, 2),
            Residual(2 * width, 2 * width, 1),
            Residual(2 * width, 4 * width, 2),
            Residual(4 * width, 4 * width, 1),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(4 * width, len(ferplus.CLASSES)))

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.pool(self.stages(self.stem(x))))


def normalise(faces: Tensor) -> Tensor:
    """uint8 [N,48,48] to what the net takes, as `byte_input.py` writes it into the shipped graph."""
    return (faces.unsqueeze(1).float() - 128) / 128


def augment(x: Tensor, strength: float, random: torch.Generator) -> Tensor:
    """What a kiosk's camera and an imperfect aligner do to a face: normalised gray [N,1,48,48] to the same.

    At a `strength` of 0 pictures are only mirrored.
    """
    side = ferplus.SIDE

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(len(x), generator=random, device=x.device) * (high - low) + low

    def some(share: float) -> Tensor:
        return uniform(0, 1) < share

    def sway(reach: float) -> Tensor:
        return uniform(-reach * strength, reach * strength)

    # Turn, scale, shift and mirror.
    angle = torch.where(some(0.5), sway(0.45), sway(0.15))
    zoom = torch.exp(sway(0.2))
    stretch = torch.exp(sway(0.06))
    mirror = torch.where(some(0.5), 1.0, -1.0)
    cos, sin = torch.cos(angle) * zoom, torch.sin(angle) * zoom
    rows = (mirror * cos * stretch, -sin, sway(0.16), mirror * sin * stretch, cos, sway(0.16))
    grid = F.affine_grid(torch.stack(rows, dim=1).view(-1, 2, 3), list(x.shape), align_corners=False)
    x = F.grid_sample(x, grid, padding_mode="border", align_corners=False)

    # A face far away: shrunk and enlarged again.
    far = some(0.2 * strength)
    if far.any():
        size = int(uniform(3 * side / 8, 7 * side / 8)[0])
        small = F.interpolate(x[far], size=(size, size), mode="bilinear", antialias=True)
        x[far] = F.interpolate(small, size=(side, side), mode="bilinear")

    # Light: from one side, too dark, too bright, flat.
    direction, depth = uniform(0, 2 * torch.pi), some(0.3 * strength) * uniform(0, 0.7)
    ramp = torch.linspace(-1, 1, side, device=x.device)
    slope = torch.cos(direction).view(-1, 1, 1) * ramp + torch.sin(direction).view(-1, 1, 1) * ramp.view(1, -1, 1)
    light = ((x + 1) / 2).clamp(0, 1) * (1 + depth.view(-1, 1, 1, 1) * slope.unsqueeze(1))
    gamma = torch.exp(torch.where(some(0.3 * strength), uniform(-0.7, 0.7), sway(0.15)))
    light = light.clamp(1e-3, 1) ** gamma.view(-1, 1, 1, 1)
    gain = torch.where(some(0.3 * strength), uniform(0.3, 1.3), 1 + sway(0.15)).view(-1, 1, 1, 1)
    lift = sway(0.08).view(-1, 1, 1, 1)
    noise = (some(0.3 * strength) * uniform(0, 0.06)).view(-1, 1, 1, 1)
    light = light * gain + lift + noise * torch.randn(x.shape, generator=random, device=x.device)
    x = light.clamp(0, 1) * 2 - 1

    # A hand, hair or the edge of a mask: one gray patch.
    reach = (some(0.5 * strength) * uniform(0.12, 0.45)).view(-1, 1, 1)
    across = (ramp.view(1, 1, -1) - uniform(-1, 1).view(-1, 1, 1)).abs() < reach
    down = (ramp.view(1, -1, 1) - uniform(-1, 1).view(-1, 1, 1)).abs() < reach
    return torch.where((across & down).unsqueeze(1), uniform(-0.8, 0.8).view(-1, 1, 1, 1), x)


def mixed(x: Tensor, targets: Tensor, share: float, random: torch.Generator) -> tuple[Tensor, Tensor]:
    """A share of the faces with another shining through (Zhang et al. 2018), and what is asked of them likewise."""
    amount, which = (torch.rand(len(x), generator=random, device=x.device) for _ in range(2))
    amount = (amount / 2 * (which < share)).view(-1, 1)
    faces = torch.lerp(x, x.roll(1, dims=0), amount.view(-1, 1, 1, 1))
    return faces, torch.lerp(targets, targets.roll(1, dims=0), amount)


def logits(net: nn.Module, faces: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """What a net makes of uint8 [N,48,48], before softmax."""
    net.eval()
    at = next(net.parameters()).device
    with torch.inference_mode():
        return torch.cat([net(normalise(batch.to(at))).cpu() for batch in torch.from_numpy(faces).split(256)]).numpy()


def small(*blocks: int) -> Callable[[], nn.Module]:
    """A net of at most 0.95 M parameters and of 58 M multiply-adds, wherever its blocks lie: at 24, 12 or 6 pixels."""
    return lambda: MirroredNet(32, blocks, len(ferplus.CLASSES))


@dataclass(frozen=True)
class Course:
    """How one net learns, with one cycle of the learning rate."""

    net: Callable[[], nn.Module]
    epochs: int
    teachers: tuple[int, ...] = ()
    opinion: float = 0.0
    """Share of the targets that is what the teachers think of the very view that the net sees, the rest being the votes: ten
    votes are a rough measure, and what was learnt of all faces smooths them (Beyer et al. 2022)."""
    begin: int | None = None
    """The net with whose weights it begins; from nothing without one."""
    peak: float = 4e-3
    """The highest learning rate."""
    strength: tuple[float, float] = (0.9, 0.2)
    """Of the variations in the first and the last epoch: what is asked about in the end are faces almost as they are."""


TEACHERS = (
    Course(lambda: LargeNet(96), epochs=40),
    Course(lambda: LargeNet(96), epochs=40),
    Course(lambda: LargeNet(64, fine=True), epochs=40),
)
"""Larger nets that learn the votes. They differ in their seeds or in what they look at."""

PUPILS = tuple(
    Course(small(*blocks), epochs=119, teachers=(0, 1, 2), opinion=0.7)
    for blocks in ((2, 2, 2), (1, 2, 3), (1, 3, 2), (2, 2, 2))
)
"""Nets that could ship. Together they read more faces rightly than any alone, or than their teachers."""

COURSES = (
    *TEACHERS,
    *PUPILS,
    Course(small(1, 2, 3), epochs=6, teachers=(3, 4, 5, 6), opinion=0.9, begin=4, peak=1e-3, strength=(0.5, 0.2)),
)
"""The last is the one that ships: the best pupil on the selection half, which all four have taught once more."""

SHIPS = len(COURSES) - 1

CUT = 0.5
"""Share of the faces shown as the kiosk's detector and aligner cut them out (`crops.py`)."""

REPEATED = {"disgust": 3, "contempt": 3, "fear": 2}
"""How often an epoch shows a picture of a rare class; together they are 3 % of the pictures."""


def train(data: Path, nets: Iterable[int], workers: int) -> None:
    """Trains nets of COURSES. Each keeps its averaged weights in WORK/net-N.pt."""
    if not CUT_OUT.exists():
        cut_out(data)
    for net in nets:
        side_by_side(train_share, workers, data, net)


def cut_out(data: Path) -> None:
    """Keeps what is learned from as the kiosk would cut it out, in CUT_OUT."""
    WORK.mkdir(parents=True, exist_ok=True)
    part, _ = training_part(data)
    np.save(CUT_OUT, crops.cut(data, part.faces, np.array(frame(data), np.float32), SEED))


def training_part(data: Path) -> tuple[ferplus.FerPlus, npt.NDArray[np.float32]]:
    """What is learned from, and what share voted for each class."""
    return ferplus.distribution(ferplus.without_copies_of(ferplus.load(data, "train"), ferplus.load(data, "valid")))


def trained(number: int) -> nn.Module:
    """A net of COURSES with the weights that it ended with, for use."""
    net = COURSES[number].net()
    net.load_state_dict(torch.load(WORK / f"net-{number}.pt", map_location="cpu"))
    return net.eval()


def train_share(rank: int, workers: int, data: Path, number: int) -> None:
    """One worker's share of each batch; gradients are averaged over the workers. Worker 0 keeps and reports."""
    torch.manual_seed(SEED + number)
    course = COURSES[number]
    shuffle = torch.Generator().manual_seed(SEED + number)
    random = torch.Generator(DEVICE).manual_seed(SEED + number * workers + rank)
    part, shares = training_part(data)
    checked, labels = ferplus.majority(ferplus.load(data, "valid"))
    selection = np.array([ferplus.is_for_selection(name) for name in checked.names])
    checked, labels = checked.pick(selection), labels[selection]

    cut, faces, votes = (torch.from_numpy(values).to(DEVICE) for values in (np.load(CUT_OUT), part.faces, shares))
    often = torch.tensor([REPEATED.get(name, 1) for name in ferplus.CLASSES])[shares.argmax(axis=1)]
    shown = torch.arange(len(part)).repeat_interleave(often)
    steps = len(shown) // BATCH
    net = course.net() if course.begin is None else trained(course.begin).train()
    net = net.to(DEVICE, memory_format=torch.channels_last)
    teachers = [trained(other).to(DEVICE, memory_format=torch.channels_last) for other in course.teachers]
    learner = shared(net, workers)
    decayed = [p for p in net.parameters() if p.ndim > 1]
    free = [p for p in net.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.05}, {"params": free, "weight_decay": 0.0}])
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=course.peak, total_steps=course.epochs * steps, pct_start=0.2, final_div_factor=1e3,
        cycle_momentum=False,
    )  # fmt: skip
    descent = Descent(net, optimiser, schedule)
    for epoch in range(course.epochs):
        learner.train()
        strength = float(np.interp(epoch, (0, course.epochs - 1), course.strength))
        began, summed = time.monotonic(), 0.0
        order = shown[torch.randperm(len(shown), generator=shuffle)].to(DEVICE)
        for step in range(steps):
            chosen = order[step * BATCH : (step + 1) * BATCH][rank::workers]
            as_cut = torch.rand(len(chosen), 1, 1, generator=random, device=DEVICE) < CUT
            x = augment(normalise(torch.where(as_cut, cut[chosen], faces[chosen])), strength, random)
            x, targets = mixed(x, votes[chosen], strength / 2, random)
            x = x.contiguous(memory_format=torch.channels_last)
            with torch.autocast(DEVICE.type, torch.bfloat16):
                given = learner(x)
                if teachers:
                    with torch.no_grad():
                        thoughts = [teacher(x).float().softmax(dim=1) for teacher in teachers]
                    targets = torch.lerp(targets, torch.stack(thoughts).mean(dim=0), course.opinion)
            summed += descent.step(F.cross_entropy(given.float(), targets))
        if rank == 0:
            predicted = logits(descent.averaged, checked.faces).argmax(axis=1)
            torch.save(descent.averaged.state_dict(), WORK / f"net-{number}.pt")
            print(
                f"net {number} epoch {epoch + 1}/{course.epochs} loss {summed / steps:.4f} "
                f"accuracy {(predicted == labels).mean():.4f} macro recall {macro_recall(predicted, labels):.4f} "
                f"{time.monotonic() - began:.0f} s",
                flush=True,
            )


def ship(data: Path) -> None:
    """Exports, quantises and measures the net that ships, and writes the model and its card."""
    checked, labels = ferplus.majority(ferplus.load(data, "valid"))
    selection = np.array([ferplus.is_for_selection(name) for name in checked.names])
    temperature = fit_temperature(logits(trained(SHIPS), checked.faces[selection]), labels[selection])

    onnx_process(export, temperature, WORK / "body.onnx")
    give_byte_input(WORK / "body.onnx", PARENT, "face", ["faces", ferplus.SIDE, ferplus.SIDE], "gray")
    random = np.random.default_rng(SEED)
    typical = random.permutation(ferplus.load(data, "train").faces)[:512]
    quantize(PARENT, SHIPPED, [{"face": faces} for faces in np.split(typical, 16)], POOL)

    threshold = abstain_below(answers(SHIPPED, checked.faces[selection]), 0.8)
    fields = {
        "version": "8.0.0",
        "task": "Which of eight expressions an aligned face shows",
        "labels": list(ferplus.CLASSES),
        "temperature": {"value": temperature, "applied": "graph"},
        "threshold": {"abstain_below": threshold},
        "alignment": {"size": ferplus.SIDE, "landmarks": frame(data)},
        "metrics": [entry for part in PARTS for entry in measure(data, part, threshold)],
        "groups": groups(checked.faces, labels),
        "training_data": [
            {"name": "FER2013 pictures", "licence": "none stated (web-scraped)", "commercial_use": "unstated"},
            {"name": "FER+ votes", "licence": "MIT", "commercial_use": True},
        ],
        "intended_use": "One weak sign among several, taken over seconds, of how a customer who agreed to it is doing.",
        "limits": [
            "Trained on small gray pictures from a web search, labelled by onlookers; nobody's feelings were asked.",
            "Disgust and contempt are rare in the data and seldom recognised.",
            "Mild displeasure at a kiosk mostly shows as neutral; people also smile in frustration.",
            "Age, skin colour, East Asian faces, children, disabilities and masks are untested: no groups are named.",
        ],
        "out_of_scope": [
            "Deciding anything about a person, identifying a person, or judging employees or pupils.",
            "Reading a single frame as what somebody feels.",
        ],
        "recipe": "python3 training/face_expression.py all",
    }
    card.write(SHIPPED, fields)


def export(temperature: float, body: Path) -> None:
    """Writes the net with softmax and temperature as ONNX, its input still normalised floats."""

    class Calibrated(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = trained(SHIPS).unfolded()

        def forward(self, x: Tensor) -> Tensor:
            return (self.net(x) / temperature).softmax(dim=1)

    torch.onnx.export(
        Calibrated().eval(),
        (torch.zeros(2, 1, ferplus.SIDE, ferplus.SIDE),),
        str(body),
        input_names=["normalised"],
        output_names=["scores"],
        dynamic_axes={"normalised": {0: "faces"}, "scores": {0: "faces"}},
        opset_version=17,
        dynamo=False,
    )


def answers(model: Path, faces: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """What an ONNX model says about uint8 [N,48,48], one at a time as the kiosk asks."""
    runner = session(model, exact=model == PARENT)
    return np.concatenate([runner.run(["scores"], {"face": face[None]})[0] for face in faces])


def measure(data: Path, part: str, threshold: float) -> list[dict[str, Any]]:
    """The card's figures on `select`, `report` or `all` of the validation part, for the int8 model and, where that is, its
    parent."""
    checked, labels = ferplus.majority(ferplus.load(data, "valid"))
    selection = np.array([ferplus.is_for_selection(name) for name in checked.names])
    chosen = selection if part == "select" else ~selection if part == "report" else np.ones_like(selection)
    checked, labels = checked.pick(chosen), labels[chosen]
    values = []
    for model in (SHIPPED, *([PARENT] if PARENT.exists() else [])):
        scores = answers(model, checked.faces)
        predicted, answered = scores.argmax(axis=1), scores.max(axis=1) >= threshold
        values.append(
            {
                "accuracy": float((predicted == labels).mean()),
                "macro_recall": macro_recall(predicted, labels),
                "ece": expected_calibration_error(scores, labels),
                "coverage": float(answered.mean()),
                "accuracy_when_answering": float((predicted == labels)[answered].mean()),
            }
        )
    return [
        {
            "set": "ferplus_valid",
            "split": part,
            "items": len(labels),
            "metric": metric,
            "int8": round(values[0][metric], 4),
            "float": round(values[1][metric], 4) if len(values) > 1 else None,
            "command": f"python3 training/face_expression.py evaluate --part {part}",
        }
        for metric in values[0]
    ]


def groups(faces: npt.NDArray[np.uint8], labels: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    """Recall of each label, and accuracy by brightness and under what a kiosk's place does to a picture."""

    def accuracy(shown: npt.NDArray[np.uint8], wanted: npt.NDArray[np.int64]) -> float:
        return float((answers(SHIPPED, shown).argmax(axis=1) == wanted).mean())

    def entry(group: str, metric: str, value: float, items: int) -> dict[str, Any]:
        return {"set": "ferplus_valid", "group": group, "metric": metric, "int8": round(value, 4), "items": items}

    found = []
    for label, name in enumerate(ferplus.CLASSES):
        own = labels == label
        found.append(entry(name, "recall", accuracy(faces[own], labels[own]), int(own.sum())))
    light = faces.mean(axis=(1, 2))
    thirds = np.quantile(light, [1 / 3, 2 / 3])
    third = np.digitize(light, thirds)
    for i, name in enumerate(("darkest third", "middle third", "brightest third")):
        found.append(entry(name, "accuracy", accuracy(faces[third == i], labels[third == i]), int((third == i).sum())))
    for name, change in (
        ("shrunk to 24 px and enlarged", lambda face: shrunk(face, 24)),
        ("at 40 % of the light", lambda face: (face * 0.4).astype(np.uint8)),
        ("backlit: a third of the contrast under a veil of light", lambda face: (face * 0.35 + 70).astype(np.uint8)),
        ("lit from the left alone", lambda face: (face * np.linspace(1, 0.25, ferplus.SIDE)).astype(np.uint8)),
        ("turned by 15 degrees", lambda face: turned(face, 15)),
        ("turned by 25 degrees", lambda face: turned(face, 25)),
    ):
        found.append(entry(name, "accuracy", accuracy(np.stack([change(face) for face in faces]), labels), len(labels)))
    return found


def shrunk(face: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
    """The picture as a face of `side` pixels gives it."""
    small = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, face.shape[::-1], interpolation=cv2.INTER_LINEAR)


def turned(face: npt.NDArray[np.uint8], degrees: float) -> npt.NDArray[np.uint8]:
    """The picture turned about its middle, its edge repeated."""
    middle = (ferplus.SIDE - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), degrees, 1)
    return cv2.warpAffine(face, matrix, face.shape[::-1], borderMode=cv2.BORDER_REPLICATE)


def frame(data: Path) -> list[list[float]]:
    """Where the five landmarks lie in FER+ pictures, so that the kiosk's crops frame faces as the training did.

    The medians of what YuNet finds in 1,500 pictures (enlarged four times, edges repeated), made symmetric: pixels of
    the 48x48 crop, centre of the top-left pixel at (0, 0).
    """
    teacher, margin, zoom = YuNet(data), 32, 4
    found = []
    for face in ferplus.load(data, "valid").faces[:1500]:
        large = cv2.resize(face, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_LINEAR)
        large = cv2.copyMakeBorder(large, *[margin] * 4, cv2.BORDER_REPLICATE)
        _, _, marks = teacher.find(cv2.cvtColor(large, cv2.COLOR_GRAY2BGR), large.shape[0], 0.7)
        found.extend((marks[:1] - margin + 0.5) / zoom - 0.5)
    middle = np.median(np.stack(found), axis=0)
    mirrored = middle[[1, 0, 2, 4, 3]] * [-1, 1] + [ferplus.SIDE - 1, 0]
    return ((middle + mirrored) / 2).round(2).tolist()


def export_labels(data: Path) -> None:
    """Writes the validation part as `carekiosk eval face --crops` reads it: WORK/crops and one CSV per split.

    And WORK/scenes with scenes.csv for `eval face` without it: the report half laid into places without a face that no
    detector was trained on, which tells what finding and aligning cost.
    """
    checked, labels = ferplus.majority(ferplus.load(data, "valid"))
    (WORK / "crops").mkdir(parents=True, exist_ok=True)
    lines: dict[str, list[str]] = {part: ["file,label"] for part in PARTS}
    for name, face, label in zip(checked.names, checked.faces, labels, strict=True):
        cv2.imwrite(str(WORK / "crops" / name), face)
        for part in ("all", "select" if ferplus.is_for_selection(name) else "report"):
            lines[part].append(f"{WORK / 'crops' / name},{ferplus.CLASSES[label]}")
    for part in PARTS:
        (WORK / f"{part}.csv").write_text("\n".join(lines[part]) + "\n")

    random = np.random.default_rng(SEED)
    places = crops.places(data, "report")
    (WORK / "scenes").mkdir(exist_ok=True)
    rows = ["file,label"]
    for name, face, label in zip(checked.names, checked.faces, labels, strict=True):
        if not ferplus.is_for_selection(name):
            picture, _ = crops.pasted(face, places[random.integers(len(places))], random)
            cv2.imwrite(str(WORK / "scenes" / name), picture)
            rows.append(f"{WORK / 'scenes' / name},{ferplus.CLASSES[label]}")
    (WORK / "scenes.csv").write_text("\n".join(rows) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["train", "ship", "all", "evaluate", "export-labels"])
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--part", choices=PARTS, default="all", help="what evaluate measures")
    parser.add_argument("--nets", type=int, nargs="+", default=list(range(len(COURSES))), help="which of them train trains")
    parser.add_argument("--workers", type=int, default=2, help="processes that train, where there is no GPU")
    asked = parser.parse_args()
    if asked.verb in ("train", "all"):
        train(asked.data, asked.nets, asked.workers)
    if asked.verb in ("ship", "all"):
        ship(asked.data)
    if asked.verb == "evaluate":
        threshold = json.loads(SHIPPED.with_suffix(".json").read_text())["threshold"]["abstain_below"]
        for entry in measure(asked.data, asked.part, threshold):
            values = f"int8 {entry['int8']}  float {entry['float']}"
            print(f"{entry['metric']:24} {values}  ({entry['items']} pictures)")
    if asked.verb == "export-labels":
        export_labels(asked.data)


if __name__ == "__main__":
    main()
