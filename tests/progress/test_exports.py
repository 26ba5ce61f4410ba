from typing import Any

import pytest

from courseapp.models import Enrolment, Question
from courseapp.progress.exports import said
from tests.cast import add_question, enrol, make_course, make_learner
from tests.progress.rows import predict

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("predict", {"choice": "b"}, "The second"),
        ("estimate", {"value": 1500.0}, "1,500 requests"),
        ("interval", {"low": 0.5, "high": 2_000_000.0}, "0.5 to 2,000,000 tokens/s"),
        ("rank", {"order": ["c", "a", "b"]}, "Cat, Ant, Bear"),
        ("reflect", {"text": "It depends."}, "It depends."),
    ],
)
def test_an_answer_is_exported_in_words(kind: str, answer: dict[str, Any], words: str) -> None:
    enrolment: Enrolment = enrol(make_learner(), make_course(lessons=1))
    question = add_question(Question.objects.get().lesson, "another", kind)

    assert said(predict(enrolment, question, answer=answer)) == words
