"""How much a text may hold of what takes Markdown more time the more there is of it.

Python-Markdown looks behind every opening bracket for its end, and through every abbreviation at
every word. Within these limits its time grows with the length of the text alone.
"""

import re
from collections.abc import Iterator

from courseapp.lessonfiles.passages import Passage, unfenced

MOST_OPEN = 30
MOST_OPEN_TAGS = 100
MOST_DEFINITIONS = 200
MOST_BACKTICKS = 500
MOST_UNCLOSED_FENCES = 20

SIGN = re.compile(r"\\.|[\[\]()]")
TAG_SIGN = re.compile(r"\\.|<(?=[A-Za-z!?/])|>")
DEFINITIONS = {
    "abbreviations": re.compile(r" {0,3}\*\["),
    "footnotes": re.compile(r" {0,3}\[\^"),
    "link definitions": re.compile(r" {0,3}\[[^\]^][^\]]*+\]:"),
}

Excess = tuple[int, str, str]
"""(line, what is too much, what to do)"""


def find_excess(passage: Passage) -> Excess | None:
    """The first thing that there is too much of in a text; code fences do not count."""
    lines = [
        (passage.line + number, line) for number, line in unfenced(passage.lines) if line.strip()
    ]
    return next(
        (
            excess
            for find in (_backticks, _open_brackets, _open_tags, _definitions)
            for excess in find(passage, lines)
        ),
        None,
    )


Lines = list[tuple[int, str]]


def _backticks(passage: Passage, lines: Lines) -> Iterator[Excess]:
    for number, line in lines:
        if line.count("`") > MOST_BACKTICKS:
            message = f"the line holds more than {MOST_BACKTICKS} backticks."
            yield number, message, "Put the code into a fence, on lines of its own."


def _open_brackets(passage: Passage, lines: Lines) -> Iterator[Excess]:
    """Brackets that are opened in a paragraph and not closed."""
    if max(passage.text.count("["), passage.text.count("(")) <= MOST_OPEN:
        return
    before, square, round_ = 0, 0, 0
    for number, line in lines:
        if number != before + 1:
            square = round_ = 0
        before = number
        for sign in SIGN.findall(line):
            square = max(0, square + (sign == "[") - (sign == "]"))
            round_ = max(0, round_ + (sign == "(") - (sign == ")"))
            if max(square, round_) > MOST_OPEN:
                hint = "Close them, put \\ before each, or show them as `code`."
                yield number, f"more than {MOST_OPEN} brackets are open at once.", hint
                return


def _open_tags(passage: Passage, lines: Lines) -> Iterator[Excess]:
    if passage.text.count("<") <= MOST_OPEN_TAGS:
        return
    depth = 0
    for number, line in lines:
        for sign in TAG_SIGN.findall(line):
            depth = max(0, depth + (sign == "<") - (sign == ">"))
            if depth > MOST_OPEN_TAGS:
                message = f"more than {MOST_OPEN_TAGS} signs < are never closed."
                yield number, message, "Put \\ before each, or show them as `code`."
                return


def _definitions(passage: Passage, lines: Lines) -> Iterator[Excess]:
    if passage.text.count("[") <= MOST_DEFINITIONS:
        return
    for what, pattern in DEFINITIONS.items():
        numbers = [number for number, line in lines if pattern.match(line)]
        if len(numbers) > MOST_DEFINITIONS:
            message = f"the text holds more than {MOST_DEFINITIONS} {what}."
            yield numbers[MOST_DEFINITIONS], message, "Split the step in two."
