"""What the e-mails of accounts are made of, and how long what they hold counts.

An e-mail's text is parts to lay out, so that its words are written once for text and HTML.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from allauth.account import app_settings
from django.conf import settings

INDENT = "    "
SIGNATURE = "\n-- \n"


@dataclass(frozen=True)
class Part:
    """A paragraph; or, where the text indents a line, a link to open or a code to enter."""

    kind: Literal["words", "link", "code"]
    text: str


def parts_of(body: str) -> list[Part]:
    """The paragraphs of a message's text without its signature."""
    message = body.partition(SIGNATURE)[0]
    return [_part(lines) for lines in re.split(r"\n\s*\n", message) if lines.strip()]


def _part(lines: str) -> Part:
    text = " ".join(lines.split())
    if not lines.lstrip("\n").startswith(INDENT):
        return Part("words", text)
    return Part("link" if re.match("https?://", text) else "code", text)


def expiry_of(kind: str, now: datetime) -> datetime | None:
    """When the code or the link in a mail written now is out of date; None: it holds neither."""
    if kind == "login_code":
        return now + timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT)
    if kind == "password_reset_key":
        return now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    if kind.startswith("email_confirmation"):
        return now + confirmation_counts()
    return None


def confirmation_counts() -> timedelta:
    """How long whoever signs up has to prove the address."""
    if app_settings.EMAIL_VERIFICATION_BY_CODE_ENABLED:
        return timedelta(seconds=app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT)
    return timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
