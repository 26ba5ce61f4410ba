"""Writes what a plan decided, in one transaction."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from courseapp.loading.fitting import fitting
from courseapp.loading.lessonrows import clear_the_way, write_lessons
from courseapp.loading.plan import Plan, PlannedPhase, facts_of
from courseapp.loading.questionrows import write_questions, write_steps
from courseapp.loading.snapshot import FormerRow, LessonRow, PhaseRow, QuestionRow
from courseapp.models import Course, Figure, FormerSlug, Lesson, Phase, Question


def apply_plan(plan: Plan, now: datetime) -> None:
    """Writes all of a plan or none of it; a plan that changes nothing touches no row.

    Raises:
        UnfitError: something in a file is longer or larger than its column takes.
        IntegrityError: somebody wrote at the same time, another load for example.
    """
    if plan.changes_nothing:
        return
    with transaction.atomic():
        course = _write_course(plan)
        _write_figures(plan)
        phases = _write_phases(plan, course)
        clear_the_way(plan, now)
        lessons = write_lessons(plan, course, phases)
        questions = write_questions(plan, course, lessons, now)
        write_steps(plan, lessons, questions)
        _delete_what_is_gone(plan)
        _write_former_slugs(plan, course, lessons)


def _write_course(plan: Plan) -> Course:
    """Saves it whatever changed, since pages are remembered until `loaded_at` moves."""
    path, facts = f"{plan.document.path}/course.md", facts_of(plan.document)
    if plan.course is None:
        course = Course(slug=plan.document.slug)
    else:
        course = Course.objects.get(pk=plan.course.id)
    for column, value in facts.items():
        setattr(course, column, value)
    course.retired_at = None
    fitting(course, path).save()
    return course


def _write_figures(plan: Plan) -> None:
    figures = (
        Figure(name=f.name, media_type=f.media_type, content=f.content) for f in plan.figures
    )
    # Equal names hold equal bytes. Ignoring conflicts would, on SQLite, ignore any other rule, too.
    Figure.objects.bulk_create(
        figures, update_conflicts=True, unique_fields=["name"], update_fields=["media_type"]
    )


def _write_phases(plan: Plan, course: Course) -> dict[str, int]:
    """Returns the ids of all phases of the files, by slug."""
    changed = [_phase(phase, plan, course) for phase in plan.phases if phase.is_changed]
    Phase.objects.bulk_update(changed, ["title", "aim", "position"])
    added = (_phase(phase, plan, course) for phase in plan.phases if phase.row is None)
    created = Phase.objects.bulk_create(added)
    kept = {phase.row.slug: phase.row.id for phase in plan.phases if phase.row}
    return kept | {phase.slug: phase.pk for phase in created}


def _phase(planned: PlannedPhase, plan: Plan, course: Course) -> Phase:
    phase = Phase(
        pk=planned.row.id if planned.row else None,
        course=course,
        slug=planned.document.slug,
        title=planned.document.title,
        aim=planned.document.aim,
        position=planned.position,
    )
    return fitting(phase, f"{plan.document.path}/course.md")


def _delete_what_is_gone(plan: Plan) -> None:
    Question.objects.filter(pk__in=_ids(plan.deleted_questions)).delete()
    Lesson.objects.filter(pk__in=_ids(plan.deleted_lessons)).delete()
    Phase.objects.filter(pk__in=_ids(plan.gone_phases)).delete()


def _ids(rows: Iterable[LessonRow | PhaseRow | QuestionRow | FormerRow]) -> list[int]:
    return [row.id for row in rows]


def _write_former_slugs(plan: Plan, course: Course, lessons: dict[str, int]) -> None:
    outdated = [former.row for former in plan.former_slugs if former.row]
    FormerSlug.objects.filter(pk__in=_ids([*plan.dropped_former_slugs, *outdated])).delete()
    FormerSlug.objects.bulk_create(
        FormerSlug(course=course, slug=former.slug, lesson_id=lessons[former.lesson])
        for former in plan.former_slugs
    )
