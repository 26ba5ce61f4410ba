"""allauth's forms in the site's own words."""

from typing import Any

from allauth.account import forms as theirs
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courseapp.accounts.proofs import may_come_in_by
from courseapp.models import User

WORDS: dict[str, dict[str, Promise]] = {
    "email": {"label": _("E-mail address")},
    "login": {"label": _("E-mail address")},
    "oldpassword": {"label": _("Present password")},
    "password1": {"help_text": _("At least 8 characters; nothing common, and not your name.")},
    "password2": {"label": _("The same again")},
}


class InOurWords:
    """Gives a form's fields our labels and hints."""

    fields: dict[str, Any]
    password: Promise = _("Password")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "password1" in self.fields:
            self.fields["password1"].label = self.password
        for name in WORDS.keys() & self.fields.keys():
            for attribute, words in WORDS[name].items():
                setattr(self.fields[name], attribute, words)


class LoginForm(InOurWords, theirs.LoginForm):
    """For who has a password."""


class RequestLoginCodeForm(InOurWords, theirs.RequestLoginCodeForm):
    """For who would rather have a code."""

    _user: User | None

    def clean_email(self) -> str:
        email = super().clean_email()
        if self._user and not may_come_in_by(self._user, email):
            self._user = None
        return email


class AddEmailForm(InOurWords, theirs.AddEmailForm):
    """One more address."""


class ChangeEmailForm(InOurWords, theirs.ChangeEmailForm):
    """Another address to send the code to."""


class ResetPasswordForm(InOurWords, theirs.ResetPasswordForm):
    """Where to send the link."""

    users: list[User]

    def clean_email(self) -> str:
        email = super().clean_email()
        self.users = [user for user in self.users if may_come_in_by(user, email)]
        return email


class ResetPasswordKeyForm(InOurWords, theirs.ResetPasswordKeyForm):
    """A new password by that link."""

    password = _("New password")


class ChangePasswordForm(InOurWords, theirs.ChangePasswordForm):
    """A new password for the present one."""

    password = _("New password")


class SetPasswordForm(InOurWords, theirs.SetPasswordForm):
    """A first password, for who signed in by code so far."""
