"""Who may do what: every address, for everyone, by GET and by POST, in access_matrix.txt.

An address without its rows there fails the test.
"""

from http import HTTPStatus

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from courseapp.models import User
from tests.addresses import CAST, ROWS, find_places, make_course, make_people, names_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def outcome(person: User | None, method: str, address: str) -> str:
    client = Client()
    if person:
        client.force_login(person)
    response = getattr(client, method)(address)
    if response.status_code not in {HTTPStatus.FOUND, HTTPStatus.MOVED_PERMANENTLY}:
        return str(response.status_code)
    to_sign_in = response["Location"].startswith(("/accounts/login/?", "/admin/login/?"))
    return "login" if to_sign_in else "go"


def test_every_address_has_its_rows() -> None:
    named = set(names_in(get_resolver().url_patterns))
    for method in ("GET", "POST"):
        assert {row.name for row in ROWS if row.method == method} == named


def test_everyone_gets_what_the_table_says() -> None:
    course = make_course()
    people, places = make_people(course), find_places(course)
    found = []
    for row in ROWS:
        for person, expected in zip(CAST, row.outcomes, strict=True):
            with transaction.atomic():
                got = outcome(people[person], row.method.lower(), row.address.format(**places))
                transaction.set_rollback(True)
            if got != expected:
                found.append(f"{person}: {row.method} {row.address} gives {got}, not {expected}")
    assert not found, "\n".join(found)
