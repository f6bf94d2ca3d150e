"""Faces as a kiosk cuts them out of its picture: laid into a place, found by the shipped detector, aligned by its landmarks."""

from __future__ import annotations

import functools
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

import detection
from boxes import Floats, Picture, iou, letterbox, vote
from runtime import session

DETECTOR = Path(__file__).resolve().parent.parent / "models" / "quantized" / "face_detector.onnx"


def places(data: Path, part: detection.Part) -> list[Picture]:
    """The pictures of one part that show no face."""
    names = sorted(path.name for path in (data / "detection" / "images").glob("noface_*"))
    return [detection.read(data, f"images/{name}") for name in names if detection.part_of(name) == part]


def pasted(face: Picture, scene: Picture, random: np.random.Generator) -> tuple[Picture, Floats]:
    """A 640x480 picture of a place in which a FER+ picture, 96 to 240 px large, lies somewhere, and where [4]."""
    picture = cv2.resize(scene, (640, 480), interpolation=cv2.INTER_LINEAR)
    side = int(random.integers(96, 241))
    left, top = int(random.integers(0, 640 - side)), int(random.integers(0, 480 - side))
    large = cv2.resize(face, (side, side), interpolation=cv2.INTER_CUBIC)
    picture[top : top + side, left : left + side] = large[..., None]
    return picture, np.array([left, top, left + side, top + side], np.float32)


def aligned(gray: Picture, landmarks: Floats, wanted: Floats, size: int) -> Picture:
    """The similarity that brings landmarks [5,2] nearest to the wanted ones, as `FaceAligner.cs` cuts by it."""
    to_crop = fit(wanted, landmarks)
    shrinks = float(np.hypot(to_crop[0, 0], to_crop[1, 0]))
    detail = 1 if shrinks <= 2 else next((d for d in (4, 8) if shrinks <= d), 16)
    # A crop pixel's middle is the middle of its `detail` x `detail` finer ones.
    offset = 0.5 / detail - 0.5
    finer = np.column_stack([to_crop[:, :2] / detail, to_crop[:, :2] @ [offset, offset] + to_crop[:, 2]])
    crop = cv2.warpAffine(
        gray, finer, (size * detail, size * detail), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return crop if detail == 1 else cv2.resize(crop, (size, size), interpolation=cv2.INTER_AREA)


def fit(points: Floats, onto: Floats) -> npt.NDArray[np.float64]:
    """The [2,3] similarity that takes points [N,2] nearest onto others, by least squares (Umeyama 1991)."""
    (from_x, from_y), (to_x, to_y) = points.T.astype(np.float64), onto.T.astype(np.float64)
    source, target = from_x + 1j * from_y, to_x + 1j * to_y
    turn = np.vdot(source - source.mean(), target - target.mean()) / np.vdot(source - source.mean(), source - source.mean())
    shift = target.mean() - turn * source.mean()
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


AT_ONCE = 1000
"""Faces that a process cuts out before it is given more."""


def cut(data: Path, faces: Picture, alignment: Floats, seed: int) -> Picture:
    """Each of FER+'s faces [N,48,48] as the kiosk would cut it out of a place; unchanged where it is not found there."""
    parts = np.split(faces, range(AT_ONCE, len(faces), AT_ONCE))
    work = functools.partial(_cut_some, data, alignment)
    with ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn")) as pool:
        return np.concatenate(list(pool.map(work, parts, [[seed, number] for number in range(len(parts))])))


def _cut_some(data: Path, alignment: Floats, faces: Picture, seed: list[int]) -> Picture:
    cv2.setNumThreads(1)
    random = np.random.default_rng(seed)
    without = places(data, "train")
    threshold = json.loads(DETECTOR.with_suffix(".json").read_text())["threshold"]
    detector = session(DETECTOR)
    found = faces.copy()
    for i, face in enumerate(faces):
        picture, where = pasted(face, without[random.integers(len(without))], random)
        fitted, scale = letterbox(picture, 256, 320)
        boxes, scores, marks = (part[0] for part in detector.run(["boxes", "scores", "landmarks"], {"image": fitted[None]}))
        best = scores.argmax(keepdims=True)
        box, points = vote(boxes, scores, marks, best, threshold["nms_iou"])
        if scores[best[0]] >= threshold["score"] / 2 and iou(box / scale, where[None])[0, 0] > 0.2:
            gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
            found[i] = aligned(gray, points[0] / scale, alignment, faces.shape[1])
    return found
