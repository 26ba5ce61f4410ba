"""What a phone is told: the manifest, the worker, and what it may keep."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from courseapp.lessonpages import phone
from courseapp.models import Course
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def course() -> Course:
    return cast.make_course("course", lessons=2)


@pytest.fixture
def reader(client: Client, course: Course) -> Client:
    """Somebody who has answered the first question."""
    learner = cast.make_learner()
    cast.predict(cast.enrol(learner, course), "question-1", "a")
    client.force_login(learner)
    return client


def test_the_manifest_makes_the_site_an_app(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    facts = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert (facts["name"], facts["start_url"], facts["display"]) == (
        "Hunch",
        "/today/",
        "standalone",
    )
    assert [icon["purpose"] for icon in facts["icons"]] == ["any", "any", "maskable"]
    for icon in facts["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL))


def test_the_manifest_has_the_pages_ground() -> None:
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text(encoding="utf-8")
    assert re.search(r"--paper: (#\w+);", tokens).group(1) == phone.PAPER  # type: ignore[union-attr]


def test_the_worker_is_asked_for_anew_and_serves_the_whole_site(client: Client) -> None:
    response = client.get("/service-worker.js")
    assert response.headers["Content-Type"] == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert b"/accounts/logout/" in response.content
    assert b'importScripts("/static/js/worker.js")' in response.content


def test_another_page_without_a_connection_is_another_worker(client: Client) -> None:
    before = client.get("/service-worker.js").content
    assert client.get("/service-worker.js").content == before
    assert client.get("/service-worker.js", headers={"Accept-Language": "de"}).content != before


def test_the_page_without_a_connection_is_nobodys(client: Client, reader: Client) -> None:
    page = Client().get("/offline/").content
    assert reader.get("/offline/").content == page
    assert b"cannot be reached" in page


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/today/", "today"),
        ("/courses/course/", "course"),
        ("/courses/course/glossary/", "glossary"),
        ("/courses/course/lesson-1/", "lesson"),
    ],
)
def test_what_a_reader_reads_may_be_kept(reader: Client, address: str, kind: str) -> None:
    assert reader.get(address).headers["X-Keep"] == kind
    assert "X-Keep" not in Client().get(address).headers


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/account/",
        "/account/export/",
        "/account/delete/",
        "/accounts/email/",
        "/enrolments/course/",
        "/join/",
        "/courses/course/lesson-2/",
        "/courses/course/lesson-1/preview/",
        "/frameworks/none/",
        "/offline/",
        "/admin/",
    ],
)
def test_nothing_else_is_kept(reader: Client, address: str) -> None:
    assert "X-Keep" not in reader.get(address).headers


def test_what_staff_see_of_others_is_not_kept(client: Client, course: Course) -> None:
    client.force_login(cast.make_learner(is_staff=True, is_superuser=True))
    for address in ("/courses/course/lesson-1/preview/", "/admin/courseapp/enrolment/"):
        response = client.get(address)
        assert response.status_code == 200
        assert "X-Keep" not in response.headers


def test_an_answer_is_not_kept(reader: Client) -> None:
    response = reader.post("/courses/course/lesson-1/question-1/predict/", follow=True)
    posted = reader.post(
        "/courses/course/lesson-1/question-1/predict/", headers={"HX-Request": "true"}
    )
    assert response.headers["X-Keep"] == "lesson"
    assert "X-Keep" not in posted.headers
