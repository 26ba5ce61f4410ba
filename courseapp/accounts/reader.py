"""Who asks: from a request to the reader that `schedule` knows."""

from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from courseapp.models import User
from courseapp.schedule.access import Reader
from courseapp.schedule.clock import Request

VISITOR = "visitor"
"""The session's key for a visitor's token."""


class LearnerRequest(Request):
    """A request that LoginRequiredMiddleware let through: somebody is signed in."""

    user: User


def reader_of(request: HttpRequest) -> Reader:
    """Somebody signed in, or a visitor with the token their session holds, if it does."""
    if request.user.is_authenticated:
        return Reader(user=request.user)
    token = request.session.get(VISITOR)
    return Reader(visitor=UUID(token) if token else None)


def visitor_token(request: HttpRequest) -> UUID:
    """The visitor's token, made now if need be: call it only when there is work to keep."""
    return UUID(request.session.setdefault(VISITOR, str(_new_token(request))))


def _new_token(request: HttpRequest) -> UUID:
    """The same for every post from one browser's forms.

    A second post may be sent before the first has brought a session back, and is the same visitor.
    """
    secret = request.META.get("CSRF_COOKIE")
    if not secret:
        return uuid4()
    return UUID(bytes=salted_hmac(VISITOR, secret, algorithm="sha256").digest()[:16])
