"""Boxes as x1, y1, x2, y2 in pixels: overlap, suppression, letterboxing and average precision."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]


def iou(a: Floats, b: Floats) -> Floats:
    """Intersection over union of every box of `a` [N,4] with every box of `b` [M,4]: [N,M]."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = (high - low).clip(min=0).prod(axis=2)
    areas = [(x[:, 2:] - x[:, :2]).clip(min=0).prod(axis=1) for x in (a, b)]
    union = areas[0][:, None] + areas[1][None, :] - shared
    return (shared / np.maximum(union, 1e-9)).astype(np.float32)


def suppress(boxes: Floats, scores: Floats, overlap: float) -> npt.NDArray[np.int64]:
    """Indices that stay, best first, when a box that overlaps a better one by more than `overlap` is dropped."""
    order = np.argsort(-scores, kind="stable")
    worse = iou(boxes[order], boxes[order]) > overlap
    left = np.ones(len(order), dtype=bool)
    for best in range(len(order)):
        if left[best]:
            left[best + 1 :] &= ~worse[best, best + 1 :]
    return order[left].astype(np.int64)


VOICE = 0.5
"""A candidate says where a face is when it has at least this part of the best one's score."""


def vote(boxes: Floats, scores: Floats, marks: Floats, kept: npt.NDArray[np.int64], overlap: float) -> tuple[Floats, Floats]:
    """Boxes and landmarks of the kept ones as the mean of what all that overlap them by more than `overlap` say, by score and
    overlap, as `FaceDetector.cs` takes it (box voting, Gidaris and Komodakis 2015)."""
    shared = iou(boxes[kept], boxes)
    shared[np.arange(len(kept)), kept] = 1
    heard = (shared > overlap) & (scores >= VOICE * scores[kept][:, None])
    weights = np.where(heard, scores * shared, 0)
    weights /= weights.sum(axis=1, keepdims=True)
    return weights @ boxes, np.einsum("ka,apd->kpd", weights, marks)


def letterbox(picture: Picture, height: int, width: int) -> tuple[Picture, float]:
    """Scales to fit with the proportions kept, at the top left, the rest black. Returns the scale as well."""
    scale = min(height / picture.shape[0], width / picture.shape[1])
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    way = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    fitted = np.zeros((height, width, 3), dtype=np.uint8)
    fitted[: size[1], : size[0]] = cv2.resize(picture, size, interpolation=way)
    return fitted, scale


def average_precision(hits: list[tuple[float, bool]], wanted: int) -> float:
    """Area under the precision envelope over recall (all points), from (score, is right) of every answer."""
    if not wanted:
        return float("nan")
    right = np.array([hit for _, hit in sorted(hits, key=lambda hit: -hit[0])], dtype=np.float64)
    found = right.cumsum()
    recall = np.concatenate([[0.0], found / wanted])
    precision = np.concatenate([[1.0], found / np.arange(1, len(right) + 1)])
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float((np.diff(recall) * precision[1:]).sum())
