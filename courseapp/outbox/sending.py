"""Out of the outbox: claim, send, and wait longer each time it does not work.

Any number of processes may do this at once, on any number of machines.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from threading import Event
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Q

from courseapp.models import Mail
from courseapp.outbox.messages import unpack
from courseapp.schedule.clock import now as read_clock

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Far longer than it takes to send one mail. Who has died in between loses it after that."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Round:
    """How a round went."""

    sent: int = 0
    failed: int = 0


class MailServerError(Exception):
    """The server is at fault, not the mail: the next one would fare no better."""


def send_due_mail(
    clock: Callable[[], datetime] = read_clock, stopped: Event | None = None
) -> Round:
    """Sends what is due, one by one, until nothing is or the mail server is at fault.

    Args:
        stopped: once set, no other mail is begun.
    """
    give_up_expired(clock())
    server = get_connection(settings.EMAIL_TRANSPORT)
    sent = failed = 0
    try:
        while not (stopped and stopped.is_set()) and (mail := claim(clock())):
            is_sent = send_one(mail, server, clock)
            sent, failed = sent + is_sent, failed + (not is_sent)
    except MailServerError:
        failed += 1
    finally:
        close_quietly(server)
    return Round(sent, failed)


def is_there_work(now: datetime) -> bool:
    """Whether a round would do anything; asked often, so it writes nothing and locks nothing."""
    waiting = Mail.objects.waiting()
    return waiting.filter(Q(due_at__lte=now) | Q(expires_at__lte=now)).exists()


def claim(now: datetime) -> Mail | None:
    """The next mail that is due: for this caller alone, as long as the lease runs."""
    with transaction.atomic():
        due = Mail.objects.due(now).order_by("due_at", "pk")
        mail = due.select_for_update(skip_locked=True).first()
        if mail:
            mail.tries += 1
            mail.claimed_until = now + LEASE
            mail.save(update_fields=["tries", "claimed_until"])
    return mail


def send_one(mail: Mail, server: Any, clock: Callable[[], datetime]) -> bool:
    """Sends a mail that was claimed and notes how it went.

    Raises:
        MailServerError: once that is noted.
    """
    try:
        server.open()
        server.send_messages([unpack(mail.content or {})])
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        note_failure(mail, error, clock())
        return False
    except OSError as error:  # what cannot be reached, hangs or hangs up; and the rest of smtplib
        note_failure(mail, error, clock())
        raise MailServerError from error
    except Exception as error:  # a mail that cannot be sent shall not hold up the others
        note_failure(mail, error, clock())
        return False
    note_sent(mail, clock())
    return True


def note_sent(mail: Mail, now: datetime) -> None:
    ours(mail).update(
        sent_at=now, given_up_at=None, content=None, claimed_until=None, last_error=""
    )


def note_failure(mail: Mail, error: Exception, now: datetime) -> None:
    """A fault of our own may name what the mail says, so only its kind is kept."""
    words = f"{type(error).__name__}: {error}" if isinstance(error, OSError) else repr(type(error))
    logger.warning("%s was not sent (try %s): %s", mail, mail.tries, words)
    ours(mail).update(
        due_at=now + wait_after(mail.tries),
        claimed_until=None,
        last_error=words[:LONGEST_ERROR],
    )


def ours(mail: Mail) -> Any:
    """The mail's row, unless the claim ran out and somebody else has it now."""
    return Mail.objects.filter(pk=mail.pk, tries=mail.tries)


def wait_after(tries: int) -> timedelta:
    """1, 2, 4, 8 minutes and so on, up to 4 hours."""
    doubled = min(tries - 1, 10)  # beyond that it is the longest anyway
    return min(FIRST_WAIT * 2**doubled, LONGEST_WAIT)


def give_up_expired(now: datetime) -> None:
    """A code that is out of date helps nobody hours later."""
    given_up = Mail.objects.expired(now).update(given_up_at=now, content=None, claimed_until=None)
    if given_up:
        logger.error("Mails given up, since they could not be sent in time: %s", given_up)


def close_quietly(server: Any) -> None:
    """A server that does not even say goodbye has taken or refused all mail before."""
    try:
        server.close()
    except OSError:
        logger.info("The mail server did not close the connection properly.")
