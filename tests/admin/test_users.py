from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.test import Client

from courseapp.models import User
from tests.admin.desk import ADMIN, make_superuser, signed_in, text_of
from tests.cast import NOON, enrol, make_course, make_learner
from tests.clock import HeldClock

pytestmark = pytest.mark.django_db

LIST = f"{ADMIN}/user/"
PASSWORD = "a quiet green harbour"


@pytest.fixture
def client(clock: HeldClock) -> Client:
    return signed_in(make_superuser())


def form(user: User, **changes: Any) -> dict[str, Any]:
    return {"email": user.email, "name": user.name, "time_zone": "UTC", "is_active": "on"} | changes


def test_users_are_listed_and_searched_by_name_and_address(client: Client) -> None:
    make_learner(name="Ada", email="lovelace@example.org")
    make_learner(name="Bo", email="bo@example.org")

    for query in ("ada", "lovelace"):
        text = text_of(client.get(f"{LIST}?q={query}"))
        assert ("lovelace@example.org" in text, "bo@example.org" in text) == (True, False)


def test_a_superuser_makes_an_account_in_small_letters(client: Client) -> None:
    client.post(
        f"{LIST}add/",
        {
            "email": "Ada@Example.org",
            "name": "Ada",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    user = User.objects.get(email="ada@example.org")
    assert (user.name, user.check_password(PASSWORD)) == ("Ada", True)


def test_one_address_is_one_person(client: Client) -> None:
    make_learner(email="ada@example.org")
    data = {"email": "ADA@example.org", "usable_password": "false"}

    text = text_of(client.post(f"{LIST}add/", data))

    assert "already exists" in text or "exists already" in text
    assert User.objects.filter(email__iexact="ada@example.org").count() == 1


def test_a_password_can_be_changed(client: Client) -> None:
    user = make_learner()
    data = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}

    response = client.post(f"{LIST}{user.pk}/password/", data)

    user.refresh_from_db()
    assert response.status_code == 302
    assert user.check_password(PASSWORD)


def test_staff_and_groups_can_be_given(client: Client) -> None:
    user = make_learner()

    client.post(f"{LIST}{user.pk}/change/", form(user, is_staff="on", groups=["1"]))

    user.refresh_from_db()
    assert (user.is_staff, [group.name for group in user.groups.all()]) == (True, ["Instructors"])


def test_a_new_zone_costs_no_opened_lesson(client: Client, clock: HeldClock) -> None:
    user = make_learner(time_zone="Pacific/Kiritimati")
    enrolment = enrol(user, make_course())
    clock.instant = NOON + timedelta(hours=4)

    client.post(f"{LIST}{user.pk}/change/", form(user, time_zone="Pacific/Pago_Pago"))

    user.refresh_from_db()
    assert user.time_zone == "Pacific/Pago_Pago"
    assert enrolment.openings.count() == 2


def test_a_new_address_must_be_verified_again(client: Client) -> None:
    user = make_learner()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    client.post(f"{LIST}{user.pk}/change/", form(user, name="Other"))
    assert EmailAddress.objects.filter(user=user).count() == 1

    client.post(f"{LIST}{user.pk}/change/", form(user, email="new@example.org"))
    assert not EmailAddress.objects.filter(user=user).exists()


def test_the_log_forgets_whoever_is_deleted(client: Client) -> None:
    course = make_course()
    first, second, stays = (make_learner(name=name) for name in ("Ada", "Bo", "Cy"))
    for user in (first, second, stays):
        enrol(user, course)
        client.post(f"{LIST}{user.pk}/change/", form(user, is_active=""))

    client.post(f"{LIST}{first.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    client.post(LIST, chosen)

    assert set(User.objects.filter(is_superuser=False)) == {stays}
    assert {entry.object_repr for entry in LogEntry.objects.all()} == {"Cy"}
