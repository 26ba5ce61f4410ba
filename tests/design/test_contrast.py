"""What is written or drawn on what, and that it can be seen, in every theme."""

import pytest

from tests.design.palette import CONTRAST, DARK, THEMES, colour, contrast, palette, rules

GROUNDS = "paper surface sunken"
WRITTEN = {
    "ink": f"{GROUNDS} code accent-wash error-wash success-wash",
    "ink-soft": f"{GROUNDS} code accent-wash",
    "accent-ink": "accent",
    "button-ink": "button button-hover",
    "error": f"{GROUNDS} error-wash",
}
DRAWN = {
    "edge": f"{GROUNDS} code accent-wash",
    "ink": f"{GROUNDS} accent-wash",  # focus rings, what is chosen
    "accent-edge": f"{GROUNDS} accent-wash",
    "button": GROUNDS,
    "disc-edge": "paper surface",
    "error": f"{GROUNDS} error-wash",
    "success": f"{GROUNDS} success-wash",
}


def pairs(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, ground) for name, grounds in table.items() for ground in grounds.split()]


def ratio(theme: str, name: str, ground: str) -> float:
    colours = palette(theme)
    return contrast(colour(colours, name), colour(colours, ground))


@pytest.mark.parametrize(("name", "ground"), pairs(WRITTEN))
@pytest.mark.parametrize("theme", THEMES)
def test_text_is_readable_on_what_it_is_written_on(theme: str, name: str, ground: str) -> None:
    assert ratio(theme, name, ground) >= (7 if CONTRAST in THEMES[theme] else 4.5)


@pytest.mark.parametrize(("name", "ground"), pairs(DRAWN))
@pytest.mark.parametrize("theme", THEMES)
def test_controls_and_focus_stand_out(theme: str, name: str, ground: str) -> None:
    assert ratio(theme, name, ground) >= (4.5 if CONTRAST in THEMES[theme] else 3)


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_every_theme_of_the_style_sheet_is_read() -> None:
    read = [conditions for conditions, _ in rules()]
    assert read == [
        set(),
        {DARK},
        {CONTRAST},
        {CONTRAST, DARK},
        {"(prefers-reduced-motion: reduce)"},
    ]
