"""What must not move, and what must be told apart by more than colour."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from courseapp.evidence.exhibits import pack
from courseapp.models import Step
from tests import cast
from tests.browser.conftest import Window
from tests.browser.keys import tab_to
from tests.evidence.rows import make_exhibit, make_row

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock"),
]

LESSON = "/courses/course/lesson-1/"
WATCH = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const {hadRecentInput, sources} of list.getEntries()) {
      for (const {node, previousRect, currentRect} of sources) {
        const part = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
        window.shifts.push({part, hadRecentInput, from: previousRect.top, to: currentRect.top});
      }
    }
  }).observe({type: "layout-shift", buffered: true});
"""
SETTLED = """() => new Promise((resolve) => {
  const ended = document.getAnimations().map(({finished}) => finished.catch(() => null));
  Promise.all(ended).then(() => requestAnimationFrame(() => setTimeout(resolve, 100)));
})"""
NAME = "({part, from, to}) => `${part?.localName}.${part?.className}: ${from} to ${to}`"
MOVED = f"window.shifts.filter(({{hadRecentInput}}) => !hadRecentInput).map({NAME})"
MOVED_ABOVE = f"""() => {{
  const outcome = document.querySelector("[data-outcome]");
  const isAbove = ({{part}}) => part?.isConnected
    && part.compareDocumentPosition(outcome) & Node.DOCUMENT_POSITION_FOLLOWING;
  return window.shifts.filter(isAbove).map({NAME});
}}"""


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[Window]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(15_000)
    context.add_init_script(WATCH)
    yield Window(context.new_page(), live_server.url, context)
    context.close()


def make_lesson(kind: str) -> None:
    lesson = cast.make_course("course", lessons=2).lessons.get(slug="lesson-1")
    cast.add_revision(lesson.questions.get(), kind)


def lock_in(page: Page) -> None:
    page.get_by_label("The second").check()
    page.get_by_role("radio", name="certain").check()
    page.get_by_role("button", name="Lock in my prediction").click()
    expect(page.locator("[data-outcome]")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/courses/course/", "/accounts/signup/"])
def test_nothing_moves_while_a_page_loads(window: Window, path: str) -> None:
    make_lesson("predict")
    window.go(path)
    window.page.evaluate(SETTLED)
    assert window.page.evaluate(MOVED) == []


@pytest.mark.parametrize("kind", ["predict", "estimate", "rank", "reflect"])
def test_nothing_moves_while_a_lesson_loads(window: Window, kind: str) -> None:
    make_lesson(kind)
    window.go(LESSON)
    window.page.evaluate(SETTLED)
    assert window.page.evaluate(MOVED) == []


def test_nothing_above_a_reveal_moves(window: Window) -> None:
    """The title takes the teaser's place far above; what is in sight of the reader stays."""
    make_lesson("predict")
    page = window.page
    window.go(LESSON)
    page.get_by_role("button", name="Lock in my prediction").scroll_into_view_if_needed()
    page.evaluate("window.shifts.length = 0")
    lock_in(page)
    page.evaluate(SETTLED)
    assert page.evaluate(MOVED_ABOVE) == []


def test_who_wants_it_calm_gets_no_motion(window: Window) -> None:
    make_lesson("predict")
    page = window.page
    page.emulate_media(reduced_motion="reduce")
    window.go(LESSON)
    lock_in(page)
    assert page.evaluate("document.getAnimations().length") == 0


def pictures(window: Window, *selectors: str) -> list[bytes]:
    return [window.page.locator(selector).first.screenshot() for selector in selectors]


def test_states_differ_in_forced_colours(window: Window) -> None:
    make_lesson("predict")
    page = window.page
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    window.go(LESSON)
    free = pictures(window, ".option", ".confidence__level")
    page.locator(".option input").first.check()
    page.locator(".confidence__level input").first.check()
    page.locator("h1").click()
    chosen = pictures(window, ".option", ".confidence__level")
    assert all(before != after for before, after in zip(free, chosen, strict=True))
    (left,) = pictures(window, ".options")
    tab_to(page.get_by_role("radio", name="The first"))
    (focused,) = pictures(window, ".options")
    assert left != focused


@pytest.mark.parametrize("kind", ["lines", "bars"])
def test_what_a_chart_compares_differs_without_colour(window: Window, kind: str) -> None:
    lesson = cast.make_course("course", lessons=1).lessons.get()
    rows = [make_row(name, users, 10.0 * users) for name in "ABC" for users in (1, 16, 256)]
    stored = {"key": "any", "exhibit": pack(make_exhibit(*rows, kind=kind))}
    lesson.steps.filter(position=0).delete()
    Step.objects.create(lesson=lesson, position=0, evidence=stored)
    window.go(LESSON)
    window.page.evaluate("document.documentElement.style.filter = 'grayscale(1)'")
    keys = [key.screenshot() for key in window.page.locator(".simulation__swatch").all()]
    assert len(keys) >= 3
    assert len(set(keys)) == len(keys)
