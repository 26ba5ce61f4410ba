"""What a voice reads: names, roles and states on the accessibility tree, and what speaks up."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from courseapp.evidence.exhibits import pack
from courseapp.models import Step
from tests import cast
from tests.browser.conftest import Window
from tests.deciding.weather import URL as WEATHER
from tests.deciding.weather import load_weather
from tests.evidence.rows import make_exhibit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
LESSON = "/courses/course/lesson-1/"

with_js = pytest.mark.parametrize("has_js", [True], indirect=True)


def lock(page: Page) -> None:
    page.locator(".question--waiting [type=submit]").click()


@with_js
def test_a_question_is_a_region_with_its_groups(new_window: Open) -> None:
    cast.make_lesson("predict")
    window = new_window()
    window.go(LESSON)
    expect(window.page.get_by_role("region", name="Question 1")).to_match_aria_snapshot("""
        - region /Question 1/:
          - heading /Question 1/ [level=2]
          - paragraph: Which one?
          - radiogroup "Your prediction":
            - radio "The first"
            - radio "The second"
          - radiogroup "How sure are you?":
            - radio /a guess \\d+ %/
            - radio /a hunch \\d+ %/
            - radio /fairly sure \\d+ %/
            - radio /sure \\d+ %/
            - radio /certain \\d+ %/
          - button "Lock in my prediction"
        """)
    group = window.page.get_by_role("radiogroup", name="Your prediction")
    expect(group).to_have_accessible_description("Which one?")


@with_js
def test_a_reveal_says_what_was_said_and_what_is_true(new_window: Open) -> None:
    cast.make_lesson("predict")
    window = new_window()
    page = window.page
    window.go(LESSON)
    page.get_by_label("The first").check()
    page.get_by_role("radio", name="certain").check()
    lock(page)
    expect(page.get_by_role("heading", name="It goes another way", level=3)).to_be_focused()
    expect(page.get_by_role("region", name="Question 1")).to_match_aria_snapshot("""
        - region /Question 1/:
          - heading /Question 1/ [level=2]
          - heading "It goes another way" [level=3]
          - paragraph: You said
          - text: The first
          - paragraph:
            - strong: certain
          - paragraph: What is true
          - text: The second
          - heading "Every answer, and why" [level=3]
          - list:
            - listitem:
              - paragraph: Your prediction
            - listitem:
              - paragraph: The answer
        """)


@with_js
@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("estimate", "Your estimate"),
        ("interval", "The lower end"),
        ("reflect", "In your own words"),
    ],
)
def test_a_refused_field_says_why(new_window: Open, kind: str, field: str) -> None:
    cast.make_lesson(kind)
    window = new_window()
    page = window.page
    window.go(LESSON)
    lock(page)
    refused = page.get_by_label(field)
    expect(refused).to_be_focused()
    expect(refused).to_have_attribute("aria-invalid", "true")
    said = page.locator(".field__error").first.inner_text()
    assert said in refused.evaluate(
        "part => part.getAttribute('aria-describedby').split(' ')"
        ".map((id) => document.getElementById(id).innerText).join(' ')"
    )


@with_js
@pytest.mark.parametrize(
    ("language", "button", "said"),
    [
        ("en-gb", "Move down: Ant", "Ant: now place 2 of 3"),
        ("de", "Nach unten: Ant", "Ant: jetzt Platz 2 von 3"),
    ],
)
def test_an_order_is_told_as_it_changes(
    new_window: Open, live_server: LiveServer, language: str, button: str, said: str
) -> None:
    cast.make_lesson("rank")
    window = new_window()
    page = window.page
    page.context.add_cookies(
        [{"name": "django_language", "value": language, "url": live_server.url}]
    )
    window.go(LESSON)
    voice = page.locator("#announcements")
    expect(voice).to_have_attribute("aria-live", "polite")
    page.get_by_role("button", name=button).click()
    expect(voice).to_have_text(said)


@with_js
def test_a_picture_says_what_it_shows_and_has_its_numbers_in_a_table(new_window: Open) -> None:
    lesson = cast.make_lesson("predict")
    lesson.steps.all().delete()
    stored = {"key": "speed", "exhibit": pack(make_exhibit())}
    Step.objects.create(lesson=lesson, position=0, evidence=stored)
    stored = {"key": "batches", "simulator": "batching", "defaults": {}}
    Step.objects.create(lesson=lesson, position=1, simulation=stored)
    window = new_window()
    page = window.page
    window.go(LESSON)
    speed = page.get_by_role("region", name="Speed by users")
    expect(speed.get_by_role("img").first).to_have_accessible_name(re.compile("Speed by users"))
    numbers = speed.get_by_role("table", name="Speed by users")
    expect(numbers.get_by_role("columnheader", name="Alpha")).to_be_visible()
    batches = page.get_by_role("region", name="Batching")
    expect(batches.get_by_role("img").first).to_have_accessible_name(re.compile("in 4 slots"))
    expect(batches.get_by_role("spinbutton", name="Slots")).to_have_value("4")


@with_js
def test_a_list_of_ones_own_is_named_part_by_part(new_window: Open, tmp_path: Path) -> None:
    course = load_weather(tmp_path)
    learner = cast.make_learner()
    cast.enrol(learner, course)
    window = new_window()
    window.come_as(learner)
    window.go(WEATHER)
    page = window.page
    page.get_by_label("It asks for").first.select_option(label="Sky")
    group = page.get_by_role("group", name="and the answer is one of")
    expect(group.get_by_role("checkbox", name="clear")).to_be_visible()
    page.get_by_role("button", name="Try it on the 1").click()
    refused = page.locator("[aria-invalid=true]").first
    expect(refused).to_have_accessible_description(re.compile(r"\w"))


def test_messages_are_a_status_and_errors_an_alert(new_window: Open, has_js: bool) -> None:
    learner = cast.make_learner()
    window = new_window()
    page = window.page
    window.go("/accounts/login/")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is no account")
    window.come_as(learner)
    window.go("/account/")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()


def test_every_page_has_its_landmarks(new_window: Open, has_js: bool) -> None:
    cast.make_course("course", lessons=1)
    window = new_window()
    for path in ("/", "/courses/course/", LESSON, "/courses/course/glossary/"):
        window.go(path)
        page = window.page
        expect(page.get_by_role("banner")).to_have_count(1)
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("contentinfo")).to_have_count(1)
        expect(page.get_by_role("navigation", name="Site")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
