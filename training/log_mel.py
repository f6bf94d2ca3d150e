"""Log-mel energies from raw samples, written so that training and the shipped graph run the very same arithmetic.

A window of two hops is folded on its middle before the transform: around its centre a cosine is even and a sine is
odd, so half the samples times half the basis gives the same power spectrum with half the constants in the file.
Only matrix products, slices and a logarithm remain, which every ONNX runtime has.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn


def mel(hertz: np.ndarray | float) -> np.ndarray:
    """The mel scale of O'Shaughnessy (1987), as HTK uses it."""
    return 2595.0 * np.log10(1.0 + np.asarray(hertz) / 700.0)


def hertz(mels: np.ndarray) -> np.ndarray:
    return 700.0 * (10.0 ** (mels / 2595.0) - 1.0)


class LogMel(nn.Module):
    """float [N, samples] (whole hops) → float [N, samples / hop − 1, bands], natural logarithm of power.

    Args:
        hop: samples between frames; a frame spans two hops under a Hann window.
        bands: triangular mel bands between `low_hz` and `high_hz`.
        bin_hz: spacing of the transform's lines; need not divide the sampling rate.
        floor: power added before the logarithm, so that digital silence is a number.
    """

    def __init__(
        self, hop: int, bands: int, low_hz: float, high_hz: float, bin_hz: float, floor: float, rate_hz: int = 16_000
    ) -> None:
        super().__init__()
        self.hop = hop
        self.floor = floor
        frequencies = np.arange(math.ceil(low_hz / bin_hz), math.floor(high_hz / bin_hz) + 1) * bin_hz
        # Sample k of the folded half lies (hop − 0.5 − k) samples from the window's centre.
        distance = hop - 0.5 - np.arange(hop)
        window = 0.5 + 0.5 * np.cos(np.pi * distance / hop)
        phase = 2.0 * np.pi * distance[:, None] * frequencies[None, :] / rate_hz
        scale = window[:, None] / window.sum()

        edges = hertz(np.linspace(mel(low_hz), mel(high_hz), bands + 2))
        rising = (frequencies[:, None] - edges[None, :-2]) / (edges[1:-1] - edges[:-2])[None, :]
        falling = (edges[None, 2:] - frequencies[:, None]) / (edges[2:] - edges[1:-1])[None, :]
        filters = np.maximum(0.0, np.minimum(rising, falling))
        # The lowest bands can be narrower than the line spacing: give an empty one its nearest line.
        for band in np.flatnonzero(filters.sum(axis=0) == 0):
            filters[np.argmin(np.abs(frequencies - edges[band + 1])), band] = 1.0

        self.register_buffer("cosine", torch.from_numpy((np.cos(phase) * scale).astype(np.float32)))
        self.register_buffer("sine", torch.from_numpy((np.sin(phase) * scale).astype(np.float32)))
        self.register_buffer("filters", torch.from_numpy((filters / filters.sum(axis=0)).astype(np.float32)))

    def forward(self, samples: Tensor) -> Tensor:
        blocks = samples.reshape(samples.shape[0], -1, self.hop)
        first, second = blocks[:, :-1], blocks[:, 1:].flip(-1)
        real = (first + second) @ self.cosine
        imaginary = (first - second) @ self.sine
        return torch.log((real * real + imaginary * imaginary) @ self.filters + self.floor)
