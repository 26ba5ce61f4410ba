"""All that re-times a learner's schedule. Every call is safe to repeat.

A schedule is a function of start, pace, pauses and zone, and these change. So what is open is
written down first: nothing that was open locks again. A change of one's own pace opens the next
lesson on the next learning day, and no change shortens the time a streak has left.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from courseapp.models import Cohort, Course, Enrolment, Lesson, Opening, Pace, User
from courseapp.models.enrolment import EVERY_DAY, cohort_begins, weekday_mask
from courseapp.schedule import streak, unlock
from courseapp.schedule.access import Place, Reader, pauses_of, timetable_of
from courseapp.schedule.clock import day_of

BATCH = 500


def enrol(
    user: User,
    course: Course,
    now: datetime,
    pace: str = Pace.DAILY,
    weekdays: Iterable[int] = (),
) -> Enrolment:
    """Begins the course on the learner's own day, or finds the enrolment as it is.

    Args:
        weekdays: Monday is 0; they count for the pace with chosen weekdays only.
    """
    defaults = {
        "enrolled_at": now,
        "start": day_of(now, user.zone),
        "pace": pace,
        "weekdays": _mask(pace, weekdays),
    }
    return Enrolment.objects.get_or_create(user=user, course=course, defaults=defaults)[0]


def _mask(pace: str, weekdays: Iterable[int]) -> int:
    return weekday_mask(weekdays) if pace == Pace.CHOSEN else EVERY_DAY


def join(user: User, cohort: Cohort, now: datetime) -> Enrolment:
    """Puts the learner into the cohort, from another one too. Their pauses stay."""
    with transaction.atomic():
        enrolment, is_new = Enrolment.objects.get_or_create(
            user=user,
            course_id=cohort.course_id,
            defaults={"enrolled_at": now, "cohort": cohort, **_copied(cohort)},
        )
        if is_new or enrolment.cohort_id == cohort.pk:
            return enrolment
        with _retiming(Enrolment.objects.filter(pk=enrolment.pk), now) as rows:
            rows.update(cohort=cohort, **_copied(cohort))
        enrolment.refresh_from_db()
        return enrolment


def retime_cohort(cohort: Cohort, now: datetime) -> None:
    """Saves the cohort's new start and pace, once what its members have open is written down.

    Members keep a copy of both, so that the end of the cohort changes nothing for them.
    """
    with _retiming(Enrolment.objects.filter(cohort=cohort), now) as members:
        cohort.save(update_fields=["start", "pace", "weekdays"])
        members.update(**_copied(cohort))


def _copied(cohort: Cohort) -> dict[str, Any]:
    """What a member keeps of the cohort."""
    pace = {"start": cohort.start, "pace": cohort.pace, "weekdays": cohort.weekdays}
    return {**pace, "hours_from": cohort_begins(cohort.start)}


def change_pace(enrolment: Enrolment, pace: str, weekdays: Iterable[int], now: datetime) -> None:
    """Sets the learner's own pace. In a cohort the cohort's stands, and nothing changes.

    `start` moves so that the first lesson still closed opens on the next learning day: a new pace
    neither opens several at once nor makes the learner wait.

    Args:
        weekdays: as in `enrol`.
    """
    with _retiming_own(enrolment, now) as today:
        mask = _mask(pace, weekdays)
        if enrolment.cohort or (pace, mask) == (enrolment.pace, enrolment.weekdays):
            return
        enrolment.pace, enrolment.weekdays = pace, mask
        timetable = timetable_of(enrolment, Reader(enrolment.user).zone)
        enrolment.start = unlock.start_for(timetable, _first_closed(enrolment), today)
        enrolment.save(update_fields=["start", "pace", "weekdays"])


def _first_closed(enrolment: Enrolment) -> int:
    """The position of the first lesson that is not open, in a settled enrolment."""
    opened = set(enrolment.openings.values_list("lesson", flat=True))
    are_open = [lesson.pk in opened for lesson in _outline(enrolment.course_id)]
    return [*are_open, False].index(False)


def change_zone(user: User, zone_name: str, now: datetime) -> None:
    """Moves the learner to another zone. A streak that broke on a flight west lives again."""
    if zone_name == user.time_zone:
        return
    with _retiming(Enrolment.objects.filter(user=user), now, revive_streaks=True):
        user.time_zone = zone_name
        user.save(update_fields=["time_zone"])


def pause(enrolment: Enrolment, now: datetime) -> None:
    """Opens no lesson from tomorrow on, till further notice. Today counts: its lesson is open."""
    with _retiming_own(enrolment, now) as today:
        pauses = pauses_of(enrolment)
        if all(pause.until for pause in pauses):
            _save_pauses(enrolment, [*pauses, unlock.Pause(today + unlock.DAY, None)])


def resume(enrolment: Enrolment, now: datetime) -> None:
    """Ends the pause with yesterday: on a learning day today's lesson opens now.

    A pause that began today or later never was.
    """
    with _retiming_own(enrolment, now) as today:
        _save_pauses(enrolment, _ended(pauses_of(enrolment), today))


def _ended(pauses: Iterable[unlock.Pause], today: date) -> Iterator[unlock.Pause]:
    for pause in pauses:
        if pause.until and not pause.holds(today):
            yield pause
        elif pause.since < today:
            yield unlock.Pause(pause.since, today - unlock.DAY)


def _save_pauses(enrolment: Enrolment, pauses: Iterable[unlock.Pause]) -> None:
    enrolment.pauses = [
        [pause.since.isoformat(), pause.until.isoformat() if pause.until else None]
        for pause in pauses
    ]
    enrolment.save(update_fields=["pauses"])


def open_early(enrolments: QuerySet[Enrolment], lesson: Lesson, by: User, now: datetime) -> int:
    """Opens a lesson for the learners to whom it is closed, and says how many these were."""
    count = 0
    with transaction.atomic():
        for places in _places(enrolments.filter(course=lesson.course_id), now):
            closed = [place for place in places if not place.standing(lesson).is_open]
            write_openings(
                Opening(enrolment=p.enrolment, lesson=lesson, opened_by=by, opened_at=now)
                for p in closed
            )
            count += len(closed)
    return count


def settle(enrolments: QuerySet[Enrolment], now: datetime) -> None:
    """Writes down every lesson that is open now, so that it stays open whatever comes.

    It must come before schedules change, and before a load moves lessons.
    """
    with transaction.atomic():
        for places in _places(enrolments, now):
            write_openings(opening for place in places for opening in _unwritten(place))


def _unwritten(place: Place) -> Iterator[Opening]:
    for lesson in place.lessons[: place.count_scheduled]:
        if lesson.pk not in place.openings:
            yield Opening(enrolment=place.enrolment, lesson=lesson, opened_at=place.now)


def write_openings(openings: Iterable[Opening]) -> None:
    """What is there already stays as it is; no other rule than that may be broken.

    Ignoring conflicts would, on SQLite, leave out rows that break any.
    """
    Opening.objects.bulk_create(
        openings,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["enrolment", "lesson"],
        update_fields=["lesson"],
    )


@contextmanager
def _retiming(
    enrolments: QuerySet[Enrolment], now: datetime, *, revive_streaks: bool = False
) -> Iterator[QuerySet[Enrolment]]:
    """Locks and settles the enrolments, lets them change, then gives their streaks new ends."""
    with transaction.atomic():
        settle(enrolments.select_for_update(), now)
        yield enrolments
        for places in _places(enrolments, now):
            _move_streak_ends(places, revive=revive_streaks)


@contextmanager
def _retiming_own(enrolment: Enrolment, now: datetime) -> Iterator[date]:
    """The same for one learner's enrolment, read anew; gives the learner's day."""
    with _retiming(Enrolment.objects.filter(pk=enrolment.pk), now):
        enrolment.refresh_from_db()
        yield day_of(now, Reader(enrolment.user).zone)


def _move_streak_ends(places: Sequence[Place], *, revive: bool) -> None:
    """Never to an earlier end; what is broken stays so unless it may revive."""
    changed = []
    for place in places:
        enrolment = place.enrolment
        if enrolment and (revive or not streak.is_broken(enrolment, place.now)):
            ends_at, before = streak.ends_at(enrolment, place), enrolment.streak_ends_at
            enrolment.streak_ends_at = max(ends_at, before) if ends_at and before else ends_at
            if enrolment.streak_ends_at != before:
                changed.append(enrolment)
    Enrolment.objects.bulk_update(changed, ["streak_ends_at"], batch_size=BATCH)


def _places(enrolments: QuerySet[Enrolment], now: datetime) -> Iterator[list[Place]]:
    """Where the enrolments stand, in batches of a constant number of queries each.

    Reads the lessons as they are in this transaction, not as they are remembered.
    """
    outline = cache(_outline)
    ids = list(enrolments.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(ids), BATCH):
        batch = Enrolment.objects.filter(pk__in=ids[first : first + BATCH])
        batch = batch.select_related("cohort", "user").prefetch_related("course", "openings")
        yield [_place(enrolment, outline(enrolment.course_id), now) for enrolment in batch]


def _place(enrolment: Enrolment, lessons: tuple[Lesson, ...], now: datetime) -> Place:
    openings = {opening.lesson_id: opening for opening in enrolment.openings.all()}
    reader = Reader(enrolment.user, enrolment.visitor)
    return Place(enrolment.course, lessons, reader, enrolment, openings, now)


def _outline(course_id: int) -> tuple[Lesson, ...]:
    lessons = Lesson.objects.filter(course=course_id).current()
    return tuple(lessons.only("course", "position", "retired_at"))
