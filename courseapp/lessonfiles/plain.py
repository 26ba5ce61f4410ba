"""The short way to HTML, for paragraphs of nothing but words, `code`, *stressed* words and links.

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
LINK = rf"(?<!!)\[(?!\^){WORDS}\]\([\w./:-][\w./:?=%#+~-]*+\)"
BEGINNING = r"(?![^\n]*~~)(?!\d+[.)]\s)(?=[^\W_]|[“‘„(`*\[])"
"""Of a line: not of a list, a heading or another block."""
MEANING = re.compile(r"\$|~|(?<!\]\()https?://|www\.|\w@|\{|\[\[|:[a-z][\w+-]+:|\|", re.IGNORECASE)
"""In plain text: what other programs may read as more than words."""
PARAGRAPH = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def _paragraph_of(*pieces: str) -> re.Pattern[str]:
    line = rf"{BEGINNING}(?:{'|'.join(pieces)})++"
    return re.compile(rf"{line}(?: (?:{'|'.join(pieces)})++|\n{line})*+")


PLAIN = _paragraph_of(WORD, CODE, STRESSED)
LINKED = _paragraph_of(WORD, CODE, STRESSED, LINK)
MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\[\]]++)\]\(([^()]++)\)")
TAGS = ("", "code", "strong", "em")
"""By the groups of MARKED; a link has the last two."""

Link = Callable[[str, str], str]
"""(words, address) to HTML."""


def has_meaning(text: str) -> bool:
    return bool(MEANING.search(text))


def render_plain(text: str, link: Link) -> str | None:
    """HTML of some paragraphs; None where one of them takes Markdown."""
    paragraphs = PARAGRAPH.findall(text)
    if not all(map(LINKED.fullmatch, paragraphs)):
        return None
    return "\n".join(_render(paragraph, link) for paragraph in paragraphs)


def replace_plain(text: str, stash: Callable[[str], str]) -> str:
    """The text with what `stash` gives for the HTML of each plain paragraph in its place.

    Those with links stay, since links are to be met in the order of the text.
    """
    return PARAGRAPH.sub(
        lambda found: stash(_render(found[0])) if PLAIN.fullmatch(found[0]) else found[0], text
    )


def _render(paragraph: str, link: Link | None = None) -> str:
    def render_mark(found: re.Match[str]) -> str:
        if link and found[4]:
            return link(found[4], found[5])
        group = found.lastindex or 0
        return f"<{TAGS[group]}>{found[group]}</{TAGS[group]}>"

    is_marked = any(mark in paragraph for mark in "`*[")
    return f"<p>{MARKED.sub(render_mark, paragraph) if is_marked else paragraph}</p>"
