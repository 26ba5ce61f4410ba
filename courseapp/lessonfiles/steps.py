"""The scanner: a lesson's body cut into prose and question blocks.

A block begins with `::: kind key` in the first column and ends with `:::`; inside it, `::: reveal`
and its like begin sections. Such lines inside code fences are text.
"""

import re
from dataclasses import dataclass, field

from courseapp.lessonfiles.names import is_name, name_hint
from courseapp.lessonfiles.passages import Passage, unfenced
from courseapp.lessonfiles.problems import Findings, in_words, near_name

SECTIONS = {
    "predict": ("reveal",),
    "estimate": ("reveal",),
    "rank": ("reveal",),
    "reflect": ("model", "rubric", "reveal"),
    "simulate": (),
    "decide": (),
    "evidence": (),
}
KINDS = tuple(SECTIONS)
OTHER_KINDS = {"simulate": "simulator", "decide": "decision", "evidence": "chart"}
QUESTION_KINDS = tuple(kind for kind in KINDS if kind not in OTHER_KINDS)
GATE_KINDS = (*QUESTION_KINDS, "decide")
SECTION_NAMES = ("reveal", "model", "rubric")
MARKER = re.compile(r"( {0,3})(:{3,})(.*)")


@dataclass(frozen=True)
class Section:
    """What follows `::: name` inside a block."""

    line: int
    name: str
    passage: Passage


@dataclass(frozen=True)
class Block:
    """A block as it is written; `key` is empty when a Problem says so."""

    line: int
    kind: str
    key: str
    prompt: Passage
    sections: tuple[Section, ...]


@dataclass
class _Open:
    """A block whose closing line has not come yet. `kind` is empty for one to be thrown away."""

    line: int
    kind: str
    key: str
    starts: list[tuple[int, str]] = field(default_factory=list)

    def first(self, name: str) -> int | None:
        """The line on which the section of that name begins."""
        return next((line for line, seen in self.starts if seen == name), None)


def scan_steps(body: Passage, findings: Findings) -> list[Passage | Block]:
    """Prose and blocks in order; broken ones are left out and reported."""
    scanner = _Scanner(body, findings)
    for number, line in unfenced(body.lines):
        if ":::" in line and (match := MARKER.fullmatch(line)):
            scanner.mark(number, match[1], match[2], match[3].split())
    return scanner.finish()


class _Scanner:
    def __init__(self, body: Passage, findings: Findings) -> None:
        self._lines = body.lines
        self._first = body.line
        self._findings = findings
        self._steps: list[Passage | Block] = []
        self._prose_start = 0
        self._open: _Open | None = None
        self._strays = 0

    def mark(self, number: int, indent: str, colons: str, words: list[str]) -> None:
        """Take the marker line `number`, counted from 0."""
        if indent or len(colons) > 3:
            self._add(number, "a block's line is not written as one.", BEGIN)
        if not words:
            self._close(number)
        elif words[0] in SECTION_NAMES:
            self._section(number, words)
        elif self._open and words[0] not in KINDS and near_name(words[0], KINDS) is None:
            self._unknown(number, words[0], "section", SECTIONS.get(self._open.kind, SECTION_NAMES))
            self._open.starts.append((number, ""))
        else:
            self._begin(number, words)

    def finish(self) -> list[Passage | Block]:
        if self._open:
            self._add(self._open.line, f"{self._called()} is never closed.", CLOSE)
        else:
            self._end_prose(len(self._lines))
        return self._steps

    def _begin(self, number: int, words: list[str]) -> None:
        if self._open:
            self._add(number, f"a block begins inside {self._called()}.", self._nested_hint())
            self._strays += 1
        else:
            self._end_prose(number)
        kind = words[0] if words[0] in KINDS else ""
        if not kind:
            self._unknown(number, words[0], "kind of block", KINDS)
        self._open = _Open(number, kind, self._key(number, words) if kind else "")

    def _key(self, number: int, words: list[str]) -> str:
        what = OTHER_KINDS.get(words[0], "question")
        if len(words) == 1:
            hint = f"Give it a name of its own that never changes: ::: {words[0]} crowded-chat"
            self._add(number, f"the {what} has no name.", hint)
            return ""
        if len(words) > 2:
            hint = f"Write ::: {words[0]} {'-'.join(words[1:]).lower()}"
            self._add(number, f"the {what}'s name is more than one word.", hint)
        elif not is_name(words[1]):
            self._add(number, f'"{words[1]}" cannot be a {what}\'s name.', name_hint(words[1]))
        else:
            return words[1]
        return ""

    def _section(self, number: int, words: list[str]) -> None:
        name = words[0]
        if not self._open:
            hint = "Remove the closing ::: above it, or move it into a question's block."
            self._add(number, f'"::: {name}" stands outside of a question.', hint)
            self._strays += 1
            return
        allowed = SECTIONS.get(self._open.kind, SECTION_NAMES)
        if name not in allowed:
            hint = (
                f'"{self._open.kind}" knows {in_words(allowed)}.'
                if allowed
                else self._no_sections()
            )
            self._add(number, f'"{self._open.kind}" has no section "{name}".', hint)
        elif len(words) > 1:
            hint = f"Write ::: {name} alone and the text below it."
            self._add(number, f'text stands behind "::: {name}".', hint)
        elif earlier := self._open.first(name):
            hint = f"Keep one. The other begins on line {self._first + earlier}."
            self._add(number, f'"{name}" is given twice.', hint)
        self._open.starts.append((number, name))

    def _unknown(self, number: int, word: str, what: str, names: tuple[str, ...]) -> None:
        near = near_name(word, names)
        known = f"Write {in_words(names, 'or')}." if names else self._no_sections()
        hint = f'Did you mean "{near}"?' if near else known
        self._add(number, f'"{word}" is no {what}.', hint)

    def _close(self, number: int) -> None:
        if self._open:
            if self._open.kind:
                self._steps.append(self._block(self._open, number))
            self._open = None
            self._prose_start = number + 1
        elif self._strays:
            self._strays -= 1
        else:
            hint = "Remove it, or begin the block with ::: and its kind and name."
            self._add(number, "the line closes a block, but none is open.", hint)

    def _block(self, opened: _Open, end: int) -> Block:
        edges = [*(line for line, _ in opened.starts), end]
        sections = tuple(
            Section(self._first + start, name, self._passage(start + 1, stop))
            for (start, name), stop in zip(opened.starts, edges[1:], strict=True)
        )
        prompt = self._passage(opened.line + 1, edges[0])
        return Block(self._first + opened.line, opened.kind, opened.key, prompt, sections)

    def _end_prose(self, end: int) -> None:
        passage = self._passage(self._prose_start, end)
        if passage:
            self._steps.append(passage)

    def _passage(self, start: int, end: int) -> Passage:
        return Passage.of(self._first + start, self._lines[start:end])

    def _called(self) -> str:
        assert self._open  # noqa: S101  (only asked while a block is open)
        return f'"{self._open.key}"' if self._open.key else "the block"

    def _no_sections(self) -> str:
        assert self._open  # noqa: S101  (only asked while a block is open)
        return NO_SECTIONS[self._open.kind]

    def _nested_hint(self) -> str:
        assert self._open  # noqa: S101  (only asked while a block is open)
        line = self._first + self._open.line
        return f"Close the block of line {line} with ::: first; blocks do not nest."

    def _add(self, number: int, message: str, hint: str) -> None:
        self._findings.add(self._first + number, message, hint)


BEGIN = "Write exactly three colons in the first column."
CLOSE = "Put a line ::: after its last line."
NO_SECTIONS = {
    "simulate": "A simulator has settings only. Write about it above or below its block.",
    "decide": "A decision has a prompt and fields only. Write about it above or below its block.",
    "evidence": "A chart has settings only. Write about it above or below its block.",
}


def check_no_questions(body: Passage, findings: Findings) -> Passage:
    """The body without blank lines around it; questions have no place in it.

    With one, nothing else is said of it.
    """
    blocks = [piece for piece in scan_steps(body, findings) if isinstance(piece, Block)]
    for block in blocks:
        hint = "Move it into a lesson's file."
        findings.add(block.line, "a question stands outside of a lesson.", hint)
    return Passage(body.line, "") if blocks else Passage.of(body.line, body.lines)
