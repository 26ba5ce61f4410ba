"""The development server loads lessons as they are saved, and survives their mistakes."""

from io import StringIO
from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings as project
from django.utils.autoreload import StatReloader
from pytest_django import Settings

from courseapp.management.commands.runserver import Command, watch_lessons
from courseapp.models import Course

SLUG = "llm-serving-frameworks"


@pytest.fixture
def course(tmp_path: Path, settings: Settings) -> Path:
    """The folder of a course in a folder of lessons."""
    copytree(project.BASE_DIR / "lessons", tmp_path / "lessons")
    settings.LESSONS_DIR = tmp_path / "lessons"
    return tmp_path / "lessons" / SLUG


def change(*paths: Path) -> tuple[bool, str]:
    """Whether the changes were dealt with, and what was printed."""
    out = StringIO()
    command = Command(stdout=out, stderr=out, no_color=True)
    return all(command.load_lessons(path) for path in paths), out.getvalue()


def test_every_file_of_the_lessons_is_watched(course: Path) -> None:
    reloader = StatReloader()
    watch_lessons(reloader)
    files = {path for path in course.rglob("*") if path.is_file()}
    assert len({path.suffix for path in files}) > 1
    assert files <= {path for path, _ in reloader.snapshot_files()}


@pytest.mark.django_db
def test_a_saved_lesson_is_loaded(course: Path) -> None:
    is_handled, _ = change(course / "course.md")
    assert is_handled
    assert [loaded.slug for loaded in Course.objects.current()] == [SLUG]


@pytest.mark.django_db
def test_a_mistake_is_printed_and_the_server_goes_on(course: Path) -> None:
    (course / "course.md").write_text("No front matter.\n", encoding="utf-8")
    is_handled, output = change(course / "course.md")
    assert is_handled
    assert "course.md:1:" in output
    assert not Course.objects.current().exists()


@pytest.mark.django_db
def test_a_file_that_changes_with_its_folder_is_loaded_once(course: Path) -> None:
    (course / "course.md").write_text("No front matter.\n", encoding="utf-8")
    _, output = change(course / "course.md", course)
    assert output.count("course.md:1:") == 1


@pytest.mark.django_db
def test_a_file_that_goes_is_noticed(course: Path) -> None:
    command = Command(stdout=StringIO(), stderr=(err := StringIO()), no_color=True)
    command.load_lessons(course / "course.md")
    (lesson := next(course.glob("*/*.md"))).unlink()
    command.load_lessons(lesson.parent)
    assert lesson.stem in err.getvalue()


def test_code_is_left_to_django(course: Path) -> None:
    assert change(course.parent.parent / "views.py") == (False, "")
