"""The only door to a lesson."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, Enrolment, FormerSlug, Lesson, Pace
from courseapp.schedule.access import (
    LessonLockedError,
    LessonMovedError,
    Place,
    Reader,
    get_open_lesson,
    get_place,
    get_places,
)
from tests.cast import NOON, add_lesson, enrol, make_course, make_learner, open_lesson

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YEAR = 365 * DAY


@pytest.fixture
def course() -> Course:
    return make_course(lessons=4)


def lesson(course: Course, number: int) -> Lesson:
    return course.lessons.get(slug=f"lesson-{number}")


def is_open(reader: Reader, number: int, now: datetime) -> bool:
    try:
        _, found = get_open_lesson(reader, "course", f"lesson-{number}", now)
    except LessonLockedError:
        return False
    return found.slug == f"lesson-{number}"


def open_numbers(reader: Reader, now: datetime) -> list[int]:
    return [number for number in range(1, 5) if is_open(reader, number, now)]


def visitor_with_work(course: Course, visitor: UUID) -> Reader:
    enrolment = Enrolment.objects.create(
        visitor=visitor, course=course, start=NOON.date(), enrolled_at=NOON
    )
    open_lesson(enrolment, lesson(course, 1))
    return Reader(visitor=visitor)


def test_a_visitor_has_the_first_lesson_only(course: Course) -> None:
    assert open_numbers(Reader(), NOON + YEAR) == [1]


def test_a_visitor_who_has_answered_still_has_the_first_lesson_only(course: Course) -> None:
    reader = visitor_with_work(course, uuid4())
    assert open_numbers(reader, NOON + YEAR) == [1]


def test_another_visitors_work_opens_nothing(course: Course) -> None:
    visitor_with_work(course, uuid4())
    assert get_place(Reader(visitor=uuid4()), course.slug, NOON).enrolment is None


def test_who_has_not_enrolled_has_the_first_lesson_only(course: Course) -> None:
    enrol(make_learner(), course)
    assert open_numbers(Reader(make_learner()), NOON + YEAR) == [1]


def test_a_learner_has_one_lesson_more_each_day(course: Course) -> None:
    learner = make_learner(time_zone="Pacific/Auckland")
    enrol(learner, course)
    four = datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert open_numbers(Reader(learner), four - timedelta(seconds=1)) == [1]
    assert open_numbers(Reader(learner), four) == [1, 2]
    assert open_numbers(Reader(learner), four + DAY) == [1, 2, 3]


def locked(reader: Reader, number: int, now: datetime = NOON) -> LessonLockedError:
    with pytest.raises(LessonLockedError) as caught:
        get_open_lesson(reader, "course", f"lesson-{number}", now)
    return caught.value


def test_a_locked_lesson_says_when_it_opens(course: Course) -> None:
    learner = make_learner(time_zone="America/New_York")
    enrol(learner, course)
    standing = locked(Reader(learner), 3).standing
    assert standing.opens_at == datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_a_locked_lesson_has_no_date_for_a_visitor(course: Course) -> None:
    assert locked(visitor_with_work(course, uuid4()), 2).standing.opens_at is None


def test_a_locked_lesson_has_no_date_before_the_one_in_front_is_finished(course: Course) -> None:
    learner = make_learner()
    enrolment = enrol(learner, course, pace=Pace.AFTER)
    assert locked(Reader(learner), 2).standing.opens_at is None
    open_lesson(enrolment, lesson(course, 1), finished_at=NOON, finished_on=NOON.date())
    expected = datetime(2026, 11, 25, 4, tzinfo=UTC)
    assert locked(Reader(learner), 2).standing.opens_at == expected


def test_a_lesson_once_open_stays_open_whatever_the_timetable_says(course: Course) -> None:
    learner = make_learner()
    open_lesson(enrol(learner, course), lesson(course, 4))
    assert open_numbers(Reader(learner), NOON) == [1, 4]


def test_a_former_slug_leads_on(course: Course) -> None:
    FormerSlug.objects.create(course=course, slug="old-name", lesson=lesson(course, 2))
    with pytest.raises(LessonMovedError) as caught:
        get_open_lesson(Reader(), "course", "old-name", NOON)
    assert caught.value.lesson == lesson(course, 2)


def test_another_courses_former_slug_is_not_there(course: Course) -> None:
    other = make_course("other")
    FormerSlug.objects.create(course=other, slug="old-name", lesson=lesson(other, 2))
    with pytest.raises(Http404):
        get_open_lesson(Reader(), "course", "old-name", NOON)


def retire(found: Lesson) -> Lesson:
    found.retired_at = NOON
    found.save()
    return found


def test_a_retired_lesson_stays_with_whom_it_was_open_to(course: Course) -> None:
    learner = make_learner()
    retired = retire(lesson(course, 4))
    open_lesson(enrol(learner, course), retired)
    assert get_open_lesson(Reader(learner), "course", "lesson-4", NOON)[1] == retired


def test_a_retired_lesson_is_not_there_for_others(course: Course) -> None:
    learner = make_learner()
    enrol(learner, course)
    retire(lesson(course, 1))
    for reader in (Reader(learner), Reader()):
        with pytest.raises(Http404):
            get_open_lesson(reader, "course", "lesson-1", NOON + YEAR)


@pytest.mark.parametrize("slug", ["course", "no-such-course"])
def test_what_is_not_there_is_not_found(course: Course, slug: str) -> None:
    with pytest.raises(Http404):
        get_open_lesson(Reader(), slug, "no-such-lesson", NOON)


def retire_course(course: Course, on: datetime) -> None:
    course.retired_at = on
    course.save()


def test_a_retired_course_is_not_found_by_others(course: Course) -> None:
    retire_course(course, NOON)
    for reader in (Reader(), Reader(visitor=uuid4()), Reader(make_learner())):
        with pytest.raises(Http404):
            get_open_lesson(reader, "course", "lesson-1", NOON)


@pytest.mark.parametrize("pace", [Pace.DAILY, Pace.AFTER])
def test_a_retired_course_keeps_what_was_open_and_opens_no_more(course: Course, pace: Pace) -> None:
    learner = make_learner()
    enrolment = enrol(learner, course, pace=pace)
    for number in (1, 2):
        finished = {"finished_at": NOON, "finished_on": NOON.date()}
        open_lesson(enrolment, lesson(course, number), **finished)
    retire_course(course, NOON + DAY / 2)
    for number in (1, 2):
        assert is_open(Reader(learner), number, NOON + YEAR)
    for number in (3, 4):
        with pytest.raises(Http404):
            get_open_lesson(Reader(learner), "course", f"lesson-{number}", NOON + YEAR)


def test_a_retired_course_keeps_what_was_open_by_the_timetable_alone(course: Course) -> None:
    learner = make_learner()
    enrol(learner, course)
    retire_course(course, NOON + DAY)
    standings = get_place(Reader(learner), "course", NOON + YEAR).standings()
    assert [standing.is_open for standing in standings] == [True, True, False, False]
    assert standings[2].opens_at is None


def test_a_visitor_keeps_the_first_lesson_of_a_retired_course(course: Course) -> None:
    reader = visitor_with_work(course, uuid4())
    retire_course(course, NOON)
    assert is_open(reader, 1, NOON + YEAR)


def test_retired_courses_are_not_among_those_that_go_on(course: Course) -> None:
    learner = make_learner()
    enrol(learner, course)
    retire_course(course, NOON)
    assert get_places(Reader(learner), NOON) == []


def test_the_lesson_that_follows(course: Course) -> None:
    place = get_place(Reader(), course.slug, NOON)
    following = place.after(lesson(course, 3))
    assert following is not None
    assert following.lesson == lesson(course, 4)
    assert place.after(lesson(course, 4)) is None


def paused_place(course: Course, *pauses: list[str | None]) -> Place:
    learner = make_learner()
    enrol(learner, course, pauses=pauses)
    return get_place(Reader(learner), course.slug, NOON)


def test_a_learner_is_paused_from_the_day_they_ask(course: Course) -> None:
    assert paused_place(course, ["2026-11-25", None]).pause is not None
    assert paused_place(course, ["2026-11-24", "2026-11-24"]).pause is not None
    assert paused_place(course, ["2026-11-20", "2026-11-23"]).pause is None
    assert paused_place(course, ["2026-11-25", "2026-11-26"]).pause is None


@pytest.mark.parametrize("lessons", [1, 3])
def test_the_door_takes_as_many_queries_for_any_course(
    lessons: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course, learner = make_course(lessons=lessons), make_learner()
    enrolment = enrol(learner, course)
    for found in course.lessons.all():
        open_lesson(enrolment, found)
    with django_assert_num_queries(3):
        place, _ = get_open_lesson(Reader(learner), "course", "lesson-1", NOON)
        place.standings()
    with django_assert_num_queries(1):
        get_open_lesson(Reader(learner), "course", "lesson-1", NOON)


def test_lessons_are_read_again_after_a_load(course: Course) -> None:
    assert len(get_place(Reader(), course.slug, NOON).lessons) == 4
    add_lesson(course.phases.get(), 4)
    course.save()
    assert len(get_place(Reader(), course.slug, NOON).lessons) == 5
