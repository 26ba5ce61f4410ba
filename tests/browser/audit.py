"""What a browser finds wrong with a page for people who see, point or read in other ways."""

from importlib.resources import files

from playwright.sync_api import Page, ViewportSize

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

EXCEPTIONS = {
    "label-title-only at #searchbar": "Django's search box is named by the alternative text of an "
    "icon, which this rule does not count and browsers do",
    'aria-prohibited-attr at label[for="id_': "an icon of Django's widget for "
    "groups and rights repeats as aria-label what stands in words beside it",
}
"""What axe-core may say, by the beginning of the line, and why; all of it in Django's own admin."""

COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that depend on colours; nothing else changes in the dark."""

RUN_AXE = """async (rules) => {
  const isFinite = ({effect}) => effect.getComputedTiming().endTime < Infinity;
  document.getAnimations().filter(isFinite).forEach((animation) => animation.finish());
  const options = {runOnly: rules, resultTypes: ["violations"], preload: false};
  const {violations} = await axe.run(document, options);
  return violations.flatMap(({id, nodes}) => nodes.map(({target, any, all, none}) => {
    const reasons = [...any, ...all, ...none].map(({message}) => message);
    return `${id} at ${target.join(" ")}: ${reasons.join(" ")}`;
  }));
}"""

# What scrolls or clips by itself may be as wide as it likes inside.
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const isKept = (part) => {
    for (let up = part.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") return true;
    }
    return false;
  };
  const parts = [...document.body.querySelectorAll("*")];
  const wide = parts.filter((part) => part.getBoundingClientRect().right > width && !isKept(part));
  const name = (part) => [part.localName, ...part.classList].join(".");
  return [`it is ${document.documentElement.scrollWidth} px wide: ${wide.map(name).join(", ")}`];
}"""

# A link in a run of text is as high as its line. A label is part of what it names, and a link whose
# ::after covers what is around it is as large as that.
SMALL_TARGETS = """(least) => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, "
    + "[tabindex='0']";
  const words = (part) => part.textContent.trim();
  const flows = (part) => ["inline", "inline-block"].includes(getComputedStyle(part).display);
  const line = ({parentElement: up}) => (flows(up) ? line(up) : up);
  const isInText = (part) => flows(part) && words(line(part)).length > words(part).length;
  const isMeant = (part) => part.checkVisibility({visibilityProperty: true}) && !part.disabled
    && !part.closest(".visually-hidden, .skip-link, [aria-hidden=true]") && !isInText(part);
  const covers = (part) => getComputedStyle(part, "::after").position === "absolute";
  const target = (part) => (covers(part) ? part.offsetParent : part.closest("label") ?? part);
  const box = (part) => target(part).getBoundingClientRect();
  return [...document.querySelectorAll(all)]
    .filter((part) => isMeant(part) && Math.min(box(part).width, box(part).height) < least)
    .map((part) => `${part.localName} “${words(part)}” is ${Math.round(box(part).width)} by `
      + `${Math.round(box(part).height)} px`);
}"""
LEAST_TARGET = 24
"""CSS pixels: WCAG 2.2, 2.5.8, without the exception it makes for small ones far apart."""

# A window of 1280 px enlarged twice has 640.
WINDOWS = {"320 px wide": (320, 100), "at 200 %": (640, 100), "with text at 200 %": (1280, 200)}
"""Width in CSS pixels and size of the text in per cent."""

USUAL = ViewportSize(width=390, height=844)
SET_TEXT = "(percent) => { document.documentElement.style.fontSize = percent && `${percent}%`; }"
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"


def troubles(page: Page) -> list[str]:
    """All that is wrong with the page as it stands, with everything unfolded."""
    page.evaluate(OPEN_ALL)
    return [*violations(page), *sideways(page), *small_targets(page)]


def violations(page: Page) -> list[str]:
    """What axe-core finds, in light and in dark."""
    page.evaluate(AXE)
    page.emulate_media(color_scheme="dark")
    in_the_dark = page.evaluate(RUN_AXE, COLOURS)
    page.emulate_media(color_scheme="light")
    found = page.evaluate(RUN_AXE, TAGS) + [f"in the dark: {line}" for line in in_the_dark]
    return [line for line in found if not line.startswith(tuple(EXCEPTIONS))]


def sideways(page: Page) -> list[str]:
    """Where the page itself would have to be scrolled sideways."""
    found = []
    for window, (width, percent) in WINDOWS.items():
        page.set_viewport_size(ViewportSize(width=width, height=640))
        page.evaluate(SET_TEXT, percent)
        found += [f"{window}: {line}" for line in page.evaluate(TOO_WIDE)]
    page.evaluate(SET_TEXT, "")
    page.set_viewport_size(USUAL)
    return found


def small_targets(page: Page) -> list[str]:
    """What is hard to hit. At the desk axe-core's own rule does, which lets far apart be small."""
    if "/admin/" in page.url:
        return []
    return list(page.evaluate(SMALL_TARGETS, LEAST_TARGET))
