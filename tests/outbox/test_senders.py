"""Several senders in processes of their own, and one that is killed at the worst moment."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from django.core.mail import EmailMessage
from django.db import OperationalError, connection
from django.db.models import F
from pytest_django import Settings

from courseapp.models import Mail
from courseapp.outbox.running import look_once, start_sending
from courseapp.outbox.sending import LEASE
from tests.mailserver import MailServer, run_mail_server
from tests.server import database_url

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
MANAGE = Path(__file__).parents[2] / "manage.py"


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    settings.EMAIL_BACKEND = "courseapp.outbox.backend.OutboxBackend"
    with run_mail_server() as running:
        yield running


def write(count: int) -> None:
    for number in range(count):
        EmailMessage("Good day", "Some words.", to=[f"{number}@example.org"]).send()


def start_sender(server: MailServer, *options: str) -> "subprocess.Popen[str]":
    """`manage.py send_mail` as in production."""
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "courseapp.settings",
        "HUNCH_MODE": "production",
        "SECRET_KEY": "k" * 50,
        "ALLOWED_HOSTS": "learn.example.org",
        "DEFAULT_FROM_EMAIL": "hunch@example.org",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(server.port),
        "EMAIL_USE_TLS": "no",
    }
    command = [sys.executable, str(MANAGE), "send_mail", *options]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    words, _ = process.communicate(timeout=60)
    return process.returncode, words


def wait_until(happened: Callable[[], object]) -> None:
    for _ in range(600):
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError("It did not happen within half a minute.")


def test_several_senders_at_once_send_each_mail_once(server: MailServer) -> None:
    write(20)
    for returncode, words in [finish(p) for p in [start_sender(server) for _ in range(3)]]:
        assert returncode == 0, words
    assert sorted(str(mail["To"]) for mail in server.taken) == sorted(
        f"{number}@example.org" for number in range(20)
    )
    assert not Mail.objects.waiting().exists()


def test_who_is_killed_before_noting_a_mail_sends_it_again_after_the_lease_and_not_before(
    server: MailServer,
) -> None:
    write(1)
    server.manner = "hangs after data"
    with start_sender(server) as killed:
        wait_until(lambda: server.taken)
        killed.kill()
    server.manner = "takes"
    assert finish(start_sender(server)) == (0, "E-mails sent: 0. Put off: 0. Given up: 0.\n")
    Mail.objects.update(claimed_until=F("claimed_until") - LEASE - timedelta(minutes=1))
    assert finish(start_sender(server)) == (0, "E-mails sent: 1. Put off: 0. Given up: 0.\n")
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_who_sends_forever_sends_mail_as_it_comes_and_goes_when_told(server: MailServer) -> None:
    process = start_sender(server, "--forever")
    for _ in range(2):
        write(1)
        wait_until(lambda: not Mail.objects.waiting().exists())
    process.terminate()
    assert finish(process) == (0, "")


@pytest.mark.parametrize("error", [OperationalError("database is locked"), ValueError("odd")])
def test_local_modes_thread_outlives_what_fails(
    server: MailServer, settings: Settings, error: Exception
) -> None:
    def refuse(*_: object) -> None:
        raise error

    settings.EMAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    write(1)
    with connection.execute_wrapper(refuse):
        assert look_once(Event()) is False
    stopped = start_sending()
    wait_until(lambda: server.taken and not Mail.objects.waiting().exists())
    stopped.set()
