"""course.md and faq.md: what a course is called, and which lessons it has in which order."""

import re
from dataclasses import dataclass
from itertools import pairwise

from courseapp.lessonfiles.documents import Answer, Figure
from courseapp.lessonfiles.frontmatter import Fields, read_fields, split_front_matter
from courseapp.lessonfiles.lessons import (
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    Workshop,
    check_control_characters,
)
from courseapp.lessonfiles.measurements import FOLDER as MEASUREMENTS
from courseapp.lessonfiles.names import is_name, name_hint
from courseapp.lessonfiles.page import Page
from courseapp.lessonfiles.passages import Passage, unfenced
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.steps import Block, scan_steps

COURSE_FILE = "course.md"
FAQ_FILE = "faq.md"
FIELDS = ("emoji", "title", "tagline", "language", "related", "phases")
PHASE_FIELDS = ("slug", "title", "aim", "lessons")
LONGEST_EMOJI = 16
LONGEST_AIM = 300
LONGEST_LANGUAGE = 35
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A BCP 47 tag as it is mostly written: "en", "pt-BR", "zh-Hant"."""
ENGLISH = "en"


@dataclass(frozen=True)
class PhaseEntry:
    """A phase as course.md lists it. `lessons` are (slug, line)."""

    line: int
    slug: str
    title: str
    aim: str
    lessons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class CourseFile:
    """What course.md says. `phases` is None when a Problem says that they could not be read."""

    emoji: str
    title: str
    tagline: str
    language: str
    related: tuple[tuple[str, int], ...]
    phases: tuple[PhaseEntry, ...] | None
    intro_html: str
    figures: tuple[Figure, ...]


def read_course_file(text: str, workshop: Workshop, findings: Findings) -> CourseFile:
    """The course's file; worth something only when `findings` has stayed empty."""
    check_control_characters(text, findings)
    front, body = split_front_matter(text, findings)
    fields = read_fields(front, findings, FIELDS, "the course") if front is not None else None
    page = workshop.page(COURSE_FILE, findings)
    return CourseFile(
        emoji=_read_emoji(fields, findings) if fields else "",
        title=fields.text("title", LONGEST_TITLE) if fields else "",
        tagline=fields.text("tagline", LONGEST_SENTENCE) if fields else "",
        language=_read_language(fields, findings) if fields else ENGLISH,
        related=tuple(fields.texts("related", LONGEST_TITLE)) if fields else (),
        phases=_read_phases(fields, findings) if fields else None,
        intro_html=page.block(_plain_prose(body, findings), "intro"),
        figures=tuple(page.figures.values()),
    )


def _read_emoji(fields: Fields, findings: Findings) -> str:
    emoji = fields.text("emoji", LONGEST_EMOJI)
    if emoji and emoji.isascii():
        hint = 'Write the sign itself, such as "⚡".'
        findings.add(fields.line("emoji"), f'"{emoji}" is no emoji.', hint)
    return emoji


def _read_language(fields: Fields, findings: Findings) -> str:
    language = fields.text("language", LONGEST_LANGUAGE) if fields.has("language") else ENGLISH
    if language and not LANGUAGE.fullmatch(language):
        hint = "Write its short name: en for English, de for German, pt-BR for that of Brazil."
        findings.add(fields.line("language"), f'"{language}" is not the name of a language.', hint)
    return language


def _plain_prose(body: Passage, findings: Findings) -> Passage:
    """The body without blank lines around it; questions have no place in it."""
    blocks = [piece for piece in scan_steps(body, findings) if isinstance(piece, Block)]
    for block in blocks:
        hint = "Move it into a lesson's file."
        findings.add(block.line, "a question stands outside of a lesson.", hint)
    return Passage(body.line, "") if blocks else Passage.of(body.line, body.lines)


def _read_phases(fields: Fields, findings: Findings) -> tuple[PhaseEntry, ...] | None:
    records = fields.records("phases", PHASE_FIELDS, "a phase")
    if records == []:
        hint = "Add a phase with its lessons."
        findings.add(fields.line("phases"), "the course has no phases.", hint)
    phases = tuple(_read_phase(record, findings) for record in records or [])
    _check_once([(phase.slug, phase.line) for phase in phases], "phase", findings)
    lessons = [lesson for phase in phases for lesson in phase.lessons]
    _check_once(lessons, "lesson", findings)
    return phases or None


def _read_phase(record: Fields, findings: Findings) -> PhaseEntry:
    phase = PhaseEntry(
        line=record.line("slug"),
        slug=record.text("slug", LONGEST_TITLE),
        title=record.text("title", LONGEST_TITLE),
        aim=record.text("aim", LONGEST_AIM),
        lessons=tuple(record.texts("lessons", LONGEST_TITLE)),
    )
    if not phase.lessons:
        hint = "List the names of its files without .md, or remove the phase."
        message = f'the phase "{phase.slug}" has no lessons.'
        findings.add(record.line("lessons"), message, hint)
    for what, name, line in (
        ("phase", phase.slug, phase.line),
        *(("lesson", slug, line) for slug, line in phase.lessons),
    ):
        if name and not is_name(name):
            findings.add(line, f'"{name[:60]}" cannot be a {what}\'s name.', name_hint(name))
    if phase.slug == MEASUREMENTS:
        hint = "Call it otherwise; measurement files lie in the folder of that name."
        findings.add(phase.line, f'"{MEASUREMENTS}" cannot be a phase\'s name.', hint)
    return phase


def _check_once(names: list[tuple[str, int]], what: str, findings: Findings) -> None:
    seen: dict[str, int] = {}
    for name, line in names:
        if name and name in seen:
            hint = f"Keep one. The other is on line {seen[name]}."
            findings.add(line, f'the {what} "{name}" is listed twice.', hint)
        seen.setdefault(name, line)


def read_faq(
    text: str, workshop: Workshop, findings: Findings
) -> tuple[tuple[Answer, ...], tuple[Figure, ...]]:
    """(questions with answers, the pictures shown in them)."""
    check_control_characters(text, findings)
    page = workshop.page(FAQ_FILE, findings)
    body = _plain_prose(Passage(1, text), findings)
    lines = body.lines
    starts = [number for number, line in unfenced(lines) if line.startswith("## ")]
    before = Passage.of(body.line, lines[: starts[0] if starts else None])
    if before:
        hint = "Begin every question with ## and write its answer below."
        findings.add(before.line, "text stands before the first question.", hint)
    elif not starts:
        findings.add(0, "the file holds no questions.", "Write one behind ##, or remove the file.")
    answers = tuple(
        _read_answer(Passage(body.line + start, "\n".join(lines[start:end])), number, page)
        for number, (start, end) in enumerate(pairwise([*starts, len(lines)]), start=1)
    )
    return answers, tuple(page.figures.values())


def _read_answer(passage: Passage, number: int, page: Page) -> Answer:
    heading, *rest = passage.lines
    question = heading.removeprefix("## ").strip(" #")
    answer = Passage.of(passage.line + 1, rest)
    if not question:
        page.complain(passage.line, "the question is empty.", "Write it behind the ##.")
    if not answer:
        message = f'"{question[:60]}" has no answer.'
        page.complain(passage.line, message, "Write it below the question.")
    return Answer(question, page.block(answer, f"faq_{number}"))
