"""Signing up: an account whole, with the mail that goes with it, or none."""

from http import HTTPStatus
from typing import Any

from allauth.account import views as theirs
from allauth.account.internal.stagekit import clear_login
from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from courseapp.accounts.limits import may_sign_up


class SignupView(theirs.SignupView):
    """allauth's own in one transaction; the limit on sign-ups counts before it, and stays."""

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if request.method == "POST" and not may_sign_up(request):
            return ratelimit.respond_429(request)
        return super().dispatch(request, *args, **options)

    def form_valid(self, form: Form) -> HttpResponse:
        is_whole = False
        try:
            with transaction.atomic():
                response: HttpResponse = super().form_valid(form)
                is_whole = response.status_code < HTTPStatus.BAD_REQUEST
                transaction.set_rollback(not is_whole)
        finally:
            if not is_whole:
                clear_login(self.request)  # the next account may get the number of this one
        return response


signup = login_not_required(SignupView.as_view())
