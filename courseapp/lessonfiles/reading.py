"""The door: a course's folder to a Course, or to everything its authors should know."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from courseapp.lessonfiles.conflicts import has_conflict
from courseapp.lessonfiles.coursefile import (
    BEGIN_COURSE,
    COURSE_FILE,
    CourseFile,
    PhaseEntry,
    read_course_file,
)
from courseapp.lessonfiles.decisions import Library
from courseapp.lessonfiles.documents import (
    Course,
    Lesson,
    Phase,
    Term,
    UnchangedLesson,
)
from courseapp.lessonfiles.faq import FAQ_FILE, Faq, read_faq
from courseapp.lessonfiles.figures import Shelf
from courseapp.lessonfiles.files import LARGEST_TEXT, Folder, UnreadableError, decode
from courseapp.lessonfiles.glossary import Entry, check_entries, check_peeking, read_glossary
from courseapp.lessonfiles.lessons import Workshop, digest_lesson, read_lesson
from courseapp.lessonfiles.measurements import FOLDER as MEASUREMENTS
from courseapp.lessonfiles.measurements import (
    LARGEST_MEASUREMENTS,
    METHOD,
    MeasurementFile,
    contents_of,
    read_measurements,
)
from courseapp.lessonfiles.names import RESERVED, is_name, name_hint, reserved_hint
from courseapp.lessonfiles.page import GLOSSARY_FILE, definitions_of
from courseapp.lessonfiles.problems import Findings, Problem, near_name
from courseapp.lessonfiles.render import Renderer
from courseapp.lessonfiles.rules import (
    Member,
    check_formerly,
    check_known,
    check_links,
    check_unique_questions,
)
from courseapp.lessonfiles.simulations import parameters_of

GLOSSARY_MISNAMED = "glossary.yml"
ABOUT_THE_FOLDER = {
    *("README", "LICENSE", "LICENCE", "COPYING", "NOTICE", "AUTHORS", "CHANGELOG", "CONTRIBUTING"),
    *("CODE_OF_CONDUCT", "SECURITY", "TODO", "NOTES"),
}
"""Files that people keep beside what they write; written in capitals, they are no lessons."""
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")


@dataclass(frozen=True)
class Reading:
    """`course` is None when there are problems."""

    course: Course | None
    problems: tuple[Problem, ...]


def read_course(folder: Path, known: Mapping[str, UnchangedLesson] | None = None) -> Reading:
    """Read and check all files of a course; never raises for an author's mistake.

    `known` are lessons by path, relative to the folder, that were read before without a Problem.
    One whose digest is still the same is not read again, but takes part in every check between
    files.
    """
    return _CourseReader(folder, known or {}).read()


class _CourseReader:
    def __init__(self, folder: Path, known: Mapping[str, UnchangedLesson]) -> None:
        self._folder = folder
        self._prefix = (folder / "_").as_posix().removesuffix("_")
        self._known = known
        self._files = Folder(folder)
        self._shelf = Shelf(self._files)
        self._slug = Path(os.path.abspath(folder)).name
        self._library = Library(self._files, self._about)
        self._workshop = Workshop(self._slug, Renderer(), self._shelf, self._library)
        self._findings: list[Findings] = []
        self._lessons: dict[str, Lesson | UnchangedLesson] = {}
        self._members: list[Member] = []
        self._terms: dict[str, Term] = {}

    def read(self) -> Reading:
        if not is_name(self._slug):
            message = f'"{self._slug[:60]}" cannot be a course\'s name.'
            self._about("").add(0, message, name_hint(self._slug))
        if not self._folder.is_dir():
            hint = "Name a folder that holds a course.md."
            self._about("").add(0, "there is no such folder.", hint)
            return self._finish(None)
        if not os.path.lexists(self._folder / COURSE_FILE):
            hint = "Begin one with the course's title and phases; lessons/README.md shows how."
            self._about(COURSE_FILE).add(0, "the course has no such file.", hint)
            return self._finish(None)
        entries, glossary = self._read_glossary()
        self._read_measurements()
        course_file, listing = self._read_course_file()
        faq, answering = self._read_faq()
        found = list(self._find_lessons())
        self._library.lessons = [PurePosixPath(path).stem for path in found]
        for path in _in_order(found, course_file):
            self._read_lesson(path)
        self._check_between(found, course_file, listing)
        self._check_glossary(entries, course_file, glossary)
        check_known(
            [key for entry in faq.entries for key in entry.spoils], self._members, answering
        )
        if not course_file or self._problems():
            return self._finish(None)
        return self._finish(self._course(course_file, faq, entries))

    def _about(self, path: str, text: str | bytes = "") -> Findings:
        """Where to put problems of one file; `path` is relative to the folder."""
        place = f"{self._prefix}{path}" if path else self._folder.as_posix()
        findings = Findings(place, text)
        self._findings.append(findings)
        return findings

    def _open(self, path: str, largest: int = LARGEST_TEXT) -> tuple[bytes, str] | None:
        """(bytes, text) of a file, or None when a Problem says why not."""
        content = self._content(path, largest)
        text = None if content is None else self._text(path, content)
        return None if content is None or text is None else (content, text)

    def _content(self, path: str, largest: int = LARGEST_TEXT) -> bytes | None:
        try:
            return self._files.read(path, largest)
        except UnreadableError as error:
            self._about(path).add(error.line, error.message, error.hint)
            return None

    def _text(self, path: str, content: bytes) -> str | None:
        try:
            text = decode(content)
            return None if has_conflict(text, self._about(path, text)) else text
        except UnreadableError as error:
            shown = content.decode("utf-8", "replace")
            self._about(path, shown).add(error.line, error.message, error.hint)
            return None

    def _read_course_file(self) -> tuple[CourseFile | None, Findings]:
        opened = self._open(COURSE_FILE)
        findings = self._about(COURSE_FILE, opened[1] if opened else "")
        if not opened:
            return None, findings
        return read_course_file(opened[1], self._workshop, findings), findings

    def _read_faq(self) -> tuple[Faq, Findings]:
        there = os.path.lexists(self._folder / FAQ_FILE)
        opened = self._open(FAQ_FILE) if there else None
        findings = self._about(FAQ_FILE, opened[1] if opened else "")
        return read_faq(opened[1], self._workshop, findings) if opened else Faq(), findings

    def _read_glossary(self) -> tuple[tuple[Entry, ...], Findings]:
        if os.path.lexists(self._folder / GLOSSARY_MISNAMED):
            hint = f"Rename it to {GLOSSARY_FILE}."
            message = f"a glossary's file is {GLOSSARY_FILE}."
            self._about(GLOSSARY_MISNAMED).add(0, message, hint)
        if not os.path.lexists(self._folder / GLOSSARY_FILE):
            return (), self._about(GLOSSARY_FILE)
        opened = self._open(GLOSSARY_FILE)
        findings = self._about(GLOSSARY_FILE, opened[1] if opened else "")
        entries = read_glossary(opened[1], self._workshop, findings) if opened else None
        self._terms = {e.term.slug: e.term for e in entries or () if e.term.slug}
        terms = None if entries is None else self._terms
        self._workshop = replace(self._workshop, terms=terms)
        return entries or (), findings

    def _read_measurements(self) -> None:
        """All measurement files, whether a lesson shows them or not."""
        folder = self._folder / MEASUREMENTS
        if not os.path.lexists(folder):
            return
        if not os.path.lexists(self._folder / METHOD):
            hint = "Tell in it how the measurements were made, and how to repeat them."
            self._about(METHOD).add(0, "the measurements have no such page.", hint)
        paths = sorted(folder.glob("*.json"))
        files = {path.name: self._read_measurement_file(path.name) for path in paths}
        self._workshop = replace(self._workshop, measurements=files)

    def _read_measurement_file(self, name: str) -> MeasurementFile:
        path = f"{MEASUREMENTS}/{name}"
        opened = self._open(path, LARGEST_MEASUREMENTS)
        if not opened:
            return MeasurementFile(b"", None)
        content, text = opened
        return MeasurementFile(content, read_measurements(text, self._about(path, text)))

    def _find_lessons(self) -> Iterator[str]:
        """Paths of all lesson files, listed or not; others that look like one are reported."""
        for place, folders, files in os.walk(self._folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            here = Path(place).relative_to(self._folder).as_posix()
            prefix = "" if here == "." else f"{here}/"
            for name in folders:
                if os.path.islink(Path(place) / name):
                    message = "the folder is a link to another; links are not followed."
                    self._about(f"{prefix}{name}").add(0, message, "Put the folder here.")
            for name in sorted(files):
                path = f"{prefix}{name}"
                if not name.startswith(".") and path not in (COURSE_FILE, FAQ_FILE):
                    yield from self._as_lesson(path)

    def _as_lesson(self, path: str) -> Iterator[str]:
        *places, name = path.split("/")
        stem, suffix = os.path.splitext(name)
        if suffix.lower() not in MARKDOWN_SUFFIXES or MEASUREMENTS in places[:1]:
            return
        if stem in ABOUT_THE_FOLDER:
            return
        if suffix != ".md":
            hint = f"Rename it to {stem}.md."
            self._about(path).add(0, "a lesson's file ends in .md.", hint)
        elif len(places) != 1:
            hint = "Move it into the folder of its phase, directly below the course's."
            self._about(path).add(0, "the file is not in a phase's folder.", hint)
        else:
            yield path

    def _read_lesson(self, path: str) -> None:
        content = self._content(path)
        if content is None:
            return
        known = self._unchanged(path, content)
        text = None if known else self._text(path, content)
        if known:
            self._take(path, known, self._about(path, content))
        elif text is not None:
            findings = self._about(path, text)
            self._take(path, self._read_anew(path, content, text, findings), findings)

    def _take(self, path: str, lesson: Lesson | UnchangedLesson, findings: Findings) -> None:
        self._lessons[path] = lesson
        self._members.append(Member(path, lesson.summary, findings))

    def _unchanged(self, path: str, content: bytes) -> UnchangedLesson | None:
        known = self._known.get(path)
        if known is None:
            return None
        try:
            pictures = [self._shelf.content(image) for image in known.summary.images]
            slugs = [slug for slug, _, _ in known.summary.terms]
            definitions = definitions_of(slugs, self._terms)
            parameters = parameters_of(known.summary.simulators)
            scenarios = [self._library.content(path) for path in known.summary.scenarios]
            measured = contents_of(known.summary.measurements, self._workshop.measurements)
        except (UnreadableError, KeyError):
            return None
        files = [*scenarios, *measured]
        digest = digest_lesson(self._slug, content, pictures, definitions, parameters, files)
        return known if digest == known.digest else None

    def _read_anew(self, path: str, content: bytes, text: str, findings: Findings) -> Lesson:
        slug = PurePosixPath(path).stem
        if not is_name(slug):
            message = f'"{slug[:60]}" cannot be a lesson\'s name.'
            findings.add(0, message, name_hint(slug))
        elif slug in RESERVED:
            message = f'"{slug}" cannot be a lesson\'s name.'
            findings.add(0, message, reserved_hint(slug))
        return read_lesson(path, content, text, self._workshop, findings)

    def _check_between(
        self, found: list[str], course_file: CourseFile | None, listing: Findings
    ) -> None:
        check_unique_questions(self._members)
        check_links(self._members, set(found))
        check_formerly(self._members)
        paths = (path for member in self._members for path in member.summary.scenarios)
        self._library.check(dict.fromkeys(paths))
        if course_file:
            self._check_related(course_file, listing)
        if course_file and course_file.announced:
            self._check_announced(found)
        elif course_file and course_file.phases is not None:
            self._check_listing(course_file.phases, found, listing)

    def _check_glossary(
        self, entries: tuple[Entry, ...], course_file: CourseFile | None, findings: Findings
    ) -> None:
        check_entries(entries, self._members, findings)
        if course_file and course_file.phases is not None:
            check_peeking(entries, self._members)

    def _check_announced(self, found: list[str]) -> None:
        """An announced course has nothing but its course.md: the rest would be seen by nobody."""
        others = (FAQ_FILE, GLOSSARY_FILE, MEASUREMENTS)
        there = [name for name in others if os.path.lexists(self._folder / name)]
        for path in [*found, *there]:
            hint = f"Remove it, or {BEGIN_COURSE}."
            what = "a lesson" if path in found else f"{path}"
            self._about(path).add(0, f"the course is announced, and yet it has {what}.", hint)

    def _check_listing(
        self, phases: tuple[PhaseEntry, ...], found: list[str], listing: Findings
    ) -> None:
        listed = {(phase.slug, slug): line for phase in phases for slug, line in phase.lessons}
        there = set(found)
        spare = there - {_path(phase, slug) for phase, slug in listed}
        meant: set[str] = set()
        for (phase, slug), line in listed.items():
            if is_name(phase) and _path(phase, slug) not in there:
                message = f'the lesson "{slug}" is listed, but there is no {_path(phase, slug)}.'
                hint, other = _missing_hint(phase, slug, sorted(spare))
                listing.add(line, message, hint)
                meant.add(other)
        for path in found:
            if path in spare - meant:
                file = PurePosixPath(path)
                hint = f'Add "{file.stem}" to the lessons of the phase "{file.parent}" there.'
                self._about(path).add(0, "the lesson is not listed in course.md.", hint)

    def _check_related(self, course_file: CourseFile, listing: Findings) -> None:
        around = Path(os.path.abspath(self._folder)).parent
        names = [path.parent.name for path in sorted(around.glob(f"*/{COURSE_FILE}"))]
        names = [name for name in names if name != self._slug]
        for name, line in course_file.related:
            if name not in names:
                near = near_name(name, names)
                hint = f'Did you mean "{near}"?' if near else "Name another course's folder."
                listing.add(line, f'there is no other course "{name[:60]}".', hint)

    def _course(self, course_file: CourseFile, faq: Faq, entries: Iterable[Entry]) -> Course:
        figures = {figure.name: figure for figure in (*course_file.figures, *faq.figures)}
        return Course(
            slug=self._slug,
            path=str(self._folder),
            emoji=course_file.emoji,
            title=course_file.title,
            tagline=course_file.tagline,
            intro_html=course_file.intro_html,
            related=tuple(name for name, _ in course_file.related),
            faq=tuple(entry.answer for entry in faq.entries),
            figures=tuple(figures.values()),
            phases=tuple(self._phase(entry) for entry in course_file.phases or ()),
            glossary=tuple(self._terms.values()),
            language=course_file.language,
            announced=course_file.announced,
            public=(
                *course_file.public,
                *(text for entry in faq.entries for text in entry.public),
                *(entry.public for entry in entries),
            ),
        )

    def _phase(self, entry: PhaseEntry) -> Phase:
        lessons = tuple(self._lessons[_path(entry.slug, slug)] for slug, _ in entry.lessons)
        return Phase(entry.slug, entry.title, entry.aim, lessons)

    def _problems(self) -> list[Problem]:
        return sorted(problem for findings in self._findings for problem in findings.problems)

    def _finish(self, course: Course | None) -> Reading:
        return Reading(course, tuple(self._problems()))


def _path(phase: str, slug: str) -> str:
    return f"{phase}/{slug}.md"


def _in_order(found: list[str], course_file: CourseFile | None) -> list[str]:
    """Listed lessons first and in their order, so that the later of two is the one at fault."""
    phases = course_file.phases if course_file and course_file.phases else ()
    listed = [_path(phase.slug, slug) for phase in phases for slug, _ in phase.lessons]
    order = {path: place for place, path in enumerate(listed)}
    return sorted(found, key=lambda path: (order.get(path, len(order)), path))


def _missing_hint(phase: str, slug: str, spare: list[str]) -> tuple[str, str]:
    """(hint, the file that seems to be meant)."""
    elsewhere = [path for path in spare if PurePosixPath(path).stem == slug]
    if elsewhere:
        return f"Move it there; it is {elsewhere[0]} now.", elsewhere[0]
    near = near_name(_path(phase, slug), spare)
    if near:
        return f'Did you mean "{PurePosixPath(near).stem}"? That file is not listed.', near
    return f"Write it (manage.py new_lesson <course>/{phase}/{slug}), or remove the line.", ""
