"""What the detector is taught: varied views, and what every cell of each should answer.

The teacher looks once at each view, which costs twice as much as learning from it; light, blur and noise are new each time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

import detection
from boxes import Picture
from scenes import DETAIL, FACES, MIRRORED, Batch, Light, SceneSampler
from workers import side_by_side
from yunet import STRIDES, YuNet

SIDE = 224
"""Of the square views in pixels; the shipped graph takes any multiple of 32."""
CELLS = sum((SIDE // stride) ** 2 for stride in STRIDES)
VIEWS = 40_000
OFTEN = {"people": 2, "office": 1, "noface": 1}
"""How often a picture is seen beside others."""
AT_ONCE = 20
DISBELIEVED, BELIEVED = 0.2, 0.5
"""The teacher's scores between which it is taken less and less at its word."""


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


def seen(teacher: YuNet, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Scores [N,A], boxes [N,A,4] and landmarks [N,A,5,2] of the teacher, which looks twice: at the views as they are, and
    at views of twice the detail, whose cells at strides 16 and 32 are the pupil's at 8 and 16. The surer look counts."""
    score, boxes, marks = map(torch.from_numpy, teacher.cells(batch.plain))
    near = [torch.from_numpy(part) for part in teacher.cells(batch.fine)]
    first, last = (SIDE * DETAIL // STRIDES[0]) ** 2, (SIDE // STRIDES[2]) ** 2
    shared = score.shape[1] - last
    closer = [part[:, first : first + shared] / (1 if i == 0 else DETAIL) for i, part in enumerate(near)]
    surer = closer[0] > score[:, :shared]

    def pick(at: Tensor, close: Tensor) -> Tensor:
        which = surer.view(*surer.shape, *[1] * (at.ndim - 2))
        return torch.cat([torch.where(which, close, at[:, :shared]), at[:, shared:]], dim=1)

    return pick(score, closer[0]), pick(boxes, closer[1]), pick(marks, closer[2])


def agreed(score: Tensor, boxes: Tensor, marks: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The cells of a face answer with the box and landmarks of the surest of them: of what they say one by one the rest is
    noise."""
    for picture in range(len(score)):
        cells = torch.nonzero(score[picture] > 0.2).squeeze(1)
        if len(cells):
            own = boxes[picture, cells]
            alike = overlap(own[:, None], own[None]) > 0.5
            surest = cells[(score[picture, cells][None] * alike).argmax(dim=1)]
            boxes[picture, cells], marks[picture, cells] = boxes[picture, surest], marks[picture, surest]
    return score, boxes, marks


def lesson(teacher: YuNet, batch: Batch) -> Lesson:
    """The teacher's answers, with its boxes drawn as people drew them, and nothing where there is surely no face."""
    score, boxes, marks = agreed(*seen(teacher, batch))
    # What the teacher itself hardly believes is mostly not there, and would teach to answer a little everywhere.
    score = score * ((score - DISBELIEVED) / (BELIEVED - DISBELIEVED)).clamp(0, 1)
    drawn, real = torch.from_numpy(batch.boxes), torch.from_numpy(batch.real)
    shared = overlap(boxes[:, :, None], drawn[:, None]) * real[:, None]
    most, which = shared.max(dim=2)
    invented = torch.from_numpy(batch.empty)[:, None] & (most < 0.3)
    score = torch.where(invented, torch.zeros_like(score), score)
    as_drawn = drawn.gather(1, which[..., None].expand(-1, -1, 4))
    boxes = torch.where((most > 0.4)[..., None], as_drawn, boxes)
    return Lesson(score, boxes, marks, drawn, torch.from_numpy(batch.landmarks), real)


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


KEPT = {
    "pictures": (np.uint8, (SIDE, SIDE, 3)),
    "score": (np.float16, (CELLS,)),
    "boxes": (np.float16, (CELLS, 4)),
    "landmarks": (np.float16, (CELLS, 5, 2)),
    "drawn": (np.float32, (FACES, 4)),
    "drawn_landmarks": (np.float32, (FACES, 5, 2)),
    "real": (np.bool_, (FACES,)),
}
"""What is kept of each view, as one file each."""


def _files(folder: Path, mode: str) -> dict[str, npt.NDArray]:
    return {
        name: np.lib.format.open_memmap(folder / f"{name}.npy", mode, kind, (VIEWS, *shape))
        for name, (kind, shape) in KEPT.items()
    }


def draw(data: Path, work: Path, seed: int, workers: int) -> None:
    """Draws the views and lets the teacher look at them: WORK/views, 7 GB."""
    partial = work / "views.partial"
    partial.mkdir(parents=True, exist_ok=True)
    _files(partial, "w+")
    side_by_side(_draw_share, workers, data, work, seed)
    partial.rename(work / "views")


def _draw_share(rank: int, workers: int, data: Path, work: Path, seed: int) -> None:
    scenes = detection.load(data, work / "teacher.json", "train")
    sampler = SceneSampler(data, scenes, work / "stickers.npz", SIDE, seed + rank)
    teacher = YuNet(data)
    random = np.random.default_rng(seed + rank)
    often = np.repeat(np.arange(len(scenes)), [OFTEN[scene.source] for scene in scenes])
    files = _files(work / "views.partial", "r+")
    for first in range(rank * AT_ONCE, VIEWS, workers * AT_ONCE):
        batch = sampler.batch(random.choice(often, AT_ONCE))
        files["pictures"][first : first + AT_ONCE] = batch.plain
        for name, values in asdict(lesson(teacher, batch)).items():
            files[name][first : first + AT_ONCE] = values
        if rank == 0 and (first // AT_ONCE) % 100 == 0:
            print(f"{first} of {VIEWS} views", flush=True)


def mirrored(pictures: Tensor, taught: Lesson, which: Tensor) -> tuple[Tensor, Lesson]:
    """Those views and lessons of which it is asked [N] as in a mirror."""

    def swapped(boxes: Tensor) -> Tensor:
        return torch.stack([SIDE - boxes[..., 2], boxes[..., 1], SIDE - boxes[..., 0], boxes[..., 3]], dim=-1)

    def moved(marks: Tensor) -> Tensor:
        return torch.stack([SIDE - marks[..., 0], marks[..., 1]], dim=-1)[..., MIRRORED, :]

    def cells(x: Tensor) -> Tensor:
        sides = [SIDE // stride for stride in STRIDES]
        levels = zip(x.split([side * side for side in sides], dim=1), sides, strict=True)
        return torch.cat([level.unflatten(1, (side, side)).flip(2).flatten(1, 2) for level, side in levels], dim=1)

    def some(new: Tensor, old: Tensor) -> Tensor:
        return torch.where(which.view(-1, *[1] * (old.ndim - 1)), new, old)

    return some(pictures.flip(2), pictures), Lesson(
        score=some(cells(taught.score), taught.score),
        boxes=some(cells(swapped(taught.boxes)), taught.boxes),
        landmarks=some(cells(moved(taught.landmarks)), taught.landmarks),
        drawn=some(swapped(taught.drawn), taught.drawn),
        drawn_landmarks=some(moved(taught.drawn_landmarks), taught.drawn_landmarks),
        real=taught.real,
    )


class Views:
    """The views that were drawn, each time in another light and half of the time as in a mirror."""

    def __init__(self, work: Path, seed: int) -> None:
        self._files = _files(work / "views", "r")
        self._light = Light(SIDE, seed)
        self._random = torch.Generator().manual_seed(seed)

    def __len__(self) -> int:
        return VIEWS

    def pick(self, chosen: npt.NDArray[np.int64]) -> tuple[Tensor, Lesson]:
        """Pictures uint8 [N,SIDE,SIDE,3] and what is taught of them."""
        found = {name: np.asarray(values[chosen]) for name, values in self._files.items()}
        pictures = np.stack([self._light(picture) for picture in found.pop("pictures")])
        most = max(1, int(found["real"].sum(axis=1).max()))
        for name in ("drawn", "drawn_landmarks", "real"):
            found[name] = found[name][:, :most]
        tensors = {name: torch.from_numpy(values) for name, values in found.items()}
        tensors = {name: x if x.dtype == torch.bool else x.float() for name, x in tensors.items()}
        flipped = torch.rand(len(pictures), generator=self._random) < 0.5
        return mirrored(torch.from_numpy(pictures), Lesson(**tensors), flipped)
