"""What a file's text needs from around it: addresses, pictures, and a count of its words."""

import re
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import SplitResult, unquote, urlsplit
from xml.etree.ElementTree import Element

from courseapp.lessonfiles.documents import Figure
from courseapp.lessonfiles.figures import Shelf
from courseapp.lessonfiles.files import UnreadableError
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.render import Renderer

WORD = re.compile(r"\w\S*")
NOT_READ = re.compile(r"\]\([^)\n]*\)|<!--.*?-->", re.S)
LINK_HINT = "Write https://… for a page elsewhere, other-lesson.md for a lesson of this course."


def count_words(text: str) -> int:
    """Words a reader reads: no addresses of links and pictures, no comments."""
    if "](" in text or "<!--" in text:
        text = NOT_READ.sub("]", text)
    return len(WORD.findall(text))


class Page:
    """One file on its way to HTML. `path` is relative to the course's folder.

    Afterwards `links`, `figures` (by path) and `words` say what was met in it.
    """

    def __init__(
        self, course: str, path: str, renderer: Renderer, shelf: Shelf, findings: Findings
    ) -> None:
        self._home = f"/courses/{course}/"
        self._folder = PurePosixPath(path).parent
        self._renderer = renderer
        self._shelf = shelf
        self._findings = findings
        self.links: list[tuple[str, int]] = []
        self.figures: dict[str, Figure] = {}
        self.words = 0

    def block(self, passage: Passage, prefix: str) -> str:
        """HTML of any markdown; its anchors begin with `prefix`."""
        self.words += count_words(passage.text)
        return self._renderer.block(passage, prefix, self)

    def line(self, passage: Passage) -> str:
        """HTML of one paragraph, without the paragraph around it."""
        self.words += count_words(passage.text)
        return self._renderer.line(passage, self)

    def small_print(self, passage: Passage) -> str:
        """As `line`, of what is looked up rather than read: its words are not counted."""
        return self._renderer.line(passage, self)

    def complain(self, line: int, message: str, hint: str) -> None:
        self._findings.add(line, message, hint)

    def show(self, image: Element, line: int) -> None:
        """Point an <img> to its figure, or say why that cannot be."""
        source = image.get("src", "")
        if not image.get("alt", "").strip():
            hint = "Say in the brackets what it shows: ![Requests wait in a queue](queue.svg)"
            self.complain(line, f'the picture "{source[:60]}" has no words beside it.', hint)
        path = self._resolve(source)
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

    def link(self, anchor: Element, line: int) -> None:
        """Make an author's link work on the site, or say why that cannot be."""
        href = anchor.get("href", "")
        address = _split(href)
        if address and address.scheme in ("http", "https") and address.netloc:
            anchor.set("rel", "noopener noreferrer")
        elif href.endswith(".md") and (path := self._resolve(href)):
            anchor.set("href", self._lesson_address(path, line))
        elif not href.startswith(("mailto:", "\x02amp\x03")):  # Markdown's masked e-mail address
            self.complain(line, f'the link "{href[:60]}" leads nowhere.', LINK_HINT)

    def _lesson_address(self, path: str, line: int) -> str:
        if path == "course.md":
            return self._home
        self.links.append((path, line))
        return f"{self._home}{PurePosixPath(path).stem}/"

    def _resolve(self, address: str) -> str | None:
        """The path in the course that an address relative to this file means, or None."""
        parts = _split(address)
        if parts is None or parts.scheme or parts.netloc or not parts.path or parts.path[0] == "/":
            return None
        path = normpath(str(self._folder / unquote(parts.path)))
        return None if path.startswith("..") or "\0" in path else path


def _split(address: str) -> SplitResult | None:
    try:
        return urlsplit(address)
    except ValueError:
        return None
