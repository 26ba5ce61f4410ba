"""course.md: what a course is called, and which lessons it has in which order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from courseapp.lessonfiles.documents import Figure, PublicText
from courseapp.lessonfiles.frontmatter import Fields, read_fields, split_front_matter
from courseapp.lessonfiles.lessons import (
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    Workshop,
    check_control_characters,
)
from courseapp.lessonfiles.measurements import FOLDER as MEASUREMENTS
from courseapp.lessonfiles.names import is_name, name_hint
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.steps import check_no_questions

COURSE_FILE = "course.md"
FIELDS = ("emoji", "title", "tagline", "language", "announced", "related", "phases", "harmless")
PHASE_FIELDS = ("slug", "title", "aim", "lessons")
REWORD = "Reword it; or, where it does not tell, add a field: harmless: [that question]"
BEGIN_COURSE = "take announced: true out of course.md and list the course's lessons there"
LONGEST_EMOJI = 16
LONGEST_AIM = 300
LONGEST_LANGUAGE = 35
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A BCP 47 tag as it is mostly written: "en", "pt-BR", "zh-Hant"."""
ENGLISH = "en"


@dataclass(frozen=True)
class PhaseEntry:
    """A phase as course.md lists it. `lessons` are (slug, line); `said` are title and aim."""

    line: int
    slug: str
    title: str
    aim: str
    lessons: tuple[tuple[str, int], ...]
    said: tuple[Passage, Passage]


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
    public: tuple[PublicText, ...]
    announced: bool


def read_course_file(text: str, workshop: Workshop, findings: Findings) -> CourseFile:
    """The course's file; worth something only when `findings` has stayed empty."""
    check_control_characters(text, findings)
    front, body = split_front_matter(text, findings)
    fields = read_fields(front, findings, FIELDS, "the course") if front is not None else None
    page = workshop.page(COURSE_FILE, findings)
    intro = check_no_questions(body, findings)
    announced = bool(fields and fields.has("announced") and fields.flag("announced"))
    if fields and announced:
        phases: tuple[PhaseEntry, ...] | None = ()
        _check_announced(fields, intro, findings)
    else:
        phases = _read_phases(fields, findings) if fields else None
    return CourseFile(
        emoji=_read_emoji(fields, findings) if fields else "",
        title=fields.text("title", LONGEST_TITLE) if fields else "",
        tagline=fields.text("tagline", LONGEST_SENTENCE) if fields else "",
        language=_read_language(fields, findings) if fields else ENGLISH,
        related=tuple(fields.texts("related", LONGEST_TITLE)) if fields else (),
        phases=phases,
        intro_html=page.block(intro, "intro"),
        figures=tuple(page.figures.values()),
        public=tuple(_public_texts(fields, phases or (), intro)) if fields else (),
        announced=announced,
    )


def _check_announced(fields: Fields, intro: Passage, findings: Findings) -> None:
    if fields.has("phases"):
        hint = "Remove announced: true, and the course begins; or remove its phases."
        message = "the course is announced, and yet it lists lessons."
        findings.add(fields.line("phases"), message, hint)
    if intro:
        hint = f"Nobody would see it. Remove it, or {BEGIN_COURSE}."
        findings.add(intro.line, "an announced course has no introduction.", hint)


def _public_texts(
    fields: Fields, phases: Iterable[PhaseEntry], intro: Passage
) -> Iterator[PublicText]:
    harmless = tuple(fields.texts("harmless", LONGEST_TITLE))
    for name in ("title", "tagline"):
        yield PublicText(COURSE_FILE, _said(fields, name), REWORD, harmless=harmless)
    for phase in phases:
        lessons = tuple(slug for slug, _ in phase.lessons)
        for text in phase.said:
            yield PublicText(COURSE_FILE, text, REWORD, lessons=lessons, harmless=harmless)
    yield PublicText(COURSE_FILE, intro, REWORD, harmless=harmless)


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


def _said(fields: Fields, name: str) -> Passage:
    return Passage(fields.line(name), fields.given(name))


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
        said=(_said(record, "title"), _said(record, "aim")),
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
