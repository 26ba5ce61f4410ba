"""Real Chromium, with and without JavaScript, against a real server."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from courseapp.models import User
from tests import cast
from tests.clock import HeldClock

QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium where it is installed, else Playwright's own."""
    # Playwright's loop makes Django take the tests' own thread for an asynchronous one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        browser.close()


@dataclass
class Window:
    """One person's browser. `trouble` gathers what the console and the network complain of."""

    page: Page
    base: str
    context: BrowserContext
    trouble: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def come_as(self, person: User | None) -> None:
        """From now on somebody else sits here: signed in, or a visitor with no cookie."""
        self.context.clear_cookies()
        if person:
            client = Client()
            cast.sign_in_afresh(client, person)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            self.context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.base}]
            )

    def watch(self) -> None:
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", lambda request: self._see(request.url))

    def _hear(self, kind: str, text: str) -> None:
        expected = ("the server responded with a status of 4", "Response Status Error Code 4")
        if kind in {"error", "warning"} and not any(words in text for words in expected):
            self.trouble.append(text)

    def _see(self, url: str) -> None:
        if not url.startswith((self.base, "data:", "blob:")):
            self.trouble.append(f"request to another host: {url}")


@pytest.fixture(params=[True, False], ids=["with-js", "without-js"])
def has_js(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def new_window(
    browser: Browser, live_server: LiveServer, clock: HeldClock, has_js: bool
) -> Iterator[Callable[[], Window]]:
    """Opens windows at 390 px; at the end none of them may have had any trouble."""
    windows: list[Window] = []

    def open_window() -> Window:
        context = browser.new_context(
            java_script_enabled=has_js,
            viewport={"width": 390, "height": 844},
            timezone_id="Europe/Berlin",
            locale="en-GB",
        )
        context.set_default_timeout(15_000)
        window = Window(context.new_page(), live_server.url, context)
        window.watch()
        windows.append(window)
        return window

    yield open_window
    trouble = [line for window in windows for line in window.trouble]
    for window in windows:
        window.context.close()
    assert trouble == []
