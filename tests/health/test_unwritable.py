"""A database that really takes no writes: what is refused, what goes on, and that nothing is lost.

Runs on SQLite, and on PostgreSQL when DATABASE_URL names one.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection
from django.test import Client

from courseapp.accounts.sessions import RENEWED
from courseapp.models import Prediction, Revision, User
from tests.cast import enrol, make_course, make_learner

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
ADDRESS = "/courses/course/lesson-1/question-1/predict/"
ON_SQLITE = ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
ON_POSTGRESQL = (
    "SET default_transaction_read_only = on",
    "SET default_transaction_read_only = off",
)
Fault = Callable[[], AbstractContextManager[None]]


@contextmanager
def read_only() -> Iterator[None]:
    begin, end = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(end)


@contextmanager
def locked() -> Iterator[None]:
    """By another process, such as a backup that hangs, for longer than we wait."""
    other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("BEGIN IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20")
    try:
        yield
    finally:
        other.close()
        connection.close()


FAULTS: list[Fault] = [read_only]
if connection.vendor == "sqlite":  # PostgreSQL does not lock as a whole
    FAULTS.append(locked)


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> Fault:
    chosen: Fault = request.param
    return chosen


@pytest.fixture
def browser() -> Client:
    learner = make_learner()
    enrol(learner, make_course())
    client = Client(raise_request_exception=False, headers={"origin": "http://testserver"})
    client.force_login(learner)
    return client


def test_an_answer_is_refused_and_counts_once_it_can(browser: Client, fault: Fault) -> None:
    revision = Revision.objects.get(question__key="question-1")
    sent = {"wording": revision.wording, "choice": "a", "confidence": "3"}
    with fault():
        refused = browser.post(ADDRESS, sent)
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert 'name="choice" value="a"' in refused.content.decode()
    assert Prediction.objects.count() == 0
    assert browser.post(ADDRESS, sent).status_code < 400
    assert Prediction.objects.count() == 1


def test_what_is_there_can_be_read_meanwhile(browser: Client, fault: Fault) -> None:
    session = browser.session
    session[RENEWED] = 0  # its end is due to be put off, which would be a write
    session.save()
    with fault():
        addresses = ["/", "/courses/course/", "/courses/course/lesson-1/", "/accounts/login/"]
        statuses = {address: browser.get(address).status_code for address in addresses}
    assert {status for status in statuses.values() if status >= 400} == set(), statuses


def test_a_sign_up_is_no_half_made_account(fault: Fault) -> None:
    person = {"email": "ada@example.org", "password1": "correct horse battery"}
    client = Client(raise_request_exception=False)
    with fault():
        response = client.post("/accounts/signup/", person)
    assert response.status_code == 503
    assert User.objects.count() == 0
    assert client.post("/accounts/signup/", person).status_code == 302


def test_machines_are_told(fault: Fault) -> None:
    with fault():
        response = Client().get("/health/ready/")
        assert Client().get("/health/").status_code == 200
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert (response.status_code, lines["database"]) == (503, "ok")
    assert lines["writes"].startswith("the database fails: ")
    assert Client().get("/health/ready/").status_code == 200


def test_a_session_that_cannot_be_stored_is_no_bad_request(browser: Client, fault: Fault) -> None:
    """Signing out changes the session, and so does every message."""
    with fault():
        response = browser.post("/accounts/logout/")
    assert response.status_code == 503
    assert browser.get("/account/").status_code == 200


def test_a_visitors_answer_is_refused_and_counts_once_it_can(fault: Fault) -> None:
    make_course()
    revision = Revision.objects.get(question__key="question-1")
    sent = {"wording": revision.wording, "choice": "a", "confidence": "3"}
    client = Client(raise_request_exception=False, headers={"origin": "http://testserver"})
    with fault():
        assert client.post(ADDRESS, sent).status_code == 503
    assert client.post(ADDRESS, sent).status_code < 400
    assert Prediction.objects.count() == 1
