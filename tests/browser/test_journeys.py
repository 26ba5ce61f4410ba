"""Whole journeys as people make them, at 390 px, each with and without JavaScript."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from courseapp.models import Cohort, Course, Enrolment, Prediction, User
from tests import cast
from tests.browser.conftest import Window
from tests.clock import HeldClock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[], Window]
PASSWORD = "a long and quiet pass phrase"


@pytest.fixture
def course() -> Course:
    return cast.make_course("course", lessons=3)


def lock_in(page: Page, answer: str, confidence: str) -> None:
    page.get_by_label(answer).check()
    page.get_by_role("radio", name=re.compile(rf"^{confidence} \d+ %")).check()
    page.get_by_role("button", name="Lock in my prediction").click()


def sign_in(window: Window, user: User) -> None:
    user.set_password(PASSWORD)
    user.save()
    window.go("/accounts/login/")
    window.page.get_by_label("E-mail address").fill(user.email)
    window.page.get_by_label("Password").fill(PASSWORD)
    window.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(window.page).to_have_url(re.compile("/today/"))


def test_a_visitor_takes_the_first_lesson_signs_up_and_keeps_the_answer(
    course: Course, new_window: Open, has_js: bool
) -> None:
    window = new_window()
    page = window.page
    window.go("/")
    page.get_by_role("link", name="Title of course").click()
    page.get_by_role("link", name="Try the first lesson").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Teaser 1")
    expect(page.get_by_text("Secret")).to_have_count(0)

    lock_in(page, "The first", "certain")
    expect(page.get_by_text("Secret why of b.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Secret title 1")

    window.go("/accounts/signup/")
    page.get_by_label("E-mail address").fill("visitor@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile("/today/"))

    prediction = Prediction.objects.get()
    assert prediction.enrolment.user is not None
    assert prediction.enrolment.user.email == "visitor@example.org"
    assert prediction.enrolment.user.time_zone == ("Europe/Berlin" if has_js else "UTC")
    window.go("/courses/course/lesson-1/")
    expect(page.get_by_text("Secret why of b.")).to_be_visible()


def test_the_next_lesson_opens_the_next_day(
    course: Course, new_window: Open, clock: HeldClock
) -> None:
    learner = cast.make_learner(time_zone="Europe/Berlin")
    cast.enrol(learner, course)
    window = new_window()
    page = window.page
    sign_in(window, learner)
    page.get_by_role("link", name="Teaser 1").click()
    lock_in(page, "The second", "sure")
    page.get_by_role("button", name="Finish the lesson").click()
    expect(page.get_by_text("Wed 25 Nov, 04:00").first).to_be_visible()

    window.go("/courses/course/lesson-2/")
    expect(page.get_by_text("Wed 25 Nov, 04:00").first).to_be_visible()
    expect(page.get_by_text("Opening scene 2.")).to_have_count(0)

    clock.instant = cast.NOON + timedelta(days=1)
    window.go("/today/")
    page.get_by_role("link", name="Teaser 2").click()
    expect(page.get_by_text("Opening scene 2.")).to_be_visible()


def test_an_instructor_finds_the_question_that_misleads(course: Course, new_window: Open) -> None:
    instructor = cast.make_instructor()
    cohort = cast.make_cohort(course, name="Autumn class")
    cohort.instructors.add(instructor)
    for confidence in (1, 2, 3, 4):
        enrolment = cast.enrol(cast.make_learner(), course, cohort=cohort)
        cast.predict(enrolment, "question-1", "a", confidence=1)
        cast.predict(enrolment, "question-2", "a", confidence=5)
        cast.predict(enrolment, "question-3", "a", confidence=confidence)
    window = new_window()
    sign_in(window, instructor)
    window.go("/admin/")
    window.page.get_by_role("link", name="Questions that mislead").click()
    headings = window.page.get_by_role("heading", name=re.compile("question-"))
    expect(headings).to_have_text(["question-2", "question-3", "question-1"])
    worst = window.page.get_by_role("article").first
    expect(worst).to_contain_text("phase/lesson-2.md:10")
    worst.get_by_role("link", name="Secret title 2").click()
    expect(window.page.get_by_text("Secret why of a.").first).to_be_visible()


def test_answering_twice_from_two_tabs_keeps_the_first(course: Course, new_window: Open) -> None:
    learner = cast.make_learner()
    cast.enrol(learner, course)
    window = new_window()
    sign_in(window, learner)
    first, second = window.page, window.context.new_page()
    for page in (first, second):
        page.goto(window.base + "/courses/course/lesson-1/")
    lock_in(first, "The first", "a guess")
    expect(first.get_by_text("Secret why of a.")).to_be_visible()
    lock_in(second, "The second", "certain")
    expect(second.get_by_text("Secret why of a.")).to_be_visible()

    prediction = Prediction.objects.get()
    assert (prediction.choice, prediction.confidence) == ("a", 1)


def test_going_back_after_answering_does_not_answer_again(course: Course, new_window: Open) -> None:
    learner = cast.make_learner()
    cast.enrol(learner, course)
    window = new_window()
    sign_in(window, learner)
    page = window.page
    window.go("/courses/course/lesson-1/")
    lock_in(page, "The first", "a guess")
    expect(page.get_by_text("Secret why of a.")).to_be_visible()
    window.go("/today/")
    page.go_back()
    expect(page.get_by_text("Secret why of a.")).to_be_visible()
    expect(page.get_by_role("button", name="Lock in my prediction")).to_have_count(0)
    assert Prediction.objects.count() == 1


def test_a_refused_answer_says_why_and_loses_nothing(course: Course, new_window: Open) -> None:
    window = new_window()
    page = window.page
    window.go("/courses/course/lesson-1/")
    page.get_by_label("The second").check()
    page.get_by_role("button", name="Lock in my prediction").click()
    expect(page.get_by_text("Say how sure you are. It never counts against you.")).to_be_visible()
    expect(page.get_by_label("The second")).to_be_checked()
    assert Enrolment.objects.count() == 0
    assert Cohort.objects.count() == 0
