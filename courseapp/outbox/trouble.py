"""Whether mail goes out at all, told apart from a mail that nobody wants to take."""

import re
from datetime import datetime, timedelta

from django.db.models import F, Q

from courseapp.models import Mail
from courseapp.models.mail import MailQuerySet
from courseapp.schedule.clock import now as read_clock

LATE = timedelta(minutes=10)
"""A mail that waits for longer tells of a mail server or a sender that is down."""
REMEMBERED = timedelta(days=1)
"""For as long a mail that was given up unsent tells so, unless another has gone out since."""

ADDRESS = re.compile(r"[^\s<>'\"(){},;:]+@[^\s<>'\"(){},;:]+")
"""Mail servers repeat whom they refuse, which is nobody else's business."""


def mail_trouble() -> str | None:
    """What keeps mail from going out, in a line for machines; None: nothing does."""
    return find_trouble(read_clock())


def find_trouble(now: datetime) -> str | None:
    """A mail that only its own recipient puts off is none, as long as others go out."""
    stuck = find_stuck(now)
    count = stuck.count()
    if not count:
        return None
    age = (now - stuck.earliest("queued_at").queued_at) // timedelta(minutes=1)
    return f"{count} not sent in time, oldest {age} minutes, {why_stuck(stuck)}"


def find_stuck(now: datetime) -> MailQuerySet:
    """What should have gone out: never tried, or older than the last mail that did."""
    lost = Q(given_up_at__gte=F("expires_at"), given_up_at__gt=now - REMEMBERED)
    late = Mail.objects.filter(lost | Q(given_up_at=None), sent_at=None, queued_at__lte=now - LATE)
    sent = Mail.objects.exclude(sent_at=None).order_by("-sent_at").first()
    if sent is None or sent.sent_at is None:
        return late
    return late.filter(Q(queued_at__gt=sent.sent_at) | Q(given_up_at=None, tries=0))


def why_stuck(stuck: MailQuerySet) -> str:
    error = stuck.exclude(last_error="").order_by("-due_at").values_list("last_error", flat=True)
    if not error:
        return "manage.py send_mail has not run"
    return f"last error: {ADDRESS.sub('…', error[0])}"
