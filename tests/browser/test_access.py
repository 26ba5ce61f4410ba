"""Every page in every state, for people who see, point or read in other ways: axe-core in light and
dark, narrow and enlarged windows, and the size of what is to be hit.

Pages come from the table of addresses, so none can be forgotten; states, and what the table cannot
show, from the walks.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.addresses import CAST, ROWS, find_places, make_course, make_people
from tests.browser import audit
from tests.browser.conftest import Window
from tests.browser.walks import States, Walk, desk, errors, lessons, people, phone

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("clock"),
]

NO_PAGES = {
    *("health", "ready", "manifest", "service_worker", "account_export", "admin:jsi18n"),
    "form_token",
}
"""Text, data and a script."""


def pages_of_the_table(window: Window, _: Path) -> States:
    """Every page that the table says anybody sees, as the first of the cast who does."""
    course = make_course()
    everyone, places = make_people(course), find_places(course)
    for row in ROWS:
        if row.method == "GET" and "200" in row.outcomes and row.name not in NO_PAGES:
            person = CAST[row.outcomes.index("200")]
            window.come_as(everyone[person])
            window.go(row.address.format(**places))
            yield f"{row.address} as {person}"


WALKS: dict[Walk, set[str]] = {
    pages_of_the_table: set(),
    lessons.the_real_course: set(),
    lessons.every_kind_of_question: set(),
    lessons.simulators_and_evidence: set(),
    lessons.a_list_of_ones_own: {"my_framework", "framework"},
    people.the_days: set(),
    people.paces_and_classes: set(),
    people.signing_in: {"account_confirm_login_code"},
    people.the_account: {"account_change_password", "account_reauthenticate"},
    people.a_form_that_was_kept: {"unsent"},
    phone.without_a_connection: set(),
    phone.what_opens_on_top: set(),
    errors.refusals_and_breakdowns: set(),
    desk.the_desk: set(),
    desk.addresses_of_people: {
        f"admin:account_emailaddress_{page}" for page in ("change", "delete", "history")
    },
}
"""Each with the names of the pages it must come by, because the table does not show them."""

NEVER_PAGES = {"figure", "admin:login", "admin:logout", "admin:view_on_site", "admin:None"}
"""A picture, and what leads elsewhere."""


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[Window]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", locale="en-GB"
    )
    context.set_default_timeout(15_000)
    yield Window(context.new_page(), live_server.url, context)
    context.close()


def name_of(page: Page) -> str:
    """The name of the address it is at, if it has one."""
    try:
        return resolve(urlsplit(page.url).path).view_name
    except Resolver404:
        return ""


def test_no_page_is_forgotten() -> None:
    """A new page is seen by somebody in the table, or has its place in a walk."""
    asked = [row for row in ROWS if row.method == "GET"]
    shown = {row.name for row in asked if "200" in row.outcomes}
    refused = {row.name for row in asked if set(row.outcomes) <= {"login", "403", "405"}}
    hidden = {row.name for row in asked} - shown - refused
    assert hidden == set.union(NEVER_PAGES, *WALKS.values())


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_everyone_can_read_and_use(walk: Walk, window: Window, tmp_path: Path) -> None:
    found, visited = [], set()
    for state in walk(window, tmp_path):
        visited.add(name_of(window.page))
        found += [f"{state}: {trouble}" for trouble in audit.troubles(window.page)]
    assert not found, "\n".join(found)
    assert WALKS[walk] <= visited


UNMARKED = r"""() => {
  const words = /Title of|tagline|The phase|Its aim|Teaser|Secret|Opening|Which one|The second/;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const {data, parentElement} = texts.currentNode;
    if (words.test(data) && parentElement.closest("[lang]").lang !== "fr") found.push(data.trim());
  }
  return found;
}"""


def test_a_course_keeps_its_language_on_a_site_in_another(
    browser: Browser, live_server: LiveServer
) -> None:
    cast.make_course("course", lessons=2, language="fr")
    context = browser.new_context(locale="de-DE")
    window = Window(context.new_page(), live_server.url, context)
    for path in ("/", "/courses/course/", "/courses/course/glossary/", "/courses/course/lesson-2/"):
        window.go(path)
        assert window.page.evaluate(UNMARKED) == []
    window.go("/courses/course/lesson-1/")
    assert window.page.locator("html").get_attribute("lang") == "de"
    assert window.page.evaluate(UNMARKED) == []
    window.page.get_by_label("The first").check()
    window.page.locator("[name=confidence][value='3']").check()
    window.page.locator(".question [type=submit]").click()
    expect(window.page.get_by_text("Secret ending 1.")).to_be_visible()
    assert window.page.evaluate(UNMARKED) == []
    context.close()
