"""The lists inside question blocks: options, items to rank, rubric lines, each with its `why`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from courseapp.lessonfiles.passages import Passage, unfenced
from courseapp.lessonfiles.problems import Findings, near_name

OPTION = re.compile(r"- \[(?P<mark>[ xX])\](?: +(?P<text>.*))?")
ITEM = re.compile(r"(?P<mark>\d{1,3})[.)](?: +(?P<text>.*))?")
RUBRIC = re.compile(r"-(?P<mark>)(?: +(?P<text>.*))?")
NEARLY_OPTION = re.compile(r"\s{0,3}[-*+]\s*\[[^\]]{0,2}\](?![(\[:]).*")
WHY = re.compile(r"[ \t]+why:[ \t]*(.*)")
NEARLY_WHY = re.compile(r"[ \t]*([A-Za-z]{2,5}):")


@dataclass(frozen=True)
class Choice:
    """One entry. `mark` is what stands in its brackets, or its number."""

    line: int
    mark: str
    text: Passage
    why: Passage


@dataclass
class _Growing:
    line: int
    mark: str
    text: list[str]
    why: list[str] = field(default_factory=list)
    why_line: int = 0

    def add(self, line: int, source: str) -> None:
        match = WHY.fullmatch(source)
        if match and not self.why_line:
            self.why, self.why_line = [match[1]], line
        elif self.why_line:
            self.why.append(source)
        else:
            self.text.append(source)

    def finish(self) -> Choice:
        text = Passage.hanging(self.line, self.text[0], self.text[1:])
        why = Passage.hanging(self.why_line, self.why[0], self.why[1:]) if self.why_line else NONE
        return Choice(self.line, self.mark, text, why)


NONE = Passage(0, "")


def split_choices(
    passage: Passage, pattern: re.Pattern[str], findings: Findings, advice: str
) -> tuple[Passage, list[Choice]]:
    """(what stands before the list, its entries). `advice` says where text after it belongs."""
    lines = passage.lines
    starts = [number for number, line in unfenced(lines) if pattern.fullmatch(line)]
    if not starts:
        return passage, []
    before = Passage.of(passage.line, lines[: starts[0]])
    grown: list[_Growing] = []
    for number, source in enumerate(lines[starts[0] :], start=starts[0]):
        line = passage.line + number
        match = pattern.fullmatch(source)
        if match:
            grown.append(_Growing(line, match["mark"], [match["text"] or ""]))
        elif not source.strip() or source[0] in " \t":
            grown[-1].add(line, source)
        elif source.startswith("why:"):
            findings.add(line, "the why is not indented.", "Indent it by two spaces.")
            grown[-1].add(line, f" {source}")
        else:
            hint = f"Indent it by two spaces to continue the entry above. {advice}"
            findings.add(line, "text stands after the list.", hint)
    return before, [choice.finish() for choice in grown]


def check_marks(passage: Passage, findings: Findings) -> bool:
    """Report lines that look like an option and are none; True when there are none such."""
    before = len(findings.problems)
    for number, line in unfenced(passage.lines):
        if NEARLY_OPTION.fullmatch(line) and not OPTION.fullmatch(line):
            hint = "Write - [ ] or - [x] in the first column, with one space on either side."
            findings.add(passage.line + number, "an option's mark is not written as one.", hint)
    return len(findings.problems) == before


def check_whys(choices: Sequence[Choice], findings: Findings) -> None:
    for choice in choices:
        if not choice.why:
            message = f'the option "{short(choice.text)}" has no why.'
            findings.add(choice.line, message, _why_hint(choice))


def _why_hint(choice: Choice) -> str:
    for line in choice.text.lines[1:]:
        name = NEARLY_WHY.match(line)
        if name and near_name(name[1], ["why"]):
            return f'Did you mean "why:" where you wrote "{name[1]}:"?'
    return (
        "Add an indented line below it: what makes it tempting, what would make it right.\n  why: …"
    )


def check_texts(choices: Sequence[Choice], what: str, findings: Findings) -> None:
    """Report empty entries and entries said twice."""
    seen: dict[str, int] = {}
    for choice in choices:
        words = " ".join(choice.text.text.casefold().split())
        if not words:
            findings.add(choice.line, f"the {what} is empty.", "Say it, or remove the line.")
        elif words in seen:
            hint = f"Change one. The other is on line {seen[words]}."
            findings.add(choice.line, f'the {what} "{short(choice.text)}" stands twice.', hint)
        seen.setdefault(words, choice.line)


def short(passage: Passage) -> str:
    """The first words of a passage, to name it by."""
    text = " ".join(passage.lines[0].split())
    return text if len(text) <= 40 else f"{text[:40].rstrip()}…"
