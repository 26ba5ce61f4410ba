"""The pictures in docs/screenshots, taken of a site of their own.

A throw-away database, the lessons as they are, the demo class and a learner on her second day; the
clock stands still, so that the same lessons give the same content.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from courseapp.models import Course, Lesson, User
from courseapp.progress.demo import INSTRUCTOR, make_demo
from courseapp.schedule import retiming
from courseapp.schedule.outline import lessons_of
from tests import cast
from tests.clock import held

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screenshots"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
LARGEST = 250_000
PHONE, LAPTOP = (390, 844), (1280, 1060)


class Photographer:
    """Takes pictures of pages as one person sees them."""

    def __init__(self, browser: Browser, base: str, person: User) -> None:
        self._browser, self._base = browser, base
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self._cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}

    @contextmanager
    def page(self, path: str, size: tuple[int, int], *, dark: bool = False) -> Iterator[Page]:
        """The page at a path; a phone's pixels count double."""
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2 if size == PHONE else 1,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            timezone_id="Europe/Berlin",
            locale="en-GB",
        )
        context.add_cookies([self._cookie])
        page = context.new_page()
        page.goto(self._base + path)
        yield page
        context.close()


def take(page: Page, name: str) -> None:
    """Keeps what is in the window.

    Raises:
        ValueError: the picture would be too large for a page that shows several.
    """
    picture = page.screenshot()
    if len(picture) > LARGEST:
        raise ValueError(f"{name}.png has {len(picture):,} bytes; {LARGEST:,} are the most.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.png").write_bytes(picture)


def show_top(page: Page, selector: str) -> None:
    """Scrolls so that the window begins a little above an element."""
    page.locator(selector).evaluate("part => scrollBy(0, part.getBoundingClientRect().top - 24)")


def make_people(course: Course) -> tuple[User, User]:
    """A learner who enrolled yesterday, and the demo class's instructor."""
    make_demo(course, "not used", cast.NOON)
    learner = cast.make_learner(name="Ada", time_zone="Europe/Berlin")
    retiming.enrol(learner, course, cast.NOON - timedelta(days=1))
    return learner, User.objects.get(email=INSTRUCTOR)


def answer(page: Page, option: int, confidence: int) -> None:
    """Answers the waiting question: with an option, or with a number where none is offered."""
    question = page.locator(".question--waiting")
    options = question.locator(".option")
    if options.count():
        options.nth(option).click()
    else:
        question.locator("[name=value]").fill("110")
    question.locator(f"[name=confidence][value='{confidence}']").check(force=True)
    revealed = page.locator(".question--revealed").count()
    question.get_by_role("button", name="Lock in my prediction").click()
    page.locator(".question--revealed").nth(revealed).wait_for()


def read_through(page: Page) -> None:
    """Answers all of a lesson's questions and finishes it."""
    while page.locator(".question--waiting").count():
        answer(page, 2, confidence=3)
    page.get_by_role("button", name="Finish the lesson").click()
    page.get_by_text("Finished. Next").wait_for()


def photograph(learner: Photographer, instructor: Photographer, lessons: list[Lesson]) -> None:
    first, second = (f"/courses/{lesson.course.slug}/{lesson.slug}/" for lesson in lessons[:2])
    with learner.page(first, LAPTOP) as page:
        read_through(page)
    with learner.page(f"/courses/{lessons[0].course.slug}/", LAPTOP) as page:
        take(page, "course")
    with learner.page(second, PHONE) as page:
        show_top(page, ".question--waiting")
        take(page, "question")
    with learner.page(second, PHONE, dark=True) as page:
        answer(page, 3, confidence=4)
        show_top(page, ".question__outcome")
        take(page, "lesson")
    with instructor.page("/admin/courseapp/question/report/", LAPTOP) as page:
        take(page, "report")


def take_all() -> None:
    databases = setup_databases(verbosity=0, interactive=False)
    call_command("load_lessons")
    course = Course.objects.get(announced=False)
    learner, instructor = make_people(course)
    held.instant = cast.NOON
    server = LiveServer("127.0.0.1")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=QUIET
            )
            photograph(
                Photographer(browser, server.url, learner),
                Photographer(browser, server.url, instructor),
                list(lessons_of(course)),
            )
            browser.close()
    finally:
        server.stop()
        teardown_databases(databases, verbosity=0)
