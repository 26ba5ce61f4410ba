"""Signing up: an account whole, with the mail that goes with it, or none."""

from http import HTTPStatus

from allauth.account import views as theirs
from allauth.account.internal.stagekit import clear_login
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse


class SignupView(theirs.SignupView):
    """allauth's own in one transaction; the limit on sign-ups counts before it, and stays."""

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


signup = SignupView.as_view()
