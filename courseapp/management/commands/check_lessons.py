"""Reports every mistake in the lesson files, answer keys past their day, and what anybody may read
that seems to give a question away.

Ends with 1 when there is a mistake; the other two are warnings.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from courseapp.lessonfiles.corrections import find_early
from courseapp.lessonfiles.documents import Course
from courseapp.lessonfiles.giveaways import find_giveaways
from courseapp.lessonfiles.guessing import check_guessing
from courseapp.lessonfiles.problems import Problem
from courseapp.lessonfiles.provenance import find_expired, find_unchecked
from courseapp.lessonfiles.reading import read_course
from courseapp.management.commands.load_lessons import find_courses
from courseapp.schedule.clock import now


class Command(BaseCommand):
    help = "Check the lesson files and report every mistake in them."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="*", type=Path, help="Folders of courses; all of them when left out."
        )
        parser.add_argument(
            "--format",
            choices=("text", "github"),
            default="text",
            help="How to print: for people, or as annotations for GitHub Actions.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folders = options["folder"] or find_courses(settings.LESSONS_DIR)
        readings = [read_course(folder) for folder in folders]
        courses = [reading.course for reading in readings if reading.course]
        problems = [problem for reading in readings for problem in reading.problems]
        problems += [problem for course in courses for problem in check_guessing(course)]
        today = now().date()
        warnings = [
            warning
            for course in courses
            for warning in (
                *find_expired(course, today),
                *find_early(course, today),
                *find_unchecked(course, today),
                *find_giveaways(course),
            )
        ]
        show = annotation if options["format"] == "github" else "{}\n\n".format
        for problem in [*problems, *warnings]:
            self.stdout.write(show(problem))
        self.stdout.write(summary(courses, len(problems), len(warnings)))
        if problems:
            sys.exit(1)


def summary(courses: list[Course], problems: int, warnings: int) -> str:
    """One line on everything."""
    lessons = [lesson for course in courses for phase in course.phases for lesson in phase.lessons]
    questions = sum(len(lesson.summary.questions) for lesson in lessons)
    counts = f"{_counted(len(lessons), 'lesson')}, {_counted(questions, 'question')}: no problems"
    found = _counted(problems, "problem") if problems else counts
    return f"{found}, {_counted(warnings, 'warning')}." if warnings else f"{found}."


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def annotation(problem: Problem) -> str:
    """A workflow command: https://docs.github.com/actions/reference/workflow-commands."""
    file = _escape(problem.path).replace(":", "%3A").replace(",", "%2C")
    line = f",line={problem.line}" if problem.line else ""
    level = "warning" if problem.is_warning else "error"
    return f"::{level} file={file}{line}::{_escape(f'{problem.message} {problem.hint}')}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
