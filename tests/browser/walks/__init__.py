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


def send(page: Page, name: str) -> None:
    """Presses a button that leads to another page, and waits until that is there.

    What the browser itself would hold back goes out as well: the server's refusal is to be seen.
    """
    button = page.get_by_role("button", name=name, exact=True)
    button.evaluate("button => { button.form.noValidate = true; }")
    with page.expect_navigation():
        button.click()
