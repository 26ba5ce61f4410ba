"""Makes simulated classes to look at, on this machine only."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from courseapp.models import Course
from courseapp.progress.demo import CLASSES, INSTRUCTOR, make_demo
from courseapp.schedule.clock import now


class Command(BaseCommand):
    help = "Makes an instructor and classes of simulated learners, once; prints how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("Simulated people have no place on a real site: local mode only.")
        course = Course.objects.current().first()
        if course is None:
            raise CommandError("There is no course yet. Load one first: manage.py load_lessons")
        password = machine_password()
        make_demo(course, password, now())
        emails = [habit.email for demo in CLASSES for habit in demo.habits]
        self.stdout.write(
            SIGN_IN.format(
                instructor=INSTRUCTOR,
                learner=emails[0],
                others=len(emails) - 1,
                password=password,
            )
        )


def machine_password() -> str:
    """This machine's own, made once: a known one could find its way to a real site."""
    path = settings.VAR_DIR / "demo-password"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(5), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SIGN_IN = """\
Demo accounts, for simulated people with simulated progress:
    {instructor:<24}  the instructor, at /admin/
    {learner:<24}  a learner; {others} more are in the admin
    {password:<24}  the password of them all"""
