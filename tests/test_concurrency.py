"""Promise 2 under load, on a real server: one prediction, one list, the first, and no error.

Runs on SQLite, and on PostgreSQL when DATABASE_URL names one.
"""

import re
from concurrent.futures import ThreadPoolExecutor, wait
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection
from django.test import Client

from courseapp.answers.recording import record_prediction, regrade
from courseapp.answers.solutions import solved
from courseapp.loading.courses import load_course
from courseapp.models import Course, Enrolment, Framework, Opening, Prediction, Question
from tests import cast
from tests.deciding.weather import BETTER, FORM, KEY_URL, load_weather
from tests.lessonfiles.courses import COURSE, lesson_text, write_course
from tests.loading.test_corrections import CORRECTED, RAIN, SNOW
from tests.server import run_server

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

LEARNERS = 100
PREDICT = "/courses/course/lesson-1/question-1/predict/"
CSRF = "a" * 32
HTMX = {"HX-Request": "true"}
SCORES = {"Your list 0 0 1": FORM, "Your list 1 0 0": BETTER}
"""What the page says of the half held back, right, acceptable and missed, and of which list."""


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


def user_of(session: str) -> int:
    return int(Session.objects.get(pk=session).get_decoded()["_auth_user_id"])


def send(
    port: int, session: str, address: str, form: dict[str, Any], **more: str
) -> tuple[int, str]:
    """Posts a form and gives the response's status and words; `more` are headers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={CSRF}",
        **more,
    }
    fields = urlencode(form | {"csrfmiddlewaretoken": CSRF}, doseq=True)
    connection.request("POST", address, fields, headers)
    response = connection.getresponse()
    words = " ".join(re.sub(r"<[^>]+>", " ", response.read().decode()).split())
    connection.close()
    return response.status, words


def post_twice_each(sessions: list[str]) -> list[int]:
    """Two different answers from every learner at once; the statuses of all."""
    revision = Question.objects.get(key="question-1").revision
    assert revision is not None
    fields = {"wording": revision.wording, "confidence": "4"}
    with run_server() as port, ThreadPoolExecutor(max_workers=32) as pool:
        sent = [
            pool.submit(send, port, session, PREDICT, fields | {"choice": choice})
            for session in sessions
            for choice in "ab"
        ]
        return [future.result()[0] for future in sent]


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


def lock_and_try_at_once(sessions: list[str]) -> list[list[tuple[int, str]]]:
    """Every learner's answers to two different lists locked and a third one tried."""
    posts = [
        (f"{KEY_URL}lock/", FORM),
        (f"{KEY_URL}decide/", FORM | {"act": "try", "question-1": "Only tried"}),
        (f"{KEY_URL}lock/", BETTER),
    ]
    with run_server() as port, ThreadPoolExecutor(max_workers=32) as pool:
        sent = [
            [pool.submit(send, port, session, url, form, **HTMX) for url, form in posts]
            for session in sessions
        ]
        return [[future.result() for future in futures] for futures in sent]


def said_of_the_first(words: str) -> list[str]:
    """Once a third list is kept, the one locked is called the first."""
    words = words.replace("Your first list", "Your list")
    return [score for score in SCORES if f"Held back {score}" in words]


def test_two_lists_locked_and_one_tried_at_once_leave_the_one_locked_first(tmp_path: Path) -> None:
    course = load_weather(tmp_path)
    sessions = cookies_of(40, course)
    for session, answers in zip(sessions, lock_and_try_at_once(sessions), strict=True):
        assert [status for status, _ in answers] == [200] * 3
        (one, _, other) = (said_of_the_first(words) for _, words in answers)
        assert one == other
        framework = Framework.objects.get(enrolment__user=user_of(session))
        assert framework.first
        assert framework.first["rules"][1]["pick"] == SCORES[one[0]]["pick-2"]
        assert framework.first["held-back"]["right"] == int("1 0 0" in one[0])


def test_sqlite_writes_ahead() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_answer_given_while_a_key_is_put_right_is_judged_by_the_right_one(
    tmp_path: Path,
) -> None:
    """The load has judged anew who had answered; this answer comes before it is written."""
    write_course(tmp_path, {"phase/lesson.md": lesson_text(RAIN.format(fields=""))})
    load(tmp_path)
    enrolment = cast.enrol(cast.make_learner(), Course.objects.get())
    question = Question.objects.select_related("revision", "lesson").get()
    assert question.revision
    solved(question.revision.pk, enrolment.course)
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = []

        def judge_and_wait(*judged: Any) -> None:
            regrade(*judged)
            waiting.append(pool.submit(answer_apart, enrolment, question))
            wait(waiting, timeout=0.5)

        write_course(tmp_path, {"phase/lesson.md": lesson_text(SNOW.format(fields=CORRECTED))})
        load(tmp_path, judge_and_wait)
        waiting[0].result()
    assert Prediction.objects.get().is_right is False


@pytest.mark.skipif(connection.vendor == "sqlite", reason="there nobody writes beside a load")
def test_a_load_that_fails_beside_somebody_elses_write_is_tried_again(tmp_path: Path) -> None:
    second = lesson_text(RAIN.format(fields="").replace("what-next", "and-then"))
    write_in_order(tmp_path, "lesson, second", second)
    load(tmp_path)
    enrolment = cast.enrol(cast.make_learner(), Course.objects.get())
    write_in_order(tmp_path, "second, lesson", second)
    with ThreadPoolExecutor(max_workers=1) as pool:
        calls = []

        def meet(enrolments: Any) -> None:
            calls.append(enrolments)
            if len(calls) == 1:
                pool.submit(open_apart, enrolment).result()
                raise IntegrityError("busy")

        assert load_course(tmp_path / "course", cast.NOON, meet, regrade).plan
    assert len(calls) == 2


def write_in_order(root: Path, order: str, second: str) -> None:
    course = COURSE.replace("[lesson]", f"[{order}]")
    write_course(root, {"course.md": course, "phase/second.md": second})


def open_apart(enrolment: Enrolment) -> None:
    lesson = enrolment.course.lessons.get(position=0)
    Opening.objects.create(enrolment=enrolment, lesson=lesson, opened_at=cast.NOON)
    connection.close()


def load(root: Path, judge: Any = regrade) -> None:
    assert load_course(root / "course", cast.NOON, lambda enrolments: None, judge).plan


def answer_apart(enrolment: Enrolment, question: Question) -> None:
    """In a thread of its own, with what its page knew before."""
    assert question.revision
    record_prediction(
        enrolment, question.lesson, question, question.revision, {"choice": "a"}, 4, cast.NOON
    )
    connection.close()
