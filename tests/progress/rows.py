"""Predictions for tests of statistics, written straight into the table."""

from typing import Any

from courseapp.models import Enrolment, Prediction, Question
from tests.cast import NOON, enrol, make_learner


def predict(enrolment: Enrolment, question: Question, **fields: Any) -> Prediction:
    """A prediction on the question's current revision: option "a", wrong, fairly sure."""
    choice = fields.pop("choice", "a")
    fields = {
        "answer": {"choice": choice},
        "choice": choice,
        "confidence": 3,
        "is_right": choice == "b",
        "revision": question.revision,
        "locked_at": NOON,
    } | fields
    return Prediction.objects.create(enrolment=enrolment, question=question, **fields)


def estimate(enrolment: Enrolment, question: Question, value: float) -> Prediction:
    return predict(
        enrolment, question, choice="", answer={"value": value}, is_right=57 <= value <= 63
    )


def reflect(enrolment: Enrolment, question: Question) -> Prediction:
    return predict(enrolment, question, choice="", answer={"text": "Words"}, is_right=None)


def enrol_many(question: Question, count: int, **fields: Any) -> list[Enrolment]:
    """So many new learners in the question's course."""
    return [enrol(make_learner(), question.course, **fields) for _ in range(count)]


def asked_now(question: Question) -> int:
    """The id of the revision now asked."""
    assert question.revision_id is not None
    return question.revision_id
