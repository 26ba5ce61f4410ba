"""How far a reader has come in a lesson: each question's state, from what is recorded."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef

from courseapp.answers.states import State, previewed, revealed, waiting
from courseapp.models import Enrolment, Lesson, Prediction, Question, Step
from courseapp.progress.others import others_on
from courseapp.schedule.access import Place
from courseapp.schedule.outline import steps_of


def questions_of(steps: Sequence[Step]) -> list[Question]:
    return [step.question for step in steps if step.question is not None]


def predictions_of(
    enrolment: Enrolment | None, questions: Sequence[Question]
) -> dict[int, Prediction]:
    """What this learner locked on these questions, by question id, with the solutions."""
    if enrolment is None:
        return {}
    predictions = Prediction.objects.filter(enrolment=enrolment, question__in=questions)
    predictions = predictions.select_related("question", "revision__solution")
    return {prediction.question_id: prediction for prediction in predictions}


def states_of(
    enrolment: Enrolment | None,
    questions: Sequence[Question],
    refused: Mapping[int, dict[str, Any]] | None = None,
) -> dict[int, State]:
    """Each question's state by its id; `refused` has what a waiting one's form held and why not."""
    predictions = predictions_of(enrolment, questions)
    revisions = [prediction.revision_id for prediction in predictions.values()]
    others = others_on(revisions, for_enrolment=enrolment, own=predictions.values())
    states: dict[int, State] = {}
    for number, question in enumerate(questions, start=1):
        prediction = predictions.get(question.pk)
        if prediction:
            states[question.pk] = revealed(prediction, number, *others[prediction.revision_id])
        else:
            states[question.pk] = waiting(question, number, **(refused or {}).get(question.pk, {}))
    return states


def answered_keys(place: Place, keys: Collection[str]) -> frozenset[str]:
    """Those of these questions of the course that the reader has answered."""
    if place.enrolment is None or not keys:
        return frozenset()
    predictions = Prediction.objects.filter(enrolment=place.enrolment, question__key__in=keys)
    return frozenset(predictions.values_list("question__key", flat=True))


def read(
    place: Place, lesson: Lesson, refused: Mapping[int, dict[str, Any]] | None = None
) -> tuple[Sequence[Step], dict[int, State]]:
    """The lesson's steps and the states of their questions for this reader."""
    steps = steps_of(lesson, place.course)
    return steps, states_of(place.enrolment, questions_of(steps), refused)


def titled(place: Place) -> set[int]:
    """The finished lessons, by id, whose title gives nothing away any more.

    A question may have come after a lesson was finished, and a new title with it.
    """
    finished = {pk for pk, opening in place.openings.items() if opening.finished_at}
    if not finished:
        return set()
    answers = Prediction.objects.filter(enrolment=place.enrolment, question=OuterRef("question"))
    asked = Step.objects.filter(lesson__in=finished, question__isnull=False)
    return finished - set(asked.filter(~Exists(answers)).values_list("lesson", flat=True))


def first_waiting(place: Place, lesson: Lesson) -> Question | None:
    """The question this reader is to answer next; None once all are answered."""
    questions = questions_of(steps_of(lesson, place.course))
    predictions = Prediction.objects.filter(enrolment=place.enrolment, question__in=questions)
    answered = set(predictions.values_list("question_id", flat=True)) if place.enrolment else set()
    return next((question for question in questions if question.pk not in answered), None)


def preview(place: Place, lesson: Lesson) -> tuple[Sequence[Step], dict[int, State]]:
    """The lesson's steps with everything revealed and nothing recorded."""
    steps = steps_of(lesson, place.course)
    questions = questions_of(steps)
    return steps, {q.pk: previewed(q, number) for number, q in enumerate(questions, start=1)}
