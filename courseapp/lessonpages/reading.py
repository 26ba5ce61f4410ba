"""How far a reader has come in a lesson: each question's state, from what is recorded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.urls import reverse

from courseapp.answers.drafts import Draft
from courseapp.answers.solutions import solved
from courseapp.answers.states import State, previewed, revealed, waiting
from courseapp.lessonpages import decisions
from courseapp.lessonpages.decisions import Deciding
from courseapp.lessonpages.pages import lesson_url
from courseapp.models import Enrolment, Framework, Lesson, Prediction, Question, Step
from courseapp.models.prepared import prepared
from courseapp.progress.others import others_on
from courseapp.schedule.access import Place
from courseapp.schedule.outline import pickers_of, steps_of


@dataclass(frozen=True)
class PickerPlace:
    """A decision that brings a picker, and whether it is open to the reader."""

    step: Step
    is_open: bool


def questions_of(steps: Sequence[Step]) -> list[Question]:
    return [step.question for step in steps if step.question is not None]


@dataclass(frozen=True)
class Work:
    """What a reader has done in a lesson: what they locked, by question id, with the solutions,
    and their lists for its decisions, by key."""

    predictions: Mapping[int, Prediction]
    frameworks: Mapping[str, Framework]


def work_of(place: Place, lesson: Lesson) -> Work:
    return Work(predictions_of(place, lesson), frameworks_of(place, lesson))


def predictions_of(place: Place, lesson: Lesson) -> dict[int, Prediction]:
    asked = {question.pk: question for question in questions_of(steps_of(lesson, place.course))}
    if place.enrolment is None or not asked:
        return {}
    found = _predictions(place.enrolment.pk, tuple(asked))
    predictions = {prediction.question_id: prediction for prediction in found}
    for key, prediction in predictions.items():
        prediction.question = asked[key]
        prediction.revision = solved(prediction.revision_id, place.course)
    return predictions


@prepared
def _predictions(enrolment_id: int, question_ids: tuple[int, ...]) -> QuerySet[Prediction]:
    return Prediction.objects.filter(enrolment=enrolment_id, question__in=question_ids)


def frameworks_of(place: Place, lesson: Lesson) -> dict[str, Framework]:
    """No query where the lesson has no decision."""
    steps = steps_of(lesson, place.course)
    if place.enrolment is None or not any(step.decision for step in steps):
        return {}
    frameworks = Framework.objects.filter(enrolment=place.enrolment, lesson=lesson)
    return {framework.key: framework for framework in frameworks}


def states_of(
    enrolment: Enrolment | None,
    questions: Sequence[Question],
    numbers: Mapping[int, int],
    predictions: Mapping[int, Prediction],
    refused: Mapping[int, dict[str, Any]],
) -> dict[int, State]:
    """Each question's state by its id; `refused` has what a waiting one's form held and why not."""
    revisions = [prediction.revision_id for prediction in predictions.values()]
    others = others_on(revisions, for_enrolment=enrolment, own=predictions.values())
    states: dict[int, State] = {}
    for question in questions:
        number = numbers[question.pk]
        prediction = predictions.get(question.pk)
        if prediction:
            states[question.pk] = revealed(prediction, number, *others[prediction.revision_id])
        else:
            states[question.pk] = waiting(question, number, **refused.get(question.pk, {}))
    return states


def answered_keys(place: Place, keys: Collection[str]) -> frozenset[str]:
    """Those of these questions of the course that the reader has answered."""
    if place.enrolment is None or not keys:
        return frozenset()
    predictions = Prediction.objects.filter(enrolment=place.enrolment, question__key__in=keys)
    return frozenset(predictions.values_list("question__key", flat=True))


def read(
    place: Place,
    lesson: Lesson,
    refused: Mapping[int, dict[str, Any]] | None = None,
    drafts: Mapping[str, Draft] | None = None,
    work: Work | None = None,
) -> tuple[Sequence[Step], dict[int, State | Deciding]]:
    """The lesson's steps and, by their gates, the states of its questions and decisions.

    Args:
        drafts: what the reader is writing for a decision, by its key.
        work: what the reader has done, where the caller has it at hand.
    """
    steps, work = steps_of(lesson, place.course), work or work_of(place, lesson)
    numbers, questions = numbers_of(steps), questions_of(steps)
    answered = states_of(place.enrolment, questions, numbers, work.predictions, refused or {})
    return steps, {**answered, **decisions_of(place, lesson, work.frameworks, drafts or {})}


def numbers_of(steps: Sequence[Step]) -> dict[int, int]:
    """The number of each question and decision, from 1, by its gate."""
    gates = (step.gate for step in steps if step.gate is not None)
    return {gate: number for number, gate in enumerate(gates, start=1)}


def decisions_of(
    place: Place,
    lesson: Lesson,
    frameworks: Mapping[str, Framework],
    drafts: Mapping[str, Draft],
) -> dict[int, Deciding]:
    steps = steps_of(lesson, place.course)
    if not any(step.decision for step in steps):
        return {}
    numbers, url = numbers_of(steps), lesson_url(place.course, lesson)
    return {
        -step.pk: decisions.deciding(
            step,
            frameworks.get(step.decision["key"]),
            numbers[-step.pk],
            url,
            drafts.get(step.decision["key"]),
            reverse("pick", args=[place.course.slug]),
            may_write=place.reader.user is not None,
        )
        for step in steps
        if step.decision
    }


def picker_of(place: Place) -> PickerPlace | None:
    """The course's picker; None where it has none for this reader.

    A lesson that has gone from the course still has one for who locked a list in it.
    """
    steps = pickers_of(place.course)
    locked = locked_lists(place.enrolment) if steps else set()
    opened = [step for step in steps if (step.lesson_id, (step.decision or {})["key"]) in locked]
    closed = [step for step in steps if step.lesson.retired_at is None]
    step = next(iter([*opened, *closed]), None)
    return PickerPlace(step, is_open=bool(opened)) if step else None


def locked_lists(enrolment: Enrolment | None) -> set[tuple[int, str]]:
    """(lesson's id, decision's key) of each list that this learner has locked."""
    if enrolment is None:
        return set()
    locked = Framework.objects.filter(enrolment=enrolment).exclude(locked_at=None)
    return set(locked.values_list("lesson_id", "key"))


def titled(place: Place) -> set[int]:
    """The finished lessons, by id, whose title gives nothing away any more.

    A question or decision may have come after a lesson was finished, and a new title with it.
    """
    finished = {pk for pk, opening in place.openings.items() if opening.finished_at}
    if not finished:
        return set()
    answers = Prediction.objects.filter(enrolment=place.enrolment, question=OuterRef("question"))
    lists = Framework.objects.filter(enrolment=place.enrolment, lesson=OuterRef("lesson"))
    locked = lists.filter(key=OuterRef("key")).exclude(locked_at=None)
    steps = Step.objects.filter(lesson__in=finished).annotate(key=KT("decision__key"))
    waiting = steps.filter(
        Q(question__isnull=False) & ~Exists(answers) | Q(decision__isnull=False) & ~Exists(locked)
    )
    return finished - set(waiting.values_list("lesson", flat=True))


def first_waiting(steps: Sequence[Step], work: Work) -> Question | None:
    """The question this reader is to answer next; None once all are answered, and while a
    decision waits before the next."""
    locked = {key for key, framework in work.frameworks.items() if framework.locked_at}
    for step in steps:
        if step.decision and step.decision["key"] not in locked:
            return None
        if step.question and step.question_id not in work.predictions:
            return step.question
    return None


def preview(place: Place, lesson: Lesson) -> tuple[Sequence[Step], dict[int, State | Deciding]]:
    """The lesson's steps with everything revealed and nothing recorded."""
    steps = steps_of(lesson, place.course)
    numbers, url = numbers_of(steps), lesson_url(place.course, lesson)
    picker_url = reverse("preview_pick", args=[place.course.slug])
    questions = {q.pk: previewed(q, numbers[q.pk]) for q in questions_of(steps)}
    lists = {
        -step.pk: decisions.previewed(step, numbers[-step.pk], url, picker_url)
        for step in steps
        if step.decision
    }
    return steps, {**questions, **lists}
