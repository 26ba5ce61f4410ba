"""Answers against solutions. Pure: JSON values in, a Grade out."""

from dataclasses import dataclass
from itertools import combinations
from math import log10
from typing import Any

MISS_PENALTY = 2 / 0.2
"""What the interval score charges for each unit by which an 80 % interval misses (2 / alpha)."""


@dataclass(frozen=True)
class Grade:
    """`is_right` is None where there is no right or wrong; `score` None where there is none."""

    is_right: bool | None
    score: float | None = None


def grade(kind: str, asked: dict[str, Any], shown: dict[str, Any], answer: dict[str, Any]) -> Grade:
    """Judges an answer; a void question judges none.

    Args:
        kind: a question's kind.
        asked: the revision's public part.
        shown: its solution.
        answer: a prediction's answer; shapes as in the models.
    """
    if "void" in shown:
        return Grade(None)
    if kind == "predict":
        return Grade(answer["choice"] == shown["right"])
    if kind == "estimate":
        return grade_estimate(asked["accept"], asked["margin"], shown["value"], answer)
    if kind == "rank":
        tau = kendall_tau(answer["order"], shown["order"])
        return Grade(tau == 1, tau)
    return Grade(None)


def grade_estimate(accept: str, margin: float, truth: float, answer: dict[str, float]) -> Grade:
    """The truth itself, a value within a percentage, an amount or a factor of it, or an interval
    that holds it."""
    if accept in {"log-interval", "linear-interval"}:
        low, high = answer["low"], answer["high"]
        score = interval_score(low, high, truth, on_log_scale=accept == "log-interval")
        return Grade(low <= truth <= high, score)
    value = answer["value"]
    if accept == "factor":
        return Grade(value > 0 and max(value / truth, truth / value) <= margin * (1 + 1e-9))
    if accept == "exactly":
        return Grade(value == truth)
    allowed = margin if accept == "absolute" else abs(truth) * margin / 100
    return Grade(abs(value - truth) <= allowed * (1 + 1e-9))


def interval_score(low: float, high: float, truth: float, *, on_log_scale: bool) -> float:
    """The interval score of a central 80 % interval; smaller is better.

    Its width, plus `MISS_PENALTY` times the distance by which it misses. On a log scale in powers
    of ten, on a linear one in the question's unit.

    Source: Gneiting and Raftery, Strictly Proper Scoring Rules, Prediction, and Estimation
    (Journal of the American Statistical Association, 2007), equation 43.
    """
    if on_log_scale:
        low, high, truth = log10(low), log10(high), log10(truth)
    return high - low + MISS_PENALTY * (max(low - truth, 0) + max(truth - high, 0))


def kendall_tau(order: list[str], truth: list[str]) -> float:
    """Kendall's rank correlation without ties: 1 for the same order, -1 for the reverse.

    Concordant minus discordant pairs, over all pairs. Source: Kendall, A New Measure of Rank
    Correlation (Biometrika, 1938).
    """
    place = {key: index for index, key in enumerate(truth)}
    pairs = list(combinations(order, 2))
    concordant = sum(place[first] < place[second] for first, second in pairs)
    return (2 * concordant - len(pairs)) / len(pairs)
