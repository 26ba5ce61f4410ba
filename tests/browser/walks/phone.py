"""A phone that loses its connection on the way."""

from pathlib import Path

from playwright.sync_api import expect

from tests import cast
from tests.browser.conftest import Window
from tests.browser.phone import offline, read
from tests.browser.walks import States, press

LESSON = "/courses/course/lesson-1/"


def without_a_connection(window: Window, _: Path) -> States:
    page = window.page
    course = cast.make_course("course", lessons=1)
    learner = cast.make_learner()
    cast.enrol(learner, course)
    window.come_as(learner)
    for address in ("/today/", LESSON):
        read(window, address)
    with offline(window):
        page.reload()
        yield "a kept lesson"
        press(page, "Lock in my prediction")
        yield "an answer with a part missing"
        page.get_by_label("The second").check()
        page.get_by_role("radio", name="a hunch").check()
        press(page, "Lock in my prediction")
        expect(page.get_by_role("heading", name="Your answer waits here")).to_be_visible()
        yield "an answer that waits"
        window.go("/today/")
        expect(page.get_by_role("link", name="See it")).to_be_visible()
        yield "a kept page while an answer waits"
        window.go("/account/")
        expect(page.get_by_role("link", name="Teaser 1")).to_be_visible()
        yield "a page that is not kept"
        question = course.lessons.get().questions.get()
        revision = cast.add_revision(question)
        revision.wording = "another"
        revision.save()
        course.save()
    window.go("/today/")
    page.get_by_role("link", name="Look at it again").click()
    expect(page.get_by_role("heading", name="could not be locked in")).to_be_visible()
    yield "an answer that was refused"
    window.go("/accounts/logout/")
    expect(page.get_by_text("Signing out deletes it.")).to_be_visible()
    yield "signing out with an answer that was refused"
