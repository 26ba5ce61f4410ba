"""What happens when somebody signs in or out."""

from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from courseapp.accounts.reader import VISITOR
from courseapp.answers.recording import claim_visitor_work
from courseapp.models import User
from courseapp.schedule.clock import Request


@receiver(user_logged_in)
def bring_visitor_work(request: Request, user: User, **_: Any) -> None:
    """A visitor's answers become the user's. Signing in keeps what the session held."""
    token = request.session.pop(VISITOR, None)
    if token:
        claim_visitor_work(UUID(token), user, request.now)


@receiver(user_logged_out)
def note_signing_out(request: Any, **_: Any) -> None:
    """PseudonymMiddleware reads it."""
    request.has_signed_out = True
