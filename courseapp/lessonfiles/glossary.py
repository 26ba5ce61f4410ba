"""glossary.yaml: the course's terms, and whether its lessons link them where they may."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from courseapp.lessonfiles.documents import Keys, PublicText, Term
from courseapp.lessonfiles.frontmatter import Fields, read_records
from courseapp.lessonfiles.lessons import (
    LONGEST_SENTENCE,
    LONGEST_TITLE,
    Workshop,
    check_control_characters,
)
from courseapp.lessonfiles.names import is_name, name_hint, suggest_name
from courseapp.lessonfiles.page import GLOSSARY_FILE, Page
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings, near_name
from courseapp.lessonfiles.rules import Member, check_known

FIELDS = ("term", "lesson", "definition", "slug", "spoils", "harmless")
REWORD = (
    "Reword it, or name the question in the term's fields: spoils: […] where it tells, "
    "harmless: […] where it does not."
)


@dataclass(frozen=True)
class Entry:
    """A term as it is written, with the lines of what it names. `spoils` are (key, line)."""

    line: int
    term: Term
    lesson_line: int
    spoils: Keys
    definition: Passage
    harmless: Keys

    @property
    def public(self) -> PublicText:
        return PublicText(
            GLOSSARY_FILE,
            self.definition,
            REWORD,
            heading=self.term.name,
            lessons=(self.term.lesson,),
            spoils=self.term.spoils,
            harmless=self.harmless,
        )


def read_glossary(text: str, workshop: Workshop, findings: Findings) -> tuple[Entry, ...] | None:
    """The file's entries in their order; None when a Problem says that it holds no list."""
    check_control_characters(text, findings)
    records = read_records(Passage(1, text), findings, FIELDS, "a term")
    if records is None:
        return None
    if not records and not findings.problems:
        findings.add(0, "the file holds no terms.", "Write one, or remove the file.")
    page = workshop.page(GLOSSARY_FILE, findings)
    entries = tuple(_read_entry(record, page, findings) for record in records)
    _check_once(entries, findings)
    return entries


def _read_entry(record: Fields, page: Page, findings: Findings) -> Entry:
    name = record.text("term", LONGEST_TITLE)
    spoils = tuple(record.texts("spoils", LONGEST_TITLE))
    term = Term(
        slug=_read_slug(record, name, findings),
        name=name,
        lesson=record.text("lesson", LONGEST_TITLE),
        html=_read_definition(record, name, page, findings),
        spoils=tuple(key for key, _ in spoils),
    )
    return Entry(
        line=record.line("term"),
        term=term,
        lesson_line=record.line("lesson"),
        spoils=spoils,
        definition=Passage(record.line("definition"), record.given("definition")),
        harmless=tuple(record.texts("harmless", LONGEST_TITLE)),
    )


def _read_slug(record: Fields, name: str, findings: Findings) -> str:
    if not record.has("slug"):
        slug = suggest_name(name)
        if name and not slug:
            hint = "Add a line slug: with lower-case letters, digits and hyphens."
            findings.add(record.line("term"), f'"{name[:60]}" needs a slug.', hint)
        return slug
    slug = record.text("slug", LONGEST_TITLE)
    if slug and not is_name(slug):
        message = f'"{slug[:60]}" cannot be a term\'s slug.'
        findings.add(record.line("slug"), message, name_hint(slug))
        return ""
    return slug


def _read_definition(record: Fields, name: str, page: Page, findings: Findings) -> str:
    line, text = record.line("definition"), record.text("definition", LONGEST_SENTENCE)
    html = page.line(Passage(line, text)) if text else ""
    if "<a " in html or "<img " in html:
        message = f'the definition of "{name}" holds a link or a picture.'
        findings.add(line, message, "Say it in words; links and pictures stand in lessons.")
    return html


def _check_once(entries: Sequence[Entry], findings: Findings) -> None:
    names: dict[str, Entry] = {}
    slugs: dict[str, Entry] = {}
    for entry in entries:
        name, slug = entry.term.name.casefold(), entry.term.slug
        if name and name in names:
            hint = f"Keep one. The other is on line {names[name].line}."
            findings.add(entry.line, f'the term "{entry.term.name}" is listed twice.', hint)
        elif slug and slug in slugs:
            hint = f"Give one of them another: slug: … The other is on line {slugs[slug].line}."
            findings.add(entry.line, f'the slug "{slug}" names two terms.', hint)
        names.setdefault(name, entry)
        slugs.setdefault(slug, entry)


def check_entries(entries: Sequence[Entry], members: Sequence[Member], findings: Findings) -> None:
    """Report terms of no lesson, those their lesson does not link, and unknown questions."""
    lessons = {member.summary.slug: member for member in members}
    for entry in entries:
        lesson = lessons.get(entry.term.lesson)
        if lesson:
            _check_linked(entry, lesson, findings)
        elif entry.term.lesson:
            message = f'the course has no lesson "{entry.term.lesson[:60]}".'
            findings.add(entry.lesson_line, message, _near_hint(entry.term.lesson, list(lessons)))
        check_known(entry.spoils, members, findings)


def _check_linked(entry: Entry, lesson: Member, findings: Findings) -> None:
    slug = entry.term.slug
    if slug and not any(linked == slug for linked, _, _ in lesson.summary.terms):
        message = f'{lesson.path} never links "{entry.term.name}", though the term is its own.'
        hint = f"Link it there at its first use: [{entry.term.name}](../{GLOSSARY_FILE}#{slug})"
        findings.add(entry.lesson_line, message, hint)


def _near_hint(name: str, names: list[str]) -> str:
    near = near_name(name, names)
    return f'Did you mean "{near}"?' if near else "Correct it, or remove it."


def check_peeking(entries: Sequence[Entry], members: Sequence[Member]) -> None:
    """Report each term whose definition is shown before a question that it gives away.

    `members` are in the order of the course.
    """
    asked = {
        key: (place, number)
        for place, member in enumerate(members)
        for number, (key, _) in enumerate(member.summary.questions)
    }
    terms = {entry.term.slug: entry.term for entry in entries}
    for place, member in enumerate(members):
        for slug, line, answered in member.summary.terms:
            for key in _waiting(terms.get(slug), asked, (place, answered)):
                hint = (
                    f"Link it after that question of {members[asked[key][0]].path}, or take "
                    f'the question out of the term\'s "spoils" in {GLOSSARY_FILE}.'
                )
                message = f'the definition of "{terms[slug].name}" gives "{key}" away.'
                member.findings.add(line, message, hint)


def _waiting(
    term: Term | None, asked: Mapping[str, tuple[int, int]], here: tuple[int, int]
) -> Iterator[str]:
    """The questions spoiled by the term that are answered only after `here`."""
    spoils = term.spoils if term else ()
    return (key for key in spoils if key in asked and asked[key] >= here)
