"""Trains, quantises, measures and ships `face_expression`. See README.md beside this file."""

from __future__ import annotations

import argparse
import copy
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import ferplus

HERE = Path(__file__).resolve().parent
WORK = HERE / ".work" / "face_expression"
SEED = 20261122
BATCH = 128


class Residual(nn.Module):
    """Two 3x3 convolutions beside a shortcut (He et al. 2016), dense because that is what int8 kernels do best."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.body(x) + self.shortcut(x))


class ExpressionNet(nn.Module):
    """Logits [N,8] from normalised gray [N,1,48,48]. 0.69 M parameters, 59 M multiply-adds."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, 24, 3, 1, 1, bias=False), nn.BatchNorm2d(24), nn.ReLU())
        self.stages = nn.Sequential(
            Residual(24, 32, 2),
            Residual(32, 32, 1),
            Residual(32, 64, 2),
            Residual(64, 64, 1),
            Residual(64, 128, 2),
            Residual(128, 128, 1),
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(128, len(ferplus.CLASSES)))

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.pool(self.stages(self.stem(x))))


def normalise(faces: Tensor) -> Tensor:
    """uint8 [N,48,48] to what the net takes. In the shipped graph this is one DequantizeLinear (scale 1/128, zero 128)."""
    return (faces.unsqueeze(1).float() - 128) / 128


def augment(x: Tensor, side: int, random: torch.Generator) -> Tensor:
    """What a kiosk's camera and an imperfect aligner do to a face: normalised gray [N,1,48,48] to [N,1,side,side]."""

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(len(x), generator=random) * (high - low) + low

    def some(share: float) -> Tensor:
        return torch.rand(len(x), generator=random) < share

    # Turn, scale, shift and mirror.
    angle = torch.where(some(0.5), uniform(-0.45, 0.45), uniform(-0.15, 0.15))
    zoom = torch.exp(uniform(-0.2, 0.2))
    stretch = torch.exp(uniform(-0.06, 0.06))
    mirror = torch.where(some(0.5), 1.0, -1.0)
    cos, sin = torch.cos(angle) * zoom, torch.sin(angle) * zoom
    rows = (mirror * cos * stretch, -sin, uniform(-0.16, 0.16), mirror * sin * stretch, cos, uniform(-0.16, 0.16))
    grid = F.affine_grid(torch.stack(rows, dim=1).view(-1, 2, 3), [len(x), 1, side, side], align_corners=False)
    x = F.grid_sample(x, grid, padding_mode="border", align_corners=False)

    # A face far away: shrunk and enlarged again.
    far = some(0.2)
    if far.any():
        size = int(torch.randint(3 * side // 8, 7 * side // 8, (1,), generator=random))
        small = F.interpolate(x[far], size=(size, size), mode="bilinear", antialias=True)
        x[far] = F.interpolate(small, size=(side, side), mode="bilinear")

    # Light: from one side, too dark, too bright, flat.
    direction, depth = uniform(0, 2 * torch.pi), torch.where(some(0.3), uniform(0, 0.7), torch.zeros(len(x)))
    ramp = torch.linspace(-1, 1, side)
    slope = torch.cos(direction).view(-1, 1, 1) * ramp + torch.sin(direction).view(-1, 1, 1) * ramp.view(1, -1, 1)
    light = ((x + 1) / 2).clamp(0, 1) * (1 + depth.view(-1, 1, 1, 1) * slope.unsqueeze(1))
    gamma = torch.exp(torch.where(some(0.3), uniform(-0.7, 0.7), uniform(-0.15, 0.15)))
    light = light.clamp(1e-3, 1) ** gamma.view(-1, 1, 1, 1)
    gain = torch.where(some(0.3), uniform(0.3, 1.3), uniform(0.85, 1.15)).view(-1, 1, 1, 1)
    lift = uniform(-0.08, 0.08).view(-1, 1, 1, 1)
    noise = torch.where(some(0.3), uniform(0, 0.06), torch.zeros(len(x))).view(-1, 1, 1, 1)
    light = light * gain + lift + noise * torch.randn(x.shape, generator=random)
    x = light.clamp(0, 1) * 2 - 1

    # A hand, hair or the edge of a mask: one gray patch.
    reach = torch.where(some(0.5), uniform(0.12, 0.45), torch.zeros(len(x))).view(-1, 1, 1)
    across = (ramp.view(1, 1, -1) - uniform(-1, 1).view(-1, 1, 1)).abs() < reach
    down = (ramp.view(1, -1, 1) - uniform(-1, 1).view(-1, 1, 1)).abs() < reach
    return torch.where((across & down).unsqueeze(1), uniform(-0.8, 0.8).view(-1, 1, 1, 1), x)


def probabilities(net: nn.Module, faces: npt.NDArray[np.uint8], temperature: float = 1.0) -> npt.NDArray[np.float32]:
    """What a float net says about uint8 [N,48,48]."""
    net.eval()
    with torch.inference_mode():
        batches = torch.from_numpy(faces).split(256)
        logits = torch.cat([net(normalise(batch)).float() for batch in batches])
    return (logits / temperature).softmax(dim=1).numpy()


def train(data: Path, epochs: int, workers: int) -> None:
    """Trains from nothing on the votes and leaves the averaged weights in WORK/float.pt.

    One single-threaded process per core: threads inside of an operation wait for each other thousands of times a
    second, which costs more than it brings as soon as anything else runs on the machine.
    """
    WORK.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as meeting:
        torch.multiprocessing.spawn(train_share, (workers, f"file://{meeting}/store", data, epochs), nprocs=workers)


def train_share(rank: int, workers: int, meeting: str, data: Path, epochs: int) -> None:
    """One worker's share of each batch; gradients are averaged over the workers. Worker 0 keeps and reports."""
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", init_method=meeting, rank=rank, world_size=workers)
    torch.manual_seed(SEED)
    shuffle, random = torch.Generator().manual_seed(SEED), torch.Generator().manual_seed(SEED + rank)
    valid = ferplus.load(data, "valid")
    part, shares = ferplus.distribution(ferplus.without_copies_of(ferplus.load(data, "train"), valid))
    checked, labels = ferplus.majority(valid)
    selection = np.array([ferplus.is_for_selection(name) for name in checked.names])
    checked, labels = checked.pick(selection), labels[selection]

    faces, targets = torch.from_numpy(part.faces), torch.from_numpy(shares)
    net = ExpressionNet().to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(net)
    shared = nn.parallel.DistributedDataParallel(net)
    steps = len(part) // BATCH
    decayed = [p for p in net.parameters() if p.ndim > 1]
    free = [p for p in net.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.05}, {"params": free, "weight_decay": 0.0}])
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=4e-3, total_steps=epochs * steps, pct_start=0.2, final_div_factor=1e3
    )
    for epoch in range(epochs):
        shared.train()
        # The net is fully convolutional: the first half of the run learns on small faces, at less than half the cost.
        side = 32 if 2 * epoch < epochs else ferplus.SIDE
        began, summed = time.monotonic(), 0.0
        order = torch.randperm(len(part), generator=shuffle)
        for step in range(steps):
            chosen = order[step * BATCH : (step + 1) * BATCH][rank::workers]
            x = augment(normalise(faces[chosen]), side, random).contiguous(memory_format=torch.channels_last)
            loss = F.cross_entropy(shared(x), targets[chosen])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            summed += loss.item()
            done = epoch * steps + step + 1
            average(averaged, net, min(0.998, done / (done + 10)))
        if rank == 0:
            accuracy = (probabilities(averaged, checked.faces).argmax(axis=1) == labels).mean()
            torch.save(averaged.state_dict(), WORK / "float.pt")
            print(
                f"epoch {epoch + 1}/{epochs} loss {summed / steps:.4f} accuracy {accuracy:.4f} "
                f"{time.monotonic() - began:.0f} s",
                flush=True,
            )
    torch.distributed.destroy_process_group()


def average(averaged: nn.Module, net: nn.Module, keep: float) -> None:
    """Moves the averaged weights and batch statistics a little towards the net's (exponential moving average)."""
    with torch.no_grad():
        for slow, fast in zip(averaged.state_dict().values(), net.state_dict().values(), strict=True):
            if slow.dtype.is_floating_point:
                slow.lerp_(fast, 1 - keep)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["train"])
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    if asked.verb == "train":
        train(asked.data, asked.epochs, asked.workers)


if __name__ == "__main__":
    main()
