"""The texts, what they express, and which part each belongs to."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

import word_hashes

#: Weights see `TRAIN`; every choice is made on `SELECT`; the card reports `REPORT`, which nothing above has seen.
TRAIN, SELECT, REPORT = 0, 1, 2

#: Shares of each set that are held out, half to select and half to report. Of GoEmotions it is the whole dev file.
HELD_OUT = {"kote": 0.2, "banking77": 0.2, "nsmc": 0.04}

#: The order of `scores`.
LABELS = ("complaint", "worry", "thanks", "other")

KOTE_LABELS, GO_LABELS = 44, 28

#: Labels that make a text one of the targets the card counts, by the numbers of each set.
KOTE_COMPLAINT = (0, 22)  # complaint, irritation
GO_COMPLAINT = (2, 3, 9, 10)  # anger, annoyance, disappointment, disapproval

#: How much of a complaint a KOTE label is: complaint, irritation, anger; pity, dumbfounded, pathetic, hate by less.
KOTE_SHARE = {0: 0.45, 22: 0.45, 6: 0.3, 10: 0.15, 23: 0.15, 20: 0.1, 31: 0.1}
KOTE_WORRY, KOTE_THANKS = (18, 41), (4,)  # fear, anxiety; gratitude
GO_WORRY, GO_THANKS = (14, 19), (15,)  # fear, nervousness; gratitude

TERMS = [
    {"name": "KOTE (5,000 of its comments)", "licence": "MIT", "commercial_use": True},
    {"name": "NSMC (80,000 reviews)", "licence": "CC0", "commercial_use": True},
    {"name": "GoEmotions", "licence": "Apache-2.0", "commercial_use": True},
    {"name": "BANKING77", "licence": "CC BY 4.0", "commercial_use": True},
]


@dataclass(frozen=True)
class Text:
    """One labelled text; `numbers` are its set's own labels, or the rating of a review."""

    source: str
    part: int
    text: str
    numbers: frozenset[int]

    def has(self, labels: tuple[int, ...]) -> bool:
        return not self.numbers.isdisjoint(labels)

    @property
    def is_complaint(self) -> bool:
        """What the card's AUC takes for positive."""
        return self.has(KOTE_COMPLAINT if self.source == "kote" else GO_COMPLAINT) and self.source != "banking77"

    def shares(self) -> list[float]:
        """How much of each of `LABELS` the text is; they add up to 1. A request is `other`."""
        if self.source == "banking77":
            return [0.0, 0.0, 0.0, 1.0]
        if self.source == "kote":
            complaint = min(1.0, sum(share for label, share in KOTE_SHARE.items() if label in self.numbers))
            worry, thanks = self.has(KOTE_WORRY), self.has(KOTE_THANKS)
        else:
            complaint = float(self.has(GO_COMPLAINT))
            worry, thanks = self.has(GO_WORRY), self.has(GO_THANKS)
        # What is a complaint first stays one.
        rest = 1.0 - 0.85 * complaint
        found = [complaint, rest * worry, rest * thanks]
        found.append(max(0.0, 1.0 - sum(found)))
        return [share / sum(found) for share in found]

    def label(self) -> int:
        """The one label that a labels file can hold."""
        return 0 if self.is_complaint else 1 + int(np.argmax(self.shares()[1:]))


def place(text: str) -> float:
    """Where a text's hash lies, 0..1: a constant of the recipe, so that a text never changes sides."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 2**32


def load(data: Path) -> list[Text]:
    """All texts, those of each set in its file's order. What stands in both of GoEmotions' files is left to training: 43 short
    texts such as "Thank you!"."""
    folder = data / "text"
    texts = []

    def add(source: str, text: str, numbers: str, held_out: float) -> None:
        at = place(text)
        part = TRAIN if at >= held_out else SELECT if at < held_out / 2 else REPORT
        texts.append(Text(source, part, text, frozenset(int(number) for number in numbers.split(","))))

    for line in _lines(folder / "ko" / "kote.tsv"):
        add("kote", *line.split("\t")[1:3], HELD_OUT["kote"])
    learnt: set[str] = set()
    for name, held_out in (("train", 0.0), ("dev", 1.0)):
        lines = [line.split("\t")[:2] for line in _lines(folder / "en" / f"goemotions_{name}.tsv")]
        for text, numbers in lines:
            if text not in learnt:
                add("goemotions", text, numbers, held_out)
        learnt = {text for text, _ in lines}
    with open(folder / "en" / "banking77_train.csv", newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            add("banking77", row["text"].strip(), "0", HELD_OUT["banking77"])
    for line in _lines(folder / "ko" / "nsmc_reviews.tsv")[1:]:
        rating, text = line.split("\t", 1)
        add("nsmc", text, rating, HELD_OUT["nsmc"])
    return texts


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n")


def hashed(texts: list[Text], kept: Path) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The rows of every text, one after the other, and where each text begins [texts + 1]; kept in a file, since
    hashing them takes a minute."""
    if not kept.exists():
        rows = [word_hashes.ids(text.text) for text in texts]
        starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
        np.savez(kept, rows=np.concatenate(rows).astype(np.int32), starts=starts)
    found = np.load(kept)
    if len(found["starts"]) != len(texts) + 1:
        raise SystemExit(f"{kept} holds other texts; remove it.")
    return found["rows"].astype(np.int64), found["starts"]
