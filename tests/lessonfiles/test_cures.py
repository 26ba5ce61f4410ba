"""What authors are told to do is what helps."""

from pathlib import Path

import pytest

from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import COURSE, PREDICT, lesson_text, write_course

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


def hints(tmp_path: Path, **files: str | bytes) -> list[str]:
    named = {name.replace("__", "/").replace("_md", ".md"): text for name, text in files.items()}
    folder = write_course(tmp_path, named)
    return [problem.hint for problem in read_course(folder).problems]


@pytest.mark.parametrize("language", ["mermaid", "Mermaid", "plantuml"])
def test_a_diagram_is_not_drawn(tmp_path: Path, language: str) -> None:
    body = f"```{language}\ngraph TD\n```\n\n{PREDICT}"
    assert hints(tmp_path, phase__lesson_md=lesson_text(body)) == [
        "Diagrams are not drawn here. Add a picture, or show the text as `text`."
    ]


def test_a_lesson_is_listed_without_its_ending(tmp_path: Path) -> None:
    found = hints(tmp_path, course_md=COURSE.replace("[lesson]", "[lesson.md]"))
    assert "Write it without .md: lesson." in found


def test_a_pointer_of_git_is_no_picture(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "phase/lesson.md": lesson_text(f"![A cat](cat.png)\n\n{PREDICT}"),
        "phase/cat.png": POINTER,
    }
    (problem,) = read_course(write_course(tmp_path, files)).problems
    assert problem.message.endswith("it is only git's pointer to the picture.")
    assert problem.hint == "Fetch the picture itself: git lfs pull."


def test_options_below_a_reveal_are_told_to_go_above(tmp_path: Path) -> None:
    moved = PREDICT.replace("::: reveal\n", "").replace("- [ ] Rain", "::: reveal\n- [ ] Rain")
    problems = read_course(write_course(tmp_path, {"phase/lesson.md": lesson_text(moved)})).problems
    assert [p for p in problems if "looks like an option outside of a question" in p.message]


@pytest.mark.parametrize("name", ["README.md", "LICENSE.md", "phase/README.md", "CHANGELOG.md"])
def test_what_is_about_the_folder_is_no_lesson(tmp_path: Path, name: str) -> None:
    folder = write_course(tmp_path, {name: "# About this folder\n"})
    assert read_course(folder).problems == ()
