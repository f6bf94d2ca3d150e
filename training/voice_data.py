"""The voice corpora as one block of samples, and who may train on which speaker.

Both voice recipes read their clips through this module: every Opus file is decoded once to 16 kHz mono int16 into one
file below the work folder, and each clip belongs to exactly one of three parts, decided by the name of its speaker.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

SAMPLE_RATE_HZ = 16_000

#: Parts of the data. Weights see `train`; every choice (epoch, temperature, threshold) is made on `selection`;
#: the card reports `test`, which nothing above has seen.
TRAIN, SELECTION, TEST = "train", "selection", "test"

#: Shares of a corpus's speakers that are held out, rounded to whole speakers.
TEST_SHARE, SELECTION_SHARE = 0.25, 0.15

#: Labels that stand in the manifest the wrong way round, and what the clips show. The manifest follows the numbers in the
#: README of emotiontts_open_db (201 to 300 angry, 301 to 400 sad); but what is said in its emotional scripts is sad in 201 to
#: 300 ("I liked that actor for so long, it hurts to hear of such an accident", nen00202) and angry in 301 to 400 ("I have told
#: you again and again that a payment cannot be cancelled", neb00304). The voices agree: to a net that never heard Korean
#: those labelled sad sound angrier than those labelled angry, with all nine speakers.
SWAPPED = {("emotiontts_ko", "angry"): "sad", ("emotiontts_ko", "sad"): "angry"}


@dataclass(frozen=True)
class Clip:
    """One row of `voice/manifest.csv` and where its samples lie in the decoded block."""

    file: str
    dataset: str
    language: str
    speaker: str
    gender: str
    label: str
    raw_label: str
    start: int
    length: int
    part: str


class Corpus:
    """All clips and their samples; the samples stay in the file they were decoded to and are read when touched."""

    def __init__(self, clips: list[Clip], block: np.ndarray) -> None:
        """`block` is int16 [samples], all clips end to end."""
        self.clips = clips
        self.block = block

    def samples(self, clip: Clip) -> np.ndarray:
        """int16 [length], a view."""
        return self.block[clip.start : clip.start + clip.length]

    def floats(self, clip: Clip) -> np.ndarray:
        """float32 [length], -1..1, a copy."""
        return self.samples(clip).astype(np.float32) / 32768.0

    def of(self, *datasets: str, part: str | None = None) -> list[Clip]:
        return [c for c in self.clips if c.dataset in datasets and part in (None, c.part)]


def digest(name: str) -> str:
    """The hash that orders names; a constant of the recipes, so that a speaker never changes sides."""
    return hashlib.sha256(name.encode()).hexdigest()


def parts(names: list[str]) -> dict[str, str]:
    """Assigns each name to a part by the rank of its hash, so that even a corpus of seven speakers is shared out."""
    ranked = sorted(set(names), key=digest)
    test = round(TEST_SHARE * len(ranked))
    selection = round(SELECTION_SHARE * len(ranked))
    return {
        name: TEST if rank < test else SELECTION if rank < test + selection else TRAIN
        for rank, name in enumerate(ranked)
    }


def load(data: Path, work: Path) -> Corpus:
    """Reads the manifest, decoding the clips on the first call (minutes; about 1 GB below `work`)."""
    with open(data / "voice" / "manifest.csv", newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))

    samples_file, lengths_file = work / "voice.int16", work / "voice.lengths.npy"
    if not lengths_file.exists():
        work.mkdir(parents=True, exist_ok=True)
        lengths = []
        with open(samples_file, "wb") as block:
            for number, row in enumerate(rows):
                samples, rate = soundfile.read(data / "voice" / row["file"], dtype="int16", always_2d=True)
                if rate != SAMPLE_RATE_HZ:
                    raise ValueError(f"{row['file']} has {rate} Hz; the corpora are {SAMPLE_RATE_HZ} Hz.")
                samples[:, 0].tofile(block)
                lengths.append(len(samples))
                if number % 1000 == 0:
                    print(f"decoded {number} of {len(rows)} clips", flush=True)
        np.save(lengths_file, np.array(lengths))
    lengths = np.load(lengths_file)
    if len(lengths) != len(rows):
        raise ValueError(f"{lengths_file} holds {len(lengths)} clips, the manifest {len(rows)}: delete it and rerun.")

    # A clip without a speaker (noise, the Picovoice sentences) is its own group.
    group = [row["speaker"] or row["file"] for row in rows]
    part: dict[tuple[str, str], str] = {}
    for dataset in {row["dataset"] for row in rows}:
        assigned = parts([g for g, row in zip(group, rows) if row["dataset"] == dataset])
        part.update({(dataset, name): where for name, where in assigned.items()})

    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    clips = [
        Clip(
            row["file"], row["dataset"], row["language"], row["speaker"], row["gender"],
            SWAPPED.get((row["dataset"], row["label"]), row["label"]),
            row["raw_label"], int(start), int(length), part[row["dataset"], g],
        )
        for row, g, start, length in zip(rows, group, starts, lengths)
    ]
    return Corpus(clips, np.memmap(samples_file, dtype=np.int16, mode="c"))


#: Terms of the sets, as their sources state them.
TERMS: dict[str, tuple[str, bool | str]] = {
    "ravdess": ("CC BY-NC-SA 4.0", False),
    "nemo": ("CC BY-NC-SA 4.0", False),
    "ased": ("none stated", "unstated"),
    "emodb": ("CC BY 4.0 claimed", True),
    "baved": ("CC BY 4.0 claimed", True),
    "emotiontts_ko": ("CC BY-NC-SA 4.0, research only", False),
    "emotiontts_ko_plain": ("CC BY-NC-SA 4.0, research only", False),
    "pico_intent": ("Apache-2.0", True),
    "pico_wake": ("Apache-2.0", True),
    "pico_kitchen": ("Apache-2.0", True),
    "esc10": ("CC BY 3.0", True),
    "gsc_background": ("CC BY 4.0", True),
}


def terms(*datasets: str) -> list[dict[str, str | bool]]:
    """The card's `training_data`."""
    return [{"name": name, "licence": TERMS[name][0], "commercial_use": TERMS[name][1]} for name in datasets]


def add_paths(parser: argparse.ArgumentParser) -> None:
    """The options every recipe shares; defaults are relative to the repository's root."""
    root = Path(__file__).resolve().parents[1]
    parser.add_argument("--data", type=Path, default=root.parent / "shared" / "data", help="folder of the data sets")
    parser.add_argument("--work", type=Path, default=root / "training" / ".work", help="folder for caches and logs")
    parser.add_argument("--models", type=Path, default=root / "models" / "quantized", help="where finished models go")
