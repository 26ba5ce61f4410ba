"""Which lesson opens when. Pure: everything it needs is an argument.

The first lesson is open from the start. By the calendar, the n-th after it opens on the n-th
learning day after the start day; with a pace of one after another, on the first learning day
after the one before was finished.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from courseapp.schedule.clock import day_begins, day_of

HORIZON = timedelta(days=3660)


@dataclass(frozen=True)
class Pause:
    """Days without lessons, both ends included; `until` None means: till further notice."""

    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Timetable:
    """What decides when lessons open for one learner. `weekdays`: Monday is 0."""

    start: date
    weekdays: frozenset[int]
    one_after_another: bool
    pauses: tuple[Pause, ...]
    zone: ZoneInfo

    def is_learning_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and not any(p.holds(day) for p in self.pauses)

    def learning_days_after(self, day: date) -> Iterator[date]:
        """Learning days later than `day`, as far as a plan reasonably reaches (ten years)."""
        last = day + HORIZON
        while (day := day + timedelta(days=1)) <= last:
            if self.is_learning_day(day):
                yield day


def opening_day(
    timetable: Timetable, position: int, finished_on: Sequence[date | None]
) -> date | None:
    """The learner's day on which the lesson at `position` opens.

    Args:
        position: its place in the course, from 0.
        finished_on: for each lesson of the course the day it was finished, or None.

    Returns:
        None while no day is set: the lesson before is not finished, or a pause is open.
    """
    if position == 0:
        return timetable.start
    if timetable.one_after_another:
        before = finished_on[position - 1]
        return next(timetable.learning_days_after(before), None) if before else None
    return next(islice(timetable.learning_days_after(timetable.start), position - 1, None), None)


def opens_at(
    timetable: Timetable, position: int, finished_on: Sequence[date | None]
) -> datetime | None:
    """The instant at which it opens; None as in `opening_day`."""
    day = opening_day(timetable, position, finished_on)
    return day_begins(day, timetable.zone) if day else None


def is_open(
    timetable: Timetable, position: int, finished_on: Sequence[date | None], now: datetime
) -> bool:
    """Whether the timetable has it open at `now`. The first lesson always is."""
    if position == 0:
        return True
    day = opening_day(timetable, position, finished_on)
    return day is not None and day <= day_of(now, timetable.zone)
