"""The picker: closed until a list is locked, then the reference for one's own numbers."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from courseapp.models import Course, Enrolment, Lesson
from tests import cast
from tests.deciding.weather import FORM, HEAD, KEY_URL, URL, load_weather
from tests.lessonfiles.courses import COURSE, PREDICT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HTMX = {"HX-Request": "true"}
PICK = "/courses/course/pick/"
WET = f"{PICK}?rain=20&hours=2&sky=grey"
Response = Any


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return load_weather(tmp_path, case="picker-sound")


@pytest.fixture
def enrolment(course: Course, client: Client) -> Enrolment:
    learner = cast.make_learner()
    client.force_login(learner)
    return cast.enrol(learner, course)


@pytest.fixture
def opened(enrolment: Enrolment, client: Client) -> Enrolment:
    client.post(f"{KEY_URL}lock/", FORM)
    return enrolment


def words(response: Response) -> str:
    inline = re.sub(r"</?(span|a)\b[^>]*>", "", response.getvalue().decode())
    text = re.sub(r"<[^>]+>", " ", inline)
    return " ".join(html.unescape(text).split())


SECRETS = ("Wet feet last all day", "A coat never harms", "Two walks by the sea", "the forecast")


def secrets_in(response: Response) -> list[str]:
    return [secret for secret in SECRETS if secret in response.getvalue().decode()]


def test_before_the_lock_it_says_only_how_to_get_there(
    client: Client, enrolment: Enrolment
) -> None:
    client.post(f"{KEY_URL}decide/", FORM | {"act": "try"})
    for address in (PICK, WET):
        for headers in ({}, HTMX):
            page = client.get(address, headers=headers)
            assert page.status_code == 403
            assert secrets_in(page) == []
    said = words(client.get(PICK))
    assert "This page opens once you have locked a list of your own." in said
    assert "The list is part of lesson 1, A teaser." in said
    assert f'href="{URL}"' in client.get(PICK).getvalue().decode()
    assert secrets_in(client.get(URL)) == []
    assert secrets_in(client.get("/courses/course/")) == []


def test_a_lesson_that_is_locked_is_named_with_its_day(client: Client, tmp_path: Path) -> None:
    load_weather(tmp_path, case="picker-sound")
    first = HEAD.replace("minutes: 4", "minutes: 1") + PREDICT.replace("what-next", "other")
    folder = tmp_path / "course"
    (folder / "phase/first.md").write_text(first, encoding="utf-8")
    listing = COURSE.replace("[lesson]", "[first, lesson]")
    (folder / "course.md").write_text(listing, encoding="utf-8")
    call_command("load_lessons", folder, verbosity=0)
    visitor = words(client.get(PICK))
    assert "Opens once you have enrolled" in visitor
    assert "Sign up and enrol" in visitor
    learner = cast.make_learner()
    cast.enrol(learner, Course.objects.get())
    client.force_login(learner)
    page = client.get(PICK)
    assert "lesson 2, A teaser. Opens" in words(page)
    assert f'href="{URL}"' not in page.getvalue().decode()


def test_the_lock_opens_it_for_this_learner_only(client: Client, opened: Enrolment) -> None:
    assert client.get(PICK).status_code == 200
    other = Client()
    learner = cast.make_learner()
    cast.enrol(learner, opened.course)
    other.force_login(learner)
    staff = Client()
    staff.force_login(cast.make_instructor())
    for stranger in (Client(), other, staff):
        page = stranger.get(WET)
        assert page.status_code == 403
        assert secrets_in(page) == []


def test_it_picks_by_the_addresss_numbers_and_says_why(client: Client, opened: Enrolment) -> None:
    said = words(client.get(WET))
    assert "Our reference picks Boots decided by “How wet?”" in said
    assert "Rain: at least 5 mm (yours: 20 mm)" in said
    assert "Sky: grey (yours: grey)" in said
    assert "Wet feet last all day." in said
    assert "this decides one. There, these can be defended as well: A coat." in said
    assert "Two walks by the sea." in said
    assert "our own pick for 2 of the 2 cases" in said


def test_it_says_what_would_turn_it_around(client: Client, opened: Enrolment) -> None:
    said = words(client.get(WET))
    assert "Rain: at most 4.5 mm → A coat" in said
    assert "Sky: clear → A coat" in said
    assert "These change nothing by themselves: Hours outside." in said
    dry = words(client.get(f"{PICK}?rain=2&sky=grey"))
    assert "Rain: at least 5 mm → Boots “How wet?”" in dry
    neither = words(client.get(f"{PICK}?rain=2&sky=clear"))
    assert "No single fact would" in neither


def test_without_numbers_it_begins_with_the_authors(client: Client, opened: Enrolment) -> None:
    page = client.get(PICK)
    assert "Our reference picks A coat by default: no question decided" in words(page)
    assert 'name="rain" value="2" min="0" max="300" step="0.5"' in page.getvalue().decode()
    assert "As the forecast says." in words(page)
    assert "Hours outside (hours)" in words(page)


def test_numbers_are_read_as_people_write_them(client: Client, opened: Enrolment) -> None:
    assert "picks Boots" in words(client.get(f"{PICK}?rain=20 mm&sky=grey"))
    assert "picks Boots" in words(client.get(f"{PICK}?rain= 1,0.5 &sky=grey&rain=20.0"))


def test_an_address_says_the_same_in_german(client: Client, opened: Enrolment) -> None:
    page = client.get(f"{PICK}?rain=1.500", headers={"accept-language": "de"})
    assert page.headers["Content-Language"] == "de"
    assert 'name="rain" value="1.5"' in page.getvalue().decode()
    assert "aria-invalid" not in page.getvalue().decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("rain=wet", "Rain: “wet” is not a number. Write one such as 1500."),
        ("rain=", "Rain: Write a number."),
        ("rain=301", "Rain: Choose from 0 to 300."),
        ("rain=-1", "Rain: Choose from 0 to 300."),
        ("rain=1.3", "Rain: Write it in steps of 0.5."),
        ("rain=nan", "Rain: “nan” is not a number."),
        ("hours=0", "Hours outside: Choose from 0.5 to 24."),
        ("sky=red", "Sky: Choose one of the list."),
    ],
)
def test_what_is_refused_is_told_and_nothing_is_picked(
    client: Client, opened: Enrolment, given: str, told: str
) -> None:
    page = client.get(f"{PICK}?{given}")
    assert page.status_code == 200
    assert told in words(page)
    assert "Our reference picks" not in words(page)
    assert "Wet feet" not in words(page)
    assert page.getvalue().decode().count('aria-invalid="true"') == 1


def test_htmx_gets_the_outcome_and_the_fields_errors(client: Client, opened: Enrolment) -> None:
    body = client.get(f"{PICK}?rain=wet", headers=HTMX).getvalue().decode()
    assert "<form" not in body
    assert '<div id="fact-rain-error" hx-swap-oob="true"><p class="field__error">' in body
    assert '<div id="fact-hours-error" hx-swap-oob="true"></div>' in body
    body = client.get(WET, headers=HTMX).getvalue().decode()
    assert '<div hx-swap-oob="innerHTML:#announcements">Our reference picks Boots.</div>' in body


def test_a_case_fills_in_its_numbers(client: Client, opened: Enrolment) -> None:
    page = client.get(WET).getvalue().decode()
    assert f'<a href="{PICK}?rain=20&amp;hours=2&amp;sky=grey">The harbour</a>' in page


def test_a_lesson_goes_by_its_title_once_that_is_earned(client: Client, opened: Enrolment) -> None:
    assert "Lesson 1: A teaser" in words(client.get(PICK))
    cast.predict(opened, "what-next", "a")
    client.post(f"{URL}finish/")
    assert "Lesson 1: A title" in words(client.get(PICK))


def test_the_course_and_the_lesson_lead_to_it_once_it_is_open(
    client: Client, enrolment: Enrolment
) -> None:
    course, lesson = "/courses/course/", URL
    assert "In lesson 1 you write a list of your own." in words(client.get(course))
    assert PICK not in client.get(course).getvalue().decode()
    assert PICK not in client.get(lesson).getvalue().decode()
    client.post(f"{KEY_URL}lock/", FORM)
    assert f'href="{PICK}"' in client.get(course).getvalue().decode()
    assert f'href="{PICK}"' in client.get(lesson).getvalue().decode()
    cast.predict(enrolment, "what-next", "a")
    assert client.get(lesson).getvalue().decode().count(f'href="{PICK}"') == 2


def test_a_course_without_one_has_no_such_page(client: Client, tmp_path: Path) -> None:
    load_weather(tmp_path)
    cast.make_course("plain")
    for slug in ("course", "plain"):
        assert client.get(f"/courses/{slug}/pick/").status_code == 404
        assert "you write a list of your own" not in words(client.get(f"/courses/{slug}/"))


def test_it_outlives_its_lesson_for_who_locked_a_list(
    client: Client, opened: Enrolment, tmp_path: Path
) -> None:
    (tmp_path / "course/phase/lesson.md").unlink()
    other = HEAD.replace("minutes: 4", "minutes: 1") + PREDICT.replace("what-next", "other")
    (tmp_path / "course/phase/other.md").write_text(other, encoding="utf-8")
    listing = COURSE.replace("[lesson]", "[other]")
    (tmp_path / "course/course.md").write_text(listing, encoding="utf-8")
    call_command("load_lessons", tmp_path / "course", verbosity=0)
    assert Lesson.objects.get(slug="lesson").retired_at
    assert "picks Boots" in words(client.get(WET))
    assert Client().get(PICK).status_code == 404


def test_staff_preview_it(client: Client, course: Course) -> None:
    assert client.get(f"{PICK}preview/").status_code == 302
    client.force_login(cast.make_instructor())
    page = client.get(f"{PICK}preview/?rain=20&sky=grey")
    assert "picks Boots" in words(page)
    assert f'action="{PICK}preview/#more"' in page.getvalue().decode()
    assert f'href="{PICK}preview/"' in client.get(f"{URL}preview/").getvalue().decode()


def test_it_is_not_kept_by_anybodys_cache(client: Client, opened: Enrolment) -> None:
    assert "no-store" in client.get(PICK).headers["Cache-Control"]


def test_the_reference_says_why_in_the_lesson(client: Client, opened: Enrolment) -> None:
    said = words(client.get(URL))
    assert "→ Boots Wet feet last all day." in said
    assert "Otherwise: A coat A coat never harms." in said


def test_the_numbers_of_queries(
    client: Client, opened: Enrolment, django_assert_num_queries: Any
) -> None:
    client.get(PICK)
    client.get("/courses/course/")
    with django_assert_num_queries(5):
        client.get(WET)
    with django_assert_num_queries(4):
        client.get("/courses/course/")
    visitor = Client()
    with django_assert_num_queries(1) as captured:
        visitor.get(WET)
    assert not [query for query in captured.captured_queries if "verdicts" in query["sql"]]
