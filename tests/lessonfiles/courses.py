"""Courses written to disk for a test: small, sound, and changed in one place."""

from collections.abc import Mapping
from pathlib import Path

from courseapp.lessonfiles.documents import Course, Lesson
from courseapp.lessonfiles.reading import Reading, read_course

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M0 0h40"/></svg>'

HEAD = """\
---
title: "A title"
teaser: "A teaser"
minutes: 1
objective: "Say what comes next."
checked: 2026-11-24
sources: []
---
"""

PREDICT = """\
::: predict what-next
What comes next?

- [ ] Rain
  why: Tempting, because it is November.
- [x] Snow
  why: It is cold.
::: reveal
It snowed.
:::
"""

COURSE = """\
---
emoji: "⚡"
title: "A course"
tagline: "A tagline"
phases:
  - slug: phase
    title: "A phase"
    aim: "An aim"
    lessons: [lesson]
---
Welcome.
"""


def lesson_text(body: str = PREDICT) -> str:
    return HEAD + body


def write_course(root: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A course's folder in `root`; `files` are added to it or take the place of its own."""
    folder = root / "course"
    sound: dict[str, str | bytes] = {
        "course.md": COURSE,
        "phase/lesson.md": lesson_text(),
        "phase/picture.svg": SVG,
    }
    for path, content in (sound | dict(files or {})).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read_body(root: Path, body: str) -> Reading:
    """A course whose one lesson has this body."""
    return read_course(write_course(root, {"phase/lesson.md": lesson_text(body)}))


def sound(reading: Reading) -> Course:
    """The course of a reading that is expected to have no problems."""
    assert [str(problem) for problem in reading.problems] == []
    assert reading.course
    return reading.course


def only_lesson(reading: Reading) -> Lesson:
    lesson = sound(reading).phases[0].lessons[0]
    assert isinstance(lesson, Lesson)
    return lesson
