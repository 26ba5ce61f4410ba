"""Markdown is shown as CommonMark has it, or the author is told. Nothing changes in silence."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest

from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.render import Renderer
from tests.lessonfiles.test_properties import NoPlace

EXAMPLES = json.loads((Path(__file__).parent / "commonmark/examples.json").read_text("utf-8"))
RENDERER = Renderer()
AROUND = {"div", "span", "thead", "tbody"}
EMPTY = {"br", "hr", "img"}
EMPTY_COMMENT = re.compile("<!---?>")
SCHEME = re.compile(r"(?!https?:|mailto:|\x02)[a-zA-Z][a-zA-Z\d+.-]+:")
RIGHT_AT_LEAST = 385
"""Of the 652; the others are told."""


class Sheet(NoPlace):
    """Remembers what an author is told."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[tuple[int, str, str]] = []

    def complain(self, line: int, message: str, hint: str) -> None:
        self.problems.append((line, message, hint))

    def link(self, anchor: Element, line: int) -> None:
        """As on a page, where addresses of other kinds are refused."""
        if SCHEME.match(href := anchor.get("href", "")):
            self.complain(line, f"the link {href} leads nowhere.", "Write https://…")


class Structure(HTMLParser):
    """Elements with what they say, and words; how many spaces stand between is left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self.feed(EMPTY_COMMENT.sub("", html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in AROUND:
            said = {name: value or "" for name, value in attrs}
            kept = {name: said[name] for name in ("title", "alt") if said.get(name)}
            if "start" in said:
                kept["start"] = str(int(said["start"]))
            address = unquote(said.get("href", said.get("src", "")))
            self._pieces.append(f"\0<{'td' if tag == 'th' else tag} {address} {kept}>\0")

    def handle_endtag(self, tag: str) -> None:
        if tag not in AROUND | EMPTY:
            self._pieces.append(f"\0</{'td' if tag == 'th' else tag}>\0")

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    def pieces(self) -> list[str]:
        squeezed = (" ".join(piece.split()) for piece in "".join(self._pieces).split("\0"))
        return [piece for piece in squeezed if piece]


def render(text: str) -> tuple[str, Sheet]:
    sheet = Sheet()
    return RENDERER.block(Passage(1, text), "p", sheet), sheet


def is_right(example: dict[str, Any]) -> bool:
    html, _ = render(example["markdown"].rstrip("\n"))
    return Structure(html).pieces() == Structure(example["html"]).pieces()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["number"]))
def test_an_example_is_shown_as_it_says_or_the_author_is_told(example: dict[str, Any]) -> None:
    text = example["markdown"].rstrip("\n")

    _, sheet = render(text)

    if not sheet.problems:
        assert is_right(example)
    for line, message, hint in sheet.problems:
        assert 1 <= line <= text.count("\n") + 1
        assert message
        assert hint


def test_most_examples_are_shown_right_and_few_are_told_needlessly() -> None:
    count = Counter(
        (is_right(e), bool(render(e["markdown"].rstrip("\n"))[1].problems)) for e in EXAMPLES
    )

    assert len(EXAMPLES) == 652
    assert count[False, False] == 0
    assert count[True, False] >= RIGHT_AT_LEAST
