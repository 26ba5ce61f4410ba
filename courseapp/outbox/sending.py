"""Out of the outbox: claim, send, and wait longer each time it does not work.

Any number of processes may do this at once, on any number of machines.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from smtplib import SMTPDataError, SMTPRecipientsRefused
from threading import Event
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Q

from courseapp.models import Mail
from courseapp.outbox.messages import unpack
from courseapp.schedule.clock import now as read_clock

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Far longer than it takes to send one mail. Who has died in between loses it after that."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=4)
LONGEST_ERROR = 500
PERMANENT, UNSIGNED = 500, 530
"""Replies of a mail server: from here on it is for good; and that we have to sign in first."""


@dataclass(frozen=True)
class Round:
    """How a round went: mails sent, put off, and given up; whether the server could be reached."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    is_server_there: bool = True


class Outcome(Enum):
    SENT = auto()
    PUT_OFF = auto()
    GIVEN_UP = auto()


class MailServerError(Exception):
    """The server is at fault, not the mail: the next one would fare no better."""


def send_due_mail(
    clock: Callable[[], datetime] = read_clock, stopped: Event | None = None
) -> Round:
    """Sends what is due, one by one, until nothing is or the mail server cannot be reached.

    Args:
        stopped: once set, no other mail is begun.
    """
    outcomes = Counter({Outcome.GIVEN_UP: give_up_expired(clock())})
    server = get_connection(settings.EMAIL_TRANSPORT)
    is_there = True
    try:
        while not (stopped and stopped.is_set()) and (mail := claim(clock())):
            outcomes[send_one(mail, server, clock)] += 1
    except MailServerError:
        outcomes[Outcome.PUT_OFF] += 1
        is_there = False
    finally:
        close_quietly(server)
    sent, put_off, given_up = (outcomes[outcome] for outcome in Outcome)
    return Round(sent, put_off, given_up, is_there)


def is_there_work(now: datetime) -> bool:
    """Whether a round would do anything; asked often, so it writes nothing and locks nothing."""
    waiting = Mail.objects.waiting()
    return waiting.filter(Q(due_at__lte=now) | Q(expires_at__lte=now)).exists()


def claim(now: datetime) -> Mail | None:
    """The next mail that is due: for this caller alone, as long as the lease runs.

    Of two who want the same one, the second finds nothing left to change, on any database.
    """
    while mail := Mail.objects.due(now).order_by("due_at", "pk").first():
        free = Mail.objects.due(now).filter(pk=mail.pk, tries=mail.tries)
        if free.update(tries=mail.tries + 1, claimed_until=now + LEASE):
            mail.tries += 1
            return mail
    return None


def send_one(mail: Mail, server: Any, clock: Callable[[], datetime]) -> Outcome:
    """Sends a mail that was claimed and notes how it went.

    Who is killed between the server's yes and that note sends it once more, after the lease: no
    mail is lost that way, and both copies have one Message-ID.

    Raises:
        MailServerError: once that is noted.
    """
    try:
        server.open()
    except OSError as error:  # what cannot be reached, hangs or refuses us; all of smtplib is one
        put_off(mail, error, clock())
        raise MailServerError from error
    try:
        server.send_messages([unpack(mail.content or {})])
    except SMTPRecipientsRefused as error:
        return (
            give_up(mail, error, clock()) if is_for_good(error) else put_off(mail, error, clock())
        )
    except SMTPDataError as error:
        return put_off(mail, error, clock())
    except OSError as error:  # the next mail begins anew, for this one may have been the reason
        close_quietly(server)
        return put_off(mail, error, clock())
    except Exception as error:  # a mail that cannot be sent shall not hold up the others
        return put_off(mail, error, clock())
    note_sent(mail, clock())
    return Outcome.SENT


def is_for_good(error: SMTPRecipientsRefused) -> bool:
    """Whether nobody it was for will ever be had there. What is refused to us and not to them
    (530: sign in first; 5.7: not allowed) waits for whoever runs the site."""
    return all(
        PERMANENT <= code < PERMANENT + 100 and code != UNSIGNED and not words.startswith(b"5.7.")
        for code, words in error.recipients.values()
    )


def note_sent(mail: Mail, now: datetime) -> None:
    ours(mail).update(
        sent_at=now, given_up_at=None, content=None, claimed_until=None, last_error=""
    )


def put_off(mail: Mail, error: Exception, now: datetime) -> Outcome:
    words = words_of(error)
    logger.warning("%s was not sent (try %s): %s", mail, mail.tries, words)
    due_at = now + wait_after(mail.tries)
    ours(mail).update(due_at=due_at, claimed_until=None, last_error=words)
    return Outcome.PUT_OFF


def give_up(mail: Mail, error: Exception, now: datetime) -> Outcome:
    words = words_of(error)
    logger.warning("%s was given up: %s", mail, words)
    ours(mail).update(given_up_at=now, content=None, claimed_until=None, last_error=words)
    return Outcome.GIVEN_UP


def words_of(error: Exception) -> str:
    """A fault of our own may name what the mail says, so only its kind is kept."""
    kind = type(error).__name__
    return f"{kind}: {error}"[:LONGEST_ERROR] if isinstance(error, OSError) else kind


def ours(mail: Mail) -> Any:
    """The mail's row, unless the claim ran out and somebody else has it now."""
    return Mail.objects.filter(pk=mail.pk, tries=mail.tries)


def wait_after(tries: int) -> timedelta:
    """1, 2, 4, 8 minutes and so on, up to 4 hours."""
    doubled = min(tries - 1, 10)  # beyond that it is the longest anyway
    return min(FIRST_WAIT * 2**doubled, LONGEST_WAIT)


def give_up_expired(now: datetime) -> int:
    """A code that is out of date helps nobody hours later. Says how many there were."""
    count = Mail.objects.expired(now).update(given_up_at=now, content=None, claimed_until=None)
    if count:
        logger.error("Mails given up, since they could not be sent in time: %s", count)
    return count


def close_quietly(server: Any) -> None:
    """A server that does not even say goodbye has taken or refused all mail before."""
    try:
        server.close()
    except OSError:
        logger.info("The mail server did not close the connection properly.")
