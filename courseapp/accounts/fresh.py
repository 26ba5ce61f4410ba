"""Is it still you? What takes an account away asks who has been signed in for a while.

A password answers it; who has none is sent a code.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account import views as theirs
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courseapp.accounts.reader import LearnerRequest

View = Callable[..., HttpResponse]
STATE = "reauthentication_code"
"""In the session: the code that was sent, for whom, when, and how often it was wrong."""


def is_fresh(request: HttpRequest) -> bool:
    """Whether somebody has shown within the last minutes that they are the user."""
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT


def needs_fresh_sign_in(view: View) -> View:
    """Takes what is sent by who has just signed in; others are asked first, and what they sent
    goes on from there once they are known."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated and not is_fresh(request):
            raise ReauthenticationRequired
        return view(request, *args, **options)

    return guarded


emails = needs_fresh_sign_in(theirs.email)
set_password = needs_fresh_sign_in(theirs.password_set)


class CodeToStay(AbstractCodeVerificationProcess):
    """A code by mail to somebody who is signed in. It is kept in their session."""

    def __init__(self, request: LearnerRequest, state: dict[str, Any]) -> None:
        super().__init__(
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            state=state,
            user=request.user,
        )
        self.request = request

    def send(self) -> None:
        email = self.request.user.email
        self.state["code"] = get_adapter().generate_login_code()
        context = {"request": self.request, "code": self.code}
        get_adapter().send_mail("account/email/login_code", email, context)
        self.persist()

    def persist(self) -> None:
        self.request.session[STATE] = self.state

    def abort(self) -> None:
        self.request.session.pop(STATE, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reauthenticate_by_code(request: LearnerRequest) -> HttpResponse:
    """Offers a code, sends it, and takes it."""
    if request.user.has_usable_password():
        return redirect(f"{reverse('account_reauthenticate')}?{request.GET.urlencode()}")
    process = sent_to(request)
    form = ConfirmLoginCodeForm(None, code=process.code if process else "")
    if request.method == "POST" and "send" in request.POST:
        return send_code(request)
    if request.method == "POST" and process:
        form = ConfirmLoginCodeForm(request.POST, code=process.code)
        if form.is_valid():
            process.abort()
            record_authentication(request, request.user, method="code", reauthenticated=True)
            return resume_request(request) or redirect("account")
        if not process.record_invalid_attempt():
            process = None
    context = {"form": form, "process": process, "next": request.GET.get("next", "")}
    return render(request, "accounts/fresh.html", context)


def sent_to(request: LearnerRequest) -> CodeToStay | None:
    state = request.session.get(STATE)
    found: CodeToStay | None = CodeToStay(request, state).abort_if_invalid() if state else None
    return found


def send_code(request: LearnerRequest) -> HttpResponse:
    email = request.user.email
    if not ratelimit.consume(request, action="request_login_code", key=email.lower()):
        return ratelimit.respond_429(request)
    CodeToStay(request, CodeToStay.initial_state(request.user, email)).send()
    return redirect(request.get_full_path())
