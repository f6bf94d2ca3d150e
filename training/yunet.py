"""YuNet (Wu et al. 2023, Apache-2.0) as the teacher of landmarks and unlabelled faces, and as the yardstick.

Its weights stay with the data; nothing of them is shipped.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from boxes import Floats, Picture, letterbox, suppress
from runtime import session


STRIDES = (8, 16, 32)


class YuNet:
    """Finds faces in BGR pictures with the reference weights."""

    def __init__(self, data: Path) -> None:
        self._session = session(data / "reference" / "yunet_n_dynamic.onnx")

    def find(self, picture: Picture, side: int, least: float) -> tuple[Floats, Floats, Floats]:
        """Boxes [N,4], scores [N] and landmarks [N,5,2] in the picture's pixels, letterboxed to `side` x `side`."""
        fitted, scale = letterbox(picture, side, side)
        scores, boxes, landmarks = (part[0] for part in self.cells(fitted[None]))
        strong = scores >= least
        boxes, scores, landmarks = boxes[strong] / scale, scores[strong], landmarks[strong] / scale
        kept = suppress(boxes, scores, 0.45)
        return boxes[kept], scores[kept], landmarks[kept]

    def cells(self, pictures: Picture) -> tuple[Floats, Floats, Floats]:
        """Scores [N,A], boxes [N,A,4] and landmarks [N,A,5,2] of every cell, row by row at strides 8, 16 and 32.

        Decoding as in OpenCV's FaceDetectorYN (modules/objdetect/src/face_detect.cpp): the score is the root of class
        times objectness, centre and landmarks are offsets from the cell, sizes exponential, all in strides.
        """
        names = [f"{kind}_{stride}" for stride in STRIDES for kind in ("cls", "obj", "bbox", "kps")]
        raw = self._session.run(names, {"input": pictures.transpose(0, 3, 1, 2).astype(np.float32)})
        scores, boxes, landmarks = [], [], []
        for level, stride in enumerate(STRIDES):
            cls, obj, box, points = raw[4 * level : 4 * level + 4]
            rows, columns = np.divmod(np.arange(box.shape[1]), pictures.shape[2] // stride)
            cell = np.stack([columns, rows], axis=1).astype(np.float32)
            centre, half = (cell + box[..., :2]) * stride, np.exp(box[..., 2:]) * stride / 2
            boxes.append(np.concatenate([centre - half, centre + half], axis=2))
            scores.append(np.sqrt(cls[..., 0].clip(0, 1) * obj[..., 0].clip(0, 1)))
            landmarks.append((cell[:, None] + points.reshape(*points.shape[:2], 5, 2)) * stride)
        return np.concatenate(scores, 1), np.concatenate(boxes, 1), np.concatenate(landmarks, 1)
