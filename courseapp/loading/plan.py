"""Decides what a course's files change in its rows. Asks no database and writes nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from courseapp.lessonfiles import documents
from courseapp.loading.corrections import Correcting
from courseapp.loading.matching import AnyLesson, match_lessons
from courseapp.loading.revisions import Wording, word
from courseapp.loading.snapshot import (
    CourseRow,
    FormerRow,
    LessonRow,
    PhaseRow,
    QuestionRow,
    RevisionRow,
    Snapshot,
    figures_of,
)


class StaleReadingError(Exception):
    """A file was taken for known, and its row is no longer as it was: read the course again."""


@dataclass(frozen=True)
class PlannedPhase:
    """A phase of the files, with the row it has already."""

    document: documents.Phase
    position: int
    row: PhaseRow | None

    @property
    def is_changed(self) -> bool:
        phase, row = self.document, self.row
        facts = (phase.title, phase.aim, self.position)
        return row is not None and (row.title, row.aim, row.position) != facts


@dataclass(frozen=True)
class PlannedLesson:
    """A lesson of the files and its place, with the row it has already."""

    document: AnyLesson
    phase: str
    position: int
    row: LessonRow | None

    @property
    def slug(self) -> str:
        return self.document.slug

    @property
    def is_revived(self) -> bool:
        return self.row is not None and not self.row.is_current

    @property
    def is_renamed(self) -> bool:
        return self.row is not None and self.row.slug != self.slug

    @property
    def is_written(self) -> bool:
        """Whether its content goes into a row: a new one or the one it has."""
        return self.row is None or self.is_rewritten

    @cached_property
    def is_rewritten(self) -> bool:
        """Whether its row was made of another file, or of another state of this one."""
        row, lesson = self.row, self.document
        file = (True, lesson.slug, lesson.path, lesson.digest)
        return row is not None and (row.is_current, row.slug, row.path, row.digest) != file

    @cached_property
    def is_moved(self) -> bool:
        row, place = self.row, (self.phase, self.position)
        return row is not None and row.is_current and (row.phase_slug, row.position) != place

    @property
    def is_retimed(self) -> bool:
        return self.is_moved and self.row is not None and self.row.position != self.position


@dataclass(frozen=True)
class PlannedQuestion:
    """A question of a lesson that was read, with its row and the revision with its fingerprint;
    `correcting` tells whose answers its key puts right."""

    document: documents.Question
    lesson: PlannedLesson
    wording: Wording
    row: QuestionRow | None
    revision: RevisionRow | None
    correcting: Correcting

    @property
    def is_changed(self) -> bool:
        """Whether its row, which it has, must say something else."""
        row, lesson, revision = self.row, self.lesson.row, self.revision
        if row is None or lesson is None or revision is None:
            return row is not None
        facts = (lesson.id, self.document.line, revision.id, True)
        return (row.lesson_id, row.line, row.revision_id, row.is_current) != facts

    @property
    def is_asked_anew(self) -> bool:
        """Whether its row turns to another revision than it had."""
        row, revision = self.row, self.revision
        return row is not None and (revision is None or revision.id != row.revision_id)

    @property
    def is_reworded(self) -> bool:
        """Whether its revision stays and shows something else, a mended why for example."""
        revision, wording = self.revision, self.wording
        facts = (wording.asked, wording.shown)
        return revision is not None and (revision.asked, revision.shown) != facts


@dataclass(frozen=True)
class PlannedFormerSlug:
    """A former slug that must lead to `lesson`; `row` leads elsewhere so far."""

    slug: str
    lesson: str
    row: FormerRow | None


@dataclass(frozen=True)
class Plan:
    """All that loading a course would do.

    `lessons` holds every lesson of the files, `questions` those of lessons to write. A row that is
    gone from the files is retired where learners' work points at it, and deleted otherwise.
    `displaced` are retired lessons whose slug a current one takes; `figures` are new pictures.
    """

    document: documents.Course
    course: CourseRow | None
    phases: tuple[PlannedPhase, ...]
    gone_phases: tuple[PhaseRow, ...]
    lessons: tuple[PlannedLesson, ...]
    retired_lessons: tuple[LessonRow, ...]
    deleted_lessons: tuple[LessonRow, ...]
    displaced: tuple[LessonRow, ...]
    questions: tuple[PlannedQuestion, ...]
    retired_questions: tuple[QuestionRow, ...]
    deleted_questions: tuple[QuestionRow, ...]
    former_slugs: tuple[PlannedFormerSlug, ...]
    dropped_former_slugs: tuple[FormerRow, ...]
    figures: tuple[documents.Figure, ...]

    @property
    def is_course_changed(self) -> bool:
        """Whether the course's own facts are others than its row says, or it was retired."""
        row = self.course
        return row is not None and (row.facts != facts_of(self.document) or row.is_retired)

    @property
    def retimes(self) -> bool:
        """Whether lessons that learners may have open change their place in the schedule."""
        gone = self.retired_lessons or self.deleted_lessons
        return bool(gone) or any(lesson.is_retimed for lesson in self.lessons)

    @property
    def changes_nothing(self) -> bool:
        return self.course is not None and not (
            self.is_course_changed
            or any(phase.row is None or phase.is_changed for phase in self.phases)
            or any(lesson.is_written or lesson.is_moved for lesson in self.lessons)
            or self.gone_phases
            or self.retired_lessons
            or self.deleted_lessons
            or self.retired_questions
            or self.deleted_questions
            or self.former_slugs
            or self.dropped_former_slugs
            or self.figures
        )


def facts_of(course: documents.Course) -> dict[str, Any]:
    """What the row of a course holds of it, by column."""
    return {
        "path": course.path,
        "emoji": course.emoji,
        "title": course.title,
        "tagline": course.tagline,
        "language": course.language,
        "announced": course.announced,
        "intro_html": course.intro_html,
        "faq": [asdict(answer) | {"spoils": list(answer.spoils)} for answer in course.faq],
        "related": list(course.related),
        "glossary": [asdict(term) | {"spoils": list(term.spoils)} for term in course.glossary],
    }


def plan_load(document: documents.Course, snapshot: Snapshot) -> Plan:
    """Holds a course's files against its rows.

    Raises:
        StaleReadingError: a lesson was not read since its row was up to date, and it is not.
    """
    lessons = tuple(_plan_lessons(document, snapshot))
    gone = _gone_lessons(lessons, snapshot)
    unlisted = _unlisted_questions(document, snapshot)
    kept = _with_work(gone, unlisted)
    gone_questions = tuple(row for row in unlisted if row.is_current)
    retired_questions = tuple(q for q in gone_questions if q.is_held or q.lesson_id in kept)
    return Plan(
        document=document,
        course=snapshot.course,
        phases=tuple(_plan_phases(document, snapshot)),
        gone_phases=_gone_phases(document, snapshot),
        lessons=lessons,
        retired_lessons=tuple(row for row in gone if row.id in kept),
        deleted_lessons=tuple(row for row in gone if row.id not in kept),
        displaced=_displaced(lessons, snapshot),
        questions=tuple(_plan_questions(lessons, snapshot)),
        retired_questions=retired_questions,
        deleted_questions=tuple(q for q in gone_questions if q not in retired_questions),
        former_slugs=tuple(_plan_former_slugs(lessons, snapshot)),
        dropped_former_slugs=_dropped_former_slugs(lessons, snapshot),
        figures=_new_figures(document, snapshot),
    )


def _plan_phases(document: documents.Course, snapshot: Snapshot) -> Iterator[PlannedPhase]:
    rows = {row.slug: row for row in snapshot.phases}
    for position, phase in enumerate(document.phases):
        yield PlannedPhase(phase, position, rows.get(phase.slug))


def _gone_phases(document: documents.Course, snapshot: Snapshot) -> tuple[PhaseRow, ...]:
    slugs = {phase.slug for phase in document.phases}
    return tuple(row for row in snapshot.phases if row.slug not in slugs)


def _plan_lessons(document: documents.Course, snapshot: Snapshot) -> Iterator[PlannedLesson]:
    placed = [(phase.slug, lesson) for phase in document.phases for lesson in phase.lessons]
    rows = match_lessons([lesson for _, lesson in placed], snapshot)
    for position, (phase, lesson) in enumerate(placed):
        planned = PlannedLesson(lesson, phase, position, rows.get(lesson.slug))
        if planned.is_written and isinstance(lesson, documents.UnchangedLesson):
            raise StaleReadingError(lesson.path)
        yield planned


def _gone_lessons(lessons: tuple[PlannedLesson, ...], snapshot: Snapshot) -> tuple[LessonRow, ...]:
    """Current rows that no lesson of the files is matched with."""
    matched = {lesson.row.id for lesson in lessons if lesson.row}
    return tuple(row for row in snapshot.lessons if row.is_current and row.id not in matched)


def _unlisted_questions(document: documents.Course, snapshot: Snapshot) -> tuple[QuestionRow, ...]:
    """Rows of questions that no file has, those among them that are retired already."""
    summaries = (lesson.summary for phase in document.phases for lesson in phase.lessons)
    keys = {key for summary in summaries for key, _ in summary.questions}
    return tuple(row for row in snapshot.questions if row.key not in keys)


def _with_work(gone: tuple[LessonRow, ...], unlisted: tuple[QuestionRow, ...]) -> frozenset[int]:
    """The ids of those gone lessons that somebody opened, or answered a question of."""
    opened = {lesson.id for lesson in gone if lesson.is_opened}
    answered = {question.lesson_id for question in unlisted if question.is_held}
    return frozenset(opened | answered & {lesson.id for lesson in gone})


def _displaced(lessons: tuple[PlannedLesson, ...], snapshot: Snapshot) -> tuple[LessonRow, ...]:
    slugs = {lesson.slug for lesson in lessons}
    matched = {lesson.row.id for lesson in lessons if lesson.row}
    return tuple(row for row in snapshot.lessons if row.slug in slugs and row.id not in matched)


def _plan_questions(
    lessons: tuple[PlannedLesson, ...], snapshot: Snapshot
) -> Iterator[PlannedQuestion]:
    rows = {row.key: row for row in snapshot.questions}
    revisions = {(row.question_id, row.fingerprint): row for row in snapshot.revisions}
    all_of = defaultdict(list)
    for known in snapshot.revisions:
        all_of[known.question_id].append(known)
    for lesson in lessons:
        if lesson.is_written and isinstance(lesson.document, documents.Lesson):
            for question in lesson.document.questions:
                row, wording = rows.get(question.key), word(question)
                revision = revisions.get((row.id, wording.fingerprint)) if row else None
                others = tuple(r for r in (all_of[row.id] if row else ()) if r is not revision)
                asked_now = row.revision_id if row else None
                correcting = Correcting(wording, revision, others, asked_now)
                yield PlannedQuestion(question, lesson, wording, row, revision, correcting)


def _plan_former_slugs(
    lessons: tuple[PlannedLesson, ...], snapshot: Snapshot
) -> Iterator[PlannedFormerSlug]:
    """Every slug a lesson had before and no current lesson has, unless it leads there already."""
    rows = {row.slug: row for row in snapshot.former_slugs}
    current = {lesson.slug for lesson in lessons}
    for slug, lesson in _earlier_names(lessons).items():
        row = rows.get(slug)
        if slug not in current and not _leads_to(row, lesson):
            yield PlannedFormerSlug(slug, lesson.slug, row)


def _earlier_names(lessons: tuple[PlannedLesson, ...]) -> dict[str, PlannedLesson]:
    """What rows were called until now, and above that what authors say."""
    renamed = {lesson.row.slug: lesson for lesson in lessons if lesson.row and lesson.is_renamed}
    said = {slug: lesson for lesson in lessons for slug in lesson.document.summary.formerly}
    return renamed | said


def _leads_to(former: FormerRow | None, lesson: PlannedLesson) -> bool:
    return former is not None and lesson.row is not None and former.lesson_id == lesson.row.id


def _dropped_former_slugs(
    lessons: tuple[PlannedLesson, ...], snapshot: Snapshot
) -> tuple[FormerRow, ...]:
    current = {lesson.slug for lesson in lessons}
    return tuple(row for row in snapshot.former_slugs if row.slug in current)


def _new_figures(document: documents.Course, snapshot: Snapshot) -> tuple[documents.Figure, ...]:
    figures = {figure.name: figure for figure in figures_of(document)}
    return tuple(figure for name, figure in figures.items() if name not in snapshot.figures)
