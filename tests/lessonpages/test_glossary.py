from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, User
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

GLOSSARY = "/courses/course/glossary/"


@pytest.fixture
def course() -> Course:
    return cast.make_course(lessons=2)


@pytest.fixture
def learner(client: Client) -> User:
    learner = cast.make_learner()
    client.force_login(learner)
    return learner


def shown(client: Client, address: str = GLOSSARY) -> str:
    return " ".join(client.get(address).content.decode().split())


def term(slug: str, *spoils: str, lesson: str = "lesson-1") -> dict[str, Any]:
    html = f"Meaning of {slug}."
    return {"slug": slug, "name": slug, "lesson": lesson, "html": html, "spoils": list(spoils)}


def meanings(client: Client) -> dict[str, str]:
    return {entry.slug: entry.html for entry in client.get(GLOSSARY).context["page"].terms}


def test_terms_stand_from_a_to_z_with_anchors(client: Client, course: Course) -> None:
    page = shown(client)
    assert page.index('id="term-first"') < page.index('id="term-second"')
    assert '<dd lang="en">An open <em>definition</em>.</dd>' in page


def test_a_definition_that_spoils_waits_for_its_question(
    client: Client, course: Course, learner: User
) -> None:
    enrolment = cast.enrol(learner, course)
    assert "Secret" not in shown(client)
    assert (
        '<dd class="soft">Comes with <a href="/courses/course/lesson-1/">'
        'lesson 1: <span lang="en">Teaser 1</span></a></dd>' in shown(client)
    )
    cast.predict(enrolment, "question-1", "a")
    assert '<dd lang="en">Secret <em>definition</em>.</dd>' in shown(client)


def test_a_visitor_reads_what_spoils_nothing(client: Client, course: Course) -> None:
    assert meanings(client) == {"first": "An open <em>definition</em>.", "second": ""}


def test_somebody_elses_answers_open_nothing(client: Client, course: Course, learner: User) -> None:
    cast.enrol(learner, course)
    other = cast.enrol(cast.make_learner(), course)
    cast.predict(other, "question-1", "a")
    assert meanings(client)["second"] == ""


def test_answers_in_another_course_open_nothing(
    client: Client, course: Course, learner: User
) -> None:
    cast.enrol(learner, course)
    elsewhere = cast.enrol(learner, cast.make_course("other"))
    cast.predict(elsewhere, "question-1", "a")
    assert meanings(client)["second"] == ""


def test_every_question_must_be_answered(client: Client, learner: User) -> None:
    course = cast.make_course(glossary=[term("both", "question-1", "question-2")])
    enrolment = cast.enrol(learner, course)
    cast.predict(enrolment, "question-1", "a")
    assert meanings(client) == {"both": ""}
    cast.predict(enrolment, "question-2", "a")
    assert meanings(client) == {"both": "Meaning of both."}


def test_a_locked_lesson_is_named_by_its_number_only(client: Client) -> None:
    cast.make_course(glossary=[term("later", "question-2", lesson="lesson-2")])
    assert '<dd class="soft">Comes with lesson 2</dd>' in shown(client)


def test_a_course_without_terms_has_no_glossary(client: Client) -> None:
    cast.make_course(glossary=[])
    assert client.get(GLOSSARY).status_code == 404
    assert GLOSSARY not in shown(client, "/courses/course/")


def test_the_course_and_a_lessons_end_lead_to_it(
    client: Client, course: Course, learner: User
) -> None:
    enrolment = cast.enrol(learner, course)
    assert f'href="{GLOSSARY}"' in shown(client, "/courses/course/")
    assert "Glossary of the course" not in shown(client, "/courses/course/lesson-1/")
    cast.predict(enrolment, "question-1", "a")
    assert "Glossary of the course" in shown(client, "/courses/course/lesson-1/")


@pytest.mark.parametrize("terms", [1, 3])
def test_it_takes_a_constant_number_of_queries(
    client: Client,
    learner: User,
    terms: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    slugs = [f"term-{number}" for number in range(terms)]
    course = cast.make_course(lessons=3, glossary=[term(s, "question-1") for s in slugs])
    enrolment = cast.enrol(learner, course)
    cast.predict(enrolment, "question-1", "a")
    shown(client)
    with django_assert_num_queries(4):
        shown(client)
