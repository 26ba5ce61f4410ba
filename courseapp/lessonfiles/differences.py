"""What is said to an author whose markdown other programs read otherwise than Hunch."""

import re
from dataclasses import dataclass

NEAR = 2


@dataclass(frozen=True)
class Difference:
    """`line` counts from 0."""

    line: int
    message: str
    hint: str


@dataclass(frozen=True)
class Construct:
    """What may be read in two ways: the pattern of its line, the `kinds` that tell of it."""

    line: re.Pattern[str]
    kinds: frozenset[str]
    message: str
    hint: str


def _of(pattern: str, kinds: str, message: str, hint: str) -> Construct:
    return Construct(re.compile(pattern), frozenset(kinds.split()), message, hint)


SURE = (
    _of(
        r" *(?:[-*+] +)?\d{1,9}\)(?: .*)?",
        "ol li",
        'a list with "1)" is not read as one.',
        'Write "1." in the place of "1)".',
    ),
    _of(
        r" *>[> ]*(?:`{3,}|~{3,}).*",
        "pre code",
        "a code fence stands in a quote.",
        "End the quote before the fence, or write >, five spaces and the code.",
    ),
    _of(
        r" {1,3}#{1,6}(?: .*)?",
        "h1 h2 h3 h4 h5 h6",
        "a heading does not begin in the first column.",
        "Remove the spaces before #.",
    ),
    _of(
        r"#{1,6}.*\\",
        "h1 h2 h3 h4 h5 h6",
        "a heading ends in a backslash.",
        "Remove the backslash.",
    ),
    _of(
        r" {1,3}(?:[-*+]|\d{1,9}\.) .*",
        "ul ol li",
        "a list is indented by fewer than four spaces.",
        "Indent the inner list by four spaces, and an outer one not at all.",
    ),
    _of(
        r" {0,3}(?:=+|-{2,}) *",
        "h1 h2",
        "a heading's underline is not read as one.",
        "Write ## and the heading's words on one line.",
    ),
    _of(
        r" *(?:[-*_][ ]*+){3,}",
        "hr",
        "a rule is not read as one.",
        "Write --- between two empty lines.",
    ),
)
"""Told where a line looks so."""
BROAD = (
    _of(
        r" *(?:[-*+]|\d{1,9}[.)])(?: .*)?",
        "ul ol li",
        "a list is read in two ways.",
        "Put an empty line between all of its items or between none, use one sign for all, and"
        " indent what belongs to an item by four spaces.",
    ),
    _of(
        r" {0,3}>.*",
        "blockquote",
        "a quote is read in two ways.",
        "Begin each of its lines with >, and put a line of text between two quotes.",
    ),
    _of(
        r"#.*",
        "h1 h2 h3 h4 h5 h6",
        "a heading is read in two ways.",
        "Write ## and its words on one line, in the first column, and nothing behind them.",
    ),
    _of(
        r" {0,3}\|.*",
        "table tr td",
        "a table is read in two ways.",
        "Put an empty line before it, and give it a row at least; each row has as many cells as the"
        " heading. Write \\| for a | in a cell.",
    ),
    _of(
        r" {4}.*",
        "pre",
        "a block of code is read in two ways.",
        "Put it between two lines ``` in the first column.",
    ),
    _of(
        r"[^`]*`.*",
        "code",
        "code is read in two ways.",
        "Write it on one line between two backticks, without spaces at its ends.",
    ),
    _of(
        r"[^<]*<.*",
        "kbd sup sub ins mark small wbr",
        "HTML is read in two ways.",
        "Open and close it within one line, or show it as `code`.",
    ),
    _of(
        r" *\[[^\]]*\]:.*",
        "",
        "the address of a link is read in two ways.",
        "Write it once, in a paragraph of its own: [name]: https://…",
    ),
    _of(
        r"[^\[]*\[.*",
        "a img",
        "a link is read in two ways.",
        'Write [words](address) or [words](address "title"), with \\ before other brackets.',
    ),
    _of(
        r"[^*_]*[*_].*",
        "em strong",
        "stressed words are read in two ways.",
        "Stress whole words with *, or put \\ before each * and _ that is to be shown.",
    ),
    _of(
        r"[^~]*~~.*",
        "del",
        "struck words are read in two ways.",
        "Write ~~words~~ without spaces at their ends.",
    ),
    _of(
        r"[^&]*&.*",
        "",
        "the sign & is read in two ways.",
        "Write the character itself, or &amp; for the sign.",
    ),
    _of(
        r"[^\\]*\\.*",
        "",
        "a backslash is read in two ways.",
        "Put \\ only before a sign that is to be shown as it is, or show it as `code`.",
    ),
)
"""Told by what differs; else by the first that the line may be."""
OTHERWISE = (
    "markdown readers differ here: other programs show this in another way.",
    "Write it more simply: an empty line between blocks, four spaces before what is inside.",
)


def explain(lines: list[str], line: int, wanted: str, got: str) -> Difference:
    """What to say of the line on which something was `wanted` and something else was `got`."""
    line = min(line, len(lines) - 1)
    for number in range(line, min(line + 1 + NEAR, len(lines))):
        for construct in SURE:
            if construct.line.fullmatch(lines[number].rstrip()):
                return Difference(number, construct.message, construct.hint)
    kinds = {kind[1:].split(" ")[0] for kind in (wanted, got) if kind[:1] in ("<", ">")}
    near = lines[line : line + 1 + NEAR]
    likely = _by_kind(kinds) or next(filter(None, map(_by_line, near)), None)
    message, hint = (likely.message, likely.hint) if likely else OTHERWISE
    return Difference(line, message, hint)


def _by_kind(kinds: set[str]) -> Construct | None:
    return next((construct for construct in BROAD if construct.kinds & kinds), None)


def _by_line(line: str) -> Construct | None:
    return next((construct for construct in BROAD if construct.line.fullmatch(line.rstrip())), None)
