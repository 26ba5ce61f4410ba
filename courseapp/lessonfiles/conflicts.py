"""What git leaves where two versions of a file did not fit together."""

import re
from collections.abc import Iterator

from courseapp.lessonfiles.passages import find_fences
from courseapp.lessonfiles.problems import Findings

LEAD = r"(?:[ \t]|>(?!>))*+"
"""Of a line in a list or a quote."""
MARKERS = re.compile(rf"{LEAD}(<{{7}}(?!<)|>{{7}}(?!>)|\|{{7}}(?=[^|]*\Z)).*")
BETWEEN = re.compile(r"(?:[ ]{0,3}>(?!>))*+[ ]{0,3}(={7})[ \t]*")
"""The mark between two versions. Below text it is the underline of a heading."""
EMPTY = re.compile(r"[ \t>]*")
SIGNS = ("<<<<<<<", ">>>>>>>", "|||||||", "=======")
SHOWN_IN = {"diff", "markdown", "md", "text", "txt", "udiff", "console"}
"""Languages of code in which they may be shown to readers."""


def has_conflict(text: str, findings: Findings) -> bool:
    """Whether a file holds marks of a merge; reports each."""
    if not any(signs in text for signs in SIGNS):
        return False
    found = list(_find_marks([line.rstrip("\r") for line in text.split("\n")]))
    for number, mark in found:
        message = f'git left "{mark}" here: two versions of the file were not merged.'
        hint = "Keep the lines you want of both, and remove the marks <<<<<<<, ======= and >>>>>>>."
        findings.add(number + 1, message, hint)
    return bool(found)


def _find_marks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """(number from 0, mark) of each, but where one may be shown."""
    fenced: set[int] = set()
    shown: set[int] = set()
    for fence in find_fences(lines):
        numbers = range(fence.start, (fence.end or fence.start) + 1)
        fenced.update(numbers)
        if fence.info.partition(" ")[0].lstrip(".").lower() in SHOWN_IN:
            shown.update(numbers)
    before = ""
    for number, line in enumerate(lines):
        if (number not in shown and (match := MARKERS.fullmatch(line))) or (
            number not in fenced and EMPTY.fullmatch(before) and (match := BETWEEN.fullmatch(line))
        ):
            yield number, match[1]
        before = line
