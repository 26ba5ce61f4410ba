"""What happens when somebody signs in."""

from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
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
