"""Each mail once, later where it must be, and never a code that is out of date."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from io import StringIO
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, mail_admins, send_mail
from django.core.mail.message import BadHeaderError
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from courseapp.models import Mail
from courseapp.outbox.messages import describe
from courseapp.outbox.sending import LEASE, Round, claim, put_off, send_due_mail
from courseapp.outbox.storing import GIVE_UP_AFTER, ROWS_KEPT, forget_old_mail
from courseapp.schedule.clock import now
from tests.mailserver import MailServer, Manner, run_mail_server

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Time:
    """A clock that runs on from now by hand."""

    def __init__(self) -> None:
        self.instant = now() + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.instant

    def pass_by(self, span: timedelta) -> None:
        self.instant += span


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def server(settings: object) -> Iterator[MailServer]:
    with run_mail_server() as running:
        use(settings, running.port)
        yield running


def use(settings: object, port: int) -> None:
    changes = {
        "EMAIL_BACKEND": "courseapp.outbox.backend.OutboxBackend",
        "EMAIL_TRANSPORT": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_TIMEOUT": 0.3,
    }
    for name, value in changes.items():
        setattr(settings, name, value)


def write(to: str = "ada@example.org", subject: str = "Good day") -> None:
    send_mail(subject, "Some words.", "hunch@example.org", [to])


def write_code(until: datetime) -> None:
    message = EmailMessage("123456 is your code", "123456", to=["ada@example.org"])
    describe(message, "login_code", until)
    message.send()


def tried_after(time: Time, count: int) -> list[timedelta]:
    """How long after the first one each try is due, if none works."""
    start, waits = time(), []
    for _ in range(count):
        send_due_mail(time)
        time.instant = Mail.objects.get().due_at
        waits.append(time() - start)
    return waits


def test_nothing_reaches_the_server_until_the_round(server: MailServer, time: Time) -> None:
    write()
    assert server.callers == 0
    assert send_due_mail(time) == Round(sent=1)
    (taken,) = server.taken
    assert (taken["To"], taken["Subject"]) == ("ada@example.org", "Good day")
    assert send_due_mail(time) == Round()
    assert len(server.taken) == 1


def test_a_message_arrives_as_it_was_written(server: MailServer, time: Time) -> None:
    message = EmailMultiAlternatives(
        "Grüße, „Ada“",
        "Wörter",
        "Hunch <hunch@example.org>",
        ["Ada Löwe <ada@example.org>", "bo@example.org"],
        bcc=["hidden@example.org"],
        cc=["cy@example.org"],
        reply_to=["desk@example.org"],
        headers={"List-Unsubscribe": "<https://example.org/u>"},
    )
    message.attach_alternative("<p>Wörter</p>", "text/html")
    message.attach("ü.txt", "notes", "text/plain")
    message.attach("a.bin", b"\x00\xff", "application/octet-stream")
    expected = message.message()
    message.send()
    send_due_mail(time)
    (taken,) = server.taken
    assert parts_of(taken) == parts_of(expected)
    names = ("Subject", "From", "To", "Cc", "Reply-To", "List-Unsubscribe")
    assert [taken[name] for name in names] == [str(expected[name]) for name in names]
    assert "hidden" not in taken.as_string()


def parts_of(message: Message) -> list[tuple[str, str | None, bytes]]:
    return [
        (part.get_content_type(), part.get_filename(), part.get_payload(decode=True).strip())  # type: ignore[union-attr]
        for part in message.walk()
        if not part.is_multipart()
    ]


def test_a_mail_that_cannot_be_sent_is_refused_to_whoever_writes_it(server: MailServer) -> None:
    with pytest.raises(BadHeaderError):
        write(subject="Two\nlines")
    assert not Mail.objects.exists()


def test_what_is_undone_sends_no_mail(server: MailServer, time: Time) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert send_due_mail(time) == Round()


def test_mail_of_djangos_own_goes_the_same_way(
    server: MailServer, settings: object, time: Time
) -> None:
    settings.ADMINS = [("Desk", "desk@example.org")]  # type: ignore[attr-defined]
    mail_admins("A fault", "Look at it", html_message="<p>Look</p>")
    assert server.callers == 0
    assert send_due_mail(time) == Round(sent=1)
    assert server.taken[0]["To"] == "desk@example.org"


AWAY = Round(put_off=1, is_server_there=False)


@pytest.mark.parametrize(
    ("manner", "round_"),
    [
        ("hangs", AWAY),
        ("hangs up", AWAY),
        ("refuses all", Round(put_off=1)),
        ("hangs up on data", Round(put_off=1)),
    ],
)
def test_a_mail_that_did_not_go_out_is_tried_again(
    server: MailServer, time: Time, manner: Manner, round_: Round
) -> None:
    write()
    server.manner, server.refusal = manner, "450 not now"
    assert send_due_mail(time) == round_
    mail = Mail.objects.get()
    assert (mail.tries, mail.sent_at, bool(mail.last_error)) == (1, None, True)
    server.manner = "takes"
    assert send_due_mail(time) == Round()
    time.pass_by(MINUTE)
    assert send_due_mail(time) == Round(sent=1)
    assert len(server.taken) == 1


def test_a_server_that_is_not_there_is_asked_once_a_round(settings: object, time: Time) -> None:
    with run_mail_server() as closed:
        use(settings, closed.port)
    for number in range(3):
        write(f"{number}@example.org")
    assert send_due_mail(time) == AWAY
    assert sorted(mail.tries for mail in Mail.objects.all()) == [0, 0, 1]
    assert "ConnectionRefusedError" in Mail.objects.get(tries=1).last_error


@pytest.mark.parametrize(
    ("reply", "is_given_up"),
    [
        ("550 no such mailbox", True),
        ("550 5.1.1 no such mailbox", True),
        ("554 no", True),
        ("552 mailbox full", True),
        ("450 not now", False),
        ("421 closing", False),
        ("530 5.7.0 sign in first", False),
        ("530 sign in first", False),
        ("554 5.7.1 relay access denied", False),
    ],
)
def test_who_does_not_exist_is_not_tried_again_and_our_own_fault_is(
    server: MailServer, time: Time, reply: str, is_given_up: bool
) -> None:
    server.manner, server.refusal = "refuses all", reply
    write()
    assert send_due_mail(time) == Round(given_up=is_given_up, put_off=not is_given_up)
    mail = Mail.objects.get()
    assert (mail.given_up_at is not None, mail.content is None) == (is_given_up, is_given_up)
    assert reply[:3] in mail.last_error
    server.manner = "takes"
    time.pass_by(MINUTE)
    assert send_due_mail(time).sent == (not is_given_up)


@pytest.mark.parametrize("content", [{}, {"subject": 5}, [], "words"])
def test_a_mail_that_cannot_be_read_does_not_hold_up_the_others(
    server: MailServer, time: Time, content: Any
) -> None:
    for name in ("nobody", "ada"):
        write(f"{name}@example.org")
    Mail.objects.filter(to__startswith="nobody").update(content=content)
    assert send_due_mail(time) == Round(sent=1, put_off=1)


def test_a_mail_that_the_server_hangs_up_on_does_not_hold_up_the_others(
    server: MailServer, time: Time
) -> None:
    server.manner = "hangs up on nobody@"
    for name in ("nobody", "ada", "bo"):
        write(f"{name}@example.org")
    assert send_due_mail(time) == Round(sent=2, put_off=1)


def test_one_address_that_is_refused_does_not_hold_up_the_others(
    server: MailServer, time: Time
) -> None:
    server.manner = "refuses nobody@"
    for name in ("nobody", "ada", "bo"):
        write(f"{name}@example.org")
    assert send_due_mail(time) == Round(sent=2, given_up=1)
    assert "550" in Mail.objects.get(sent_at=None).last_error


def test_the_waits_grow_up_to_four_hours(server: MailServer, time: Time) -> None:
    write()
    server.manner, server.refusal = "refuses all", "450 not now"
    first = [timedelta(minutes=minutes) for minutes in (1, 3, 7, 15, 31, 63, 127, 255)]
    assert tried_after(time, 9) == [*first, timedelta(minutes=255 + 240)]


def test_after_two_days_a_mail_is_given_up_with_its_words(server: MailServer, time: Time) -> None:
    write()
    server.manner, server.refusal = "refuses all", "450 not now"
    send_due_mail(time)
    time.pass_by(GIVE_UP_AFTER)
    server.manner = "takes"
    assert send_due_mail(time) == Round(given_up=1)
    mail = Mail.objects.get()
    assert (mail.given_up_at, mail.content) == (time(), None)
    assert "450" in mail.last_error


def test_a_code_that_is_out_of_date_is_not_sent(server: MailServer, time: Time) -> None:
    write_code(until=time() + 15 * MINUTE)
    server.manner = "hangs up"
    send_due_mail(time)
    server.manner = "takes"
    time.pass_by(15 * MINUTE)
    assert send_due_mail(time) == Round(given_up=1)
    assert server.taken == []
    assert Mail.objects.get().content is None


def test_what_was_sent_leaves_no_words_behind(server: MailServer, time: Time) -> None:
    write_code(until=time() + 15 * MINUTE)
    send_due_mail(time)
    row = Mail.objects.values().get()
    assert row["sent_at"] == time()
    assert "123456" not in str(row)


def test_a_mail_is_one_claimers_until_the_lease_ends(server: MailServer, time: Time) -> None:
    write()
    assert claim(time()) is not None  # and whoever did died here
    assert send_due_mail(time) == Round()
    time.pass_by(LEASE)
    assert send_due_mail(time) == Round(sent=1)


def test_a_mail_that_goes_out_twice_all_the_same_is_one_to_mail_programs(
    server: MailServer, time: Time
) -> None:
    write()
    content = Mail.objects.get().content
    for _ in range(2):
        send_due_mail(time)
        Mail.objects.update(sent_at=None, content=content)
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def test_a_claim_that_ran_out_overwrites_nothing(server: MailServer, time: Time) -> None:
    write()
    slow = claim(time())
    assert slow is not None
    time.pass_by(LEASE)
    send_due_mail(time)
    put_off(slow, OSError("too late"), time())
    assert Mail.objects.get().sent_at == time()


def test_old_rows_are_tidied_away_and_what_waits_stays(server: MailServer, time: Time) -> None:
    for name in ("sent", "given-up", "waits", "new"):
        write(f"{name}@example.org")
    old = datetime.now(UTC) - ROWS_KEPT - MINUTE
    Mail.objects.filter(to__startswith="sent").update(sent_at=old, content=None)
    Mail.objects.filter(to__startswith="given").update(given_up_at=old, content=None)
    Mail.objects.filter(to__startswith="new").update(sent_at=now(), content=None)
    assert forget_old_mail(now()) == 2
    assert set(Mail.objects.values_list("to", flat=True)) == {
        "waits@example.org",
        "new@example.org",
    }


def test_of_two_who_want_the_same_mail_one_has_it(server: MailServer, time: Time) -> None:
    write()
    rivals: list[Mail | None] = []

    def let_a_rival_in(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and not rivals:
            rivals.append(None)  # the rival itself comes by here, too
            rivals[0] = claim(time())
        return found

    with connection.execute_wrapper(let_a_rival_in):
        assert claim(time()) is None
    assert rivals[0] is not None
    assert Mail.objects.get().tries == 1


def test_the_command_says_what_it_did_and_fails_if_mail_is_stuck(server: MailServer) -> None:
    out = StringIO()
    write()
    server.manner = "hangs up"
    with pytest.raises(CommandError, match="The mail server cannot be reached"):
        call_command("send_mail", stdout=out)
    assert out.getvalue() == "E-mails sent: 0. Put off: 1. Given up: 0.\n"
    Mail.objects.update(queued_at=now() - 11 * MINUTE)
    with pytest.raises(CommandError, match="Mail is stuck: 1 not sent in time, oldest 11 minutes"):
        call_command("send_mail", stdout=out)


def test_tidy_removes_old_rows(server: MailServer) -> None:
    write()
    Mail.objects.update(sent_at=now() - ROWS_KEPT - MINUTE, content=None)
    call_command("tidy", stdout=StringIO())
    assert not Mail.objects.exists()
