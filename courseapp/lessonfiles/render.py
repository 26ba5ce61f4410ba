"""The one place that knows Markdown, Pygments and the HTML sanitiser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from importlib.metadata import version
from itertools import pairwise
from string import punctuation
from typing import Any, Protocol
from xml.etree.ElementTree import Element, SubElement

import markdown
import nh3
from markdown.extensions.codehilite import CodeHiliteExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import (
    DelimiterProcessor,
    HtmlInlineProcessor,
    SimpleTagInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.preprocessors import HtmlBlockPreprocessor, Preprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AtomicString
from pygments.formatters import HtmlFormatter
from pygments.lexers import find_lexer_class_by_name, get_all_lexers
from pygments.util import ClassNotFound

from courseapp.lessonfiles.limits import MOST_UNCLOSED_FENCES, find_excess
from courseapp.lessonfiles.oracle import Links, find_differences
from courseapp.lessonfiles.passages import Passage, find_fences, unfenced
from courseapp.lessonfiles.plain import has_meaning, render_plain, replace_plain
from courseapp.lessonfiles.problems import near_name

LIBRARIES = ("markdown", "markdown-it-py", "pygments", "nh3")
FORMAT_VERSION = " ".join(["7", *map(version, LIBRARIES)])
"""Part of every digest: when rendering changes, every lesson is read again."""

RAW_TAGS = ("kbd", "sup", "sub", "br", "del", "ins", "mark", "small", "wbr")
"""What authors may write as HTML; for all else there is markdown."""

PROSE_TAGS = ("a", "abbr", "blockquote", "code", "div", "em", "hr", "img", "p", "pre", "span")
TERM_TAGS = ("button",)
LIST_TAGS = ("dd", "dl", "dt", "h2", "h3", "h4", "h5", "h6", "li", "ol", "strong", "ul")
DESCRIBED = "aria-describedby"
CLOSING = ",.;:!?)]…”’"
TABLE_TAGS = ("table", "tbody", "td", "th", "thead", "tr")

CLEANER = nh3.Cleaner(
    tags={*RAW_TAGS, *PROSE_TAGS, *TERM_TAGS, *LIST_TAGS, *TABLE_TAGS},
    attributes={
        "*": {"id"},
        "a": {"href", "title", "rel", "class", "role", "aria-label"},
        "abbr": {"title"},
        "button": {"class", "popovertarget", "popovertargetaction", "interestfor", DESCRIBED},
        "div": {"class", "tabindex", "role", "aria-label"},
        "img": {"src", "alt", "title", "width", "height"},
        "ol": {"start"},
        "p": {"class"},
        "span": {"class", "popover"},
        "sup": {"class"},
        "td": {"align"},
        "th": {"align"},
    },
    set_tag_attribute_values={"button": {"type": "button"}},
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)

TABLE_FRAME = {"class": "table-scroll", "tabindex": "0", "role": "group", "aria-label": "Table"}
BACK = "&#8617;&#xFE0E;"  # an arrow that no phone takes for a picture
FOOTNOTE_LINKS = {
    "footnote-ref": {"role": "doc-noteref"},
    "footnote-backref": {"role": "doc-backlink", "aria-label": "Back to the text"},
}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
HEADING_LINE = re.compile(r"#(?!#).*|=+\s*")
PLACEHOLDER = re.compile("\x02[^\x03]*\x03")
DEFINITION = "\x02definition\x03"
LEAK = "\x03"
"""The end of a placeholder. Where one is left in the HTML, Markdown has lost what it stood for."""
ELEMENT = "\ufffc"
"""Stands for an element where only the text around it is looked at."""
LOST = {
    "list": re.compile(r"\n(?:[-*+]|1[.)]) "),
    "table": re.compile(r"\n *+\|?(?: *+:?-{2,}+:? *+\|)++"),
}
STRUCK = r"(~~)(?=[^\s~])((?:[^~]|~(?!~))*+)(?<=\S)~~(?!~)"
DRAWN = {"mermaid", "plantuml", "puml", "d2", "ditaa", "vega", "vega-lite", "geojson"}
"""What other sites draw a picture of."""
LOST_NOTE = re.compile(r"\[\^[^\]\[\s]++\]")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
RAW_TAG = re.compile(r"<\s*(/?)([A-Za-z][^\s/>]*|[?!][^\s>]*)([^>]*)")
FENCE_INFO = re.compile(r"\.?(?P<lang>[\w#.+-]*)[ ]*(?:hl_lines=([\"'])[\d ]*\2)?")
LOST_FENCE = re.compile(r"(?:[ \t]|(?:[-*+]|\d++[.)]) )++(?:`{3,}[^`]*|~{3,}.*)")
ENDING = re.compile(r"#.*|(?:-{3,}|={3,}|\*{3,}|_{3,})\s*")
"""A line behind which no paragraph goes on: a heading, what stands below one, a rule."""
SIGNS = {
    "`": ("backtick",),
    "\\": ("escape",),
    "[": ("footnote", "reference", "link", "short_reference"),
    "![": ("image_link", "image_reference", "short_image_ref"),
    "<": ("autolink", "automail", "html"),
    "&": ("entity",),
}
"""Without the sign, none of the patterns finds anything."""
FAR_REACHING = re.compile(r"\[\^|\*\[|^ *[:<]|\]:|</?[a-z!?]", re.M | re.I)


@dataclass(frozen=True)
class Note:
    """What opens at a term: `html` is its definition, sanitised; `url` where it stands, too."""

    name: str
    html: str
    url: str


class Place(Protocol):
    """Where HTML is going to stand: knows addresses and pictures, and takes complaints."""

    def complain(self, line: int, message: str, hint: str) -> None: ...
    def link(self, anchor: Element, line: int) -> Note | None: ...
    def show(self, image: Element, line: int) -> None: ...


class _Heard:
    """A place, and how many complaints it took."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.complaints = 0
        self.link, self.show = place.link, place.show

    def complain(self, line: int, message: str, hint: str) -> None:
        self.complaints += 1
        self._place.complain(line, message, hint)


class Renderer:
    """Turns passages to HTML. Building one takes a while, so one serves a whole course.

    Without the `short_way`, Markdown sees plain paragraphs, too; the outcome is the same.
    """

    def __init__(self, short_way: bool = True) -> None:
        self._short_way = short_way
        self._markdown = markdown.Markdown(
            extensions=[
                TableExtension(use_align_attribute=True),
                CodeHiliteExtension(guess_lang=False, pygments_formatter=_formatter),
                FootnoteExtension(SEPARATOR="-", BACKLINK_TEXT=BACK),
                "fenced_code",
                "admonition",
                "def_list",
                "abbr",
            ]
        )
        self._finish = _Finish(self._markdown)
        self._markdown.treeprocessors.register(self._finish, "finish", -10)
        self._raw = _watch_raw_html(self._markdown)
        _come_nearer(self._markdown)
        inline = _settle(self._markdown)
        if short_way:
            self._markdown.preprocessors.register(_ShortWay(self._markdown, inline), "short", 22)

    def block(self, passage: Passage, prefix: str, place: Place) -> str:
        """Sanitised HTML; its anchors begin with `prefix`, which is to be unique on a page."""
        self._finish.begin(passage, prefix, place)
        if self._short_way and not has_meaning(passage.text):
            html = render_plain(passage.text, self._finish.link_alone)
            if html is not None:
                return html
        heard = _Heard(place)
        self._finish.place = heard
        html = self._convert(passage, heard)
        if not heard.complaints:
            links = self._finish.links
            for told in find_differences(passage.lines, html, links, CLEANER.clean):
                place.complain(passage.line + told.line, told.message, told.hint)
        return html

    def _convert(self, passage: Passage, place: Place) -> str:
        fences = _check_code(passage, place)
        if fences is None:
            return ""
        if excess := find_excess(passage):
            place.complain(*excess)
            return ""
        self._raw.clear()
        self._markdown.reset()
        try:
            html = self._markdown.convert(_set_apart(passage.lines, fences))
        except Exception as error:  # (an author's text must never end in a traceback)
            nested = isinstance(error, RecursionError)
            reason = "it is nested too deeply" if nested else f"it trips over {error!r}"
            return _give_up(passage, reason, place)
        if LEAK in html:
            return _give_up(passage, "it takes the marks in it for something else", place)
        if self._raw:
            _check_raw_html(self._raw, passage, place)
        return str(CLEANER.clean(html)).strip()

    def line(self, passage: Passage, place: Place) -> str:
        """HTML of a single paragraph, without the paragraph around it."""
        html = self.block(passage, "", place)
        if html.startswith("<p>") and html.find("</p>") == len(html) - 4:
            return html[3:-4]
        if html:
            hint = "Keep it to one paragraph: no list, heading, code block or footnote."
            place.complain(passage.line, "an entry of a list is more than a line of text.", hint)
        return ""


def _give_up(passage: Passage, reason: str, place: Place) -> str:
    hint = "Simplify it, or cut it in two to find the spot."
    place.complain(passage.line, f"Markdown cannot read this text: {reason}.", hint)
    return ""


def _come_nearer(md: markdown.Markdown) -> None:
    """What of CommonMark and GitHub is easily had; the oracle tells of the rest."""
    md.ESCAPED_CHARS = list(punctuation)
    md.parser.blockprocessors["olist"].LAZY_OL = False  # type: ignore[attr-defined]
    stress = _Stress("*", "strong,em", md)
    stress.add("_", "strong,em", smart=True)
    for pattern, name, priority in (
        (SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 95),
        (SimpleTagInlineProcessor(STRUCK, "del"), "del", 65),
        (stress, "em_strong", 60),
    ):
        md.inlinePatterns.register(pattern, name, priority)


class _Stress(DelimiterProcessor):
    """Of words stressed by three signs, the outer stress is the weaker one, as in CommonMark."""

    def _build_element(self, data: str, start: int = 0, offset: int = 0) -> tuple[Element, int]:
        regions = self.regions
        for number, (outer, inner) in enumerate(pairwise(regions) if start == 0 else ()):
            (first, begin, end, last, tags, strong), (a, b, c, d, _, weak) = outer, inner
            is_close = (begin, end) == (a, d) and data[first] == data[a]
            if is_close and (strong, weak) == (2, 1):
                regions[number] = (first, first + 1, last - 1, last, tags, 1)
                regions[number + 1] = (first + 1, b, c, last - 1, tags, 2)
        built: tuple[Element, int] = super()._build_element(data, start, offset)  # type: ignore[misc]
        return built


def _settle(md: markdown.Markdown) -> InlineProcessor:
    """Lists in place of registries, which would check their order at every look-up of a pattern."""
    inline = md.treeprocessors["inline"]
    assert isinstance(inline, InlineProcessor)  # noqa: S101  (tells mypy)
    inline.inlinePatterns = list(md.inlinePatterns)  # type: ignore[assignment]
    md.parser.blockprocessors = list(md.parser.blockprocessors)  # type: ignore[assignment]
    return inline


class _ShortWay(Preprocessor):
    """Takes plain paragraphs out of Markdown's sight, and then patterns that would find nothing.

    Where text reaches into other paragraphs (abbreviations, notes, terms, references, HTML) all of
    them stay.
    """

    def __init__(self, md: markdown.Markdown, inline: InlineProcessor) -> None:
        super().__init__(md)
        signs = {md.inlinePatterns[name]: sign for sign, names in SIGNS.items() for name in names}
        self._inline = inline
        self._patterns = [(signs.get(pattern, ""), pattern) for pattern in md.inlinePatterns]

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if not FAR_REACHING.search(text):
            text = replace_plain(text, self.md.htmlStash.store)
        patterns = [pattern for sign, pattern in self._patterns if sign in text]
        self._inline.inlinePatterns = patterns  # type: ignore[assignment]
        return text.split("\n")


class _CodeFormatter(HtmlFormatter):
    """Code blocks that can be scrolled by keyboard."""

    def _wrap_div(self, inner: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        yield 0, '<div class="highlight" tabindex="0">'
        yield from inner
        yield 0, "</div>\n"


PLAIN_FORMATTER = _CodeFormatter(wrapcode=True)


def _formatter(lang_str: str, **options: object) -> HtmlFormatter:
    """A new formatter only where lines are to be marked, since setting one up is slow."""
    marked = options.get("hl_lines")
    return _CodeFormatter(wrapcode=True, hl_lines=marked) if marked else PLAIN_FORMATTER


class _Finish(Treeprocessor):
    """Runs last: anchors, links, pictures, tables, and what Markdown lost without a word."""

    passage: Passage
    prefix: str
    place: Place

    def begin(self, passage: Passage, prefix: str, place: Place) -> None:
        self.passage, self.prefix, self.place = passage, prefix, place
        self._found: dict[str, int] = {}
        self._h1_lines: list[int] | None = None
        self.links: Links = []

    def run(self, root: Element) -> None:
        elements = list(root.iter())
        _name_headings([element for element in elements if element.tag in HEADINGS])
        anchors = {name for element in elements if (name := element.get("id"))}
        for element in elements:
            self._finish(element, anchors)
            if name := element.get("id"):
                element.set("id", f"{self.prefix}-{name}")
        if any(element.tag == "table" for element in elements):
            _frame_tables(elements)

    def _finish(self, element: Element, anchors: set[str]) -> None:
        if element.tag == "p":
            self._check_paragraph(element)
        elif element.tag == "a":
            self._note_address(element, "href")
            element.attrib |= FOOTNOTE_LINKS.get(element.get("class", ""), {})
            if note := self._link(element, anchors):
                _open_note(element, note, self.md.htmlStash.store(note.html))
        elif element.tag == "img":
            self._note_address(element, "src")
            self.place.show(element, self._line_of(element.get("src", ""), "]("))
        elif element.tag == "h1":
            hint = "Begin it with ##; the page has a title of its own."
            self.place.complain(self._h1_line(), "a heading begins with one #.", hint)

    def _note_address(self, element: Element, name: str) -> None:
        address = unescape(element.get(name, "").replace("\x02amp\x03", "&"))
        self.links.append((address, element.get("title", "")))

    def link_alone(self, words: str, address: str) -> str:
        """Sanitised HTML of a link that stands in no tree and leads out of its passage."""
        anchor = Element("a", {"href": address})
        anchor.text = words
        note = self._link(anchor, set())
        if note:
            _open_note(anchor, note, DEFINITION)
        html = self.md.serializer(anchor)
        return str(CLEANER.clean(html.replace(DEFINITION, note.html) if note else html))

    def _link(self, anchor: Element, anchors: set[str]) -> Note | None:
        """Makes it work; gives the note to open at it, if there is one."""
        href = anchor.get("href", "")
        if not href.startswith("#"):
            return self.place.link(anchor, self._line_of(href, "]("))
        if href[1:] in anchors:
            anchor.set("href", f"#{self.prefix}-{href[1:]}")
        else:
            message = f'the link "{href[:60]}" meets no heading of this step.'
            near = near_name(href[1:], anchors)
            hint = f"Did you mean #{near}?" if near else "Link to a heading: #its-words-so."
            self.place.complain(self._line_of(href, "]("), message, hint)
        return None

    def _check_paragraph(self, paragraph: Element) -> None:
        text = ELEMENT.join([paragraph.text or "", *(child.tail or "" for child in paragraph)])
        if "\n" in text:
            for what, pattern in LOST.items():
                if match := pattern.search(text):
                    message = f"a {what} is lost in the paragraph above it."
                    line = self._line_of(match[0].strip("\n"), "\n")
                    self.place.complain(line, message, "Put an empty line before it.")
        if "<!--" in text:
            hint = "Close it with -->, or show it as `code`."
            self.place.complain(self._line_of("<!--"), "a comment is never closed.", hint)
        if "[^" in text and (match := LOST_NOTE.search(text)):
            hint = f"Write its text in the same step: {match[0]}: …"
            message = f"the footnote {match[0]} has no text."
            self.place.complain(self._line_of(match[0]), message, hint)

    def _h1_line(self) -> int:
        if self._h1_lines is None:
            lines = unfenced(self.passage.lines)
            self._h1_lines = [number for number, line in lines if HEADING_LINE.fullmatch(line)]
        return self.passage.line + (self._h1_lines.pop(0) if self._h1_lines else 0)

    def _line_of(self, text: str, before: str = "") -> int:
        """The line of the next `text` with `before` in front, else of the first `text` at all."""
        start = self._found.get(before + text, 0)
        place = self.passage.text.find(before + text, start) if start >= 0 else -1
        if place < 0:
            self._found[before + text] = -1
            return self.passage.line_at(max(self.passage.text.find(text), 0))
        self._found[before + text] = place + 1
        return self.passage.line_at(place + len(before))


def _open_note(anchor: Element, note: Note, definition: str) -> None:
    """A button with the link's words, and behind it the definition, which is stashed.

    Pressing opens it, and so do hover and focus where a browser knows `interestfor`; term.css has
    them for the others.
    """
    words, children, tail = anchor.text, list(anchor), anchor.tail or ""
    rest = tail.lstrip(CLOSING)
    anchor.clear()
    anchor.tag, anchor.tail = "span", rest
    anchor.set("class", "term")
    described = f"{note.name}-definition"
    opens = {"popovertarget": note.name, "popovertargetaction": "show", "interestfor": note.name}
    button = SubElement(anchor, "button", {"class": "term__word", DESCRIBED: described} | opens)
    button.text = words
    button.extend(children)
    shown = SubElement(anchor, "span", {"class": "term__note", "id": note.name, "popover": "auto"})
    text = SubElement(shown, "span", {"id": described})
    text.text, text.tail = definition, " "
    link = SubElement(shown, "a", {"class": "term__more", "href": note.url})
    link.text = "Glossary"
    shown.tail = tail.removesuffix(rest)  # a line may break after a button, and not before a comma


def _name_headings(headings: list[Element]) -> None:
    seen: dict[str, int] = {}
    for heading in headings:
        words = PLACEHOLDER.sub("", "".join(heading.itertext()))
        name = re.sub(r"[\W_]+", "-", words.lower()).strip("-") or "heading"
        seen[name] = seen.get(name, 0) + 1
        heading.set("id", f"{name}-{seen[name]}" if seen[name] > 1 else name)


def _frame_tables(elements: list[Element]) -> None:
    """Lets wide tables scroll. An empty corner is no heading, for it says nothing."""
    for parent in elements:
        for place, child in enumerate(parent):
            if child.tag in ("th", "td"):
                _unmask_bars(child)
            if child.tag == "th" and not child.text and not len(child):
                child.tag = "td"
            if child.tag == "table":
                frame = Element("div", TABLE_FRAME)
                frame.tail, child.tail = child.tail, None
                frame.append(child)
                parent[place] = frame


def _unmask_bars(cell: Element) -> None:
    """In code, a backslash before a bar says only that no cell ends there."""
    for code in cell.iter("code"):
        code.text = AtomicString((code.text or "").replace("\\|", "|"))


def _watch_raw_html(md: markdown.Markdown) -> list[str]:
    """The list to which every bit of HTML is added that authors wrote themselves."""
    fragments: list[str] = []

    class Blocks(HtmlBlockPreprocessor):
        def run(self, lines: list[str]) -> list[str]:
            stash = md.htmlStash.rawHtmlBlocks
            before = len(stash)
            rest = super().run(lines)
            fragments.extend(map(str, stash[before:]))
            return rest

    class Inline(HtmlInlineProcessor):
        def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
            fragments.append(m[0])
            return super().handleMatch(m, data)

    md.preprocessors.register(Blocks(md), "html_block", 20)
    md.inlinePatterns.register(Inline(md.inlinePatterns["html"].pattern, md), "html", 90)
    return fragments


def _check_raw_html(fragments: list[str], passage: Passage, place: Place) -> None:
    """Report once what the sanitiser is going to drop."""
    told: set[str] = set()
    for fragment in fragments:
        for slash, name, rest in RAW_TAG.findall(COMMENT.sub("", fragment)):
            tag = name.lower()
            if tag not in RAW_TAGS:
                message = f"the HTML <{name[:40]}> is not shown."
            elif rest.strip(" /") and not slash:
                message = f"the attributes of <{name}> are not kept."
            else:
                continue
            if tag not in told:
                line = passage.line_at(max(passage.text.find(f"<{name}"), 0))
                place.complain(line, message, RAW_HINT)
            told.add(tag)


RAW_HINT = (
    f"Say it in markdown, or show it as `code`; of HTML only {', '.join(RAW_TAGS)}"
    " are kept, without attributes."
)


def _check_code(passage: Passage, place: Place) -> list[tuple[int, int]] | None:
    """(first, last) line of each code fence; reports those that would not become code blocks.

    None where so many are never closed that Markdown would take long to see it.
    """
    if "```" not in passage.text and "~~~" not in passage.text:
        return []
    lines = passage.lines
    fences = find_fences(lines)
    for fence in fences:
        _check_fence_info(fence.info, passage.line + fence.start, place)
    unclosed = [fence.start for fence in fences if fence.end is None]
    for start in unclosed[:1]:
        hint = "Close it with a line of the same signs, as many, and nothing else."
        place.complain(passage.line + start, "a code fence is never closed.", hint)
    if len(unclosed) > MOST_UNCLOSED_FENCES:
        return None
    lost = [number for number, text in unfenced(lines) if LOST_FENCE.fullmatch(text)]
    for number in lost[::2]:
        hint = "Begin it in the first column: end the list before, or indent code by 8 spaces."
        place.complain(passage.line + number, "a code fence is indented; it is lost.", hint)
    return [(fence.start, fence.end) for fence in fences if fence.end is not None]


def _check_fence_info(info: str, line: int, place: Place) -> None:
    match = FENCE_INFO.fullmatch(info)
    if not match:
        message = f'"{info[:40]}" behind a code fence is not understood.'
        place.complain(line, message, 'Write the language alone, or with lines: hl_lines="1 3".')
    elif match["lang"] and not _is_language(match["lang"]):
        near = _near_language(match["lang"].lower())
        if match["lang"].lower() in DRAWN:
            hint = "Diagrams are not drawn here. Add a picture, or show the text as `text`."
            place.complain(line, f'"{match["lang"]}" would be shown as text.', hint)
            return
        hint = f'Did you mean "{near}"?' if near else 'Write "text" if none fits.'
        place.complain(line, f'there is no language "{match["lang"][:40]}" to highlight.', hint)


@lru_cache(maxsize=256)
def _is_language(name: str) -> bool:
    try:
        return bool(find_lexer_class_by_name(name))
    except ClassNotFound:
        return False


@lru_cache(maxsize=256)
def _near_language(name: str) -> str | None:
    return near_name(name, _languages())


@lru_cache(maxsize=1)
def _languages() -> list[str]:
    return [alias for _, aliases, _, _ in get_all_lexers() for alias in aliases]


def _set_apart(lines: list[str], fences: list[tuple[int, int]]) -> str:
    """The lines with empty ones around code fences and headings, as other readers see them.

    Markdown takes what follows without an empty line for one block, and its time grows faster than
    the number of headings in it.
    """
    starts, ends = ({fence[side] for fence in fences} for side in (0, 1))
    code_end = dict(fences)
    apart: list[str] = []
    covered = -1
    for number, line in enumerate(lines):
        is_text = number > covered
        covered = max(covered, code_end.get(number, -1))
        before = number in starts or (is_text and line.startswith("#"))
        after = number in ends or (is_text and bool(ENDING.fullmatch(line)))
        apart += [*[""] * before, line, *[""] * after]
    return "\n".join(apart)
