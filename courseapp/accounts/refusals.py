"""Posts refused for who sends them, not for what they say; what was sent stays to be sent again.

htmx gets the reason in a header, and a script says it beside the form. Without it a page does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp.health.pages import show_fault, show_refusal, status_of_fault, status_of_refusal
from courseapp.schedule.clock import Request

REASON = "X-Refused"
KEPT = "unsent"
"""Where a session holds what was sent without being signed in."""
LONGEST_KEPT = 20_000
"""In characters: a session is no place for more."""


@dataclass(frozen=True)
class Unsent:
    """A form as it was sent, with all but its token: enough to send it once more."""

    action: str
    fields: tuple[tuple[str, str], ...]

    @property
    def is_secret(self) -> bool:
        """Whether it holds a password, which no page shall repeat."""
        return any("password" in name for name, _value in self.fields)

    @property
    def size(self) -> int:
        return sum(len(name) + len(value) for name, value in self.fields)


def unsent_of(request: HttpRequest) -> Unsent | None:
    """What was posted from a page of ours; None for anything else.

    A page of another site must not have its own words laid before a reader to press a button for.
    """
    if request.method != "POST" or not is_from_here(request):
        return None
    fields = ((name, value) for name, values in request.POST.lists() for value in values)
    kept = tuple(field for field in fields if field[0] != "csrfmiddlewaretoken")
    return Unsent(request.get_full_path(), kept)


def is_from_here(request: HttpRequest) -> bool:
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def stale_form(request: Request, reason: str = "") -> HttpResponse:
    """A token that is missing or from before somebody signed in. Django calls this."""
    if request.htmx:
        return refused("stale", HTTPStatus.FORBIDDEN)
    return show_refusal(request, HTTPStatus.FORBIDDEN, "403_csrf.html", **_to_send_again(request))


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A bad request; or a session that the database did not take, which Django calls one."""
    status = status_of_refusal(exception)
    is_ours = status == HTTPStatus.SERVICE_UNAVAILABLE
    return show_fault(request, status, **(_to_send_again(request) if is_ours else {}))


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or of the database."""
    return show_fault(request, status_of_fault(), **_to_send_again(request))


def _to_send_again(request: HttpRequest) -> dict[str, Any]:
    """What a page without context processors needs to send a form once more."""
    token = SimpleLazyObject(lambda: get_token(request))
    return {"unsent": _unsent_quietly(request), "csrf_token": token}


def _unsent_quietly(request: HttpRequest) -> Unsent | None:
    """What was posted may itself be what failed."""
    try:
        return unsent_of(request)
    except Exception:
        return None


def refused(reason: str, status: HTTPStatus) -> HttpResponse:
    """For htmx, which has the words on its page."""
    return HttpResponse(status=status, headers={REASON: reason})


class SignedInMiddleware(LoginRequiredMiddleware):
    """Leads to the way to sign in, and keeps what was sent after a session had ended."""

    def handle_no_permission(  # type: ignore[override]  # htmx would swap in where it leads
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        return ended_session(request) or super().handle_no_permission(request, view_func)


def ended_session(request: HttpRequest) -> HttpResponse | None:
    """What to answer to a form or a script of ours that needs somebody signed in.

    Returns:
        None if somebody is, or the request comes from no page of ours.
    """
    if request.user.is_authenticated:
        return None
    if getattr(request, "htmx", False):
        return refused("session", HTTPStatus.UNAUTHORIZED)
    unsent = unsent_of(request)
    if unsent is None or not keep(request, unsent):
        return None
    messages.warning(request, _("You are not signed in any more. What you sent is kept."))
    return redirect_to_login(reverse("unsent"))


def keep(request: HttpRequest, unsent: Unsent) -> bool:
    """Keeps it in the session for after signing in; as rare from one address as new visitors."""
    if unsent.is_secret or unsent.size > LONGEST_KEPT:
        return False
    if not ratelimit.consume(request, action="new_visitor"):
        return False
    request.session[KEPT] = {"action": unsent.action, "fields": unsent.fields}
    return True


@require_safe
@never_cache
def unsent(request: Request) -> HttpResponse:
    """What was sent after the session had ended, to be sent now."""
    kept = request.session.get(KEPT)
    if kept is None:
        return redirect("today")
    fields = tuple((name, value) for name, value in kept["fields"])
    return render(request, "accounts/unsent.html", {"unsent": Unsent(kept["action"], fields)})
