"""What schedules are made of, for hypothesis: every IANA zone, 2026 to 2030, all paces."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from courseapp.schedule.unlock import Pause, Timetable

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2030, 12, 31)
ZONE_NAMES = sorted(available_timezones())

zones = st.sampled_from(ZONE_NAMES).map(ZoneInfo)
days = st.dates(FIRST, LAST)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
weekdays = st.frozensets(st.integers(0, 6), min_size=1)


@st.composite
def closed_pauses(draw: st.DrawFn) -> Pause:
    since = draw(days)
    return Pause(since, since + draw(st.integers(0, 60)) * DAY)


NO_PAUSE: st.SearchStrategy[tuple[Pause, ...]] = st.just(())
AN_OPEN_PAUSE = st.tuples(st.builds(Pause, days, st.none()))
EITHER = st.booleans()
A_LONG_TIME = st.just(datetime(2020, 1, 1, tzinfo=UTC))
"""Hours that hold no schedule back."""


@st.composite
def timetables(
    draw: st.DrawFn,
    one_after_another: st.SearchStrategy[bool] = EITHER,
    last_pauses: st.SearchStrategy[tuple[Pause, ...]] = NO_PAUSE,
    counted_from: st.SearchStrategy[datetime] = A_LONG_TIME,
) -> Timetable:
    pauses = tuple(draw(st.lists(closed_pauses(), max_size=3)))
    return Timetable(
        start=draw(days),
        counted_from=draw(counted_from),
        weekdays=draw(weekdays),
        one_after_another=draw(one_after_another),
        pauses=pauses + draw(last_pauses),
        zone=draw(zones),
    )


calendars = timetables(one_after_another=st.just(False))
held_back = timetables(counted_from=instants)


def walk(timetable: Timetable, after: date, until: date) -> Iterator[date]:
    """Learning days found the slow way: by looking at every day."""
    day = after
    while (day := day + DAY) <= until:
        if timetable.is_learning_day(day):
            yield day
