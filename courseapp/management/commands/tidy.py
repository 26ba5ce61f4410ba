"""Removes what nobody will come back for."""

from typing import Any

from django.core.management import BaseCommand, call_command

from courseapp.answers.recording import forget_idle_visitors
from courseapp.schedule.clock import now


class Command(BaseCommand):
    help = "Removes visitors' work after a month without a visit, and sessions that have ended."

    def handle(self, *args: Any, **options: Any) -> None:
        count = forget_idle_visitors(now())
        call_command("clearsessions")
        self.stdout.write(f"Enrolments of visitors removed: {count:,}. Ended sessions are, too.")
