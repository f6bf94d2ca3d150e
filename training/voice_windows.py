"""Windows that `voice_emotion` learns from, as a kiosk would hear them: any voice at any speed, in a room, over noise,
padded when short, over other microphones and from other throats. All is drawn anew for each step, on the device that learns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor

import voice_augment
from log_mel import LogMel
from voice_data import SAMPLE_RATE_HZ, TRAIN, Corpus

#: Nepers of power below the loudest point at which a window is cut off (48 dB): room noise and digital silence, padding
#: included, look alike from there down.
DEPTH = 11.0

#: How many windows of a hundred are heard at another speed, in a room, over noise; and of those over noise, how many over
#: noise that is made up.
OTHER_SPEED, IN_A_ROOM, OVER_NOISE, MADE_UP = 0.7, 0.3, 0.5, 0.2
#: Decibels between the voice and the noise behind it.
QUIETEST_DB, LOUDEST_DB = 35.0, 5.0
#: Samples that a window in a room is padded to before its spectrum is multiplied with the room's: 2 s and 0.6 s, a number of
#: small factors.
AROUND = 42_000


@dataclass(frozen=True)
class Variety:
    """How far windows are varied."""

    speeds: tuple[float, float]
    """The slowest and the fastest; pitch and throat change with them."""
    throats: float
    """Standard deviation of the logarithm of the vocal tract's length, on top."""
    borrowing: float
    """Share of the windows that take over something of another window's mean and spread in each band."""
    borrowed: float
    """The most that they take over, 0 to 1."""


def levelled(mel: Tensor) -> Tensor:
    """Log-mel [N, frames, bands] free of the microphone's level: 0 to DEPTH."""
    return (mel - mel.amax(dim=(1, 2), keepdim=True)).clamp_min(-DEPTH) + DEPTH


def sounding(mel: Tensor) -> Tensor:
    """What each frame of levelled log-mel weighs in a mean over time, [N, frames]: much where there is sound."""
    sound = mel.mean(dim=2)
    return sound / (sound.sum(dim=1, keepdim=True) + 1e-3)


class Windows:
    """Draws windows of clips."""

    def __init__(
        self, corpus: Corpus, odds: npt.NDArray[np.float64], window: int, variety: Variety, seed: int, device: torch.device
    ) -> None:
        """`odds` [clips] is how often each clip of the corpus is drawn, `window` how many samples a window has."""
        self._window, self._variety, self._device = window, variety, device
        self._random = torch.Generator(device).manual_seed(seed)
        self._reached = torch.from_numpy(np.cumsum(odds) / odds.sum()).to(device)
        self._samples = torch.from_numpy(corpus.block).to(device)
        self._starts = torch.tensor([clip.start for clip in corpus.clips], device=device)
        self._lengths = torch.tensor([clip.length for clip in corpus.clips], device=device)
        noises = voice_augment.noises(corpus, TRAIN)
        self._noise = torch.from_numpy(np.concatenate(noises)).to(device)
        self._noise_lengths = torch.tensor([len(noise) for noise in noises], device=device)
        self._noise_starts = self._noise_lengths.cumsum(0) - self._noise_lengths
        rooms = voice_augment.rooms(100, np.random.default_rng(seed))
        padded = np.stack([np.pad(room, (0, AROUND - len(room))) for room in rooms])
        self._rooms = torch.fft.rfft(torch.from_numpy(padded).to(device))

    def draw(self, count: int) -> Tensor:
        """Numbers of clips [count]."""
        found = torch.searchsorted(self._reached, self._uniform(count).double(), right=True)
        return found.clamp_max(len(self._reached) - 1)

    def samples(self, clips: Tensor) -> Tensor:
        """A window [N, window] of each clip, in a room and over noise."""
        heard = self._cut(clips)
        in_a_room = int(len(clips) * IN_A_ROOM)
        heard = torch.cat([self._reverberated(heard[:in_a_room]), heard[in_a_room:]])
        over_noise = self._some(len(clips), int(len(clips) * OVER_NOISE))
        ratio_db = LOUDEST_DB + (QUIETEST_DB - LOUDEST_DB) * self._uniform(len(over_noise), 1)
        noise = self._backdrop(len(over_noise))
        noise = noise * (_level(heard[over_noise]) / _level(noise) * 10.0 ** (-ratio_db / 20.0))
        return heard.index_add(0, over_noise, noise)

    def varied(self, mel: Tensor) -> Tensor:
        """Other microphones, other throats, missing parts, and others' spectra: log-mel to levelled log-mel."""
        count, frames, bands = mel.shape
        # Another microphone: a smooth curve over the bands, some 3 dB up and down, and a tilt.
        knots = self._normal(count, 1, 6) * 0.7
        mel = mel + F.interpolate(knots, size=bands, mode="linear", align_corners=True)
        # Another throat: the bands lie a little wider and higher (vocal tract length, Jaitly and Hinton 2013).
        turn = torch.zeros(count, 2, 3, device=self._device)
        turn[:, 0, 0] = torch.exp(self._normal(count) * self._variety.throats)
        turn[:, 0, 2] = self._normal(count) * 0.03
        turn[:, 1, 1] = 1
        grid = F.affine_grid(turn, [count, 1, frames, bands], align_corners=False)
        quiet = mel.amin(dim=(1, 2), keepdim=True)
        mel = F.grid_sample(mel.unsqueeze(1), grid, padding_mode="border", align_corners=False).squeeze(1)
        # SpecAugment (Park et al. 2019): two gaps in time of at most 0.2 s, one of at most eight bands.
        for extent, widest, dim in ((frames, 16, 1), (frames, 16, 1), (bands, 8, 2)):
            at = torch.arange(extent, device=self._device) - self._uniform(count, 1) * extent
            gone = (at >= 0) & (at < self._uniform(count, 1) * widest)
            mel = torch.where(gone.unsqueeze(3 - dim), quiet, mel)
        return self._borrowing(levelled(mel))

    def batch(self, count: int, log_mel: LogMel) -> tuple[Tensor, Tensor]:
        """Numbers of clips [count] and the varied, levelled log-mel [count, frames, bands] of a window of each."""
        with torch.no_grad():
            clips = self.draw(count)
            return clips, self.varied(log_mel(self.samples(clips)))

    def _cut(self, clips: Tensor) -> Tensor:
        """A part of each clip, by linear interpolation faster and higher or slower and lower; a short clip lies somewhere in
        silence."""
        slowest, fastest = self._variety.speeds
        speed = slowest * (fastest / slowest) ** self._uniform(len(clips))
        speed = torch.where(self._uniform(len(clips)) < OTHER_SPEED, speed, 1.0)
        length = self._lengths[clips].float()
        start = (self._uniform(len(clips)) * (length / speed - self._window)).floor()
        at = (start[:, None] + torch.arange(self._window, device=self._device)) * speed[:, None]
        last = length[:, None] - 1.01
        inside = (at >= 0) & (at <= last)
        at = at.clamp_min(0).minimum(last)
        before = at.floor()
        number = self._starts[clips][:, None] + before.long()
        return torch.lerp(self._samples[number].float(), self._samples[number + 1].float(), at - before) / 32768 * inside

    def _reverberated(self, heard: Tensor) -> Tensor:
        rooms = self._rooms[self._below(len(self._rooms), len(heard))]
        return torch.fft.irfft(torch.fft.rfft(heard, n=AROUND) * rooms, n=AROUND)[:, : self._window]

    def _backdrop(self, count: int) -> Tensor:
        """Noise [count, window]: some made up, white to brown, the others from recordings, looped if short."""
        made_up = int(count * MADE_UP)
        spectrum = torch.fft.rfft(self._normal(made_up, self._window))
        lines = torch.arange(spectrum.shape[1], device=self._device).clamp_min(1)
        made = torch.fft.irfft(spectrum / lines ** self._uniform(made_up, 1), n=self._window)
        recording = self._below(len(self._noise_lengths), count - made_up)
        length = self._noise_lengths[recording][:, None]
        start = (self._uniform(len(recording), 1) * length).long()
        at = (start + torch.arange(self._window, device=self._device)) % length
        return torch.cat([made, self._noise[self._noise_starts[recording][:, None] + at]])

    def _borrowing(self, mel: Tensor) -> Tensor:
        """Windows with something of another's mean and spread in each band, so that how a corpus was recorded tells less of
        what is felt in it (MixStyle, Zhou et al. 2021, here over the bands)."""
        weight = sounding(mel).unsqueeze(2)
        mean = (mel * weight).sum(dim=1, keepdim=True)
        spread = torch.sqrt(((mel - mean) ** 2 * weight).sum(dim=1, keepdim=True) + 0.05)
        other = self._some(len(mel), len(mel))
        share = self._uniform(len(mel), 1, 1) * self._variety.borrowed
        share = share * (self._uniform(len(mel), 1, 1) < self._variety.borrowing)
        return levelled((mel - mean) / spread * torch.lerp(spread, spread[other], share) + torch.lerp(mean, mean[other], share))

    def _uniform(self, *shape: int) -> Tensor:
        return torch.rand(*shape, generator=self._random, device=self._device)

    def _normal(self, *shape: int) -> Tensor:
        return torch.randn(*shape, generator=self._random, device=self._device)

    def _below(self, end: int, count: int) -> Tensor:
        return torch.randint(end, (count,), generator=self._random, device=self._device)

    def _some(self, of: int, count: int) -> Tensor:
        """`count` of the first `of` numbers, each at most once, in any order."""
        return torch.randperm(of, generator=self._random, device=self._device)[:count]


def _level(samples: Tensor) -> Tensor:
    """`voice_augment.level` of each window, [N, 1]."""
    power = (samples.unflatten(1, (-1, 320)) ** 2).mean(dim=2).sort(dim=1).values
    return torch.sqrt(power[:, power.shape[1] // 2 :].mean(dim=1, keepdim=True) + 1e-12)
