"""Mail goes out after the request: stored with what causes it, sent by a process of its own.

Whatever goes through `django.core.mail` is stored by `backend.OutboxBackend`, in the transaction it
is sent in. `messages.describe` says what a message is and until when it is of use:

    message = EmailMultiAlternatives(subject, text, to=[user.email])
    describe(message, "reminder", expires_at=tonight)
    message.send()

`sending.send_due_mail` hands what is due to the mail server; `manage.py send_mail` calls it, and in
local mode a thread of the server. `mail_trouble` says whether it works.
"""

from courseapp.outbox.trouble import mail_trouble

__all__ = ["mail_trouble"]
