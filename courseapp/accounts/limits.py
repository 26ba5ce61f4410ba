"""How often somebody may try, for each address, account or join code; and how long to wait.

An address may be a hall: 300 people who sign up with one code in ten minutes are no attack.
"""

import time
from http import HTTPStatus

from allauth.account import app_settings
from allauth.core import ratelimit
from allauth.core.internal.ratelimit import Rate, get_cache_key, parse_rates
from django.contrib.sites.shortcuts import get_current_site
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courseapp.accounts.joining import cohort_of_code
from courseapp.accounts.reader import VISITOR
from courseapp.health.pages import show_refusal

APP = "allauth.account"
LIMITS = {
    "account_signup": ("signup_by_address", "confirm_email"),
    "account_login": ("login", "login_failed", "request_login_code", "confirm_email"),
    "account_request_login_code": ("request_login_code",),
    "account_email_verification_sent": ("confirm_email",),
    "account_reset_password": ("reset_password",),
    "account_reset_password_from_key": ("reset_password_from_key",),
    "account_change_password": ("change_password",),
    "account_set_password": ("change_password",),
    "account_email": ("manage_email", "confirm_email"),
    "account_reauthenticate": ("reauthenticate",),
    "reauthenticate_by_code": ("request_login_code",),
}
"""Which limits a page may meet, by its name; elsewhere those of visitors."""
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
    """Seconds until the limits that this request meets leave room again."""
    now = time.time()
    waits = (
        _wait(request, action, rate, now)
        for action in _actions(request)
        for rate in parse_rates(app_settings.RATE_LIMITS.get(action))
        if rate.per != "user" or request.user.is_authenticated
    )
    return max(SHORTEST_WAIT, *waits)


def _actions(request: HttpRequest) -> tuple[str, ...]:
    match = request.resolver_match
    name = match.url_name if match else ""
    return LIMITS.get(name or "", ("visitor" if VISITOR in request.session else "new_visitor",))


def _key(request: HttpRequest, action: str) -> str:
    """What a limit for each key counts by, as those say who ask for it."""
    if action == "visitor":
        return str(request.session[VISITOR])
    email = request.POST.get("email") or request.POST.get("login")
    if email is None and request.user.is_authenticated:
        email = request.user.email
    email = (email or "").strip().lower()
    return f"{get_current_site(request).domain}:{email}" if action == "login_failed" else email


def _wait(request: HttpRequest, action: str, rate: Rate, now: float) -> int:
    key = get_cache_key(request, app=APP, action=action, rate=rate, key=_key(request, action))
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
