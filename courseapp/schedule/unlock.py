"""Which lesson opens when. Pure: everything it needs is an argument.

The first lesson is open from the start. By the calendar, the n-th after it opens on the n-th
learning day after the start day; with a pace of one after another, on the first learning day
after all before it were finished. So what is open is always the course's first few lessons.

Days are labels that a learner can change, by another zone or pace; hours are not. So however the
days are counted, no more than two lessons open in the first 24 hours and one more in each 24 after.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from courseapp.schedule.clock import day_begins, day_of

DAY = timedelta(days=1)
LAST_DAY = date.max - DAY  # one more day can be added to it
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Pause:
    """Days without lessons, both ends included; `until` None means: till further notice."""

    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Timetable:
    """What decides when lessons open for one learner. `weekdays`: Monday is 0.

    `counted_from` is the instant that no change of zone or pace moves: hours count from it.
    """

    start: date
    counted_from: datetime
    weekdays: frozenset[int]
    one_after_another: bool
    pauses: tuple[Pause, ...]
    zone: ZoneInfo

    def is_learning_day(self, day: date) -> bool:
        return day.weekday() in self.weekdays and not any(p.holds(day) for p in self.pauses)

    def learning_day_after(self, day: date, nth: int = 1) -> date | None:
        """The n-th learning day later than `day`; None if an open pause comes first."""
        for run in self._runs_after(day):
            count = _count(run, self.weekdays)
            if nth <= count:
                return date.fromordinal(_nth(run, self.weekdays, nth))
            nth -= count
        return None

    def _runs_after(self, day: date) -> Iterator[range]:
        """The days later than `day` that no pause holds, as runs of ordinals."""
        first = day.toordinal() + 1
        for pause in sorted(self.pauses, key=lambda pause: pause.since):
            yield range(first, pause.since.toordinal())
            if pause.until is None:
                return
            first = max(first, pause.until.toordinal() + 1)
        yield range(first, LAST_DAY.toordinal() + 1)


def _weekday(ordinal: int) -> int:
    return (ordinal + 6) % 7


def _count(run: range, weekdays: frozenset[int]) -> int:
    weeks, rest = divmod(len(run), 7)
    return weeks * len(weekdays) + sum(_weekday(day) in weekdays for day in run[:rest])


def _nth(run: range, weekdays: frozenset[int], nth: int) -> int:
    weeks, index = divmod(nth - 1, len(weekdays))
    first_week = [day for day in run[:7] if _weekday(day) in weekdays]
    return first_week[index] + 7 * weeks


def due_day(timetable: Timetable, position: int, finished_on: Sequence[date | None]) -> date | None:
    """The learner's day for which the lesson at `position` is set; never before the one in front.

    Args:
        position: its place in the course, from 0.
        finished_on: for each lesson of the course the day it was finished, or None.

    Returns:
        None while no day is set: a lesson before is not finished, or a pause is open.
    """
    if position == 0:
        return timetable.start
    if not timetable.one_after_another:
        return timetable.learning_day_after(timetable.start, position)
    finished = [day for day in finished_on[:position] if day is not None]
    if len(finished) < position:
        return None
    return timetable.learning_day_after(max(timetable.start, *finished))


def opens_at(
    timetable: Timetable, position: int, finished_on: Sequence[date | None]
) -> datetime | None:
    """The instant at which it opens; None as in `due_day`.

    That is the beginning of its day, or later where days went by quicker than hours: after a
    flight east, or after a change of zone and back.
    """
    day = due_day(timetable, position, finished_on)
    if day is None:
        return None
    begins = day_begins(day, timetable.zone)
    return max(begins, earliest(timetable.counted_from, position)) if position else begins


def earliest(counted_from: datetime, position: int) -> datetime:
    """Before this instant no schedule opens the lesson at `position` (from 1)."""
    return counted_from + (position - 1) * DAY


def opening_day(
    timetable: Timetable, position: int, finished_on: Sequence[date | None]
) -> date | None:
    """The learner's day on which it opens; None as in `due_day`."""
    opens = opens_at(timetable, position, finished_on)
    return day_of(opens, timetable.zone) if opens else None


def count_open(timetable: Timetable, finished_on: Sequence[date | None], now: datetime) -> int:
    """How many lessons, from the first, the timetable has open at `now`. At least one."""
    later = range(1, len(finished_on))
    return 1 + bisect_right(
        later, now, key=lambda position: opens_at(timetable, position, finished_on) or NEVER
    )


def start_for(timetable: Timetable, position: int, today: date) -> date:
    """The start with which the lesson at `position` opens on the first learning day after today.

    With a pace of one after another that is today: what was finished before does not count twice.
    """
    if timetable.one_after_another:
        return today
    learning_days, day = position - 1, today
    while learning_days > 0:
        learning_days -= timetable.is_learning_day(day)
        day -= DAY
    return day
