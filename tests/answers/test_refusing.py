"""An answer is refused for its own reason; any other fault of the database is a fault of ours."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from courseapp.answers.deciding import keep_list
from courseapp.answers.recording import (
    NotLockedError,
    claim_visitor_work,
    finish_lesson,
    note_activity,
    record_prediction,
)
from courseapp.deciding.lists import DecisionList
from courseapp.models import Course, Enrolment, Lesson, Opening, Prediction, Question, Revision
from courseapp.models.constraints import breaks
from courseapp.schedule.access import Reader, place_of
from courseapp.schedule.retiming import settle, write_openings
from tests.cast import NOON, enrol, make_course, make_learner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TABLES = ("courseapp_opening", "courseapp_prediction", "courseapp_enrolment")
WRITE = {table: f'INSERT INTO "{table}"' for table in TABLES}
WRITE["courseapp_enrolment"] = 'UPDATE "courseapp_enrolment"'


@contextmanager
def refusing(table: str, message: str) -> Iterator[None]:
    """The database refuses what is written to the table, as for a rule we do not know of."""

    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITE[table]):
            raise IntegrityError(message)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def enrolment() -> Enrolment:
    return enrol(make_learner(), make_course())


def answer(enrolment: Enrolment, choice: str = "a") -> Prediction:
    question = Question.objects.select_related("revision").get(key="question-1")
    assert question.revision
    lesson = question.lesson
    return record_prediction(
        enrolment, lesson, question, question.revision, {"choice": choice}, 4, NOON
    )


def test_the_first_answer_stays(enrolment: Enrolment) -> None:
    first = answer(enrolment, "a")
    assert answer(enrolment, "b") == first
    assert Prediction.objects.get().choice == "a"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    "message",
    [
        "NOT NULL constraint failed: courseapp_opening.room",
        "UNIQUE constraint failed: courseapp_prediction.locked_at",
        "CHECK constraint failed: prediction_confidence_has_five_steps",
    ],
)
def test_another_rule_is_no_reason_to_refuse(
    enrolment: Enrolment, table: str, message: str, is_first: bool
) -> None:
    if not is_first:
        answer(enrolment)
        Opening.objects.all().delete()
    with refusing(table, message), pytest.raises(IntegrityError, match=message):
        answer(enrolment, "b")


@pytest.mark.parametrize("table", TABLES)
def test_it_is_logged_and_the_page_says_that_it_is_our_fault(
    enrolment: Enrolment, table: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    assert enrolment.user
    client.force_login(enrolment.user)
    revision = Revision.objects.get(question__key="question-1")
    sent = {"wording": revision.wording, "choice": "a", "confidence": "4"}
    rule = "NOT NULL constraint failed: a new column"
    with refusing(table, rule), caplog.at_level(logging.ERROR, "django.request"):
        response = client.post("/courses/course/lesson-1/question-1/predict/", sent)
    assert response.status_code == 500
    assert rule in caplog.text
    assert not Prediction.objects.exists()


def test_who_has_gone_is_told_so(enrolment: Enrolment) -> None:
    Enrolment.objects.filter(pk=enrolment.pk).delete()
    lesson = Question.objects.get(key="question-1").lesson
    with pytest.raises(NotLockedError):
        answer(enrolment)
    with pytest.raises(NotLockedError):
        note_activity(enrolment, lesson.pk, NOON)
    with pytest.raises(NotLockedError):
        keep_list(enrolment, lesson, "key", DecisionList((), "a"), NOON)


def test_a_question_that_has_gone_is_told_so(enrolment: Enrolment) -> None:
    question = Question.objects.select_related("revision").get(key="question-1")
    lesson, revision = question.lesson, question.revision
    assert revision
    Question.objects.filter(pk=question.pk).delete()
    with pytest.raises(NotLockedError):
        record_prediction(enrolment, lesson, question, revision, {"choice": "a"}, 4, NOON)


@pytest.mark.django_db(transaction=True)
def test_a_lesson_that_has_gone_is_told_so(enrolment: Enrolment) -> None:
    """Its question went to another lesson, and the page was made before."""
    question = Question.objects.select_related("revision").get(key="question-1")
    gone, revision = question.lesson, question.revision
    assert revision
    Question.objects.filter(pk=question.pk).update(lesson=Lesson.objects.exclude(pk=gone.pk).get())
    Lesson.objects.get(pk=gone.pk).delete()
    place = place_of(Reader(enrolment.user), enrolment, NOON)
    with pytest.raises(NotLockedError):
        record_prediction(enrolment, gone, question, revision, {"choice": "a"}, 4, NOON)
    with pytest.raises(NotLockedError):
        keep_list(enrolment, gone, "key", DecisionList((), "a"), NOON)
    finish_lesson(place, gone)
    assert not Opening.objects.exists()


def test_a_claim_fails_for_another_rule(enrolment: Enrolment) -> None:
    visitor = "00000000-0000-4000-8000-000000000001"
    theirs = Enrolment.objects.create(
        visitor=visitor, course=enrolment.course, start=NOON.date(), enrolled_at=NOON
    )
    rule = "NOT NULL constraint failed: x"
    with refusing("courseapp_enrolment", rule), pytest.raises(IntegrityError, match=rule):
        claim_visitor_work(theirs.visitor, make_learner(), NOON)  # type: ignore[arg-type]


def test_the_rule_broken_is_known_by_name(enrolment: Enrolment) -> None:
    answer(enrolment)
    (row,) = Prediction.objects.all()
    row.pk = None
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        row.save(force_insert=True)
    assert breaks(broken.value, Prediction, "prediction_is_the_first")
    assert not breaks(broken.value, Enrolment, "enrolment_once_for_user")


@pytest.fixture
def only_one_opening() -> None:
    """A rule of the database that we know nothing of."""
    other = enrol(make_learner(), make_course())
    lesson = other.course.lessons.get(position=0)
    Opening.objects.create(enrolment=other, lesson=lesson, opened_at=NOON)
    connection.check_constraints()  # PostgreSQL changes no table whose rows wait to be checked
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX only_one ON courseapp_opening ((1))")


@pytest.mark.usefixtures("only_one_opening")
def test_a_rule_we_do_not_know_of_is_never_passed_over() -> None:
    enrolment = enrol(make_learner(), Course.objects.get())
    with pytest.raises(IntegrityError, match="only_one"), transaction.atomic():
        answer(enrolment)
    with pytest.raises(IntegrityError, match="only_one"), transaction.atomic():
        settle(Enrolment.objects.filter(pk=enrolment.pk), NOON)
    assert not Prediction.objects.exists()


def test_what_is_open_already_may_be_written_down_again(enrolment: Enrolment) -> None:
    answer(enrolment)
    before = list(Opening.objects.values())
    opening = Opening(enrolment=enrolment, lesson=Opening.objects.get().lesson, opened_at=NOON)
    opening.opened_at += timedelta(days=1)
    write_openings([opening])
    assert list(Opening.objects.values()) == before
