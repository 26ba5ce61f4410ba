"""Django's development server that loads lessons, too, as their authors save them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver
from django.core.management import CommandError, call_command
from django.utils.autoreload import BaseReloader, autoreload_started, file_changed

from courseapp.outbox.running import start_sending


class Command(runserver.Command):
    help = "Serves the site for development; reloads code and lessons when they change."
    loaded: frozenset[tuple[Path, int]] = frozenset()

    def handle(self, *args: Any, **options: Any) -> None:
        autoreload_started.connect(watch_lessons)
        file_changed.connect(self.load_lessons)
        super().handle(*args, **options)

    def inner_run(self, *args: Any, **options: Any) -> None:
        start_sending()
        super().inner_run(*args, **options)

    def load_lessons(self, file_path: Path, **_: Any) -> bool:
        """Returns True for what belongs to the lessons: the server need not start again for it.

        Many editors change both a file and its folder when they save; it is loaded once.
        """
        if not file_path.is_relative_to(settings.LESSONS_DIR.resolve()):
            return False
        files = frozenset(files_with_times(settings.LESSONS_DIR))
        if files != self.loaded:
            self.loaded = files
            self.print_load()
        return True

    def print_load(self) -> None:
        try:
            call_command("load_lessons", stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            self.stderr.write(str(error))


def watch_lessons(sender: BaseReloader, **_: Any) -> None:
    """Files of any kind, since a course has YAML and pictures, too; and folders, which change when
    a file comes or goes.
    """
    sender.watch_dir(settings.LESSONS_DIR.resolve(), "**/*")


def files_with_times(folder: Path) -> Iterator[tuple[Path, int]]:
    for path in folder.rglob("*"):
        try:
            yield path, 0 if path.is_dir() else path.stat().st_mtime_ns
        except FileNotFoundError:
            continue  # an editor's own file, gone already
