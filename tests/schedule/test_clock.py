from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given

from courseapp.schedule.clock import DAY_BEGINS, day_begins, day_of
from tests.schedule import times


def test_a_day_begins_at_four_in_the_learners_zone() -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    assert day_begins(date(2026, 11, 24), auckland) == datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_late_reading_belongs_to_the_evening_before() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    last_instant = datetime(2026, 11, 25, 3, 59, 59, 999999, tzinfo=berlin)
    assert day_of(last_instant, berlin) == date(2026, 11, 24)
    assert day_of(last_instant + timedelta(microseconds=1), berlin) == date(2026, 11, 25)


def test_every_zone_has_four_o_clock_once_a_day() -> None:
    """A local time that is skipped or comes twice has two offsets, one for each fold."""
    days = (times.LAST - times.FIRST).days
    fours = [datetime.combine(times.FIRST + n * times.DAY, DAY_BEGINS) for n in range(days + 1)]
    again = [four.replace(fold=1) for four in fours]
    wrong = [
        (name, four)
        for name, zone in ((name, ZoneInfo(name)) for name in times.ZONE_NAMES)
        for four, other in zip(fours, again, strict=True)
        if zone.utcoffset(four) != zone.utcoffset(other)
    ]
    assert wrong == []


def test_midnight_would_not_do() -> None:
    """Shows that the test above can fail: Cairo skips a midnight every year."""
    cairo, midnight = ZoneInfo("Africa/Cairo"), datetime.combine(date(2026, 4, 24), time(0))
    assert cairo.utcoffset(midnight) != cairo.utcoffset(midnight.replace(fold=1))


@given(times.days, times.zones)
def test_a_day_holds_from_its_beginning_to_the_next(day: date, zone: ZoneInfo) -> None:
    begins, ends = day_begins(day, zone), day_begins(day + times.DAY, zone)
    assert (day_of(begins, zone), day_of(ends - datetime.resolution, zone)) == (day, day)
    assert begins.astimezone(zone).time() == DAY_BEGINS


@given(times.instants, times.instants, times.zones)
def test_days_follow_time(one: datetime, other: datetime, zone: ZoneInfo) -> None:
    earlier, later = sorted([one, other])
    assert day_of(earlier, zone) <= day_of(later, zone)


@given(times.instants, times.zones)
def test_every_instant_lies_in_its_day(instant: datetime, zone: ZoneInfo) -> None:
    day = day_of(instant, zone)
    assert day_begins(day, zone) <= instant < day_begins(day + times.DAY, zone)
