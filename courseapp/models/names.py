"""Names as people type them: some of what can be typed shows as nothing at all."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BLANK = set("\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5\ufffc")
"""Letters and signs by their category, and empty on screen."""
SEEN = ("L", "N", "P", "S")
"""Marks, blanks, controls and what no font has are seen with these only, or not at all."""
ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def is_seen(text: str) -> bool:
    """Whether a text shows anything."""
    return any(mark not in BLANK and unicodedata.category(mark)[0] in SEEN for mark in text)


def validate_seen(text: str) -> None:
    """
    Raises:
        ValidationError: a name is given and shows as nothing.
    """
    if text and not is_seen(text):
        raise ValidationError(_("Write a name that can be seen."), "unseen")


def isolated_text(name: object) -> str:
    """A name whose direction of writing does not reach what stands around it, where no HTML can
    say so."""
    return f"{ISOLATE}{name}{END}"
