"""How well a detector finds faces: the same measure for the shipped model, its float parent and the yardstick."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from boxes import Floats, Picture, average_precision, iou
from detection import Scene

Finder = Callable[[Picture], tuple[Floats, Floats, Floats]]
"""From a BGR picture to boxes [N,4], scores [N] and landmarks [N,5,2] in its pixels, best first, to a low score."""

KINDS = ("unmasked", "masked")


@dataclass
class Score:
    """What was counted over a set of pictures. Sizes are the root of a box's area, in pixels of the picture."""

    pictures: int = 0
    hits: dict[str, list[tuple[float, bool]]] = field(
        default_factory=lambda: {kind: [] for kind in ("all", *KINDS)}
    )
    """Per kind every answer's score and whether it is right, from which average precision follows."""
    best: dict[str, list[tuple[float, float]]] = field(
        default_factory=lambda: {kind: [] for kind in ("office", *KINDS)}
    )
    """Per kind every asked-for face's size and the score of the best box on it (0 where none is)."""
    false: list[list[float]] = field(default_factory=list)
    """Per picture without a face the scores of what was found there."""
    strays: list[tuple[float, float]] = field(default_factory=list)
    """Of faces found, the size and the mean distance to the teacher's landmarks as a share of the eyes' distance."""

    def ap50(self, kind: str) -> float:
        """Average precision at IoU 0.5; boxes of another kind neither count nor hurt."""
        wanted = sum(len(self.best[k]) for k in (KINDS if kind == "all" else (kind,)))
        return average_precision(self.hits[kind], wanted)

    def recall(self, kind: str, threshold: float, least: float = 0, below: float = np.inf) -> tuple[float, int]:
        """Share of the faces of one kind and size that are found at the threshold, and how many there are."""
        found = [score >= threshold for size, score in self.best[kind] if least <= size < below]
        return float(np.mean(found)) if found else float("nan"), len(found)

    def landmark_error(self, least: float = 0, below: float = np.inf) -> tuple[float, int]:
        """Median over the faces of a size, and how many there are."""
        found = [stray for size, stray in self.strays if least <= size < below]
        return float(np.median(found)) if found else float("nan"), len(found)

    def false_per_picture(self, threshold: float) -> float:
        """Faces found per picture that has none."""
        return sum(score >= threshold for scores in self.false for score in scores) / max(1, len(self.false))


def measure(scenes: Iterable[Scene], read: Callable[[str], Picture], find: Finder) -> Score:
    """Runs the finder over pictures. Faces that only the teacher drew are left out, as a caller's labels lack them."""
    result = Score()
    for scene in scenes:
        boxes, scores, marks = find(read(scene.file))
        result.pictures += 1
        if scene.source == "noface":
            result.false.append(scores.tolist())
            for kind in result.hits:
                result.hits[kind].extend((float(score), False) for score in scores)
            continue
        drawn = scene.source == "people"
        asked = np.array([(kind in KINDS) if drawn else True for kind in scene.kinds], dtype=bool)
        wanted, points = scene.boxes[asked], scene.landmarks[asked]
        kinds = [kind if drawn else "office" for kind, kept in zip(scene.kinds, asked, strict=True) if kept]
        taken = _match(boxes, wanted)
        sizes = np.sqrt((wanted[:, 2:] - wanted[:, :2]).prod(axis=1))
        for i, kind in enumerate(kinds):
            answer = np.flatnonzero(taken == i)
            result.best[kind].append((float(sizes[i]), float(scores[answer[0]]) if len(answer) else 0.0))
            eyes = np.linalg.norm(points[i, 1] - points[i, 0])
            if len(answer) and np.isfinite(eyes) and eyes > 0:
                apart = np.linalg.norm(marks[answer[0]] - points[i], axis=1).mean()
                result.strays.append((float(sizes[i]), float(apart / eyes)))
        if drawn:
            for answer, score in enumerate(scores):
                face = taken[answer]
                for kind in result.hits:
                    if face < 0 or kind in ("all", kinds[face]):
                        result.hits[kind].append((float(score), bool(face >= 0)))
    return result


def _match(boxes: Floats, wanted: Floats) -> npt.NDArray[np.int64]:
    """Which face each box answers (-1 for none): best box first, each face once, IoU at least 0.5."""
    taken = np.full(len(boxes), -1)
    overlap = iou(boxes, wanted)
    for answer in range(len(boxes)):
        free = [i for i in range(len(wanted)) if i not in taken and overlap[answer, i] >= 0.5]
        if free:
            taken[answer] = max(free, key=lambda i: overlap[answer, i])
    return taken


def write_labels(data: Path, scenes: Iterable[Scene], into: Path) -> None:
    """The labels of some pictures, as people gave them, for `carekiosk eval detect`."""
    chosen = {scene.file for scene in scenes}
    entries = json.loads((data / "detection" / "labels.json").read_text())
    into.parent.mkdir(parents=True, exist_ok=True)
    into.write_text(json.dumps([entry for entry in entries if entry["file"] in chosen], indent=1) + "\n")
