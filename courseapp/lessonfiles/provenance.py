"""What an answer key rests on, and until when it holds without being looked at again."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from courseapp.lessonfiles.addresses import ADDRESS_HINT, is_address
from courseapp.lessonfiles.documents import Course, Lesson, Provenance
from courseapp.lessonfiles.frontmatter import DAY_HINT, parse_day
from courseapp.lessonfiles.page import Page
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings, Problem

FIELDS = ("source", "valid until")
LIKE_AN_ADDRESS = re.compile(r"<?(?P<url>(?:[a-z][a-z0-9+.-]*:/|www\.)\S*?)>?", re.IGNORECASE)


def read_provenance(
    fields: Mapping[str, Passage], owner: str, page: Page, findings: Findings
) -> Provenance | None:
    """What the two fields say; None when there is no source."""
    source, day = fields.get("source"), fields.get("valid until")
    valid_until = _read_day(day, findings) if day else None
    if source is None:
        if day:
            hint = "Add a line source: … that says against what to check it then."
            findings.add(day.line, f'"{owner}" is valid until a day, but has no source.', hint)
        return None
    return Provenance((day or source).line, _read_source(source, page, findings), valid_until)


def _read_day(field: Passage, findings: Findings) -> date | None:
    day = parse_day(field.text)
    if day is None:
        findings.add(field.line, '"valid until" is not a date.', DAY_HINT)
    return day


def _read_source(field: Passage, page: Page, findings: Findings) -> str:
    if not field:
        hint = "Name a document or a measurement: source: [its title](https://…), or just words."
        findings.add(field.line, "the source is empty.", hint)
        return ""
    match = LIKE_AN_ADDRESS.fullmatch(field.text)
    if match is None:
        return page.small_print(field)
    if not is_address(match["url"]):
        message = f'"{match["url"][:60]}" is no address of a page.'
        findings.add(field.line, message, ADDRESS_HINT)
        return ""
    return page.small_print(Passage(field.line, f"<{match['url']}>"))


def find_expired(course: Course, today: date) -> list[Problem]:
    """A warning for each answer key that was to be checked anew before `today`."""
    return [
        Problem(
            path=f"{course.path}/{lesson.path}",
            line=provenance.line,
            message=f'the key of "{key}" was valid until {provenance.valid_until}: check it anew.',
            hint="Compare it with its source, then set a later day.",
            is_warning=True,
        )
        for lesson, key, provenance in _provenances(course)
        if provenance.valid_until and provenance.valid_until < today
    ]


def find_unchecked(course: Course, today: date) -> list[Problem]:
    """A warning for each lesson that says it was checked on a day that has not come."""
    return [
        Problem(
            path=f"{course.path}/{lesson.path}",
            line=lesson.checked_line,
            message=f'"checked" has a day that has not come: {lesson.checked}.',
            hint="Write the day on which you compared its facts with their sources.",
            is_warning=True,
        )
        for lesson in course.read_lessons
        if lesson.checked > today
    ]


def _provenances(course: Course) -> Iterator[tuple[Lesson, str, Provenance]]:
    for lesson in course.read_lessons:
        for question in lesson.questions:
            if question.provenance:
                yield lesson, question.key, question.provenance
