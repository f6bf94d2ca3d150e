"""A text as the numbers that `words_emotion` reads: its words and their parts, hashed.

The kiosk does the same in C# (`WordHashes.cs`), and `tests/golden/word_hashes.json` holds both to the same numbers.
Nothing here asks a Unicode table, since those differ between releases of Python, .NET and ICU. The rules are written
out in `docs/models.md`.
"""

from __future__ import annotations

import argparse
import functools
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

#: Rows of the model's table: first those for words with Hangul, then those for all else, so that the languages do not
#: disturb each other.
HANGUL_BUCKETS, OTHER_BUCKETS = 64_000, 100_000
BUCKETS = HANGUL_BUCKETS + OTHER_BUCKETS

#: Stands between two words; no row of the table.
BREAK = BUCKETS

#: Code points of a text that are looked at; nobody types more at a kiosk.
LONGEST = 2_000

#: More than three equal symbols in a row say no more than three.
LONGEST_RUN = 3

#: The latin-1 letters without their accents, from U+00C0. The signs for times and division stay as they are.
BARE = "aaaaaaaceeeeiiiidnooooo×ouuuuytsaaaaaaaceeeeiiiidnooooo÷ouuuuyty"

#: Left out: combining accents, zero-width and direction marks, variation selectors, skin tones, tags.
IGNORED = ((0x300, 0x36F), (0x200B, 0x200F), (0x2060, 0x2060), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
           (0x1F3FB, 0x1F3FF), (0xE0000, 0xE0FFF))  # fmt: skip

#: From U+00C0 on, what is punctuation, a symbol or an emoji; everything else there belongs to words.
MARKS = ((0xD7, 0xD7), (0xF7, 0xF7), (0x2010, 0x2BFF), (0x3000, 0x303F), (0xFE10, 0xFE6F), (0xFF00, 0xFFFF),
         (0x1F000, 0x1FAFF))  # fmt: skip

#: Hangul: conjoining jamo, jamo by themselves, syllables.
HANGUL = ((0x1100, 0x11FF), (0x3131, 0x318E), (0xAC00, 0xD7A3))

#: Where a text may be cut into words.
SPACES = frozenset([*range(0x21), 0x7F, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F,
                    0x3000])  # fmt: skip

#: Each kind of n-gram begins its hash with a number of its own, so that "no" the word is not "no" the syllable.
WORD, PAIR, PART, JAMO = 1, 2, 3, 4
PART_LENGTHS, JAMO_LENGTHS = (1, 5), (3, 6)

#: Before and after a word, and between two.
OPEN, CLOSE, BETWEEN = 2, 3, 0x20

SYLLABLE, LEAD, VOWEL, TAIL = 0xAC00, 0x1100, 0x1161, 0x11A7
SYLLABLES, LEADS, VOWELS, TAILS = 11_172, 19, 21, 28

#: FNV-1a, 32 bits (Fowler, Noll, Vo), over whole code points; the last step is murmur3's fmix32 (Appleby).
BASIS, PRIME, MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF


def ids(text: str) -> npt.NDArray[np.int64]:
    """The rows of the text's n-grams word by word, as they are read, with `BREAK` between two words [L]; L ≥ 1, a text
    without any is one `BREAK`."""
    hashes: list[int] = []
    firsts: list[int] = []  # the table's part that each n-gram lies in: 0 or HANGUL_BUCKETS
    breaks: list[int] = []
    before: tuple[int, ...] = ()
    before_hangul = False
    for token, is_word in _tokens(_fold(text)):
        own, hangul = _own(tuple(token), is_word)
        if before:
            breaks.append(len(hashes))
            hashes.append(_hash(PAIR, [*before, BETWEEN, *token]))
            firsts.append(0 if hangul or before_hangul else HANGUL_BUCKETS)
        hashes += own
        firsts += [0 if hangul else HANGUL_BUCKETS] * len(own)
        before, before_hangul = tuple(token), hangul
    if not hashes:
        return np.array([BREAK])
    mixed = np.array(hashes, np.uint32)
    mixed ^= mixed >> 16
    mixed *= np.uint32(0x85EBCA6B)
    mixed ^= mixed >> 13
    mixed *= np.uint32(0xC2B2AE35)
    mixed ^= mixed >> 16
    first = np.array(firsts)
    rows = first + mixed % np.where(first > 0, OTHER_BUCKETS, HANGUL_BUCKETS)
    return np.insert(rows, breaks, BREAK).astype(np.int64)


def _within(symbol: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= symbol <= last for first, last in ranges)


def _fold(text: str) -> list[int]:
    """Lower case without accents, full width made half, digits all 0, Hangul in whole syllables, long runs cut."""
    folded: list[int] = []
    for character in text[:LONGEST]:
        symbol = ord(character)
        if _within(symbol, IGNORED):
            continue
        if 0xFF01 <= symbol <= 0xFF5E:
            symbol -= 0xFEE0
        if 0xC0 <= symbol <= 0xFF:
            symbol = ord(BARE[symbol - 0xC0])
        elif 0x41 <= symbol <= 0x5A:
            symbol += 0x20
        elif 0x30 <= symbol <= 0x39:
            symbol = 0x30
        elif symbol in (0x2018, 0x2019):
            symbol = 0x27
        if folded and (joined := _join(folded[-1], symbol)):
            folded[-1] = joined
        elif folded[-LONGEST_RUN:] != [symbol] * LONGEST_RUN:
            folded.append(symbol)
    return folded


def _join(first: int, second: int) -> int:
    """The syllable of two conjoining Hangul jamo (Unicode, section 3.12); 0 when they make none."""
    lead, vowel, tail = first - LEAD, second - VOWEL, second - TAIL
    if 0 <= lead < LEADS and 0 <= vowel < VOWELS:
        return SYLLABLE + (lead * VOWELS + vowel) * TAILS
    if 0 <= first - SYLLABLE < SYLLABLES and (first - SYLLABLE) % TAILS == 0 and 0 < tail < TAILS:
        return first + tail
    return 0


def _is_word(symbol: int) -> bool:
    if symbol < 0xC0:
        return 0x61 <= symbol <= 0x7A or symbol in (0x27, 0x30)
    return not _within(symbol, MARKS)


def _tokens(folded: list[int]) -> Iterator[tuple[list[int], bool]]:
    """Words, and runs of one mark; whether it is a word."""
    token: list[int] = []
    word = False
    for symbol in folded:
        alike = bool(token) and (word if _is_word(symbol) else not word and symbol == token[0])
        if token and (symbol in SPACES or not alike):
            yield token, word
            token = []
        if symbol not in SPACES:
            token.append(symbol)
            word = _is_word(symbol)
    if token:
        yield token, word


@functools.lru_cache(100_000)
def _own(token: tuple[int, ...], is_word: bool) -> tuple[list[int], bool]:
    """The hashes of a token and of its parts, and whether it holds Hangul. Kept, since words recur."""
    hangul = any(_within(symbol, HANGUL) for symbol in token)
    found = [_hash(WORD, token)]
    if is_word:
        found += _grams(PART, token, PART_LENGTHS)
        jamo = [part for symbol in token for part in _jamo(symbol)]
        if len(jamo) > len(token):
            found += _grams(JAMO, jamo, JAMO_LENGTHS)
    return found, hangul


def _jamo(symbol: int) -> list[int]:
    place = symbol - SYLLABLE
    if not 0 <= place < SYLLABLES:
        return [symbol]
    lead, vowel, tail = place // (VOWELS * TAILS), place // TAILS % VOWELS, place % TAILS
    return [LEAD + lead, VOWEL + vowel] + ([TAIL + tail] if tail else [])


def _hash(kind: int, symbols: Sequence[int]) -> int:
    value = ((BASIS ^ kind) * PRIME) & MASK
    for symbol in symbols:
        value = ((value ^ symbol) * PRIME) & MASK
    return value


def _grams(kind: int, symbols: Sequence[int], lengths: tuple[int, int]) -> Iterator[int]:
    """Hashes of all stretches of these lengths of a word with its borders, border signs alone excepted."""
    shortest, longest = lengths
    bordered = [OPEN, *symbols, CLOSE]
    basis = ((BASIS ^ kind) * PRIME) & MASK
    for start in range(len(bordered)):
        value = basis
        for length, symbol in enumerate(bordered[start : start + longest], 1):
            value = ((value ^ symbol) * PRIME) & MASK
            if length >= shortest and (length > 1 or symbol > CLOSE):
                yield value


#: Texts whose numbers Python and C# must agree on.
GOLDEN = [
    "", " \t\n", "no", "Why does it NOT take my card?!", "don’t – it’s ‘broken’…", "왜 안 되는 거예요? 아까부터 계속 찍었는데!",
    "ㅋㅋㅋㅋㅋㅋㅋ ㅠㅠ 짜증나", "\u1112\u1161\u11ab\u1100\u1173\u11af 한글", "ＦＵＬＬ　ｗｉｄｔｈ １２３", "Café naïve Straße cafe\u0301",
    "😡😡😡😡😡 so 👩🏽‍💻 angry ❤️", "이거 card 결제가 안돼요ㅠㅠ 2,000원", "日本語 и кириллица عربى", "a" * 40, "é" * 7 + "\u0301",
    "\ufffd x\u200by \u202e zero", "감사합니다 " * 300,
]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the golden numbers that the C# side is tested against.")
    parser.add_argument("output", type=Path)
    entries = [{"text": text, "ids": [int(number) for number in ids(text)]} for text in GOLDEN]
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=True, separators=(",", ":")) for entry in entries)
    parser.parse_args().output.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
