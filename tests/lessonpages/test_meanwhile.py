"""An author removes a question while its page is open: nothing breaks, and the reader is told."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Opening, Prediction, Question
from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]

LESSON = "/courses/course/lesson-1/"


def post_to_a_question_just_removed(client: Client, **headers: str) -> Any:
    """Removed without a word, as by a load that ends between two queries of this post."""
    learner = cast.make_learner()
    cast.enrol(learner, cast.make_course())
    client.force_login(learner)
    client.get(LESSON)
    revision = Question.objects.get(key="question-1").revision
    assert revision is not None
    data = {"wording": revision.wording, "choice": "a", "confidence": "3"}
    Question.objects.all().delete()
    return client.post(f"{LESSON}question-1/predict/", data, headers=headers)


def test_an_answer_to_what_is_gone_leads_back_to_the_lesson(client: Client) -> None:
    response = post_to_a_question_just_removed(client)
    assert (response.status_code, response["Location"]) == (HTTPStatus.FOUND, LESSON)
    assert "your answer was not locked in" in client.get(LESSON).content.decode()
    assert (Prediction.objects.count(), Opening.objects.count()) == (0, 0)


def test_htmx_is_led_back_to_the_lesson_too(client: Client) -> None:
    response = post_to_a_question_just_removed(client, **{"HX-Request": "true"})
    assert response["HX-Redirect"] == LESSON
