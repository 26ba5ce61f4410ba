"""Timing pieces of work side by side, so that a busy machine slows them alike."""

import time
from collections.abc import Callable
from statistics import median

Work = Callable[[], object]


def seconds_each(works: dict[str, Work], *, rounds: int, repeats: int) -> dict[str, float]:
    """Median seconds a call of each work.

    The works take turns, `repeats` calls each, for so many rounds; the first round is a warm-up.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + 1):
        for name, work in works.items():
            times[name].append(_seconds(work, repeats))
    return {name: median(found[1:]) for name, found in times.items()}


def _seconds(work: Work, repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        work()
    return (time.perf_counter() - start) / repeats


def seconds(work: Work) -> float:
    """How long one call takes."""
    return _seconds(work, 1)
