"""Learning days in a row on which a lesson was finished. Pure: everything it needs is an argument.

A streak breaks when a learning day is over without one, unless there was nothing to finish.
Other days (weekends of a weekday pace, pauses) are free: finishing on one counts, and is not
demanded. Who has finished the whole course keeps their streak, should a lesson be added; but it
runs no more, and no page or list shows it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from courseapp.models import Enrolment, Lesson
from courseapp.schedule import unlock
from courseapp.schedule.access import Place, timetable_of
from courseapp.schedule.clock import day_begins, day_of

TOLD_FOR = timedelta(days=7)
"""So long after a streak ended the learner is told why."""


@dataclass(frozen=True)
class Streak:
    """So many days up to the last finished lesson; None: nothing can break it for now."""

    days: int
    ends_at: datetime | None


@dataclass(frozen=True)
class Ended:
    """A streak that broke, and the learning day on which nothing was finished."""

    days: int
    day: date


def running(place: Place) -> int:
    """The streak to show, in days: 0 once it is broken, and once the course is over."""
    if place.enrolment is None or is_over(place):
        return 0
    return streak_now(place.enrolment, place.now)


def is_over(place: Place) -> bool:
    """Whether there is nothing left to finish in the course."""
    return place.course.retired_at is not None or None not in place.finished_on


def just_ended(place: Place) -> Ended | None:
    """The streak that broke a short while ago; None where none did.

    It is not told of while, after a change of zone, its last day is not over or has a lesson.
    """
    enrolment, last = place.enrolment, last_day(place)
    if enrolment is None or is_over(place) or last is None or not enrolment.streak:
        return None
    end = enrolment.streak_ends_at
    if end is None or not end <= place.now < end + TOLD_FOR:
        return None
    day = day_of(end - datetime.resolution, place.reader.zone)
    return Ended(enrolment.streak, day) if last < day < place.today else None


def streak_now(enrolment: Enrolment, now: datetime) -> int:
    """The streak in days; 0 once it is broken."""
    return 0 if is_broken(enrolment, now) else enrolment.streak


def is_broken(enrolment: Enrolment, now: datetime) -> bool:
    return enrolment.streak_ends_at is not None and enrolment.streak_ends_at <= now


def next_streak(streak: int, last: date | None, day: date) -> int:
    """The streak once a lesson is finished on `day`.

    Args:
        streak: as it stands, 0 if it is broken.
        last: the last day on which one was finished; a flight west may put it after `day`.
    """
    is_new_day = last is None or last < day
    return streak + 1 if is_new_day else max(streak, 1)


def streak_ends(
    timetable: unlock.Timetable,
    last: date,
    finished_on: Sequence[date | None],
    opened: Collection[int],
) -> datetime | None:
    """When a streak breaks: at the end of the next learning day with a lesson to finish.

    Args:
        last: the last day on which one was finished.
        finished_on: for each lesson of the course the day it was finished, or None.
        opened: the positions of lessons open whatever the timetable says.

    Returns:
        None while no such day is set: all is finished, or a pause is open.
    """
    unfinished = [place for place, day in enumerate(finished_on) if day is None]
    if not unfinished:
        return None
    if unfinished[0] > 0 and not set(unfinished) & set(opened):
        opens = unlock.opening_day(timetable, unfinished[0], finished_on)
        if opens is None:
            return None
        last = max(last, opens - unlock.DAY)
    due = timetable.learning_day_after(last)
    return day_begins(due + unlock.DAY, timetable.zone) if due else None


def after_finish(enrolment: Enrolment, place: Place, lesson: Lesson) -> Streak:
    """The enrolment's streak once `lesson` is finished at the instant of `place`."""
    day, last = place.today, last_day(place)
    timetable = timetable_of(enrolment, place.reader.zone)
    finished_on = [
        day if other.pk == lesson.pk else finished
        for other, finished in zip(place.lessons, place.finished_on, strict=True)
    ]
    return Streak(
        next_streak(streak_now(enrolment, place.now), last, day),
        streak_ends(timetable, max(day, last or day), finished_on, opened(place)),
    )


def ends_at(enrolment: Enrolment, place: Place) -> datetime | None:
    """When the streak breaks by the enrolment's present timetable."""
    last = last_day(place)
    if last is None:
        return None
    timetable = timetable_of(enrolment, place.reader.zone)
    return streak_ends(timetable, last, place.finished_on, opened(place))


def last_day(place: Place) -> date | None:
    """The last day on which a lesson, retired ones included, was finished."""
    days = (opening.finished_on for opening in place.openings.values())
    return max((day for day in days if day is not None), default=None)


def opened(place: Place) -> list[int]:
    return [lesson.position for lesson in place.lessons if lesson.pk in place.openings]
