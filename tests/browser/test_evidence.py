"""Charts of measurements at the width of a phone, with and without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from courseapp.evidence.exhibits import pack
from courseapp.models import Step
from tests import cast
from tests.browser.conftest import Window
from tests.evidence.rows import make_exhibit, make_row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
LESSON = "/courses/course/lesson-1/"
READABLE = 12
"""CSS pixels that words in a picture have at least."""

SMALLEST_WORDS = """texts => Math.min(...texts.map(text =>
    parseFloat(getComputedStyle(text).fontSize) * text.ownerSVGElement.getScreenCTM().a))"""
SCROLLS_INSIDE = "frame => frame.scrollWidth > frame.clientWidth"
NAMES = ("Alpha with a long name", "Beta with a long name", "Gammas-name-cannot-be-broken", "Delta")
ROWS = tuple(
    make_row(name, users, 1000.0 * users, repetitions=2, most=1100.0 * users, command="serve " * 40)
    for name in NAMES
    for users in (1, 16, 256)
)


def show_behind_the_question(**changes: Any) -> None:
    lesson = cast.make_course("course", lessons=1).lessons.get()
    lesson.steps.filter(position=2).update(position=4)
    stored = {"key": "any", "exhibit": pack(make_exhibit(*ROWS, **changes))}
    Step.objects.create(lesson=lesson, position=3, evidence=stored)


def answer(page: Page) -> None:
    page.get_by_label("The first").check()
    page.get_by_role("radio", name="a guess").check()
    page.get_by_role("button", name="Lock in my prediction").click()


@pytest.mark.parametrize("kind", ["lines", "bars", "table"])
def test_a_chart_comes_with_the_answer_and_fits_a_phone(new_window: Open, kind: str) -> None:
    show_behind_the_question(kind=kind)
    window = new_window()
    window.go(LESSON)
    page = window.page
    chart = page.locator("#evidence-any")
    expect(chart).to_have_count(0)
    answer(page)
    expect(chart).to_contain_text("256,000")
    chart.locator("summary").focus()
    page.keyboard.press("Enter")
    frames = chart.locator(".table-scroll, .evidence__command")
    expect(frames.last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert frames.first.evaluate(SCROLLS_INSIDE)
    assert frames.last.evaluate(SCROLLS_INSIDE)
    words = chart.locator(".picture text")
    for width in (320, 390) if kind != "table" else ():
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert words.evaluate_all(SMALLEST_WORDS) >= READABLE, width
