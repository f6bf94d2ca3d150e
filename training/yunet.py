"""YuNet (Wu et al. 2023, Apache-2.0) as the teacher of landmarks and unlabelled faces, and as the yardstick.

Its weights stay with the data; nothing of them is shipped.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from boxes import Floats, Picture, letterbox, suppress
from runtime import session


class YuNet:
    """Finds faces in BGR pictures with the reference weights."""

    def __init__(self, data: Path) -> None:
        self._session = session(data / "reference" / "yunet_n_dynamic.onnx")

    def find(self, picture: Picture, side: int, least: float) -> tuple[Floats, Floats, Floats]:
        """Boxes [N,4], scores [N] and landmarks [N,5,2] in the picture's pixels, letterboxed to `side` x `side`.

        Decoding as in OpenCV's FaceDetectorYN (modules/objdetect/src/face_detect.cpp): the score is the root of class
        times objectness, centre and landmarks are offsets from the cell, sizes exponential, all in strides.
        """
        fitted, scale = letterbox(picture, side, side)
        names = [f"{kind}_{stride}" for stride in (8, 16, 32) for kind in ("cls", "obj", "bbox", "kps")]
        raw = self._session.run(names, {"input": fitted.transpose(2, 0, 1)[None].astype(np.float32)})
        boxes, scores, landmarks = [], [], []
        for level, stride in enumerate((8, 16, 32)):
            cls, obj, box, points = (part[0] for part in raw[4 * level : 4 * level + 4])
            rows, columns = np.divmod(np.arange(len(box)), side // stride)
            cell = np.stack([columns, rows], axis=1).astype(np.float32)
            centre, half = (cell + box[:, :2]) * stride, np.exp(box[:, 2:]) * stride / 2
            boxes.append(np.concatenate([centre - half, centre + half], axis=1))
            scores.append(np.sqrt(cls[:, 0].clip(0, 1) * obj[:, 0].clip(0, 1)))
            landmarks.append((cell[:, None] + points.reshape(-1, 5, 2)) * stride)
        found, score = np.concatenate(boxes) / scale, np.concatenate(scores)
        marks = np.concatenate(landmarks) / scale
        strong = score >= least
        found, score, marks = found[strong], score[strong], marks[strong]
        kept = suppress(found, score, 0.45)
        return found[kept], score[kept], marks[kept]
