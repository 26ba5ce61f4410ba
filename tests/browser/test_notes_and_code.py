"""Footnotes and blocks of code, at 390 px, with and without JavaScript."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import audit
from tests.browser.conftest import Window
from tests.lessonfiles.courses import PREDICT, lesson_text, write_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = f"""\
It was cold that day.[^cold]

```text
one
  two
```

[^cold]: Very *cold*, for November.

{PREDICT.replace("It snowed.", "It snowed.[^all]" + chr(10) * 2 + "[^all]: All of it melted.")}
"""
with_scripts = pytest.mark.parametrize("has_js", [True], ids=["with-js"])


@pytest.fixture
def page(new_window: Callable[[], Window], tmp_path: Path) -> Page:
    files = {"phase/lesson.md": lesson_text(BODY)}
    call_command("load_lessons", write_course(tmp_path, files), verbosity=0)
    window = new_window()
    window.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.go("/courses/course/lesson/")
    return window.page


def reference(page: Page) -> Locator:
    return page.get_by_role("button", name="Footnote 1").first


def opened(page: Page) -> Locator:
    return page.locator(".noted__note:popover-open")


@with_scripts
def test_a_footnote_opens_inside_the_screen_and_closes(page: Page) -> None:
    reference(page).click()
    expect(opened(page)).to_have_text("Very cold, for November.")
    box = opened(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert audit.troubles(page) == []
    page.get_by_role("heading", level=1).click()
    expect(opened(page)).to_have_count(0)


@with_scripts
def test_keys_open_and_close_a_footnote_and_stay_at_it(page: Page) -> None:
    reference(page).focus()
    page.keyboard.press("Enter")
    expect(opened(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(opened(page)).to_have_count(0)
    expect(reference(page)).to_be_focused()


@with_scripts
def test_a_footnote_of_the_reveal_comes_with_it_and_opens_too(page: Page) -> None:
    assert "melted" not in page.content()
    page.get_by_role("radio", name="Snow").check()
    page.get_by_role("radio", name="a guess").check()
    page.get_by_role("button", name="Lock in my prediction").click()
    page.get_by_role("button", name="Footnote 1").nth(1).click()
    expect(opened(page)).to_have_text("All of it melted.")


def test_without_scripts_a_footnote_is_a_jump_away_and_one_back(page: Page, has_js: bool) -> None:
    note = page.get_by_role("listitem").filter(has_text="Very cold")
    expect(note).to_be_attached()
    if has_js:
        return
    page.locator("a.footnote-ref").click()
    expect(note).to_be_in_viewport()
    page.get_by_role("link", name="Back to the text").click()
    expect(page.locator("a.footnote-ref")).to_be_in_viewport()


def test_code_is_copied_where_it_can_be(page: Page, has_js: bool) -> None:
    button = page.get_by_role("button", name="Copy")
    expect(button).to_have_count(int(has_js))
    if not has_js:
        return
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#announcements")).to_have_text("Copied")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "one\n  two"
    expect(page.locator("#announcements")).to_be_empty()
    expect(button).to_have_text("Copy")


@with_scripts
def test_a_button_to_copy_moves_nothing(page: Page) -> None:
    def place() -> list[float]:
        frame = "document.querySelector('.highlight').getBoundingClientRect()"
        return [float(page.evaluate(f"{frame}.{side}")) for side in ("top", "bottom", "left")]

    improved = place()
    page.evaluate(
        "document.querySelector('.copyable').replaceWith(document.querySelector('.highlight'))"
    )
    assert place() == improved


def keep_drawings_light(route: Route) -> None:
    """As Safari does, whose images do not know the theme."""
    response = route.fetch()
    script = response.text().replace("@media (prefers-color-scheme: dark)", "@media unheard-of")
    route.fulfill(response=response, body=script)


@with_scripts
def test_drawings_get_a_light_sheet_where_they_stay_light_in_the_dark(page: Page) -> None:
    sheets = page.locator("[data-sheets]")
    page.emulate_media(color_scheme="dark")
    page.reload()
    expect(reference(page)).to_be_visible()
    expect(sheets).to_have_count(0)
    page.route("**/lesson*.js", keep_drawings_light)
    page.reload()
    expect(sheets).to_have_count(1)
    page.emulate_media(color_scheme="light")
    expect(sheets).to_have_count(0)
