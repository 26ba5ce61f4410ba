"""Into the outbox, and out of it once nobody asks any more."""

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db.models import Q

from courseapp.models import Mail
from courseapp.outbox.messages import note_of, pack
from courseapp.schedule.clock import now as read_clock

GIVE_UP_AFTER = timedelta(days=2)
"""For as long a mail is tried, unless it says itself until when it is of use."""
ROWS_KEPT = timedelta(days=30)


def store(message: EmailMessage) -> bool:
    """Keeps a message to be sent as soon as the transaction it is in is kept.

    Returns:
        Whether it is worth sending at all.
    """
    now, note = read_clock(), note_of(message)
    expires_at = note.expires_at or now + GIVE_UP_AFTER
    if expires_at <= now:
        return False
    Mail.objects.create(
        to=", ".join(message.recipients()),
        kind=note.kind,
        content=pack(message, now),
        queued_at=now,
        due_at=now,
        expires_at=expires_at,
    )
    return True


def forget_old_mail(now: datetime) -> int:
    """Deletes the rows of what was sent or given up a month ago; says how many."""
    old = now - ROWS_KEPT
    return Mail.objects.filter(Q(sent_at__lt=old) | Q(given_up_at__lt=old)).delete()[0]


def forget_mail_to(addresses: list[str]) -> None:
    """Deletes all mail to somebody who is leaving, sent or not."""
    theirs = Q(pk__in=[])
    for address in addresses:
        theirs |= Q(to__iexact=address)
    Mail.objects.filter(theirs).delete()
