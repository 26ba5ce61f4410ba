"""Prints a course in figures: its lessons, and how well it can be guessed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from courseapp.lessonfiles.describing import describe
from courseapp.lessonfiles.reading import read_course
from courseapp.management.commands.load_lessons import find_courses


class Command(BaseCommand):
    help = "Describe courses in figures: their lessons, and how well they can be guessed."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="*", type=Path, help="Folders of courses; all of them when left out."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in options["folder"] or find_courses(settings.LESSONS_DIR):
            course = read_course(folder).course
            if course is None:
                raise CommandError(f"{folder} has problems; manage.py check_lessons tells them.")
            self.stdout.write(f"{describe(course)}\n")
