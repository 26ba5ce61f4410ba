"""Text size, shortcuts and coming back, at 390 px, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from courseapp.models import Course, Step
from tests import cast
from tests.browser import audit
from tests.browser.conftest import Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
LESSON = "/courses/course/lesson-1/"
with_scripts = pytest.mark.parametrize("has_js", [True], ids=["with-js"])
"""There are no shortcuts without JavaScript."""


@pytest.fixture
def course() -> Course:
    return cast.make_course("course", lessons=1)


@pytest.fixture
def window(course: Course, new_window: Open) -> Window:
    """The first lesson, as a visitor sees it."""
    window = new_window()
    window.go(LESSON)
    return window


@pytest.fixture
def page(window: Window) -> Page:
    return window.page


def font_size(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.documentElement).fontSize"))


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Keyboard shortcuts")


def test_a_size_is_chosen_on_the_page_and_stays(window: Window, has_js: bool) -> None:
    page = window.page
    page.get_by_role("radio", name="The second").check()
    page.get_by_role("button", name="Reading").click()
    page.get_by_role("button", name="Large", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-text-size", "large")
    if has_js:  # what was chosen and not locked is still there
        expect(page.get_by_role("radio", name="The second")).to_be_checked()
        expect(page.get_by_role("button", name="Large", exact=True, pressed=True)).to_be_visible()
    expect(page.locator("html")).to_have_css("font-size", "18px")  # once the style sheet is there
    page.reload()
    assert font_size(page) == "18px"
    window.go("/")
    assert font_size(page) == "18px"


def test_the_control_offers_shortcuts_to_those_who_have_them(window: Window, has_js: bool) -> None:
    page = window.page
    page.get_by_role("button", name="Reading").click()
    expect(page.get_by_role("group", name="Reading")).to_be_visible()
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_have_count(int(has_js))
    if has_js:
        page.get_by_role("button", name="Keyboard shortcuts").click()
        expect(sheet(page)).to_be_visible()


@with_scripts
def test_digits_answer_and_say_how_sure(page: Page) -> None:
    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="The second")).to_be_checked()
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="The first")).to_be_checked()
    page.keyboard.press("c")
    expect(page.get_by_role("radio", name="a guess")).to_be_focused()
    page.keyboard.press("4")
    expect(page.get_by_role("radio", name="sure 85 %", exact=True)).to_be_checked()
    expect(page.get_by_role("radio", name="The first")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Secret why of a.")).to_be_visible()


@with_scripts
def test_a_digit_that_no_answer_has_chooses_nothing(page: Page) -> None:
    page.keyboard.press("9")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)


@with_scripts
def test_the_sheet_opens_with_a_question_mark_and_closes_with_escape(page: Page) -> None:
    page.keyboard.press("?")
    expect(sheet(page)).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)


@with_scripts
def test_n_and_p_go_from_part_to_part(page: Page, course: Course) -> None:
    page.keyboard.press("2")
    page.keyboard.press("c")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You called it")).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Secret title 1", level=2)).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Secret title 1", level=2)).to_be_focused()
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="Question 1")).to_be_focused()


@with_scripts
def test_two_keys_lead_to_the_course(window: Window, page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page).to_have_url(window.base + "/courses/course/")


@with_scripts
def test_keys_are_letters_in_a_field(page: Page, course: Course) -> None:
    cast.add_revision(course.lessons.get().questions.get(), "reflect")
    course.save()  # (pages are remembered until it was loaded again)
    page.reload()
    page.get_by_label("In your own words").press_sequentially("gc?n1")
    expect(page.get_by_label("In your own words")).to_have_value("gc?n1")
    expect(sheet(page)).to_be_hidden()


@with_scripts
def test_shortcuts_are_turned_off_for_good(page: Page) -> None:
    page.keyboard.press("?")
    sheet(page).get_by_role("button", name="Off").click()
    expect(page.locator("html")).to_have_attribute("data-shortcuts", "off")
    sheet(page).get_by_role("button", name="Close").click()
    for again in range(2):
        page.keyboard.press("?")
        page.keyboard.press("1")
        expect(sheet(page)).to_be_hidden()
        expect(page.get_by_role("radio", checked=True)).to_have_count(0)
        if not again:
            page.reload()


def test_who_comes_back_goes_on_where_they_stopped(course: Course, new_window: Open) -> None:
    lesson = course.lessons.get()
    question = cast.add_question(lesson, "another")
    Step.objects.create(lesson=lesson, position=3, question=question)
    course.save()
    window = new_window()
    window.go(LESSON)
    page = window.page
    expect(page.get_by_role("link", name="Go on")).to_have_count(0)
    page.get_by_role("radio", name="The first").check()
    page.get_by_role("radio", name="a guess").check()
    page.get_by_role("button", name="Lock in my prediction").click()
    expect(page.locator("#lesson-progress")).to_contain_text("Question 2 of 2")
    window.go(LESSON)
    page.get_by_role("link", name="Go on where you stopped").click()
    expect(page).to_have_url(re.compile("#question-another$"))
    expect(page.get_by_role("heading", name="Question 2 of 2")).to_be_in_viewport()


def test_going_back_finds_the_place_again(course: Course, new_window: Open) -> None:
    Step.objects.filter(lesson__course=course, position=0).update(html="<p>Long.</p>" * 80)
    course.save()
    window = new_window()
    window.go(LESSON)
    page = window.page
    page.evaluate("scrollTo({top: 1500, behavior: 'instant'})")
    window.go("/")
    page.go_back()
    page.wait_for_function("Math.abs(scrollY - 1500) < 5")


def test_a_handout_has_boxes_to_fill_in_and_nothing_to_press(window: Window) -> None:
    page = window.page
    page.emulate_media(media="print")
    for text in ("The first", "How sure are you?", "certain"):
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    for name in ("Lock in my prediction", "Reading", "Close"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert "Secret" not in page.content()


def test_a_handout_of_an_answer_says_where_its_sources_are(window: Window) -> None:
    page = window.page
    page.get_by_role("radio", name="The first").check()
    page.get_by_role("radio", name="a guess").check()
    page.get_by_role("button", name="Lock in my prediction").click()
    expect(page.get_by_text("Secret why of a.")).to_be_visible()
    page.emulate_media(media="print")
    address = "getComputedStyle(document.querySelector('.sources a'), '::after').content"
    assert page.evaluate(address) == '" (https://example.org/)"'


def test_a_printed_course_answers_its_questions(course: Course, new_window: Open) -> None:
    course.faq = [{"question": "Why?", "html": "<p>Because.</p>"}]
    course.save()
    window = new_window()
    window.go("/courses/course/")
    answer = window.page.get_by_text("Because.")
    expect(answer).to_be_hidden()
    window.page.emulate_media(media="print")
    expect(answer).to_be_visible()


@with_scripts
def test_what_opens_is_open_to_everyone(page: Page) -> None:
    page.get_by_role("button", name="Reading").click()
    assert audit.troubles(page) == []
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert audit.troubles(page) == []
