"""Answering by keyboard alone, at 390 px, with and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from courseapp.models import Lesson, Prediction
from tests import cast
from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
LESSON = "/courses/course/lesson-1/"


@pytest.fixture
def lesson() -> Lesson:
    return cast.make_course("course", lessons=1).lessons.get()


def ask(lesson: Lesson, kind: str) -> None:
    """Puts a question of a kind in place of the lesson's own."""
    cast.add_revision(lesson.questions.get(), kind)


def be_sure(page: Page) -> None:
    page.get_by_role("radio", name="a guess").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")


def lock(page: Page) -> None:
    page.get_by_role("button", name="Lock in my prediction").focus()
    page.keyboard.press("Enter")


def test_the_reveal_takes_the_reader_to_the_outcome(
    lesson: Lesson, new_window: Open, has_js: bool
) -> None:
    window = new_window()
    window.go(LESSON)
    page = window.page
    page.get_by_role("radio", name="The first").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    be_sure(page)
    lock(page)
    outcome = page.get_by_role("heading", name="You called it")
    expect(outcome).to_be_visible()
    if has_js:
        expect(outcome).to_be_focused()
        expect(page.locator(".beside__true")).to_have_css("animation-name", "mark")
        expect(page).to_have_title("Secret title 1 · Title of course · Hunch")
    else:
        expect(page).to_have_url(f"{window.base}{LESSON}#question-question-1")
    prediction = Prediction.objects.get()
    assert (prediction.choice, prediction.confidence) == ("b", 2)


def test_a_refused_form_says_where_and_keeps_the_rest(
    lesson: Lesson, new_window: Open, has_js: bool
) -> None:
    window = new_window()
    window.go(LESSON)
    page = window.page
    be_sure(page)
    lock(page)
    expect(page.get_by_text("Choose the answer you would bet on.")).to_be_visible()
    expect(page.get_by_role("radio", name="a hunch")).to_be_checked()
    if has_js:
        expect(page.get_by_role("radio", name="The first")).to_be_focused()
    assert not Prediction.objects.exists()


def test_an_order_is_given_without_a_pointer(
    lesson: Lesson, new_window: Open, has_js: bool
) -> None:
    ask(lesson, "rank")
    window = new_window()
    window.go(LESSON)
    page = window.page
    if has_js:
        page.get_by_role("button", name="Move down: Ant").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Ant: now place 2 of 3")).to_be_attached()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Move up: Ant")).to_be_focused()
    for place, key in enumerate("" if has_js else "bca", start=1):
        page.locator(f"[name=place-{key}]").select_option(str(place))
    be_sure(page)
    lock(page)
    expect(page.get_by_role("heading", name="Exactly in order")).to_be_visible()
    assert Prediction.objects.get().answer == {"order": ["b", "c", "a"]}


def test_an_order_nobody_touched_is_no_answer(
    lesson: Lesson, new_window: Open, has_js: bool
) -> None:
    ask(lesson, "rank")
    window = new_window()
    window.go(LESSON)
    page = window.page
    be_sure(page)
    lock(page)
    expect(page.get_by_text("Put the items in your order, or tick")).to_be_visible()
    expect(page.get_by_role("radio", name="a hunch")).to_be_checked()
    assert not Prediction.objects.exists()
    page.get_by_label("I would leave them in the order shown").check()
    lock(page)
    expect(page.locator("[data-outcome]")).to_be_visible()
    assert Prediction.objects.get().answer == {"order": ["a", "b", "c"]}


@pytest.mark.parametrize("has_js", [True], indirect=True)
def test_who_moves_an_item_does_not_leave_the_order_as_shown(
    lesson: Lesson, new_window: Open
) -> None:
    ask(lesson, "rank")
    window = new_window()
    window.go(LESSON)
    page = window.page
    as_shown = page.get_by_label("I would leave them in the order shown")
    as_shown.check()
    page.get_by_role("button", name="Move down: Ant").click()
    expect(as_shown).not_to_be_checked()
    be_sure(page)
    lock(page)
    expect(page.locator("[data-outcome]")).to_be_visible()
    assert Prediction.objects.get().answer == {"order": ["b", "a", "c"]}


def test_a_lost_connection_says_to_press_again(
    lesson: Lesson, new_window: Open, has_js: bool
) -> None:
    window = new_window()
    window.go(LESSON)
    page = window.page
    page.get_by_role("radio", name="The second").check()
    be_sure(page)
    if has_js:
        window.context.set_offline(True)
        lock(page)
        expect(page.locator(".question__form")).to_contain_text("Press again")
        window.context.set_offline(False)
        window.trouble.clear()
    lock(page)
    expect(page.get_by_role("heading", name="You called it")).to_be_visible()
    assert Prediction.objects.count() == 1
