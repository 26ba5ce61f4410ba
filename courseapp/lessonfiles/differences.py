"""What is said to an author whose markdown other programs read otherwise than Hunch."""

import re
from dataclasses import dataclass

ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)])(?: +|$)")
NEAR = 2


@dataclass(frozen=True)
class Difference:
    """`line` counts from 0."""

    line: int
    message: str
    hint: str


CONSTRUCTS = (
    (
        r" {0,3}\d{1,9}\)(?: .*)?",
        'a list with "1)" is not read as one.',
        'Write "1." in the place of "1)".',
    ),
    (
        r" *(?:> ?)+ *(?:`{3,}|~{3,}).*",
        "a code fence stands in a quote.",
        "End the quote before the fence, or write >, five spaces and the code.",
    ),
    (
        r" {1,3}#{1,6}(?: .*)?",
        "a heading does not begin in the first column.",
        "Remove the spaces before #.",
    ),
    (
        r"#{1,6}.*\\",
        "a heading ends in a backslash.",
        "Remove the backslash.",
    ),
    (
        r" {1,3}(?:[-*+]|\d{1,9}\.) .*",
        "a list is indented by fewer than four spaces.",
        "Indent the inner list by four spaces, and an outer one not at all.",
    ),
)
COMPILED = [(re.compile(pattern), message, hint) for pattern, message, hint in CONSTRUCTS]
NAMES = {
    "p": "a paragraph",
    "ul": "a list",
    "ol": "a numbered list",
    "li": "an item of a list",
    "blockquote": "a quote",
    "pre": "a block of code",
    "code": "code",
    "em": "stressed words",
    "strong": "strongly stressed words",
    "a": "a link",
    "img": "a picture",
    "hr": "a rule",
    "br": "a line break",
    "table": "a table",
    "tr": "a row",
    "td": "a cell",
    "del": "struck words",
    "note": "a note",
    "footnote": "a footnote",
    **{f"h{level}": "a heading" for level in range(1, 7)},
}


def explain(lines: list[str], line: int, wanted: str, got: str) -> Difference:
    """By the construct on the line or near it; else by what is expected and found there."""
    line = min(line, len(lines) - 1)
    for number in (line, *range(line + 1, min(line + 1 + NEAR, len(lines)))):
        for pattern, message, hint in COMPILED:
            if pattern.fullmatch(lines[number].rstrip()):
                return Difference(number, message, hint)
    return _explain_kind(lines, line, wanted, got)


def _explain_kind(lines: list[str], line: int, wanted: str, got: str) -> Difference:
    kinds = {kind[1:].split(" ")[0] for kind in (wanted, got) if kind[:1] in "<>"}
    text = lines[line]
    if "p" in kinds and any(map(ITEM.match, lines[: line + 1])):
        message = "a list is read in two ways."
        hint = (
            "Put an empty line between all of its items or between none, and indent what belongs"
            " to an item by four spaces."
        )
        return Difference(line, message, hint)
    if "blockquote" in kinds:
        hint = "Begin each line of a quote with >; put a line of text between two quotes."
        return Difference(line, "a quote is read in two ways.", hint)
    if kinds & {"h1", "h2", "h3", "h4", "h5", "h6"}:
        hint = "Write a heading as ## and its words on one line, in the first column."
        return Difference(line, "a heading is read in two ways.", hint)
    if kinds & {"table", "tr", "td"}:
        hint = "Give every row as many cells as the heading; write \\| for a | in a cell."
        return Difference(line, "a table is read in two ways.", hint)
    if kinds & {"em", "strong"}:
        hint = "Stress whole words with *, or put \\ before each * and _ that is to be shown."
        return Difference(line, "stressed words are read in two ways.", hint)
    if "a" in kinds or "img" in kinds:
        hint = "Write [words](address), with <> around an address that holds spaces or brackets."
        return Difference(line, "a link is read in two ways.", hint)
    if "code" in kinds:
        hint = "Put code between two backticks on one line, or indent it after an empty line."
        return Difference(line, "code is read in two ways.", hint)
    if "\\" in text:
        hint = "Put \\ only before a sign that is to be shown as it is, or show it as `code`."
        return Difference(line, "a backslash is read in two ways.", hint)
    named = NAMES.get(wanted[1:].split(" ")[0], "something else") if wanted[:1] == "<" else ""
    message = f"markdown readers differ here: others see {named or 'other words'}."
    hint = "Write it more simply: an empty line between blocks, four spaces before what is inside."
    return Difference(line, message, hint)
