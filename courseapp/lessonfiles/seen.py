"""What shows as something: much that can be typed or pasted is nothing on screen."""

import unicodedata

BLANK = set(
    "\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5\ufffc\U0001d159\U00013441\U00013442\U0001bca0"
)
"""Letters and signs by their category, and empty on screen."""
SEEN = ("L", "N", "P", "S")
"""Marks, blanks, controls and what no font has are seen with these only, or not at all."""


def is_seen(text: str) -> bool:
    """Whether a text shows anything."""
    return any(mark not in BLANK and unicodedata.category(mark)[0] in SEEN for mark in text)
