"""An e-mail's text as parts to lay out, so that its words are written once for text and HTML."""

import re
from dataclasses import dataclass
from typing import Literal

INDENT = "    "
SIGNATURE = "\n-- \n"


@dataclass(frozen=True)
class Part:
    """A paragraph; or, where the text indents a line, a link to open or a code to enter."""

    kind: Literal["words", "link", "code"]
    text: str


def parts_of(body: str) -> list[Part]:
    """The paragraphs of a message's text without its signature."""
    message = body.partition(SIGNATURE)[0]
    return [_part(lines) for lines in re.split(r"\n\s*\n", message) if lines.strip()]


def _part(lines: str) -> Part:
    text = " ".join(lines.split())
    if not lines.lstrip("\n").startswith(INDENT):
        return Part("words", text)
    return Part("link" if re.match("https?://", text) else "code", text)
