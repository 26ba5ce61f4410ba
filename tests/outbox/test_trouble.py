"""The line for machines that says whether mail goes out."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from courseapp.models import Mail
from courseapp.outbox.sending import give_up_expired
from courseapp.outbox.trouble import find_trouble
from tests import cast
from tests.cast import NOON

pytestmark = pytest.mark.django_db
FAILED: dict[str, Any] = {"tries": 2, "last_error": "ConnectionRefusedError: no"}
DAY: dict[str, Any] = {"expires_at": NOON + timedelta(days=2)}


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def sent(at: datetime) -> Mail:
    return cast.make_mail("bo@example.org", queued_at=at, sent_at=at, content=None)


def test_without_mail_there_is_no_trouble() -> None:
    assert find_trouble(NOON) is None


def test_mail_that_waits_for_its_turn_is_no_trouble() -> None:
    cast.make_mail(queued_at=NOON - minutes(9), **FAILED)
    assert find_trouble(NOON) is None


def test_a_dead_server_is_told_with_number_age_and_error() -> None:
    cast.make_mail(queued_at=NOON - minutes(25), **FAILED)
    cast.make_mail(queued_at=NOON - minutes(11))
    cast.make_mail(queued_at=NOON - minutes(1))
    assert find_trouble(NOON) == (
        "2 not sent in time, oldest 25 minutes, last error: ConnectionRefusedError: no"
    )


def test_a_sender_that_never_runs_is_told() -> None:
    sent(NOON - minutes(20))
    cast.make_mail(queued_at=NOON - minutes(30))
    assert find_trouble(NOON) == (
        "1 not sent in time, oldest 30 minutes, manage.py send_mail has not run"
    )


@pytest.mark.parametrize(("last_success", "is_told"), [(12, True), (5, False)])
def test_what_one_recipient_puts_off_is_no_trouble_while_others_go_out(
    last_success: int, is_told: bool
) -> None:
    cast.make_mail(queued_at=NOON - minutes(11), **FAILED, **DAY)
    sent(NOON - minutes(last_success))
    assert (find_trouble(NOON) is not None) == is_told


def test_a_code_given_up_unsent_is_told_until_a_mail_goes_out() -> None:
    cast.make_mail(queued_at=NOON, **FAILED)
    later = NOON + minutes(40)
    give_up_expired(later)
    assert "1 not sent in time, oldest 40 minutes" in str(find_trouble(later))
    assert find_trouble(later + timedelta(days=1)) is None
    sent(NOON + minutes(39))
    assert find_trouble(later) is None


def test_an_address_that_does_not_exist_is_no_trouble() -> None:
    refused = {"given_up_at": NOON - minutes(19), "content": None} | FAILED
    cast.make_mail(queued_at=NOON - minutes(20), **refused, **DAY)
    assert find_trouble(NOON) is None


def test_nobody_reads_there_whom_a_mail_was_for() -> None:
    error = "SMTPRecipientsRefused: {'ada.b+c@example.org': (450, b'<ada.b+c@example.org>: later')}"
    cast.make_mail(queued_at=NOON - minutes(11), tries=1, last_error=error)
    said = str(find_trouble(NOON))
    assert "(450, b'<…>: later')" in said
    assert "ada" not in said
