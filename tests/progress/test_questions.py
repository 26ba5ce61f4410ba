import pytest
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Enrolment, Lesson, Question
from courseapp.progress.questions import OptionReport, QuestionReport, plain, report_questions
from tests.cast import add_question, add_revision, make_course
from tests.progress.rows import enrol_many, estimate, predict, reflect

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> Question:
    return Question.objects.get(course=make_course(lessons=1))


def report(*enrolments: Enrolment) -> list[QuestionReport]:
    chosen = Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in enrolments])
    return report_questions(Question.objects.all(), chosen)


def test_each_option_has_its_count_share_and_mean_confidence(question: Question) -> None:
    enrolments = enrol_many(question, 3)
    predict(enrolments[0], question, choice="a", confidence=5)
    predict(enrolments[1], question, choice="a", confidence=2)
    predict(enrolments[2], question, choice="b", confidence=1)

    [found] = report(*enrolments)

    assert found.current.options == (
        OptionReport("The first", is_right=False, count=2, share=67, mean_confidence=3.5),
        OptionReport("The second", is_right=True, count=1, share=33, mean_confidence=1),
    )
    assert (found.current.right_percent, found.current.misled_percent) == (33, 33)


def test_an_option_nobody_chose_is_listed(question: Question) -> None:
    [found] = report()

    assert [(o.count, o.share, o.mean_confidence) for o in found.current.options] == [
        (0, 0, None),
        (0, 0, None),
    ]
    assert (found.current.right_percent, found.current.misled_percent) == (None, 0)


@pytest.mark.parametrize(("confidence", "misled"), [(3, 0), (4, 100), (5, 100)])
def test_wrong_misleads_from_sure_on(question: Question, confidence: int, misled: int) -> None:
    [enrolment] = enrol_many(question, 1)
    predict(enrolment, question, choice="a", confidence=confidence)

    [found] = report(enrolment)

    assert found.current.misled_percent == misled


def test_the_most_misleading_question_comes_first(question: Question) -> None:
    mild = add_question(question.lesson, "mild")
    worst = add_question(question.lesson, "worst")
    for enrolment in (enrolments := enrol_many(question, 2)):
        predict(enrolment, question, choice="b", confidence=5)
        predict(enrolment, worst, choice="a", confidence=5)
    predict(enrolments[0], mild, choice="a", confidence=4)
    predict(enrolments[1], mild, choice="a", confidence=1)

    assert [found.question.key for found in report(*enrolments)] == ["worst", "mild", "question-1"]


def test_only_the_given_enrolments_count(question: Question) -> None:
    asked, other = enrol_many(question, 2)
    predict(asked, question)
    predict(other, question)

    [found] = report(asked)

    assert found.current.sums.count == 1


def test_older_revisions_stand_apart_from_the_current_one(question: Question) -> None:
    first, second = enrol_many(question, 2)
    old = question.revision
    predict(first, question, choice="a")
    add_revision(question, prompt="<p>Which of the two?</p>")
    predict(second, question, choice="b")

    [found] = report(first, second)

    assert found.current.prompt == "Which of the two?"
    assert [option.count for option in found.current.options] == [0, 1]
    assert [(each.revision, each.prompt, each.sums.count) for each in found.older] == [
        (old, "Which one?", 1)
    ]


def test_questions_without_options_have_their_totals(question: Question) -> None:
    guess = add_question(question.lesson, "guess", "estimate")
    words = add_question(question.lesson, "words", "reflect")
    [enrolment] = enrol_many(question, 1)
    estimate(enrolment, guess, 60)
    reflect(enrolment, words)

    found = {each.question.key: each.current for each in report(enrolment)}

    assert (found["guess"].options, found["guess"].right_percent) == ((), 100)
    assert (found["words"].sums.count, found["words"].right_percent) == (1, None)


def test_a_question_names_its_file_and_line(question: Question) -> None:
    [found] = report()

    assert found.source == "course/phase/lesson-1.md:10"


def test_retired_questions_are_not_reported(question: Question) -> None:
    Question.objects.update(retired_at=question.course.loaded_at)

    assert report() == []


def test_text_has_neither_tags_nor_entities() -> None:
    assert plain("<p>a &lt; <code>b</code>\n&amp; c</p>") == "a < b & c"


@pytest.mark.parametrize("count", [1, 3])
def test_reports_take_three_queries(
    question: Question, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    lesson = Lesson.objects.get()
    questions = [question, *(add_question(lesson, f"q{number}") for number in range(count - 1))]
    for enrolment in enrol_many(question, count):
        for each in questions:
            predict(enrolment, each)
    for each in questions:
        add_revision(each)

    with django_assert_num_queries(3):
        report_questions(Question.objects.all(), Enrolment.objects.all())
