"""A key that was wrong, and a question without a right answer: what an author says of either."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from courseapp.lessonfiles.documents import Correction, Course, Lesson, Reflect
from courseapp.lessonfiles.frontmatter import parse_day
from courseapp.lessonfiles.page import Page
from courseapp.lessonfiles.passages import Passage, unfenced
from courseapp.lessonfiles.problems import Findings, Problem
from courseapp.lessonfiles.steps import Block

Kind = Literal["corrected", "void"]
KINDS: tuple[Kind, ...] = ("corrected", "void")
DAY_AND_WHY = re.compile(r"(?P<day>\S+?)[.:;,]?(?:\s+(?:[-–—:]\s+)?(?P<why>\S.*))?")
LINE = re.compile(r"\s*(?P<kind>corrected|void):[ \t]*\d", re.IGNORECASE)
HINTS: dict[Kind, str] = {
    "corrected": "Write a day and a sentence: corrected: 2026-12-01 The key left out the cache.",
    "void": "Write a day and a sentence: void: 2026-12-01 Both answers can be argued for.",
}


def read_correction(
    fields: Mapping[str, Passage], owner: str, page: Page, findings: Findings
) -> Correction | None:
    """What either field says; None when there is none."""
    given = [(kind, fields[kind]) for kind in KINDS if kind in fields]
    if len(given) == 2:
        hint = "Keep void if the question has no right answer, else keep corrected."
        findings.add(given[1][1].line, f'"{owner}" is both corrected and void.', hint)
    for kind, field in given[:1]:
        return _read(kind, field, page, findings)
    return None


def _read(kind: Kind, field: Passage, page: Page, findings: Findings) -> Correction | None:
    match = DAY_AND_WHY.fullmatch(field.text)
    day = parse_day(match["day"]) if match else None
    if day is None:
        findings.add(field.line, f'"{kind}" does not begin with a date.', HINTS[kind])
        return None
    why = (match["why"] or "") if match else ""
    if len(why.split()) < 2:
        message = f'"{kind}" does not say why; who answered the question reads it.'
        findings.add(field.line, message, HINTS[kind])
        return None
    return Correction(field.line, kind, day, page.small_print(Passage(field.line, why)))


def report_misplaced(block: Block, findings: Findings) -> None:
    """Lines that were meant to put a key right and stand where they would be read as text."""
    name = block.key or "the question"
    if block.kind == "reflect":
        hint = "Remove the line: to nobody's own words a key was told."
        for line, kind in _lines(block.prompt):
            findings.add(line, f'"{name}" has no key that could be {kind}.', hint)
    hint = "Put it above, below the last line of what is asked."
    for section in block.sections:
        for line, kind in _lines(section.passage):
            findings.add(line, f'"{kind}" stands below ::: {section.name}.', hint)


def _lines(passage: Passage) -> Iterator[tuple[int, str]]:
    for number, source in unfenced(passage.lines):
        if match := LINE.match(source):
            yield passage.line + number, match["kind"].lower()


def find_early(course: Course, today: date) -> list[Problem]:
    """A warning for each correction of a day that has not come."""
    return [
        Problem(
            path=f"{course.path}/{lesson.path}",
            line=correction.line,
            message=f'"{correction.kind}" has a day that has not come: {correction.day}.',
            hint="Write the day on which you put it right.",
            is_warning=True,
        )
        for lesson, correction in _corrections(course)
        if correction.day > today
    ]


def _corrections(course: Course) -> Iterator[tuple[Lesson, Correction]]:
    for lesson in course.read_lessons:
        for question in lesson.questions:
            if not isinstance(question, Reflect) and question.correction:
                yield lesson, question.correction
