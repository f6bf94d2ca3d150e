"""Where training runs: on a GPU where there is one, else in several single-threaded processes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import Any

import cv2
import torch
from torch import nn

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
"""What learns."""
LOADERS = max(1, (os.cpu_count() or 1) - 3) if DEVICE.type == "cuda" else 0
"""Processes that prepare what a GPU learns from; without one each worker does that itself."""
torch.backends.cudnn.benchmark = True


def side_by_side(share: Callable[..., None], workers: int, *given: Any) -> None:
    """Runs `share(rank, workers, *given)` in so many processes that average gradients over Gloo, and waits for all.

    One thread each: PyTorch's threads wait for one another at every layer, and small layers are mostly waiting. A GPU is
    given to one worker, here.
    """
    if DEVICE.type == "cuda":
        share(0, 1, *given)
        return
    with tempfile.TemporaryDirectory() as meeting:
        store = f"file://{meeting}/store"
        torch.multiprocessing.spawn(_begin, (workers, store, share, given), nprocs=workers)


def _begin(rank: int, workers: int, store: str, share: Callable[..., None], given: tuple[Any, ...]) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.distributed.init_process_group("gloo", init_method=store, rank=rank, world_size=workers)
    share(rank, workers, *given)
    torch.distributed.destroy_process_group()


def shared(net: nn.Module, workers: int) -> nn.Module:
    """The net as a worker trains it: with the others' gradients where there are others."""
    return nn.parallel.DistributedDataParallel(net) if workers > 1 else net
