"""What the style sheets may not say, for a browser of today would not understand it."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parent.parent.parent / "static" / "css"
SHEETS = sorted(CSS.glob("*.css"))
DECORATION = re.compile(r"text-decoration: (?!(?:none|underline);).+")
"""Safari knows no more of the shorthand than its line, and draws none where it reads more."""
SILENT = re.compile(r'^ *content: (".+") / "";$', re.MULTILINE)
"""Words that a voice leaves out; a browser that does not know how drops them, with their look."""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_lines_under_words_are_drawn_everywhere(sheet: Path) -> None:
    assert DECORATION.findall(sheet.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_silent_words_have_a_spoken_fallback(sheet: Path) -> None:
    css = sheet.read_text(encoding="utf-8")
    assert [word for word in SILENT.findall(css) if f"content: {word};\n" not in css] == []
