"""Static and continuous batching of the same requests in a fixed number of slots.

A step writes one token for every running request and takes a fixed time plus a little for each of
them. Continuous batching refills a slot at the next step after its request ends (iteration-level
scheduling; Yu et al., Orca, OSDI 2022). Static batching starts the next requests only when all of
the batch have ended; padded, every request of the batch is run as long as the longest. Reading the
prompts takes no time here.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, exp, log

from courseapp.simulators.parameters import Number
from courseapp.simulators.pictures import WIDTH, Box, Label, Outcome, Picture, Shape, Table


@dataclass(frozen=True)
class Request:
    """`arrival` is the first step it may run in, `length` the tokens it wants."""

    arrival: int
    length: int


@dataclass(frozen=True)
class Span:
    """A request in a slot from step `start` up to but not including `end`."""

    request: int
    slot: int
    start: int
    end: int


@dataclass(frozen=True)
class Run:
    """One policy's schedule. Times are in seconds, utilisation is of slots until the last step."""

    spans: tuple[Span, ...]
    steps: int
    seconds: float
    tokens_per_second: float
    utilisation: float
    first_token: tuple[float, ...]
    latency: tuple[float, ...]


Policy = Callable[[Sequence[Request], int], list[Span]]

PARAMETERS = (
    Number("slots", "Slots", "", 1, 64, 4),
    Number("requests", "Requests", "", 1, 200, 12),
    Number("shortest", "Shortest answer", "tokens", 1, 2000, 4),
    Number("longest", "Longest answer", "tokens", 1, 2000, 60),
    Number("gap", "Steps between arrivals", "steps", 0, 50, 0),
    Number("seed", "Lengths drawn", "", 0, 999, 7),
)
STEP_MS, MS_PER_REQUEST = 6.55, 0.052
"""Fitted to our measurement: 6.6 ms a step for one request, 9.9 ms for 64 (vLLM 0.26.0, H100)."""


def draw_requests(
    requests: int, shortest: int, longest: int, gap: int, seed: int
) -> tuple[Request, ...]:
    """Requests in order of arrival, lengths log-uniform between the two."""
    random_ = random.Random(seed)  # noqa: S311  a drawing to look at, not a secret
    low, high = sorted((shortest, longest))
    lengths = (round(exp(random_.uniform(log(low), log(high)))) for _ in range(requests))
    return tuple(Request(n * gap, length) for n, length in enumerate(lengths))


def continuous(requests: Sequence[Request], slots: int) -> list[Span]:
    """Each request takes the slot that is free first, in order of arrival."""
    free = [0] * slots
    spans = []
    for number, request in enumerate(requests):
        slot = min(range(slots), key=lambda index: (free[index], index))
        start = max(free[slot], request.arrival)
        free[slot] = start + request.length
        spans.append(Span(number, slot, start, free[slot]))
    return spans


def static(requests: Sequence[Request], slots: int) -> list[Span]:
    """Whoever waits starts together; nobody joins until all of them have ended."""
    spans: list[Span] = []
    now = first = 0
    while first < len(requests):
        now = max(now, requests[first].arrival)
        batch = [r for r in requests[first : first + slots] if r.arrival <= now]
        for slot, request in enumerate(batch):
            spans.append(Span(first + slot, slot, now, now + request.length))
        now = max(span.end for span in spans)
        first += len(batch)
    return spans


def run(policy: Policy, requests: Sequence[Request], slots: int, *, is_padded: bool = False) -> Run:
    """A policy's schedule and what comes of it.

    Args:
        is_padded: whether a slot is worked on until its whole batch ends, as in padded batches;
            only the time of a step changes, by who takes part in it.
    """
    spans = policy(requests, slots)
    steps = max(span.end for span in spans)
    busy = _busy(spans, steps, is_padded=is_padded)
    clock = _clock(busy)
    wanted = sum(request.length for request in requests)
    arrivals = [clock[min(request.arrival, steps)] for request in requests]
    return Run(
        spans=tuple(spans),
        steps=steps,
        seconds=clock[-1],
        tokens_per_second=wanted / clock[-1],
        utilisation=wanted / (slots * steps),
        first_token=tuple(clock[s.start + 1] - arrivals[s.request] for s in spans),
        latency=tuple(clock[s.end] - arrivals[s.request] for s in spans),
    )


def _busy(spans: Sequence[Span], steps: int, *, is_padded: bool) -> list[int]:
    """How many requests each step works on."""
    ends = {span.start: span.end for span in spans}
    if is_padded:
        for span in spans:
            ends[span.start] = max(ends[span.start], span.end)
    change = [0] * (steps + 1)
    for span in spans:
        change[span.start] += 1
        change[ends[span.start] if is_padded else span.end] -= 1
    busy, running = [], 0
    for step in range(steps):
        running += change[step]
        busy.append(running)
    return busy


def _clock(busy: Sequence[int]) -> list[float]:
    """Seconds gone before each step, and after the last."""
    clock = [0.0]
    for running in busy:
        clock.append(clock[-1] + (STEP_MS + MS_PER_REQUEST * running) / 1000)
    return clock


def percentile(values: Sequence[float], percent: float) -> float:
    """By nearest rank. `values` is not empty."""
    ordered = sorted(values)
    return ordered[max(ceil(percent / 100 * len(ordered)), 1) - 1]


ROW, GAP, LEFT = 14, 3, 8


def show(*, slots: int, requests: int, shortest: int, longest: int, gap: int, seed: int) -> Outcome:
    """The same requests under both policies, side by side."""
    drawn = draw_requests(requests, shortest, longest, gap, seed)
    runs = {
        "Continuous": run(continuous, drawn, slots),
        "Static": run(static, drawn, slots),
        "Static, padded": run(static, drawn, slots, is_padded=True),
    }
    whole = max(each.steps for each in runs.values())
    ratio = runs["Continuous"].tokens_per_second / runs["Static"].tokens_per_second
    return Outcome(
        says=(
            f"Continuous batching writes {ratio:.2f} times as many wanted tokens a second as "
            "static batching here.",
            "A step takes 6.55 ms and 0.052 ms more for each running request; reading prompts "
            "takes no time in this model, and no request waits for memory.",
        ),
        pictures=tuple(
            _picture(name, runs[name], slots, whole) for name in ("Continuous", "Static")
        ),
        tables=(_table(runs),),
        legend=(("used", "a request in its slot"), ("idle", "an idle slot")),
    )


def _picture(name: str, found: Run, slots: int, whole: int) -> Picture:
    scale = (WIDTH - 2 * LEFT) / whole
    shapes: list[Shape] = [Label(LEFT, 20, f"{name}: {found.steps:,} steps")]
    for slot in range(slots):
        y = 30 + slot * (ROW + GAP)
        shapes.append(Box(LEFT, y, found.steps * scale, ROW, "idle"))
    for span in found.spans:
        y = 30 + span.slot * (ROW + GAP)
        length = span.end - span.start
        says = f"Request {span.request + 1}: steps {span.start + 1} to {span.end}, {length} tokens"
        x, width = LEFT + span.start * scale, length * scale
        shapes.append(Box(x, y, width, ROW, "used", says))
    title = (
        f"{name} batching in {slots} slots: {found.steps} steps, "
        f"{found.utilisation:.0%} of the slots in use."
    )
    return Picture(title, 30 + slots * (ROW + GAP), tuple(shapes))


def _table(runs: dict[str, Run]) -> Table:
    head = (
        "Policy",
        "Time",
        "Wanted tokens/s",
        "Slots in use",
        "First token, median",
        "Answer, median",
        "Answer, 99th percentile",
    )
    rows = tuple(
        (
            name,
            f"{each.seconds:.2f} s",
            f"{each.tokens_per_second:,.0f}",
            f"{each.utilisation:.0%}",
            f"{percentile(each.first_token, 50):.2f} s",
            f"{percentile(each.latency, 50):.2f} s",
            f"{percentile(each.latency, 99):.2f} s",
        )
        for name, each in runs.items()
    )
    return Table("Both policies on the same requests", head, rows)
