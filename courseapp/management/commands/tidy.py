"""Removes what nobody will come back for."""

from typing import Any

from django.core.management import BaseCommand, call_command

from courseapp.answers.recording import forget_idle_visitors
from courseapp.outbox.storing import forget_old_mail
from courseapp.schedule.clock import now


class Command(BaseCommand):
    help = (
        "Removes visitors' work after a month without a visit, sessions that have ended, and what "
        "the outbox has kept for a month."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = forget_idle_visitors(now())
        call_command("clearsessions")
        forget_old_mail(now())
        self.stdout.write(f"Enrolments of visitors removed: {count:,}. Ended sessions are, too.")
