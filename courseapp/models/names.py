"""Names as people type them: some show as nothing at all, some turn the words around them."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courseapp.lessonfiles.seen import is_seen

ISOLATE, END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
"""Removed where a name is shown: one of them within it would end our own."""
TURNING = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
"""Bidirectional classes that reach beyond a name."""


def validate_seen(text: str) -> None:
    """
    Raises:
        ValidationError: a name is given and shows as nothing.
    """
    if text and not is_seen(text):
        raise ValidationError(_("Write a name that can be seen."), "unseen")


def bare(name: object) -> str:
    """A name without marks of its own that begin or end what isolates it."""
    return str(name).translate(ISOLATES)


def isolated_text(name: object) -> str:
    """A name whose direction of writing does not reach what stands around it, where no HTML can
    say so."""
    return f"{ISOLATE}{bare(name)}{END}"


def called(name: str, otherwise: str) -> str:
    """What a row goes by wherever it is named, as in the admin's titles, log and choices: its
    name, isolated where that would turn what stands around it; something else if that is unseen."""
    if not is_seen(name):
        return otherwise
    turns = any(unicodedata.bidirectional(mark) in TURNING for mark in name)
    return isolated_text(name) if turns else name
