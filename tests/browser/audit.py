"""What a browser finds wrong with a page for people who see, point or read in other ways."""

from importlib.resources import files

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (rules) => {
  document.getAnimations().forEach((animation) => animation.finish());
  const options = {runOnly: rules, resultTypes: ["violations"], preload: false};
  const {violations} = await axe.run(document, options);
  return violations.flatMap(({id, nodes}) => nodes.map(({target, any, all, none}) => {
    const reasons = [...any, ...all, ...none].map(({message}) => message);
    return `${id} at ${target.join(" ")}: ${reasons.join(" ")}`;
  }));
}"""

TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const clips = (part) => getComputedStyle(part).overflowX !== "visible";
  const isInside = (part) => {
    for (let up = part.parentElement; up && up !== document.body; up = up.parentElement) {
      if (clips(up)) return true;
    }
    return false;
  };
  const wide = [...document.body.querySelectorAll("*")].filter((part) =>
    part.getBoundingClientRect().right > width + 1 && !isInside(part));
  return wide.map((part) => `${part.tagName}.${part.getAttribute("class")} ends at ` +
    `${Math.round(part.getBoundingClientRect().right)}`);
}"""

SMALL_TARGETS = """(least) => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const isShown = (part) => part.checkVisibility({visibilityProperty: true, opacityProperty: false});
  const isInText = (part) => getComputedStyle(part).display === "inline"
    && part.parentElement.textContent.trim().length > part.textContent.trim().length;
  const isForEyes = (part) => !part.closest(".visually-hidden, [aria-hidden=true]");
  const box = (part) => (part.closest("label") ?? part).getBoundingClientRect();
  return [...document.querySelectorAll(all)]
    .filter((part) => isShown(part) && isForEyes(part) && !part.disabled && !isInText(part))
    .filter((part) => Math.min(box(part).width, box(part).height) < least)
    .map((part) => `${part.tagName}.${part.className} “${part.textContent.trim()}”: ` +
      `${Math.round(box(part).width)} × ${Math.round(box(part).height)}`);
}"""

LEAST_TARGET = 24
"""CSS pixels, WCAG 2.2, 2.5.8."""


def violations(page: Page) -> list[str]:
    """What axe-core finds in the page as it stands, in light and in dark."""
    page.evaluate(AXE)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {line}" for line in page.evaluate(RUN_AXE, TAGS)]
    page.emulate_media(color_scheme="light")
    return found
