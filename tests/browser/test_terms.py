"""A term's definition by pointer, keyboard and touch, at 390 px, with and without JavaScript."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.lessonfiles.courses import PREDICT, lesson_text, write_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GLOSSARY = '- {term: "Rime", lesson: lesson, definition: "Frost that grew in *fog*."}\n'
BODY = f"In the [first hour](lesson.md) we saw [rime](../glossary.yaml#rime).\n\n{PREDICT}"
DEFINITION = "Frost that grew in fog."
NEW = re.compile("interestfor|interest-delay-start|position-area")
"""What the older of today's browsers do not know."""


@pytest.fixture(params=[False, True], ids=["new", "old"])
def is_old(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def take_away_what_is_new(route: Route) -> None:
    response = route.fetch()
    if response.headers["content-type"].startswith("text/"):
        route.fulfill(response=response, body=NEW.sub("unheard-of", response.text()))
    else:
        route.fulfill(response=response)


@pytest.fixture
def page(
    browser: Browser, live_server: LiveServer, tmp_path: Path, has_js: bool, is_old: bool
) -> Iterator[Page]:
    """A lesson with a term, in a browser that opens its note itself or leaves that to style."""
    files = {"glossary.yaml": GLOSSARY, "phase/lesson.md": lesson_text(BODY)}
    call_command("load_lessons", write_course(tmp_path, files), verbosity=0)
    context = browser.new_context(
        java_script_enabled=has_js, viewport={"width": 390, "height": 844}, has_touch=True
    )
    page = context.new_page()
    if is_old:
        page.route("**/*", take_away_what_is_new)
    page.goto(f"{live_server.url}/courses/course/lesson/")
    yield page
    page.unroute_all(behavior="wait")
    context.close()


def word(page: Page) -> Locator:
    return page.get_by_role("button", name="rime")


def note(page: Page) -> Locator:
    return page.get_by_text(DEFINITION)


def rest(page: Page) -> None:
    page.mouse.move(0, 0)


def test_it_opens_under_the_pointer_and_closes_behind_it(page: Page) -> None:
    expect(note(page)).to_be_hidden()
    word(page).hover()
    expect(note(page)).to_be_visible()
    rest(page)
    expect(note(page)).to_be_hidden()


def test_it_opens_on_focus_and_closes_further_on(page: Page) -> None:
    page.get_by_role("link", name="first hour").focus()
    page.keyboard.press("Tab")
    expect(word(page)).to_be_focused()
    expect(note(page)).to_be_visible()
    expect(word(page)).to_have_accessible_description(DEFINITION)


@pytest.mark.parametrize("key", ["Tab", "Enter"])
def test_escape_closes_what_a_key_opened(page: Page, has_js: bool, is_old: bool, key: str) -> None:
    page.get_by_role("link", name="first hour").focus()
    page.keyboard.press("Tab")
    if key == "Enter":
        page.keyboard.press(key)
    expect(note(page)).to_be_visible()
    page.keyboard.press("Escape")
    if is_old and not has_js:  # there only moving on closes it
        page.get_by_role("link", name="first hour").focus()
    expect(note(page)).to_be_hidden()


@pytest.mark.parametrize("has_js", [True], indirect=True)
def test_escape_closes_it_under_the_pointer(page: Page) -> None:
    for _ in range(2):
        word(page).hover()
        expect(note(page)).to_be_visible()
        page.keyboard.press("Escape")
        expect(note(page)).to_be_hidden()
        rest(page)


def test_a_tap_opens_it_inside_the_screen_and_another_closes_it(page: Page) -> None:
    word(page).tap()
    expect(note(page)).to_be_visible()
    box = page.locator(".term__note").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.get_by_role("heading", level=1).tap()
    expect(note(page)).to_be_hidden()


def always_above(route: Route) -> None:
    """As Safari does on a page that is scrolled far down."""
    response = route.fetch()
    css = response.text().replace("position-area: block-end;", "position-area: block-start;")
    route.fulfill(response=response, body=css.replace("fallbacks: flip-block", "fallbacks: none"))


@pytest.mark.parametrize("has_js", [True], indirect=True)
@pytest.mark.parametrize("is_old", [False], indirect=True)
def test_it_is_never_above_the_screen(page: Page) -> None:
    page.route("**/site*.css", always_above)
    page.reload()
    word(page).evaluate("word => scrollBy(0, word.getBoundingClientRect().top - 10)")
    word(page).tap()
    assert page.locator(".term__note").evaluate("note => note.getBoundingClientRect().top") > 0


def test_it_leads_to_the_glossary(page: Page) -> None:
    word(page).tap()
    page.locator(".term__more").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")
    expect(page.locator("#term-rime")).to_contain_text(DEFINITION)


def test_nothing_of_it_is_printed(page: Page) -> None:
    word(page).tap()
    page.emulate_media(media="print")
    expect(note(page)).to_be_hidden()
    expect(page.get_by_text("first hour")).to_be_visible()
