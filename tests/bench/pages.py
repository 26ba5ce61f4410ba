"""The lesson page and locking a prediction, against a bare view in the same process.

Requests go through the WSGI application itself, middleware and all, with no network and no client
between: their time would flatter every ratio.
"""

import io
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from itertools import count
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test import Client

from courseapp.models import Course, Lesson, Step
from courseapp.schedule.outline import lessons_of, steps_of
from tests import cast
from tests.bench.table import Finding, limit, ratio
from tests.bench.timing import seconds_each

CSRF = "a" * 32
ROUNDS, REPEATS = 80, 5


class Caller:
    """Calls the application as a server would, in the name of a session."""

    def __init__(self) -> None:
        self.application = WSGIHandler()

    def __call__(
        self, address: str, session: str, body: bytes | None = None, query: str = ""
    ) -> bytes:
        environ = {
            "REQUEST_METHOD": "GET" if body is None else "POST",
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": f"sessionid={session}; csrftoken={CSRF}",
            "HTTP_HX_REQUEST": "true",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body or b"")),
            "wsgi.input": io.BytesIO(body or b""),
            "wsgi.url_scheme": "http",
        }
        request = WSGIRequest(environ)
        response = self.application.get_response(request)
        content = response.getvalue()
        response.close()
        if response.status_code != HTTPStatus.OK:
            raise RuntimeError(f"{address} answered {response.status_code}")
        return content


def measure() -> list[Finding]:
    """On the database at hand, with the first lesson of the real course."""
    call_command("load_lessons", stdout=io.StringIO())
    course = Course.objects.get(announced=False)
    lesson = lessons_of(course)[0]
    address = f"/courses/{course.slug}/{lesson.slug}/"
    fresh, midway = sign_in(course), sign_in(course, answers=1)
    writers = learners(course)
    call, body = Caller(), answer(course, lesson)
    key = first_key(course, lesson)
    redrawn, player = "/courses/simulated/lesson-1/batches/simulation/", sign_in(simulated())
    settings = (f"seed={number % 1000}" for number in count())
    each = seconds_each(
        {
            "bare": partial(call, "/bare/", fresh),
            "fresh": partial(call, address, fresh),
            "midway": partial(call, address, midway),
            "lock": lambda: call(f"{address}{key}/predict/", next(writers), body),
            "redraw": lambda: call(redrawn, player, query=next(settings)),
        },
        rounds=ROUNDS,
        repeats=REPEATS,
    )
    on = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    shares = {name: each["bare"] / each[name] for name in each}
    return [
        Finding(f"{on}: bare view, time", f"{each['bare'] * 1e3:.2f} ms"),
        ratio(f"{on}: lesson page, requests/s as a share of the bare view's", shares["fresh"], 0.4),
        ratio(f"{on}: the same after one prediction", shares["midway"], 0.4),
        ratio(f"{on}: locking a prediction, likewise", shares["lock"], 0.3),
        limit(
            f"{on}: redrawing a simulator at its default size", each["redraw"] * 1e3, 30, "ms", 1
        ),
    ]


def simulated() -> Course:
    """A course whose one lesson shows the batching simulator before its question."""
    course = cast.make_course("simulated", lessons=1)
    steps = Step.objects.filter(lesson__course=course)
    steps.filter(position__gt=0).update(position=F("position") + 10)
    stored = {"key": "batches", "simulator": "batching", "defaults": {}}
    Step.objects.create(lesson=course.lessons.get(), position=1, simulation=stored)
    return course


def learners(course: Course) -> Iterator[str]:
    """A new learner's session for every call, made before the clock runs."""
    sessions = [sign_in(course) for _ in range((ROUNDS + 1) * REPEATS)]
    return iter(sessions)


def sign_in(course: Course, answers: int = 0) -> str:
    learner, client = cast.make_learner(), Client()
    enrolment = cast.enrol(learner, course)
    for _ in range(answers):
        cast.predict(enrolment, first_key(course, lessons_of(course)[0]), "a")
    client.force_login(learner)
    return client.cookies["sessionid"].value


def first_key(course: Course, lesson: Lesson) -> str:
    return next(step.question.key for step in steps_of(lesson, course) if step.question)


def answer(course: Course, lesson: Lesson) -> bytes:
    question = next(step.question for step in steps_of(lesson, course) if step.question)
    assert question.revision is not None
    fields = {"wording": question.revision.wording, "choice": "a", "confidence": "4"}
    return urlencode(fields | {"csrfmiddlewaretoken": CSRF}).encode()
