"""A session lasts a month from the last visit, not from the first."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
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


class SessionRenewalMiddleware:
    """Puts the end of a session off, at most once a day; a visitor's work stays as long."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            renew(request)
        return response


def renew(request: Request) -> None:
    session, now = request.session, request.now
    if session.is_empty() or now.timestamp() < session.get(RENEWED, 0) + EVERY.total_seconds():
        return
    session[RENEWED] = now.timestamp()
    if VISITOR in session:
        note_visit(UUID(session[VISITOR]), now)
