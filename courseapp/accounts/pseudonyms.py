"""Whose a page is, in a header that tells nothing: what a phone keeps is one reader's alone."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac

from courseapp.models import User

HEADER = "X-Reader"
NOBODY = "nobody"


def pseudonym_of(user: User | AnonymousUser) -> str:
    """The same on all of a person's devices, and of use to nobody else; empty for a visitor."""
    if not user.is_authenticated:
        return ""
    return salted_hmac("pseudonym", str(user.pk), algorithm="sha256").hexdigest()[:32]


class PseudonymMiddleware:
    """Says on every page who reads it, so that a phone notices when somebody else does.

    Nor is the browser to keep a copy of its own, so that going back shows nobody what a person who
    has left could see; but for pages that say themselves how long they may be kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and response.status_code < 500:
            response.headers[HEADER] = pseudonym_of(request.user) or NOBODY
            if request.user.is_authenticated and not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
        return response
