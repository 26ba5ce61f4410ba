"""Writes lessons: first out of each other's way, then to their places."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from courseapp.lessonfiles import documents
from courseapp.loading.fitting import fitting
from courseapp.loading.plan import Plan, PlannedLesson
from courseapp.models import Course, Lesson

CONTENT = (
    "slug",
    "path",
    "digest",
    "summary",
    "title",
    "teaser",
    "minutes",
    "minutes_in",
    "objective",
    "checked",
    "sources",
)
PLACE = ("phase", "position", "retired_at")


def clear_the_way(plan: Plan, now: datetime) -> None:
    """Frees every slug and position that this plan gives to another lesson.

    Databases hold unique constraints row by row, so lessons that swap would meet half-way.
    """
    gone = [row.id for row in (*plan.retired_lessons, *plan.deleted_lessons)]
    Lesson.objects.filter(pk__in=gone).update(retired_at=now)
    _step_aside(plan)
    renamed = _ids(plan, lambda lesson: lesson.is_renamed)
    Lesson.objects.filter(pk__in=renamed).update(
        slug=Concat(Value("~"), Cast("pk", CharField(max_length=20)))
    )
    retimed = _ids(plan, lambda lesson: lesson.is_retimed)
    Lesson.objects.filter(pk__in=retimed).update(position=F("position") + _beyond(plan))


def _ids(plan: Plan, condition: Callable[[PlannedLesson], bool]) -> list[int]:
    return [lesson.row.id for lesson in plan.lessons if lesson.row and condition(lesson)]


def _beyond(plan: Plan) -> int:
    """So far that no lesson is there, before or after."""
    taken = (lesson.row.position for lesson in plan.lessons if lesson.row)
    return max((len(plan.lessons), *taken)) + 1


def _step_aside(plan: Plan) -> None:
    """Retired lessons give their address to the current lesson of that name."""
    for row in plan.displaced:
        Lesson.objects.filter(pk=row.id).update(slug=f"{row.slug[:60]}-{row.id}")


def write_lessons(plan: Plan, course: Course, phases: dict[str, int]) -> dict[str, int]:
    """Adds, rewrites and moves lessons. Returns the ids of all lessons of the files, by slug."""
    rewritten = [_lesson(le, plan, course, phases) for le in plan.lessons if le.is_rewritten]
    Lesson.objects.bulk_update(rewritten, [*CONTENT, *PLACE])
    moved = (le for le in plan.lessons if le.is_moved and not le.is_rewritten)
    _move(moved, phases)
    added = (_lesson(le, plan, course, phases) for le in plan.lessons if le.row is None)
    created = Lesson.objects.bulk_create(added)
    kept = {lesson.slug: lesson.row.id for lesson in plan.lessons if lesson.row}
    return kept | {lesson.slug: lesson.pk for lesson in created}


def _move(moved: Iterable[PlannedLesson], phases: dict[str, int]) -> None:
    Lesson.objects.bulk_update(
        (
            Lesson(pk=le.row.id, phase_id=phases[le.phase], position=le.position)
            for le in moved
            if le.row
        ),
        ["phase", "position"],
    )


def _lesson(planned: PlannedLesson, plan: Plan, course: Course, phases: dict[str, int]) -> Lesson:
    lesson = planned.document
    assert isinstance(lesson, documents.Lesson)  # noqa: S101  plan_load writes no other
    row = Lesson(
        pk=planned.row.id if planned.row else None,
        course=course,
        phase_id=phases[planned.phase],
        position=planned.position,
        slug=lesson.slug,
        path=lesson.path,
        digest=lesson.digest,
        summary=dict(vars(lesson.summary)),
        title=lesson.title,
        teaser=lesson.teaser,
        minutes=lesson.minutes,
        minutes_in=list(lesson.minutes_in),
        objective=lesson.objective,
        checked=lesson.checked,
        sources=[asdict(source) for source in lesson.sources],
    )
    return fitting(row, f"{plan.document.path}/{lesson.path}")
