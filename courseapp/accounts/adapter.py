"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own, in our words, with the site's name in every mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off.",
        "cannot_remove_primary_email": "This is your main address. Make another one it first.",
        "duplicate_email": "This address is yours already.",
        "email_password_mismatch": "There is no account with this address and this password.",
        "enter_current_password": "Please enter your present password.",
        "incorrect_code": "That is not the code we sent.",
        "incorrect_password": "That is not your password.",
        "rate_limited": "Too many tries. Please wait a few minutes, then try again.",
        "too_many_login_attempts": "Too many tries. Please wait a few minutes, then try again.",
        "unverified_primary_email": "Confirm this address before you make it the main one.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        super().send_mail(template_prefix, email, {"SITE_NAME": settings.SITE_NAME} | context)
