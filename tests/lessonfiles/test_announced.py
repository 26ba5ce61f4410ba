"""announced: true in course.md, and what such a course may not have."""

from pathlib import Path

import pytest
from django.conf import settings

from courseapp.lessonfiles.reading import Reading, read_course
from tests.lessonfiles.courses import COURSE, SVG, lesson_text, sound

COMING = """\
---
emoji: "🦀"
title: "A course"
tagline: "A tagline"
announced: true
---
"""


def read(root: Path, text: str, **files: str) -> Reading:
    folder = root / "course"
    for path, content in {"course.md": text, **files}.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return read_course(folder)


def told(root: Path, text: str, **files: str) -> list[tuple[str, int, str, str]]:
    problems = read(root, text, **files).problems
    return [(Path(p.path).name, p.line, p.message, p.hint) for p in problems]


def test_an_announced_course_needs_no_lessons(tmp_path: Path) -> None:
    course = sound(read(tmp_path, COMING))
    assert (course.title, course.announced, course.phases) == ("A course", True, ())


def test_it_becomes_a_course_once_it_is_announced_no_longer(tmp_path: Path) -> None:
    sound(read(tmp_path, COMING))
    for line in ("", "announced: false\n"):
        text = COURSE.replace("phases:", f"{line}phases:")
        course = sound(read(tmp_path, text, **{"phase/lesson.md": lesson_text()}))
        assert not course.announced
        assert [lesson.slug for lesson in course.phases[0].lessons] == ["lesson"]


BEGIN = "take announced: true out of course.md and list the course's lessons there"


@pytest.mark.parametrize(
    ("path", "content", "what"),
    [
        ("phase/lesson.md", lesson_text(), "a lesson"),
        ("faq.md", "## Why?\n\nSo.\n", "faq.md"),
        (
            "measurements/README.md",
            "How it was measured.\n",
            "measurements",
        ),
    ],
)
def test_what_nobody_would_see_is_an_error(
    tmp_path: Path, path: str, content: str, what: str
) -> None:
    name = what if what == "measurements" else Path(path).name
    message = f"the course is announced, and yet it has {what}."
    picture = {"phase/picture.svg": SVG}
    assert told(tmp_path, COMING, **{path: content}, **picture) == [
        (name, 0, message, f"Remove it, or {BEGIN}.")
    ]


def test_its_glossary_is_an_error(tmp_path: Path) -> None:
    glossary = '- {term: "Frost", lesson: lesson, definition: "Ice."}\n'
    messages = [
        message for _, _, message, _ in told(tmp_path, COMING, **{"glossary.yaml": glossary})
    ]
    assert "the course is announced, and yet it has glossary.yaml." in messages


def test_phases_and_an_introduction_are_errors(tmp_path: Path) -> None:
    text = COURSE.replace("phases:", "announced: true\nphases:")
    assert told(tmp_path, text, **{"phase/lesson.md": lesson_text()}) == [
        (
            "course.md",
            6,
            "the course is announced, and yet it lists lessons.",
            "Remove announced: true, and the course begins; or remove its phases.",
        ),
        (
            "course.md",
            12,
            "an announced course has no introduction.",
            f"Nobody would see it. Remove it, or {BEGIN}.",
        ),
        (
            "lesson.md",
            0,
            "the course is announced, and yet it has a lesson.",
            f"Remove it, or {BEGIN}.",
        ),
    ]


@pytest.mark.parametrize("value", ["yes", "soon", "1", "[true]", "''"])
def test_announced_is_true_or_false(tmp_path: Path, value: str) -> None:
    found = told(tmp_path, COMING.replace("true", value))
    assert (
        "course.md",
        5,
        '"announced" is neither true nor false.',
        "Write announced: true, or remove the line.",
    ) in found


def test_the_first_course_names_four_that_come() -> None:
    course = sound(read_course(settings.LESSONS_DIR / "llm-serving-frameworks"))
    named = [sound(read_course(settings.LESSONS_DIR / slug)) for slug in course.related]
    assert [(one.emoji, one.title, one.announced) for one in named] == [
        ("🐍", "Python Decorators Introduction", True),
        ("🦀", "Rust Lifetimes Explained", True),
        ("☸️", "Kubernetes Core Concepts", True),
        ("📈", "Big O Intuition", True),
    ]
