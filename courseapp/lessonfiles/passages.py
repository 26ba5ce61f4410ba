"""A run of an author's lines that still knows where it stood, and the code fences in it."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from textwrap import dedent

CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
"""Signs that do something and show nothing; the last ones turn the direction of what follows."""
CONTROL_HINT = "Remove it; it is easily pasted in and never seen."
FENCE = re.compile(r"(`{3,}|~{3,})[ ]*(.*)")


@dataclass(frozen=True)
class Passage:
    """Text and the line of the file on which it begins."""

    line: int
    text: str

    @classmethod
    def of(cls, line: int, lines: list[str]) -> "Passage":
        """Without blank lines at either end."""
        filled = [number for number, text in enumerate(lines) if text.strip()]
        if not filled:
            return cls(line, "")
        return cls(line + filled[0], "\n".join(lines[filled[0] : filled[-1] + 1]))

    @classmethod
    def hanging(cls, line: int, first: str, rest: list[str]) -> "Passage":
        """`first` as it is, then `rest` without its common indentation."""
        if not rest:
            return cls(line, first.strip())
        return cls.of(line, [first, *dedent("\n".join(rest)).split("\n")])

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    def line_at(self, offset: int) -> int:
        return self.line + bisect_left(self._line_ends, offset)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]


@dataclass(frozen=True)
class Fence:
    """A code fence by its line numbers, counted from 0; `end` is None when it is never closed."""

    start: int
    end: int | None
    info: str


def find_fences(lines: list[str]) -> list[Fence]:
    """Fences as Python-Markdown sees them: both ends in the first column, equally long."""
    marked = [
        (number, match[1], match[2].strip())
        for number, line in enumerate(lines)
        if line.startswith(("```", "~~~")) and (match := FENCE.fullmatch(line))
    ]
    closings: dict[str, list[int]] = defaultdict(list)
    for number, signs, info in marked:
        if not info:
            closings[signs].append(number)
    fences: list[Fence] = []
    covered = -1
    for number, signs, info in marked:
        if number > covered and "`" not in info:
            place = bisect_right(closings[signs], number)
            end = closings[signs][place] if place < len(closings[signs]) else None
            fences.append(Fence(number, end, info))
            covered = number if end is None else end
    return fences


def unfenced(lines: list[str]) -> Iterator[tuple[int, str]]:
    """(number from 0, line) of every line that is not inside a closed fence."""
    start = 0
    for fence in find_fences(lines):
        if fence.end is not None:
            yield from enumerate(lines[start : fence.start], start)
            start = fence.end + 1
    yield from enumerate(lines[start:], start)
