"""The colours of static/css/tokens.css as a browser would have them in each theme."""

import re
from pathlib import Path

TOKENS = Path(__file__).parent.parent.parent / "static" / "css" / "tokens.css"
RULE = re.compile(r"^(?:@media ([^{]+) \{\s+)?:root \{(.+?)\}", re.MULTILINE | re.DOTALL)
PROPERTY = re.compile(r"(--[\w-]+): ([^;]+);")
DARK, CONTRAST = "(prefers-color-scheme: dark)", "(prefers-contrast: more)"
THEMES: dict[str, set[str]] = {
    "light": set(),
    "dark": {DARK},
    "light, high contrast": {CONTRAST},
    "dark, high contrast": {DARK, CONTRAST},
}
"""What a reader prefers in each."""

Rgb = tuple[int, int, int]


def rules() -> list[tuple[set[str], dict[str, str]]]:
    """Each rule's conditions and properties, in cascade order."""
    found = RULE.findall(TOKENS.read_text(encoding="utf-8"))
    return [
        (set(condition.split(" and ")) - {""}, dict(PROPERTY.findall(body)))
        for condition, body in found
    ]


def palette(theme: str) -> dict[str, str]:
    """All properties of a theme, by name without the dashes."""
    chosen: dict[str, str] = {}
    for conditions, properties in rules():
        if conditions <= THEMES[theme]:
            chosen |= properties
    return {name.removeprefix("--"): value for name, value in chosen.items()}


def colour(colours: dict[str, str], name: str) -> Rgb:
    value = colours[name]
    if reference := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return colour(colours, reference[1])
    red, green, blue = bytes.fromhex(value.removeprefix("#"))
    return red, green, blue


def luminance(rgb: Rgb) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    shares = [part / 255 for part in rgb]
    red, green, blue = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """The ratio of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)
