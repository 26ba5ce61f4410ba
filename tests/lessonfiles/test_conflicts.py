"""What a merge left is named as what it is, wherever it stands, and reaches no reader."""

from pathlib import Path

import pytest

from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import COURSE, PREDICT, lesson_text, write_course

GLOSSARY = '- term: "Batch"\n  lesson: lesson\n  definition: "What goes together."\n'
OTHER_SIGNS = [
    *("========", "======", "> A title\n> =======", "```console\n\n=======\n```", "|||||||a|"),
    *("```python\n\n=======\n```", ">>>>>>>> x", "a\n=======\nb", "    ======="),
]
CONFLICT = "<<<<<<< HEAD\none\n=======\nother\n>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("phase/lesson.md", lesson_text(f"Prose.\n\n{CONFLICT}\n{PREDICT}"), 11),
        ("phase/lesson.md", lesson_text(PREDICT.replace("It snowed.\n", CONFLICT)), 17),
        ("phase/lesson.md", lesson_text(PREDICT.replace("- [ ] Rain\n", CONFLICT)), 12),
        ("phase/lesson.md", lesson_text(f"```python\n{CONFLICT}```\n\n{PREDICT}"), 10),
        ("phase/lesson.md", lesson_text(f"```\n{CONFLICT}```\n\n{PREDICT}"), 10),
        ("phase/lesson.md", lesson_text(PREDICT).replace("minutes: 1\n", CONFLICT), 4),
        ("course.md", COURSE.replace("Welcome.\n", CONFLICT), 11),
        ("course.md", COURSE.replace('title: "A course"\n', CONFLICT), 3),
        ("faq.md", f"## What?\n\n{CONFLICT}", 3),
        ("glossary.yaml", GLOSSARY + CONFLICT, 4),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_merge_is_named_with_its_lines(
    tmp_path: Path, path: str, text: str, line: int, end: str
) -> None:
    folder = write_course(tmp_path, {path: text.replace("\n", end).encode()})

    problems = [p for p in read_course(folder).problems if p.path.endswith(path)]

    assert [problem.line for problem in problems] == [line, line + 4]
    assert problems[0].message == (
        'git left "<<<<<<<" here: two versions of the file were not merged.'
    )
    assert "remove the marks" in problems[0].hint


@pytest.mark.parametrize(
    "line",
    [
        *("> <<<<<<< HEAD", ">>>>>>> theirs", "> >>>>>>> theirs", "> > <<<<<<<", "><<<<<<< HEAD"),
        *("  <<<<<<< HEAD", "    >>>>>>> theirs", "\t<<<<<<< HEAD", "<<<<<<<HEAD", ">>>>>>>theirs"),
        *("|||||||base", "  ||||||| base", "=======", "  =======", "> =======", "=======  "),
    ],
)
def test_a_single_mark_is_named_behind_quotes_and_spaces(tmp_path: Path, line: str) -> None:
    text = lesson_text(f"Prose.\n\n{line}\n\nProse.\n\n{PREDICT}")

    (problem,) = read_course(write_course(tmp_path, {"phase/lesson.md": text})).problems

    assert problem.line == 11
    assert problem.message.startswith("git left")


@pytest.mark.parametrize("language", ["diff", "text", "markdown"])
def test_a_lesson_about_merging_may_show_one(tmp_path: Path, language: str) -> None:
    text = lesson_text(f"```{language}\n{CONFLICT}```\n\n{PREDICT}")

    assert read_course(write_course(tmp_path, {"phase/lesson.md": text})).problems == ()


@pytest.mark.parametrize(
    "text", ["A title\n=======\n", "a <<<<<<< b", "<<<<<<<<", "x >>>>>>> y", *OTHER_SIGNS]
)
def test_other_signs_are_no_merge(tmp_path: Path, text: str) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(f"{text}\n\n{PREDICT}")})

    assert not [p for p in read_course(folder).problems if "git left" in p.message]
