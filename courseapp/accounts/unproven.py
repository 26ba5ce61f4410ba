"""Accounts whose address nobody has proven: a sign-up that came to nothing is in nobody's way."""

from datetime import datetime

from allauth.account.models import EmailAddress

from courseapp.accounts.mails import confirmation_counts
from courseapp.models import User


def is_abandoned(user: User, now: datetime) -> bool:
    """Whether what was sent to prove the address is out of date, and nobody would miss the rest:
    what the form for signing up asks, in an account that nobody was ever in."""
    addresses = EmailAddress.objects.filter(user=user)
    return (
        user.joined_at <= now - confirmation_counts()
        and user.last_login is None
        and not (user.is_staff or user.is_superuser)
        and addresses.exists()  # whoever the admin has made has none yet
        and not addresses.filter(verified=True).exists()
        and not user.enrolments.exists()
    )
