from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from courseapp.models import Enrolment
from courseapp.schedule import streak, unlock
from courseapp.schedule.clock import day_begins
from courseapp.schedule.unlock import Pause, Timetable
from tests.schedule import times
from tests.schedule.test_unlock import WEEKDAYS, november, timetable

TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY, MONDAY = november(*range(24, 31))


def four_on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def ends(
    table: Timetable, *finished: date, lessons: int = 9, opened: Iterable[int] = ()
) -> datetime | None:
    """When the streak of a learner ends who finished the first lessons on these days."""
    finished_on = [*finished, *[None] * lessons][:lessons]
    return streak.streak_ends(table, max(finished), finished_on, list(opened))


def test_a_streak_ends_when_the_next_day_is_over() -> None:
    assert ends(timetable(), TUESDAY) == four_on(THURSDAY)


def test_a_streak_ends_at_four_in_the_learners_zone() -> None:
    table = timetable(zone="Pacific/Auckland")
    assert ends(table, TUESDAY) == day_begins(THURSDAY, ZoneInfo("Pacific/Auckland"))


def test_weekends_are_free_for_a_weekday_pace() -> None:
    table = timetable(WEEKDAYS)
    days = (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
    assert ends(table, *days) == four_on(date(2026, 12, 1))


def test_pauses_are_free() -> None:
    table = timetable(pauses=(Pause(WEDNESDAY, SATURDAY),))
    assert ends(table, TUESDAY) == four_on(MONDAY)


def test_nothing_breaks_a_streak_in_an_open_pause() -> None:
    table = timetable(pauses=(Pause(WEDNESDAY, None),))
    assert ends(table, TUESDAY) is None


def test_a_finished_course_keeps_its_streak() -> None:
    assert ends(timetable(), TUESDAY, WEDNESDAY, lessons=2) is None


def test_no_day_is_demanded_on_which_nothing_is_left_to_finish() -> None:
    """Opened early and finished: on Wednesday and Thursday nothing new opens."""
    assert ends(timetable(), TUESDAY, TUESDAY, TUESDAY) == four_on(SATURDAY)


def test_nothing_to_finish_before_an_open_pause_breaks_no_streak() -> None:
    table = timetable(pauses=(Pause(THURSDAY, None),))
    assert ends(table, TUESDAY, TUESDAY, TUESDAY) is None


def test_a_lesson_opened_early_can_be_finished_before_its_day() -> None:
    assert ends(timetable(), TUESDAY, TUESDAY, TUESDAY, opened=[5]) == four_on(THURSDAY)


def test_one_after_another_demands_every_day() -> None:
    assert ends(timetable(after=True), TUESDAY) == four_on(THURSDAY)


def test_a_streak_counts_days_not_lessons() -> None:
    assert streak.next_streak(0, None, TUESDAY) == 1
    assert streak.next_streak(1, TUESDAY, TUESDAY) == 1
    assert streak.next_streak(1, TUESDAY, WEDNESDAY) == 2


def test_a_broken_streak_begins_at_one() -> None:
    assert streak.next_streak(0, TUESDAY, FRIDAY) == 1


def test_a_day_lived_twice_on_a_flight_west_counts_once() -> None:
    assert streak.next_streak(5, WEDNESDAY, TUESDAY) == 5


def test_a_streak_is_gone_from_its_end_on() -> None:
    enrolment = Enrolment(streak=3, streak_ends_at=four_on(THURSDAY))
    assert streak.streak_now(enrolment, four_on(THURSDAY) - datetime.resolution) == 3
    assert streak.streak_now(enrolment, four_on(THURSDAY)) == 0


def test_a_streak_without_an_end_stays() -> None:
    assert streak.streak_now(Enrolment(streak=3), datetime(2030, 1, 1, tzinfo=UTC)) == 3


def finish_each_day(table: Timetable, lessons: int) -> Sequence[date]:
    """The days on which a learner finishes every lesson on the day it opens."""
    finished: list[date | None] = [None] * lessons
    for position in range(lessons):
        day = unlock.opening_day(table, position, finished)
        assert day is not None
        finished[position] = day
    return [day for day in finished if day is not None]


@given(times.timetables(), st.integers(2, 40))
def test_a_lesson_each_learning_day_never_breaks_a_streak(table: Timetable, lessons: int) -> None:
    days = finish_each_day(table, lessons)
    for count in range(1, lessons):
        ends_at = ends(table, *days[:count], lessons=lessons)
        assert ends_at == day_begins(days[count] + times.DAY, table.zone)


@given(times.timetables(), st.lists(st.integers(0, 3), min_size=1, max_size=20))
def test_a_streak_grows_with_every_new_day_in_time(table: Timetable, waits: list[int]) -> None:
    """The learner finishes a lesson, waits some days and finishes the next that is open."""
    finished: list[date | None] = [None] * (len(waits) + 1)
    day, days, last = table.start, 0, None
    for position, wait in enumerate(waits):
        opens = unlock.opening_day(table, position, finished)
        assert opens is not None
        day = max(day + wait * times.DAY, opens)
        if last:
            ends_at = streak.streak_ends(table, last, finished, [])
            assert ends_at is not None
            missed = list(times.walk(table, max(last, opens - times.DAY), day - times.DAY))
            assert (ends_at <= day_begins(day, table.zone)) == bool(missed)
            days = 0 if missed else days
        days = streak.next_streak(days, last, day)
        finished[position] = last = day
    assert days >= 1
