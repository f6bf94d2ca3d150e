"""A net that reads a face and its mirror image alike, at the price of an ordinary one.

Its channels come in two halves: what the first finds in a face, the second finds in its mirror image, with the same weights turned
about (a group convolution over reflections, Cohen and Welling 2016). What ships is an ordinary net, `unfolded`.
"""

from __future__ import annotations

import copy

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Mirrored(nn.Module):
    """Convolution and norm of two mirrored halves. Learnt are the weights of the first, [outputs / 2, inputs, height, width].

    A kernel must lie evenly over a picture of an even width: uneven with a stride of 1, even with 2.
    """

    def __init__(
        self, inputs: int, outputs: int, kernel: tuple[int, int], stride: int = 1, padding: tuple[int, int] = (0, 0)
    ) -> None:
        """With one of `inputs` it sees the picture itself, else what another has found."""
        super().__init__()
        self.stride, self.padding = stride, padding
        self.weight = nn.Parameter(nn.Conv2d(inputs, outputs // 2, kernel).weight.detach())
        self.norm = nn.BatchNorm2d(outputs // 2)

    def whole(self) -> Tensor:
        """The weights of both halves, [outputs, inputs, height, width]."""
        turned = self.weight.flip(3)
        halves = turned.chunk(2, dim=1) if turned.shape[1] > 1 else (turned,)
        return torch.cat([self.weight, torch.cat(halves[::-1], dim=1)])

    def forward(self, x: Tensor) -> Tensor:
        x = F.conv2d(x, self.whole(), None, self.stride, self.padding)
        # Both halves of a channel count for one norm: they lie side by side in memory.
        count, channels, height, width = x.shape
        beside = x.permute(0, 2, 3, 1).reshape(count, height, 2 * width, channels // 2).permute(0, 3, 1, 2)
        return self.norm(beside).permute(0, 2, 3, 1).reshape(count, height, width, channels).permute(0, 3, 1, 2)

    def unfolded(self) -> nn.Sequential:
        """The same as an ordinary convolution and norm."""
        whole = self.whole()
        convolution = nn.Conv2d(whole.shape[1], whole.shape[0], whole.shape[2:], self.stride, self.padding, bias=False)
        convolution.weight.data = whole.detach()
        norm = nn.BatchNorm2d(whole.shape[0])
        norm.load_state_dict({name: torch.cat([v, v]) if v.ndim else v for name, v in self.norm.state_dict().items()})
        return nn.Sequential(convolution, norm).eval()


class MirroredResidual(nn.Module):
    """Two convolutions of mirrored halves beside a shortcut (He et al. 2016)."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        kernel, padding = ((3, 3), (1, 1)) if stride == 1 else ((3, 2), (1, 0))
        self.first = Mirrored(inputs, outputs, kernel, stride, padding)
        self.second = Mirrored(outputs, outputs, (3, 3), 1, (1, 1))
        self.shortcut = Mirrored(inputs, outputs, (1, 2), 2) if stride == 2 else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.second(F.relu(self.first(x))) + self.shortcut(x))


class MirroredNet(nn.Module):
    """Logits [N, classes] from a picture [N,1,48,48] or another of an even width."""

    def __init__(self, width: int, blocks: tuple[int, ...], classes: int) -> None:
        """`blocks` is how many residual blocks each stage has; each is twice as wide as the one before and half as fine."""
        super().__init__()
        self.stem = Mirrored(1, width, (5, 6), 2, (2, 2))
        stages, now = [], width
        for stage, count in enumerate(blocks):
            for block in range(count):
                stages.append(MirroredResidual(now, width << stage, 2 if stage and not block else 1))
                now = width << stage
        self.stages = nn.Sequential(*stages)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(now // 2, classes))

    def forward(self, x: Tensor) -> Tensor:
        found = self.pool(self.stages(F.relu(self.stem(x))))
        one, other = found.chunk(2, dim=1)
        return self.head((one + other) / 2)

    def unfolded(self) -> MirroredNet:
        """A copy for use, of ordinary layers."""
        net = copy.deepcopy(self).eval()
        for parent in list(net.modules()):
            for name, child in list(parent.named_children()):
                if isinstance(child, Mirrored):
                    setattr(parent, name, child.unfolded())
        return net
