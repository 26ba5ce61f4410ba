"""Who may do what: every address, for everyone, by GET and by POST, in access_matrix.txt.

An address without its rows there fails the test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from courseapp.models import Cohort, Course, Enrolment, Lesson, Phase, Question, Step, User
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CAST = ("visitor", "member", "outsider", "instructor", "colleague", "author", "superuser")
"""A member of the cohort, a learner of another one, the cohort's instructor, another's, staff
without a right, and who may do all."""


@dataclass(frozen=True)
class Row:
    name: str
    address: str
    method: str
    outcomes: tuple[str, ...]


def rows_of_table() -> list[Row]:
    lines = Path(__file__).with_name("access_matrix.txt").read_text(encoding="utf-8").splitlines()
    cells = [line.split() for line in lines if not line.startswith("#")]
    return [Row(name, address, method, tuple(rest)) for name, address, method, *rest in cells]


ROWS = rows_of_table()


def names_in(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_in(pattern.url_patterns, pattern.namespace or space)
        else:
            yield f"{space}:{pattern.name}" if space else str(pattern.name)


@pytest.fixture
def course() -> Course:
    course = cast.make_course("course", lessons=2)
    for lesson in course.lessons.all():
        for key, position in (("shown", 1), ("waits", 11)):
            lesson.steps.filter(position=1, question__isnull=False).update(position=10)
            stored = {"key": key, "simulator": "batching", "defaults": {}}
            Step.objects.create(lesson=lesson, position=position, simulation=stored)
    return course


@pytest.fixture
def people(course: Course) -> dict[str, User | None]:
    instructor, colleague = cast.make_instructor(), cast.make_instructor()
    cohort, other = cast.make_cohort(course), cast.make_cohort(course, name="Other")
    cohort.instructors.add(instructor)
    other.instructors.add(colleague)
    member, outsider = cast.make_learner(), cast.make_learner()
    enrolment = cast.enrol(member, course, cohort=cohort)
    cast.enrol(outsider, course, cohort=other)
    cast.predict(enrolment, "question-1", "a")
    return {
        "visitor": None,
        "member": member,
        "outsider": outsider,
        "instructor": instructor,
        "colleague": colleague,
        "author": cast.make_learner(is_staff=True),
        "superuser": cast.make_learner(is_staff=True, is_superuser=True),
    }


def outcome(person: User | None, method: str, address: str) -> str:
    client = Client()
    if person:
        client.force_login(person)
    response = getattr(client, method)(address)
    if response.status_code not in {HTTPStatus.FOUND, HTTPStatus.MOVED_PERMANENTLY}:
        return str(response.status_code)
    to_sign_in = response["Location"].startswith(("/accounts/login/?", "/admin/login/?"))
    return "login" if to_sign_in else "go"


@pytest.fixture
def places(people: dict[str, User | None], course: Course) -> dict[str, object]:
    """What stands in braces in the table's addresses: the member's and the instructor's own."""
    enrolment = Enrolment.objects.get(cohort__name="Autumn")
    return {
        "code": Cohort.objects.get(name="Autumn").join_code,
        "cohort": enrolment.cohort_id,
        "course": course.pk,
        "emailaddress": 1,
        "enrolment": enrolment.pk,
        "group": Group.objects.get(name="Instructors").pk,
        "lesson": Lesson.objects.get(slug="lesson-1").pk,
        "phase": Phase.objects.get().pk,
        "question": Question.objects.get(key="question-1").pk,
        "user": enrolment.user_id,
    }


def test_every_address_has_its_rows() -> None:
    named = set(names_in(get_resolver().url_patterns))
    for method in ("GET", "POST"):
        assert {row.name for row in ROWS if row.method == method} == named


def test_everyone_gets_what_the_table_says(
    people: dict[str, User | None], places: dict[str, object]
) -> None:
    found = []
    for row in ROWS:
        for person, expected in zip(CAST, row.outcomes, strict=True):
            with transaction.atomic():
                got = outcome(people[person], row.method.lower(), row.address.format(**places))
                transaction.set_rollback(True)
            if got != expected:
                found.append(f"{person}: {row.method} {row.address} gives {got}, not {expected}")
    assert not found, "\n".join(found)
