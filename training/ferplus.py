"""FER+ as arrays: 48x48 gray faces with the votes of ten people, and the split of its validation part."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

CLASSES = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
REJECTED = ("unknown", "not_a_face")
CLASSES_AND_REJECTED = CLASSES + REJECTED
SIDE = 48


@dataclass(frozen=True)
class FerPlus:
    """One part of the set. `faces` is uint8 [N,48,48], `votes` int [N,10]: the eight classes, unknown, not a face."""

    names: list[str]
    faces: npt.NDArray[np.uint8]
    votes: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.names)

    def pick(self, chosen: npt.NDArray[np.bool_]) -> FerPlus:
        """The pictures where `chosen` is true."""
        names = [name for name, kept in zip(self.names, chosen, strict=True) if kept]
        return FerPlus(names, self.faces[chosen], self.votes[chosen])


def load(data: Path, part: str) -> FerPlus:
    """Reads `train` or `valid` from the CSV and its sheets of 32x32 pictures."""
    sheets: dict[str, npt.NDArray[np.uint8]] = {}
    names, faces, votes = [], [], []
    with (data / "faces" / f"ferplus_{part}.csv").open(newline="") as file:
        for entry in csv.DictReader(file):
            sheet = entry["sheet"]
            if sheet not in sheets:
                picture = cv2.imread(str(data / "faces" / sheet), cv2.IMREAD_GRAYSCALE)
                if picture is None:
                    raise SystemExit(f"{data / 'faces' / sheet} cannot be read as a picture.")
                sheets[sheet] = picture
            top, left = SIDE * int(entry["row"]), SIDE * int(entry["column"])
            names.append(entry["name"])
            faces.append(sheets[sheet][top : top + SIDE, left : left + SIDE])
            votes.append([int(entry[column]) for column in CLASSES_AND_REJECTED])
    return FerPlus(names, np.stack(faces), np.array(votes, dtype=np.int64))


def without_copies_of(part: FerPlus, other: FerPlus) -> FerPlus:
    """Drops the pictures whose pixels also occur in `other`: a few hundred of the training part are in both."""
    seen = {hashlib.sha256(face.tobytes()).digest() for face in other.faces}
    return part.pick(np.array([hashlib.sha256(face.tobytes()).digest() not in seen for face in part.faces]))


def _heard(votes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """A single vote is taken for a slip and dropped, as the authors of FER+ do."""
    return np.where(votes > 1, votes, 0)


def distribution(part: FerPlus) -> tuple[FerPlus, npt.NDArray[np.float32]]:
    """For training: the pictures that mostly show a face with an expression, and what share voted for each class."""
    heard = _heard(part.votes)
    emotional = heard[:, : len(CLASSES)].sum(axis=1)
    usable = emotional > heard[:, len(CLASSES) :].sum(axis=1)
    shares = heard[usable, : len(CLASSES)] / emotional[usable, None]
    return part.pick(usable), shares.astype(np.float32)


def majority(part: FerPlus) -> tuple[FerPlus, npt.NDArray[np.int64]]:
    """For measuring: the pictures where one of the eight classes holds more than half of the votes, and that class."""
    heard = _heard(part.votes)
    top = heard.argmax(axis=1)
    clear = (2 * heard.max(axis=1) > heard.sum(axis=1)) & (top < len(CLASSES))
    return part.pick(clear), top[clear]


def is_for_selection(name: str) -> bool:
    """Halves the validation part for good: choices are made on one half, the other only reports."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0
