"""Asking the reference by keyboard alone, at 390 px, with and without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.browser.conftest import Window
from tests.browser.test_journeys import sign_in
from tests.deciding.weather import asks, load_weather, lock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
PICK = "/courses/course/pick/"


@pytest.fixture
def window(tmp_path: Path, new_window: Open) -> Window:
    """Of a learner who has locked a list."""
    course = load_weather(tmp_path, case="picker-sound")
    learner = cast.make_learner()
    lock(cast.enrol(learner, course), asks("rain", "boots"))
    window = new_window()
    sign_in(window, learner)
    return window


def set_number(page: Page, fact: str, to: str, has_js: bool) -> None:
    """As a hand on the keyboard does it; with JavaScript there is nothing more to press."""
    page.get_by_role("spinbutton", name=fact).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(to)
    if not has_js:
        page.keyboard.press("Enter")


def choose_grey(page: Page, has_js: bool) -> None:
    page.get_by_label("Sky").select_option(label="grey")
    if not has_js:
        page.get_by_role("button", name="Pick", exact=True).press("Enter")


def test_a_changed_fact_changes_the_pick_and_the_address(window: Window, has_js: bool) -> None:
    page = window.page
    window.go("/courses/course/")
    page.get_by_role("link", name="Pick with your own numbers").click()
    picked = page.get_by_role("heading", name=re.compile("Our reference picks"))
    expect(picked).to_contain_text("A coat")
    choose_grey(page, has_js)
    expect(page.get_by_text("Rain: at least 5 mm → Boots")).to_be_visible()
    set_number(page, "Rain", "20", has_js)
    expect(picked).to_contain_text("Boots")
    expect(page.get_by_text("Wet feet last all day.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?rain=20&hours=1&sky=grey"))
    if has_js:
        expect(page.get_by_role("spinbutton", name="Rain")).to_be_focused()
        expect(page.locator("#announcements")).to_have_text("Our reference picks Boots.")
    page.reload()
    expect(picked).to_contain_text("Boots")
    expect(page.get_by_role("spinbutton", name="Rain")).to_have_value("20")


def test_what_is_refused_is_said_beside_its_field_and_mended(window: Window, has_js: bool) -> None:
    page = window.page
    window.go(f"{PICK}?sky=grey")
    set_number(page, "Rain", "301", has_js)
    rain = page.get_by_role("spinbutton", name="Rain")
    expect(page.get_by_role("heading", name="No pick yet")).to_be_visible()
    expect(rain).to_have_accessible_description(re.compile(r"Choose from 0 to 300\."))
    expect(page.get_by_text("Wet feet last all day.")).to_have_count(0)
    set_number(page, "Rain", "30", has_js)
    expect(page.get_by_role("heading", name="Our reference picks Boots")).to_be_visible()
    expect(rain).not_to_have_accessible_description(re.compile("Choose from"))


def test_the_field_in_use_is_never_covered(window: Window, has_js: bool) -> None:
    page = window.page
    page.set_viewport_size({"width": 390, "height": 500})
    window.go(PICK)
    for _ in range(40):
        page.keyboard.press("Tab")
        where = page.evaluate(
            """() => {
                const { left, top, height } = document.activeElement.getBoundingClientRect();
                const hit = document.elementFromPoint(left + 2, top + height / 2);
                return [document.activeElement.name, document.activeElement.contains(hit)];
            }"""
        )
        if where[0] in {"rain", "hours", "sky"}:
            assert where == [where[0], True]
        if where[0] == "sky":
            return
    pytest.fail("The keyboard did not come to the last field.")


def test_it_fits_a_phone(window: Window, has_js: bool) -> None:
    for address in (PICK, f"{PICK}?rain=wet"):
        window.go(address)
        assert window.page.evaluate("document.documentElement.scrollWidth") == 390
