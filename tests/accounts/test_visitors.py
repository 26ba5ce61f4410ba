"""A visitor's token, and what becomes of it when they sign in."""

from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from courseapp.accounts.reader import reader_of, visitor_token
from courseapp.answers.recording import VISITORS_KEPT
from courseapp.models import Enrolment, User
from courseapp.schedule.access import Reader
from tests.cast import NOON, make_course, make_learner, make_lesson, open_lesson

pytestmark = pytest.mark.django_db
TOKEN = UUID("7a0d3a52-4f0c-4a8b-9a8e-2f8f6c6f4f11")


def request_of(user: User | AnonymousUser) -> HttpRequest:
    request = HttpRequest()
    request.user = user
    request.session = SessionStore()
    return request


def browser_of_visitor() -> tuple[Client, Enrolment]:
    """A browser in which the first lesson was begun without an account."""
    course = make_course()
    enrolment = Enrolment.objects.create(
        visitor=TOKEN, course=course, start=NOON.date(), enrolled_at=NOON
    )
    open_lesson(enrolment, course.lessons.all()[0])
    client = Client()
    session = client.session
    session["visitor"] = str(TOKEN)
    session.save()
    return client, enrolment


def test_looking_makes_no_token_and_no_session() -> None:
    request = request_of(AnonymousUser())
    assert reader_of(request) == Reader()
    assert not request.session.modified


def test_a_token_once_made_stays() -> None:
    request = request_of(AnonymousUser())
    token = visitor_token(request)
    assert visitor_token(request) == token
    assert reader_of(request) == Reader(visitor=token)


@pytest.mark.usefixtures("clock")
def test_a_visitor_is_known_as_long_as_their_work_is_kept(client: Client) -> None:
    lesson = make_lesson("reflect")
    question = lesson.questions.get()
    assert question.revision is not None
    answer = {"wording": question.revision.wording, "text": "Because.", "confidence": "3"}
    client.post(f"{lesson.get_absolute_url()}{question.key}/predict/", answer)
    assert client.cookies["sessionid"]["max-age"] == VISITORS_KEPT.total_seconds()


def test_somebody_signed_in_is_read_as_themself() -> None:
    learner = make_learner()
    request = request_of(learner)
    request.session["visitor"] = str(TOKEN)
    assert reader_of(request) == Reader(user=learner)


def test_signing_up_brings_the_visitors_work_along() -> None:
    client, enrolment = browser_of_visitor()
    client.post(
        "/accounts/signup/", {"email": "ada@example.org", "password1": "correct horse battery"}
    )
    enrolment.refresh_from_db()
    assert (enrolment.user, enrolment.visitor) == (User.objects.get(), None)
    assert "visitor" not in client.session


def test_signing_in_brings_the_visitors_work_along() -> None:
    client, enrolment = browser_of_visitor()
    learner = make_learner()
    learner.set_password("correct horse battery")
    learner.save()
    client.post("/accounts/login/", {"login": learner.email, "password": "correct horse battery"})
    enrolment.refresh_from_db()
    assert enrolment.user == learner
    assert "visitor" not in client.session


def test_signing_in_without_a_token_claims_nothing() -> None:
    _, enrolment = browser_of_visitor()
    Client().post(
        "/accounts/signup/", {"email": "ada@example.org", "password1": "correct horse battery"}
    )
    enrolment.refresh_from_db()
    assert (enrolment.user, enrolment.visitor) == (None, TOKEN)
