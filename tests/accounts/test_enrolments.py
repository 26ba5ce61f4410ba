"""Enrolling, pace and pauses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Enrolment, User
from courseapp.models.enrolment import Pace, weekday_mask
from courseapp.schedule.access import Reader, get_place
from tests.cast import NOON, enrol, make_cohort, make_course, make_learner
from tests.clock import HeldClock

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 26, 12, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def learner(client: Client, clock: HeldClock) -> User:
    """Somebody signed in, at noon of Tuesday, 24 November 2026."""
    learner = make_learner()
    client.force_login(learner)
    return learner


def open_lessons(learner: User, now: datetime) -> list[int]:
    """The numbers of the lessons that are open."""
    place = get_place(Reader(learner), "course", now)
    return [standing.lesson.position + 1 for standing in place.standings() if standing.is_open]


@pytest.mark.parametrize(
    ("chosen", "weekdays"),
    [
        ({"pace": "daily"}, [0, 1, 2, 3, 4, 5, 6]),
        ({"pace": "weekdays"}, [0, 1, 2, 3, 4]),
        ({"pace": "chosen", "weekdays": ["0", "6"]}, [0, 6]),
        ({"pace": "after"}, [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_enrolling_with_a_pace(
    client: Client, learner: User, chosen: dict[str, Any], weekdays: list[int]
) -> None:
    make_course()
    response = client.post("/enrolments/course/", chosen)
    enrolment = Enrolment.objects.get(user=learner)
    assert response["Location"] == "/courses/course/"
    assert (enrolment.pace, sorted(enrolment.learning_weekdays)) == (chosen["pace"], weekdays)


@pytest.mark.parametrize(
    ("chosen", "errors"),
    [
        ({"pace": "chosen"}, {"weekdays": ["Choose at least one weekday."]}),
        ({"weekdays": ["1"]}, {"pace": ["This field is required."]}),
        (
            {"pace": "hourly"},
            {"pace": ["Select a valid choice. hourly is not one of the available choices."]},
        ),
        (
            {"pace": "chosen", "weekdays": ["7"]},
            {"weekdays": ["Select a valid choice. 7 is not one of the available choices."]},
        ),
    ],
)
def test_a_pace_that_is_none_enrols_nobody(
    client: Client, learner: User, chosen: dict[str, Any], errors: dict[str, list[str]]
) -> None:
    make_course()
    page = client.post("/enrolments/course/", chosen)
    assert page.context["form"].errors == errors
    assert not Enrolment.objects.exists()


def test_the_page_begins_with_the_pace_there_is(client: Client, learner: User) -> None:
    enrol(learner, make_course(), pace=Pace.CHOSEN, weekdays=weekday_mask([2, 5]))
    form = client.get("/enrolments/course/").context["form"]
    assert form.initial == {"pace": "chosen", "weekdays": [2, 5]}


def test_a_new_pace_keeps_what_is_open(client: Client, learner: User, clock: HeldClock) -> None:
    enrol(learner, make_course(lessons=4))
    clock.instant = THURSDAY
    client.post("/enrolments/course/", {"pace": "chosen", "weekdays": ["6"]})
    assert open_lessons(learner, THURSDAY) == [1, 2, 3]
    assert open_lessons(learner, SUNDAY) == [1, 2, 3, 4]


def test_no_post_talks_the_clock_round(client: Client, learner: User) -> None:
    """Far west, another pace and back, far east: fourteen times on one afternoon."""
    make_course(lessons=14)
    client.post("/enrolments/course/", {"pace": "daily"})
    for _ in range(14):
        client.post("/account/", {"time_zone": "Pacific/Midway"})
        client.post("/enrolments/course/", {"pace": "after"})
        client.post("/enrolments/course/", {"pace": "daily"})
        client.post("/account/", {"time_zone": "Pacific/Kiritimati"})
    assert open_lessons(learner, NOON) == [1, 2]
    assert open_lessons(learner, NOON + timedelta(hours=23, minutes=59)) == [1, 2]
    assert open_lessons(learner, NOON + timedelta(hours=24)) == [1, 2, 3]


def test_the_pace_page_says_the_rule_of_hours(client: Client, learner: User) -> None:
    course = make_course()
    rule = b"no more than two lessons in the first 24 hours and one more in each 24 hours after"
    assert rule in client.get("/enrolments/course/").content
    enrol(learner, course, cohort=make_cohort(course))
    assert rule in client.get("/enrolments/course/").content


def test_a_cohorts_pace_stands(client: Client, learner: User) -> None:
    course = make_course()
    cohort = make_cohort(course, pace=Pace.CHOSEN, weekdays=weekday_mask([1, 3]))
    enrolment = enrol(learner, course, cohort=cohort)
    page = client.get("/enrolments/course/")
    assert b"<strong><bdi>Autumn</bdi></strong>" in page.content
    assert b"A lesson every Tuesday, Thursday, at 04:00" in page.content
    assert b'name="pace"' not in page.content
    assert client.post("/enrolments/course/", {"pace": "after"}).status_code == 409
    enrolment.refresh_from_db()
    assert enrolment.pace == Pace.DAILY


def test_no_lesson_opens_while_paused(client: Client, learner: User) -> None:
    enrol(learner, make_course(lessons=4))
    response = client.post("/enrolments/course/pause/")
    assert response["Location"] == "/courses/course/"
    assert b"You are paused" in client.get("/enrolments/course/").content
    assert open_lessons(learner, THURSDAY) == [1]


def test_lessons_open_again_after_resuming(client: Client, learner: User) -> None:
    enrol(learner, make_course(lessons=4))
    client.post("/enrolments/course/pause/")
    client.post("/enrolments/course/resume/")
    assert b"Need a break?" in client.get("/enrolments/course/").content
    assert open_lessons(learner, THURSDAY) == [1, 2, 3]


@pytest.mark.parametrize("act", ["pause", "resume"])
def test_pausing_is_for_the_enrolled_and_by_post(client: Client, learner: User, act: str) -> None:
    make_course()
    assert client.get(f"/enrolments/course/{act}/").status_code == 405
    assert client.post(f"/enrolments/course/{act}/").status_code == 404


def test_a_course_that_is_not_there_takes_nobody(client: Client, learner: User) -> None:
    assert client.get("/enrolments/nothing/").status_code == 404
