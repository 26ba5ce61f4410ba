"""Ways through the site that stop wherever a page stands in a state of its own.

A walk is a generator: it makes its rows, goes somewhere, does something there, and yields what the
page in the window is now.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Window

States = Iterator[str]
Walk = Callable[[Window, Path], States]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
