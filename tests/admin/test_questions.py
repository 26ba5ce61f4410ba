import pytest
from pytest_django import DjangoAssertNumQueries

from tests.admin.desk import ADMIN, Desk, make_desk, signed_in, text_of
from tests.admin.test_enrolments import cells
from tests.cast import add_question, add_revision, enrol, make_learner
from tests.clock import HeldClock
from tests.progress.rows import predict

pytestmark = pytest.mark.django_db

REPORT = f"{ADMIN}/question/report/"


@pytest.fixture
def desk(clock: HeldClock) -> Desk:
    return make_desk()


def test_options_show_who_chose_them_and_how_sure(desk: Desk) -> None:
    another = enrol(make_learner(), desk.course, cohort=desk.cohort)
    predict(another, desk.question, choice="a", confidence=5)

    text = text_of(signed_in(desk.instructor).get(REPORT))

    assert cells(text) == [["2", "100 % 100 %", "4.0"], ["0", "0 % 0 %", "–"]]
    assert "<strong>50 %</strong> confident and wrong (1 of 2)" in text
    assert "The second <strong>(right)</strong>" in text


def test_each_question_links_to_its_lesson_and_names_its_line(desk: Desk) -> None:
    text = text_of(signed_in(desk.instructor).get(REPORT))

    assert '<a href="/courses/course/lesson-1/preview/">Secret title 1</a>' in text
    assert "<code>course/phase/lesson-1.md:10</code>" in text


def test_the_most_misleading_question_comes_first(desk: Desk) -> None:
    worst = add_question(desk.lessons[2], "the-worst")
    predict(desk.enrolment, worst, choice="a", confidence=5)

    text = text_of(signed_in(desk.instructor).get(REPORT))

    order = ["the-worst", "question-1", "question-2"]
    assert sorted(order, key=lambda key: text.index(f"<h2>{key}</h2>")) == order


def test_earlier_wordings_are_kept_apart(desk: Desk) -> None:
    add_revision(desk.question, prompt="<p>A clearer one?</p>")

    text = text_of(signed_in(desk.instructor).get(REPORT))

    assert "An earlier wording, with 1 prediction<" in text
    assert "A clearer one?" in text


def test_all_cohorts_of_an_instructor_are_counted_together(desk: Desk) -> None:
    desk.other_cohort.instructors.add(desk.instructor)
    client = signed_in(desk.instructor)

    assert cells(text_of(client.get(f"{REPORT}?cohort=all")))[0][0] == "2"
    assert cells(text_of(client.get(f"{REPORT}?cohort={desk.cohort.pk}")))[0][0] == "1"


@pytest.mark.parametrize("wrong", ["999", "x", "-1", "²", "9" * 30])
def test_a_cohort_that_is_not_there_is_not_found(desk: Desk, wrong: str) -> None:
    assert signed_in(desk.instructor).get(f"{REPORT}?cohort={wrong}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_takes_eight_queries(
    count: int, clock: HeldClock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = make_desk(lessons=count)
    add_revision(desk.question)
    client = signed_in(desk.instructor)

    with django_assert_num_queries(8):
        client.get(REPORT)
