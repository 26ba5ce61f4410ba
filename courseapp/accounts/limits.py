"""How often somebody may try, for each address, account or join code; and how long to wait.

An address may be a hall: 300 people who sign up with one code in ten minutes are no attack.
"""

import time
from http import HTTPStatus

from allauth.account import app_settings
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import Rate, get_cache_key, parse_rates
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseapp.accounts.joining import cohort_of_code
from courseapp.health.pages import show_refusal

APP = "allauth.account"
SHORTEST_WAIT = 10
"""In seconds: said where nothing more is known."""


def may_sign_up(request: HttpRequest) -> bool:
    """Counts a sign-up: against the join code it comes with, or else against its address.

    Wrong codes are few from one address, or they would tell which are right.
    """
    code = _code_in(request)
    if code and ratelimit.consume(request, action="wrong_code", dry_run=True):
        cohort = cohort_of_code(code)
        if cohort is None:
            ratelimit.consume(request, action="wrong_code")
        elif ratelimit.consume(request, action="signup_by_code", key=cohort.join_code):
            return True
    return ratelimit.consume(request, action="signup_by_address")


def _code_in(request: HttpRequest) -> str:
    """The join code of the page that signing up leads back to."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    try:
        match = resolve(target.partition("?")[0])
    except Resolver404:
        return ""
    return str(match.kwargs["code"]) if match.url_name == "join_code" else ""


def too_many(request: HttpRequest) -> HttpResponse:
    """The page for whoever has tried too often; it says how long to wait. allauth calls it."""
    seconds = wait_of(request)
    page = show_refusal(request, HTTPStatus.TOO_MANY_REQUESTS, wait=in_words(seconds))
    page.headers["Retry-After"] = str(seconds)
    return page


def wait_of(request: HttpRequest) -> int:
    """Seconds until every limit that is used up leaves room again."""
    now = time.time()
    waits = (
        _wait(request, action, rate, now)
        for action, rates in app_settings.RATE_LIMITS.items()
        for rate in parse_rates(rates)
        if rate.per == "ip" or (rate.per == "user" and request.user.is_authenticated)
    )
    return max(SHORTEST_WAIT, *waits)


def _wait(request: HttpRequest, action: str, rate: Rate, now: float) -> int:
    key = get_cache_key(request, app=APP, action=action, rate=rate)
    history = cache.get(key, [])
    if len(history) < rate.amount:
        return 0
    return max(0, int(history[-1] + rate.duration - now) + 1)


def in_words(seconds: int) -> str:
    """ "2 minutes", rounded up: who waits so long may try again."""
    if seconds <= 60:
        return _("a minute")
    minutes = -(-seconds // 60)
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = -(-minutes // 60)
    if hours == 1:
        return _("an hour")
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
