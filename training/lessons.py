"""What the detector is taught: varied views, each seen once, and what every cell of them should answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

import detection
from scenes import DETAIL, Batch, Light, SceneSampler
from workers import DEVICE, LOADERS
from yunet import STRIDES, YuNet

SIDE = 224
"""Of the square views in pixels; the shipped graph takes any multiple of 32."""
OFTEN = {"people": 2, "office": 1, "noface": 1}
"""How often a picture is seen beside others."""
DISBELIEVED, BELIEVED = 0.2, 0.5
"""The teacher's scores between which it is taken less and less at its word."""
AGREEING = 400
"""Of a view's cells that see a face, how many, the surest, are made to agree: more than the faces of a crowd have."""


def overlap(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union of boxes, broadcast over the leading dimensions."""
    shared = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0).prod(-1)
    areas = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1)
    return shared / (areas - shared).clamp(min=1e-6)


def assign(logits: Tensor, boxes: Tensor, cells: Tensor, wanted: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """Task-aligned assignment (Feng et al. 2021): the cells that already answer a face best shall answer it.

    `wanted` [N,G,4] are the faces, of which `real` [N,G] exist. Returns of each cell the face's index [N,A] and the
    score it should give [N,A]: 1 where it fits best of all, 0 where it should see nothing.
    """
    at = cells[:, :2]
    inside = ((at > wanted[..., None, :2]) & (at < wanted[..., None, 2:])).all(-1)
    middle = (wanted[..., :2] + wanted[..., 2:]) / 2
    near = ((at - middle[..., None, :]).abs() <= 6).all(-1)
    allowed = (inside | near) & real[..., None]
    shared = overlap(boxes[:, None], wanted[:, :, None]) * allowed
    fit = logits.sigmoid()[:, None].sqrt() * shared**4
    least = fit.topk(10, dim=2).values[..., -1:]
    chosen = allowed & (fit >= least) & (fit > 0)
    # A cell that two faces want goes to the one it overlaps more.
    chosen &= shared >= shared.max(dim=1, keepdim=True).values
    fit = fit * chosen
    score, index = (fit / fit.amax(dim=2, keepdim=True).clamp(min=1e-9)).max(dim=1)
    return index, score


@dataclass(frozen=True)
class Lesson:
    """What every cell of a batch should answer."""

    score: Tensor
    """[N,A], 0..1."""
    boxes: Tensor
    """[N,A,4]"""
    landmarks: Tensor
    """[N,A,5,2], NaN where unknown."""
    drawn: Tensor
    """[N,F,4]: where people drew faces, F being the most of one picture, at least 1."""
    drawn_landmarks: Tensor
    """[N,F,5,2], NaN where unknown."""
    real: Tensor
    """bool [N,F]: which of those exist."""


def seen(teacher: YuNet, fine: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Scores [N,A], boxes [N,A,4] and landmarks [N,A,5,2] of the teacher, which looks twice: at the views as they are, and
    at views of twice the detail, whose cells at strides 16 and 32 are the pupil's at 8 and 16. The surer look counts."""
    plain = F.avg_pool2d(fine.permute(0, 3, 1, 2).float(), DETAIL).permute(0, 2, 3, 1)
    score, boxes, marks = teacher.cells(plain)
    near = teacher.cells(fine)
    first, last = (SIDE * DETAIL // STRIDES[0]) ** 2, (SIDE // STRIDES[2]) ** 2
    shared = score.shape[1] - last
    closer = [part[:, first : first + shared] / (1 if i == 0 else DETAIL) for i, part in enumerate(near)]
    surer = closer[0] > score[:, :shared]

    def pick(at: Tensor, close: Tensor) -> Tensor:
        which = surer.view(*surer.shape, *[1] * (at.ndim - 2))
        return torch.cat([torch.where(which, close, at[:, :shared]), at[:, shared:]], dim=1)

    return pick(score, closer[0]), pick(boxes, closer[1]), pick(marks, closer[2])


def agreed(score: Tensor, boxes: Tensor, marks: Tensor) -> tuple[Tensor, Tensor]:
    """Boxes and landmarks where the cells of a face answer with those of the surest of them: of what they say one by one the
    rest is noise."""
    most = max(1, min(AGREEING, int((score > DISBELIEVED).sum(dim=1).max())))
    sure, cells = score.topk(most, dim=1)

    def of(part: Tensor, index: Tensor) -> Tensor:
        index = index.view(*index.shape, *[1] * (part.ndim - 2))
        return part.gather(1, index.expand(-1, -1, *part.shape[2:]))

    own = of(boxes, cells)
    alike = (overlap(own[:, :, None], own[:, None]) > 0.5) & (sure > DISBELIEVED)[:, None]
    surest = cells.gather(1, (sure[:, None] * alike).argmax(dim=2))
    surest = torch.where(sure > DISBELIEVED, surest, cells)
    whose = torch.arange(score.shape[1], device=score.device).expand_as(score).scatter(1, cells, surest)
    return of(boxes, whose), of(marks, whose)


def lesson(teacher: YuNet, batch: Batch[Tensor]) -> Lesson:
    """The teacher's answers, with its boxes drawn as people drew them, and nothing where there is surely no face."""
    score, boxes, marks = seen(teacher, batch.fine)
    boxes, marks = agreed(score, boxes, marks)
    # What the teacher itself hardly believes is mostly not there, and would teach to answer a little everywhere.
    score = score * ((score - DISBELIEVED) / (BELIEVED - DISBELIEVED)).clamp(0, 1)
    shared = overlap(boxes[:, :, None], batch.boxes[:, None]) * batch.real[:, None]
    most, which = shared.max(dim=2)
    invented = batch.empty[:, None] & (most < 0.3)
    score = torch.where(invented, torch.zeros_like(score), score)
    as_drawn = batch.boxes.gather(1, which[..., None].expand(-1, -1, 4))
    boxes = torch.where((most > 0.4)[..., None], as_drawn, boxes)
    return Lesson(score, boxes, marks, batch.boxes, batch.landmarks, batch.real)


def add_missed(taught: Lesson, logits: Tensor, boxes: Tensor, cells: Tensor) -> Lesson:
    """Faces that people drew and the teacher missed are asked for as well, of the cells that come nearest."""
    wanted = taught.drawn
    sure = (overlap(taught.boxes[:, :, None], wanted[:, None]) > 0.4) & (taught.score > 0.4)[..., None]
    missed = taught.real & ~sure.any(dim=1)
    index, score = assign(logits, boxes, cells, wanted, missed)
    better = score > taught.score
    box = wanted.gather(1, index[..., None].expand(-1, -1, 4))
    mark = taught.drawn_landmarks.gather(1, index[..., None, None].expand(-1, -1, 5, 2))
    return replace(
        taught,
        score=torch.maximum(score, taught.score),
        boxes=torch.where(better[..., None], box, taught.boxes),
        landmarks=torch.where(better[..., None, None], mark, taught.landmarks),
    )


class Views(IterableDataset[dict[str, Tensor]]):
    """Batches of views without end: what `Batch` holds, and as `pictures` [N,SIDE,SIDE,3] the same in some light, which is
    what the pupil looks at."""

    def __init__(self, data: Path, work: Path, size: int, seed: int) -> None:
        self._data, self._work, self._size, self._seed = data, work, size, seed

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        cv2.setNumThreads(1)
        loader = get_worker_info()
        seed = self._seed + (loader.id if loader else 0)
        scenes = detection.load(self._data, self._work / "teacher.json", "train")
        sampler = SceneSampler(self._data, scenes, self._work / "stickers.npz", SIDE, seed)
        light, random = Light(SIDE, seed), np.random.default_rng(seed)
        often = np.repeat(np.arange(len(scenes)), [OFTEN[scene.source] for scene in scenes])
        while True:
            batch = sampler.batch(random.choice(often, self._size))
            plain = [cv2.resize(view, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for view in batch.fine]
            found = asdict(batch) | {"pictures": np.stack([light(view) for view in plain])}
            yield {name: torch.from_numpy(np.ascontiguousarray(values)) for name, values in found.items()}


def drawn(data: Path, work: Path, size: int, seed: int) -> Iterator[tuple[Tensor, Batch[Tensor]]]:
    """Pictures and what is known of them, where the net learns."""
    pinned = DEVICE.type == "cuda"
    loader = DataLoader(Views(data, work, size, seed), None, num_workers=LOADERS, pin_memory=pinned)
    for found in loader:
        at_hand = {name: values.to(DEVICE, non_blocking=True) for name, values in found.items()}
        yield at_hand.pop("pictures"), Batch(**at_hand)
