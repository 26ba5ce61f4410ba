"""A phone in a browser test: what its worker keeps, and being without a connection."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser.conftest import Window

DUMP = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request, { ignoreVary: true });
      const { pathname } = new URL(request.url);
      found[`${name.split("-")[0]} ${pathname}`] = await response.text();
    }
  }
  return found;
}"""
ANSWERS = """() => new Promise((resolve) => {
  const opening = indexedDB.open("answers", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("answers", { keyPath: "id" });
  opening.onsuccess = () => {
    const all = opening.result.transaction("answers").objectStore("answers").getAll();
    all.onsuccess = () => {
      opening.result.close();
      resolve(all.result.map(({ state }) => state));
    };
  };
})"""


def dump(page: Page) -> dict[str, str]:
    """All that the caches hold, by the kind of cache and the address."""
    return page.evaluate(DUMP)


def kept(page: Page) -> set[str]:
    """The addresses of the pages that are kept for the reader."""
    names = {name for name in dump(page) if name.startswith("pages ")}
    return {name.removeprefix("pages ") for name in names if name.endswith("/")}


def answers(page: Page) -> list[str]:
    """The states of the answers that are on this phone."""
    return page.evaluate(ANSWERS)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Waits for what the worker does after the page is shown."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not come to it.")


def read(window: Window, address: str) -> None:
    window.go(address)
    until(window.page, lambda: address in kept(window.page))


@contextmanager
def offline(window: Window) -> Iterator[None]:
    """Without a connection; that the network complains of it is no trouble."""
    expected = re.compile("Failed to load resource|htmx:")
    window.context.set_offline(True)
    try:
        yield
    finally:
        window.context.set_offline(False)
        window.trouble[:] = [line for line in window.trouble if not expected.match(line)]
