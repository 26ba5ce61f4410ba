"""How somebody likes to read: kept in cookies, so that the first paint has it already."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

TEXT_SIZES = {"small": _("Small"), "": _("Standard"), "large": _("Large"), "largest": _("Largest")}
SHORTCUTS = {"": _("On"), "off": _("Off")}
CHOICES = {"text_size": TEXT_SIZES, "shortcuts": SHORTCUTS}
"""What may be chosen, by the name of its field and cookie; empty is what one has without."""


A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Comforts:
    text_size: str = ""
    shortcuts: str = ""

    text_sizes = tuple(TEXT_SIZES.items())
    shortcut_states = tuple(SHORTCUTS.items())


def comforts_of(request: HttpRequest) -> Comforts:
    chosen = {name: request.COOKIES.get(name, "") for name in CHOICES}
    return Comforts(**{name: value for name, value in chosen.items() if value in CHOICES[name]})


@csrf_exempt
@login_not_required
@require_POST
def comforts(request: HttpRequest) -> HttpResponse:
    """Keeps what is chosen. As for the language, all a forged post does is to change the looks."""
    is_scripted = bool(request.headers.get("HX-Request"))
    response = HttpResponse(status=204) if is_scripted else HttpResponseRedirect(way_back(request))
    for name, values in CHOICES.items():
        if request.POST.get(name) in values:
            keep(response, name, request.POST[name])
    return response


def keep(response: HttpResponse, name: str, value: str) -> None:
    if not value:
        response.delete_cookie(name)
        return
    response.set_cookie(
        name,
        value,
        max_age=A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class ChoicesRenewalMiddleware:
    """What somebody chose to read by lasts from their last page, not from when they chose it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_a_page_to_read(request, response):
            renew(request, response)
        return response


def is_a_page_to_read(request: HttpRequest, response: HttpResponse) -> bool:
    """Not one fetched by a script, which may come in after a choice made meanwhile."""
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
        and response.status_code == HTTPStatus.OK
        and response.headers.get("Content-Type", "").startswith("text/html")
    )


def renew(request: HttpRequest, response: HttpResponse) -> None:
    for name, values in CHOICES.items():
        if (chosen := request.COOKIES.get(name)) and chosen in values:
            keep(response, name, chosen)
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if language in dict(settings.LANGUAGES):
        keep(response, settings.LANGUAGE_COOKIE_NAME, language)


def way_back(request: HttpRequest) -> str:
    url = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if is_ours and url.startswith("/") else "/"
