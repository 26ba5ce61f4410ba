"""Simulators in a lesson's file; what authors are told of mistakes is among the golden pairs."""

from dataclasses import replace
from pathlib import Path

import pytest

from courseapp.lessonfiles.documents import Lesson, Prose, Simulation, UnchangedLesson
from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import PREDICT, only_lesson, read_body, sound

BATCHES = "::: simulate batches\nsimulator: batching\nslots: 8\n\nrequests: 24\n:::\n"


def test_a_simulator_is_a_step_with_what_the_lesson_sets(tmp_path: Path) -> None:
    lesson = only_lesson(read_body(tmp_path, f"{PREDICT}\n{BATCHES}\nAnd so on.\n"))
    settings = (("slots", "8"), ("requests", "24"))
    assert lesson.steps[1] == Simulation(20, "batches", "batching", settings)
    assert isinstance(lesson.steps[2], Prose)
    assert [question.key for question in lesson.questions] == ["what-next"]


def test_its_settings_are_no_words_to_read(tmp_path: Path) -> None:
    plain = only_lesson(read_body(tmp_path, PREDICT))
    assert only_lesson(read_body(tmp_path, PREDICT + BATCHES)).words == plain.words


def test_it_may_have_the_name_of_a_question(tmp_path: Path) -> None:
    body = PREDICT + BATCHES.replace("batches", "what-next")
    assert only_lesson(read_body(tmp_path, body)).summary.questions == (("what-next", 9),)


def test_inside_a_code_fence_it_is_text(tmp_path: Path) -> None:
    lesson = only_lesson(read_body(tmp_path, f"```text\n{BATCHES}```\n\n{PREDICT}"))
    assert lesson.summary.simulators == ()


def known_lesson(tmp_path: Path) -> UnchangedLesson:
    lesson = only_lesson(read_body(tmp_path, PREDICT + BATCHES))
    return UnchangedLesson(lesson.path, lesson.digest, lesson.summary)


def test_a_known_lesson_with_a_simulator_is_not_read_again(tmp_path: Path) -> None:
    known = known_lesson(tmp_path)
    again = read_course(tmp_path / "course", {known.path: known})
    assert sound(again).phases[0].lessons == (known,)


@pytest.mark.parametrize("simulators", [(), ("roofline",), ("gone",)])
def test_it_is_read_again_when_the_simulators_settings_are_others(
    tmp_path: Path, simulators: tuple[str, ...]
) -> None:
    known = known_lesson(tmp_path)
    then = replace(known, summary=replace(known.summary, simulators=simulators))
    (again,) = sound(read_course(tmp_path / "course", {then.path: then})).phases[0].lessons
    assert isinstance(again, Lesson)
    assert again.digest == known.digest
