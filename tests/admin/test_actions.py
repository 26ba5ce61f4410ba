import csv
from io import StringIO

import pytest

from courseapp.models import Opening
from courseapp.progress.csv import BYTE_ORDER_MARK
from tests.admin.desk import ADMIN, Desk, make_desk, make_superuser, signed_in, text_of
from tests.cast import enrol, make_cohort, make_course, make_learner, open_lesson
from tests.clock import HeldClock

pytestmark = pytest.mark.django_db

LIST = f"{ADMIN}/enrolment/"


@pytest.fixture
def desk(clock: HeldClock) -> Desk:
    return make_desk()


def act(action: str, *chosen: int, across: str = "0", **more: object) -> dict[str, object]:
    return {
        "action": action,
        "index": "0",
        "select_across": across,
        "_selected_action": ["0", *chosen],
    } | more


def test_opening_early_asks_which_lesson_first(desk: Desk) -> None:
    response = signed_in(desk.instructor).post(LIST, act("open_lesson", desk.enrolment.pk))

    text = text_of(response)
    assert "Open a lesson early for 1 learner" in text
    names = [f"{number}. {lesson.title}" for number, lesson in enumerate(desk.lessons, start=1)]
    assert [name in text for name in names] == [True] * 3
    assert not Opening.objects.exists()


def test_a_lesson_opens_early_for_chosen_learners(desk: Desk) -> None:
    enrol(make_learner(), desk.course, cohort=desk.cohort)
    data = act("open_lesson", desk.enrolment.pk, lesson=desk.lessons[2].pk)

    response = signed_in(desk.instructor).post(LIST, data, follow=True)

    [opening] = Opening.objects.all()
    assert (opening.enrolment, opening.lesson) == (desk.enrolment, desk.lessons[2])
    assert opening.opened_by == desk.instructor
    assert "“Secret title 3” is open now for 1 more learner." in text_of(response)


def test_a_lesson_opens_early_for_a_whole_cohort(desk: Desk) -> None:
    enrol(make_learner(), desk.course, cohort=desk.cohort)
    data = act("open_lesson", across="1", lesson=desk.lessons[1].pk)

    signed_in(make_superuser()).post(f"{LIST}?cohort={desk.cohort.pk}", data)

    assert Opening.objects.filter(enrolment__cohort=desk.cohort).count() == 2
    assert Opening.objects.count() == 2


def test_what_is_open_already_is_said(desk: Desk) -> None:
    open_lesson(desk.enrolment, desk.lessons[1])
    data = act("open_lesson", desk.enrolment.pk, lesson=desk.lessons[1].pk)

    response = signed_in(desk.instructor).post(LIST, data, follow=True)

    assert "was open for all of them already" in text_of(response)


def test_nobody_chosen_opens_nothing(desk: Desk) -> None:
    response = signed_in(desk.instructor).post(LIST, act("open_lesson"), follow=True)

    assert "Choose at least one learner" in text_of(response)


def test_learners_of_two_courses_share_no_lesson(desk: Desk) -> None:
    elsewhere = make_course("elsewhere")
    cohort = make_cohort(elsewhere, join_code="ELSE")
    cohort.instructors.add(desk.instructor)
    other = enrol(make_learner(), elsewhere, cohort=cohort)

    response = signed_in(desk.instructor).post(
        LIST, act("open_lesson", desk.enrolment.pk, other.pk), follow=True
    )

    assert "Choose learners of one course" in text_of(response)


def test_another_courses_lesson_is_refused(desk: Desk) -> None:
    lesson = make_course("elsewhere").lessons.get(position=0)
    data = act("open_lesson", desk.enrolment.pk, lesson=lesson.pk)

    signed_in(desk.instructor).post(LIST, data)

    assert not Opening.objects.exists()


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix(BYTE_ORDER_MARK))))


def test_progress_exports_a_line_for_each_learner(desk: Desk) -> None:
    response = signed_in(desk.instructor).post(LIST, act("export_progress", desk.enrolment.pk))

    assert response.streaming
    assert response["Content-Disposition"] == 'attachment; filename="progress.csv"'
    assert read(text_of(response)) == [
        {
            "learner": "Ada",
            "e-mail": "ada@example.org",
            "course": "Title of course",
            "cohort": "Autumn",
            "start": "2026-11-24",
            "pace": "Every day",
            "lessons finished": "0",
            "lessons": "3",
            "predictions": "1",
            "share right": "0.0",
            "mean confidence (1 to 5)": "3.0",
            "streak in days": "0",
            "last active (UTC)": "",
            "stuck in lesson": "",
            "stuck on question": "",
        }
    ]


def test_predictions_export_a_line_for_each(desk: Desk) -> None:
    response = signed_in(desk.instructor).post(LIST, act("export_predictions", desk.enrolment.pk))

    assert read(text_of(response)) == [
        {
            "learner": "Ada",
            "e-mail": "ada@example.org",
            "course": "Title of course",
            "lesson": "Secret title 1",
            "question": "question-1",
            "revision": str(desk.question.revision_id),
            "kind": "predict",
            "said": "The first",
            "confidence (1 to 5)": "3",
            "stated chance": "0.65",
            "right": "no",
            "score": "",
            "locked at (UTC)": "2026-11-24 12:00:00+00:00",
            "key corrected on": "",
            "right by the former key": "",
        }
    ]


def test_a_learners_name_cannot_be_a_formula(desk: Desk) -> None:
    evil = make_learner(name='=HYPERLINK("https://example.org/","Ada")')
    enrolment = enrol(evil, desk.course, cohort=desk.cohort)

    response = signed_in(desk.instructor).post(LIST, act("export_progress", enrolment.pk))

    [row] = read(text_of(response))
    assert row["learner"] == '\'=HYPERLINK("https://example.org/","Ada")'
