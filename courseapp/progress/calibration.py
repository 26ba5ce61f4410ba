"""How well stated confidence matches what happened. Pure: counts in, shares out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from courseapp.models import Confidence


@dataclass(frozen=True)
class Step:
    """One step of confidence: of `count` judged predictions stated so, `right` were right."""

    confidence: Confidence
    count: int
    right: int

    @property
    def label(self) -> str:
        return str(self.confidence.label)

    @property
    def stated_percent(self) -> int:
        return self.confidence.percent

    @property
    def right_percent(self) -> int | None:
        """None while nothing was stated so."""
        return round(100 * self.right / self.count) if self.count else None


@dataclass(frozen=True)
class Calibration:
    """All five steps, least sure first. `brier` is None without judged predictions."""

    steps: tuple[Step, ...]
    brier: float | None

    @property
    def count(self) -> int:
        return sum(step.count for step in self.steps)


def calibrate(predictions: Iterable[tuple[int | None, bool | None]]) -> Calibration:
    """Calibration from (confidence, is right) of each prediction.

    What has no confidence of its own (intervals) or no right and wrong (`reflect`) is left out.
    """
    judged: dict[int, list[bool]] = {step: [] for step in Confidence}
    for confidence, is_right in predictions:
        if confidence is not None and is_right is not None:
            judged[confidence].append(is_right)
    steps = tuple(Step(step, len(judged[step]), sum(judged[step])) for step in Confidence)
    return Calibration(steps, brier_score({s.confidence.chance: (s.count, s.right) for s in steps}))


def brier_score(outcomes: Mapping[float, tuple[int, int]]) -> float | None:
    """The mean squared distance between the stated chance of being right and 1 or 0.

    0 is perfect; always saying one half gives 0.25.

    Args:
        outcomes: by stated chance, how many predictions and how many of them were right.

    Returns:
        None without any prediction.

    Source: Brier, Verification of Forecasts Expressed in Terms of Probability (Monthly Weather
    Review, 1950); here for one event, as is usual now, which is half of his sum over two.
    """
    total = sum(count for count, _ in outcomes.values())
    if not total:
        return None
    squares = (
        right * (1 - chance) ** 2 + (count - right) * chance**2
        for chance, (count, right) in outcomes.items()
    )
    return sum(squares) / total
