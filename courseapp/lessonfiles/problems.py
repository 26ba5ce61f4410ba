"""A mistake in an author's file, and how it is told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from courseapp.lessonfiles.files import decode

LONGEST_QUOTE = 120
LONGEST_SLIP = 100
MOST_NAMES = 1000


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where, and what to do. `line` is 0 when a file as a whole is meant.

    A warning is no mistake: something to look at, and no reason to refuse the course.
    """

    path: str
    line: int
    message: str
    hint: str
    source_line: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        quote = [f"{self.line} | {self.source_line}"] if self.source_line else []
        indented = [f"    {line}" for line in [*quote, *self.hint.split("\n")]]
        kind = "warning: " if self.is_warning else ""
        return "\n".join([f"{place}: {kind}{self.message}", *indented])


def format_problems(problems: Iterable[Problem]) -> str:
    """All of them, to be read by a person."""
    return "\n\n".join(map(str, problems))


class Findings:
    """Collects the problems of one file; `text` is quoted beside each of them.

    It may be bytes that are known to be text: most files have no problem, and few need decoding.
    """

    def __init__(self, path: str, text: str | bytes = "") -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []

    @cached_property
    def _lines(self) -> list[str]:
        text = decode(self.text) if isinstance(self.text, bytes) else self.text
        return text.split("\n")

    def add(self, line: int, message: str, hint: str) -> None:
        self.problems.append(Problem(self.path, line, message, hint, self._quote(line)))

    def _quote(self, line: int) -> str:
        if not self.text or not 0 < line <= len(self._lines):
            return ""
        quote = self._lines[line - 1].rstrip()
        return quote if len(quote) <= LONGEST_QUOTE else f"{quote[:LONGEST_QUOTE]}…"


def near_name(name: str, names: Collection[str], cutoff: float = 0.6) -> str | None:
    """The one of `names` that `name` is, or is probably a slip of; or None.

    Nobody's slip is looked for among more than a person could have mixed up.
    """
    if name in names:
        return name
    if len(name) > LONGEST_SLIP or len(names) > MOST_NAMES:
        return None
    by_lower = {known.lower(): known for known in names}
    matches = get_close_matches(name.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[matches[0]] if matches else None


def in_words(names: Iterable[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    *front, final = names
    return f"{', '.join(front)} {last} {final}" if front else final
