"""Turning a simulator's settings by keyboard alone, at 390 px, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from courseapp.models import Lesson, Step
from courseapp.simulators import SIMULATORS
from tests import cast
from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
LESSON = "/courses/course/lesson-1/"
BATCHES = f"{LESSON}batches/simulation/"
READABLE = 12
"""CSS pixels that words in a picture have at least."""
NARROW = (390, 375, 360, 344, 320)

SMALLEST_WORDS = """texts => Math.min(...texts.map(text =>
    parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.getScreenCTM().a))"""


def add_simulation(lesson: Lesson, key: str, position: int, simulator: str = "batching") -> None:
    stored = {"key": key, "simulator": simulator, "defaults": {}}
    Step.objects.create(lesson=lesson, position=position, simulation=stored)


@pytest.fixture
def lesson() -> Lesson:
    """A simulator before the question and one after it."""
    lesson = cast.make_course("course", lessons=1).lessons.get()
    lesson.steps.filter(position=2).update(position=4)
    lesson.steps.filter(position=1).update(position=2)
    add_simulation(lesson, "batches", 1)
    add_simulation(lesson, "later", 3)
    return lesson


def outcome(page: Page, key: str = "batches") -> Locator:
    return page.locator(f"#simulation-{key}-outcome")


def slots(page: Page, key: str = "batches") -> Locator:
    return page.locator(f"#simulation-{key}").get_by_role("spinbutton", name="Slots")


def set_slots(page: Page, to: str, key: str = "batches") -> None:
    """As a hand on the keyboard does it."""
    slots(page, key).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(to)


def draw(page: Page, has_js: bool) -> None:
    """With JavaScript there is nothing more to press."""
    if not has_js:
        page.keyboard.press("Enter")


def test_turning_a_setting_draws_anew(lesson: Lesson, new_window: Open, has_js: bool) -> None:
    window = new_window()
    window.go(LESSON)
    page = window.page
    expect(outcome(page).get_by_role("img").first).to_have_accessible_name(re.compile("in 4 slots"))
    set_slots(page, "12")
    draw(page, has_js)
    picture = outcome(page).get_by_role("img").first
    expect(picture).to_have_accessible_name(re.compile("in 12 slots"))
    expect(outcome(page)).to_contain_text("writes 1.00 times as many wanted tokens")
    if has_js:
        expect(page).to_have_url(window.base + LESSON)
        expect(slots(page)).to_be_focused()
        expect(page.locator("#announcements")).to_contain_text("writes 1.00 times")
    else:
        expect(page).to_have_url(re.compile(f"{re.escape(BATCHES)}.*slots=12"))


def test_the_button_draws_too(lesson: Lesson, new_window: Open, has_js: bool) -> None:
    window = new_window()
    window.go(LESSON)
    page = window.page
    set_slots(page, "12")
    page.get_by_role("button", name="Draw it").focus()
    page.keyboard.press("Enter")
    expect(outcome(page)).to_contain_text("writes 1.00 times")
    assert page.url.startswith(window.base + (LESSON if has_js else BATCHES))


def test_what_is_refused_is_said_and_mended(lesson: Lesson, new_window: Open, has_js: bool) -> None:
    window = new_window()
    window.go(LESSON)
    page = window.page
    set_slots(page, "99")
    draw(page, has_js)
    told = page.get_by_role("alert")
    expect(told).to_have_text(
        "Slots: Choose from 1 to 64. The lesson’s own setting is shown instead."
    )
    expect(slots(page)).to_have_accessible_description(re.compile("Choose from 1 to 64"))
    set_slots(page, "12")
    draw(page, has_js)
    expect(outcome(page)).to_contain_text("writes 1.00 times")
    expect(told).to_have_count(0)


def test_its_own_page_shows_what_its_address_says(
    lesson: Lesson, new_window: Open, has_js: bool
) -> None:
    window = new_window()
    window.go(f"{BATCHES}?slots=3")
    page = window.page
    set_slots(page, "12")
    draw(page, has_js)
    expect(outcome(page)).to_contain_text("writes 1.00 times")
    expect(page).to_have_url(re.compile("slots=12"))
    page.reload()
    expect(slots(page)).to_have_value("12")
    page.get_by_role("link", name="Back to the lesson").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{window.base}{LESSON}#simulation-batches")


def test_one_that_the_reveal_brings_answers_too(
    lesson: Lesson, new_window: Open, has_js: bool
) -> None:
    window = new_window()
    window.go(LESSON)
    page = window.page
    expect(page.locator("#simulation-later")).to_have_count(0)
    page.get_by_label("The first").check()
    page.get_by_role("radio", name="a guess").check()
    page.get_by_role("button", name="Lock in my prediction").click()
    if has_js:  # the reveal takes the focus once it has settled
        expect(page.locator("#question-question-1").locator("*:focus")).to_have_count(1)
    set_slots(page, "12", "later")
    draw(page, has_js)
    expect(outcome(page, "later")).to_contain_text("writes 1.00 times")
    if has_js:
        expect(outcome(page)).not_to_contain_text("writes 1.00 times")


@pytest.mark.parametrize("has_js", [True], indirect=True)
def test_a_lost_line_is_told_until_it_is_back(lesson: Lesson, new_window: Open) -> None:
    """Without JavaScript the browser itself says so."""
    window = new_window()
    window.go(LESSON)
    page = window.page
    window.context.set_offline(True)
    set_slots(page, "3")
    lost = page.locator("#simulation-batches [data-status]")
    expect(lost).to_contain_text("the picture is as it was")
    window.context.set_offline(False)
    window.trouble.clear()
    set_slots(page, "12")
    expect(outcome(page)).to_contain_text("writes 1.00 times")
    expect(lost).to_have_count(0)


@pytest.mark.parametrize("simulator", SIMULATORS)
def test_it_fits_a_phone_and_can_be_read_there(
    lesson: Lesson, new_window: Open, simulator: str
) -> None:
    Step.objects.filter(simulation__isnull=False).delete()
    add_simulation(lesson, "any", 1, simulator)
    window = new_window()
    window.go(LESSON)
    page = window.page
    words = page.locator(".picture text")
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert words.evaluate_all(SMALLEST_WORDS) >= READABLE, width
