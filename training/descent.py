"""Going down a loss step by step, as the recipes of the nets do it."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn


class Descent:
    """Steps of an optimiser, each with one of its schedule, and the exponential moving average of the net's weights, which
    is what the recipes ship."""

    def __init__(
        self,
        net: nn.Module,
        optimiser: torch.optim.Optimizer,
        schedule: torch.optim.lr_scheduler.LRScheduler,
        steepest: float | None = None,
    ) -> None:
        """`steepest` is the length to which longer gradients are cut."""
        self._net, self._optimiser, self._schedule, self._steepest = net, optimiser, schedule, steepest
        self.averaged = copy.deepcopy(net)
        self._slow, self._fast = (_floats(each) for each in (self.averaged, net))
        self.done = 0

    def step(self, loss: Tensor) -> Tensor:
        """One step down, and the loss without its graph."""
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        if self._steepest is not None:
            nn.utils.clip_grad_norm_(self._net.parameters(), self._steepest)
        self._optimiser.step()
        self._schedule.step()
        self.done += 1
        keep = min(0.998, self.done / (self.done + 10))
        with torch.no_grad():
            torch._foreach_lerp_(self._slow, self._fast, 1 - keep)
        return loss.detach()


def _floats(net: nn.Module) -> list[Tensor]:
    """Weights and running means of a net, as it holds them."""
    return [value for value in net.state_dict().values() if value.dtype.is_floating_point]
