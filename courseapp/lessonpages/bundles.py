"""One style sheet, and few scripts, for the browser out of a file a component.

There is no build step: Django's static files machinery asks this finder for a bundle by its name,
in development, in tests and at `collectstatic` alike, and it joins the files anew when one changed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

STATIC = Path(settings.BASE_DIR) / "static"


def joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def joined_in_blocks(texts: Sequence[str]) -> str:
    """Scripts as one module: what the first declares is everyone's, all else its own file's."""
    shared, *others = texts
    return joined([shared, *(f"{{\n{text}}}\n" for text in others)])


@dataclass(frozen=True)
class Bundle:
    """Files of `folder` in the order of their names, but for those that begin and those that end.

    `elsewhere` are what other pages than the learner's link to by themselves.
    """

    name: str
    folder: Path
    first: Sequence[str]
    last: Sequence[str] = ()
    elsewhere: Collection[str] = ()
    join: Callable[[Sequence[str]], str] = joined

    def sources(self) -> list[Path]:
        found = {path.name for path in self.folder.glob(f"*{Path(self.name).suffix}")}
        between = sorted(found - {*self.elsewhere, *self.first, *self.last})
        return [self.folder / name for name in [*self.first, *between, *self.last]]

    def text(self) -> str:
        return self.join([path.read_text(encoding="utf-8") for path in self.sources()])


SHEET = Bundle(
    "css/site.css",
    STATIC / "css",
    first=["tokens.css", "base.css"],
    last=["print.css"],
    elsewhere=["admin.css", "design.css"],
)
"""Tokens and bare elements, components by name, then print: the order of the cascade."""

SCRIPT = Bundle("js/lesson.js", STATIC / "js/lesson", first=["page.js"], join=joined_in_blocks)

WORKER = Bundle("js/worker.js", STATIC / "js/worker", first=["keeping.js", "answers.js"])

OFFLINE = Bundle(
    "js/offline.js",
    STATIC / "js/offline",
    first=["asking.js", "showing.js", "waiting.js"],
    last=["beginning.js"],
)

BUNDLES = {bundle.name: bundle for bundle in (SHEET, SCRIPT, WORKER, OFFLINE)}


def write_if_changed(path: Path, text: str) -> None:
    """Writes in one move, so that no other process ever reads half a file."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
        draft.write(text)
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


class BundleFinder(BaseFinder):
    """Finds the bundles, kept in the project's var folder."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=Path(settings.VAR_DIR) / "static")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in BUNDLES:
            return []
        found = self._write(BUNDLES[path])
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for name, bundle in BUNDLES.items():
            self._write(bundle)
            yield name, self.storage

    def _write(self, bundle: Bundle) -> str:
        path = Path(self.storage.path(bundle.name))
        write_if_changed(path, bundle.text())
        return str(path)
