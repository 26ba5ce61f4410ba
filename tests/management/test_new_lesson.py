"""Beginning a lesson by one command."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import sound, write_course


def test_new_lesson_is_written_listed_and_sound(tmp_path: Path, settings: Settings) -> None:
    settings.LESSONS_DIR = tmp_path
    folder, out = write_course(tmp_path), StringIO()

    call_command("new_lesson", "course/phase/next", stdout=out)

    assert out.getvalue().startswith(f"{folder}/phase/next.md is begun, and course.md lists it.\n")
    lessons = sound(read_course(folder)).phases[0].lessons
    assert [lesson.slug for lesson in lessons] == ["lesson", "next"]


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("next", "Write the lesson as <course>/<phase>/<slug>."),
        ("course/phase/lesson", "phase/lesson.md exists already; it stays as it is."),
        ("cours/phase/next", 'There is no course "cours". Did you mean "course"?'),
    ],
)
def test_what_cannot_be_begun_is_told(
    tmp_path: Path, settings: Settings, place: str, message: str
) -> None:
    settings.LESSONS_DIR = tmp_path
    write_course(tmp_path)

    with pytest.raises(CommandError) as told:
        call_command("new_lesson", place)

    assert message in str(told.value)
