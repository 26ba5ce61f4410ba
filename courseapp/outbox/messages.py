"""A message of `django.core.mail` as plain data, and back."""

import base64
from dataclasses import dataclass
from datetime import datetime
from email.mime.base import MIMEBase
from email.utils import formatdate, make_msgid, parseaddr
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils.encoding import force_str


@dataclass(frozen=True)
class Note:
    """What the outbox keeps beside a message; `expires_at` None: for as long as any mail is."""

    kind: str = ""
    expires_at: datetime | None = None


def describe(message: EmailMessage, kind: str, expires_at: datetime | None = None) -> None:
    """Says what a message is about, in one word, and until when it is worth sending."""
    message.outbox_note = Note(kind, expires_at)  # type: ignore[attr-defined]


def note_of(message: EmailMessage) -> Note:
    return getattr(message, "outbox_note", Note())


def pack(message: EmailMessage, now: datetime) -> dict[str, Any]:
    """The message as JSON.

    Its date and id are settled here: should it go out twice all the same, mail programs see one.

    Raises:
        ValueError: it is no message that can be sent, such as with a line break in its subject.
    """
    headers = {name: str(value) for name, value in message.extra_headers.items()}
    content = {
        "subject": str(message.subject),
        "body": str(message.body),
        "subtype": message.content_subtype,
        "from": str(message.from_email),
        "to": [str(address) for address in message.to],
        "cc": [str(address) for address in message.cc],
        "bcc": [str(address) for address in message.bcc],
        "reply_to": [str(address) for address in message.reply_to],
        "headers": _fixed(str(message.from_email), now) | headers,
        "alternatives": [
            [force_str(part[0]), part[1]] for part in getattr(message, "alternatives", ())
        ],
        "attachments": [_packed(attachment) for attachment in message.attachments],
    }
    unpack(content).message()
    return content


def unpack(content: dict[str, Any]) -> EmailMultiAlternatives:
    """What `pack` packed."""
    message = EmailMultiAlternatives(
        content["subject"],
        content["body"],
        content["from"],
        content["to"],
        cc=content["cc"],
        bcc=content["bcc"],
        reply_to=content["reply_to"],
        headers=content["headers"],
    )
    message.content_subtype = content["subtype"]
    for words, media_type in content["alternatives"]:
        message.attach_alternative(words, media_type)
    for name, data, media_type in content["attachments"]:
        message.attach(name, base64.b64decode(data), media_type)
    return message


def _fixed(sender: str, now: datetime) -> dict[str, str]:
    """Without asking for this machine's own name, as Django does: that may take seconds."""
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return {"Date": formatdate(now.timestamp()), "Message-ID": make_msgid(domain=domain)}


def _packed(attachment: Any) -> tuple[str | None, str, str | None]:
    """An attachment's name, its bytes in base64, and its media type."""
    if isinstance(attachment, MIMEBase):
        name, data = attachment.get_filename(), attachment.get_payload(decode=True)
        media_type: str | None = attachment.get_content_type()
    else:
        name, data, media_type = attachment
    if isinstance(data, EmailMessage):
        data = data.message().as_bytes()
    binary = data if isinstance(data, bytes) else str(data).encode()
    return name, base64.b64encode(binary).decode(), media_type
