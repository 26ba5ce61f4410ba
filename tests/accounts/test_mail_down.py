"""Signing up and in while the mail server is down, and a database that fails on the way."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client, override_settings

import courseapp.urls  # noqa: F401  allauth reads its settings then: before any is overridden
from courseapp.accounts.erasing import erase
from courseapp.models import Mail, User
from courseapp.schedule.clock import now
from tests.cast import make_learner
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


@IN_PRODUCTION
def test_a_sign_up_waits_for_the_mail_and_is_whole(client: Client, server: MailServer) -> None:
    response = client.post("/accounts/signup/", PERSON)
    assert (response.status_code, response["Location"]) == (302, "/accounts/confirm-email/")
    assert server.callers == 0
    assert send_mail().startswith("E-mails sent: 0. Put off: 1. Given up: 0.\n")
    server.manner = "takes"
    Mail.objects.update(due_at=now())
    assert send_mail() == "E-mails sent: 1. Put off: 0. Given up: 0.\n"
    found = re.search(r"^ {4}(\S+)$", server.taken[0].as_string(), re.MULTILINE)
    assert found
    client.post("/accounts/confirm-email/", {"code": found.group(1)})
    assert client.get("/today/").status_code == 200


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
