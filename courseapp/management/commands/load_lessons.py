"""Brings the courses' rows up to date with their files."""

from argparse import ArgumentParser
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from courseapp.answers.recording import regrade
from courseapp.lessonfiles.problems import format_problems
from courseapp.loading.courses import Missing, Outcome, load_course, retire_missing
from courseapp.loading.report import describe
from courseapp.schedule.clock import now
from courseapp.schedule.retiming import settle


class Command(BaseCommand):
    help = (
        "Loads courses from their folders; all of them, and takes down those whose folder is gone, "
        "unless folders are given. A course with a mistake in any file stays as it is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folders", nargs="*", type=Path, metavar="folder")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")

    def handle(self, *args: Any, folders: list[Path], dry_run: bool, **options: Any) -> None:
        instant = now()
        chosen = folders or find_courses(settings.LESSONS_DIR)
        load = partial(
            load_course, now=instant, before_retiming=partial(settle, now=instant), regrade=regrade
        )
        outcomes = [self.tell(load(folder, is_rehearsal=dry_run)) for folder in chosen]
        if not folders:
            slugs = [folder.name for folder in chosen]
            self.tell_missing(retire_missing(slugs, instant, is_rehearsal=dry_run))
        if dry_run:
            self.stdout.write("This was a dry run: nothing was written.")
        failed = sum(outcome.plan is None for outcome in outcomes)
        if failed:
            raise CommandError(f"{failed} of {len(outcomes)} courses could not be loaded.")

    def tell(self, outcome: Outcome) -> Outcome:
        if outcome.plan:
            self.stdout.write(describe(outcome.plan))
        else:
            self.stderr.write(format_problems(outcome.problems))
        return outcome

    def tell_missing(self, courses: list[Missing]) -> None:
        for course in courses:
            what = "retired, as learners take it" if course.is_retired else "deleted"
            self.stdout.write(f"{course.slug}: its folder is gone; {what}.")


def find_courses(lessons: Path) -> list[Path]:
    """Every folder in there, relative to where we are if possible, so that reports can be clicked.

    Raises:
        CommandError: there is none. A wrong setting must not pass for a site without courses.
    """
    folders = [path for path in _entries(lessons) if path.is_dir() and path.name[0] != "."]
    if not folders:
        raise CommandError(f"There is no course in {lessons}. Set HUNCH_LESSONS to their folder.")
    here = Path.cwd()
    return [path.relative_to(here) if path.is_relative_to(here) else path for path in folders]


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
