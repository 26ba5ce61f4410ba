"""The course in figures: a table to paste into a record of its review."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from tests.lessonfiles.courses import COURSE, PREDICT, lesson_text, write_course

ESTIMATE = """\
![Snow](picture.svg)

::: estimate how-cold
How cold?

answer: 4 degrees
accept: within 5 %
::: reveal
Cold.
:::
"""
TWO = {
    "course.md": COURSE.replace("[lesson]", "[lesson, other]"),
    "phase/other.md": lesson_text(ESTIMATE).replace(
        "sources: []", "sources:" + 2 * "\n  - {title: A, url: https://example.org}"
    ),
}


def described(*folders: Path) -> str:
    out = StringIO()
    call_command("describe_course", *map(str, folders), stdout=out)
    return out.getvalue()


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_lessons_are_counted_and_summed(tmp_path: Path) -> None:
    lines = described(write_course(tmp_path, TWO)).splitlines()

    assert lines[0] == "## A course"
    assert [cells(line) for line in lines[2:7] if "---" not in line] == [
        [
            *("lesson", "words", "counted", "minutes", "predict", "estimate", "rank", "reflect"),
            *("figures", "sources", "terms"),
        ],
        ["lesson", "15", "0.4", "1", "1", "0", "0", "0", "0", "0", "0"],
        ["other", "4", "0.4", "1", "0", "1", "0", "0", "1", "2", "0"],
        ["all", "19", "0.8", "2", "1", "1", "0", "0", "1", "2", "0"],
    ]


def test_terms_linked_are_counted(tmp_path: Path) -> None:
    files = {
        "glossary.yaml": "- term: Frost\n  lesson: lesson\n  definition: Ice.\n",
        "phase/lesson.md": lesson_text(f"A [frost](../glossary.yaml#frost).\n\n{PREDICT}"),
    }

    lines = described(write_course(tmp_path, files)).splitlines()

    assert cells(lines[2])[-1] == "terms"
    assert cells(lines[4])[-1] == "1"


def test_every_line_of_a_table_is_equally_wide(tmp_path: Path) -> None:
    lines = described(write_course(tmp_path, TWO)).splitlines()

    assert len({len(line) for line in lines[2:7]}) == 1


def test_strategies_are_held_against_chance_the_best_first(tmp_path: Path) -> None:
    printed = described(write_course(tmp_path))

    (_, table) = printed.split("Guessing at 1 predict question")
    said, _, head, _, *rows = table.splitlines()
    assert said == ", not judged below 12: a single lucky one is 100 points."
    assert cells(head) == ["who always takes", "is right", "chance", "points"]
    assert cells(rows[0]) == ["the last option", "100 %", "50 %", "+50.0"]
    assert cells(rows[-1]) == ["the first option", "0 %", "50 %", "-50.0"]


def test_a_course_with_enough_questions_is_judged_without_a_word(tmp_path: Path) -> None:
    asked = "\n".join(PREDICT.replace("what-next", f"day-{day}") for day in range(12))
    lesson = lesson_text(asked).replace("minutes: 1", "minutes: 5")

    printed = described(write_course(tmp_path, {"phase/lesson.md": lesson}))

    assert "Guessing at 12 predict questions:\n" in printed


def test_a_course_without_predictions_has_nothing_to_guess(tmp_path: Path) -> None:
    printed = described(write_course(tmp_path, {"phase/lesson.md": lesson_text(ESTIMATE)}))

    assert printed.endswith("Guessing at 0 predict questions:\n")


def test_a_course_with_problems_is_not_described(tmp_path: Path) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": lesson_text(PREDICT.replace("[x]", "[ ]"))})

    with pytest.raises(CommandError, match="course has problems; "):
        described(folder)


def test_all_courses_are_described_when_none_is_named(tmp_path: Path, settings: Settings) -> None:
    settings.LESSONS_DIR = tmp_path
    write_course(tmp_path).rename(tmp_path / "one")
    write_course(tmp_path).rename(tmp_path / "two")

    assert described().count("## A course") == 2
