"""Django's development server that loads lessons, too, as their authors save them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands import runserver
from django.core.management import CommandError, call_command
from django.utils.autoreload import BaseReloader, autoreload_started, file_changed


class Command(runserver.Command):
    help = "Serves the site for development; reloads code and lessons when they change."

    def handle(self, *args: Any, **options: Any) -> None:
        autoreload_started.connect(watch_lessons)
        file_changed.connect(self.load_lessons)
        super().handle(*args, **options)

    def load_lessons(self, file_path: Path, **_: Any) -> bool:
        """Returns True for a lesson's file: the server need not start again for it."""
        if not file_path.is_relative_to(settings.LESSONS_DIR.resolve()):
            return False
        try:
            call_command("load_lessons", stdout=self.stdout, stderr=self.stderr)
        except CommandError as error:
            self.stderr.write(str(error))
        except SystemExit:
            self.stderr.write("The site keeps the lessons as they were before.")
        return True


def watch_lessons(sender: BaseReloader, **_: Any) -> None:
    """Files of any kind: a course has YAML and pictures, too."""
    sender.watch_dir(settings.LESSONS_DIR.resolve(), "**/*")
