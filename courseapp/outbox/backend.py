"""What `EMAIL_BACKEND` names: a message that is sent is stored, and nothing else happens to it."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from courseapp.outbox.storing import store


class OutboxBackend(BaseEmailBackend):
    """Stores messages in the transaction that is open, so that they go out if it is kept.

    Should that fail, it is the database that fails, not the mail: it is raised whatever
    `fail_silently` says.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(store(message) for message in email_messages if message.recipients())
