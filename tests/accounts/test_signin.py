"""Signing in: by password, by a code, and not by guessing."""

import re

import pytest
from django.core import mail
from django.test import Client

from courseapp.models import User
from tests.cast import make_learner, sign_in_afresh

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def ada() -> User:
    user = make_learner(email="ada@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_sign_in_by_password(client: Client, ada: User) -> None:
    response = client.post(
        "/accounts/login/", {"login": "ADA@example.org", "password": PASSWORD, "next": "/account/"}
    )
    assert (response["Location"], signed_in(client)) == ("/account/", True)


def test_a_wrong_password_is_refused(client: Client, ada: User) -> None:
    page = client.post("/accounts/login/", {"login": "ada@example.org", "password": "wrong"})
    assert page.context["form"].non_field_errors() == [
        "There is no account with this address and this password."
    ]
    assert not signed_in(client)


def test_guessing_passwords_is_limited(client: Client, ada: User) -> None:
    for _ in range(5):
        client.post("/accounts/login/", {"login": "ada@example.org", "password": "wrong"})
    page = client.post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert page.context["form"].non_field_errors() == [
        "Too many tries. Please wait 5 minutes, then try again."
    ]
    assert not signed_in(client)


def test_sign_in_by_code(client: Client, ada: User) -> None:
    client.post("/accounts/login/code/", {"email": "ada@example.org"})
    (message,) = mail.outbox
    code = re.search(r"^ {4}(\S+)$", str(message.body), re.MULTILINE)
    assert code
    assert message.subject == f"{code[1]} is your code to sign in to Hunch"
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert signed_in(client)


def test_a_wrong_code_is_refused(client: Client, ada: User) -> None:
    client.post("/accounts/login/code/", {"email": "ada@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": "WRONG1"})
    assert not signed_in(client)


def test_asking_for_codes_is_limited(client: Client, ada: User) -> None:
    for _ in range(4):
        page = Client().post("/accounts/login/code/", {"email": "ada@example.org"})
    assert len(mail.outbox) == 3
    assert page.context["form"].errors == {
        "email": ["Too many tries. Please wait a minute, then try again."]
    }


def test_an_address_without_account_gets_a_mail_and_no_other_page(client: Client) -> None:
    response = client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    assert response["Location"] == "/accounts/login/code/confirm/"
    assert [message.subject for message in mail.outbox] == ["No account with this address at Hunch"]


def test_signing_up_is_limited(client: Client) -> None:
    for number in range(21):
        page = client.post("/accounts/signup/", {"email": f"{number}@"})
    assert page.status_code == 429
    assert b"<h1>Too many tries</h1>" in page.content


def test_a_forgotten_password_is_replaced_by_mail(client: Client, ada: User) -> None:
    client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    (message,) = mail.outbox
    assert message.subject == "A new password for Hunch"
    link = re.search(r"http://testserver(\S+)", str(message.body))
    assert link
    form = client.get(link[1], follow=True)
    new = {"password1": "staple battery horse", "password2": "staple battery horse"}
    client.post(form.request["PATH_INFO"], new)
    ada.refresh_from_db()
    assert ada.check_password("staple battery horse")


def test_signing_out_needs_a_post(client: Client, ada: User) -> None:
    client.force_login(ada)
    client.get("/accounts/logout/")
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("page", "labels"),
    [
        ("login/", ["E-mail address", "Password"]),
        ("login/code/", ["E-mail address"]),
        ("password/reset/", ["E-mail address"]),
        ("signup/", ["E-mail address", "Password", "Name (optional)", "Time zone"]),
    ],
)
def test_fields_are_named_in_our_words(client: Client, page: str, labels: list[str]) -> None:
    html = client.get(f"/accounts/{page}").content.decode()
    assert re.findall(r'<label class="field__label"[^>]*>([^<]+)</label>', html) == labels


def test_signing_in_is_not_announced(client: Client, ada: User) -> None:
    page = client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD}, follow=True)
    assert list(page.context["messages"]) == []


@pytest.mark.parametrize("has_password", [True, False])
def test_the_password_form_posts_to_its_own_page(client: Client, has_password: bool) -> None:
    learner = make_learner()
    if has_password:
        learner.set_password("an old and quiet pass phrase")
        learner.save()
    sign_in_afresh(client, learner)
    address = f"/accounts/password/{'change' if has_password else 'set'}/"
    assert 'method="post">' in client.get(address).content.decode()
    new = "a new and quiet pass phrase"
    fields = {"oldpassword": "an old and quiet pass phrase", "password1": new, "password2": new}
    assert client.post(address, fields).status_code == 302
    learner.refresh_from_db()
    assert learner.check_password(new)
