"""The simulated classes: made by the real code, the same every time, and clearly marked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from courseapp.models import Cohort, Course, Enrolment, Framework, Opening, Prediction, Step, User
from courseapp.progress.demo import CLASSES, INSTRUCTOR, make_demo
from courseapp.schedule.access import Reader, get_place
from courseapp.schedule.clock import day_begins
from tests.cast import NOON, add_question, make_course
from tests.deciding.weather import load_weather

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


def test_classes_of_at_least_eight_with_an_instructor_are_made() -> None:
    assert make_demo(course_of_all_kinds(), "a password", NOON)
    cohorts = list(Cohort.objects.all())
    assert [cohort.name for cohort in cohorts] == [demo.name for demo in CLASSES]
    for cohort, demo in zip(cohorts, CLASSES, strict=True):
        assert cohort.is_demo
        assert [user.email for user in cohort.instructors.all()] == [INSTRUCTOR]
        assert cohort.enrolments.count() == len(demo.habits) >= 8


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


def test_who_comes_to_a_decision_locks_a_list_of_their_own(tmp_path: Path) -> None:
    make_demo(load_weather(tmp_path), "a password", NOON)
    lists = list(Framework.objects.exclude(locked_at=None).select_related("enrolment__user"))
    written = {str(framework.first) for framework in lists}
    revised = {framework.current != as_kept(framework.first) for framework in lists}
    assert len(lists) > 10
    assert len(written) > 1
    assert revised == {True, False}
    assert all(framework.locked_at < NOON for framework in lists if framework.locked_at)


def as_kept(first: dict[str, Any] | None) -> dict[str, Any]:
    return {name: (first or {})[name] for name in ("rules", "otherwise")}


def test_lists_are_the_same_at_the_same_instant(tmp_path: Path) -> None:
    course, lists = load_weather(tmp_path), []
    for _ in range(2):
        make_demo(course, "a password", NOON)
        found = Framework.objects.order_by("enrolment__user__email")
        lists.append(list(found.values_list("first", "current", "locked_at")))
        Enrolment.objects.all().delete()
        Cohort.objects.all().delete()
        User.objects.all().delete()
    assert lists[0] == lists[1]


@pytest.mark.parametrize("hour", [0, 3, 9, 23])
def test_nobody_reads_ahead_or_in_the_future(hour: int) -> None:
    now = datetime(2026, 11, 24, hour, 30, tzinfo=UTC)
    make_demo(make_course(lessons=9), "a password", now)
    for opening in Opening.objects.select_related("enrolment__user", "enrolment__cohort", "lesson"):
        assert opening.enrolment.cohort is not None
        opens_on = opening.enrolment.cohort.start + timedelta(days=opening.lesson.position)
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
