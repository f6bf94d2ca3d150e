"""How well scores tell apart, and how far they can be believed: temperature, calibration error, when to abstain."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]


def softmax(logits: Floats, temperature: float) -> Floats:
    """Probabilities of each row."""
    raised = np.exp((logits - logits.max(axis=1, keepdims=True)) / temperature)
    return raised / raised.sum(axis=1, keepdims=True)


def fit_temperature(logits: Floats, labels: Labels) -> float:
    """The temperature that makes the right labels most probable (Guo et al. 2017), to two decimals."""
    tried = np.arange(0.3, 3.0, 0.01)
    rows = np.arange(len(labels))
    surprise = [-np.log(softmax(logits, t)[rows, labels].clip(min=1e-9)).mean() for t in tried]
    return round(float(tried[int(np.argmin(surprise))]), 2)


def expected_calibration_error(scores: Floats, labels: Labels, bins: int = 15) -> float:
    """Mean gap between how sure the answers are and how often they are right, over equal bins of sureness."""
    sure, right = scores.max(axis=1), scores.argmax(axis=1) == labels
    bucket = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [abs(sure[bucket == b].sum() - right[bucket == b].sum()) for b in range(bins)]
    return float(sum(gaps) / len(labels))


def abstain_below(scores: Floats, answered: float) -> float:
    """The probability that the best label reaches in a share of `answered` of the items, to three decimals."""
    return round(float(np.quantile(scores.max(axis=1), 1 - answered)), 3)


def macro_recall(predicted: Labels, labels: Labels) -> float:
    """Mean over the labels that occur of how many of each are found."""
    return float(np.mean([(predicted[labels == label] == label).mean() for label in np.unique(labels)]))


def auc(scores: Floats, positive: npt.NDArray[np.bool_]) -> float:
    """Chance that a positive scores above a negative, equal scores counting half (Mann-Whitney)."""
    count = positive.sum()
    return float((rankdata(scores)[positive].sum() - count * (count + 1) / 2) / (count * (len(scores) - count)))
