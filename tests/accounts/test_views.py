"""What a learner settles about themself: name, zone, export, deletion."""

import json
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, Enrolment, Framework, Opening, Prediction, User
from courseapp.schedule.access import Reader, get_place
from tests.cast import (
    NOON,
    enrol,
    make_cohort,
    make_course,
    make_learner,
    open_lesson,
    sign_in_afresh,
)
from tests.clock import HeldClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client) -> User:
    """A learner, signed in."""
    learner = make_learner(email="ada@example.org", name="Ada", time_zone="Asia/Tokyo")
    client.force_login(learner)
    return learner


def answer(enrolment: Enrolment, choice: str) -> Prediction:
    """Locks an answer to the course's first question, with the lesson's opening."""
    lesson = enrolment.course.lessons.all()[0]
    question = lesson.questions.get()
    assert question.revision
    open_lesson(enrolment, lesson, finished_at=NOON, finished_on=NOON.date())
    return Prediction.objects.create(
        enrolment=enrolment,
        question=question,
        revision=question.revision,
        answer={"choice": choice},
        choice=choice,
        confidence=3,
        is_right=choice == "b",
        locked_at=NOON,
    )


@pytest.mark.parametrize(
    "address",
    [
        "/account/",
        "/account/export/",
        "/account/delete/",
        "/enrolments/course/",
        "/enrolments/other/",
        "/join/",
        "/join/ABCD2345/",
    ],
)
def test_whoever_gets_a_page_may_ask_for_its_headers(
    client: Client, ada: User, address: str
) -> None:
    course = make_course()
    enrol(ada, course, cohort=make_cohort(course, join_code="ABCD2345"))
    make_course("other")
    assert client.get(address).status_code == client.head(address).status_code == HTTPStatus.OK


def test_name_and_zone_are_saved(client: Client, ada: User) -> None:
    response = client.post("/account/", {"name": "Ada L.", "time_zone": "Europe/Paris"})
    ada.refresh_from_db()
    assert response["Location"] == "/account/"
    assert (ada.name, ada.time_zone) == ("Ada L.", "Europe/Paris")


def test_an_unknown_zone_changes_nothing(client: Client, ada: User) -> None:
    page = client.post("/account/", {"name": "Other", "time_zone": "Mars/Olympus"})
    ada.refresh_from_db()
    assert b"is not a time zone we know" in page.content
    assert (ada.name, ada.time_zone) == ("Ada", "Asia/Tokyo")


def test_a_new_zone_keeps_opened_lessons_open(client: Client, ada: User, clock: HeldClock) -> None:
    course = make_course(lessons=3)
    enrol(ada, course)
    clock.instant = datetime(2026, 11, 24, 20, tzinfo=UTC)  # 05:00 of the 25th in Tokyo.
    client.post("/account/", {"name": "", "time_zone": "America/Los_Angeles"})
    ada.refresh_from_db()
    place = get_place(Reader(ada), course.slug, clock.instant)
    assert ada.time_zone == "America/Los_Angeles"
    assert [standing.is_open for standing in place.standings()] == [True, True, False]


def test_export_holds_all_and_only_ones_own(client: Client, ada: User, clock: HeldClock) -> None:
    course = make_course()
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    answer(enrol(ada, course, cohort=make_cohort(course)), "b")
    answer(enrol(make_learner(email="bob@example.org"), course), "a")
    Prediction.objects.update(ticked=[0, 2])
    response = client.get("/account/export/")
    assert response["Content-Disposition"] == 'attachment; filename="hunch-2026-11-24.json"'
    assert "no-store" in response["Cache-Control"]
    exported = json.loads(response.content)
    del exported["account"]["joined_at"], exported["account"]["last_signed_in_at"]
    assert exported == {
        "account": {
            "email": "ada@example.org",
            "email_addresses": [{"email": "ada@example.org", "verified": True, "primary": True}],
            "name": "Ada",
            "time_zone": "Asia/Tokyo",
            "language": "",
            "may_open_the_admin": False,
            "groups": [],
            "instructor_of": [],
        },
        "enrolments": [
            {
                "course": "course",
                "cohort": "Autumn",
                "start": "2026-11-24",
                "pace": "daily",
                "weekdays": [0, 1, 2, 3, 4, 5, 6],
                "pauses": [],
                "enrolled_at": "2026-11-24T12:00:00Z",
                "last_active_at": None,
                "streak": 0,
                "streak_ends_at": None,
                "openings": [
                    {
                        "lesson": "lesson-1",
                        "opened_at": "2026-11-24T12:00:00Z",
                        "opened_early_by_an_instructor": False,
                        "finished_at": "2026-11-24T12:00:00Z",
                        "finished_on": "2026-11-24",
                    }
                ],
                "predictions": [
                    {
                        "lesson": "lesson-1",
                        "question": "question-1",
                        "kind": "predict",
                        "answer": {"choice": "b"},
                        "confidence": 3,
                        "is_right": True,
                        "score": None,
                        "ticked": [0, 2],
                        "locked_at": "2026-11-24T12:00:00Z",
                        "correction": None,
                    }
                ],
                "decision_lists": [],
            }
        ],
    }


@pytest.mark.parametrize("courses", [1, 3])
def test_export_takes_as_many_queries_for_one_as_for_three(
    client: Client, ada: User, courses: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(courses):
        answer(enrol(ada, make_course(f"course-{number}")), "a")
    client.get("/account/export/")  # courses are remembered
    with django_assert_num_queries(14):
        client.get("/account/export/")


def test_export_has_lists_in_the_order_of_their_last_change(client: Client, ada: User) -> None:
    enrolment = enrol(ada, make_course())
    for days, key in enumerate(["newest", "oldest"]):
        lesson, when = enrolment.course.lessons.all()[0], NOON - timedelta(days=days)
        Framework.objects.create(
            enrolment=enrolment, lesson=lesson, key=key, current={}, updated_at=when
        )
    [exported] = json.loads(client.get("/account/export/").getvalue())["enrolments"]
    assert [kept["decision"] for kept in exported["decision_lists"]] == ["oldest", "newest"]


def test_deleting_takes_everything_of_one_person(client: Client, ada: User) -> None:
    sign_in_afresh(client, ada)
    course = make_course()
    answer(enrol(ada, course), "a")
    bob = make_learner()
    answer(enrol(bob, course), "b")
    response = client.post("/account/delete/", {"email": "ADA@example.org"})
    assert response["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert [User.objects.get(), Enrolment.objects.get().user] == [bob, bob]
    assert [Prediction.objects.count(), Opening.objects.count()] == [1, 1]
    assert Course.objects.count() == 1


def test_deleting_leaves_no_name_in_the_admins_log(client: Client, ada: User) -> None:
    sign_in_afresh(client, ada)
    enrolment = enrol(ada, make_course())
    admin = make_learner(is_staff=True)
    for thing in (ada, enrolment, admin):
        LogEntry.objects.log_actions(admin.pk, [thing], CHANGE, single_object=True)
    client.post("/account/delete/", {"email": "ada@example.org"})
    assert LogEntry.objects.get().object_id == str(admin.pk)


@pytest.mark.parametrize("email", ["", "bob@example.org"])
def test_deleting_needs_the_accounts_own_address(client: Client, ada: User, email: str) -> None:
    sign_in_afresh(client, ada)
    page = client.post("/account/delete/", {"email": email})
    assert page.context["form"].has_error("email")
    assert User.objects.get() == ada


def test_another_sites_form_deletes_nothing(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in_afresh(client, ada)
    response = client.post("/account/delete/", {"email": "ada@example.org"})
    assert response.status_code == 403
    assert User.objects.get() == ada


def test_a_course_that_has_ended_is_found_from_the_account(client: Client, ada: User) -> None:
    course = make_course()
    enrol(ada, course)
    make_course("never-taken", retired_at=NOON)
    assert "Courses that have ended" not in client.get("/account/").content.decode()
    Course.objects.filter(pk=course.pk).update(retired_at=NOON)
    page = client.get("/account/").content.decode()
    assert '<a href="/courses/course/" lang="en">Title of course</a>' in page
    assert "never-taken" not in page
