from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Enrolment, Lesson, Question
from courseapp.progress.learners import grid_rows, stuck, with_progress
from courseapp.schedule.outline import lessons_of
from tests.cast import (
    NOON,
    add_question,
    enrol,
    make_cohort,
    make_course,
    make_learner,
    open_lesson,
)
from tests.progress.rows import enrol_many, predict, reflect

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def enrolment() -> Enrolment:
    return enrol(make_learner(), make_course(lessons=3))


def lesson(position: int) -> Lesson:
    return Lesson.objects.get(position=position)


def question(position: int) -> Question:
    return Question.objects.get(lesson__position=position)


def progress(now: datetime = NOON) -> dict[str, Any]:
    names = "lessons", "finished", "answered", "accuracy", "mean_confidence", "streak_now"
    found = with_progress(Enrolment.objects.all(), now).get()
    return {name: getattr(found, name) for name in names}


def test_a_new_learner_has_done_nothing(enrolment: Enrolment) -> None:
    assert progress() == {
        "lessons": 3,
        "finished": 0,
        "answered": 0,
        "accuracy": None,
        "mean_confidence": None,
        "streak_now": 0,
    }


def test_progress_counts_lessons_answers_and_confidence(enrolment: Enrolment) -> None:
    words = add_question(lesson(0), "words", "reflect")
    open_lesson(enrolment, lesson(0), finished_at=NOON, finished_on=NOON.date())
    open_lesson(enrolment, lesson(1))
    predict(enrolment, question(1), choice="a", confidence=2)
    predict(enrolment, Question.objects.get(key="question-1"), choice="b", confidence=5)
    reflect(enrolment, words)
    Enrolment.objects.update(streak=1, streak_ends_at=NOON + DAY)

    assert progress() == {
        "lessons": 3,
        "finished": 1,
        "answered": 3,
        "accuracy": 0.5,
        "mean_confidence": pytest.approx(10 / 3),
        "streak_now": 1,
    }


def test_a_broken_streak_is_zero_and_one_without_end_is_not(enrolment: Enrolment) -> None:
    Enrolment.objects.update(streak=7, streak_ends_at=NOON)
    assert progress(NOON - DAY)["streak_now"] == 7
    assert progress(NOON)["streak_now"] == 0
    Enrolment.objects.update(streak_ends_at=None)
    assert progress(NOON)["streak_now"] == 7


def test_retired_lessons_do_not_count(enrolment: Enrolment) -> None:
    open_lesson(enrolment, lesson(0), finished_at=NOON, finished_on=NOON.date())
    Lesson.objects.filter(position=0).update(retired_at=NOON)

    found = progress()

    assert (found["lessons"], found["finished"]) == (2, 0)


def stuck_at(enrolment: Enrolment, days: int) -> tuple[int | None, str | None]:
    found = with_progress(Enrolment.objects.all(), NOON + days * DAY).get(pk=enrolment.pk)
    return found.stuck_on, found.stuck_question


def test_stuck_is_an_opened_lesson_unfinished_after_three_days(enrolment: Enrolment) -> None:
    open_lesson(enrolment, lesson(1))

    assert stuck_at(enrolment, days=2) == (None, None)
    assert stuck_at(enrolment, days=3) == (1, "question-2")


def test_stuck_names_the_first_question_without_an_answer(enrolment: Enrolment) -> None:
    open_lesson(enrolment, lesson(2))
    open_lesson(enrolment, lesson(0))
    predict(enrolment, question(0))
    other = enrol(make_learner(), enrolment.course)
    predict(other, question(2))

    assert stuck_at(enrolment, days=3) == (0, None)
    lesson(0).openings.update(finished_at=NOON, finished_on=NOON.date())
    assert stuck_at(enrolment, days=3) == (2, "question-3")


def test_only_who_is_stuck_is_found(enrolment: Enrolment) -> None:
    open_lesson(enrolment, lesson(0))
    finished = enrol(make_learner(), enrolment.course)
    open_lesson(finished, lesson(0), finished_at=NOON, finished_on=NOON.date())
    everyone = Enrolment.objects.exclude(pk=finished.pk)

    assert list(stuck(everyone, NOON + 3 * DAY)) == [enrolment]
    assert list(stuck(everyone, NOON + 2 * DAY)) == []


def test_grid_tells_finished_started_open_and_locked_apart() -> None:
    course = make_course(lessons=4)
    enrolment = enrol(make_learner(), course, cohort=make_cohort(course))
    open_lesson(enrolment, lesson(0), finished_at=NOON, finished_on=NOON.date())
    open_lesson(enrolment, lesson(1))
    add_question(lesson(1), "not-a-step-yet")
    predict(enrolment, question(0))
    predict(enrolment, Question.objects.get(key="question-2"))
    predict(enrolment, add_question(lesson(2), "asked-no-more"))
    Question.objects.filter(key="asked-no-more").update(retired_at=NOON)

    [row] = grid_rows(Enrolment.objects.all(), NOON + 2 * DAY)

    assert [(c.state, c.answered, c.questions) for c in row.cells] == [
        ("finished", 1, 1),
        ("started", 1, 1),
        ("open", 0, 1),
        ("locked", 0, 1),
    ]
    assert [cell.opens_at for cell in row.cells] == [None, None, None, NOON.replace(hour=4, day=27)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_grid_takes_five_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    course = make_course(lessons=count)
    cohort = make_cohort(course)
    for enrolment in enrol_many(question(0), count, cohort=cohort):
        open_lesson(enrolment, lesson(0))
        predict(enrolment, question(0))

    with django_assert_num_queries(5):
        grid_rows(cohort.enrolments.all(), NOON)


def test_a_grid_stands_while_a_load_takes_a_lesson_out(enrolment: Enrolment) -> None:
    """The outline remembered is that of the course as it was fetched, a moment before."""
    lessons_of(enrolment.course)
    Lesson.objects.filter(position=2).update(retired_at=NOON)

    [row] = grid_rows(Enrolment.objects.all(), NOON)

    assert [cell.questions for cell in row.cells] == [1, 1, 0]


def idle_at(days: int, **changes: Any) -> list[tuple[int | None, bool]]:
    Enrolment.objects.update(**changes)
    found = with_progress(Enrolment.objects.all(), NOON + timedelta(days=days))
    return [(one.stuck_on, one.not_begun) for one in found]


def test_who_never_began_is_stuck(enrolment: Enrolment) -> None:
    assert idle_at(2) == [(None, False)]
    assert idle_at(4) == [(0, True)]
    assert list(stuck(Enrolment.objects.all(), NOON + 4 * DAY)) == [enrolment]


def test_who_finished_a_lesson_and_never_opened_the_next_is_stuck(enrolment: Enrolment) -> None:
    open_lesson(enrolment, lesson(0), finished_at=NOON, finished_on=NOON.date())
    assert idle_at(3, last_active_at=NOON) == [(None, False)]  # the next is open for two days
    assert idle_at(4) == [(1, True)]


def test_who_is_at_work_is_not_stuck_for_what_lies_ahead(enrolment: Enrolment) -> None:
    open_lesson(enrolment, lesson(0), finished_at=NOON, finished_on=NOON.date())
    assert idle_at(9, last_active_at=NOON + 8 * DAY) == [(None, False)]


def test_who_is_done_or_takes_a_break_or_has_left_is_not_stuck(enrolment: Enrolment) -> None:
    pause = [[NOON.date().isoformat(), None]]
    assert idle_at(9, pauses=pause) == [(None, False)]
    assert idle_at(100, pauses=[]) == [(None, False)]
    for position in range(3):
        open_lesson(enrolment, lesson(position), finished_at=NOON, finished_on=NOON.date())
    assert idle_at(9, last_active_at=NOON) == [(None, False)]


def test_a_cohort_that_has_not_begun_waits_for_nobody(enrolment: Enrolment) -> None:
    cohort = make_cohort(enrolment.course, start=(NOON + 20 * DAY).date())
    assert idle_at(9, cohort=cohort, start=cohort.start) == [(None, False)]


def test_the_first_opened_lesson_comes_before_one_never_opened(enrolment: Enrolment) -> None:
    open_lesson(enrolment, lesson(0))
    assert idle_at(9) == [(0, False)]


def test_no_streak_runs_after_the_course(enrolment: Enrolment) -> None:
    Enrolment.objects.update(streak=7, streak_ends_at=None)
    for position in range(3):
        assert progress()["streak_now"] == 7
        open_lesson(enrolment, lesson(position), finished_at=NOON, finished_on=NOON.date())
    assert progress()["streak_now"] == 0


def test_no_streak_runs_in_a_course_that_has_ended(enrolment: Enrolment) -> None:
    Enrolment.objects.update(streak=7, streak_ends_at=NOON + DAY)
    enrolment.course.retired_at = NOON
    enrolment.course.save()
    assert progress()["streak_now"] == 0
