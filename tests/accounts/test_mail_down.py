"""Signing up and in while the mail server is down, and a database that fails on the way."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.models import F
from django.test import Client, override_settings

import courseapp.urls  # noqa: F401  allauth reads its settings then: before any is overridden
from courseapp.accounts.erasing import erase
from courseapp.models import Mail, User
from courseapp.schedule.clock import now
from tests.cast import enrol, make_course, make_learner
from tests.mailserver import MailServer, run_mail_server

pytestmark = pytest.mark.django_db
PERSON = {"email": "ada@example.org", "password1": "correct horse battery"}
IN_PRODUCTION = override_settings(
    ACCOUNT_EMAIL_VERIFICATION="mandatory", ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED=True
)


@pytest.fixture(autouse=True)
def server(settings: object) -> Iterator[MailServer]:
    """A server that hangs whoever calls it."""
    with run_mail_server("hangs") as running:
        changes = {
            "EMAIL_BACKEND": "courseapp.outbox.backend.OutboxBackend",
            "EMAIL_TRANSPORT": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": running.port,
            "EMAIL_TIMEOUT": 0.3,
        }
        for name, value in changes.items():
            setattr(settings, name, value)
        yield running


def send_mail() -> str:
    out = StringIO()
    with suppress(CommandError):  # it says so if the mail server cannot be reached
        call_command("send_mail", stdout=out, stderr=out)
    return out.getvalue()


def confirm(client: Client, server: MailServer) -> None:
    found = re.search(r"^ {4}(\S+)$", server.taken[-1].as_string(), re.MULTILINE)
    assert found
    client.post("/accounts/confirm-email/", {"code": found.group(1)})
    assert client.get("/today/").status_code == 200


def mail_works_again(server: MailServer) -> None:
    server.manner = "takes"
    Mail.objects.update(due_at=now())
    send_mail()


def grow_older(span: timedelta) -> None:
    """Accounts and mails are as old as if that much time had passed."""
    User.objects.update(joined_at=F("joined_at") - span)
    fields = ("queued_at", "due_at", "expires_at")
    Mail.objects.update(**{name: F(name) - span for name in fields})


@IN_PRODUCTION
def test_a_sign_up_waits_for_the_mail_and_is_whole(client: Client, server: MailServer) -> None:
    response = client.post("/accounts/signup/", PERSON)
    assert (response.status_code, response["Location"]) == (302, "/accounts/confirm-email/")
    assert server.callers == 0
    assert send_mail().startswith("E-mails sent: 0. Put off: 1. Given up: 0.\n")
    server.manner = "takes"
    Mail.objects.update(due_at=now())
    assert send_mail() == "E-mails sent: 1. Put off: 0. Given up: 0.\n"
    confirm(client, server)


@IN_PRODUCTION
def test_a_sign_up_sent_twice_is_one_account_and_one_mail(
    client: Client, server: MailServer
) -> None:
    for _ in range(2):
        response = client.post("/accounts/signup/", PERSON)
        assert (response.status_code, response["Location"]) == (302, "/accounts/confirm-email/")
    mail_works_again(server)
    assert len(server.taken) == 1
    confirm(client, server)


@IN_PRODUCTION
def test_who_signs_up_again_after_the_code_has_run_out_begins_anew(server: MailServer) -> None:
    Client().post("/accounts/signup/", PERSON)
    send_mail()
    grow_older(timedelta(minutes=16))
    cache.clear()  # one code in three minutes
    client = Client()
    response = client.post("/accounts/signup/", PERSON | {"password1": "another good horse"})
    assert (response.status_code, response["Location"]) == (302, "/accounts/confirm-email/")
    mail_works_again(server)
    confirm(client, server)
    assert User.objects.get().check_password("another good horse")


@IN_PRODUCTION
def test_a_stranger_who_signs_up_meanwhile_takes_nothing_away(
    client: Client, server: MailServer
) -> None:
    client.post("/accounts/signup/", PERSON)
    mail_works_again(server)
    Client().post("/accounts/signup/", PERSON | {"password1": "a stranger's horse"})
    confirm(client, server)
    assert User.objects.get().check_password(PERSON["password1"])


@IN_PRODUCTION
@pytest.mark.parametrize("has", ["proof", "been in", "enrolment", "no address of allauth's"])
def test_an_account_that_somebody_would_miss_is_not_signed_up_anew(
    client: Client, server: MailServer, has: str
) -> None:
    user = make_learner(email="ada@example.org")
    EmailAddress.objects.filter(user=user).delete()
    if has != "no address of allauth's":
        EmailAddress.objects.create(user=user, email=user.email, verified=has == "proof")
    if has == "been in":
        User.objects.update(last_login=now())
    if has == "enrolment":
        enrol(user, make_course())
    grow_older(timedelta(days=30))
    client.post("/accounts/signup/", PERSON)
    assert User.objects.get() == user
    assert Mail.objects.get().kind == "account_already_exists"


@IN_PRODUCTION
@pytest.mark.parametrize(
    ("address", "form", "kind", "minutes"),
    [
        ("signup/", PERSON, "email_confirmation", 15),
        ("login/code/", {"email": "there@example.org"}, "login_code", 15),
        ("password/reset/", {"email": "there@example.org"}, "password_reset_key", 3 * 24 * 60),
        ("login/code/", {"email": "nobody@example.org"}, "unknown_account", 2 * 24 * 60),
        ("signup/", PERSON | {"email": "there@example.org"}, "account_already_exists", 48 * 60),
    ],
)
def test_a_mail_waits_as_long_as_what_it_holds_counts(
    client: Client, address: str, form: dict[str, str], kind: str, minutes: int
) -> None:
    make_learner(email="there@example.org")
    assert client.post(f"/accounts/{address}", form).status_code == 302
    mail = Mail.objects.get()
    assert mail.kind.removesuffix("_signup") == kind
    assert abs(mail.expires_at - mail.queued_at - timedelta(minutes=minutes)) < timedelta(seconds=5)


@IN_PRODUCTION
def test_an_account_whose_mail_cannot_be_stored_is_not_made(client: Client) -> None:
    def refuse(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        if 'INSERT INTO "courseapp_mail"' in sql:
            raise DatabaseError("The disk is full.")
        return execute(sql, params, many, context)

    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        assert client.post("/accounts/signup/", PERSON).status_code >= 500
    assert not User.objects.exists()
    assert client.post("/accounts/signup/", PERSON).status_code == 429  # within three minutes
    assert not User.objects.exists()
    cache.clear()
    assert client.post("/accounts/signup/", PERSON).status_code == 302
    assert Mail.objects.get().kind.startswith("email_confirmation")


def test_who_deletes_the_account_takes_mail_along(client: Client) -> None:
    user = make_learner(email="ada@example.org")
    make_learner(email="bo@example.org")
    for email in ("ada@example.org", "bo@example.org"):
        client.post("/accounts/password/reset/", {"email": email})
    erase(user)
    assert Mail.objects.get().to == "bo@example.org"
