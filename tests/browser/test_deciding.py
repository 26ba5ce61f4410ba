"""Writing one's own list, at 390 px, with and without JavaScript."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from courseapp.models import Framework
from tests import cast
from tests.browser.conftest import Window
from tests.browser.test_journeys import sign_in
from tests.deciding.weather import URL, load_weather

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]


def choose_fact(page: Page, row: int, fact: str, has_js: bool) -> None:
    page.get_by_label("It asks for").nth(row).select_option(label=fact)
    if not has_js:
        page.get_by_role("button", name="Show its answers").nth(row).click()
    expect(page.get_by_text("and the answer is").nth(row)).to_be_visible()


def test_a_list_is_written_tried_locked_revised_and_shared(
    tmp_path: Path, new_window: Open, has_js: bool
) -> None:
    course = load_weather(tmp_path)
    learner = cast.make_learner()
    cast.enrol(learner, course)
    window = new_window()
    page = window.page
    sign_in(window, learner)
    window.go(URL)
    expect(page.get_by_text("The hill")).to_have_count(0)

    page.get_by_label("In your own words").nth(0).fill("Is it clear?")
    choose_fact(page, 0, "Sky", has_js)
    page.get_by_label("clear").check()
    page.get_by_label("then pick").nth(0).select_option(label="Boots")
    page.get_by_label("In your own words").nth(1).fill("How wet?")
    choose_fact(page, 1, "Rain", has_js)
    page.get_by_label("Number of question 2").fill("much")
    page.get_by_label("then pick").nth(1).select_option(label="Boots")
    page.get_by_label("If no question decides, pick").select_option(label="A coat")
    page.get_by_role("button", name="Try it on the 1").click()
    expect(page.get_by_text("“much” is not a number.")).to_be_visible()

    expect(page.get_by_label("In your own words").nth(1)).to_have_value("How wet?")
    page.locator("[name=test-2]").select_option("at-least")
    page.get_by_label("Number of question 2").fill("5")
    page.get_by_role("button", name="Ask question 2 earlier").click()
    expect(page.get_by_label("In your own words").nth(0)).to_have_value("How wet?")
    page.get_by_role("button", name="Try it on the 1").click()
    expect(page.get_by_text("On the 1 to practise on: 1 right")).to_be_visible()
    expect(page.get_by_text("The hill")).to_have_count(0)

    page.get_by_role("button", name="Lock it in").click()
    expect(page.get_by_text("The 1 held back: 0 right, 0 acceptable, 1 missed")).to_be_visible()
    expect(page.get_by_text("The wind is cold.")).to_be_visible()
    expect(page.get_by_text("The ending of it.")).to_be_visible()

    page.get_by_label("then pick").nth(1).select_option(label="A coat")
    page.get_by_role("button", name="Keep this version").click()
    expect(page.get_by_text("The 1 held back: 1 right")).to_be_visible()
    expect(page.get_by_role("row", name="Your first list 0 0 1")).to_be_visible()

    page.get_by_role("link", name="Your list as a page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My two questions")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator("a[href^='/frameworks/']")
    address = link.get_attribute("href")
    assert address
    stranger = new_window()
    stranger.go(address)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("My two questions")
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("button", name="Make a link")).to_be_visible()
    assert Framework.objects.get().token is None
