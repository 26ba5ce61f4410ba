"""Signing up: with a zone, with a code by e-mail, and never twice."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client, override_settings

from courseapp.models import User
from tests.cast import make_learner

pytestmark = pytest.mark.django_db
SIGNUP = "/accounts/signup/"
PERSON = {"email": "Ada@Example.org", "password1": "correct horse battery"}
like_production = override_settings(
    ACCOUNT_EMAIL_VERIFICATION="mandatory", ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED=True
)


def sign_up(client: Client, **fields: Any) -> Any:
    return client.post(SIGNUP, PERSON | fields)


def code_in_mail() -> str:
    found = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def test_signing_up_keeps_the_zone_and_the_name(client: Client) -> None:
    sign_up(client, time_zone="Asia/Kathmandu", name="Ada")
    user = User.objects.get()
    assert (user.email, user.time_zone, user.name) == ("ada@example.org", "Asia/Kathmandu", "Ada")


def test_zone_is_utc_when_the_browser_says_nothing(client: Client) -> None:
    sign_up(client)
    assert User.objects.get().time_zone == "UTC"


def test_an_unknown_zone_makes_no_account_and_says_why(client: Client) -> None:
    page = sign_up(client, time_zone="Mars/Olympus")
    assert page.context["form"].errors == {
        "time_zone": ["“Mars/Olympus” is not a time zone we know. Choose one from the list."]
    }
    assert not User.objects.exists()


def test_the_browser_fills_the_zone_once_and_never_over_a_choice(client: Client) -> None:
    assert b"data-from-browser" in client.get(SIGNUP).content
    page = sign_up(client, password1="short", time_zone="Asia/Kathmandu")
    assert b'<option value="Asia/Kathmandu" selected>' in page.content
    assert b"data-from-browser" not in page.content


@like_production
def test_production_demands_the_code_from_the_mail(client: Client) -> None:
    response = sign_up(client)
    assert response["Location"] == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert "_auth_user_id" in client.session


@like_production
def test_a_wrong_code_signs_nobody_in(client: Client) -> None:
    sign_up(client)
    page = client.post("/accounts/confirm-email/", {"code": "WRONG1"})
    assert page.context["form"].errors == {"code": ["That is not the code we sent."]}
    assert "_auth_user_id" not in client.session


@like_production
def test_signing_up_leads_back_to_where_it_began(client: Client) -> None:
    sign_up(client, next="/join/ABCDEFGH/")
    response = client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert response["Location"] == "/join/ABCDEFGH/"


@like_production
@override_settings(SITE_NAME="Bread & Butter")
def test_the_mail_speaks_plainly_for_this_site(client: Client) -> None:
    sign_up(client)
    (message,) = mail.outbox
    assert message.subject == f"{code_in_mail()} is your code for Bread & Butter"
    assert message.body == (
        "Hello,\n\n"
        "Somebody, we hope you, gave this address for an account at Bread & Butter.\n\n"
        "To confirm it, enter this code on the page you left open:\n\n"
        f"    {code_in_mail()}\n\n"
        "It is good for fifteen minutes.\n\n"
        "If it was not you, ignore this mail: without the confirmation nothing happens.\n\n"
        "-- \nBread & Butter\nhttp://testserver/"
    )


def test_without_demand_the_mail_brings_a_link(client: Client) -> None:
    sign_up(client)
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+/)", str(mail.outbox[0].body))
    assert link
    assert b"ada@example.org" in client.get(link[1]).content
    client.post(link[1])
    assert EmailAddress.objects.get().verified


@like_production
def test_an_address_with_an_account_is_told_by_mail_only(client: Client) -> None:
    make_learner(email="ada@example.org")
    response = sign_up(client)
    assert response["Location"] == "/accounts/confirm-email/"
    assert [message.subject for message in mail.outbox] == ["You have an account at Hunch already"]
    assert User.objects.count() == 1
