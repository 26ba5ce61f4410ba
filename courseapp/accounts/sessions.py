"""A session lasts a month from the last visit, not from the first."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from courseapp.accounts.reader import VISITOR
from courseapp.answers.recording import note_visit
from courseapp.schedule import clock
from courseapp.schedule.clock import Request

RENEWED = "renewed"
"""In the session: when its end was last put off, in seconds since 1970."""
EVERY = timedelta(days=1)


@receiver(user_logged_in)
def begin(request: HttpRequest, **_: Any) -> None:
    """A session that has just begun is no older than today."""
    request.session[RENEWED] = getattr(request, "now", clock.now()).timestamp()


class RenewedSessionMiddleware(SessionMiddleware):
    """Puts the end of a session off, at most once a day; a visitor's work stays as long.

    A page that is only read goes out whether or not that can be written just now.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_only_read = not request.session.modified
        try:
            if settings.SESSION_COOKIE_NAME in request.COOKIES and response.status_code < 500:
                renew(request)  # type: ignore[arg-type]
            return super().process_response(request, response)
        except (DatabaseError, SessionInterrupted):
            if is_only_read and request.session.modified:
                return response
            raise


def renew(request: Request) -> None:
    session, now = request.session, request.now
    if session.is_empty() or now.timestamp() < session.get(RENEWED, 0) + EVERY.total_seconds():
        return
    session[RENEWED] = now.timestamp()
    if VISITOR in session:
        note_visit(UUID(session[VISITOR]), now)
