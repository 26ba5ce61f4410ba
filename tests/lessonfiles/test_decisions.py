"""Decisions in a lesson's file; what authors are told of mistakes is among the golden pairs."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from courseapp.deciding.grading import Pile, Score, grade
from courseapp.lessonfiles.documents import Decision, Lesson, UnchangedLesson
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.reading import read_course
from courseapp.lessonfiles.scenarios import read_pile
from tests.lessonfiles.courses import lesson_text, only_lesson, sound
from tests.lessonfiles.golden import FOLDER

OURS = settings.BASE_DIR / "lessons" / "llm-serving-frameworks" / "scenarios.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER / "decide-sound", tmp_path / "course"))


@pytest.fixture(scope="module")
def pile() -> Pile:
    """The course's own deployments."""
    findings = Findings("scenarios.yaml")
    lessons = [path.stem for path in OURS.parent.glob("*/*.md")]
    read = read_pile(OURS.read_text(encoding="utf-8"), findings, lessons)
    assert [str(problem) for problem in findings.problems] == []
    assert read
    return read


def test_a_decision_is_a_step_with_its_scenarios(folder: Path) -> None:
    (step,) = only_lesson(read_course(folder)).steps
    assert isinstance(step, Decision)
    assert (step.key, step.questions, step.path) == ("what-to-wear", 2, "weather.yaml")
    assert step.pile
    harbour, hill = step.pile.scenarios
    assert harbour.values == {"rain": 20.0, "hours": 2.0, "sky": "grey", "rain-an-hour": 10.0}
    assert (harbour.acceptable, hill.flip) == (("coat",), "")
    assert [attribute.is_decoy for attribute in step.pile.attributes] == [False, True, False, False]


def test_the_scenarios_to_practise_on_are_read_words(folder: Path) -> None:
    before = only_lesson(read_course(folder)).words
    file = folder / "weather.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("It pours on the quay.", "It pours."), encoding="utf-8")
    assert only_lesson(read_course(folder)).words == before - 3


def test_a_decision_takes_its_minutes(folder: Path) -> None:
    assert only_lesson(read_course(folder)).minutes_in == (3.0,)


def known_lesson(folder: Path) -> dict[str, UnchangedLesson]:
    lesson = only_lesson(read_course(folder))
    assert lesson.summary.scenarios == ("weather.yaml",)
    return {lesson.path: UnchangedLesson(lesson.path, lesson.digest, lesson.summary)}


def test_a_known_lesson_is_read_again_only_when_its_scenarios_change(folder: Path) -> None:
    known = known_lesson(folder)
    assert sound(read_course(folder, known)).phases[0].lessons == tuple(known.values())
    file = folder / "weather.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("rain: 20", "rain: 21"), "utf-8")
    (again,) = sound(read_course(folder, known)).phases[0].lessons
    assert isinstance(again, Lesson)


def test_a_known_lesson_whose_scenarios_are_gone_has_a_problem(folder: Path) -> None:
    known = known_lesson(folder)
    (folder / "weather.yaml").unlink()
    assert "there is no such file" in str(read_course(folder, known).problems[0])


def test_a_lesson_that_a_picker_names_must_stay(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FOLDER / "picker-sound", tmp_path / "course"))
    (folder / "phase" / "second.md").write_text(lesson_text(), encoding="utf-8")
    listing, picker = folder / "course.md", folder / "weather.yaml"
    before = listing.read_text(encoding="utf-8")
    listing.write_text(before.replace("[lesson]", "[lesson, second]"), encoding="utf-8")
    text = picker.read_text(encoding="utf-8").replace("sky: [lesson]", "sky: [second]")
    picker.write_text(text, encoding="utf-8")
    known = {
        lesson.path: UnchangedLesson(lesson.path, lesson.digest, lesson.summary)
        for lesson in sound(read_course(folder)).read_lessons
    }
    (folder / "phase" / "second.md").unlink()
    listing.write_text(before, encoding="utf-8")
    (problem,) = read_course(folder, known).problems
    assert problem.message == 'there is no lesson "second".'
    assert problem.path.endswith("weather.yaml")


def test_a_file_of_two_lessons_is_reported_once(folder: Path) -> None:
    lesson = (folder / "phase" / "lesson.md").read_text(encoding="utf-8")
    (folder / "phase" / "second.md").write_text(lesson, encoding="utf-8")
    course = (folder / "course.md").read_text(encoding="utf-8")
    (folder / "course.md").write_text(course.replace("[lesson]", "[lesson, second]"), "utf-8")
    assert read_course(folder).problems == ()
    file = folder / "weather.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("pick: coat", "pick: goat"), "utf-8")
    assert [problem.message for problem in read_course(folder).problems] == [
        'there is no pick "goat".'
    ]


def test_our_reference_gives_every_deployment_its_pick(pile: Pile) -> None:
    assert grade(pile.reference, pile.scenarios).score == Score(right=24, acceptable=0, missed=0)


def test_the_naive_rule_is_right_on_nine_of_ours(pile: Pile) -> None:
    assert grade(pile.naive, pile.scenarios).score == Score(right=9, acceptable=11, missed=4)


def test_our_reference_is_the_rule_of_the_lesson(pile: Pile) -> None:
    """The rule as the lesson prints it, in Python, gives the same for every deployment."""
    for scenario in pile.scenarios:
        assert rule_as_code(scenario.values) == scenario.pick


def rule_as_code(known: Mapping[str, Any]) -> str:
    chips = known["chips"]
    if chips in {"mobile", "unknown", "apple"} or known["fits"] == "no":
        return "llama-cpp"
    if chips == "cpu-x86":
        return "llama-cpp" if known["in-flight"] <= 8 else "vllm"
    if chips == "nvidia-embedded":
        return "tensorrt-llm" if known["days"] >= 180 else "llama-cpp"
    if known["in-flight"] <= 4 and known["gpus"] <= 1:
        return "llama-cpp"
    special = known["reuse"] in {"branching", "sessions"} or known["replicas"] >= 4
    if known["found"] >= 60 and known["tokens-in"] >= 5 * known["tokens-out"] and special:
        return "sglang"
    is_tunable = chips == "nvidia-dc" and known["days"] >= 90 and known["gpus"] >= 8
    return "tensorrt-llm" if is_tunable and known["pressure"] != "none" else "vllm"


def test_our_halves_are_alike(pile: Pile) -> None:
    halves = [pile.half("practice"), pile.half("held-back")]
    assert [len(half) for half in halves] == [12, 12]
    for pick in pile.picks:
        counts = [sum(scenario.pick == pick.id for scenario in half) for half in halves]
        assert abs(counts[0] - counts[1]) <= 1, pick
    for difficulty in (1, 2, 3):
        counts = [sum(s.difficulty == difficulty for s in half) for half in halves]
        assert abs(counts[0] - counts[1]) <= 1, difficulty
