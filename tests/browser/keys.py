"""A hand on the keyboard: moves by Tab, and minds at every stop that the eye can follow."""

from playwright.sync_api import Locator, Page, expect

MOST = 80
"""Presses until somebody would give up."""

FOLLOWED = """() => {
  const part = document.activeElement;
  const outlined = (shown) => getComputedStyle(shown).outlineStyle !== "none"
    && parseFloat(getComputedStyle(shown).outlineWidth) > 0;
  const box = (part.closest("label") ?? part).getBoundingClientRect();
  const isInWindow = box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  const name = `${part.localName} “${(part.labels?.[0] ?? part).textContent.trim().slice(0, 40)}”`;
  if (part === document.body) return "the focus is lost";
  if (!isInWindow) return `${name} has the focus outside of the window`;
  return [part, part.closest("label")].some((shown) => shown && outlined(shown)) ? ""
    : `nothing shows that ${name} has the focus`;
}"""


def press(page: Page, *keys: str) -> None:
    """Presses keys, with the focus in sight after each."""
    for key in keys:
        page.keyboard.press(key)
        trouble = page.evaluate(FOLLOWED)
        assert not trouble, f"After {key} {trouble}."


def tab_to(target: Locator, key: str = "Tab") -> None:
    """Goes on until the target has the focus."""
    for _ in range(MOST):
        press(target.page, key)
        if target.evaluate("part => part === document.activeElement"):
            return
    raise AssertionError(f"{MOST} times {key} do not lead to {target}.")


def enter(target: Locator, key: str = "Tab") -> None:
    """Goes to a button and presses it."""
    tab_to(target, key)
    target.page.keyboard.press("Enter")


def travel(target: Locator) -> None:
    """Goes to a link or a button that leads to another page."""
    tab_to(target)
    with target.page.expect_navigation():
        target.page.keyboard.press("Enter")
    if "#" in target.page.url:  # a key pressed before the browser is there goes nowhere
        expect(target.page.locator(":target")).to_be_in_viewport()


def fill_in(target: Locator, words: str) -> None:
    tab_to(target)
    target.page.keyboard.press("Control+A")
    target.page.keyboard.type(words)


def choose(target: Locator, option: str) -> None:
    """Picks an option of a select by typing its first letters."""
    tab_to(target)
    target.page.keyboard.type(option)
