"""Whoever comes often is never signed out in the middle of a lesson."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courseapp.accounts.reader import VISITOR
from courseapp.answers.recording import VISITORS_KEPT, forget_idle_visitors
from courseapp.models import Enrolment, Revision
from tests.cast import make_course, make_learner
from tests.clock import HeldClock

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def wait(clock: HeldClock, span: timedelta) -> datetime:
    assert clock.instant
    clock.instant += span
    return clock.instant


WRITES = ("INSERT", "UPDATE", "DELETE")


def ends(client: Client) -> object:
    return Session.objects.get(pk=client.cookies[settings.SESSION_COOKIE_NAME].value).expire_date


def writes(client: Client, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(address)
    return [query["sql"] for query in queries if query["sql"].startswith(WRITES)]


def age(client: Client, span: timedelta) -> None:
    """Lets the session get nearer to its end, as if time had passed."""
    row = Session.objects.get(pk=client.cookies[settings.SESSION_COOKIE_NAME].value)
    row.expire_date -= span
    row.save()


@pytest.fixture
def visitor() -> Client:
    make_course("course", lessons=1)
    client = Client()
    revision = Revision.objects.get(question__key="question-1")
    sent = {"wording": revision.wording, "choice": "a", "confidence": "3"}
    client.post("/courses/course/lesson-1/question-1/predict/", sent)
    return client


@pytest.mark.parametrize("address", ["/today/", "/", "/account/"])
def test_a_visit_puts_the_end_off(client: Client, clock: HeldClock, address: str) -> None:
    client.force_login(make_learner())
    age(client, 10 * DAY)
    before = ends(client)
    session = client.session
    session["renewed"] = (wait(clock, timedelta()) - DAY).timestamp()
    session.save()
    age(client, 10 * DAY)
    response = client.get(address)
    assert ends(client) > before  # type: ignore[operator]
    assert response.cookies[settings.SESSION_COOKIE_NAME]["max-age"]


def test_not_more_than_once_a_day(client: Client, clock: HeldClock) -> None:
    client.force_login(make_learner())
    wait(clock, 20 * DAY)
    assert len(writes(client, "/today/")) == 1
    assert writes(client, "/today/") == []
    wait(clock, DAY - timedelta(minutes=1))
    assert writes(client, "/today/") == []
    wait(clock, timedelta(minutes=1))
    assert len(writes(client, "/today/")) == 1


def test_a_session_from_before_is_put_off_too(client: Client, clock: HeldClock) -> None:
    client.force_login(make_learner())
    session = client.session
    del session["renewed"]
    session.save()
    assert len(writes(client, "/today/")) == 1


def test_who_has_no_session_gets_none(client: Client, clock: HeldClock) -> None:
    make_course("course", lessons=1)
    for address in ("/", "/courses/course/", "/courses/course/lesson-1/"):
        assert writes(client, address) == []
        assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_what_a_visitor_answered_stays_as_long_as_they_come(
    visitor: Client, clock: HeldClock
) -> None:
    for _ in range(4):
        wait(clock, VISITORS_KEPT - DAY)
        visitor.get("/courses/course/lesson-1/")
        assert forget_idle_visitors(wait(clock, timedelta())) == 0
    assert VISITOR in visitor.session
    wait(clock, VISITORS_KEPT + DAY)
    assert forget_idle_visitors(wait(clock, timedelta())) == 1
    assert not Enrolment.objects.exists()


def test_sessions_and_visitors_work_end_alike() -> None:
    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == VISITORS_KEPT
