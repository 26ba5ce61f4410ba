"""Who proves an address has the account, whatever somebody else set in it before.

Anybody can sign up with another person's address. Until it is proven, nothing in the account is
worth anything: with the first proof, by whatever way, all that was set by somebody else goes.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_signed_up
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from courseapp.models import User

SIGNED_UP = "signed_up"
"""In the session that signed up: the account's id, so that its own password stays."""


def may_come_in_by(user: User, email: str) -> bool:
    """Whether a code or a link sent to the address opens the account: not if somebody just wrote
    it into an account that began with another one."""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    if verified.exists():
        return verified.filter(email__iexact=email).exists()
    return user.email.lower() == email.lower()


def may_confirm(request: HttpRequest, address: EmailAddress) -> bool:
    """Whether a link sent to the address counts: for one added to a proven account only where
    that account is signed in, or its owner could confirm it for somebody else."""
    verified = EmailAddress.objects.filter(user=address.user, verified=True)
    return request.user.pk == address.user_id or not verified.exists()


@receiver(user_signed_up)
def remember_who_signed_up(request: HttpRequest, user: User, **_: Any) -> None:
    request.session[SIGNED_UP] = user.pk


@receiver(email_confirmed)
def void_what_others_set(request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    """At the first proof of an account, unless whoever proves it also knows its password."""
    user = email_address.user
    others = EmailAddress.objects.filter(user=user).exclude(pk=email_address.pk)
    if others.filter(verified=True).exists() or _is_their_own(request, user):
        return
    with transaction.atomic():
        others.delete()
        email_address.set_as_primary()
        user = User.objects.select_for_update().get(pk=user.pk)
        user.name = ""
        if "password_reset" not in _ways_in(request, user):
            _void_password(request, user)
        user.save(update_fields=["name", "password"])
    request.is_account_new_to_them = True  # type: ignore[attr-defined]


@receiver(user_logged_in)
def hold_on_to_the_session(request: HttpRequest, user: User, **_: Any) -> None:
    """Whoever has just voided a password is signed in by what there is instead."""
    if getattr(request, "is_account_new_to_them", False):
        user.refresh_from_db(fields=["password", "name", "email"])
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()


def _is_their_own(request: HttpRequest, user: User) -> bool:
    return (
        request.user.pk == user.pk
        or request.session.get(SIGNED_UP) == user.pk
        or "password" in _ways_in(request, user)
    )


def _ways_in(request: HttpRequest, user: User) -> set[str]:
    """How this session has shown that it is the user: "password", "code", "password_reset"."""
    return {record["method"] for record in get_authentication_records(request, user)}


def _void_password(request: HttpRequest, user: User) -> None:
    """Ends all sessions of the account, too: they hang on the password."""
    if user.has_usable_password():
        said = _(
            "Somebody had set a password for this account before you confirmed the address. It no "
            "longer counts; you can set one of your own."
        )
        messages.info(request, said)
    user.set_unusable_password()
