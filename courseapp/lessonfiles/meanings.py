"""What other programs give a meaning and Hunch does not: it would be shown as it is typed."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from operator import attrgetter

from markdown_it.token import Token

from courseapp.lessonfiles.differences import Difference
from courseapp.lessonfiles.passages import CONTROL, CONTROL_HINT, unfenced

ELEMENT = "\ufffc"
"""Stands for code, a picture or a masked sign."""

MATHS_CURE = "Write it as `code`, or with characters such as n² log n, √2 and ≤."
CALLOUT = re.compile(r"\[!([A-Za-z]+)\][+-]?(?: .*)?(?:\n|\Z)")
TASK = re.compile(r"\[[ xX]\](?:\s|\Z)")
WIKI = re.compile(r"!?\[\[[^\[\]\n]{1,100}\]\]")
ATTRIBUTES = re.compile(r"\{:?[ ]*(?:[.#][\w-]|[\w-]{1,40}=)[^{}\n]{0,200}\}")
BARE_ADDRESS = re.compile(r"(?<![\w/])(?:https?://|www\.(?=\w))[^\s<>\ufffc]{1,200}", re.IGNORECASE)
BARE_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[a-zA-Z\d-]{1,63}\.[a-zA-Z]{2,20}\b")
REFERENCE = re.compile(r"!?\[([^\[\]\n]{1,200})\]\[([^\[\]\n]{0,100})\]")
SHORTCODE = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])")
STRUCK = re.compile(r"(?<!~)~(?=[^\s~])[^~\n]{0,200}(?<=[^\s~])~(?!~)")
MATHS = re.compile(r"(?<![\w$\\])\$(?![\s$])([^$]{1,200})(?<!\s)\$(?![\w$])")
MATHS_SIGN = re.compile(r"[\\^_={}<>\ufffc]")
MASKED_MATHS = {"\\(": "\\)", "\\[": "\\]"}
DISPLAYED = re.compile(r"(?<!\$)\$\$(?!\$)")
NOTE = re.compile(r" {0,3}(?:!!!|\?\?\?\+?)\s*\w.*")
NOTE_TITLED = re.compile(r'!!! ?[\w-]+(?: +[\w-]+)*(?: +"[^"]*")? *')
ITEM = re.compile(r"[> ]*(?:[-*+]|\d{1,9}[.)]) ")
CODE = re.compile(r"`[^`]*`")
SIGN = re.compile(r"&#[xX]?[0-9a-fA-F]{1,7};")
RULE = re.compile(r" {0,3}\|?(?: *:?-+:? *\|)+(?: *:?-+:?)? *\|? *")
BEFORE_ROW = re.compile(r"\A[> ]*(?:[-*+] )?[ ]*")
BAR = re.compile(r"(?<!\\)\|")
BAR_AT_END = re.compile(r"(?<!\\)\|\Z")
ROW = re.compile(r" {0,3}\|.*\| *")


Table = tuple[int, int]
"""(its first line, the line behind it)"""


def find_meanings(
    lines: list[str], inlines: Iterable[tuple[int, Token]], tables: Iterable[Table]
) -> Iterator[Difference]:
    """At most one a line; `inlines` are (line, what stands there)."""
    told: set[int] = set()
    found = (*_in_lines(lines), *_in_tables(lines, tables), *_in_inlines(inlines))
    for difference in sorted(found, key=attrgetter("line")):
        if difference.line not in told:
            told.add(difference.line)
            yield difference


def _in_lines(lines: list[str]) -> Iterator[Difference]:
    before, is_table = (-2, 0), False
    for number, line in unfenced(lines):
        if line.startswith("!!!"):
            yield from _note(lines, number)
        elif line[:1] in (" ", "?") and NOTE.fullmatch(line):
            hint = "Begin it in the first column: !!! note, then text indented by four spaces."
            yield Difference(number, "the line of a note is not read as one.", hint)
        if "&#" in line and any(CONTROL.search(unescape(sign)) for sign in SIGN.findall(line)):
            yield Difference(number, "a control character is written as a number.", CONTROL_HINT)
        is_table = "|" in line and (is_table or bool(RULE.fullmatch(line)))
        bars = 0 if is_table else _bars(line)
        if bars and before == (number - 1, bars):
            hint = "Write a line such as |---|---| below the first row."
            yield Difference(number - 1, "a table has no rule below its heading.", hint)
        before = (number, bars)


def _bars(line: str) -> int:
    """How many bars stand between cells, if the line looks like a row."""
    if "|" not in line:
        return 0
    if ITEM.match(line):
        return 0
    line = CODE.sub("", line)
    return line.count("|") if ROW.fullmatch(line) else line.count(" | ")


def _in_tables(lines: list[str], tables: Iterable[Table]) -> Iterator[Difference]:
    for first, end in tables:
        most = _cells(lines[first])
        for number in range(first + 2, end):
            if (cells := _cells(lines[number])) > most:
                message = f"the row has {cells} cells; the table's heading has {most}."
                hint = "Remove a cell, or write \\| for a | that is to be shown."
                yield Difference(number, message, hint)


def _cells(row: str) -> int:
    row = BEFORE_ROW.sub("", row).rstrip()
    bars = len(BAR.findall(row))
    return bars + 1 - row.startswith("|") - (len(row) > 1 and bool(BAR_AT_END.search(row)))


def _note(lines: list[str], number: int) -> Iterator[Difference]:
    if not NOTE_TITLED.fullmatch(lines[number]):
        hint = 'Write !!! note "Its title", and nothing behind it.'
        yield Difference(number, "the line of a note is not read as one.", hint)
        return
    after = next((n for n in range(number + 1, len(lines)) if lines[n].strip()), len(lines))
    text = lines[after] if after < len(lines) else ""
    if not text.startswith("    "):
        hint = "Indent the text of a note by four spaces."
        yield Difference(number, "the note has no text.", hint)
    elif number and lines[number - 1].strip():
        yield Difference(number, "a note stands close below text.", "Put an empty line before it.")


def _in_inlines(inlines: Iterable[tuple[int, Token]]) -> Iterator[Difference]:
    for line, token in inlines:
        said = _said(token)
        for place, message, hint in _find(said):
            yield Difference(line + said.count("\n", 0, place), message, hint)


def _said(token: Token) -> str:
    """The text of a paragraph, without code; of signs behind a backslash only brackets."""
    pieces = []
    depth = 0
    for child in token.children or []:
        depth += (child.type == "link_open") - (child.type == "link_close")
        if child.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif child.type == "text":
            is_masked = child.info == "escape"
            shown = child.markup if is_masked and child.content in "()[]" else ELEMENT
            pieces.append(shown if is_masked or depth else child.content)
        elif child.markup in ("_", "*", "**", "__"):
            pieces.append(child.markup)
        else:
            pieces.append(ELEMENT)
    return "".join(pieces)


Found = tuple[int, str, str]
"""(place in the text, message, hint)"""


def _find(said: str) -> Iterator[Found]:
    yield from _find_maths(said)
    if "[" in said:
        yield from _find_brackets(said)
    if "{" in said:
        for match in ATTRIBUTES.finditer(said):
            hint = "Remove it. Pictures have the size of their file."
            yield match.start(), f'"{match[0][:40]}" is not read as settings.', hint
    if ":" in said or "www." in said.lower():
        for match in BARE_ADDRESS.finditer(said):
            address = match[0].rstrip(".,;:!?)*_'\"")
            hint = f"Write [words](https://…), or <{address[:60]}> for the address itself."
            yield match.start(), "an address stands alone; it would be no link.", hint
        for match in SHORTCODE.finditer(said):
            yield match.start(), f'"{match[0]}" is not shown as a sign.', "Write the sign itself."
    if "~" in said:
        for match in STRUCK.finditer(said):
            hint = "Write ~~words~~ to strike them, <sub>2</sub> for an index, \\~ for the sign."
            yield match.start(), f'"{match[0][:40]}" is struck elsewhere.', hint
    if "@" in said:
        for match in BARE_MAIL.finditer(said):
            yield (
                match.start(),
                "an address stands alone; it would be no link.",
                f"Write <{match[0]}>.",
            )


def _find_brackets(said: str) -> Iterator[Found]:
    if match := CALLOUT.match(said):
        hint = "Write !!! note and indent its text by four spaces."
        yield 0, f"[!{match[1]}] is not shown as a note.", hint
    elif TASK.match(said):
        hint = "Write the list without the brackets; a list of tasks is not shown as one."
        yield 0, "a list of tasks is not shown as one.", hint
    for match in WIKI.finditer(said):
        hint = "Write [words](lesson.md) for a lesson of this course."
        yield match.start(), f"{match[0][:40]} is no link.", hint
    for match in REFERENCE.finditer(said):
        label = match[2] or match[1]
        hint = f"Write [{label[:40]}]: https://… in the same step, or show it as `code`."
        yield match.start(), f"the link [{label[:40]}] has no address here.", hint


def _find_maths(said: str) -> Iterator[Found]:
    message = "mathematics is not set; it would be shown as it is typed."
    for opener, closer in MASKED_MATHS.items():
        place = said.find(opener)
        if place >= 0 and said.find(closer, place) > place:
            yield place, message, MATHS_CURE
    if "$" not in said:
        return
    if match := DISPLAYED.search(said):
        yield match.start(), message, MATHS_CURE
        return
    for match in MATHS.finditer(said):
        if not match[1][0].isdigit() or MATHS_SIGN.search(match[1]):
            yield match.start(), message, MATHS_CURE
