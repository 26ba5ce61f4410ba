"""Charts of measurements in a lesson's file; what authors are told of mistakes is among the golden
pairs."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from courseapp.lessonfiles.documents import Evidence, Lesson, UnchangedLesson
from courseapp.lessonfiles.reading import Reading, read_course
from tests.lessonfiles.courses import PREDICT, lesson_text, only_lesson, sound, write_course

BLOCK = """
::: evidence by-users
file: runs.json
title: Speed by users
kind: lines
metric: speed
x: users
series: framework
framework: Beta | Alpha
note: Two machines.
:::
"""
VALUES = {("Alpha", 1): 100.5, ("Alpha", 16): 800, ("Beta", 1): 50, ("Beta", 16): 60}


def row(framework: str, users: int, value: float) -> dict[str, Any]:
    return {
        "framework": framework,
        "version": "1.0",
        "model_shape": "a small model",
        "hardware": "one GPU",
        "date": "2026-11-24",
        "params": {"users": users, "share": 0.9},
        "metric": "speed",
        "unit": "tokens/s",
        "value": value,
        "repetitions": 2,
        "spread": [value, value + 1],
    }


def measurement_file(**changes: Any) -> str:
    rows = [row(framework, users, value) for (framework, users), value in VALUES.items()]
    return json.dumps({"rows": rows} | changes)


def read(root: Path, block: str = BLOCK, file: str | None = None) -> Reading:
    files = {
        "phase/lesson.md": lesson_text(PREDICT + block),
        "measurements/README.md": "How it was measured.",
        "measurements/runs.json": file or measurement_file(),
    }
    return read_course(write_course(root, files))


def exhibits(lesson: Lesson) -> list[Any]:
    return [step.exhibit for step in lesson.steps if isinstance(step, Evidence)]


def test_a_chart_is_a_step_with_the_rows_that_the_block_asks_for(tmp_path: Path) -> None:
    lesson = only_lesson(read(tmp_path))
    (exhibit,) = exhibits(lesson)
    assert isinstance(lesson.steps[1], Evidence)
    assert (lesson.steps[1].line, lesson.steps[1].key) == (20, "by-users")
    found = {(r.fields["framework"], int(r.fields["users"])): r.value for r in exhibit.rows}
    assert found == VALUES
    assert exhibit.rows[0].fields["share"] == "0.9"
    assert (exhibit.rows[0].repetitions, exhibit.rows[0].most) == (2, 51)


def test_series_come_in_the_order_of_the_filter(tmp_path: Path) -> None:
    (exhibit,) = exhibits(only_lesson(read(tmp_path)))
    assert exhibit.columns == ("Beta", "Alpha")


def test_a_filter_leaves_other_rows_out(tmp_path: Path) -> None:
    block = BLOCK.replace("Beta | Alpha", "Beta\nusers: 16")
    (exhibit,) = exhibits(only_lesson(read(tmp_path, block)))
    assert [row.value for row in exhibit.rows] == [60]


def test_none_keeps_rows_that_lack_the_field(tmp_path: Path) -> None:
    rows = [row("Alpha", 1, 5), row("Beta", 1, 6) | {"sound": "loud"}]
    rows.append(row("Alpha", 2, 7) | {"sound": "low"})
    block = BLOCK.replace("Beta | Alpha", "Beta | Alpha\nsound: loud | none")
    (exhibit,) = exhibits(only_lesson(read(tmp_path, block, measurement_file(rows=rows))))
    assert [row.value for row in exhibit.rows] == [6, 5]


def test_notes_and_what_was_not_measured_come_along(tmp_path: Path) -> None:
    block = BLOCK.replace("note: Two machines.", "note: Two machines.\nnote: One day.")
    file = measurement_file(not_measured=["No Gamma."])
    (exhibit,) = exhibits(only_lesson(read(tmp_path, block, file)))
    assert (exhibit.notes, exhibit.not_measured) == (
        ("Two machines.", "One day."),
        ("No Gamma.",),
    )


def test_its_words_are_no_words_to_read(tmp_path: Path) -> None:
    plain = only_lesson(read(tmp_path / "plain", ""))
    assert only_lesson(read(tmp_path / "other")).words == plain.words


def test_inside_a_code_fence_it_is_text(tmp_path: Path) -> None:
    lesson = only_lesson(read(tmp_path, f"\n```text{BLOCK}```\n"))
    assert lesson.summary.measurements == ()


def known_lesson(root: Path) -> UnchangedLesson:
    lesson = only_lesson(read(root))
    return UnchangedLesson(lesson.path, lesson.digest, lesson.summary)


def test_a_known_lesson_with_a_chart_is_not_read_again(tmp_path: Path) -> None:
    known = known_lesson(tmp_path)
    again = read_course(tmp_path / "course", {known.path: known})
    assert sound(again).phases[0].lessons == (known,)


def test_it_is_read_again_when_a_value_of_the_file_is_another(tmp_path: Path) -> None:
    known = known_lesson(tmp_path)
    file = tmp_path / "course/measurements/runs.json"
    file.write_text(file.read_text().replace("100.5", "100.25"), encoding="utf-8")
    (again,) = sound(read_course(tmp_path / "course", {known.path: known})).phases[0].lessons
    assert isinstance(again, Lesson)
    assert again.digest != known.digest


def test_it_is_read_again_when_its_file_was_another(tmp_path: Path) -> None:
    known = known_lesson(tmp_path)
    then = replace(known, summary=replace(known.summary, measurements=("gone.json",)))
    (again,) = sound(read_course(tmp_path / "course", {then.path: then})).phases[0].lessons
    assert isinstance(again, Lesson)


@pytest.mark.parametrize("page", ["README.md", "notes/a-day.md", "method.markdown"])
def test_pages_beside_measurements_are_no_lessons(tmp_path: Path, page: str) -> None:
    files = {"measurements/README.md": "How.", f"measurements/{page}": "---\nNo lesson."}
    assert only_lesson(read_course(write_course(tmp_path, files))).slug == "lesson"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("[" * 100_000, "the file is not JSON that can be read: it is nested too deep."),
        ('{"rows": [NaN]}', "row 1 is no object."),
        ('{"rows": [{}]}', 'row 1 has no "framework".'),
        ('{"rows": {}}', 'the file holds no list of "rows".'),
        ("\ufeff", "the file is not JSON: Expecting value."),
        (measurement_file().replace("100.5", "NaN"), 'row 1 has a "value" that is no number.'),
        (measurement_file().replace("100.5", "1e999"), 'row 1 has a "value" that is no number.'),
        (measurement_file().replace("100.5", "true"), 'row 1 has a "value" that is no number.'),
        (measurement_file().replace("100.5", "9" * 400), 'row 1 has a "value" that is no number.'),
        (measurement_file().replace("100.5", "9" * 5000), 'row 1 has a "value" that is no number.'),
        (
            measurement_file().replace("tokens/s", "\\u0000", 1),
            'row 1 has a "unit" that is no text.',
        ),
        (
            measurement_file().replace("tokens/s", "\\ud800", 1),
            'row 1 has a "unit" that is no text.',
        ),
    ],
)
def test_no_file_stops_the_reading(tmp_path: Path, file: str, message: str) -> None:
    problems = read(tmp_path, file=file).problems
    assert [problem.message for problem in problems] == [message]
