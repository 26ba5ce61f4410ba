"""Who asks: from a request to the reader that `schedule` knows."""

from uuid import UUID, uuid4

from django.http import HttpRequest

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
    return UUID(request.session.setdefault(VISITOR, str(uuid4())))
