"""Trains, quantises, measures and ships `face_detector`. See README.md beside this file."""

from __future__ import annotations

import argparse
import copy
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import detection
from averaging import average
from scenes import SceneSampler

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work" / "face_detector"
SEED = 20261122
BATCH = 32
SIDE = 256
STRIDES = (8, 16, 32)


def convolution(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """A dense 3x3 convolution."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )


def separable(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3x3 on each channel by itself, then 1x1 across channels (Howard et al. 2017)."""
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False),
        nn.BatchNorm2d(inputs),
        nn.ReLU(),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


class Residual(nn.Module):
    """A separable convolution beside the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.body = separable(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class DetectorNet(nn.Module):
    """Anchor-free detector in the manner of YuNet: one candidate per cell at strides 8, 16 and 32.

    From normalised BGR [N,3,H,W] to one raw map [N,15,H/s,W/s] per stride: score, box (4), landmarks (10).
    """

    def __init__(self) -> None:
        super().__init__()
        self.to8 = nn.Sequential(
            convolution(3, 16, 2), convolution(16, 32, 2), Residual(32), separable(32, 64, 2), Residual(64), Residual(64)
        )
        self.to16 = nn.Sequential(separable(64, 80, 2), Residual(80), Residual(80))
        self.to32 = nn.Sequential(separable(80, 96, 2), Residual(96), Residual(96))
        self.lateral = nn.ModuleList(
            nn.Sequential(nn.Conv2d(channels, 64, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
            for channels in (64, 80, 96)
        )
        self.merge = nn.ModuleList(separable(64, 64) for _ in STRIDES)
        self.tower = nn.ModuleList(separable(64, 64) for _ in STRIDES)
        self.answer = nn.ModuleList(nn.Conv2d(64, 15, 1) for _ in STRIDES)
        for answer in self.answer:
            nn.init.normal_(answer.weight, std=0.01)
            nn.init.zeros_(answer.bias)
            # A face is rare: begin at a probability of 0.01 (Lin et al. 2017).
            answer.bias.data[0] = -4.6

    def forward(self, x: Tensor) -> list[Tensor]:
        at8 = self.to8(x)
        at16 = self.to16(at8)
        at32 = self.to32(at16)
        deep = self.lateral[2](at32)
        middle = self.lateral[1](at16) + F.interpolate(deep, scale_factor=2.0, mode="nearest")
        fine = self.lateral[0](at8) + F.interpolate(middle, scale_factor=2.0, mode="nearest")
        levels = (fine, middle, deep)
        return [self.answer[i](self.tower[i](self.merge[i](level))) for i, level in enumerate(levels)]


def normalise(pictures: Tensor) -> Tensor:
    """uint8 [N,H,W,3] to what the net takes. In the shipped graph: Transpose, DequantizeLinear (1/128, zero 128)."""
    return (pictures.permute(0, 3, 1, 2).float() - 128) / 128


def decode(maps: list[Tensor]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Score logits [N,A], boxes [N,A,4] and landmarks [N,A,5,2] in pixels, and of each cell [A,3]: x, y, stride.

    Cells are counted with cumulative sums, which ONNX can express for any height and width.
    """
    logits, boxes, landmarks, cells = [], [], [], []
    for raw, stride in zip(maps, STRIDES, strict=True):
        ones = torch.ones_like(raw[:1, :1])
        cell = (torch.cat([ones.cumsum(3), ones.cumsum(2)], dim=1) - 0.5) * stride
        centre = cell + raw[:, 1:3] * stride
        half = torch.exp(raw[:, 3:5].clamp(-4, 6)) * (stride / 2)
        logits.append(raw[:, 0].flatten(1))
        boxes.append(torch.cat([centre - half, centre + half], dim=1).flatten(2).transpose(1, 2))
        points = raw[:, 5:].unflatten(1, (5, 2)) * stride + cell.unsqueeze(1)
        landmarks.append(points.flatten(3).permute(0, 3, 1, 2))
        cells.append(torch.cat([cell, ones * stride], dim=1)[0].flatten(1).T)
    return torch.cat(logits, 1), torch.cat(boxes, 1), torch.cat(landmarks, 1), torch.cat(cells)


def overlap(a: Tensor, b: Tensor) -> Tensor:
    """Intersection over union of boxes, broadcast over the leading dimensions."""
    shared = (torch.minimum(a[..., 2:], b[..., 2:]) - torch.maximum(a[..., :2], b[..., :2])).clamp(min=0).prod(-1)
    areas = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1)
    return shared / (areas - shared).clamp(min=1e-6)


def assign(logits: Tensor, boxes: Tensor, cells: Tensor, wanted: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """Task-aligned assignment (Feng et al. 2021): the cells that already answer a face best shall answer it.

    `wanted` [N,G,4] are the faces, of which `real` [N,G] exist. Returns of each cell the face's index [N,A] and the
    score it should give [N,A], 0 where it should see nothing.
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
    share = fit / fit.amax(dim=2, keepdim=True).clamp(min=1e-9) * (shared * chosen).amax(dim=2, keepdim=True)
    score, index = share.max(dim=1)
    return index, score


def losses(maps: list[Tensor], wanted: Tensor, real: Tensor, marks: Tensor, ignored: Tensor) -> Tensor:
    """Score (cross-entropy against how well the cell fits), box (distance-IoU), landmarks (relative to the face)."""
    logits, boxes, landmarks, cells = decode(maps)
    with torch.no_grad():
        index, score = assign(logits, boxes, cells, wanted, real)
        at = cells[:, :2]
        doubtful = ((at > ignored[..., None, :2]) & (at < ignored[..., None, 2:])).all(-1).any(1)
        counted = (score > 0) | ~doubtful
    total = score.sum().clamp(min=1)
    # Positives weigh by the score they should give, negatives by how wrongly sure they are (Zhang et al. 2021).
    weight = torch.where(score > 0, score, logits.sigmoid().detach() ** 2) * counted
    score_loss = (F.binary_cross_entropy_with_logits(logits, score, reduction="none") * weight).sum() / total

    picture, cell = torch.nonzero(score > 0, as_tuple=True)
    face = index[picture, cell]
    want, got, share = wanted[picture, face], boxes[picture, cell], score[picture, cell]
    hull = (torch.maximum(got[:, 2:], want[:, 2:]) - torch.minimum(got[:, :2], want[:, :2])).square().sum(-1)
    apart = ((got[:, :2] + got[:, 2:] - want[:, :2] - want[:, 2:]) / 2).square().sum(-1)
    box_loss = ((1 - overlap(got, want) + apart / hull.clamp(min=1e-6)) * share).sum() / total

    mark = marks[picture, face]
    known = mark.isfinite().all(-1).all(-1)
    size = (want[:, 2:] - want[:, :2]).prod(-1).sqrt()[known, None, None]
    missed = (landmarks[picture, cell][known] - mark[known]) / size
    mark_loss = (F.smooth_l1_loss(missed, torch.zeros_like(missed), beta=0.03, reduction="none").mean((1, 2))
                 * share[known]).sum() / total
    return score_loss + 2 * box_loss + 5 * mark_loss


def train(data: Path, epochs: int, workers: int) -> None:
    """Trains from nothing and leaves the averaged weights in WORK/float.pt. One single-threaded process per core."""
    WORK.mkdir(parents=True, exist_ok=True)
    if not (WORK / "teacher.json").exists():
        detection.teach(data, WORK / "teacher.json")
    with tempfile.TemporaryDirectory() as meeting:
        torch.multiprocessing.spawn(train_share, (workers, f"file://{meeting}/store", data, epochs), nprocs=workers)


def train_share(rank: int, workers: int, meeting: str, data: Path, epochs: int) -> None:
    """One worker's share of each batch; gradients are averaged over the workers. Worker 0 keeps and reports."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=workers)
    torch.manual_seed(SEED)
    shuffle = np.random.default_rng(SEED)
    sampler = SceneSampler(data, detection.load(data, WORK / "teacher.json", "train"), SIDE, SEED + rank)
    net = DetectorNet().to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(net)
    shared = nn.parallel.DistributedDataParallel(net)
    steps = len(sampler) // BATCH
    optimiser = torch.optim.AdamW(net.parameters(), weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=4e-3, total_steps=epochs * steps, pct_start=0.1, final_div_factor=1e3
    )
    for epoch in range(epochs):
        shared.train()
        began, summed = time.monotonic(), 0.0
        order = shuffle.permutation(len(sampler))
        for step in range(steps):
            chosen = order[step * BATCH : (step + 1) * BATCH][rank::workers]
            pictures, *truth = sampler.batch(chosen)
            x = normalise(torch.from_numpy(pictures)).contiguous(memory_format=torch.channels_last)
            loss = losses(shared(x), *map(torch.from_numpy, truth))
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 10)
            optimiser.step()
            schedule.step()
            summed += loss.item()
            done = epoch * steps + step + 1
            average(averaged, net, min(0.998, done / (done + 10)))
        if rank == 0:
            torch.save(averaged.state_dict(), WORK / "float.pt")
            print(f"epoch {epoch + 1}/{epochs} loss {summed / steps:.4f} {time.monotonic() - began:.0f} s", flush=True)
    torch.distributed.destroy_process_group()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["train"])
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    if asked.verb == "train":
        train(asked.data, asked.epochs, asked.workers)


if __name__ == "__main__":
    main()
