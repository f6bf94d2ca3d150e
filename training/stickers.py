"""Faces to lay into scenes: those of FER+ and the larger ones of the detection pictures, mostly with a soft edge.

The detection pictures hold some 3,000 faces; FER+ holds nine times as many people, gray and tightly cut. Where a face
lies in a FER+ picture, and its landmarks, is what the teacher (`yunet.py`) sees there. In one of seven it sees nothing,
though people do: there the face lies where FER+ puts faces, and its landmarks are unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

import detection
import ferplus
from boxes import Floats, Picture
from yunet import YuNet

SURE = 0.75
"""The teacher's score from which it is believed about a FER+ picture."""
ENLARGED, MARGIN = 3, 40
"""How a FER+ picture is shown to the teacher: 3 times as large, with a margin of so many pixels."""
WHOLE = 0.4
"""Of the cut-outs that may show to their border, how many do."""


@dataclass(frozen=True)
class Sticker:
    """A cut-out and what it shows; without a box it shows no face, so that the cut itself tells nothing."""

    picture: Picture
    box: Floats
    """[4] in the cut-out's pixels; the whole of it where there is no face."""
    landmarks: Floats
    """[5,2], NaN where unknown."""
    face: bool
    whole: bool = False
    """The cut-out may show to its border, as a picture of a face does that hangs or lies somewhere."""


def locate(data: Path, store: Path) -> None:
    """Finds the face in every training picture of FER+ that shows one: keeps index, box and landmarks in `store`."""
    teacher = YuNet(data)
    part = ferplus.load(data, "train")
    shows_face = part.votes[:, ferplus.CLASSES_AND_REJECTED.index("not_a_face")] == 0
    index = np.flatnonzero(shows_face)
    boxes = np.full((len(index), 4), np.nan, np.float32)
    marks = np.full((len(index), 5, 2), np.nan, np.float32)
    for row, i in enumerate(index):
        large = cv2.resize(part.faces[i], None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
        framed = cv2.copyMakeBorder(large, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_REPLICATE)
        box, _, landmarks = teacher.find(cv2.cvtColor(framed, cv2.COLOR_GRAY2BGR), 224, SURE)
        if len(box):
            boxes[row], marks[row] = (box[0] - MARGIN) / ENLARGED, (landmarks[0] - MARGIN) / ENLARGED
    boxes[np.isnan(boxes[:, 0])] = np.nanmedian(boxes, axis=0)
    np.savez(store, index=index, boxes=boxes, landmarks=marks)


class StickerSheet:
    """Draws stickers: half from FER+, a third cut from the scenes, the rest texture without a face."""

    def __init__(self, data: Path, store: Path, scenes: list[detection.Scene], pictures: list[Picture]) -> None:
        located = np.load(store)
        self._faces = ferplus.load(data, "train").faces[located["index"]]
        self._boxes: Floats = located["boxes"].astype(np.float32)
        self._marks: Floats = located["landmarks"].astype(np.float32)
        self._cut = [
            self._cut_out(picture, box, marks)
            for scene, picture in zip(scenes, pictures, strict=True)
            for box, marks in zip(scene.boxes, scene.landmarks, strict=True)
            if (box[2:] - box[:2]).min() >= 28
        ]
        self._empty = [p for s, p in zip(scenes, pictures, strict=True) if s.source == "noface" and min(p.shape[:2]) > 64]

    @staticmethod
    def _cut_out(picture: Picture, box: Floats, marks: Floats) -> Sticker:
        margin = (box[2:] - box[:2]) * 0.3
        low = np.floor(box[:2] - margin).clip(min=0).astype(int)
        high = np.ceil(box[2:] + margin).astype(int)
        cut = picture[low[1] : high[1], low[0] : high[0]].copy()
        return Sticker(cut, box - np.tile(low, 2).astype(np.float32), marks - low.astype(np.float32), face=True)

    def draw(self, random: np.random.Generator) -> Sticker:
        """One sticker, in colour."""
        which = random.random()
        if which < 0.5:
            i = int(random.integers(len(self._faces)))
            gray = self._faces[i]
            # Skin is redder than it is blue, whatever its shade; a few stay gray.
            tint = np.sort(random.uniform(0.5, 1.05, 3)) if random.random() < 0.8 else np.ones(3)
            return Sticker((gray[..., None] * tint).clip(0, 255).astype(np.uint8), self._boxes[i], self._marks[i], True, True)
        if which < 0.8:
            return self._cut[int(random.integers(len(self._cut)))]
        picture = self._empty[int(random.integers(len(self._empty)))]
        side = int(random.integers(32, min(picture.shape[:2]) + 1))
        top, left = (int(random.integers(0, extent - side + 1)) for extent in picture.shape[:2])
        cut = picture[top : top + side, left : left + side]
        whole = np.array([0.15, 0.1, 0.85, 0.95], np.float32) * side
        return Sticker(cut, whole, np.full((5, 2), np.nan, np.float32), face=False)


def edge(sticker: Sticker, random: np.random.Generator) -> Picture:
    """uint8 [H,W]: how much of the sticker shows, from 255 on the face to 0 before the cut-out's border."""
    height, width = sticker.picture.shape[:2]
    if sticker.whole and random.random() < WHOLE:
        return np.full((height, width), 255, np.uint8)
    centre = (sticker.box[:2] + sticker.box[2:]) / 2
    half = (sticker.box[2:] - sticker.box[:2]) / 2 * random.uniform(1.05, 1.35)
    mask = np.zeros((height, width), np.uint8)
    middle, axes = tuple(round(float(v) * 16) for v in centre), tuple(round(float(v) * 16) for v in half)
    cv2.ellipse(mask, middle, axes, 0, 0, 360, 255, -1, cv2.LINE_AA, 4)
    border = max(1, round(0.04 * min(height, width)))
    mask[:border], mask[-border:], mask[:, :border], mask[:, -border:] = 0, 0, 0, 0
    blur = 2 * border + 1
    return cv2.blur(mask, (blur, blur))
