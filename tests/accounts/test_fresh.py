"""A browser left open gives nobody the account."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from courseapp.models import User
from tests.cast import make_learner, sign_in_afresh

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ACTS: list[tuple[str, dict[str, str]]] = [
    ("/account/delete/", {"email": "ada@example.org"}),
    ("/accounts/email/", {"email": "thief@example.org", "action_add": ""}),
    ("/accounts/email/", {"email": "second@example.org", "action_primary": ""}),
    ("/accounts/email/", {"email": "second@example.org", "action_remove": ""}),
    ("/accounts/password/set/", {"password1": "a thief's one", "password2": "a thief's one"}),
]


@pytest.fixture(params=[PASSWORD, ""], ids=["with a password", "without one"])
def ada(request: pytest.FixtureRequest) -> User:
    user = make_learner(email="ada@example.org")
    if request.param:
        user.set_password(request.param)
        user.save()
    for email in ("ada@example.org", "second@example.org"):
        EmailAddress.objects.update_or_create(
            user=user, email=email, defaults={"verified": True, "primary": email == user.email}
        )
    return user


def state_of(user: User) -> Any:
    rows = EmailAddress.objects.filter(user=user).order_by("email")
    return (
        list(User.objects.values_list("email", "password")),
        list(rows.values_list("email", "verified", "primary")),
    )


def answer(client: Client, asked: str, user: User) -> Any:
    """Shows that it is the user, as the page asks."""
    if user.has_usable_password():
        assert asked.startswith("/accounts/reauthenticate/?")
        return client.post(asked, {"password": PASSWORD})
    assert asked.startswith("/accounts/reauthenticate/code/?")
    client.post(asked, {"send": "yes"})
    found = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    assert mail.outbox[-1].to == ["ada@example.org"]
    return client.post(asked, {"code": found[1]})


@pytest.mark.parametrize(("address", "form"), ACTS)
def test_what_takes_the_account_asks_first(
    client: Client, ada: User, address: str, form: dict[str, str]
) -> None:
    client.force_login(ada)
    before = state_of(ada)
    asked = client.post(address, form)["Location"]
    assert "reauthenticate" in asked
    assert client.get(asked).status_code == 200
    assert state_of(ada) == before


@pytest.mark.parametrize(("address", "form"), ACTS)
def test_what_was_sent_goes_on_once_that_is_answered(
    client: Client, ada: User, address: str, form: dict[str, str]
) -> None:
    if address == "/accounts/password/set/":
        ada.set_unusable_password()  # who has one changes it, and gives it for that
        ada.save()
    client.force_login(ada)
    before = state_of(ada)
    asked = client.post(address, form)["Location"]
    response = answer(client, asked, ada)
    assert response.status_code == 302
    assert state_of(ada) != before or mail.outbox[-1].to == ["thief@example.org"]


def test_who_has_just_signed_in_is_not_asked(client: Client, ada: User) -> None:
    sign_in_afresh(client, ada)
    assert client.post(*ACTS[0])["Location"] == "/"
    assert not User.objects.exists()


def test_signing_in_counts(client: Client) -> None:
    ada = make_learner(email="ada@example.org")
    ada.set_password(PASSWORD)
    ada.save()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    assert client.post(*ACTS[0])["Location"] == "/"


def test_a_wrong_code_three_times_is_the_end_of_it(client: Client) -> None:
    client.force_login(make_learner(email="ada@example.org"))
    asked = client.post(*ACTS[0])["Location"]
    client.post(asked, {"send": "yes"})
    found = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    page = client.post(asked, {"code": "WRONG1"})
    assert page.context["form"].errors == {"code": ["That is not the code we sent."]}
    for _ in range(2):
        client.post(asked, {"code": "WRONG1"})
    client.post(asked, {"code": found[1]})
    assert User.objects.exists()


def test_codes_are_not_sent_without_end(client: Client) -> None:
    client.force_login(make_learner(email="ada@example.org"))
    asked = client.post(*ACTS[0])["Location"]
    answers = [client.post(asked, {"send": "yes"}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(mail.outbox) == 3


def test_somebody_with_a_password_is_sent_no_code(client: Client) -> None:
    user = make_learner()
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    response = client.post("/accounts/reauthenticate/code/?next=/account/", {"send": "yes"})
    assert response["Location"] == "/accounts/reauthenticate/?next=%2Faccount%2F"
    assert mail.outbox == []


def test_nobody_is_led_away_from_the_site(client: Client) -> None:
    user = make_learner(email="ada@example.org")
    client.force_login(user)
    response = answer(client, "/accounts/reauthenticate/code/?next=https://evil.example/", user)
    assert response["Location"] == "/account/"
