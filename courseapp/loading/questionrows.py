"""Writes questions, their revisions and solutions, and the steps that show them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from courseapp.deciding import kept
from courseapp.deciding.grading import Pile
from courseapp.evidence.exhibits import pack
from courseapp.lessonfiles import documents
from courseapp.loading.fitting import fitting
from courseapp.loading.plan import Plan, PlannedLesson, PlannedQuestion
from courseapp.models import Course, Question, Revision, Solution, Step, Verdicts


def write_questions(
    plan: Plan, course: Course, lessons: dict[str, int], now: datetime
) -> dict[str, int]:
    """Adds, changes and retires questions. Returns the ids of those planned, by key."""
    gone = [row.id for row in plan.retired_questions]
    Question.objects.filter(pk__in=gone).update(retired_at=now)
    kept = {question.row.key: question.row.id for question in plan.questions if question.row}
    added = _add_questions(plan, course, lessons)
    revisions = _write_revisions(plan, kept | added)
    _ask_the_only_revision(added)
    _change_questions(plan, course, lessons, revisions)
    _correct(plan, revisions)
    return kept | added


def _add_questions(plan: Plan, course: Course, lessons: dict[str, int]) -> dict[str, int]:
    rows = (_question(q, plan, course, lessons) for q in plan.questions if q.row is None)
    return {question.key: question.pk for question in Question.objects.bulk_create(rows)}


def _change_questions(
    plan: Plan, course: Course, lessons: dict[str, int], revisions: dict[str, int]
) -> None:
    rows = [_question(q, plan, course, lessons) for q in plan.questions if q.is_changed]
    for row in rows:
        row.revision_id = revisions[row.key]
    Question.objects.bulk_update(rows, ["lesson", "line", "revision", "retired_at"])


def _question(
    planned: PlannedQuestion, plan: Plan, course: Course, lessons: dict[str, int]
) -> Question:
    row = Question(
        pk=planned.row.id if planned.row else None,
        course=course,
        lesson_id=lessons[planned.lesson.slug],
        key=planned.document.key,
        line=planned.document.line,
    )
    path = f"{plan.document.path}/{planned.lesson.document.path}"
    return fitting(row, path, planned.document.line)


def _write_revisions(plan: Plan, questions: dict[str, int]) -> dict[str, int]:
    """Returns the id of every planned question's revision, by the question's key."""
    _reword([question for question in plan.questions if question.is_reworded])
    new = [question for question in plan.questions if question.revision is None]
    made = Revision.objects.bulk_create(_revision(q, questions[q.document.key]) for q in new)
    Solution.objects.bulk_create(
        Solution(revision=revision, shown=question.wording.shown)
        for revision, question in zip(made, new, strict=True)
    )
    kept = {q.document.key: q.revision.id for q in plan.questions if q.revision}
    return kept | {q.document.key: r.pk for r, q in zip(made, new, strict=True)}


def _correct(plan: Plan, revisions: dict[str, int]) -> None:
    """Points revisions with a wrong key at the right one."""
    for question in plan.questions:
        right, wrong = question.correcting.right_again, question.correcting.corrected
        if right:
            rows = Revision.objects.filter(pk__in=[row.id for row in right])
            rows.update(corrected_by=None, correction=None)
        if wrong:
            rows = Revision.objects.filter(pk__in=[row.id for row in wrong])
            truth = revisions[question.document.key]
            rows.update(corrected_by=truth, correction=question.correcting.note)


def _revision(planned: PlannedQuestion, question_id: int) -> Revision:
    return Revision(
        question_id=question_id,
        kind=planned.wording.kind,
        fingerprint=planned.wording.fingerprint,
        wording=planned.wording.wording,
        asked=planned.wording.asked,
    )


def _reword(questions: list[PlannedQuestion]) -> None:
    """Mends revisions in place: nothing that bears on their answers is another."""
    pairs = [(q.revision.id, q.wording) for q in questions if q.revision]
    asked = [Revision(pk=pk, asked=wording.asked) for pk, wording in pairs]
    Revision.objects.bulk_update(asked, ["asked"])
    shown = [Solution(pk=pk, shown=wording.shown) for pk, wording in pairs]
    Solution.objects.bulk_update(shown, ["shown"])


def _ask_the_only_revision(added: dict[str, int]) -> None:
    """One statement for all that are new: a first load has thousands."""
    revision = Revision.objects.filter(question=OuterRef("pk")).values("pk")[:1]
    Question.objects.filter(pk__in=list(added.values())).update(revision=Subquery(revision))


def write_steps(plan: Plan, lessons: dict[str, int], questions: dict[str, int]) -> None:
    """Replaces the steps of every lesson that is written."""
    written = [lesson for lesson in plan.lessons if lesson.is_written]
    rewritten = [lesson.row.id for lesson in written if lesson.row]
    Step.objects.filter(lesson__in=rewritten).delete()
    made = Step.objects.bulk_create(
        step for lesson in written for step in _steps(lesson, lessons[lesson.slug], questions)
    )
    _write_verdicts({(step.lesson_id, step.position): step for step in made}, written, lessons)


def _write_verdicts(
    steps: dict[tuple[int, int], Step], written: list[PlannedLesson], lessons: dict[str, int]
) -> None:
    Verdicts.objects.bulk_create(
        verdicts
        for lesson in written
        for position, pile in _piles(lesson)
        for verdicts in _verdicts(steps[lessons[lesson.slug], position], pile)
    )


def _piles(planned: PlannedLesson) -> Iterator[tuple[int, Pile]]:
    assert isinstance(planned.document, documents.Lesson)  # noqa: S101  plan_load writes no other
    for position, step in enumerate(planned.document.steps):
        if isinstance(step, documents.Decision) and step.pile:
            yield position, step.pile


def _verdicts(step: Step, pile: Pile) -> Iterator[Verdicts]:
    yield Verdicts(step=step, part="practice", shown=kept.verdicts_of(pile, "practice"))
    yield Verdicts(step=step, part="held-back", shown=kept.verdicts_of(pile, "held-back"))
    yield Verdicts(step=step, part="standards", shown=kept.standards_of(pile))


def _steps(planned: PlannedLesson, lesson_id: int, questions: dict[str, int]) -> Iterator[Step]:
    assert isinstance(planned.document, documents.Lesson)  # noqa: S101  plan_load writes no other
    for position, step in enumerate(planned.document.steps):
        if isinstance(step, documents.Prose):
            yield Step(lesson_id=lesson_id, position=position, html=step.html)
        elif isinstance(step, documents.Decision):
            yield Step(lesson_id=lesson_id, position=position, decision=_decision(step))
        elif isinstance(step, documents.Simulation):
            yield Step(lesson_id=lesson_id, position=position, simulation=_simulation(step))
        elif isinstance(step, documents.Evidence):
            assert step.exhibit is not None  # noqa: S101  a course without Problems has them all
            evidence = {"key": step.key, "exhibit": pack(step.exhibit)}
            yield Step(lesson_id=lesson_id, position=position, evidence=evidence)
        else:
            yield Step(lesson_id=lesson_id, position=position, question_id=questions[step.key])


def _decision(step: documents.Decision) -> dict[str, Any]:
    assert step.pile  # noqa: S101  only a sound file is loaded
    facts = {"key": step.key, "prompt": step.prompt_html, "questions": step.questions}
    return facts | kept.asked_of(step.pile)


def _simulation(step: documents.Simulation) -> dict[str, Any]:
    return {"key": step.key, "simulator": step.simulator, "defaults": dict(step.defaults)}
