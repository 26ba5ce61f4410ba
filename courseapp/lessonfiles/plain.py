"""The short way to HTML, for paragraphs of nothing but words, `code` and *stressed* words.

They are most of a lesson, and Markdown tries every pattern on each of them. The outcome is the
same, and whatever could be read in two ways is left to Markdown.
"""

import re
from collections.abc import Callable

CHARACTERS = r"[^\\`*_\[\]<>&\s\x00-\x1f\x7f]++"
WORD = rf"{CHARACTERS}(?:_(?=[^\W_]){CHARACTERS})*+"
WORDS = rf"{WORD}(?: {WORD})*+"
CODE_WORD = r"[^\\`<>&\s\x00-\x1f\x7f]++"
CODE = rf"`{CODE_WORD}(?: {CODE_WORD})*+`(?!`)"
STRESSED = rf"(?<![^\s(“‘„])(?:\*\*{WORDS}\*\*|\*{WORDS}\*)(?![*\w])"
PIECES = rf"(?:{WORD}|{CODE}|{STRESSED})++"
BEGINNING = r"(?!\d+[.)]\s)(?=[^\W_]|[“‘„(`*])"
"""Of a line: not of a list, a heading or another block."""
PLAIN = re.compile(rf"{BEGINNING}{PIECES}(?:(?: |\n{BEGINNING}){PIECES})*+")
PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")
MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*")
TAGS = ("", "code", "strong", "em")
"""By the groups of MARKED."""


def render_plain(text: str) -> str | None:
    """HTML of some paragraphs; None where one of them takes Markdown."""
    paragraphs = PARAGRAPH.findall(text)
    return "\n".join(map(_render, paragraphs)) if all(map(PLAIN.fullmatch, paragraphs)) else None


def replace_plain(text: str, stash: Callable[[str], str]) -> str:
    """The text with what `stash` gives for the HTML of each plain paragraph in its place."""
    return PARAGRAPH.sub(
        lambda found: stash(_render(found[0])) if PLAIN.fullmatch(found[0]) else found[0], text
    )


def _render(paragraph: str) -> str:
    is_marked = "`" in paragraph or "*" in paragraph
    return f"<p>{MARKED.sub(_render_mark, paragraph) if is_marked else paragraph}</p>"


def _render_mark(found: re.Match[str]) -> str:
    group = found.lastindex or 0
    return f"<{TAGS[group]}>{found[group]}</{TAGS[group]}>"
