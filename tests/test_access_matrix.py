"""Who may do what: every address, for everyone, by GET and POST.

A row is an address, a method and what each of the cast gets: a status, or "login" for the way to
sign in, or "go" for another redirect. An address without a row fails the test.
"""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from courseapp.models import Course, User
from tests import cast

CAST = ("visitor", "member", "outsider", "instructor", "colleague", "author", "superuser")
"""A member of the cohort, a learner of another one, the cohort's instructor, another's, staff
without a right, and who may do all."""


def names_in(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_in(pattern.url_patterns, pattern.namespace or space)
        else:
            yield f"{space}:{pattern.name}" if space else str(pattern.name)


TABLE: dict[str, tuple[str, str, str]] = {}
"""By name: the address, and what each of the cast gets by GET and by POST."""


@pytest.fixture
def course() -> Course:
    return cast.make_course("course", lessons=2)


@pytest.fixture
def clients(course: Course) -> dict[str, Client]:
    instructor, colleague = cast.make_instructor(), cast.make_instructor()
    cohort, other = cast.make_cohort(course), cast.make_cohort(course, name="Other")
    cohort.instructors.add(instructor)
    other.instructors.add(colleague)
    member, outsider = cast.make_learner(), cast.make_learner()
    enrolment = cast.enrol(member, course, cohort=cohort)
    cast.enrol(outsider, course, cohort=other)
    people: dict[str, User | None] = {
        "visitor": None,
        "member": member,
        "outsider": outsider,
        "instructor": instructor,
        "colleague": colleague,
        "author": cast.make_learner(is_staff=True),
        "superuser": cast.make_learner(is_staff=True, is_superuser=True),
    }
    cast.predict(enrolment, "question-1", "a")
    return {name: signed_in(person) for name, person in people.items()}


def signed_in(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def outcome(client: Client, method: str, address: str) -> str:
    response = getattr(client, method)(address)
    if response.status_code not in {HTTPStatus.FOUND, HTTPStatus.MOVED_PERMANENTLY}:
        return str(response.status_code)
    to_sign_in = response["Location"].startswith(("/accounts/login/?", "/admin/login/?"))
    return "login" if to_sign_in else "go"
