"""Endless variations of the detection pictures: cut, turned, mirrored, near and far, dark, blurred, partly covered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import cv2
import numpy as np
import numpy.typing as npt

import detection
from boxes import Floats, Picture
from stickers import StickerSheet, edge

FACES = 48
"""Faces per picture that a batch has room for; a picture keeps its largest."""

SMALLEST = 5.0
"""Pixels (root of the area) below which a face is ignored: at stride 8 there is nothing left to see."""

AIMED = (8.0, 160.0)
"""Pixels of the faces that views are aimed at."""

STICKERS = (16.0, 130.0)
"""Pixels of the faces laid into views. Smaller ones would teach that any blob of skin is a face."""

CROWDS = 0.4
"""Share of the views that are many whole pictures side by side, far away: small faces with shoulders and a room around
them, which faces laid into a picture lack."""

DETAIL = 2
"""How many times finer the views are that the teacher looks at: what it sees of a face of 20 pixels there, the pupil
learns to see in 10."""

EDGES = [cv2.BORDER_CONSTANT, cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101]
"""What lies beyond a picture."""

MIRRORED = [1, 0, 2, 4, 3]
"""Where each landmark's name goes in a mirror: left and right eye, nose, left and right mouth corner."""


STRETCH = 0.12
"""How much wider or narrower (natural logarithm) a view may be than its picture, so that faces of few people teach more."""


def affine(
    scale: float,
    degrees: float,
    mirrored: bool,
    centre: npt.NDArray[np.floating],
    target: npt.NDArray[np.float64],
    stretch: float = 0.0,
) -> npt.NDArray[np.float64]:
    """The [2,3] matrix that stretches, perhaps mirrors, scales and turns about `centre`, and takes it to `target`."""
    cos, sin = np.cos(np.radians(degrees)) * scale, np.sin(np.radians(degrees)) * scale
    turn = np.array([[-cos if mirrored else cos, -sin], [-sin if mirrored else sin, cos]])
    turn = turn * [np.exp(stretch / 2), np.exp(-stretch / 2)]
    return np.column_stack([turn, target - turn @ centre])


def softened(picture: Picture, scale: float) -> Picture:
    """The picture averaged as shrinking it to `scale` asks; as it is when it shrinks little."""
    return cv2.blur(picture, (round(1 / scale), round(1 / scale))) if scale < 0.6 else picture


Values = TypeVar("Values")
"""NumPy arrays where views are drawn, tensors where they are learned from."""


@dataclass(frozen=True)
class Batch(Generic[Values]):
    """Views of N pictures, with room for as many faces, F, as the fullest of them has, at least 1."""

    fine: Values
    """uint8 [N,DETAIL*side,DETAIL*side,3] before light, blur and noise: what the teacher looks at."""
    boxes: Values
    """float32 [N,F,4]"""
    real: Values
    """bool [N,F]: which of them exist."""
    landmarks: Values
    """float32 [N,F,5,2], NaN where unknown."""
    empty: Values
    """bool [N]: there is no face but the given ones."""


class SceneSampler:
    """Draws varied square pictures with their faces. All pictures stay decoded in memory, about 600 MB."""

    def __init__(self, data: Path, scenes: list[detection.Scene], stickers: Path, side: int, seed: int) -> None:
        self._scenes = scenes
        self._pictures = [detection.read(data, scene.file) for scene in scenes]
        self._stickers = StickerSheet(data, stickers, scenes, self._pictures)
        self._side = side * DETAIL
        self._random = np.random.default_rng(seed)
        self._barren = np.array([scene.source == "noface" for scene in scenes])

    def batch(self, chosen: npt.NDArray[np.int64]) -> Batch[npt.NDArray[Any]]:
        """One view of each of the chosen pictures."""
        fine = np.zeros((len(chosen), self._side, self._side, 3), np.uint8)
        boxes = np.zeros((len(chosen), FACES, 4), np.float32)
        real = np.zeros((len(chosen), FACES), np.bool_)
        marks = np.full((len(chosen), FACES, 5, 2), np.nan, np.float32)
        for i, index in enumerate(chosen):
            vary = self._crowd if self._random.random() < CROWDS else self._vary
            fine[i], found, points = vary(int(index))
            count = len(found)
            boxes[i, :count], marks[i, :count], real[i, :count] = found / DETAIL, points / DETAIL, True
        most = max(1, int(real.sum(axis=1).max()))
        return Batch(fine, boxes[:, :most], real[:, :most], marks[:, :most], self._barren[chosen])

    def _vary(self, index: int) -> tuple[Picture, Floats, Floats]:
        scene, picture = self._scenes[index], self._pictures[index]
        matrix, mirrored = self._view(picture, scene)
        edge = int(self._random.choice(EDGES, p=[0.6, 0.2, 0.2]))
        if edge == cv2.BORDER_REFLECT_101 and len(scene.boxes):
            edge = cv2.BORDER_CONSTANT  # A mirrored face beyond the edge would be a face without a box.
        shrink = float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))
        size = (self._side, self._side)
        view = cv2.warpAffine(softened(picture, shrink), matrix, size, flags=cv2.INTER_LINEAR, borderMode=edge)

        boxes, marks, taken = self._faces_in(scene, matrix, mirrored, size)
        boxes, marks = largest(*self._stick(view, boxes, marks, taken))
        self._cover(view, boxes)
        return view, boxes, marks

    def _crowd(self, index: int) -> tuple[Picture, Floats, Floats]:
        """The picture and three or eight others side by side, none with faces when it has none."""
        random = self._random
        across = int(random.integers(2, 4))
        edges = np.linspace(0, self._side, across + 1).astype(int)
        view = np.zeros((self._side, self._side, 3), np.uint8)
        alike = np.flatnonzero(self._barren == self._barren[index])
        boxes, marks = [], []
        for place in random.permutation(across * across):
            scene, picture = self._scenes[index], self._pictures[index]
            (top, left), (bottom, right) = edges[list(divmod(place, across))], edges[[place // across + 1, place % across + 1]]
            width, height = int(right - left), int(bottom - top)
            scale = width / max(picture.shape[:2]) * np.exp(random.uniform(0, 0.7))
            mirrored = bool(random.random() < 0.5)
            middle, target = np.array(picture.shape[1::-1]) / 2, np.array([width, height]) / 2
            slack = np.abs(np.array(picture.shape[1::-1]) * scale - [width, height]) / 2
            target = target + random.uniform(-slack, slack)
            matrix = affine(scale, random.normal(0, 4), mirrored, middle, target, random.uniform(-STRETCH, STRETCH))
            view[top:bottom, left:right] = cv2.warpAffine(
                softened(picture, scale), matrix, (width, height), flags=cv2.INTER_LINEAR,
                borderMode=int(random.choice(EDGES[:2])),
            )  # fmt: skip
            found, points, _ = self._faces_in(scene, matrix, mirrored, (width, height))
            boxes.append(found + np.array([left, top, left, top], np.float32))
            marks.append(points + np.array([left, top], np.float32))
            index = int(random.choice(alike))
        return view, *largest(np.concatenate(boxes), np.concatenate(marks))

    def _faces_in(
        self, scene: detection.Scene, matrix: npt.NDArray[np.float64], mirrored: bool, size: tuple[int, int]
    ) -> tuple[Floats, Floats, Floats]:
        """Boxes and landmarks of the faces that can be asked for after the matrix, and boxes of all that may be one."""
        boxes, seen = self._carry(scene.boxes, matrix, size)
        marks = (scene.landmarks @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
        if mirrored:
            marks = marks[:, MIRRORED]
        doubtful, _ = self._carry(scene.ignored, matrix, size)
        extent = np.sqrt((boxes[:, 2:] - boxes[:, :2]).clip(min=0).prod(axis=1))
        kept = (seen >= 0.5) & (extent >= SMALLEST * DETAIL)
        return boxes[kept], marks[kept], np.concatenate([doubtful, boxes])

    def _stick(self, view: Picture, boxes: Floats, marks: Floats, taken: Floats) -> tuple[Floats, Floats]:
        """Lays up to four stickers beside what is there and returns all faces."""
        random, side = self._random, self._side
        count = int(random.integers(0, 5)) if random.random() < (0.7 if len(boxes) == 0 else 0.4) else 0
        for _ in range(count):
            sticker = self._stickers.draw(random)
            size = float(np.exp(random.uniform(np.log(STICKERS[0] * DETAIL), np.log(STICKERS[1] * DETAIL))))
            extent = sticker.box[2:] - sticker.box[:2]
            scale = size / float(np.sqrt(extent.prod()))
            target = random.uniform(size * 0.45, side - size * 0.45, 2)
            half = extent * scale / 2
            box = np.concatenate([target - half, target + half]).astype(np.float32)
            low, high = np.maximum(taken[:, :2], box[:2] - half * 0.4), np.minimum(taken[:, 2:], box[2:] + half * 0.4)
            if len(taken) and (high - low).clip(min=0).prod(axis=1).max() > 0:
                continue
            mirrored = random.random() < 0.5
            middle = (sticker.box[:2] + sticker.box[2:]) / 2
            matrix = affine(scale, random.normal(0, 10), mirrored, middle, target)
            picture, shown = softened(sticker.picture, scale), edge(sticker, random)
            # Only the part of the view that the sticker can reach is touched.
            left, top = (np.floor(box[:2] - half).clip(min=0)).astype(int)
            right, bottom = (np.ceil(box[2:] + half).clip(max=side)).astype(int)
            matrix[:, 2] -= (left, top)
            reach = (int(right - left), int(bottom - top))
            laid = cv2.warpAffine(picture, matrix, reach, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            share = cv2.warpAffine(shown, matrix, reach, flags=cv2.INTER_LINEAR)[..., None].astype(np.float32) / 255
            laid = (laid * random.uniform(0.5, 1.3)).clip(0, 255)
            under = view[top:bottom, left:right]
            under[:] = (under + (laid - under) * share).astype(np.uint8)
            taken = np.concatenate([taken, box[None]])
            if sticker.face:
                points = sticker.landmarks @ matrix[:, :2].T + matrix[:, 2] + (left, top)
                boxes = np.concatenate([boxes, box[None]])
                marks = np.concatenate([marks, (points[MIRRORED] if mirrored else points)[None].astype(np.float32)])
        return boxes, marks

    def _view(self, picture: Picture, scene: detection.Scene) -> tuple[npt.NDArray[np.float64], bool]:
        """From the picture to the square: as a kiosk would see it, or aimed at one face at some size."""
        random, side = self._random, self._side
        height, width = picture.shape[:2]
        centre, target = np.array([width, height]) / 2, np.array([side, side]) / 2
        usual = DETAIL * 320 / max(height, width)
        scale = usual * np.exp(random.uniform(-0.35, 0.35))
        slack = np.maximum(np.abs(np.array([width, height]) * scale - side) / 2, 8 * DETAIL)
        target = target + random.uniform(-slack, slack)
        if len(scene.boxes) and random.random() < 0.6:
            face = scene.boxes[random.integers(len(scene.boxes))]
            size = float(np.sqrt(max(1.0, (face[2:] - face[:2]).prod())))
            wanted = np.exp(random.uniform(np.log(AIMED[0] * DETAIL), np.log(AIMED[1] * DETAIL)))
            scale = float(np.clip(wanted / size, 0.2 * usual, 3.0 * DETAIL))
            centre = (face[:2] + face[2:]) / 2
            reach = max(0.0, side / 2 - 0.4 * size * scale)
            target = np.array([side, side]) / 2 + random.uniform(-reach, reach, 2)
        angle = random.normal(0, 6) if random.random() < 0.8 else random.uniform(-35, 35)
        mirrored = bool(random.random() < 0.5)
        return affine(scale, angle, mirrored, centre, target, random.uniform(-STRETCH, STRETCH)), mirrored

    @staticmethod
    def _carry(boxes: Floats, matrix: npt.NDArray[np.float64], size: tuple[int, int]) -> tuple[Floats, Floats]:
        """Boxes after the matrix, clipped to width and height, and how much of each is left.

        A turned face is taken for an ellipse: its upright box does not grow as a turned rectangle's would.
        """
        middle = (boxes[:, :2] + boxes[:, 2:]) / 2 @ matrix[:, :2].T + matrix[:, 2]
        half = np.sqrt(((boxes[:, 2:] - boxes[:, :2]) / 2) ** 2 @ (matrix[:, :2] ** 2).T)
        whole = np.concatenate([middle - half, middle + half], axis=1)
        clipped = whole.clip(0, np.tile(size, 2))
        left = (clipped[:, 2:] - clipped[:, :2]).prod(axis=1) / np.maximum(4 * half.prod(axis=1), 1e-6)
        return clipped.astype(np.float32), left.astype(np.float32)

    def _cover(self, view: Picture, boxes: Floats) -> None:
        """Lays a patch of one colour over a part of some faces, as a hand, a cup or a shelf would."""
        for face in boxes:
            if self._random.random() < 0.1:
                size = (face[2:] - face[:2]) * self._random.uniform(0.25, 0.55, 2)
                low = face[:2] + (face[2:] - face[:2] - size) * self._random.uniform(-0.1, 1.1, 2)
                (left, top), (right, bottom) = low.clip(min=0).astype(int), (low + size).clip(min=0).astype(int)
                view[top:bottom, left:right] = self._random.integers(0, 256, 3)


def largest(boxes: Floats, marks: Floats) -> tuple[Floats, Floats]:
    """As many faces as a batch has room for."""
    order = np.argsort(-(boxes[:, 2:] - boxes[:, :2]).prod(axis=1))[:FACES]
    return boxes[order], marks[order]


class Light:
    """What light and camera do to a view of so many pixels a side."""

    def __init__(self, side: int, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        # Drawing normal numbers for every picture would take longer than all the rest.
        self._noise = self._random.normal(0, 1, (2 * side, 2 * side, 3)).astype(np.float32)

    def __call__(self, view: Picture) -> Picture:
        """Exposure, colour cast, dusk, backlight, blur, noise and JPEG."""
        random, side = self._random, len(view)
        if random.random() < 0.9:
            colour = random.uniform(0.5, 1.4) if random.random() < 0.8 else 0.0
            gray = cv2.cvtColor(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
            view = cv2.addWeighted(view, colour, gray, 1 - colour, 0)
        tone = np.arange(256, dtype=np.float32)[:, None] / 255 * random.uniform(0.85, 1.15, 3).astype(np.float32)
        tone = tone.clip(0, 1) ** np.exp(random.normal(0, 0.25))
        tone = (tone - 0.5) * random.uniform(0.7, 1.3) + 0.5 + random.uniform(-0.12, 0.12)
        if random.random() < 0.15:
            tone *= random.uniform(0.15, 0.6)
        view = cv2.LUT(view, (tone.clip(0, 1) * 255).astype(np.uint8)[None])
        if random.random() < 0.15:
            slope = np.linspace(random.uniform(0.3, 1), random.uniform(0.3, 1.6), side, dtype=np.float32)
            slope = slope[None, :, None] if random.random() < 0.5 else slope[:, None, None]
            view = (view * slope).clip(0, 255).astype(np.uint8)
        if random.random() < 0.15:
            view = cv2.GaussianBlur(view, (0, 0), random.uniform(0.4, 1.6))
        if random.random() < 0.2:
            top, left = random.integers(0, side, 2)
            grain = self._noise[top : top + side, left : left + side] * np.float32(random.uniform(2.5, 15))
            view = (view + grain).clip(0, 255).astype(np.uint8)
        if random.random() < 0.2:
            packed = cv2.imencode(".jpg", view, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(25, 80))])[1]
            view = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        return view
