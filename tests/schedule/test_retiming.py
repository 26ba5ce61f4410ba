"""Re-timing never locks what was open, and every call may come twice."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from courseapp.answers.recording import finish_lesson
from courseapp.models import Cohort, Course, Enrolment, Lesson, Opening, Pace, User
from courseapp.schedule import retiming
from courseapp.schedule.access import Place, Reader, get_place
from courseapp.schedule.outline import lessons_of
from courseapp.schedule.streak import streak_now
from tests.cast import NOON, enrol, make_cohort, make_course, make_learner, open_lesson

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def course() -> Course:
    return make_course(lessons=8)


@pytest.fixture
def learner() -> User:
    return make_learner()


@pytest.fixture
def enrolment(learner: User, course: Course) -> Enrolment:
    return enrol(learner, course)


def place_at(now: datetime) -> Place:
    """Where the only enrolment stands, read anew."""
    enrolment = Enrolment.objects.get()
    return get_place(Reader(enrolment.user), Course.objects.get().slug, now)


def open_at(now: datetime) -> list[int]:
    """The numbers of the lessons open to it."""
    standings = place_at(now).standings()
    return [number for number, standing in enumerate(standings, start=1) if standing.is_open]


def opens_on(number: int, now: datetime) -> date | None:
    """The date in UTC on which a locked lesson opens."""
    opens_at = place_at(now).standings()[number - 1].opens_at
    return opens_at.date() if opens_at else None


def finish(number: int, now: datetime) -> None:
    place = place_at(now)
    finish_lesson(place, place.lessons[number - 1])


def streak_at(now: datetime) -> int:
    return streak_now(Enrolment.objects.get(), now)


def schedule() -> list[tuple[object, ...]]:
    """All that re-timing writes."""
    openings = Opening.objects.order_by("enrolment", "lesson")
    columns = ("start", "pace", "weekdays", "pauses", "cohort", "streak", "streak_ends_at")
    return [
        *Enrolment.objects.order_by("pk").values_list(*columns),
        *openings.values_list("enrolment", "lesson", "opened_at", "opened_by"),
    ]


# Enrolling


def test_a_course_begins_on_the_learners_own_day(course: Course) -> None:
    learner = make_learner(time_zone="Pacific/Auckland")
    evening = NOON + timedelta(hours=6)
    assert retiming.enrol(learner, course, evening).start == date(2026, 11, 25)


def test_who_enrols_again_keeps_what_they_have(course: Course, learner: User) -> None:
    first = retiming.enrol(learner, course, NOON, Pace.CHOSEN, [0, 2])
    assert retiming.enrol(learner, course, NOON + DAY) == first
    first.refresh_from_db()
    assert (first.pace, first.weekdays, first.start) == (Pace.CHOSEN, 0b101, NOON.date())


# Settling


def test_settling_writes_down_what_is_open(enrolment: Enrolment) -> None:
    retiming.settle(Enrolment.objects.all(), NOON + 2 * DAY)
    slugs = enrolment.openings.order_by("lesson__position").values_list("lesson__slug", flat=True)
    assert list(slugs) == ["lesson-1", "lesson-2", "lesson-3"]


def test_settling_keeps_the_openings_there_are(enrolment: Enrolment, course: Course) -> None:
    instructor = make_learner()
    early = open_lesson(enrolment, lessons_of(course)[2], opened_by=instructor)
    retiming.settle(Enrolment.objects.all(), NOON + 3 * DAY)
    early.refresh_from_db()
    assert (early.opened_at, early.opened_by) == (NOON, instructor)
    assert enrolment.openings.count() == 4


def test_settling_gives_a_visitor_the_first_lesson_only(course: Course) -> None:
    Enrolment.objects.create(visitor=uuid4(), course=course, start=NOON.date(), enrolled_at=NOON)
    retiming.settle(Enrolment.objects.all(), NOON + 5 * DAY)
    assert Opening.objects.get().lesson.slug == "lesson-1"


def test_settling_sees_a_load_that_is_under_way(enrolment: Enrolment, course: Course) -> None:
    lessons_of(course)
    Lesson.objects.filter(slug="lesson-1").update(retired_at=NOON)
    retiming.settle(Enrolment.objects.all(), NOON)
    assert enrolment.openings.get().lesson.slug == "lesson-2"


def test_what_is_settled_stays_open_when_lessons_move(enrolment: Enrolment) -> None:
    retiming.settle(Enrolment.objects.all(), NOON + 2 * DAY)
    Lesson.objects.filter(position=0).update(position=20)
    Lesson.objects.filter(position=7).update(position=0)
    Lesson.objects.filter(position=20).update(position=7)
    assert open_at(NOON + 2 * DAY) == [1, 2, 3, 8]


@pytest.mark.parametrize("count", [1, 3])
def test_settling_takes_as_many_queries_for_any_number(
    count: int, course: Course, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cohort = make_cohort(course)
    for _ in range(count):
        enrol(make_learner(), course, cohort=cohort)
    with django_assert_num_queries(8):
        retiming.settle(Enrolment.objects.all(), NOON + 3 * DAY)
    assert Opening.objects.count() == 4 * count


# Changing the pace


def test_a_quicker_pace_opens_one_lesson_on_the_next_day(learner: User, course: Course) -> None:
    """Two weeks of Mondays: three lessons are open, not the fifteen of a daily pace."""
    mine = enrol(learner, course, pace=Pace.CHOSEN, weekdays=0b1)
    now = NOON + 7 * DAY
    assert open_at(now) == [1, 2]
    retiming.change_pace(mine, Pace.DAILY, [], now)
    assert open_at(now) == [1, 2]
    assert open_at(now + DAY) == [1, 2, 3]
    assert open_at(now + 2 * DAY) == [1, 2, 3, 4]


def test_a_slower_pace_goes_on_on_its_next_day(enrolment: Enrolment) -> None:
    friday = NOON + 3 * DAY
    retiming.change_pace(enrolment, Pace.WEEKDAYS, [], friday)
    assert open_at(friday + 2 * DAY) == [1, 2, 3, 4]
    assert open_at(friday + 3 * DAY) == [1, 2, 3, 4, 5]


def test_one_after_another_waits_for_the_last_open_lesson(enrolment: Enrolment) -> None:
    now = NOON + DAY
    retiming.change_pace(enrolment, Pace.AFTER, [], now)
    assert open_at(now + 9 * DAY) == [1, 2]
    finish(1, now + 9 * DAY)
    finish(2, now + 9 * DAY)
    assert open_at(now + 10 * DAY) == [1, 2, 3]


def test_the_same_pace_again_moves_nothing(enrolment: Enrolment) -> None:
    retiming.change_pace(enrolment, Pace.DAILY, [3], NOON + 2 * DAY)
    enrolment.refresh_from_db()
    assert (enrolment.start, enrolment.weekdays) == (NOON.date(), 0b1111111)


def test_a_cohorts_pace_stands(enrolment: Enrolment, course: Course) -> None:
    cohort = make_cohort(course)
    retiming.join(make_learner(), cohort, NOON)
    mine = cohort.enrolments.get()
    retiming.change_pace(mine, Pace.AFTER, [], NOON)
    mine.refresh_from_db()
    assert mine.pace == Pace.DAILY


def test_a_new_pace_does_not_shorten_a_streak(learner: User, course: Course) -> None:
    """On Saturday the weekday learner turns daily; no lesson opens before Sunday."""
    mine = enrol(learner, course, pace=Pace.WEEKDAYS)
    friday = NOON + 3 * DAY
    for number in range(1, 5):
        finish(number, friday)
    retiming.change_pace(mine, Pace.DAILY, [], friday + DAY)
    assert streak_at(friday + 2 * DAY) == 1


def test_a_new_pace_does_not_mend_a_streak(enrolment: Enrolment) -> None:
    """Wednesday to Friday passed without a lesson; weekends would have been free."""
    finish(1, NOON)
    retiming.change_pace(enrolment, Pace.CHOSEN, [6], NOON + 4 * DAY)
    assert streak_at(NOON + 4 * DAY) == 0


# Pausing


def test_a_pause_begins_tomorrow_and_keeps_todays_lesson(enrolment: Enrolment) -> None:
    retiming.pause(enrolment, NOON + DAY)
    assert enrolment.pauses == [["2026-11-26", None]]
    assert open_at(NOON + 30 * DAY) == [1, 2]
    assert opens_on(3, NOON + 30 * DAY) is None


def test_the_next_lesson_opens_on_the_day_a_learner_resumes(enrolment: Enrolment) -> None:
    retiming.pause(enrolment, NOON + DAY)
    retiming.resume(enrolment, NOON + 10 * DAY)
    assert enrolment.pauses == [["2026-11-26", "2026-12-03"]]
    assert open_at(NOON + 10 * DAY) == [1, 2, 3]
    assert open_at(NOON + 11 * DAY) == [1, 2, 3, 4]


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=20)])
def test_a_pause_that_never_took_effect_is_gone(enrolment: Enrolment, later: timedelta) -> None:
    retiming.pause(enrolment, NOON)
    retiming.resume(enrolment, NOON + later)
    assert enrolment.pauses == []
    assert open_at(NOON + DAY) == [1, 2]


def test_resuming_ends_a_pause_with_a_last_day_too(learner: User, course: Course) -> None:
    past, present = ["2026-11-20", "2026-11-21"], ["2026-11-25", "2026-12-31"]
    future = ["2027-02-01", "2027-02-05"]
    mine = enrol(learner, course, pauses=[past, present, future])
    retiming.resume(mine, NOON + 3 * DAY)
    assert mine.pauses == [past, ["2026-11-25", "2026-11-26"], future]


def test_a_streak_outlives_a_pause(enrolment: Enrolment) -> None:
    finish(1, NOON)
    retiming.pause(enrolment, NOON)
    assert streak_at(NOON + 100 * DAY) == 1
    retiming.resume(enrolment, NOON + 100 * DAY)
    finish(2, NOON + 100 * DAY)
    assert streak_at(NOON + 100 * DAY) == 2


def test_a_pause_does_not_excuse_the_day_it_is_asked_for(enrolment: Enrolment) -> None:
    finish(1, NOON)
    retiming.pause(enrolment, NOON + DAY)
    assert (streak_at(NOON + DAY), streak_at(NOON + 2 * DAY)) == (1, 0)


def test_a_pause_does_not_mend_a_streak(enrolment: Enrolment) -> None:
    finish(1, NOON)
    retiming.pause(enrolment, NOON + 3 * DAY)
    retiming.resume(enrolment, NOON + 9 * DAY)
    assert streak_at(NOON + 9 * DAY) == 0


# Changing the zone


def test_flying_west_locks_nothing(course: Course) -> None:
    learner = make_learner(time_zone="Europe/Berlin")
    enrol(learner, course)
    morning = datetime(2026, 11, 25, 4, tzinfo=UTC)
    retiming.change_zone(learner, "America/New_York", morning)
    assert User.objects.get().time_zone == "America/New_York"
    assert open_at(morning) == [1, 2]
    assert open_at(morning + DAY) == [1, 2]
    assert open_at(morning + DAY + timedelta(hours=5)) == [1, 2, 3]


def test_flying_east_opens_what_is_due_there(course: Course) -> None:
    learner = make_learner(time_zone="America/New_York")
    enrol(learner, course)
    evening = datetime(2026, 11, 25, 4, tzinfo=UTC)
    assert open_at(evening) == [1]
    retiming.change_zone(learner, "Europe/Berlin", evening)
    assert open_at(evening) == [1, 2]


def test_a_streak_outlives_a_date_that_a_flight_skipped(course: Course) -> None:
    """Honolulu, Monday evening, to Auckland, Wednesday early: there was no Tuesday."""
    learner = make_learner(time_zone="Pacific/Honolulu")
    enrol(learner, course, start=date(2026, 11, 23))
    monday_evening = datetime(2026, 11, 24, 6, tzinfo=UTC)
    finish(1, monday_evening)
    landed = monday_evening + timedelta(hours=10)
    retiming.change_zone(learner, "Pacific/Auckland", landed)
    assert place_at(landed).today == date(2026, 11, 25)
    assert streak_at(landed) == 1
    finish(2, landed)
    assert streak_at(landed) == 2


def test_a_streak_lives_again_where_the_day_is_not_over(course: Course) -> None:
    """The zone was changed only after it had broken where the learner was no longer."""
    learner = make_learner(time_zone="Pacific/Auckland")
    enrol(learner, course)
    finish(1, NOON)
    over_in_auckland = datetime(2026, 11, 25, 15, tzinfo=UTC)
    assert streak_at(over_in_auckland) == 0
    retiming.change_zone(learner, "Pacific/Honolulu", over_in_auckland)
    assert streak_at(over_in_auckland) == 1


def test_the_zone_there_is_mends_no_streak(enrolment: Enrolment, learner: User) -> None:
    finish(1, NOON)
    saturday = NOON + 4 * DAY
    retiming.change_pace(enrolment, Pace.CHOSEN, [6], saturday)
    retiming.change_zone(learner, learner.time_zone, saturday)
    assert streak_at(saturday) == 0


# Cohorts


def test_who_joins_anew_follows_the_cohort(course: Course, learner: User) -> None:
    cohort = make_cohort(course, start=NOON.date() - 2 * DAY, pace=Pace.WEEKDAYS)
    mine = retiming.join(learner, cohort, NOON)
    assert (mine.cohort, mine.start, mine.pace) == (cohort, cohort.start, Pace.WEEKDAYS)
    assert open_at(NOON) == [1, 2, 3]


def test_who_moves_into_a_cohort_keeps_what_is_open(enrolment: Enrolment, course: Course) -> None:
    Enrolment.objects.update(pauses=[["2026-12-24", "2026-12-31"]])
    now = NOON + 2 * DAY
    cohort = make_cohort(course, start=date(2027, 2, 1), pace=Pace.CHOSEN, weekdays=0b10)
    mine = retiming.join(enrolment.user or make_learner(), cohort, now)
    assert (mine.pk, mine.cohort, mine.start) == (enrolment.pk, cohort, cohort.start)
    assert mine.pauses == [["2026-12-24", "2026-12-31"]]
    assert open_at(now) == [1, 2, 3]
    assert opens_on(4, now) == date(2027, 2, 16)


def member(course: Course, **pace: object) -> Cohort:
    cohort = make_cohort(course, **pace)
    retiming.join(make_learner(), cohort, NOON)
    return cohort


def test_a_later_start_locks_nothing(course: Course) -> None:
    cohort, now = member(course), NOON + 3 * DAY
    cohort.start = date(2027, 1, 4)
    retiming.retime_cohort(cohort, now)
    assert open_at(now) == [1, 2, 3, 4]
    assert opens_on(5, now) == date(2027, 1, 8)


def test_the_end_of_a_cohort_changes_nothing(course: Course) -> None:
    cohort, now = member(course), NOON + DAY
    cohort.start, cohort.pace = NOON.date() - DAY, Pace.WEEKDAYS
    retiming.retime_cohort(cohort, now)
    before = place_at(now).standings()
    Cohort.objects.get().delete()
    assert place_at(now).standings() == before


def test_a_cohorts_new_pace_does_not_break_a_streak(course: Course) -> None:
    """The daily cohort gets its weekends off on a Friday."""
    cohort, friday = member(course), NOON + 3 * DAY
    finish(4, friday)
    cohort.pace = Pace.WEEKDAYS
    retiming.retime_cohort(cohort, friday)
    assert streak_at(friday + 3 * DAY) == 1


def test_only_a_saved_cohort_is_retimed(enrolment: Enrolment, course: Course) -> None:
    with pytest.raises(ValueError, match="must be saved"):
        retiming.retime_cohort(Cohort(course=course, start=NOON.date()), NOON)


@pytest.mark.parametrize("count", [1, 3])
def test_a_cohort_takes_as_many_queries_for_any_number(
    count: int, course: Course, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cohort = make_cohort(course)
    for _ in range(count):
        mine = retiming.join(make_learner(), cohort, NOON)
        first = lessons_of(course)[0]
        open_lesson(mine, first, finished_at=NOON, finished_on=NOON.date())
    cohort.start = NOON.date() + DAY
    with django_assert_num_queries(18):
        retiming.retime_cohort(cohort, NOON + DAY)


# Opening early


def test_an_instructor_opens_a_lesson_early_once(course: Course) -> None:
    instructor, cohort = make_learner(), make_cohort(course)
    for _ in range(2):
        retiming.join(make_learner(), cohort, NOON)
    third = lessons_of(course)[2]
    members = Enrolment.objects.filter(cohort=cohort)
    assert retiming.open_early(members, third, instructor, NOON) == 2
    assert retiming.open_early(members, third, instructor, NOON) == 0
    opened = [(o.lesson, o.opened_by, o.opened_at) for o in Opening.objects.all()]
    assert opened == [(third, instructor, NOON)] * 2


def test_what_is_open_by_the_timetable_is_not_opened_early(
    enrolment: Enrolment, course: Course
) -> None:
    second = lessons_of(course)[1]
    count = retiming.open_early(Enrolment.objects.all(), second, make_learner(), NOON + DAY)
    assert (count, Opening.objects.count()) == (0, 0)


def test_a_lesson_opens_in_its_own_course_only(enrolment: Enrolment) -> None:
    elsewhere = lessons_of(make_course("other"))[1]
    assert retiming.open_early(Enrolment.objects.all(), elsewhere, make_learner(), NOON) == 0


# Twice


def open_third_early(enrolment: Enrolment, now: datetime) -> None:
    third = Lesson.objects.get(slug="lesson-3")
    retiming.open_early(Enrolment.objects.all(), third, User.objects.all()[0], now)


def join_cohort(enrolment: Enrolment, now: datetime) -> None:
    assert enrolment.user
    cohort, _ = Cohort.objects.get_or_create(course=enrolment.course, start=date(2026, 12, 1))
    retiming.join(enrolment.user, cohort, now)


def move_to_tokyo(enrolment: Enrolment, now: datetime) -> None:
    assert enrolment.user
    retiming.change_zone(enrolment.user, "Asia/Tokyo", now)


ACTS: list[Callable[[Enrolment, datetime], None]] = [
    lambda enrolment, now: retiming.settle(Enrolment.objects.all(), now),
    lambda enrolment, now: retiming.change_pace(enrolment, Pace.CHOSEN, [2, 4], now),
    lambda enrolment, now: retiming.change_pace(enrolment, Pace.AFTER, [], now),
    retiming.pause,
    retiming.resume,
    open_third_early,
    join_cohort,
    move_to_tokyo,
]


@pytest.mark.parametrize("act", ACTS)
def test_what_comes_twice_changes_nothing_more(
    act: Callable[[Enrolment, datetime], None], enrolment: Enrolment
) -> None:
    finish(1, NOON)
    act(enrolment, NOON + DAY)
    once = schedule()
    act(Enrolment.objects.get(), NOON + DAY)
    assert schedule() == once
