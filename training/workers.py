"""Training in several single-threaded processes, which on a few cores is faster than one process with many threads."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

import cv2
import torch


def side_by_side(share: Callable[..., None], workers: int, *given: Any) -> None:
    """Runs `share(rank, workers, *given)` in so many processes that average gradients over Gloo, and waits for all.

    One thread each: PyTorch's threads wait for one another at every layer, and small layers are mostly waiting.
    """
    with tempfile.TemporaryDirectory() as meeting:
        store = f"file://{meeting}/store"
        torch.multiprocessing.spawn(_begin, (workers, store, share, given), nprocs=workers)


def _begin(rank: int, workers: int, store: str, share: Callable[..., None], given: tuple[Any, ...]) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.distributed.init_process_group("gloo", init_method=store, rank=rank, world_size=workers)
    share(rank, workers, *given)
    torch.distributed.destroy_process_group()
