"""How allauth behaves here."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as current
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courseapp.accounts.addresses import client_address
from courseapp.accounts.limits import in_words, wait_of
from courseapp.accounts.mails import expiry_of, parts_of
from courseapp.accounts.proofs import may_confirm
from courseapp.outbox.messages import describe
from courseapp.schedule.clock import now

LINK_SENT = "account/messages/email_confirmation_sent.txt"


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own, in our words, with the site's name in every mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off."),
        "cannot_remove_primary_email": _("This is your main address. Make another one it first."),
        "duplicate_email": _("This address is yours already."),
        "email_password_mismatch": _("There is no account with this address and this password."),
        "enter_current_password": _("Please enter your present password."),
        "incorrect_code": _("That is not the code we sent."),
        "incorrect_password": _("That is not your password."),
        "rate_limited": _("Too many tries. Please wait a few minutes, then try again."),
        "too_many_login_attempts": _("Too many tries. Please wait a few minutes, then try again."),
        "unverified_primary_email": _("Confirm this address before you make it the main one."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """By the address that limits count by. Odd headers are nobody's reason to be refused."""
        return client_address(request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has no password shows by a code that it is them."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if methods or not user.is_authenticated:
            return methods
        return [{"id": "code", "description": "", "url": reverse("reauthenticate_by_code")}]

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """A link alone adds no address to an account that somebody else may have proven."""
        if may_confirm(request, email_address):
            return bool(super().confirm_email(request, email_address))
        said = _("Sign in to the account that this address is to belong to, then open the link.")
        messages.warning(request, said)
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **options: Any) -> None:
        """Where a code is to be entered, that page says what was sent."""
        if (args or [""])[0] == LINK_SENT and app_settings.EMAIL_VERIFICATION_BY_CODE_ENABLED:
            return
        super().add_message(request, level, *args, **options)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Who has tried too often is told when to try again."""
        if code not in ("rate_limited", "too_many_login_attempts"):
            return super().validation_error(code, *args)
        said = _("Too many tries. Please wait %(wait)s, then try again.")
        return ValidationError(said % {"wait": in_words(wait_of(current.request))}, code)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"SITE_NAME": settings.SITE_NAME} | context)

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None
    ) -> EmailMultiAlternatives:
        """The text and the same words laid out, with how long its code or link counts."""
        message = super().render_mail(template_prefix, email, context, headers)
        home = f"{context['request'].scheme}://{context['current_site'].domain}/"
        shown = {"subject": message.subject, "parts": parts_of(message.body), "home": home}
        html = render_to_string("account/email/frame.html", context | shown)
        message.attach_alternative(html, "text/html")
        kind = template_prefix.rpartition("/")[2]
        describe(message, kind, expiry_of(kind, now()))
        return message
