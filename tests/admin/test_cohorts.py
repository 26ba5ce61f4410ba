from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Cohort, Enrolment, Pace
from tests.admin.desk import ADMIN, Desk, make_desk, make_superuser, signed_in, text_of
from tests.admin.test_enrolments import cells
from tests.cast import NOON, enrol, make_learner, open_lesson
from tests.clock import HeldClock
from tests.progress.rows import predict

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LIST = f"{ADMIN}/cohort/"


@pytest.fixture
def desk(clock: HeldClock) -> Desk:
    return make_desk()


def form(desk: Desk, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Autumn",
        "course": desk.course.pk,
        "start": "2026-11-24",
        "pace": "daily",
        "join_code": "CODE0",
    } | changes


def members(desk: Desk, count: int) -> list[Enrolment]:
    return [enrol(make_learner(), desk.course, cohort=desk.cohort) for _ in range(count)]


def test_whoever_makes_a_cohort_follows_it(desk: Desk) -> None:
    data = form(desk, name="New", join_code="new code", pace="chosen", weekdays=["0", "2"])

    signed_in(desk.instructor).post(f"{LIST}add/", data)

    made = Cohort.objects.get(name="New")
    assert list(made.instructors.all()) == [desk.instructor]
    assert (made.join_code, made.learning_weekdays) == ("NEWCODE", frozenset({0, 2}))


def test_only_a_simulated_cohort_says_so(desk: Desk) -> None:
    client, page = signed_in(desk.instructor), f"{LIST}{desk.cohort.pk}/change/"
    assert "Simulated:" not in text_of(client.get(page))

    desk.cohort.is_demo = True
    desk.cohort.save()

    assert "Simulated:" in text_of(client.get(page))


def test_who_follows_a_new_cohort_is_asked_of_a_superuser_only(desk: Desk) -> None:
    assert "Instructors:" not in text_of(signed_in(desk.instructor).get(f"{LIST}add/"))
    assert "Instructors:" in text_of(signed_in(make_superuser()).get(f"{LIST}add/"))


@pytest.mark.parametrize("code", ["A/B", "A?B", "ß" * 12, "ÄÖ", ".."])
def test_a_join_code_is_of_letters_and_digits(desk: Desk, code: str) -> None:
    """It stands in an address that learners copy by hand."""
    response = signed_in(desk.instructor).post(f"{LIST}add/", form(desk, join_code=code))

    assert "Use the letters A to Z and digits only." in text_of(response)


def test_an_instructor_cannot_hand_a_cohort_to_others(desk: Desk) -> None:
    data = form(desk, instructors=[desk.other_instructor.pk])

    signed_in(desk.instructor).post(f"{LIST}{desk.cohort.pk}/change/", data)

    assert list(desk.cohort.instructors.all()) == [desk.instructor]


def test_a_superuser_says_who_follows_a_cohort(desk: Desk) -> None:
    data = form(desk, instructors=[desk.other_instructor.pk])

    signed_in(make_superuser()).post(f"{LIST}{desk.cohort.pk}/change/", data)

    assert list(desk.cohort.instructors.all()) == [desk.other_instructor]


def test_a_later_start_locks_nothing_that_was_open(desk: Desk, clock: HeldClock) -> None:
    clock.instant = NOON + DAY

    signed_in(desk.instructor).post(
        f"{LIST}{desk.cohort.pk}/change/", form(desk, name="Winter", start="2026-12-24")
    )

    desk.cohort.refresh_from_db()
    desk.enrolment.refresh_from_db()
    assert (desk.cohort.name, desk.cohort.start) == ("Winter", date(2026, 12, 24))
    assert desk.enrolment.start == date(2026, 12, 24)
    assert desk.enrolment.openings.count() == 2


def test_a_new_name_alone_re_times_nothing(desk: Desk) -> None:
    signed_in(desk.instructor).post(f"{LIST}{desk.cohort.pk}/change/", form(desk, name="Winter"))

    desk.cohort.refresh_from_db()
    assert desk.cohort.name == "Winter"
    assert desk.enrolment.openings.count() == 0


def test_a_cohort_keeps_its_course(desk: Desk) -> None:
    signed_in(desk.instructor).post(f"{LIST}{desk.cohort.pk}/change/", form(desk, course="999"))

    desk.cohort.refresh_from_db()
    assert desk.cohort.course == desk.course


def test_chosen_weekdays_are_at_least_one(desk: Desk) -> None:
    response = signed_in(desk.instructor).post(f"{LIST}add/", form(desk, pace=Pace.CHOSEN))

    assert "Choose at least one weekday." in text_of(response)


def test_the_page_has_the_join_link(desk: Desk) -> None:
    text = text_of(signed_in(desk.instructor).get(f"{LIST}{desk.cohort.pk}/change/"))

    assert '<a href="http://testserver/join/CODE0/">' in text


def test_an_instructor_cannot_delete_a_cohort(desk: Desk) -> None:
    response = signed_in(desk.instructor).post(f"{LIST}{desk.cohort.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403


def test_the_grid_says_in_words_how_each_lesson_stands(desk: Desk, clock: HeldClock) -> None:
    clock.instant = NOON + DAY
    [other] = members(desk, 1)
    open_lesson(other, desk.lessons[0], finished_at=NOON, finished_on=NOON.date())

    text = text_of(signed_in(desk.instructor).get(f"{LIST}{desk.cohort.pk}/learners/"))

    assert cells(text) == [["1 of 1", "open", "locked"], ["✓ finished", "open", "locked"]]


def test_an_empty_grid_tells_the_join_code(desk: Desk) -> None:
    desk.enrolment.delete()

    text = text_of(signed_in(desk.instructor).get(f"{LIST}{desk.cohort.pk}/learners/"))

    assert "Nobody has joined yet. The join code is <code>CODE0</code>." in text
    assert 'Learners join at <a href="http://testserver/join/CODE0/">' in text


@pytest.mark.parametrize("wrong", ["999", "9" * 30])
def test_a_grid_that_is_not_there_is_not_found(desk: Desk, wrong: str) -> None:
    assert signed_in(desk.instructor).get(f"{LIST}{wrong}/learners/").status_code == 404


def test_a_large_cohort_has_a_hundred_learners_a_page(desk: Desk) -> None:
    members(desk, 102)
    client = signed_in(desk.instructor)

    pages = [
        cells(text_of(client.get(f"{LIST}{desk.cohort.pk}/learners/?page={page}")))
        for page in (1, 2)
    ]

    assert [len(page) for page in pages] == [100, 3]


@pytest.mark.parametrize("count", [1, 3])
def test_the_grid_takes_eleven_queries(
    count: int, clock: HeldClock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = make_desk(lessons=count)
    for enrolment in members(desk, count - 1):
        predict(enrolment, desk.question)
    client = signed_in(desk.instructor)

    with django_assert_num_queries(11):
        client.get(f"{LIST}{desk.cohort.pk}/learners/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_six_queries(
    desk: Desk, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count - 1):
        made = Cohort.objects.create(course=desk.course, name=f"C{number}", start=NOON.date())
        made.instructors.add(desk.instructor)
    client = signed_in(desk.instructor)

    with django_assert_num_queries(6):
        text = text_of(client.get(LIST))

    assert len(cells(text)) == count
