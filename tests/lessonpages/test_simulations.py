"""Simulators on a lesson's page and on their own: when they are shown, and what they answer."""

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.lessonpages.simulations import simulate
from courseapp.models import Course, Enrolment, FormerSlug, Lesson, Step, User
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LESSON = "/courses/course/lesson-1/"
BEFORE, AFTER = f"{LESSON}before/simulation/", f"{LESSON}after/simulation/"
HTMX = {"HX-Request": "true"}
EVEN = "Continuous batching writes 1.00 times as many wanted tokens a second"


def add_simulation(lesson: Lesson, key: str, position: int, **defaults: str) -> Step:
    stored = {"key": key, "simulator": "batching", "defaults": defaults}
    return Step.objects.create(lesson=lesson, position=position, simulation=stored)


@pytest.fixture
def course() -> Course:
    """Its first lesson has a simulator before its question and one after it."""
    course = cast.make_course(lessons=2)
    for lesson in course.lessons.all():
        lesson.steps.filter(position=1).update(position=9)
        lesson.steps.filter(position=2).update(position=11)
        add_simulation(lesson, "before", 1, slots="2", requests="5")
        add_simulation(lesson, "after", 10, slots="3", requests="6")
    return course


@pytest.fixture
def enrolment(client: Client, course: Course) -> Enrolment:
    learner = cast.make_learner()
    client.force_login(learner)
    return cast.enrol(learner, course)


def shown(client: Client, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == HTTPStatus.OK
    return " ".join(response.content.decode().split())


def settings_in(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(\w+)" value="([^"]*)" min=', page))


def picture_of(page: str) -> list[str]:
    return re.findall(r"<path class=.picture__box[^>]*>", page)


def test_a_lesson_shows_the_simulators_before_its_question_only(
    client: Client, enrolment: Enrolment
) -> None:
    page = shown(client, LESSON)
    assert re.findall(r'<section class="simulation" id="([\w-]+)"', page) == ["simulation-before"]
    assert settings_in(page)["slots"] == "2"
    assert "after/simulation" not in page


def test_the_answer_brings_the_next_simulator_along(client: Client, enrolment: Enrolment) -> None:
    cast.predict(enrolment, "question-1", "a")
    page = shown(client, LESSON)
    found = re.findall(r'<section class="simulation" id="([\w-]+)"', page)
    assert found == ["simulation-before", "simulation-after"]
    assert settings_in(shown(client, AFTER))["slots"] == "3"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("who", ["visitor", "learner", "instructor"])
def test_before_its_question_is_answered_a_simulator_is_not_there(
    client: Client, course: Course, who: str, headers: dict[str, str]
) -> None:
    person = {"learner": cast.make_learner, "instructor": cast.make_instructor}.get(who)
    if person:
        learner = person()
        cast.enrol(learner, course)
        client.force_login(learner)
    assert client.get(BEFORE, headers=headers).status_code == HTTPStatus.OK
    for query in ("", "?slots=4", "?preview=1"):
        response = client.get(AFTER + query, headers=headers)
        assert response.status_code == HTTPStatus.NOT_FOUND
        assert b"Continuous" not in response.content


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_locked_lessons_simulator_says_when_it_opens(
    client: Client, enrolment: Enrolment, headers: dict[str, str]
) -> None:
    response = client.get("/courses/course/lesson-2/before/simulation/", headers=headers)
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert b"Continuous" not in response.content


@pytest.mark.parametrize(
    "address", [f"{LESSON}other/simulation/", f"{LESSON}question-1/simulation/"]
)
def test_what_is_no_simulator_is_not_there(
    client: Client, enrolment: Enrolment, address: str
) -> None:
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_the_address_sets_it_over_what_the_lesson_sets(client: Client, course: Course) -> None:
    page = shown(client, f"{BEFORE}?slots=5&seed=3")
    found = settings_in(page)
    assert (found["slots"], found["seed"], found["requests"]) == ("5", "3", "5")
    assert "Continuous batching in 5 slots" in page


def test_a_refused_setting_is_explained_with_the_lessons_own_picture(
    client: Client, course: Course
) -> None:
    page = shown(client, f"{BEFORE}?slots=65&gap=&seed=<b>")
    page = page.replace('<span lang="en">', "").replace("</span>", "")
    errors = re.findall(r'<p class="field__error" role="alert" id="([\w-]+)">([^<]*)</p>', page)
    ending = "The lesson’s own setting is shown instead."
    assert errors == [
        ("simulation-before-slots-error", f"Slots: Choose from 1 to 64. {ending}"),
        ("simulation-before-gap-error", f"Steps between arrivals: Write a number. {ending}"),
        (
            "simulation-before-seed-error",
            f"Lengths drawn: &quot;&lt;b&gt;&quot; is not a number. {ending}",
        ),
    ]
    assert picture_of(page) == picture_of(shown(client, BEFORE))
    assert settings_in(page)["slots"] == "65"
    assert 'aria-describedby="simulation-before-slots-error"' in page


@pytest.mark.parametrize(
    "value", ["9" * 5000, "1e999", "nan", "-0", "\0", "４", "4 OR 1=1", "\ud800"]
)
def test_no_setting_breaks_the_page(client: Client, course: Course, value: str) -> None:
    query = {"slots": value.encode("utf-8", "surrogatepass")}
    assert client.get(BEFORE, query).status_code == HTTPStatus.OK


def test_htmx_gets_only_the_outcome(client: Client, course: Course) -> None:
    part = shown(client, f"{BEFORE}?shortest=9&longest=9", **HTMX)
    assert part.startswith(f'<p class="simulation__says" lang="en">{EVEN}')
    assert "<form" not in part
    assert "<section" not in part
    assert f'hx-swap-oob="innerHTML:#announcements"><span lang="en">{EVEN}' in part


def test_an_answer_by_htmx_announces_no_simulator(client: Client, enrolment: Enrolment) -> None:
    revision = enrolment.course.questions.get(key="question-1").revision
    data = {"wording": revision.wording, "choice": "a", "confidence": "3"} if revision else {}
    part = client.post(f"{LESSON}question-1/predict/", data, headers=HTMX).content.decode()
    assert 'id="simulation-after"' in part
    assert "innerHTML:#announcements" not in part


def test_without_javascript_the_form_gets_the_page(client: Client, course: Course) -> None:
    page = shown(client, LESSON)
    (form,) = re.findall(r'<form class="simulation__settings"[^>]*>', page)
    assert f'method="get" action="{BEFORE}"' in form
    assert f'hx-get="{BEFORE}"' in form
    assert "hx-replace-url" not in form
    assert '<button class="button" type="submit">Draw it</button>' in page


def test_its_own_page_leads_back_and_keeps_its_address(client: Client, course: Course) -> None:
    page = shown(client, BEFORE)
    assert f'href="{LESSON}#simulation-before"' in page
    assert 'hx-replace-url="true"' in page
    assert "Secret title" not in page


@pytest.mark.parametrize(("given", "slots"), [("", "2"), ("?slots=7", "7")])
def test_the_link_holds_every_setting(
    client: Client, course: Course, given: str, slots: str
) -> None:
    page = shown(client, f"{BEFORE}{given}")
    (link,) = re.findall(r'<a href="([^"]*)">Link to these settings', page)
    query = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert {name: value for name, (value,) in query.items()} == {
        "slots": slots,
        "requests": "5",
        "shortest": "4",
        "longest": "60",
        "gap": "0",
        "seed": "7",
    }
    assert picture_of(shown(client, link.replace("&amp;", "&"))) == picture_of(page)


def test_a_link_to_a_renamed_lesson_keeps_its_settings(client: Client, course: Course) -> None:
    FormerSlug.objects.create(course=course, slug="older", lesson=course.lessons.get(position=0))
    response = client.get("/courses/course/older/before/simulation/?slots=7&seed=3")
    assert response.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert response["Location"] == f"{BEFORE}?slots=7&seed=3"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("simulators", [1, 3])
def test_it_takes_few_queries(
    client: Client,
    enrolment: Enrolment,
    simulators: int,
    headers: dict[str, str],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    lesson = enrolment.course.lessons.get(position=0)
    for position in range(2, 1 + simulators):
        add_simulation(lesson, f"more-{position}", position)
    cast.predict(enrolment, "question-1", "a")
    shown(client, AFTER, **headers)  # the first reader after a load fetches the course for all
    with django_assert_max_num_queries(8):
        shown(client, AFTER, **headers)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_nothing_is_kept_for_others(
    client: Client, course: Course, headers: dict[str, str]
) -> None:
    kept = client.get(BEFORE, headers=headers)["Cache-Control"]
    assert {"private", "no-store"} <= set(kept.split(", "))


def test_looking_writes_nothing(client: Client, course: Course) -> None:
    client.get(f"{BEFORE}?slots=3")
    assert not Enrolment.objects.exists()
    assert client.post(BEFORE).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_preview_redraws_what_learners_may_not_see_yet(client: Client, course: Course) -> None:
    author: User = cast.make_instructor()
    client.force_login(author)
    preview = "/courses/course/lesson-2/preview/"
    address = f"{preview}after/simulation/"
    assert f'action="{address}"' in shown(client, preview)
    page = shown(client, f"{address}?slots=4")
    assert "Continuous batching in 4 slots" in page
    assert f'href="{preview}#simulation-after"' in page


def test_a_learner_has_no_preview(client: Client, enrolment: Enrolment) -> None:
    response = client.get(f"{LESSON}preview/before/simulation/")
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"].startswith("/admin/login/")


def stored(simulator: str = "batching", **defaults: str) -> dict[str, Any]:
    return {"key": "any", "simulator": simulator, "defaults": defaults}


def test_a_simulator_that_is_gone_leaves_the_lesson_readable(
    client: Client, enrolment: Enrolment
) -> None:
    Step.objects.filter(simulation__key="before").update(
        simulation=stored("gone") | {"key": "before"}
    )
    assert simulate(stored("gone"), LESSON) is None
    assert "Opening scene 1." in shown(client, LESSON)
    assert client.get(BEFORE).status_code == HTTPStatus.NOT_FOUND


def test_a_lessons_setting_refused_since_gives_way_to_the_own_one() -> None:
    found = simulate(stored(slots="900"), LESSON)
    assert found
    assert [setting.error for setting in found.refused] == ["Choose from 1 to 64."]
    assert found.outcome.pictures[0].title.startswith("Continuous batching in 4 slots")
