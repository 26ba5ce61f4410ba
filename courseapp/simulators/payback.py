"""When a faster set-up has paid for itself: tuning once against GPU hours saved ever after.

A gain in throughput of s lets the share s / (1 + s) of the GPUs be switched off. The tuning costs
its GPU hours again whenever the model changes. Costs are compared in GPU hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from courseapp.simulators.parameters import Number
from courseapp.simulators.pictures import (
    WIDTH,
    Curve,
    Label,
    Line,
    Outcome,
    Picture,
    Shape,
    Table,
)

PARAMETERS = (
    Number("cost", "Cost of tuning once", "GPU hours", 0, 100_000, 1509),
    Number("gpus", "GPUs in the fleet", "", 1, 10_000, 8),
    Number("gain", "Gain in throughput", "%", 0.1, 300, 13, step=0.1),
    Number("lifetime", "Days a model stays", "", 1, 1440, 540),
    Number("horizon", "Days to look ahead", "", 1, 1440, 540),
)


@dataclass(frozen=True)
class Balance:
    """GPU hours saved minus spent, at the end of a day."""

    day: int
    hours: float


def saved_a_day(gpus: int, gain: float) -> float:
    """GPU hours a day that a gain of so many per cent frees in the fleet."""
    share = gain / 100
    return 24 * gpus * share / (1 + share)


def break_even(cost: float, gpus: int, gain: float) -> float:
    """Days of use after which one tuning has paid for itself."""
    return cost / saved_a_day(gpus, gain)


def balances(*, cost: float, gpus: int, gain: float, lifetime: int, horizon: int) -> list[Balance]:
    """Day by day from the first tuning; each new model is tuned for on its first day."""
    found, hours = [Balance(0, -cost)], -cost
    for day in range(1, horizon + 1):
        hours += saved_a_day(gpus, gain)
        if day % lifetime == 0 and day < horizon:
            hours -= cost
        found.append(Balance(day, hours))
    return found


def show(*, cost: float, gpus: int, gain: float, lifetime: int, horizon: int) -> Outcome:
    """The balance over time, and when it crosses zero for good or for once."""
    days = break_even(cost, gpus, gain)
    course = balances(cost=cost, gpus=gpus, gain=gain, lifetime=lifetime, horizon=horizon)
    return Outcome(
        says=(
            _verdict(days, lifetime),
            f"The gain frees {saved_a_day(gpus, gain):,.1f} GPU hours a day in {gpus:,} GPUs.",
            f"After {horizon:,} days the balance is {signed(course[-1].hours)} GPU hours.",
        ),
        pictures=(_picture(course),),
        tables=(_table(cost, gain, lifetime, gpus),),
    )


def signed(hours: float) -> str:
    """A whole number with its sign, as it is printed: "+16,836", "−1,509"."""
    return f"{hours:+,.0f}".replace("-", "−")


def _verdict(days: float, lifetime: int) -> str:
    if days > lifetime:
        return (
            f"It never pays: the tuning needs {days:,.1f} days of use, and the model changes after "
            f"{lifetime:,}."
        )
    return f"It has paid for itself after {days:,.1f} days of use."


TOP, BOTTOM, LEFT, RIGHT = 40, 280, 90, 20


def _picture(course: Sequence[Balance]) -> Picture:
    low = min(0.0, *(b.hours for b in course))
    high = max(0.0, *(b.hours for b in course))
    span = (high - low) or 1
    last = course[-1].day

    def height(hours: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (hours - low) / span

    def across(day: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * day / last

    points = " ".join(f"{across(b.day):.1f},{height(b.hours):.1f}" for b in course)
    shapes: list[Shape] = [
        Label(LEFT, 20, "GPU hours saved minus spent"),
        Line(LEFT, height(0), WIDTH - RIGHT, height(0)),
        Line(LEFT, TOP, LEFT, BOTTOM),
        Label(LEFT - 6, height(0) + 5, "0", "end"),
        *(
            Label(LEFT - 6, height(end) + 5, signed(end), "end")
            for end in (low, high)
            if abs(height(end) - height(0)) > 24
        ),
        Label(LEFT, BOTTOM + 26, "day 0"),
        Label(WIDTH - RIGHT, BOTTOM + 26, f"day {last:,}", "end"),
        Curve(points, "balance"),
    ]
    start, end = course[0].hours, course[-1].hours
    title = f"From {signed(start)} GPU hours on day 0 to {signed(end)} on day {last}."
    return Picture(title, BOTTOM + 40, tuple(shapes))


def _table(cost: float, gain: float, lifetime: int, gpus: int) -> Table:
    sizes = sorted({1, 8, 16, 64, 256, gpus})
    head = ("GPUs", "Saved a day", "Paid back after", f"Before {lifetime:,} days?")
    rows = tuple(
        (
            f"{size:,}",
            f"{saved_a_day(size, gain):,.1f} GPU hours",
            f"{break_even(cost, size, gain):,.1f} days",
            "yes" if break_even(cost, size, gain) <= lifetime else "no",
        )
        for size in sizes
    )
    return Table("By size of the fleet", head, rows)
