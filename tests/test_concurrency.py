"""Promise 2 under load, on a real server: one prediction, the first, and no error.

Runs on SQLite, and on PostgreSQL when DATABASE_URL names one.
"""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client

from courseapp.models import Course, Enrolment, Prediction, Question
from tests import cast
from tests.server import run_server

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

LEARNERS = 100
PREDICT = "/courses/course/lesson-1/question-1/predict/"
CSRF = "a" * 32


def cookies_of(learners: int, course: Course | None) -> list[str]:
    """The session cookies of so many learners, signed in and, if in a course, enrolled."""
    cookies = []
    for _ in range(learners):
        client, learner = Client(), cast.make_learner()
        if course:
            cast.enrol(learner, course)
        client.force_login(learner)
        cookies.append(client.cookies["sessionid"].value)
    return cookies


def post(port: int, session: str, fields: dict[str, str]) -> int:
    """Sends one prediction and gives the response's status."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={CSRF}",
    }
    connection.request("POST", PREDICT, urlencode(fields), headers)
    status = connection.getresponse().status
    connection.close()
    return status


def post_twice_each(sessions: list[str]) -> list[int]:
    """Two different answers from every learner at once; the statuses of all."""
    revision = Question.objects.get(key="question-1").revision
    assert revision is not None
    fields = {"csrfmiddlewaretoken": CSRF, "wording": revision.wording, "confidence": "4"}
    with run_server() as port, ThreadPoolExecutor(max_workers=32) as pool:
        sent = [
            pool.submit(post, port, session, fields | {"choice": choice})
            for session in sessions
            for choice in "ab"
        ]
        return [future.result() for future in sent]


def test_two_hundred_double_posts_make_a_hundred_predictions() -> None:
    course = cast.make_course("course")
    statuses = post_twice_each(cookies_of(LEARNERS, course))
    assert statuses == [302] * 2 * LEARNERS
    assert Prediction.objects.count() == LEARNERS
    assert Prediction.objects.values("enrolment").distinct().count() == LEARNERS


def test_first_answers_sent_twice_enrol_once() -> None:
    cast.make_course("course")
    statuses = post_twice_each(cookies_of(20, course=None))
    assert statuses == [302] * 40
    assert (Enrolment.objects.count(), Prediction.objects.count()) == (20, 20)


def test_sqlite_writes_ahead() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
