import re
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Enrolment, Pace
from tests.admin.desk import ADMIN, Desk, make_desk, make_superuser, signed_in, text_of
from tests.cast import NOON, add_question, enrol, make_learner, open_lesson
from tests.clock import HeldClock
from tests.progress.rows import predict

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LIST = f"{ADMIN}/enrolment/"


@pytest.fixture
def desk(clock: HeldClock) -> Desk:
    return make_desk()


def add_member(desk: Desk, name: str, **fields: Any) -> Enrolment:
    return enrol(make_learner(name=name), desk.course, cohort=desk.cohort, **fields)


def cells(text: str, table: int = 0) -> list[list[str]]:
    """The rows of a table without their first cells, tags taken out."""
    if "<tbody>" not in text:
        return []
    body = text.split("<tbody>")[table + 1].split("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.split(r"</t[dh]>", row)[1:-1]]
        for row in body.split("</tr>")[:-1]
    ]


def names(desk: Desk, query: str) -> list[str]:
    text = text_of(signed_in(desk.instructor).get(f"{LIST}?{query}"))
    return [row[0] for row in cells(text)]


def test_the_list_shows_where_a_learner_is(desk: Desk) -> None:
    first, second, _ = desk.lessons
    open_lesson(desk.enrolment, first, finished_at=NOON, finished_on=NOON.date())
    open_lesson(desk.enrolment, second, opened_at=NOON - 4 * DAY)
    Enrolment.objects.filter(pk=desk.enrolment.pk).update(
        streak=2, streak_ends_at=NOON + DAY, last_active_at=NOON
    )

    [row] = cells(text_of(signed_in(desk.instructor).get(LIST)))

    assert row == [
        "Ada",
        "lesson 2: question-2",
        "1 of 3",
        "24 November 2026, 12:00",
        "2",
        "0\N{NO-BREAK SPACE}%",
        "3.0",
        "1",
        "Autumn",
        "Title of course",
    ]


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (1, ["Ada", "Bo", "Cy"]),
        (3, ["Bo", "Ada", "Cy"]),
        (4, ["Ada", "Bo", "Cy"]),
        (5, ["Ada", "Cy", "Bo"]),
        (6, ["Bo", "Ada", "Cy"]),
        (7, ["Bo", "Ada", "Cy"]),
        (8, ["Bo", "Ada", "Cy"]),
    ],
)
def test_every_column_sorts(desk: Desk, column: int, order: list[str]) -> None:
    add_member(desk, "Bo", last_active_at=NOON - DAY, streak=5)
    cy = add_member(desk, "Cy", last_active_at=NOON, streak=1)
    Enrolment.objects.filter(pk=desk.enrolment.pk).update(last_active_at=NOON - 2 * DAY)
    first, second, _ = desk.lessons
    for enrolment, lesson in [(desk.enrolment, first), (cy, first), (cy, second)]:
        open_lesson(enrolment, lesson, finished_at=NOON, finished_on=NOON.date())
    for question in [desk.question, add_question(first, "another")]:
        predict(cy, question, choice="b", confidence=5)

    assert names(desk, f"o={column}") == order
    assert names(desk, f"o=-{column}") == order[::-1]


def test_the_most_recently_active_come_first(desk: Desk) -> None:
    add_member(desk, "Bo", last_active_at=NOON - DAY)
    add_member(desk, "Cy", last_active_at=NOON)

    assert names(desk, "") == ["Cy", "Bo", "Ada"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=Bo", ["Bo"]),
        ("q=ada@example", ["Ada"]),
        ("pace__exact=weekdays", ["Bo"]),
        ("active=yes", ["Bo"]),
        ("active=no", ["Ada"]),
        ("stuck=yes", ["Ada"]),
        ("stuck=yes&active=no&_facets=True", ["Ada"]),
    ],
)
def test_search_and_filters_find_learners(desk: Desk, query: str, found: list[str]) -> None:
    add_member(desk, "Bo", last_active_at=NOON - 6 * DAY, pace=Pace.WEEKDAYS)
    open_lesson(desk.enrolment, desk.lessons[0], opened_at=NOON - 3 * DAY)
    Enrolment.objects.filter(pk=desk.enrolment.pk).update(last_active_at=NOON - 8 * DAY)

    assert names(desk, query) == found


def test_cohort_and_course_filters_find_their_learners(desk: Desk) -> None:
    assert names(desk, f"cohort={desk.cohort.pk}&course={desk.course.pk}") == ["Ada"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_nine_queries(
    desk: Desk, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count - 1):
        open_lesson(add_member(desk, f"Bo {number}"), desk.lessons[0])
    client = signed_in(desk.instructor)

    with django_assert_num_queries(9):
        text = text_of(client.get(LIST))

    assert len(cells(text)) == count


def test_a_learners_page_shows_lessons_and_predictions(desk: Desk) -> None:
    open_lesson(desk.enrolment, desk.lessons[0], finished_at=NOON, finished_on=NOON.date())

    text = text_of(signed_in(desk.instructor).get(f"{LIST}{desk.enrolment.pk}/change/"))

    assert cells(text, 0) == [
        ["finished", "1 of 1", "–"],
        ["locked", "0 of 1", "25 November 2026, 04:00"],
        ["locked", "0 of 1", "26 November 2026, 04:00"],
    ]
    assert cells(text, 1) == [["1", "The first", "fairly sure", "wrong", "24 November 2026, 12:00"]]
    assert cells(text, 2)[2] == ["65 %", "0 %", "1"]
    assert "Brier score 0.423" in text


@pytest.mark.parametrize("count", [1, 3])
def test_a_learners_page_takes_as_many_queries_for_more_lessons(
    count: int, clock: HeldClock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = make_desk(lessons=count)
    for number in range(count - 1):
        predict(desk.enrolment, add_question(desk.lessons[0], f"more-{number}"))
    client = signed_in(desk.instructor)

    with django_assert_num_queries(15):
        client.get(f"{LIST}{desk.enrolment.pk}/change/")


def test_a_pause_keeps_what_is_open(desk: Desk, clock: HeldClock) -> None:
    clock.instant = NOON + DAY

    signed_in(desk.instructor).post(f"{LIST}{desk.enrolment.pk}/change/", {"paused": "on"})

    desk.enrolment.refresh_from_db()
    assert desk.enrolment.pauses == [["2026-11-26", None]]
    assert desk.enrolment.openings.count() == 2


def test_a_pause_ends_when_it_is_unticked(desk: Desk, clock: HeldClock) -> None:
    client = signed_in(desk.instructor)
    client.post(f"{LIST}{desk.enrolment.pk}/change/", {"paused": "on"})
    clock.instant = NOON + 3 * DAY

    client.post(f"{LIST}{desk.enrolment.pk}/change/", {})

    desk.enrolment.refresh_from_db()
    assert desk.enrolment.pauses == [["2026-11-25", "2026-11-26"]]


def test_a_members_pace_is_the_cohorts(desk: Desk) -> None:
    client = signed_in(desk.instructor)
    text = text_of(client.get(f"{LIST}{desk.enrolment.pk}/change/"))

    client.post(f"{LIST}{desk.enrolment.pk}/change/", {"pace": "after", "weekdays": ["0"]})

    desk.enrolment.refresh_from_db()
    assert desk.enrolment.pace == Pace.DAILY
    assert "Every day (as the cohort)" in text


def test_a_lone_learners_pace_changes_and_keeps_what_is_open(desk: Desk, clock: HeldClock) -> None:
    alone = enrol(make_learner(), desk.course)
    clock.instant = NOON + DAY

    signed_in(make_superuser()).post(
        f"{LIST}{alone.pk}/change/", {"pace": "chosen", "weekdays": ["0", "6"]}
    )

    alone.refresh_from_db()
    assert (alone.pace, alone.weekdays) == (Pace.CHOSEN, 0b1000001)
    assert alone.openings.count() == 2


def test_chosen_weekdays_are_at_least_one(desk: Desk) -> None:
    alone = enrol(make_learner(), desk.course)

    response = signed_in(make_superuser()).post(f"{LIST}{alone.pk}/change/", {"pace": "chosen"})

    assert "Choose at least one weekday." in text_of(response)


def test_nobody_enrols_learners_here(desk: Desk) -> None:
    assert signed_in(make_superuser()).get(f"{LIST}add/").status_code == 403
