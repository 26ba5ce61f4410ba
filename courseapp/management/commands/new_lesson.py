"""Begins a lesson: writes a draft that passes every check, and lists it in course.md."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courseapp.lessonfiles.drafting import CannotDraftError, draft_lesson
from courseapp.schedule.clock import now


class Command(BaseCommand):
    help = "Begin a new lesson and list it at the end of its phase."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", help="<course>/<phase>/<slug>, as it stands in lessons/.")

    def handle(self, *args: Any, **options: Any) -> None:
        parts = options["place"].removesuffix(".md").split("/")
        if len(parts) != 3:
            raise CommandError("Write the lesson as <course>/<phase>/<slug>.")
        course, phase, slug = parts
        try:
            file = draft_lesson(settings.LESSONS_DIR / course, phase, slug, now().date())
        except CannotDraftError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(NEXT_STEPS.format(file=file))


NEXT_STEPS = """\
{file} is begun, and course.md lists it.
Next: write in it, see it with `make dev`, check it with `manage.py check_lessons`.
How lessons are written: lessons/README.md"""
