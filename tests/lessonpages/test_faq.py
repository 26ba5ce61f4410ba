"""An answer of the FAQ that gives a lesson's question away waits until that is answered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, User
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

COURSE = "/courses/course/"


def entry(*spoils: str, html: str = "<p>Telling answer.</p>") -> dict[str, Any]:
    return {"question": "Who is it?", "html": html, "spoils": list(spoils)}


@pytest.fixture
def course() -> Course:
    return cast.make_course(lessons=3, faq=[entry("question-1", "question-2")])


def shown(client: Client) -> str:
    return " ".join(client.get(COURSE).content.decode().split())


def waits(client: Client, lesson: int) -> bool:
    """Whether the question alone is shown, and after which lesson its answer comes."""
    page = shown(client)
    return "Who is it?" in page and "Telling" not in page and f"lesson {lesson}" in page


def visitor() -> User | None:
    return None


def staff() -> User:
    return cast.make_learner(is_staff=True, is_superuser=True)


@pytest.mark.parametrize("reader", [visitor, cast.make_learner, cast.make_instructor, staff])
def test_whoever_has_not_answered_reads_the_question_alone(
    client: Client, course: Course, reader: Callable[[], User | None]
) -> None:
    user = reader()
    if user:
        client.force_login(user)
    assert waits(client, 2)
    if user:
        cast.enrol(user, course)
        assert waits(client, 2)


def test_a_member_of_a_cohort_opens_it_by_their_own_answers(client: Client, course: Course) -> None:
    member, other = cast.make_learner(), cast.make_learner()
    cohort = cast.make_cohort(course)
    enrolment = cast.enrol(member, course, cohort=cohort)
    elsewhere = cast.enrol(other, course, cohort=cohort)
    client.force_login(member)
    for key in ("question-1", "question-2"):
        cast.predict(elsewhere, key, "a")
    assert waits(client, 2)
    for key in ("question-1", "question-2"):
        cast.predict(enrolment, key, "a")
    assert "<p>Telling answer.</p>" in shown(client)


def test_it_opens_once_every_question_is_answered(client: Client, course: Course) -> None:
    learner = cast.make_learner()
    enrolment = cast.enrol(learner, course)
    client.force_login(learner)
    cast.predict(enrolment, "question-2", "a")
    assert waits(client, 1)
    assert 'Opens after <a href="/courses/course/lesson-1/">lesson 1: ' in shown(client)
    cast.predict(enrolment, "question-1", "a")
    assert "<p>Telling answer.</p>" in shown(client)
    assert "Opens after" not in shown(client)


def test_answers_in_another_course_open_nothing(client: Client, course: Course) -> None:
    learner = cast.make_learner()
    cast.enrol(learner, course)
    elsewhere = cast.enrol(learner, cast.make_course("other"))
    for key in ("question-1", "question-2"):
        cast.predict(elsewhere, key, "a")
    client.force_login(learner)
    assert waits(client, 2)


def test_a_locked_lesson_is_named_by_its_number_only(client: Client, course: Course) -> None:
    assert "Opens after lesson 2, whose questions it would answer." in shown(client)


def test_an_answer_to_a_question_that_is_gone_stays_closed(client: Client) -> None:
    cast.make_course(faq=[entry("a-question-of-yore")])
    assert "Opens after a later lesson" in shown(client)
    assert "Telling" not in shown(client)


def test_an_answer_loaded_by_an_earlier_release_is_open(client: Client) -> None:
    cast.make_course(faq=[{"question": "Why?", "html": "<p>Because.</p>"}])
    assert "<p>Because.</p>" in shown(client)


def test_nobody_else_is_served_a_readers_page(client: Client, course: Course) -> None:
    assert "no-store" in client.get(COURSE).headers["Cache-Control"]


@pytest.mark.parametrize("entries", [1, 3])
def test_it_takes_a_constant_number_of_queries(
    client: Client, entries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = cast.make_course(lessons=3, faq=[entry(f"question-{n + 1}") for n in range(entries)])
    learner = cast.make_learner()
    enrolment = cast.enrol(learner, course)
    cast.predict(enrolment, "question-1", "a")
    client.force_login(learner)
    shown(client)
    with django_assert_num_queries(4):
        shown(client)
