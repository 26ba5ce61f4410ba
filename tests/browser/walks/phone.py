"""A phone without a connection, and what opens on top of a lesson."""

from pathlib import Path

from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Window
from tests.browser.phone import offline, read
from tests.browser.walks import States, press

LESSON = "/courses/course/lesson-1/"


def without_a_connection(window: Window, _: Path) -> States:
    page = window.page
    course = cast.make_course("course", lessons=2)
    learner = cast.make_learner()
    cast.enrol(learner, course)
    question = course.lessons.get(slug="lesson-1").questions.get()
    cast.add_revision(question, "reflect")
    window.come_as(learner)
    window.go("/today/")
    read(window, LESSON)
    with offline(window):
        page.reload()
        expect(page.locator("[data-kept]")).to_be_visible()
        yield "a copy of a lesson"
        page.get_by_label("In your own words").fill("My own words")
        press(page, "Keep my words and show a model answer")
        expect(page.get_by_role("heading", name="Your answer waits here")).to_be_visible()
        yield "an answer that waits"
        window.go("/account/")
        yield "a page of which there is no copy"
        window.go(LESSON)
        revision = cast.add_revision(question, "reflect", prompt="<p>What now?</p>")
        revision.wording = "another"
        revision.save()
        course.save()
    expect(page.get_by_role("heading", name="could not be locked in")).to_be_visible()
    yield "an answer that was refused"


def what_opens_on_top(window: Window, _: Path) -> States:
    page = window.page
    cast.make_course("course", lessons=1)
    window.go(LESSON)
    press(page, "Reading")
    yield "sizes of the text"
    press(page, "Reading")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    yield "keyboard shortcuts"
