"""Joining a cohort by its code."""

import pytest
from django.test import Client

from courseapp.models import Enrolment, User
from tests.cast import enrol, make_cohort, make_course, make_learner
from tests.clock import HeldClock

pytestmark = pytest.mark.django_db
WRONG = "No cohort has this code. Compare it with what your instructor sent you."


@pytest.fixture
def learner(client: Client, clock: HeldClock) -> User:
    """Somebody signed in, at noon of 24 November 2026."""
    learner = make_learner()
    client.force_login(learner)
    return learner


def test_a_code_leads_to_its_cohort_however_it_is_typed(client: Client, learner: User) -> None:
    make_cohort(make_course(), join_code="ABCD2345")
    response = client.post("/join/", {"code": " abcd 2345 "})
    assert response["Location"] == "/join/ABCD2345/"


def test_the_cohort_is_shown_before_anybody_joins(client: Client, learner: User) -> None:
    make_cohort(make_course(), join_code="ABCD2345")
    page = client.get("/join/ABCD2345/").content.decode()
    for shown in ("Autumn", "Title of course", "Tuesday, 24 November 2026", "A lesson every day"):
        assert shown in page
    assert not Enrolment.objects.exists()


def test_joining_enrols(client: Client, learner: User) -> None:
    cohort = make_cohort(make_course(), join_code="ABCD2345")
    response = client.post("/join/ABCD2345/")
    assert response["Location"] == "/courses/course/"
    assert Enrolment.objects.get(user=learner).cohort == cohort


def test_moving_to_another_cohort_says_so_and_keeps_the_enrolment(
    client: Client, learner: User
) -> None:
    course = make_course()
    enrolment = enrol(learner, course, cohort=make_cohort(course, name="Spring"))
    cohort = make_cohort(course, join_code="ABCD2345")
    assert "You are in “<bdi>Spring</bdi>” now" in client.get("/join/ABCD2345/").content.decode()
    client.post("/join/ABCD2345/")
    assert Enrolment.objects.get() == enrolment
    assert Enrolment.objects.get().cohort == cohort


def test_who_is_in_the_cohort_is_led_to_todays_lesson(client: Client, learner: User) -> None:
    course = make_course()
    enrol(learner, course, cohort=make_cohort(course, join_code="ABCD2345"))
    page = client.get("/join/ABCD2345/").content.decode()
    assert "You are in “<bdi>Autumn</bdi>”" in page
    assert 'href="/today/">Go on to today’s lesson</a>' in page


def test_a_wrong_code_is_said_in_plain_words(client: Client, learner: User) -> None:
    typed = client.post("/join/", {"code": "WRONG"})
    opened = client.get("/join/WRONG/")
    assert (typed.status_code, opened.status_code) == (200, 404)
    for page in (typed, opened):
        assert page.context["form"].errors == {"code": [WRONG]}


def test_the_code_of_a_retired_course_opens_nothing(
    client: Client, learner: User, clock: HeldClock
) -> None:
    make_cohort(make_course(retired_at=clock.instant), join_code="ABCD2345")
    assert client.post("/join/ABCD2345/").status_code == 404


def test_guessing_codes_is_limited_by_form_and_by_address(client: Client, learner: User) -> None:
    make_cohort(make_course(), join_code="ABCD2345")
    for number in range(5):
        client.post("/join/", {"code": f"FORM{number}"})
        client.get(f"/join/ADDRESS{number}/")
    for page in (client.post("/join/", {"code": "ABCD2345"}), client.post("/join/ABCD2345/")):
        assert page.status_code == 429
        assert page.context["form"].errors == {
            "code": ["Too many wrong codes. Please wait an hour, then try again."]
        }
    assert not Enrolment.objects.exists()


def test_one_persons_wrong_codes_do_not_stop_another(client: Client, learner: User) -> None:
    make_cohort(make_course(), join_code="ABCD2345")
    for number in range(10):
        client.post("/join/", {"code": f"WRONG{number}"})
    client.force_login(make_learner())
    assert client.get("/join/ABCD2345/").status_code == 200


def test_right_codes_are_not_counted(client: Client, learner: User) -> None:
    make_cohort(make_course(), join_code="ABCD2345")
    pages = [client.get("/join/ABCD2345/") for _ in range(12)]
    assert {page.status_code for page in pages} == {200}


def test_an_invitation_leads_through_signing_up_and_back(client: Client) -> None:
    make_cohort(make_course(), join_code="ABCD2345")
    sign_in = client.get("/join/ABCD2345/", follow=True)
    assert sign_in.redirect_chain == [("/accounts/login/?next=/join/ABCD2345/", 302)]
    sign_up = "/accounts/signup/?next=%2Fjoin%2FABCD2345%2F"
    assert f'href="{sign_up}"' in sign_in.content.decode()
    response = client.post(
        sign_up,
        {
            "email": "ada@example.org",
            "password1": "correct horse battery",
            "next": client.get(sign_up).context["redirect_field_value"],
        },
    )
    assert response["Location"] == "/join/ABCD2345/"
