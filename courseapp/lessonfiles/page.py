"""What a file's text needs from around it: addresses, pictures, and a count of its words."""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from urllib.parse import SplitResult, unquote, urlsplit
from xml.etree.ElementTree import Element

from courseapp.lessonfiles.documents import Figure, Term
from courseapp.lessonfiles.figures import Shelf
from courseapp.lessonfiles.files import UnreadableError
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings, near_name
from courseapp.lessonfiles.render import Note, Renderer

GLOSSARY_FILE = "glossary.yaml"
WORD = re.compile(r"\w\S*")
NOT_READ = re.compile(r"\]\([^)\n]*+\)?|<!--.*?(?:-->|\Z)", re.S)
LINK_HINT = "Write https://… for a page elsewhere, other-lesson.md for a lesson of this course."


def count_words(text: str) -> int:
    """Words a reader reads: no addresses of links and pictures, no comments."""
    if "](" in text or "<!--" in text:
        text = NOT_READ.sub("]", text)
    return len(WORD.findall(text))


class Page:
    """One file on its way to HTML. `path` is relative to the course's folder.

    `terms` are the glossary's by slug; None when a Problem says that it could not be read. On lines
    `told` enough is said already.
    Afterwards `links`, `figures` (by path), `linked_terms` (as in Summary) and `words` say what
    was met in it, and `words_before` how many words stand before each thing it asks.
    """

    def __init__(
        self,
        course: str,
        path: str,
        renderer: Renderer,
        shelf: Shelf,
        findings: Findings,
        terms: Mapping[str, Term] | None = None,
    ) -> None:
        self._home = f"/courses/{course}/"
        self._folder = dirname(path)
        self._renderer = renderer
        self._shelf = shelf
        self._findings = findings
        self._terms = terms
        self._answered: int | None = None
        self.told: set[int] = set()
        self.asked = 0
        self.linked_terms: list[tuple[str, int, int]] = []
        self.links: list[tuple[str, int]] = []
        self.figures: dict[str, Figure] = {}
        self.words = 0
        self.words_before: list[int] = []

    def block(self, passage: Passage, prefix: str, answered: int | None = None) -> str:
        """HTML of any markdown; its anchors begin with `prefix`.

        `answered` is how many questions are answered when it is shown; without it the text asks
        something itself, and no term may be linked in it.
        """
        self.words += count_words(passage.text)
        self._answered = answered
        html = self._renderer.block(passage, prefix, self)
        self._answered = None
        return html

    def line(self, passage: Passage) -> str:
        """HTML of one paragraph, without the paragraph around it."""
        self.words += count_words(passage.text)
        return self._renderer.line(passage, self)

    def small_print(self, passage: Passage) -> str:
        """As `line`, of what is looked up rather than read: its words are not counted."""
        return self._renderer.line(passage, self)

    @property
    def definitions(self) -> list[bytes]:
        """Those shown beside the terms linked."""
        return definitions_of([slug for slug, _, _ in self.linked_terms], self._terms or {})

    def complain(self, line: int, message: str, hint: str) -> None:
        if line not in self.told:
            self._findings.add(line, message, hint)

    def show(self, image: Element, line: int) -> None:
        """Point an <img> to its figure, or say why that cannot be."""
        source = image.get("src", "")
        if not image.get("alt", "").strip():
            hint = "Say in the brackets what it shows: ![Requests wait in a queue](queue.svg)"
            self.complain(line, f'the picture "{source[:60]}" has no words beside it.', hint)
        path = self.resolve(source)
        if path is None:
            hint = "Save it in the course's folder and name it relative to this file."
            self.complain(line, f'the picture "{source[:60]}" is not of this course.', hint)
            return
        try:
            picture = self._shelf.picture(path)
        except UnreadableError as error:
            self.complain(line, f'the picture "{source[:60]}": {error.message}', error.hint)
            return
        self.figures[path] = picture.figure
        image.set("src", f"/figures/{picture.figure.name}")
        image.set("width", str(picture.width))
        image.set("height", str(picture.height))

    def link(self, anchor: Element, line: int) -> Note | None:
        """Make an author's link work on the site, or say why that cannot be.

        For a term linked in a lesson: what is to be noted beside it.
        """
        href = anchor.get("href", "")
        address = _split(href)
        if address and address.scheme in ("http", "https") and address.netloc:
            anchor.set("rel", "noopener noreferrer")
        elif href.endswith(".md") and (path := self.resolve(href)):
            anchor.set("href", self._lesson_address(path, line))
        elif address and self.resolve(href) == GLOSSARY_FILE:
            return self._glossary(anchor, address.fragment, line)
        elif not href.startswith(("mailto:", "\x02amp\x03")):  # Markdown's masked e-mail address
            self.complain(line, f'the link "{href[:60]}" leads nowhere.', LINK_HINT)
        return None

    def _glossary(self, anchor: Element, slug: str, line: int) -> Note | None:
        url = f"{self._home}glossary/" + (f"#term-{slug}" if slug else "")
        anchor.set("href", url)
        term = self._terms.get(slug) if self._terms else None
        is_lesson = self._folder != ""
        if self._terms is not None and not term and (slug or not self._terms):
            self._miss(slug, line)
        elif is_lesson and slug and self._answered is None:
            hint = "Link it in prose, a why, a reveal or a model answer."
            self.complain(line, "a term is linked where no definition can open.", hint)
        elif is_lesson and term and self._is_first(term, line):
            return Note(f"term-{slug}", term.html, url)
        return None

    def _miss(self, slug: str, line: int) -> None:
        if not slug:
            self.complain(line, f"the course has no {GLOSSARY_FILE}.", "Remove the link.")
            return
        near = near_name(slug, self._terms or {})
        hint = f'Did you mean "#{near}"?' if near else "Add it there, or correct the link."
        self.complain(line, f'there is no term "{slug[:60]}" in {GLOSSARY_FILE}.', hint)

    def _is_first(self, term: Term, line: int) -> bool:
        """Keep note of a term linked; report one that is linked already."""
        for slug, first, _ in self.linked_terms:
            if slug == term.slug:
                message = f'"{term.name}" is linked twice in this lesson.'
                hint = f"Keep the link at its first use. The other is on line {first}."
                self.complain(line, message, hint)
                return False
        self.linked_terms.append((term.slug, line, self._answered or 0))
        return True

    def _lesson_address(self, path: str, line: int) -> str:
        if path == "course.md":
            return self._home
        self.links.append((path, line))
        return f"{self._home}{PurePosixPath(path).stem}/"

    def resolve(self, address: str) -> str | None:
        """The path in the course that an address relative to this file means, or None."""
        parts = _split(address)
        if parts is None or parts.scheme or parts.netloc or not parts.path or parts.path[0] == "/":
            return None
        path = normpath(join(self._folder, unquote(parts.path)))
        return None if path.startswith("..") or "\0" in path else path


def definitions_of(slugs: Iterable[str], terms: Mapping[str, Term]) -> list[bytes]:
    """Raises KeyError where one of them is no term."""
    return [terms[slug].html.encode() for slug in slugs]


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None
