"""The exponential moving average of a net's weights, which is what the recipes ship."""

from __future__ import annotations

import torch
from torch import nn


def average(averaged: nn.Module, net: nn.Module, keep: float) -> None:
    """Moves the averaged weights and batch statistics a little towards the net's."""
    with torch.no_grad():
        for slow, fast in zip(averaged.state_dict().values(), net.state_dict().values(), strict=True):
            if slow.dtype.is_floating_point:
                slow.lerp_(fast, 1 - keep)
