from collections import Counter
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from courseapp.answers.states import Others
from courseapp.models import Enrolment, Question
from courseapp.progress.others import middle_half, others_on
from tests.cast import (
    NOON,
    add_question,
    add_revision,
    enrol,
    make_cohort,
    make_course,
    make_learner,
)
from tests.progress.rows import asked_now, enrol_many, estimate, predict, reflect

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> Question:
    return Question.objects.get(course=make_course(lessons=1))


def test_four_others_are_too_few(question: Question) -> None:
    reader, *others = enrol_many(question, 5)
    for enrolment in [reader, *others]:
        predict(enrolment, question)

    answer = others_on([asked_now(question)], for_enrolment=reader)

    assert answer == {asked_now(question): ({"a": 4}, None)}


def test_five_others_are_shown_without_the_reader(question: Question) -> None:
    reader, *others = enrol_many(question, 6)
    predict(reader, question, choice="b")
    for enrolment, choice in zip(others, "aaabb", strict=True):
        predict(enrolment, question, choice=choice)

    answer = others_on([asked_now(question)], for_enrolment=reader)

    assert answer == {asked_now(question): ({"a": 3, "b": 2}, Others(5, right_percent=40))}


def test_a_reader_not_yet_counted_is_not_taken_out(question: Question) -> None:
    reader, *others = enrol_many(question, 6)
    for enrolment in others:
        predict(enrolment, question)
    others_on([asked_now(question)], for_enrolment=reader)
    predict(reader, question)

    answer = others_on([asked_now(question)], for_enrolment=reader)

    assert answer == {asked_now(question): ({"a": 5}, Others(5, right_percent=0))}


def test_other_revisions_do_not_count(question: Question) -> None:
    old = asked_now(question)
    for enrolment in enrol_many(question, 5):
        predict(enrolment, question)
    new = add_revision(question).pk

    answer = others_on([old, new], for_enrolment=None)

    assert answer == {old: ({"a": 5}, Others(5, right_percent=0)), new: ({}, None)}


def test_the_middle_half_of_estimates_is_between_the_quartiles(question: Question) -> None:
    guess = add_question(question.lesson, "guess", "estimate")
    reader, *others = enrol_many(question, 9)
    estimate(reader, guess, 1_000_000)
    for enrolment, value in zip(others, (10, 20, 30, 40, 50.5, 60, 70, 80), strict=True):
        estimate(enrolment, guess, value)

    answer = others_on([asked_now(guess)], for_enrolment=reader)

    assert answer == {asked_now(guess): ({}, Others(8, right_percent=12, middle_half=(20, 60)))}


def test_intervals_and_rankings_have_no_middle_half(question: Question) -> None:
    span = add_question(question.lesson, "span", "interval")
    rank = add_question(question.lesson, "rank", "rank")
    for enrolment in enrol_many(question, 5):
        predict(enrolment, span, choice="", answer={"low": 1, "high": 2}, is_right=False)
        predict(enrolment, rank, choice="", answer={"order": ["b", "c", "a"]}, is_right=True)

    answer = others_on([asked_now(span), asked_now(rank)], for_enrolment=None)

    assert answer == {
        asked_now(span): ({}, Others(5, right_percent=0)),
        asked_now(rank): ({}, Others(5, right_percent=100)),
    }


def test_reflections_are_counted_and_not_judged(question: Question) -> None:
    words = add_question(question.lesson, "words", "reflect")
    for enrolment in enrol_many(question, 5):
        reflect(enrolment, words)

    answer = others_on([asked_now(words)], for_enrolment=None)

    assert answer == {asked_now(words): ({}, Others(5))}


def test_simulated_learners_are_shown_in_their_demo_only(question: Question) -> None:
    demo = make_cohort(question.course, name="Demo", is_demo=True)
    member, *simulated = enrol_many(question, 6, cohort=demo)
    for enrolment in simulated:
        predict(enrolment, question)
    real = enrol(make_learner(), question.course, cohort=make_cohort(question.course))

    to_real = others_on([asked_now(question)], for_enrolment=real)
    to_member = others_on([asked_now(question)], for_enrolment=member)

    assert to_real == {asked_now(question): ({}, None)}
    assert to_member == {asked_now(question): ({"a": 5}, Others(5, right_percent=0))}


def visit(question: Question) -> Enrolment:
    return Enrolment.objects.create(
        visitor=uuid4(), course=question.course, start=NOON.date(), enrolled_at=NOON
    )


def test_visitors_do_not_count(question: Question) -> None:
    for enrolment in enrol_many(question, 5):
        predict(enrolment, question)
    visitors = [visit(question) for _ in range(5)]
    for enrolment in visitors:
        predict(enrolment, question, choice="b")

    to_visitor = others_on([asked_now(question)], for_enrolment=visitors[0])
    to_nobody = others_on([asked_now(question)], for_enrolment=None)

    assert to_visitor == {asked_now(question): ({"a": 5}, Others(5, right_percent=0))}
    assert to_nobody == to_visitor


def test_a_visitor_who_has_just_signed_up_takes_nothing_below_zero(question: Question) -> None:
    visitor = visit(question)
    predict(visitor, question, choice="b")
    for enrolment in enrol_many(question, 6):
        predict(enrolment, question)
    others_on([asked_now(question)], for_enrolment=visitor)
    visitor.user, visitor.visitor = make_learner(), None
    visitor.save()

    answer = others_on([asked_now(question)], for_enrolment=visitor)

    assert answer == {asked_now(question): ({"a": 6}, Others(5, right_percent=0))}


@pytest.mark.parametrize("count", [1, 3])
def test_counts_take_one_query_and_then_none(
    question: Question, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    questions = [question, *(add_question(question.lesson, f"q{n}") for n in range(count - 1))]
    [reader] = enrol_many(question, 1)
    own = [predict(reader, each) for each in questions]
    revisions = [prediction.revision_id for prediction in own]

    with django_assert_num_queries(1):
        others_on(revisions, for_enrolment=reader, own=own)
    with django_assert_num_queries(0):
        others_on(revisions, for_enrolment=reader, own=own)


def test_the_middle_half_of_one_value_is_that_value() -> None:
    assert middle_half(Counter({7.0: 1})) == (7.0, 7.0)
