"""The detection pictures: their split, and what each shows once the teacher has filled in what people did not draw."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np

from boxes import Floats, Picture, iou, suppress
from yunet import YuNet

Part = Literal["train", "select", "report"]


@dataclass(frozen=True)
class Scene:
    """One picture's faces, in its own pixels."""

    file: str
    boxes: Floats
    """[N,4] faces to be found."""
    landmarks: Floats
    """[N,5,2], NaN where the teacher saw none."""
    kinds: list[str]
    """unmasked, masked, or teacher (a face that people left out or gave no box for)."""
    ignored: Floats
    """[M,4] what may be a face: neither asked for nor held against the model."""

    @property
    def source(self) -> str:
        """people, office or noface."""
        return Path(self.file).name.split("_")[0]


def part_of(file: str) -> Part:
    """A sixth of the pictures selects, a sixth reports, by a hash of the name."""
    bucket = hashlib.sha256(Path(file).name.encode()).digest()[0] % 6
    return "select" if bucket == 0 else "report" if bucket == 1 else "train"


def read(data: Path, file: str) -> Picture:
    """The picture in BGR."""
    picture = cv2.imread(str(data / "detection" / file))
    if picture is None:
        raise SystemExit(f"{data / 'detection' / file} cannot be read as a picture.")
    return picture


def teach(data: Path, store: Path) -> None:
    """Lets YuNet look at every picture at two sizes and keeps what it finds, also what it doubts, in `store`."""
    teacher = YuNet(data)
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in json.loads((data / "detection" / "labels.json").read_text()):
        picture = read(data, entry["file"])
        looks = [teacher.find(picture, side, 0.3) for side in (320, 640)]
        boxes, scores, landmarks = (np.concatenate(parts) for parts in zip(*looks, strict=True))
        found[entry["file"]] = [
            {"box": boxes[i].tolist(), "score": float(scores[i]), "landmarks": landmarks[i].tolist()}
            for i in suppress(boxes, scores, 0.4)
        ]
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_text(json.dumps(found))


def load(data: Path, store: Path, part: Part, sure: float = 0.8, doubtful: float = 0.45) -> list[Scene]:
    """The pictures of one part.

    People's boxes are asked for as drawn. What only the teacher sees is asked for when it is `sure` (and is the only
    answer for `office_*`, whose boxes are not given), ignored when it is `doubtful`, and not there in `noface_*`. The teacher
    is asked once (minutes), its answers are kept in `store`.
    """
    if not store.exists():
        teach(data, store)
    taught = json.loads(store.read_text())
    scenes = []
    for entry in json.loads((data / "detection" / "labels.json").read_text()):
        file = entry["file"]
        if part_of(file) != part:
            continue
        drawn = np.array([[b["x"], b["y"], b["x"] + b["w"], b["y"] + b["h"]] for b in entry["boxes"]], np.float32)
        drawn, kinds = drawn.reshape(-1, 4), [b["kind"] for b in entry["boxes"]]
        seen = [] if entry["faces"] == "none" else taught[file]
        seen_boxes = np.array([face["box"] for face in seen], np.float32).reshape(-1, 4)
        seen_marks = np.array([face["landmarks"] for face in seen], np.float32).reshape(-1, 5, 2)
        scores = np.array([face["score"] for face in seen], np.float32)
        overlap = iou(drawn, seen_boxes)
        marks = np.full((len(drawn), 5, 2), np.nan, np.float32)
        for i in range(len(drawn)):
            if len(seen) and overlap[i].max() >= 0.4:
                marks[i] = seen_marks[overlap[i].argmax()]
        extra = overlap.max(axis=0, initial=0.0) < 0.4
        if entry["faces"] == "unlabelled":
            added = extra & (scores >= sure)
            added[1:] = False
        else:
            added = extra & (scores >= sure)
        unsure = extra & ~added & (scores >= doubtful)
        scenes.append(
            Scene(
                file,
                np.concatenate([drawn, seen_boxes[added]]),
                np.concatenate([marks, seen_marks[added]]),
                kinds + ["teacher"] * int(added.sum()),
                seen_boxes[unsure],
            )
        )
    return scenes
