"""Today says all that is open, what opens next, and why a streak is gone."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from courseapp.models import Course, Enrolment, User
from courseapp.models.enrolment import Pace
from courseapp.schedule import retiming
from tests import cast
from tests.cast import NOON
from tests.clock import HeldClock

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ENDED = "Your streak of"


@pytest.fixture
def course() -> Course:
    return cast.make_course(lessons=6)


@pytest.fixture
def learner(client: Client) -> User:
    learner = cast.make_learner()
    client.force_login(learner)
    return learner


@pytest.fixture
def enrolment(course: Course, learner: User) -> Enrolment:
    return cast.enrol(learner, course)


@pytest.fixture(autouse=True)
def at_noon(clock: HeldClock) -> HeldClock:
    clock.instant = NOON
    return clock


def words_of(client: Client) -> str:
    text = client.get("/today/").content.decode()
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def shown(client: Client) -> Any:
    return client.get("/today/").context["page"].courses[0]


def finish(client: Client, number: int, clock: HeldClock, now: datetime) -> None:
    clock.instant = now
    cast.predict(Enrolment.objects.get(), f"question-{number}", "b", now=now)
    client.post(f"/courses/course/lesson-{number}/finish/")


def finish_all(client: Client, clock: HeldClock) -> None:
    for number in range(1, 7):
        finish(client, number, clock, NOON + (number - 1) * DAY)


@pytest.mark.usefixtures("enrolment")
def test_all_that_is_open_is_named_in_order(client: Client, clock: HeldClock) -> None:
    clock.instant = NOON + 3 * DAY
    page = shown(client)
    assert page.lesson.name == "Teaser 1"
    assert [row.name for row in page.also_open] == ["Teaser 2", "Teaser 3", "Teaser 4"]
    words = words_of(client)
    assert [words.index(f"Teaser {number}") for number in range(1, 6)] == sorted(
        words.index(f"Teaser {number}") for number in range(1, 6)
    )
    assert "Opens next Teaser 5 Lesson 5 of 6 Opens Sat 28 Nov, 04:00" in words
    assert "Teaser 6" not in words
    links = re.findall(r'href="(/courses/course/lesson-\d/)"', client.get("/today/").text)
    assert links == [f"/courses/course/lesson-{number}/" for number in (1, 2, 3, 4)]


@pytest.mark.usefixtures("enrolment")
def test_what_is_finished_out_of_order_leaves_the_others_named(
    client: Client, clock: HeldClock
) -> None:
    finish(client, 2, clock, NOON + 3 * DAY)
    page = shown(client)
    assert page.is_done_today
    assert [page.lesson.number, *(row.number for row in page.also_open)] == [1, 3, 4]
    assert "3 more lessons are open already, if you have the time." in words_of(client)


def test_what_was_opened_early_is_open_and_what_is_next_stays_next(
    client: Client, enrolment: Enrolment
) -> None:
    cast.open_lesson(enrolment, enrolment.course.lessons.get(slug="lesson-5"))
    page = shown(client)
    assert [page.lesson.number, *(row.number for row in page.also_open)] == [1, 5]
    assert page.next_row.number == 2


def test_all_that_is_open_is_named_in_a_pause(
    client: Client, enrolment: Enrolment, clock: HeldClock
) -> None:
    retiming.pause(enrolment, NOON + 2 * DAY)
    clock.instant = NOON + 5 * DAY
    page = shown(client)
    assert page.is_paused
    assert [row.number for row in page.also_open] == [2, 3]
    assert "Teaser 3" in words_of(client)


@pytest.mark.usefixtures("enrolment")
def test_with_all_open_nothing_opens_next(client: Client, clock: HeldClock) -> None:
    clock.instant = NOON + 30 * DAY
    assert "Opens next" not in words_of(client)
    assert len(shown(client).also_open) == 5


def test_one_after_another_says_what_the_next_waits_for(
    client: Client, course: Course, learner: User, clock: HeldClock
) -> None:
    cast.enrol(learner, course, pace=Pace.AFTER)
    clock.instant = NOON + 9 * DAY
    waits = "Teaser 2 Lesson 2 of 6 Opens the day after you finish the ones before"
    assert waits in words_of(client)


def test_a_class_that_has_not_begun_says_when_it_does(
    client: Client, course: Course, learner: User, clock: HeldClock
) -> None:
    cohort = cast.make_cohort(course, start=NOON.date() + 6 * DAY)
    retiming.join(learner, cohort, NOON)
    begins = "Your class begins on Monday 30 November."
    assert f"{begins} Its first lesson is open already." in words_of(client)
    clock.instant = NOON + 6 * DAY
    assert begins not in words_of(client)


@pytest.mark.usefixtures("enrolment")
@pytest.mark.parametrize(("days", "streak"), [(1, "1 day"), (3, "3 days")])
def test_a_streak_that_ended_says_when_and_why(
    client: Client, clock: HeldClock, days: int, streak: str
) -> None:
    for number in range(1, days + 1):
        finish(client, number, clock, NOON + (number - 1) * DAY)
    last = NOON + (days - 1) * DAY
    missed = f"{last + DAY:%A} {(last + DAY).day} November"
    clock.instant = last + DAY
    assert ENDED not in words_of(client)
    for later in (2, 7):
        clock.instant = last + later * DAY
        assert (
            f"Your streak of {streak} ended on {missed}: no lesson was finished that day. "
            "The next one you finish begins a new streak."
        ) in words_of(client)
    clock.instant = last + 9 * DAY
    assert ENDED not in words_of(client)
    finish(client, days + 1, clock, last + 2 * DAY)
    assert ENDED not in words_of(client)
    assert shown(client).streak == 1


def test_free_days_are_not_blamed_for_the_end_of_a_streak(
    client: Client, course: Course, learner: User, clock: HeldClock
) -> None:
    """On Friday one was finished; the weekend is free, and Monday was missed."""
    cast.enrol(learner, course, pace=Pace.WEEKDAYS)
    finish(client, 1, clock, NOON + 3 * DAY)
    clock.instant = NOON + 6 * DAY
    assert ENDED not in words_of(client)
    clock.instant = NOON + 7 * DAY
    assert "ended on Monday 30 November" in words_of(client)


def test_the_day_a_streak_ended_is_the_learners_own(
    client: Client, enrolment: Enrolment, learner: User, clock: HeldClock
) -> None:
    retiming.change_zone(learner, "Pacific/Auckland", NOON)
    learner.refresh_from_db()
    finish(client, 1, clock, NOON)  # at one in the night to Wednesday, which counts for Tuesday
    told = 0
    for hours in range(0, 24 * 12, 5):
        clock.instant = NOON + timedelta(hours=hours)
        words = words_of(client)
        assert ("in a row" in words) + (ENDED in words) <= 1
        if ENDED in words:
            told += 1
            assert "ended on Wednesday 25 November" in words
    assert told


@pytest.mark.usefixtures("enrolment")
def test_who_never_had_a_streak_lost_none(client: Client, clock: HeldClock) -> None:
    clock.instant = NOON + 3 * DAY
    assert ENDED not in words_of(client)


@pytest.mark.usefixtures("enrolment")
def test_no_streak_runs_or_ends_after_the_course(client: Client, clock: HeldClock) -> None:
    finish_all(client, clock)
    assert Enrolment.objects.get().streak == 6
    for later in (0, 2, 400):
        clock.instant = NOON + (5 + later) * DAY
        words = words_of(client)
        assert "Course complete" in words
        assert "in a row" not in words
        assert ENDED not in words
        assert "streak" not in client.get("/enrolments/course/").text
        assert "streak" not in client.get("/courses/course/").text
        assert "streak" not in client.get("/courses/course/lesson-6/").text


@pytest.mark.usefixtures("enrolment")
@pytest.mark.parametrize("is_over", [False, True])
def test_ones_own_export_has_the_streak_that_runs(
    client: Client, clock: HeldClock, is_over: bool
) -> None:
    finish(client, 1, clock, NOON)
    if is_over:
        clock.instant = NOON + 3 * DAY
    (kept,) = client.get("/account/export/").json()["enrolments"]
    assert kept["streak"] == (0 if is_over else 1)
    assert kept["streak_ends_at"] == (None if is_over else "2026-11-26T04:00:00Z")
    finish_all(client, clock)
    (kept,) = client.get("/account/export/").json()["enrolments"]
    assert (kept["streak"], kept["streak_ends_at"]) == (0, None)


@pytest.mark.usefixtures("enrolment")
def test_a_pause_promises_nothing_to_who_has_no_streak(client: Client, clock: HeldClock) -> None:
    promise = "your streak waits for you"
    assert promise not in client.get("/enrolments/course/").text
    finish(client, 1, clock, NOON)
    assert promise in client.get("/enrolments/course/").text
    clock.instant = NOON + 2 * DAY
    assert promise not in client.get("/enrolments/course/").text
