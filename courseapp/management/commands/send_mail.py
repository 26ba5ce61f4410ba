"""Hands what waits in the outbox to the mail server."""

import signal
from threading import Event
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from courseapp.outbox import mail_trouble
from courseapp.outbox.running import send_forever
from courseapp.outbox.sending import send_due_mail


class Command(BaseCommand):
    help = (
        "Sends the e-mails that are due. Run it every minute, on as many machines as you like, "
        "or once with --forever. Fails if e-mails are stuck."
    )

    requires_system_checks = ()  # it starts every minute, and static files are not its business

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--forever", action="store_true", help="send mail as it comes, until stopped"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["forever"]:
            send_forever(stopped_by_signals())
            return
        done = send_due_mail()
        self.stdout.write(
            f"E-mails sent: {done.sent:,}. Put off: {done.put_off:,}. Given up: {done.given_up:,}."
        )
        if trouble := mail_trouble():
            raise CommandError(f"Mail is stuck: {trouble}.")
        if not done.is_server_there:
            raise CommandError("The mail server cannot be reached; the admin says why.")


def stopped_by_signals() -> Event:
    """Set when the process is to end, so that the mail it is at is brought to its end."""
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    return stopped
