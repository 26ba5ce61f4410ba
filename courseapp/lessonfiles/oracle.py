"""Reads a text once more, as CommonMark and GitHub do, and says where it would look otherwise.

What is shown is made by Python-Markdown, which follows older rules. Where both come to another
structure the author is told; nothing changes in silence. What Hunch has of its own (notes,
definitions of terms, abbreviations, footnotes) is read here as the guide describes it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from textwrap import dedent
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from courseapp.lessonfiles.differences import Difference, explain
from courseapp.lessonfiles.meanings import Table, find_meanings
from courseapp.lessonfiles.passages import find_fences

Sanitise = Callable[[str], str]
Links = list[tuple[str, str]]
"""(address, title) of links and pictures, as written."""

BLOCKS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr"),
    *("table", "tr", "td", "dt", "dd", "note", "br"),
}
TRANSPARENT = {"span", "button", "abbr", "thead", "tbody", "dl", "div"}
"""Elements that stand around others and say nothing of how the text is read."""
EMPTY = {"br", "hr", "img", "wbr"}
SPACE = re.compile(r"\s+")
DEFINITION = re.compile(r"[> ]*\[([^\]]+)\]:")
NOTE_LINE = re.compile(r'!!! ?([\w-]+(?: +[\w-]+)*)(?: +"(.*?)")? *')
FOOTNOTE_LINE = re.compile(r" {0,3}\[\^([^\]]+)\]: *(.*)")
ABBREVIATION_LINE = re.compile(r" {0,3}\*\[[^\]]+\] ?:.*")
TERM_LINE = re.compile(r" {0,3}: {1,3}(.*)")
FOOTNOTE_SIGN = re.compile(r"\[\^([^\]]+)\]")


@dataclass
class Part:
    """Some lines of a text, `line` from 0, that are read together. `kind` says as what."""

    kind: str
    line: int
    lines: list[str] = field(default_factory=list)
    label: str = ""


def find_differences(
    lines: list[str], html: str, links: Links, sanitise: Sanitise
) -> Iterator[Difference]:
    """What is to be told of a text, given as `lines`, and of the HTML that it became."""
    lines = [line.expandtabs(4) for line in lines]
    other = _Other(lines)
    meanings = list(find_meanings(lines, other.inlines, other.tables))
    meanings += [_unused(lines, label) for label in other.unused()]
    yield from meanings
    told = {number for meaning in meanings for number in (meaning.line, meaning.line + 1)}
    difference = _find_difference(lines, other, html, links, sanitise)
    if difference and difference.line not in told:
        yield difference


def _find_difference(
    lines: list[str], other: "_Other", html: str, links: Links, sanitise: Sanitise
) -> Difference | None:
    expected = sanitise(other.html)
    if place := _compare(outline(expected), outline(html)):
        line, wanted, got = place
        exact = _compare(outline(expected, by_line=True), outline(html, by_line=True))
        return explain(lines, exact[0] if exact else line, wanted, got)
    if lost := Counter(other.links) - Counter(_plain(links)):
        address = next(iter(lost))[0]
        number = next((n for n, line in enumerate(lines) if address[:20] in line), 0)
        return explain(lines, number, "<a", "")
    return None


def _unused(lines: list[str], label: str) -> Difference:
    places = (
        number
        for number, line in enumerate(lines)
        if (match := DEFINITION.match(line)) and normalizeReference(match[1]) == label
    )
    name = label.lower()[:40]
    message = f"the address [{name}] is used nowhere in this step."
    hint = "Write it in the step that links it, or remove it."
    return Difference(next(places, 0), message, hint)


def _plain(links: Links) -> Links:
    return [(unquote(address), SPACE.sub(" ", title)) for address, title in links]


def _compare(
    expected: list[tuple[str, int]], found: list[tuple[str, int]]
) -> tuple[int, str, str] | None:
    """(line, kind expected there, kind found there) of the first difference."""
    for (wanted, line), (got, _) in zip(expected, found, strict=False):
        if wanted != got:
            return line, wanted, got
    if len(expected) == len(found):
        return None
    place = min(len(expected), len(found))
    wanted, line = (
        expected[place] if place < len(expected) else ("", expected[-1][1] if expected else 0)
    )
    return line, wanted, found[place][0] if place < len(found) else ""


class _Other:
    """A text as CommonMark reads it: `html`, in which ids say lines, its links and its inlines."""

    def __init__(self, lines: list[str]) -> None:
        self.links: Links = []
        self.inlines: list[tuple[int, Token]] = []
        self.tables: list[Table] = []
        self._labels = {"//"}
        parts = list(_split(lines, 0))
        self._footnotes = [part for part in parts if part.kind == "footnote"]
        self._environment: dict[str, Any] = {"footnotes": {part.label for part in self._footnotes}}
        if len(parts) > 1 and any("]:" in line for line in lines):
            self._read_references(parts)
        rest = [part for part in parts if part.kind != "footnote"]
        self.html = "".join(map(self._render, rest)) + self._render_footnotes()

    def unused(self) -> list[str]:
        """Labels of addresses that are given here and stand in no link."""
        return [
            label for label in self._environment.get("references", ()) if label not in self._labels
        ]

    def _read_references(self, parts: list[Part]) -> None:
        for part in parts:
            if part.kind == "text":
                _reader().parse("\n".join(part.lines), self._environment)

    def _render(self, part: Part) -> str:
        if part.kind == "note":
            title = (
                f'<p id="L{part.line}">{self._inline(part.label, part.line)}</p>'
                if part.label
                else ""
            )
            return f'<div class="admonition">{title}{self._inner(part, part.line + 1)}</div>'
        if part.kind == "dt":
            return f'<dl><dt id="L{part.line}">{self._inline(part.lines[0], part.line)}</dt></dl>'
        if part.kind == "dd":
            is_one = all(line.strip() for line in part.lines)
            text = "\n".join(line.strip() for line in part.lines)
            inner = self._inline(text, part.line) if is_one else self._inner(part, part.line)
            return f'<dl><dd id="L{part.line}">{inner}</dd></dl>'
        return self._read("\n".join(part.lines), part.line)

    def _inner(self, part: Part, line: int) -> str:
        return "".join(map(self._render, _split(part.lines, line)))

    def _inline(self, text: str, line: int) -> str:
        return self._read(text, line, inline=True)

    def _render_footnotes(self) -> str:
        if not self._footnotes:
            return ""
        items = "".join(f"<li>{self._inner(part, part.line)}</li>" for part in self._footnotes)
        return f'<div class="footnote"><hr><ol>{items}</ol></div>'

    def _read(self, text: str, line: int, *, inline: bool = False) -> str:
        reader = _reader()
        parse = reader.parseInline if inline else reader.parse
        tokens = parse(text, self._environment)
        start = line
        for token in tokens:
            if token.map:
                start = line + token.map[0]
                if token.type != "inline":
                    token.attrSet("id", f"L{start}")
            if token.type == "inline":
                self._collect(token, start)
            elif token.type == "table_open" and token.map:
                self.tables.append((start, line + token.map[1]))
        return str(reader.renderer.render(tokens, reader.options, self._environment))

    def _collect(self, token: Token, line: int) -> None:
        self.inlines.append((line, token))
        children = token.children or []
        for child in children:
            address = child.attrGet("href" if child.type == "link_open" else "src")
            if address is not None:
                title = SPACE.sub(" ", str(child.attrGet("title") or ""))
                self.links.append((unquote(str(address)), title))
            if label := child.meta.get("label"):
                self._labels.add(str(label))
            if child.type == "text_special":
                child.type = "text"


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": 40, "store_labels": True})
    reader.enable(["table", "strikethrough"]).disable("text_join")
    reader.validateLink = lambda url: True  # type: ignore[method-assign]
    reader.inline.ruler.before("link", "footnote", _read_footnote_sign)
    reader.add_render_rule("footnote", lambda *_: '<a class="footnote-ref">*</a>')
    reader.add_render_rule("s_open", lambda *_: "<del>")
    reader.add_render_rule("s_close", lambda *_: "</del>")
    reader.add_render_rule("fence", _render_code)
    reader.add_render_rule("code_block", _render_code)
    return reader


def _render_code(_: object, tokens: list[Token], number: int, *rest: object) -> str:
    token = tokens[number]
    return f'<pre id="{token.attrGet("id")}"><code>{escape(token.content)}</code></pre>'


def _read_footnote_sign(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    match = FOOTNOTE_SIGN.match(state.src, state.pos)
    if not match or match[1] not in state.env["footnotes"]:
        return False
    if not silent:
        state.push("footnote", "", 0)
    state.pos = match.end()
    return True


def _split(lines: list[str], start: int) -> Iterator[Part]:
    """Parts by what Hunch has of its own; the rest is text."""
    fenced = {
        number
        for fence in find_fences(lines)
        for number in range(fence.start, (fence.start if fence.end is None else fence.end) + 1)
    }
    text = Part("text", start)
    number = 0
    while number < len(lines):
        own = None if number in fenced else _read_own(lines, number, start)
        if own:
            yield from [text] if text.lines else []
            parts, number = own
            yield from parts
            text = Part("text", start + number)
        else:
            is_dropped = number not in fenced and ABBREVIATION_LINE.fullmatch(lines[number])
            text.lines.append("" if is_dropped else lines[number])
            number += 1
    if text.lines:
        yield text


def _read_own(lines: list[str], number: int, start: int) -> tuple[list[Part], int] | None:
    """What begins on a line, and the number of the line behind it."""
    line = lines[number]
    if line.startswith("!!!") and (match := NOTE_LINE.fullmatch(line)):
        end = _end_of_indented(lines, number + 1)
        words = match[1].replace('"', "").split()
        title = words[0].capitalize() if match[2] is None else match[2]
        return [Part("note", start + number, _dedent(lines[number + 1 : end]), title)], end
    if "[^" in line and (match := FOOTNOTE_LINE.fullmatch(line)):
        end = _end_of_hanging(lines, number + 1, FOOTNOTE_LINE)
        body = [match[2], *_dedent(lines[number + 1 : end])]
        return [Part("footnote", start + number, body, match[1])], end
    is_first = number == 0 or not lines[number - 1].strip()
    if is_first and line.strip() and not line.startswith("    "):
        return _read_terms(lines, number, start)
    return None


def _read_terms(lines: list[str], number: int, start: int) -> tuple[list[Part], int] | None:
    end = number
    while end < len(lines) and lines[end].strip() and not TERM_LINE.fullmatch(lines[end]):
        end += 1
    if end == number or end == len(lines) or not lines[end].strip():
        return None
    parts = [Part("dt", start + place, [lines[place].strip()]) for place in range(number, end)]
    while end < len(lines) and (match := TERM_LINE.fullmatch(lines[end])):
        after = _end_of_hanging(lines, end + 1, TERM_LINE)
        parts.append(Part("dd", start + end, [match[1], *_dedent(lines[end + 1 : after])]))
        end = after
    return parts, end


def _end_of_indented(lines: list[str], number: int) -> int:
    end = number
    while number < len(lines) and (lines[number].startswith("    ") or not lines[number].strip()):
        number += 1
        end = number if lines[number - 1].strip() else end
    return end


def _end_of_hanging(lines: list[str], number: int, another: re.Pattern[str]) -> int:
    while number < len(lines) and lines[number].strip() and not another.fullmatch(lines[number]):
        number += 1
    return _end_of_indented(lines, number)


def _dedent(lines: list[str]) -> list[str]:
    return [line[4:] if line.startswith("    ") else line.lstrip() for line in lines]


def outline(html: str, *, by_line: bool = False) -> list[tuple[str, int]]:
    """(what begins, ends or is said, line) of some HTML, without what does not matter."""
    reader = _Outline()
    reader.feed(html)
    reader.close()
    return reader.events(by_line=by_line)


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._events: list[list[Any]] = []
        self._line = 0
        self._breaks = 0
        """Ends of lines since."""
        self._in_code = 0
        self._skipped = 0
        self._ends: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("id") or ""
        if name[:1] == "L" and name[1:].isdigit():
            self._line = int(name[1:])
            self._breaks = 0
        classes = (given.get("class") or "").split()
        if self._skipped or "term__note" in classes or "footnote-backref" in classes:
            self._skipped += tag not in EMPTY
            return
        kind = self._kind(tag, given, classes)
        if kind and not (tag == "code" and self._in_code):
            self._events.append([f"<{kind}", self._line + self._breaks])
        self._in_code += tag == "pre"
        if "footnote-ref" in classes:
            self._skipped = 1
        elif tag not in EMPTY:
            self._ends.append(kind if not (tag == "code" and self._in_code) else "")

    def _kind(self, tag: str, given: dict[str, str | None], classes: list[str]) -> str:
        if "footnote-ref" in classes:
            return "footnote"
        if "admonition" in classes:
            return "note"
        if "term__word" in classes:
            return "a"
        if tag in TRANSPARENT or (tag == "sup" and not given.get("class") and given.get("id")):
            return ""
        if tag == "ol":
            return f"ol {(given.get('start') or '1').lstrip('0') or 0}"
        if tag == "img":
            return f"img {SPACE.sub(' ', given.get('alt') or '')}"
        return "td" if tag == "th" else tag

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= tag not in EMPTY
            return
        if tag in EMPTY or not self._ends:
            return
        self._in_code -= tag == "pre"
        if kind := self._ends.pop():
            self._events.append([f">{kind}", self._line + self._breaks])

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        before = self._events[-1][0] if self._events else ""
        if before[:1] == "=":
            self._events[-1][0] += data
        else:
            self._events.append([f"={data}", self._line + self._breaks])
        if not data.isspace() or before == "<br" or not _is_block(before):
            self._breaks += data.count("\n")

    def events(self, *, by_line: bool) -> list[tuple[str, int]]:
        """With spaces squeezed, and none beside a block."""
        told: list[tuple[str, int]] = []
        in_code = False
        for number, (kind, line) in enumerate(self._events):
            if kind[0] != "=":
                in_code = in_code or kind == "<pre"
                in_code = in_code and kind != ">pre"
                told.append((kind, line))
                continue
            pieces = kind[1:].split("\n") if by_line else [kind[1:]]
            for place, piece in enumerate(pieces):
                if text := self._squeeze(piece, number, in_code):
                    told.append((f"={text.strip() if by_line else text}", line + place))
        return told

    def _squeeze(self, text: str, number: int, in_code: bool) -> str:
        if in_code:
            return dedent("\n".join(line.rstrip() for line in text.strip("\n").split("\n")))
        text = SPACE.sub(" ", text)
        before = self._events[number - 1][0] if number else "<p"
        after = self._events[number + 1][0] if number + 1 < len(self._events) else ">p"
        text = text.lstrip() if _is_block(before) else text
        return text.rstrip() if _is_block(after) else text


def _is_block(kind: str) -> bool:
    return kind[1:].split(" ")[0] in BLOCKS
