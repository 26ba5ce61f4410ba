"""What does not get through is told for what it was, what was chosen stays, and there is a way on.

In Chromium at 390 px, with and without JavaScript.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client, override_settings
from playwright.sync_api import Locator, Page, Route, expect

from courseapp.models import Course, Lesson, Prediction, User
from courseapp.schedule import outline
from tests import cast
from tests.browser.conftest import Window
from tests.deciding.weather import URL as DECIDE
from tests.deciding.weather import load_weather

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
LESSON = "/courses/course/lesson-1/"
BREAKS = {"ROOT_URLCONF": "tests.browser.failing"}
NOBODY_NEW = {"ACCOUNT_RATE_LIMITS": {"new_visitor": "1/h/ip"}}


@pytest.fixture
def course() -> Course:
    return cast.make_course("course", lessons=2)


@pytest.fixture
def learner(course: Course) -> User:
    learner = cast.make_learner(email="ada@example.org")
    learner.set_password("a long enough one")
    learner.save()
    cast.enrol(learner, course)
    return learner


def choose(page: Page) -> None:
    page.get_by_label("The second").check()
    page.get_by_role("radio", name="certain").check()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def lock(page: Page) -> None:
    page.locator(".question__lock button").click()


def status(page: Page) -> Locator:
    return page.locator("[data-status]")


def expect_kept(page: Page) -> None:
    expect(page.get_by_label("The second")).to_be_checked()
    expect(page.get_by_role("radio", name="certain")).to_be_checked()


def expect_locked(page: Page) -> None:
    expect(page.locator("[data-outcome]")).to_be_visible()
    prediction = Prediction.objects.get()
    assert (prediction.choice, prediction.confidence) == ("b", 5)


def hush(window: Window) -> None:
    """Forgets what the console has said so far: it was meant to."""
    window.page.evaluate("new Promise((done) => setTimeout(done, 100))")
    window.trouble.clear()


def make_stale(window: Window) -> None:
    """As signing in in another tab does it."""
    window.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": window.base}])


def test_a_stale_token_is_renewed(course: Course, new_window: Open, has_js: bool) -> None:
    window = new_window()
    page = window.page
    window.go(LESSON)
    choose(page)
    make_stale(window)
    lock(page)
    if has_js:
        expect(status(page)).to_contain_text("This page has been open for long")
        expect_kept(page)
        press(page, "Try again")
    else:
        expect(page.get_by_role("heading", name="open too long")).to_be_visible()
        press(page, "Send it again")
    expect_locked(page)


def sign_in_again(page: Page) -> None:
    page.get_by_label("E-mail address").fill("ada@example.org")
    page.get_by_label("Password").fill("a long enough one")
    press(page, "Sign in")


@pytest.mark.usefixtures("course")
def test_an_ended_session_leads_back_with_the_choice(
    learner: User, new_window: Open, has_js: bool
) -> None:
    """The second lesson is for who is signed in."""
    enrolment = learner.enrolments.get()
    cast.open_lesson(enrolment, enrolment.course.lessons.get(slug="lesson-2"))
    window = new_window()
    page = window.page
    window.come_as(learner)
    window.go("/courses/course/lesson-2/")
    choose(page)
    Session.objects.all().delete()
    lock(page)
    if has_js:
        expect(status(page)).to_contain_text("You are not signed in any more")
        expect_kept(page)
        page.get_by_role("link", name="Sign in again").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in_again(page)
    if has_js:
        expect(status(page)).to_have_text("What you chose is still here. It has not been sent yet.")
        expect_kept(page)
        lock(page)
    else:
        press(page, "Send it again")
    expect_locked(page)


def test_too_many_tries_say_how_long_to_wait(
    course: Course, new_window: Open, has_js: bool
) -> None:
    window = new_window()
    page = window.page
    with override_settings(**NOBODY_NEW):
        Client().post(f"{LESSON}question-1/predict/")
        window.go(LESSON)
        choose(page)
        lock(page)
        if has_js:
            expect(status(page)).to_contain_text("Please wait")
            expect_kept(page)
        else:
            expect(page.get_by_role("heading", name="Too many tries")).to_be_visible()
        cache.clear()
        press(page, "Try again" if has_js else "Send it again")
        expect_locked(page)


def test_a_changed_question_keeps_the_choice(
    course: Course, new_window: Open, has_js: bool
) -> None:
    window = new_window()
    page = window.page
    window.go(LESSON)
    choose(page)
    revision = cast.add_revision(course.questions.get(key="question-1"))
    revision.wording = "another"
    revision.save()
    outline.forget()
    lock(page)
    expect(page.get_by_role("alert")).to_contain_text("The author has just changed this question")
    expect_kept(page)
    lock(page)
    expect_locked(page)


def test_a_fault_of_ours_says_so(course: Course, new_window: Open, has_js: bool) -> None:
    window = new_window()
    page = window.page
    window.go(LESSON)
    choose(page)
    with override_settings(**BREAKS):
        lock(page)
        if has_js:
            expect(status(page)).to_contain_text("Something broke on our side")
            expect_kept(page)
        else:
            expect(page.get_by_role("heading", name="Something broke here")).to_be_visible()
    window.trouble.clear()
    press(page, "Try again" if has_js else "Send it again")
    expect_locked(page)


def answer_once(page: Page, status: int, headers: dict[str, str] | None = None) -> None:
    """As a proxy in front of the site does it."""
    page.route("**/predict/", lambda r: r.fulfill(status=status, headers=headers or {}), times=1)


@pytest.mark.parametrize("has_js", [True], indirect=True)
@pytest.mark.parametrize(
    ("code", "headers", "words"),
    [
        (429, {"Retry-After": "95"}, "Please wait 2 minutes"),
        (429, {"Retry-After": "40"}, "Please wait 40 seconds"),
        (429, {}, "Please wait a few minutes"),
        (404, {}, "The author has just changed this lesson"),
        (403, {}, "This is not open to you any more"),
        (413, {}, "That is too long to be sent"),
        (500, {}, "Something broke on our side"),
        (502, {}, "Something broke on our side"),
        (503, {}, "The site cannot save anything just now"),
    ],
)
@pytest.mark.usefixtures("course")
def test_each_refusal_has_words_of_its_own(
    new_window: Open, code: int, headers: dict[str, str], words: str
) -> None:
    window = new_window()
    page = window.page
    window.go(LESSON)
    choose(page)
    answer_once(page, code, headers)
    lock(page)
    expect(status(page)).to_contain_text(words)
    expect_kept(page)
    if code in {403, 404}:
        press(page, "Load the page again")
        expect(status(page)).to_contain_text("What you chose is still here.")
        expect_kept(page)
        lock(page)
    else:
        press(page, "Try again")
    expect_locked(page)
    hush(window)


@pytest.mark.parametrize("has_js", [True], indirect=True)
@pytest.mark.usefixtures("course")
def test_a_lost_connection_is_told_as_one(new_window: Open) -> None:
    window = new_window()
    page = window.page
    window.go(LESSON)
    choose(page)
    window.context.set_offline(True)
    lock(page)
    expect(status(page)).to_contain_text("did not reach the server")
    expect_kept(page)
    window.context.set_offline(False)
    press(page, "Try again")
    expect_locked(page)
    hush(window)


@pytest.mark.parametrize("has_js", [True], indirect=True)
@pytest.mark.usefixtures("course")
def test_a_server_that_does_not_answer_is_told_as_one(new_window: Open) -> None:
    window = new_window()
    page = window.page
    window.go(LESSON)
    assert page.evaluate("htmx.config.timeout") == 30_000
    page.evaluate("htmx.config.timeout = 200")
    choose(page)
    held: list[Route] = []
    page.route("**/predict/", lambda route: held.append(route), times=1)
    lock(page)
    expect(status(page)).to_contain_text("did not answer in time")
    expect_kept(page)
    page.evaluate("htmx.config.timeout = 10000")
    press(page, "Try again")
    expect_locked(page)
    hush(window)


def begin_list(page: Page) -> None:
    page.get_by_label("In your own words").nth(0).fill("Is it clear?")
    page.get_by_label("If no question decides, pick").select_option(label="A coat")


def expect_rows(page: Page, count: int) -> None:
    expect(page.get_by_label("In your own words")).to_have_count(count)
    expect(page.get_by_label("In your own words").nth(0)).to_have_value("Is it clear?")
    chosen = page.get_by_label("If no question decides, pick").locator("option:checked")
    expect(chosen).to_have_text("A coat")


@pytest.fixture
def writer(tmp_path: Path, new_window: Open) -> Window:
    """Somebody who has begun a list and not kept it yet."""
    learner = cast.make_learner(email="ada@example.org")
    learner.set_password("a long enough one")
    learner.save()
    cast.enrol(learner, load_weather(tmp_path))
    window = new_window()
    window.come_as(learner)
    window.go(DECIDE)
    begin_list(window.page)
    press(window.page, "Add a question")
    expect_rows(window.page, 3)
    return window


def test_a_list_outlives_a_stale_token(writer: Window, has_js: bool) -> None:
    page = writer.page
    make_stale(writer)
    press(page, "Add a question")
    if has_js:
        expect(status(page)).to_contain_text("This page has been open for long")
        expect_rows(page, 3)
    press(page, "Try again" if has_js else "Send it again")
    expect_rows(page, 4)


def test_a_list_outlives_its_session(writer: Window, has_js: bool) -> None:
    page = writer.page
    Session.objects.all().delete()
    press(page, "Add a question")
    if has_js:
        expect(status(page)).to_contain_text("You are not signed in any more")
        expect_rows(page, 3)
        page.get_by_role("link", name="Sign in again").click()
    sign_in_again(page)
    if has_js:
        expect_rows(page, 3)
        press(page, "Add a question")
    else:
        press(page, "Send it again")
    expect_rows(page, 4)


def add_simulation(lesson: Lesson) -> None:
    stored = {"key": "batches", "simulator": "batching", "defaults": {}}
    lesson.steps.filter(position=0).update(question=None, html="", simulation=stored)


@pytest.mark.parametrize("has_js", [True], indirect=True)
def test_every_form_that_a_script_sends_tells_of_it(course: Course, new_window: Open) -> None:
    """Whatever it asks for, and wherever it stands."""
    lesson = course.lessons.get(slug="lesson-1")
    add_simulation(lesson)
    window = new_window()
    window.go(LESSON)
    page = window.page
    forms = page.locator("form[hx-post], form[hx-get]")
    assert forms.count() >= 4
    window.context.set_offline(True)
    for form in forms.all():
        form.evaluate("form => form.requestSubmit()")
        expect(form.locator("[data-status]")).to_be_attached()
        assert "did not reach the server" in (form.locator("[data-status]").text_content() or "")
    hush(window)


def certain(page: Page) -> None:
    page.get_by_role("radio", name="certain").check()


def write_number(page: Page) -> None:
    page.get_by_label("Your estimate").fill("55")
    certain(page)


def write_range(page: Page) -> None:
    page.locator("[name=low]").fill("100")
    page.locator("[name=high]").fill("9000")


def put_in_order(page: Page) -> None:
    page.locator(".ranking__move:enabled").first.press("Enter")
    certain(page)


def write_words(page: Page) -> None:
    page.locator("textarea").fill("In my own words.")


ANSWERS = {
    "predict": choose,
    "estimate": write_number,
    "interval": write_range,
    "rank": put_in_order,
    "reflect": write_words,
}


@pytest.mark.parametrize("has_js", [True], indirect=True)
@pytest.mark.parametrize("kind", ANSWERS)
def test_an_error_goes_once_its_field_is_answered(new_window: Open, kind: str) -> None:
    cast.make_lesson(kind)
    window = new_window()
    window.go(LESSON)
    page = window.page
    lock(page)
    expect(page.locator(".field__error").first).to_be_visible()
    ANSWERS[kind](page)
    expect(page.locator(".field__error, [aria-invalid]")).to_have_count(0)


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("has_js", [True], indirect=True)
def test_one_error_goes_and_the_other_stays(new_window: Open) -> None:
    window = new_window()
    window.go(LESSON)
    page = window.page
    lock(page)
    expect(page.locator(".field__error")).to_have_count(2)
    page.get_by_label("The second").check()
    expect(page.locator(".field__error")).to_have_count(1)


@pytest.mark.parametrize("has_js", [True], indirect=True)
@pytest.mark.parametrize("kind", ANSWERS)
def test_nothing_below_an_outcome_waits_to_be_seen(new_window: Open, kind: str) -> None:
    cast.make_lesson(kind)
    window = new_window()
    window.go(LESSON)
    page = window.page
    ANSWERS[kind](page)
    lock(page)
    expect(page.locator("[data-outcome]")).to_be_focused()
    ends = page.evaluate(
        """() => [...document.querySelectorAll(".question__outcome, .question__outcome ~ *")]
        .flatMap((part) => part.getAnimations({ subtree: true }))
        .map((moving) => moving.effect.getComputedTiming().endTime)"""
    )
    assert ends
    assert max(ends) <= 300
