"""What a kiosk's microphone does to a voice: the room, the shop around it, and the level."""

from __future__ import annotations

import numpy as np
from scipy.signal import fftconvolve

from voice_data import SAMPLE_RATE_HZ, Corpus

#: Corpora without speech, used as the noise behind a voice.
NOISE_DATASETS = ("esc10", "gsc_background", "pico_kitchen")


def noises(corpus: Corpus, part: str) -> list[np.ndarray]:
    """float32 noise recordings of one part. Long recordings are cut in time instead of being given away whole:
    the first 60 % trains, the next 15 % selects, the rest tests."""
    found: list[np.ndarray] = []
    for clip in corpus.of(*NOISE_DATASETS):
        samples = corpus.floats(clip)
        if clip.dataset == "esc10":
            if clip.part == part:
                found.append(samples)
        else:
            a, b = int(0.60 * len(samples)), int(0.75 * len(samples))
            found.append({"train": samples[:a], "selection": samples[a:b], "test": samples[b:]}[part])
    return found


def rooms(count: int, random: np.random.Generator) -> list[np.ndarray]:
    """Impulse responses of small shops: a direct path, then noise that decays by 60 dB in 0.15 to 0.6 s,
    3 to 14 dB below the direct path."""
    made = []
    for _ in range(count):
        decay_s = random.uniform(0.15, 0.6)
        length = int(decay_s * SAMPLE_RATE_HZ)
        time = np.arange(length) / SAMPLE_RATE_HZ
        tail = random.standard_normal(length) * 10.0 ** (-3.0 * time / decay_s)
        tail[: int(random.uniform(0.001, 0.006) * SAMPLE_RATE_HZ)] = 0.0
        tail *= 10.0 ** (-random.uniform(3.0, 14.0) / 20.0) / np.sqrt((tail**2).sum())
        tail[0] = 1.0
        made.append((tail / np.sqrt((tail**2).sum())).astype(np.float32))
    return made


def reverberate(samples: np.ndarray, room: np.ndarray) -> np.ndarray:
    """The voice as heard in the room; same length, direct path in place."""
    return fftconvolve(samples, room)[: len(samples)].astype(np.float32)


def level(samples: np.ndarray) -> float:
    """Root mean square of the loud half, so that pauses do not count as quiet speech."""
    frames = samples[: len(samples) // 320 * 320].reshape(-1, 320)
    power = np.sort((frames**2).mean(axis=1))
    return float(np.sqrt(power[len(power) // 2 :].mean() + 1e-12))


def backdrop(length: int, recordings: list[np.ndarray], random: np.random.Generator) -> np.ndarray:
    """float32 [length] of noise with unit level: a recording, looped if short, or one time in five white to brown."""
    if random.random() < 0.2:
        spectrum = np.fft.rfft(random.standard_normal(length))
        spectrum[1:] /= np.arange(1, len(spectrum)) ** random.uniform(0.0, 1.0)
        made = np.fft.irfft(spectrum, length).astype(np.float32)
    else:
        recording = recordings[random.integers(len(recordings))]
        start = random.integers(len(recording))
        made = np.take(recording, np.arange(start, start + length), mode="wrap")
    return made / level(made)
