"""The simulated class: made by the real code, the same every time, and clearly marked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from courseapp.models import Cohort, Course, Enrolment, Opening, Prediction, Step, User
from courseapp.progress.demo import COHORT, HABITS, INSTRUCTOR, make_demo
from courseapp.schedule.access import Reader, get_place
from courseapp.schedule.clock import day_begins
from tests.cast import NOON, add_question, make_course

pytestmark = pytest.mark.django_db


def course_of_all_kinds() -> Course:
    course = make_course(lessons=4)
    for lesson, kind in zip(
        course.lessons.all(), ["estimate", "interval", "rank", "reflect"], strict=True
    ):
        Step.objects.create(lesson=lesson, position=3, question=add_question(lesson, kind, kind))
    return course


def what_was_answered() -> list[Any]:
    return list(
        Prediction.objects.order_by("enrolment__user__email", "question__key").values_list(
            "enrolment__user__email",
            "question__key",
            "answer",
            "confidence",
            "is_right",
            "ticked",
            "locked_at",
        )
    )


def test_a_class_of_at_least_eight_with_an_instructor_is_made() -> None:
    assert make_demo(course_of_all_kinds(), "a password", NOON)
    cohort = Cohort.objects.get()
    assert (cohort.name, cohort.is_demo) == (COHORT, True)
    assert [user.email for user in cohort.instructors.all()] == [INSTRUCTOR]
    assert cohort.enrolments.count() == len(HABITS) >= 8


def test_everyone_in_it_says_simulated_and_can_sign_in() -> None:
    make_demo(course_of_all_kinds(), "a password", NOON)
    assert [user.name for user in User.objects.all() if "(simulated)" not in user.name] == []
    assert all(user.check_password("a password") for user in User.objects.all())


def test_all_kinds_are_answered_rightly_and_wrongly() -> None:
    make_demo(course_of_all_kinds(), "a password", NOON)
    verdicts = set(Prediction.objects.values_list("revision__kind", "is_right"))
    judged = {(kind, is_right) for kind in ("predict", "estimate", "rank") for is_right in (0, 1)}
    assert verdicts == judged | {("reflect", None)}


def test_the_same_instant_gives_the_same_class() -> None:
    course = course_of_all_kinds()
    make_demo(course, "a password", NOON)
    first = what_was_answered()
    Enrolment.objects.all().delete()
    Cohort.objects.all().delete()
    User.objects.all().delete()
    make_demo(course, "another password", NOON)
    assert len(first) > 40
    assert what_was_answered() == first


def test_a_second_time_changes_nothing() -> None:
    course = course_of_all_kinds()
    make_demo(course, "a password", NOON)
    first = what_was_answered()
    assert not make_demo(course, "another password", NOON + timedelta(days=3))
    assert what_was_answered() == first


def test_a_class_that_was_taken_down_stays_away() -> None:
    course = course_of_all_kinds()
    make_demo(course, "a password", NOON)
    Cohort.objects.all().delete()
    assert not make_demo(course, "a password", NOON)
    assert not Cohort.objects.exists()


@pytest.mark.parametrize("hour", [0, 3, 9, 23])
def test_nobody_reads_ahead_or_in_the_future(hour: int) -> None:
    now = datetime(2026, 11, 24, hour, 30, tzinfo=UTC)
    make_demo(make_course(lessons=9), "a password", now)
    start = Cohort.objects.get().start
    for opening in Opening.objects.select_related("enrolment__user", "lesson"):
        opens_on = start + timedelta(days=opening.lesson.position)
        assert opening.enrolment.user is not None
        assert opening.opened_at >= day_begins(opens_on, opening.enrolment.user.zone)
    assert not Opening.objects.filter(opened_at__gt=now).exists()
    assert not Prediction.objects.filter(locked_at__gt=now).exists()


def test_some_finish_some_stop_and_some_never_begin() -> None:
    course = course_of_all_kinds()
    make_demo(course, "a password", NOON)
    finished = {
        user.email.split("@")[0]: sum(
            standing.is_finished
            for standing in get_place(Reader(user), course.slug, NOON).standings()
        )
        for user in User.objects.exclude(email=INSTRUCTOR)
    }
    assert (finished["amara"], finished["dilan"], finished["farid"], finished["kiri"]) == (
        4,
        3,
        2,
        0,
    )
