"""One style sheet for the browser out of a file a component in static/css/.

There is no build step: Django's static files machinery asks this finder for `css/site.css`, in
development, in tests and at `collectstatic` alike, and it joins the files anew when one changed.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCES = Path(settings.BASE_DIR) / "static" / "css"
NAME = "css/site.css"
FIRST, LAST = ["tokens.css", "base.css"], ["print.css"]
ELSEWHERE = {"admin.css"}
"""What other pages than the learner's link to by themselves."""


def sources() -> list[Path]:
    """The files in cascade order: tokens and bare elements, components by name, then print."""
    names = {path.name for path in SOURCES.glob("*.css")} - ELSEWHERE
    return [SOURCES / name for name in [*FIRST, *sorted(names - {*FIRST, *LAST}), *LAST]]


def joined(paths: Iterable[Path]) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def write_if_changed(path: Path, text: str) -> None:
    """Writes in one move, so that no other process ever reads half a file."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
        draft.write(text)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


class StylesheetFinder(BaseFinder):
    """Finds `css/site.css`, kept in the project's var folder."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=Path(settings.VAR_DIR) / "static")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        found = self._write()
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        self._write()
        yield NAME, self.storage

    def _write(self) -> str:
        path = Path(self.storage.path(NAME))
        write_if_changed(path, joined(sources()))
        return str(path)
