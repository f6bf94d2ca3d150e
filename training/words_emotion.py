"""Trains, quantises, measures and ships `words_emotion`. See README.md beside this file."""

from __future__ import annotations

import argparse
import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack
from torch import Tensor, nn

import card
import runtime
import words_data
from calibration import abstain_below, auc, expected_calibration_error, fit_temperature, softmax
from word_hashes import BREAK, BUCKETS, HANGUL_BUCKETS
from words_data import LABELS, REPORT, SELECT, TRAIN, Text

HERE = Path(__file__).resolve().parent
SEED = 20261122

#: Columns of the first table: the n-gram's weight squared, and how much more it says of each label by itself than of
#: the last.
WIDE = len(LABELS) - 1

#: Rows and columns of the second, what an n-gram adds to its word's vector: its row there is its row in the first,
#: modulo these. Few rows of many columns do better than many of few.
DEEP_ROWS, DEEP = 43_000, 24

#: What is kept of each word in its surroundings, how many means are taken over all words, and what is made of them.
AROUND, VIEWS, HIDDEN = 96, 4, 64

#: How strongly the linear half may lean on single n-grams (inverse L2): much on Korean, of which there is little.
ENGLISH_STRENGTH, KOREAN_STRENGTH = 0.4, 4.0

#: The most steps of its optimiser.
STEPS = 50

#: What a request weighs beside a comment. Requests are easy, and much of them would teach that words of trouble are no
#: complaint.
REQUESTS = 0.1

#: How far the linear half trusts what film reviews teach of Korean.
REVIEWS = 0.5

#: Of the two halves' logits.
DEEP_SHARE = 0.35

EPOCHS, BATCH = 5, 128
REVIEWS_AN_EPOCH = 30_000

#: Who learns from what. The first chooses: designs, temperatures and when to abstain are compared on the selection texts.
#: What ships then learns from those as well, since there is little Korean; the report texts are left to both.
CHOOSING, SHIPPING = "choosing", "shipping"

Floats = npt.NDArray[np.float32]

#: Values, and what one of each column counts.
Table = tuple[Tensor, Tensor]


class Texts:
    """The texts as arrays."""

    def __init__(self, data: Path, work: Path) -> None:
        self.texts = words_data.load(data)
        self.rows, self.starts = words_data.hashed(self.texts, work / "rows.npz")
        self.source = np.array([text.source for text in self.texts])
        self.part = np.array([text.part for text in self.texts])
        self.korean = np.isin(self.source, ["kote", "nsmc"])
        self.counts = self._counts()
        self.weight = self._weights()

    def with_selection(self) -> Texts:
        """The same texts, those that select among those that train."""
        found = copy.copy(self)
        found.part = np.where(self.part == SELECT, TRAIN, self.part)
        found.weight = found._weights()
        return found

    def of(self, *sources: str, part: int) -> npt.NDArray[np.int64]:
        return np.flatnonzero(np.isin(self.source, sources) & (self.part == part))

    def shares(self, chosen: npt.NDArray[np.int64]) -> Floats:
        return np.array([self.texts[i].shares() for i in chosen], np.float32).reshape(-1, len(LABELS))

    def ids(self, text: int) -> npt.NDArray[np.int64]:
        return self.rows[self.starts[text] : self.starts[text + 1]]

    def matrix(self) -> csr_matrix:
        """Each text's weighted n-grams, as often as they occur, over the root of the sum of their squared weights
        [texts, BUCKETS]."""
        found = self.counts.copy()
        length = np.sqrt(found @ self.weight**2).clip(min=1e-6)
        found.data *= self.weight[found.indices] / np.repeat(length, np.diff(found.indptr))
        return found

    def _counts(self) -> csr_matrix:
        """How often each n-gram occurs in each text."""
        shape = (len(self.texts), BUCKETS + 1)
        found = csr_matrix((np.ones(len(self.rows), np.float32), self.rows, self.starts), shape=shape)[:, :BUCKETS]
        found.sum_duplicates()
        return found

    def _weights(self) -> Floats:
        """How telling each row is: rare n-grams more than frequent ones (inverse document frequency), by the language
        in which it is more frequent."""
        frequency = np.zeros(BUCKETS)
        for language in (self.korean, ~self.korean):
            chosen = np.flatnonzero(language & (self.part == TRAIN))
            seen = self.counts[chosen].indices
            frequency = np.maximum(frequency, np.bincount(seen, minlength=BUCKETS) / len(chosen))
        return (np.log(1.0 / (frequency + 1e-5)) + 1.0).astype(np.float32)


def regress(inputs: csr_matrix, targets: Floats, offsets: Floats, strength: float, weights: Floats) -> Floats:
    """Multinomial logistic regression on soft labels, from fixed offsets [texts, labels], with an L2 penalty, by
    L-BFGS: weights [inputs, labels]."""
    shape = (inputs.shape[1], targets.shape[1])
    turned = inputs.T.tocsr()

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        matrix = flat.reshape(shape).astype(np.float32)
        logits = inputs @ matrix + offsets
        logits -= logits.max(axis=1, keepdims=True)
        raised = np.exp(logits)
        total = raised.sum(axis=1, keepdims=True)
        surprise = -(weights[:, None] * targets * (logits - np.log(total))).sum()
        slopes = turned @ ((raised / total - targets) * weights[:, None]) + matrix / strength
        return float(surprise + 0.5 * (matrix**2).sum() / strength), slopes.ravel().astype(np.float64)

    options = {"maxiter": STEPS, "maxcor": 6}
    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options=options)
    return found.x.reshape(shape).astype(np.float32)


def train_wide(texts: Texts) -> tuple[Floats, Floats]:
    """What single n-grams say: [BUCKETS, WIDE] of weighted n-grams, and the labels' bias.

    English first, which also settles the bias and what marks and emoji say; then the rows of Hangul on top of that. Film
    reviews teach which of those are unkind; that sum is one more input of the Korean regression and is folded into its
    weights afterwards.
    """
    inputs = texts.matrix()
    hangul = inputs[:, :HANGUL_BUCKETS]
    one = csr_matrix(np.ones((len(texts.texts), 1), np.float32))
    english = texts.of("goemotions", "banking77", part=TRAIN)
    weights = np.where(texts.source[english] == "banking77", REQUESTS, 1.0).astype(np.float32)
    nothing = np.zeros((len(english), len(LABELS)), np.float32)
    table = regress(hstack([inputs, one]).tocsr()[english], texts.shares(english), nothing, ENGLISH_STRENGTH, weights)
    table, bias = table[:-1], table[-1]
    table[:HANGUL_BUCKETS] = 0.0

    reviews = texts.of("nsmc", part=TRAIN)
    bad = np.array([min(texts.texts[i].numbers) <= 4 for i in reviews], np.float32)
    nothing = np.zeros((len(reviews), 2), np.float32)
    taste = regress(
        hangul[reviews], np.stack([bad, 1 - bad], axis=1), nothing, KOREAN_STRENGTH, np.ones(len(reviews), np.float32)
    )
    unkind = taste[:, 0] - taste[:, 1]
    korean = texts.of("kote", part=TRAIN)
    said = hangul @ unkind
    scale = REVIEWS / said[korean].std()
    both = hstack([hangul, scale * csr_matrix(said[:, None])]).tocsr().astype(np.float32)[korean]
    offsets = inputs[korean] @ table + bias
    found = regress(both, texts.shares(korean), offsets, KOREAN_STRENGTH, np.ones(len(korean), np.float32))
    table[:HANGUL_BUCKETS] = found[:-1] + scale * unkind[:, None] * found[-1]
    return table[:, :WIDE] - table[:, WIDE:], np.append(bias[:WIDE] - bias[WIDE], 0.0).astype(np.float32)


class DeepNet(nn.Module):
    """What words mean in their order: each word's vector is the sum of its n-grams', two layers look at the words
    beside each, some weighted means and the largest values are taken over all, and there is one answer for each set."""

    def __init__(self) -> None:
        super().__init__()
        self.vectors = nn.EmbeddingBag(DEEP_ROWS, DEEP, mode="sum", include_last_offset=True)
        nn.init.normal_(self.vectors.weight, std=0.1)
        self.near, self.far = nn.Linear(3 * DEEP, AROUND), nn.Linear(3 * AROUND, AROUND)
        self.views = nn.Linear(AROUND, VIEWS)
        self.hidden = nn.Linear((VIEWS + 1) * AROUND, HIDDEN)
        self.seldom, self.often = nn.Dropout(0.2), nn.Dropout(0.3)
        self.scores = nn.Linear(HIDDEN, len(LABELS))
        self.kote = nn.Linear(HIDDEN, words_data.KOTE_LABELS)
        self.goemotions = nn.Linear(HIDDEN, words_data.GO_LABELS)
        self.nsmc = nn.Linear(HIDDEN, 1)

    def forward(self, words: Tensor, there: Tensor) -> Tensor:
        """`words` [texts, words, DEEP], `there` [texts, words, 1]: 1 for a word, 0 for what fills up a shorter text."""
        near = self.near(beside(self.seldom(words))).relu() * there
        around = near + self.far(beside(self.seldom(near))).relu()
        nowhere = (there - 1.0) * 1e4
        views = (self.views(around) + nowhere).softmax(dim=1).transpose(1, 2) @ around
        found = torch.cat([views.flatten(1), (around + nowhere).amax(dim=1)], dim=1)
        return self.often(self.hidden(self.often(found)).relu())


def beside(words: Tensor) -> Tensor:
    """The vectors of the word before, of the word and of the one after it."""
    return torch.cat([F.pad(words, (0, 0, 1, 0))[:, :-1], words, F.pad(words, (0, 0, 0, 1))[:, 1:]], dim=2)


def train_deep(texts: Texts) -> DeepNet:
    """Trains on the four labels, on KOTE's and GoEmotions' own and on the ratings of reviews at once."""
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    net = DeepNet()
    kote, requests = texts.of("kote", part=TRAIN), texts.of("banking77", part=TRAIN)
    labelled = [np.tile(kote, 2), texts.of("goemotions", part=TRAIN), requests[::4]]
    reviews = texts.of("nsmc", part=TRAIN)
    steps = EPOCHS * -(-(sum(map(len, labelled)) + REVIEWS_AN_EPOCH) // BATCH)
    others = [p for name, p in net.named_parameters() if not name.startswith("vectors")]
    groups = [{"params": net.vectors.parameters(), "lr": 0.01}, {"params": others, "lr": 0.003}]
    optimiser = torch.optim.Adam(groups, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, step / 200) * (1.0 - step / steps))
    for epoch in range(EPOCHS):
        read = np.concatenate([*labelled, random.choice(reviews, REVIEWS_AN_EPOCH, replace=False)])
        summed = 0.0
        for chosen in batches(texts, read, random):
            loss = deep_loss(net, texts, chosen, random)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 2.0)
            optimiser.step()
            schedule.step()
            summed += loss.item() * len(chosen)
        print(f"epoch {epoch + 1} loss {summed / len(read):.3f}", flush=True)
    return net.eval()


def batches(texts: Texts, read: npt.NDArray[np.int64], random: np.random.Generator) -> list[npt.NDArray[np.int64]]:
    """All texts in random batches of those about as long as each other, since the shorter ones are filled up."""
    length = np.diff(texts.starts)
    read = random.permutation(read)
    found = []
    for first in range(0, len(read), 20 * BATCH):
        some = read[first : first + 20 * BATCH]
        some = some[np.argsort(length[some], kind="stable")]
        found += [some[start : start + BATCH] for start in range(0, len(some), BATCH)]
    return [found[place] for place in random.permutation(len(found))]


def word_vectors(
    net: DeepNet, texts: Texts, chosen: npt.NDArray[np.int64], left_out: float, random: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """The net's two inputs for some texts, without a share of their n-grams. As in the graph, each text ends with a
    word that has none."""
    rows = np.concatenate([part for text in chosen for part in (texts.ids(text), [BREAK])])
    ends = rows == BREAK
    kept = ~ends & (random.random(len(rows)) >= left_out)
    counts = np.diff(np.cumsum(kept)[ends], prepend=0)
    offsets = torch.from_numpy(np.concatenate([[0], np.cumsum(counts)]))
    vectors = net.vectors(torch.from_numpy(rows[kept] % DEEP_ROWS), offsets)
    vectors = vectors / torch.from_numpy(counts.clip(min=1)).float().sqrt()[:, None]
    lengths = torch.tensor([int((texts.ids(text) == BREAK).sum()) + 1 for text in chosen])
    words = nn.utils.rnn.pad_sequence(vectors.split(lengths.tolist()), batch_first=True)
    there = (torch.arange(words.shape[1]) < lengths[:, None]).float()[:, :, None]
    return words, there


def deep_loss(net: DeepNet, texts: Texts, chosen: npt.NDArray[np.int64], random: np.random.Generator) -> Tensor:
    """The mean over the texts of what each set's own head misses; three of ten n-grams are left out."""
    hidden = net(*word_vectors(net, texts, chosen, 0.3, random))
    source = texts.source[chosen]
    numbers = [texts.texts[i].numbers for i in chosen]
    rated, total = source == "nsmc", torch.zeros(())
    total = total + F.cross_entropy(
        net.scores(hidden[~rated]), torch.from_numpy(texts.shares(chosen[~rated])), reduction="sum"
    )
    bad = torch.tensor([float(min(found) <= 4) for found, is_review in zip(numbers, rated) if is_review])
    total = total + F.binary_cross_entropy_with_logits(net.nsmc(hidden[rated]).squeeze(1), bad, reduction="sum")
    for name, head, weight in (("kote", net.kote, 4.0), ("goemotions", net.goemotions, 8.0)):
        own = source == name
        truth = torch.zeros(int(own.sum()), head.out_features)
        for place, found in enumerate([found for found, mine in zip(numbers, own) if mine]):
            truth[place, list(found)] = 1.0
        missed = F.binary_cross_entropy_with_logits(head(hidden[own]), truth, reduction="none").mean(dim=1)
        total = total + weight * missed.sum()
    return total / len(chosen)


class Served(nn.Module):
    """The graph that ships: int64 [1, L] → `scores` [1, 4], probabilities. The tables are float or int8 with a step
    for each column."""

    def __init__(
        self, wide: Table, deep: Table, bias: Tensor, net: DeepNet, temperatures: tuple[float, float]
    ) -> None:
        super().__init__()
        self.register_buffer("wide", wide[0])
        self.register_buffer("wide_step", wide[1])
        self.register_buffer("deep", deep[0])
        self.register_buffer("deep_step", deep[1])
        self.register_buffer("bias", bias)
        self.net = net
        self.korean, self.other = temperatures

    def logits(self, ids: Tensor) -> Tensor:
        # Every text ends with a word of no n-grams, so that a text without any has a word as well.
        rows = F.pad(ids[0], (0, 1), value=BREAK)
        logits = (self.single(rows) + self.bias) * (1.0 - DEEP_SHARE) + self.together(rows) * DEEP_SHARE
        # Of Korean, of which there is less, the net is too sure, of English not sure enough.
        return logits / torch.where((rows < HANGUL_BUCKETS).any(), self.korean, self.other)

    def single(self, rows: Tensor) -> Tensor:
        found = self.wide[rows].to(torch.float32).sum(dim=0, keepdim=True) * self.wide_step
        return F.pad(found[:, 1:] / found[:, :1].clamp(min=1e-6).sqrt(), (0, 1))

    def together(self, rows: Tensor) -> Tensor:
        is_break = rows == BREAK
        ends = is_break.nonzero()[:, 0]
        # The sum over a word is what has come together at its end, less what had at the end of the one before.
        summed = (self.deep[rows % DEEP_ROWS].to(torch.float32) * (~is_break)[:, None]).cumsum(dim=0)[ends]
        words = (summed - F.pad(summed, (0, 0, 1, 0))[:-1]) * self.deep_step
        counts = (ends - F.pad(ends, (1, 0), value=-1)[:-1] - 1).clamp(min=1).to(torch.float32)
        words = (words / counts.sqrt()[:, None])[None]
        return self.net.scores(self.net(words, torch.ones_like(words[:, :, :1])))

    def forward(self, ids: Tensor) -> Tensor:
        return self.logits(ids).softmax(dim=1)


def train(texts: Texts, work: Path) -> None:
    """Leaves WORK/words-choosing.pt and WORK/words-shipping.pt."""
    for fit, learnt in ((CHOOSING, texts), (SHIPPING, texts.with_selection())):
        wide, bias = train_wide(learnt)
        net = train_deep(learnt)
        weight = learnt.weight[:, None]
        # The last row is BREAK's and says nothing.
        table = np.pad(np.concatenate([weight**2, weight * wide], axis=1), ((0, 1), (0, 0)))
        kept = {"wide": torch.from_numpy(table), "bias": torch.from_numpy(bias), "net": net.state_dict()}
        torch.save(kept, work / f"words-{fit}.pt")


def whole(table: Tensor) -> Table:
    return table, torch.ones(table.shape[1])


def integers(table: Tensor) -> Table:
    """127 steps to the largest value of each column that one row in 10,000 exceeds; larger ones are cut."""
    step = torch.quantile(table.abs(), 0.9999, dim=0) / 127.0
    return (table / step).round().clamp(-127, 127).to(torch.int8), step


def served(work: Path, fit: str, form: Callable[[Tensor], Table], temperatures: tuple[float, float]) -> Served:
    """What was trained as a graph; temperatures of texts with Hangul and of others."""
    kept = torch.load(work / f"words-{fit}.pt", weights_only=True)
    net = DeepNet().eval()
    net.load_state_dict(kept["net"])
    deep = net.vectors.weight.detach()
    del net.vectors  # the graph has its own form of it
    return Served(form(kept["wide"]), form(deep), kept["bias"], net, temperatures).eval()


def settled(texts: Texts, work: Path) -> tuple[tuple[float, float], float]:
    """By what chooses, on the selection texts: the temperatures, and the score below which the model does not answer,
    with which it answers 80 of 100."""
    plain = served(work, CHOOSING, whole, (1.0, 1.0))

    def logits(source: str) -> tuple[Floats, npt.NDArray[np.int64]]:
        chosen = texts.of(source, part=SELECT)
        with torch.inference_mode():
            said = np.concatenate([plain.logits(torch.from_numpy(texts.ids(i))[None]).numpy() for i in chosen])
        return said, np.array([texts.texts[i].label() for i in chosen])

    said = {source: logits(source) for source in ("kote", "goemotions", "banking77")}
    korean, other = fit_temperature(*said["kote"]), fit_temperature(*said["goemotions"])
    some = [softmax(given[:500], korean if source == "kote" else other) for source, (given, _) in said.items()]
    return (korean, other), abstain_below(np.concatenate(some), 0.8)


def export(work: Path, models: Path, temperatures: tuple[float, float]) -> None:
    """Writes the float parent to the work folder and the int8 form beside the other models."""
    for form, path in ((whole, work / "words_emotion.float.onnx"), (integers, models / "words_emotion.onnx")):
        torch.onnx.export(
            served(work, SHIPPING, form, temperatures),
            (torch.tensor([[1, BREAK, 2, 3]]),), str(path), opset_version=17, dynamo=False,
            input_names=["ids"], output_names=["scores"], dynamic_axes={"ids": {1: "n_grams"}},
        )  # fmt: skip


def scores(model: Path, texts: Texts, chosen: npt.NDArray[np.int64]) -> Floats:
    """What an ONNX file says of texts [texts, 4]."""
    session = runtime.session(model)
    return np.concatenate([session.run(None, {"ids": texts.ids(i)[None]})[0] for i in chosen])


def measure(model: Path, texts: Texts, threshold: float) -> list[tuple[str, str, int, float]]:
    """The card's figures of one file on the report texts: set, metric, items, value."""
    found = []

    def add(source: str, metric: str, value: float, count: int) -> None:
        found.append((source, metric, count, value))

    for source, worry, thanks in (
        ("kote", words_data.KOTE_WORRY, words_data.KOTE_THANKS),
        ("goemotions", words_data.GO_WORRY, words_data.GO_THANKS),
    ):
        chosen = texts.of(source, part=REPORT)
        said = scores(model, texts, chosen)
        own = [texts.texts[i] for i in chosen]

        def against(of: Callable[[Text], bool]) -> npt.NDArray[np.bool_]:
            return np.array([of(text) for text in own])

        add(source, "AUC of complaint", auc(said[:, 0], against(lambda text: text.is_complaint)), len(own))
        add(source, "AUC of worry", auc(said[:, 1], against(lambda text: text.has(worry))), len(own))
        add(source, "AUC of thanks", auc(said[:, 2], against(lambda text: text.has(thanks))), len(own))
        labels = np.array([text.label() for text in own])
        add(source, "accuracy", float((said.argmax(axis=1) == labels).mean()), len(own))
        sure = said.max(axis=1) >= threshold
        add(source, "share answered", float(sure.mean()), len(own))
        add(source, "accuracy of the answers", float((said.argmax(axis=1) == labels)[sure].mean()), int(sure.sum()))
        add(source, "expected calibration error, 15 bins", expected_calibration_error(said, labels), len(own))
    chosen = texts.of("banking77", part=REPORT)
    said = scores(model, texts, chosen)
    flagged = (said.argmax(axis=1) == 0) & (said.max(axis=1) >= threshold)
    add("banking77", "requests taken for a complaint", float(flagged.mean()), len(chosen))
    return found


def ship(texts: Texts, work: Path, models: Path) -> None:
    """Exports, quantises, measures, and writes the card."""
    (korean, other), threshold = settled(texts, work)
    export(work, models, (korean, other))
    shipped = models / "words_emotion.onnx"
    metrics = report(texts, work, models, threshold)
    fields = {
        "version": "2.1.1",
        "task": "What a Korean or English text expresses: a complaint, worry, thanks or something else.",
        "labels": list(LABELS),
        "temperature": {"value": other, "korean": korean, "applied": "graph"},
        "threshold": {"abstain_below": threshold},
        "metrics": metrics,
        "groups": [],
        "training_data": words_data.TERMS,
        "intended_use": INTENDED_USE,
        "limits": LIMITS,
        "out_of_scope": OUT_OF_SCOPE,
        "recipe": "python3 training/words_emotion.py all",
    }
    card.write(shipped, fields)
    show(metrics)


def report(texts: Texts, work: Path, models: Path, threshold: float) -> list[dict[str, Any]]:
    """The card's metrics, int8 beside its float parent where the work folder has it."""
    parent = work / "words_emotion.float.onnx"
    found = measure(models / "words_emotion.onnx", texts, threshold)
    parents = measure(parent, texts, threshold) if parent.exists() else [None] * len(found)
    return [
        {
            "set": source, "split": "held out by text hash, half report", "items": count, "metric": metric,
            "int8": round(value, 4), "float": other and round(other[3], 4),
            "command": "python3 training/words_emotion.py evaluate",
        }
        for (source, metric, count, value), other in zip(found, parents, strict=True)
    ]  # fmt: skip


def show(metrics: list[dict[str, Any]]) -> None:
    for entry in metrics:
        values = f"int8 {entry['int8']}  float {entry['float']}"
        print(f"{entry['set']:11} {entry['metric']:36} {values}  ({entry['items']} texts)")


INTENDED_USE = (
    "One weak sign among several of how a customer at a kiosk feels, from words the kiosk app tells: a search, a "
    "feedback field, a transcript the app has. To be accumulated over a visit with what happened on the screen."
)
LIMITS = [
    "Learnt from comments on the internet and film reviews, not from what customers write at a kiosk.",
    "It reads words and those beside them, not sentences: irony, quotation and far negation escape it.",
    "Korean and English only. Of another language it answers 'other' or abstains at best.",
    "A complaint says nothing of whom or what it is about.",
    "Not tested: dialects, children's writing, people who write in a second language, transcripts of speech.",
]
OUT_OF_SCOPE = [
    "Employees (EU AI Act, article 5(1)(f))",
    "Deciding about a person: access, price, suspicion, hiring, health",
    "Moderating or keeping what people write",
]


def export_labels(texts: Texts, source: str, output: Path) -> None:
    """The report texts as a labels file for `carekiosk eval words`."""
    lines = ["text\tlabel"]
    lines += [f"{texts.texts[i].text}\t{LABELS[texts.texts[i].label()]}" for i in texts.of(source, part=REPORT)]
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["train", "ship", "all", "evaluate", "export-labels"])
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    parser.add_argument("--work", type=Path, default=HERE / ".work" / "words_emotion")
    parser.add_argument("--models", type=Path, default=HERE.parent / "models" / "quantized")
    parser.add_argument("--set", choices=["kote", "goemotions", "banking77"], default="kote", help="of export-labels")
    parser.add_argument("--output", type=Path, default=Path("labels.tsv"), help="of export-labels")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    texts = Texts(asked.data, asked.work)
    if asked.verb in ("train", "all"):
        train(texts, asked.work)
    if asked.verb in ("ship", "all"):
        ship(texts, asked.work, asked.models)
    if asked.verb == "evaluate":
        card_file = asked.models / "words_emotion.json"
        threshold = json.loads(card_file.read_text())["threshold"]["abstain_below"]
        show(report(texts, asked.work, asked.models, threshold))
    if asked.verb == "export-labels":
        export_labels(texts, asked.set, asked.output)


if __name__ == "__main__":
    main()
