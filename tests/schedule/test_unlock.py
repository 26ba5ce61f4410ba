from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courseapp.models.enrolment import cohort_begins
from courseapp.schedule import unlock
from courseapp.schedule.clock import day_begins, day_of
from courseapp.schedule.unlock import Pause, Timetable
from tests.schedule import times

TUESDAY = date(2026, 11, 24)
DAILY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
NOTHING_FINISHED = [None] * 1000


def timetable(
    weekdays: frozenset[int] = DAILY,
    *,
    after: bool = False,
    pauses: tuple[Pause, ...] = (),
    zone: str = "UTC",
    counted_from: datetime = datetime(2020, 1, 1, tzinfo=UTC),
) -> Timetable:
    return Timetable(TUESDAY, counted_from, weekdays, after, pauses, ZoneInfo(zone))


def opening_days(table: Timetable, *finished: date) -> list[date | None]:
    """The days of a course of six lessons, the first of them finished on these days."""
    finished_on = [*finished, *NOTHING_FINISHED][:6]
    return [unlock.opening_day(table, position, finished_on) for position in range(6)]


def november(*days: int) -> list[date]:
    return [date(2026, 11, day) if day <= 30 else date(2026, 12, day - 30) for day in days]


@pytest.mark.parametrize(
    ("table", "days"),
    [
        (timetable(), november(24, 25, 26, 27, 28, 29)),
        (timetable(WEEKDAYS), november(24, 25, 26, 27, 30, 31)),
        (timetable(frozenset({2, 5})), november(24, 25, 28, 32, 35, 39)),
        (timetable(frozenset({0})), november(24, 30, 37, 44, 51, 58)),
        (
            timetable(pauses=(Pause(*november(26, 28)),)),
            november(24, 25, 29, 30, 31, 32),
        ),
    ],
)
def test_lessons_open_on_learning_days_in_turn(table: Timetable, days: list[date]) -> None:
    assert opening_days(table) == days


def test_an_open_pause_leaves_later_lessons_without_a_day() -> None:
    table = timetable(pauses=(Pause(november(26)[0], None),))
    assert opening_days(table) == [*november(24, 25), None, None, None, None]


def test_one_after_another_waits_for_the_lessons_before() -> None:
    assert opening_days(timetable(after=True), *november(27)) == [
        *november(24, 28),
        *[None] * 4,
    ]


def test_one_after_another_counts_from_the_last_day_whatever_the_order() -> None:
    """The second lesson was finished on Tuesday, and the first on Saturday."""
    assert opening_days(timetable(after=True), *november(28, 24))[2] == november(29)[0]


def test_one_after_another_does_not_skip_what_an_instructor_did_not_open() -> None:
    """The third was opened early and is finished; the fourth still waits for the second."""
    table, (first, third) = timetable(after=True), november(24, 24)
    finished_on = [first, None, third, None]
    days = [unlock.opening_day(table, position, finished_on) for position in range(4)]
    assert days == [*november(24, 25), None, None]


def test_one_after_another_does_not_begin_before_its_start() -> None:
    assert opening_days(timetable(after=True), *november(20))[1] == november(25)[0]


def test_the_first_lesson_is_open_before_the_start() -> None:
    before = datetime(2026, 11, 1, tzinfo=UTC)
    assert unlock.count_open(timetable(), [None] * 6, before) == 1
    assert unlock.count_open(timetable(), [None] * 6, before) == 1


def test_a_lesson_opens_at_four_in_the_learners_zone() -> None:
    table = timetable(zone="America/New_York")
    assert unlock.opens_at(table, 1, [None] * 6) == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_hours_hold_back_what_a_label_would_open() -> None:
    """Begun in Honolulu, and on by the dates of Auckland: there the second day begins at once."""
    began = datetime(2026, 11, 25, 6, tzinfo=UTC)
    table = timetable(zone="Pacific/Auckland", counted_from=began)
    assert unlock.count_open(table, [None] * 6, began) == 2
    assert unlock.opens_at(table, 2, [None] * 6) == began + times.DAY
    assert unlock.opens_at(table, 3, [None] * 6) == began + 2 * times.DAY


@given(times.timetables() | times.held_back, st.lists(times.days, max_size=12), times.instants)
def test_two_lessons_open_at_first_and_one_more_in_24_hours(
    table: Timetable, finished: list[date], now: datetime
) -> None:
    hours = max(now - table.counted_from, timedelta(0)) // timedelta(hours=1)
    assert unlock.count_open(table, [*finished, *[None] * 30], now) <= 2 + hours // 24


@given(times.zones, times.instants, st.integers(1, 30))
def test_hours_hold_nobody_back_who_stays(zone: ZoneInfo, began: datetime, position: int) -> None:
    """But for the hour that a change of clocks takes from who began at the very end of a day."""
    start = day_of(began, zone)
    table = Timetable(start, began, DAILY, False, (), zone)
    opens = unlock.opens_at(table, position, [None] * 40)
    assert opens is not None
    assert opens - day_begins(start + position * times.DAY, zone) <= timedelta(hours=2)


@given(times.zones, times.zones, times.instants, st.integers(1, 30))
def test_no_flight_costs_a_day(
    home: ZoneInfo, there: ZoneInfo, began: datetime, position: int
) -> None:
    """The lesson of a day opens on that day, wherever the learner is by then."""
    table = Timetable(day_of(began, home), began, DAILY, False, (), there)
    assume(day_begins(table.start, home) - day_begins(table.start, there) <= timedelta(hours=22))
    opens = unlock.opens_at(table, position, [None] * 40)
    assert opens is not None
    assert day_of(opens, there) == table.start + position * times.DAY


@given(times.zones, times.days, st.integers(1, 30))
def test_hours_hold_back_no_member_of_a_cohort(zone: ZoneInfo, start: date, position: int) -> None:
    table = Timetable(start, cohort_begins(start), DAILY, False, (), zone)
    opens = unlock.opens_at(table, position, [None] * 40)
    assert opens == day_begins(start + position * times.DAY, zone)


def test_a_lesson_a_week_has_a_day_in_twenty_years() -> None:
    table = timetable(frozenset({1}))
    assert unlock.opening_day(table, 999, NOTHING_FINISHED) == date(2046, 1, 16)


def test_a_start_at_the_end_of_the_calendar_has_no_further_lessons() -> None:
    assert opening_days(replace(timetable(), start=date.max)) == [date.max, *[None] * 5]


def test_overlapping_pauses_count_once() -> None:
    pauses = (Pause(*november(27, 28)), Pause(*november(25, 29)), Pause(*november(29, 30)))
    assert opening_days(timetable(pauses=pauses))[1] == date(2026, 12, 1)


@given(times.timetables(), times.days, st.integers(1, 400))
def test_learning_days_are_those_found_day_by_day(table: Timetable, day: date, nth: int) -> None:
    found = table.learning_day_after(day, nth)
    until = times.LAST + 4000 * times.DAY
    assert found == next(islice(times.walk(table, day, until), nth - 1, None))


@given(times.timetables(last_pauses=times.AN_OPEN_PAUSE), times.days, st.integers(1, 400))
def test_nothing_opens_in_an_open_pause(table: Timetable, day: date, nth: int) -> None:
    before = list(times.walk(table, day, until=times.LAST))
    expected = before[nth - 1] if nth <= len(before) else None
    assert table.learning_day_after(day, nth) == expected


@given(times.calendars, st.integers(1, 300))
def test_exactly_one_lesson_opens_each_learning_day(table: Timetable, lessons: int) -> None:
    days = [unlock.opening_day(table, n, NOTHING_FINISHED) for n in range(1, lessons + 1)]
    assert days[-1] is not None
    assert days == list(times.walk(table, table.start, until=days[-1]))


@given(times.calendars, st.integers(1, 300), times.zones)
def test_exactly_one_lesson_opens_at_exactly_four(
    table: Timetable, position: int, zone: ZoneInfo
) -> None:
    table, finished_on = replace(table, zone=zone), [None] * 400
    opens = unlock.opens_at(table, position, finished_on)
    assert opens is not None
    before, after = (
        unlock.count_open(table, finished_on, now) for now in (opens - datetime.resolution, opens)
    )
    assert (before, after) == (position, position + 1)
    assert opens.astimezone(zone).time() == time(4)


@given(
    times.timetables() | times.held_back,
    st.lists(times.days, max_size=20),
    times.instants,
    times.instants,
)
def test_what_is_open_stays_open_as_time_passes(
    table: Timetable, finished: list[date], one: datetime, other: datetime
) -> None:
    finished_on = [*finished, *[None] * 10]
    earlier, later = sorted([one, other])
    assert unlock.count_open(table, finished_on, earlier) <= unlock.count_open(
        table, finished_on, later
    )


@given(times.timetables() | times.held_back, st.lists(times.days, max_size=12), times.instants)
def test_a_lesson_is_open_once_its_instant_has_come(
    table: Timetable, finished: list[date], now: datetime
) -> None:
    finished_on = [*finished, *[None] * 3]
    for position in range(1, len(finished_on)):
        opens = unlock.opens_at(table, position, finished_on)
        is_open = position < unlock.count_open(table, finished_on, now)
        assert is_open == (opens is not None and opens <= now)


@given(times.calendars, times.zones, times.instants)
def test_zones_never_cost_a_day(table: Timetable, zone: ZoneInfo, now: datetime) -> None:
    """On a date of the learner's the same lessons are due wherever they are and were before."""
    finished_on = [None] * 50
    there = replace(table, zone=zone)
    due = [day for n in range(1, 50) if (day := unlock.opening_day(table, n, finished_on))]
    passed = [day for day in due if day <= day_of(now, zone)]
    assert unlock.count_open(there, finished_on, now) == 1 + len(passed)


@given(times.timetables(), st.integers(1, 60), times.days)
def test_a_new_pace_goes_on_on_the_next_learning_day(
    table: Timetable, position: int, today: date
) -> None:
    finished_on = [times.FIRST] * position + [None] * 5
    moved = replace(table, start=unlock.start_for(table, position, today))
    expected = table.learning_day_after(today)
    assert unlock.due_day(moved, position, finished_on) == expected
    assume(position > 1 and not table.one_after_another)
    before = unlock.due_day(moved, position - 1, finished_on)
    assert before is not None
    assert before <= today
