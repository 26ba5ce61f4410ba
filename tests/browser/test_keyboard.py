"""Whole journeys by keys alone: every stop in sight, the focus never lost, and no trap."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from courseapp.models import Opening, Prediction, Step, User
from tests import cast
from tests.admin.desk import make_desk
from tests.browser.conftest import Window
from tests.browser.keys import choose, enter, fill_in, press, tab_to, travel
from tests.deciding.weather import URL as WEATHER
from tests.deciding.weather import load_weather

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
LESSON = "/courses/course/lesson-1/"
LOCK = re.compile("Lock in my prediction|Keep my words")
PASSWORD = "a long and quiet pass phrase"

with_js = pytest.mark.parametrize("has_js", [True], indirect=True)


def lock(page: Page, has_js: bool) -> None:
    """Says how sure and locks; with JavaScript the outcome takes the focus."""
    if page.get_by_role("radio", name="a guess").count():
        tab_to(page.get_by_role("radio", name="a guess"))
        press(page, "Space", "ArrowRight")
    go = enter if has_js else travel
    go(page.get_by_role("button", name=LOCK))
    outcome = page.locator("[data-outcome]")
    expect(outcome).to_be_visible()
    if has_js:
        expect(outcome).to_be_focused()


def count_arrows_as_a_pointer(route: Route) -> None:
    """As Safari does: what an arrow gives the focus has none that is to be seen."""
    response = route.fetch()
    css = response.text().replace(":focus-visible)", ":focus-visible:not(:checked))")
    route.fulfill(response=response, body=css)


@with_js
def test_the_focus_stays_in_sight_along_arrows(new_window: Open) -> None:
    cast.make_course("course", lessons=1)
    window = new_window()
    page = window.page
    page.route("**/site*.css", count_arrows_as_a_pointer)
    window.go(LESSON)
    for first, second in [("The first", "The second"), ("a guess", "a hunch")]:
        page.get_by_role("radio", name=first).focus()
        press(page, "ArrowDown")
        chosen = page.locator("label:has(:checked)", has_text=second)
        expect(chosen).to_have_css("outline-style", "solid")
        chosen.click()
        expect(chosen).to_have_css("outline-style", "dashed")


def test_a_visitor_takes_a_lesson_and_signs_up(new_window: Open, has_js: bool) -> None:
    cast.make_course("course", lessons=2)
    window = new_window()
    page = window.page
    window.go("/")
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    travel(page.get_by_role("link", name="Title of course"))
    travel(page.get_by_role("link", name="Try the first lesson"))
    tab_to(page.get_by_role("radio", name="The first"))
    press(page, "ArrowDown")
    expect(page.get_by_role("radio", name="The second")).to_be_checked()
    lock(page, has_js)
    travel(page.get_by_role("button", name="Finish the lesson"))
    travel(page.get_by_role("link", name="Sign up and keep my answers"))
    fill_in(page.get_by_label("E-mail address"), "visitor@example.org")
    fill_in(page.get_by_label("Password"), PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/today/"))
    prediction = Prediction.objects.get()
    assert (prediction.choice, prediction.confidence) == ("b", 2)
    assert prediction.enrolment.user == User.objects.get()


@pytest.mark.parametrize("kind", ["estimate", "interval"])
def test_a_number_is_given(new_window: Open, has_js: bool, kind: str) -> None:
    cast.make_lesson(kind)
    window = new_window()
    page = window.page
    window.go(LESSON)
    if kind == "estimate":
        fill_in(page.get_by_label("Your estimate"), "60")
        lock(page, has_js)
    else:
        fill_in(page.get_by_label("The lower end"), "1000")
        fill_in(page.get_by_label("The upper end"), "9000")
        page.keyboard.press("Enter")
    expect(page.locator("[data-outcome]")).to_be_visible()
    assert Prediction.objects.get().is_right


def test_an_order_is_made(new_window: Open, has_js: bool) -> None:
    cast.make_lesson("rank")
    window = new_window()
    page = window.page
    window.go(LESSON)
    if has_js:
        down = page.get_by_role("button", name="Move down: Ant")
        enter(down)
        expect(down).to_be_focused()
        press(page, "Enter")
        expect(page.get_by_role("button", name="Move up: Ant")).to_be_focused()
    else:
        for place, name in ((3, "a"), (1, "b"), (2, "c")):
            choose(page.locator(f"[name=place-{name}]"), str(place))
    lock(page, has_js)
    assert Prediction.objects.get().answer == {"order": ["b", "c", "a"]}


def test_words_are_written_and_ticked(new_window: Open, has_js: bool) -> None:
    cast.make_lesson("reflect")
    window = new_window()
    page = window.page
    window.go(LESSON)
    fill_in(page.get_by_label("In your own words"), "Words of mine.")
    press(page, "Tab")
    page.keyboard.press("Shift+Tab")
    lock(page, has_js)
    tick = page.get_by_role("checkbox", name="Secret rubric two")
    tab_to(tick)
    press(page, "Space")
    if has_js:
        expect(page.get_by_text("Your ticks are saved.").first).to_be_attached()
        expect(tick).to_be_focused()
    else:
        travel(page.get_by_role("button", name="Save ticks"))
    expect(tick).to_be_checked()
    assert Prediction.objects.get().ticked == [1]


def test_a_refused_answer_leads_to_what_is_missing(new_window: Open, has_js: bool) -> None:
    cast.make_lesson("predict")
    window = new_window()
    page = window.page
    window.go(LESSON)
    go = enter if has_js else travel
    go(page.get_by_role("button", name="Lock in my prediction"))
    expect(page.get_by_text("Choose the answer you would bet on.")).to_be_visible()
    if has_js:
        expect(page.get_by_role("radio", name="The first")).to_be_focused()
    else:
        tab_to(page.get_by_role("radio", name="The first"))
    press(page, "Space")
    lock(page, has_js)


def test_a_simulator_is_turned(new_window: Open, has_js: bool) -> None:
    lesson = cast.make_lesson("predict")
    lesson.steps.filter(position=0).delete()
    stored = {"key": "batches", "simulator": "batching", "defaults": {}}
    Step.objects.create(lesson=lesson, position=0, simulation=stored)
    window = new_window()
    page = window.page
    window.go(LESSON)
    slots = page.get_by_role("spinbutton", name="Slots")
    fill_in(slots, "12")
    if has_js:
        expect(page.locator(".simulation__outcome")).to_contain_text("writes 1.00 times")
        expect(slots).to_be_focused()
    else:
        page.keyboard.press("Enter")
        expect(page.locator(".simulation__outcome")).to_contain_text("writes 1.00 times")
    tab_to(page.get_by_role("link", name="Link to these settings"))


@with_js
def test_a_list_is_written_put_in_order_and_locked(new_window: Open, tmp_path: Path) -> None:
    course = load_weather(tmp_path)
    learner = cast.make_learner()
    cast.enrol(learner, course)
    window = new_window()
    window.come_as(learner)
    page = window.page
    window.go(WEATHER)
    for row, (fact, question) in enumerate((("Sky", "Is it clear?"), ("Rain", "How wet?"))):
        fill_in(page.get_by_label("In your own words").nth(row), question)
        choose(page.get_by_label("It asks for").nth(row), fact)
        expect(page.get_by_text("and the answer is").nth(row)).to_be_visible()
        if fact == "Sky":
            tab_to(page.get_by_role("checkbox", name="clear"))
            press(page, "Space")
        else:
            fill_in(page.get_by_label("Number of question 2"), "5")
        choose(page.get_by_label("then pick").nth(row), "Boots")
    choose(page.get_by_label("If no question decides, pick"), "A coat")
    enter(page.get_by_role("button", name="Ask question 2 earlier"), "Shift+Tab")
    expect(page.get_by_label("In your own words").first).to_have_value("How wet?")
    assert page.evaluate("document.activeElement.closest('.decide') !== null")
    enter(page.get_by_role("button", name="Lock it in"))
    outcome = page.get_by_role("heading", name="Your list is locked")
    expect(outcome).to_be_focused()
    tab_to(page.get_by_role("link", name="Your list as a page"))


@with_js
def test_an_account_is_used_and_deleted(new_window: Open) -> None:
    learner = cast.make_learner(email="ada@example.org")
    learner.set_password(PASSWORD)
    learner.save()
    window = new_window()
    page = window.page
    window.go("/accounts/login/")
    fill_in(page.get_by_label("E-mail address"), "ada@example.org")
    fill_in(page.get_by_label("Password"), "wrong")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    fill_in(page.get_by_label("Password"), PASSWORD)
    travel(page.get_by_role("button", name="Sign in", exact=True))
    travel(page.get_by_role("link", name="Account"))
    fill_in(page.get_by_label("Name"), "Ada")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").get_by_text("Saved.")).to_be_visible()
    travel(page.get_by_role("link", name="Delete your account"))
    fill_in(page.get_by_label("Your e-mail address"), "ada@example.org")
    travel(page.get_by_role("button", name="Delete everything"))
    expect(page).to_have_url(window.base + "/")
    assert not User.objects.exists()


@with_js
def test_an_instructor_opens_a_lesson_early(new_window: Open) -> None:
    desk = make_desk()
    window = new_window()
    window.come_as(desk.instructor)
    page = window.page
    window.go("/admin/")
    travel(page.get_by_role("link", name="Your cohorts"))
    travel(page.get_by_role("link", name="Autumn"))
    travel(page.get_by_role("link", name="Learners × lessons"))
    tab_to(page.get_by_label("With learners:"))
    tab_to(page.get_by_role("checkbox", name="Tick \u2068Ada\u2069"))
    press(page, "Space")
    tab_to(page.get_by_role("button", name="Those ticked"), "Shift+Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(page.get_by_label("Lesson:"))
    press(page, "End")
    travel(page.get_by_role("button", name="Open it now"))
    expect(page.get_by_text("“Secret title 3” is open now")).to_be_visible()
    assert Opening.objects.get().lesson.slug == "lesson-3"


STOPS = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, "
    + "[tabindex='0']";
  const isFirst = (part) => part.type !== "radio" || part.checked
    || (!document.querySelector(`[name="${part.name}"]:checked`)
      && document.querySelector(`[name="${part.name}"]`) === part);
  const isStop = (part) => part.checkVisibility({visibilityProperty: true}) && !part.disabled
    && part.tabIndex >= 0 && isFirst(part);
  return [...document.querySelectorAll(all)].filter(isStop).length;
}"""
PLACE = "[...document.querySelectorAll('*')].indexOf(document.activeElement)"


@with_js
@pytest.mark.parametrize("path", ["/", "/courses/course/", LESSON, "/accounts/signup/"])
def test_tab_stops_everywhere_once_in_the_order_of_the_page(new_window: Open, path: str) -> None:
    cast.make_course("course", lessons=2)
    window = new_window()
    window.go(path)
    page = window.page
    places = []
    for _ in range(page.evaluate(STOPS)):
        press(page, "Tab")
        places.append(page.evaluate(PLACE))
    assert places == sorted(set(places))
    page.keyboard.press("Tab")
    assert page.evaluate(PLACE) not in places[1:]
