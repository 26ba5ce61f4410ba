"""The rows a course has now, as plain data: what a plan is made against."""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from courseapp.lessonfiles import documents
from courseapp.models import (
    Course,
    Figure,
    FormerSlug,
    Lesson,
    Opening,
    Phase,
    Prediction,
    Question,
    Revision,
    Step,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

M = TypeVar("M", bound=Model)
Row = TypeVar("Row", bound="DataclassInstance")
FEW = 500
"""SQLite takes a limited number of parameters; for more values than this all rows are read."""

COURSE_COLUMNS = (
    *("path", "emoji", "title", "tagline", "language", "announced"),
    *("intro_html", "faq", "related", "glossary"),
)
IS_CURRENT = ExpressionWrapper(Q(retired_at=None), BooleanField())
SUMMARY_FIELDS = {field.name for field in fields(documents.Summary)}


@dataclass(frozen=True)
class CourseRow:
    """`facts` are the columns that come from the files."""

    id: int
    facts: dict[str, Any]
    is_retired: bool


@dataclass(frozen=True)
class PhaseRow:
    id: int
    slug: str
    title: str
    aim: str
    position: int


@dataclass(frozen=True)
class LessonRow:
    """`is_opened`: somebody has it open."""

    id: int
    slug: str
    path: str
    digest: str
    phase_slug: str | None
    position: int
    is_current: bool
    is_opened: bool


@dataclass(frozen=True)
class QuestionRow:
    """`is_held`: a prediction points at it, or a retired lesson still shows it."""

    id: int
    key: str
    lesson_id: int
    line: int
    revision_id: int | None
    is_current: bool
    is_held: bool


@dataclass(frozen=True)
class RevisionRow:
    """`answered` counts its predictions."""

    id: int
    question_id: int
    kind: str
    fingerprint: str
    asked: dict[str, Any]
    shown: dict[str, Any]
    corrected_by_id: int | None
    correction: dict[str, Any] | None
    answered: int


@dataclass(frozen=True)
class FormerRow:
    id: int
    slug: str
    lesson_id: int


@dataclass(frozen=True)
class Snapshot:
    """`course` is None before the first load. `questions` are those of lessons that were read or
    that no file has, and perhaps more, like `revisions`; `figures` the names of pictures kept."""

    course: CourseRow | None = None
    phases: tuple[PhaseRow, ...] = ()
    lessons: tuple[LessonRow, ...] = ()
    questions: tuple[QuestionRow, ...] = ()
    revisions: tuple[RevisionRow, ...] = ()
    former_slugs: tuple[FormerRow, ...] = ()
    figures: frozenset[str] = field(default_factory=frozenset)


def known_lessons(course_slug: str) -> dict[str, documents.UnchangedLesson]:
    """By path, the current lessons whose files need not be read again unless they changed."""
    lessons = Lesson.objects.filter(course__slug=course_slug).current()
    rows = lessons.values_list("path", "digest", "summary")
    return {
        path: documents.UnchangedLesson(path, digest, summary_of(column))
        for path, digest, column in rows
        if column.keys() == SUMMARY_FIELDS
    }


def summary_of(column: dict[str, Any]) -> documents.Summary:
    """The summary that a lesson's JSON column holds, its lists as tuples again."""
    return documents.Summary(**{name: _as_tuples(value) for name, value in column.items()})


def _as_tuples(value: Any) -> Any:
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value


def take_snapshot(document: documents.Course) -> Snapshot:
    """All rows that bear on loading the course, in a fixed number of queries.

    The course's row is locked until the transaction ends, so that a second load waits.
    """
    rows = Course.objects.select_for_update().filter(slug=document.slug)
    course = rows.first()
    if course is None:
        return Snapshot(figures=_kept_figures(document))
    return Snapshot(
        course=_course_row(course),
        phases=_phase_rows(course),
        lessons=_lesson_rows(course),
        questions=_question_rows(course, document),
        revisions=_revision_rows(course, document),
        former_slugs=_former_rows(course),
        figures=_kept_figures(document),
    )


def _course_row(course: Course) -> CourseRow:
    facts = {column: getattr(course, column) for column in COURSE_COLUMNS}
    return CourseRow(course.pk, facts, is_retired=course.retired_at is not None)


def _phase_rows(course: Course) -> tuple[PhaseRow, ...]:
    return _as_rows(Phase.objects.filter(course=course), PhaseRow)


def _lesson_rows(course: Course) -> tuple[LessonRow, ...]:
    rows = (
        Lesson.objects.filter(course=course)
        .order_by("position")
        .annotate(
            phase_slug=F("phase__slug"),
            is_current=IS_CURRENT,
            is_opened=Exists(Opening.objects.filter(lesson=OuterRef("pk"))),
        )
    )
    return _as_rows(rows, LessonRow)


def _question_rows(course: Course, document: documents.Course) -> tuple[QuestionRow, ...]:
    predicted = Prediction.objects.filter(question=OuterRef("pk"))
    shown = Step.objects.filter(question=OuterRef("pk"), lesson__retired_at__isnull=False)
    rows = Question.objects.filter(course=course).order_by("pk")
    keys = rows.values_list("key", flat=True)
    rows = _among(rows, "key", list(set(keys) - _unread_keys(document)))
    rows = rows.annotate(is_current=IS_CURRENT, is_held=Exists(predicted) | Exists(shown))
    return _as_rows(rows, QuestionRow)


def _unread_keys(document: documents.Course) -> set[str]:
    """Of questions that stay as they are."""
    lessons = (lesson for phase in document.phases for lesson in phase.lessons)
    unread = (lesson for lesson in lessons if isinstance(lesson, documents.UnchangedLesson))
    return {key for lesson in unread for key, _ in lesson.summary.questions}


def _revision_rows(course: Course, document: documents.Course) -> tuple[RevisionRow, ...]:
    keys = [question.key for lesson in document.read_lessons for question in lesson.questions]
    rows = _among(Revision.objects.filter(question__course=course), "question__key", keys)
    answered = Coalesce(
        Subquery(
            Prediction.objects.filter(revision=OuterRef("pk"))
            .order_by()
            .values("revision")
            .annotate(count=Count("pk"))
            .values("count")
        ),
        0,
    )
    return _as_rows(rows.annotate(shown=F("solution__shown"), answered=answered), RevisionRow)


def _former_rows(course: Course) -> tuple[FormerRow, ...]:
    return _as_rows(FormerSlug.objects.filter(course=course), FormerRow)


def _as_rows(rows: QuerySet[M], kind: type[Row]) -> tuple[Row, ...]:
    """The rows' columns that `kind` has fields for."""
    columns = (field.name for field in fields(kind))
    return tuple(kind(*row) for row in rows.values_list(*columns))


def _kept_figures(document: documents.Course) -> frozenset[str]:
    names = [figure.name for figure in figures_of(document)]
    return frozenset(_among(Figure.objects.all(), "name", names).values_list("name", flat=True))


def _among(rows: QuerySet[M], column: str, values: list[str]) -> QuerySet[M]:
    return rows.filter(**{f"{column}__in": values}) if len(values) <= FEW else rows


def figures_of(document: documents.Course) -> Iterable[documents.Figure]:
    """The pictures of all that was read."""
    yield from document.figures
    for lesson in document.read_lessons:
        yield from lesson.figures
