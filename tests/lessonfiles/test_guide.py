"""The authors' guide shows only what works, and the numbers it names are the ones in use."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from courseapp.lessonfiles.documents import Decision
from courseapp.lessonfiles.evidence import OWN
from courseapp.lessonfiles.files import LARGEST_TEXT
from courseapp.lessonfiles.glossary import FIELDS as GLOSSARY_FIELDS
from courseapp.lessonfiles.guessing import LEAST_QUESTIONS, MOST_POINTS
from courseapp.lessonfiles.lessons import FIELDS
from courseapp.lessonfiles.reading import read_course
from courseapp.lessonfiles.render import RAW_TAGS
from courseapp.lessonfiles.rules import MINUTES_A_DECISION, SECONDS_A_QUESTION, WORDS_A_MINUTE
from courseapp.lessonfiles.steps import QUESTION_KINDS
from courseapp.simulators import SIMULATORS, Simulator
from tests.lessonfiles.courses import (
    COURSE,
    PREDICT,
    lesson_text,
    only_lesson,
    read_body,
    sound,
    write_course,
)

GUIDE = (Path(__file__).parents[2] / "lessons/README.md").read_text(encoding="utf-8")


def test_its_lesson_reads_without_a_problem_and_shows_every_kind_of_question(
    tmp_path: Path,
) -> None:
    (example,) = re.findall(r"^````markdown\n(.*?)^````$", GUIDE, re.S | re.M)

    lesson = only_lesson(read_course(write_course(tmp_path, {"phase/lesson.md": example})))

    assert tuple(question.kind for question in lesson.questions) == QUESTION_KINDS
    assert next(lesson.questions).provenance


def test_its_announced_course_reads_without_a_problem(tmp_path: Path) -> None:
    (example,) = re.findall(r"^(    ---\n(?:    .*\n)*    announced: true\n    ---\n)", GUIDE, re.M)
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "course.md").write_text(dedent(example), encoding="utf-8")
    assert sound(read_course(tmp_path / "course")).announced


def test_its_faq_waits_for_a_question(tmp_path: Path) -> None:
    (example,) = re.findall(r"^((?:    ## Is lightning)(?:.*\n(?=\n|    ))*)", GUIDE, re.M)
    faq = dedent(example).replace("flash-and-bang", "what-next")
    (answer,) = sound(read_course(write_course(tmp_path, {"faq.md": faq}))).faq
    assert answer.spoils == ("what-next",)
    assert answer.html == "<p>Three seconds of waiting are about a kilometre.</p>"


def test_its_decision_grades_by_its_scenarios(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```text\n(::: decide .*?)^```$", GUIDE, re.S | re.M)
    (file,) = re.findall(r"^```yaml\n(picks:.*?)^```$", GUIDE, re.S | re.M)
    other = file.split("  - id: harbour")[1].replace("half: practice ", "half: held-back ")
    files = {
        "phase/lesson.md": lesson_text(block).replace("minutes: 1", "minutes: 3"),
        "scenarios.yaml": f"{file}  - id: other{other}",
    }
    (decision,) = only_lesson(read_course(write_course(tmp_path, files))).steps
    assert isinstance(decision, Decision)
    assert decision.pile
    assert [scenario.id for scenario in decision.pile.scenarios] == ["harbour", "other"]


def test_its_picker_belongs_to_its_decision(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```text\n(::: decide .*?)^```$", GUIDE, re.S | re.M)
    (file,) = re.findall(r"^```yaml\n(picks:.*?)^```$", GUIDE, re.S | re.M)
    (picker,) = re.findall(r"^```yaml\n(picker:.*?)^```$", GUIDE, re.S | re.M)
    file = file.replace("settles: wet}", 'settles: wet, why: "Wet."}')
    file = file.replace("  otherwise: coat\n", '  otherwise: coat\n  why: "Dry."\n', 1)
    other = file.split("  - id: harbour")[1].replace("half: practice ", "half: held-back ")
    files = {
        "phase/lesson.md": lesson_text(block).replace("minutes: 1", "minutes: 3"),
        "scenarios.yaml": f"{file}  - id: other{other}{picker.replace('thunder', 'lesson')}",
    }
    (decision,) = only_lesson(read_course(write_course(tmp_path, files))).steps
    assert isinstance(decision, Decision)
    assert decision.pile
    assert decision.pile.picker
    assert len(decision.pile.picker.fields) == 3


def test_its_simulator_reads_without_a_problem(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```text\n(::: simulate .*?)^```$", GUIDE, re.S | re.M)

    assert only_lesson(read_body(tmp_path, PREDICT + example)).summary.simulators == ("batching",)


@pytest.mark.parametrize("simulator", SIMULATORS.values(), ids=lambda simulator: simulator.slug)
def test_it_names_every_simulator_with_its_settings(simulator: Simulator) -> None:
    settings = ", ".join(f"`{parameter.name}`" for parameter in simulator.parameters)

    assert f"| `{simulator.slug}` | {simulator.asks} | {settings} |" in GUIDE


def test_its_evidence_reads_without_a_problem(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```text\n(::: evidence .*?)^```$", GUIDE, re.S | re.M)
    file, published = re.findall(r"^```json\n(.*?)^```$", GUIDE, re.S | re.M)
    (name,) = re.findall(r"^file: (.*)$", example, re.M)
    files = {
        "phase/lesson.md": lesson_text(PREDICT + example),
        f"measurements/{name}": file,
        "measurements/published.json": f'{{"rows": [{published}]}}',
        "measurements/README.md": "How.",
    }

    lesson = only_lesson(read_course(write_course(tmp_path, files)))

    assert lesson.summary.measurements == (name,)


@pytest.mark.parametrize("line", OWN)
def test_it_explains_every_line_of_evidence(line: str) -> None:
    assert f"| `{line}` |" in GUIDE


def test_its_course_reads_without_a_problem(tmp_path: Path) -> None:
    (example,) = re.findall(r"^```yaml\n(---\n.*?)^```$", GUIDE, re.S | re.M)
    write_course(tmp_path).rename(tmp_path / "another-course")
    lesson = (tmp_path / "another-course/phase/lesson.md").read_text()
    files = {
        "course.md": example,
        "four-bets/workload-first.md": lesson,
        "four-bets/crowded-chat.md": lesson.replace("what-next", "what-then"),
    }
    folder = write_course(tmp_path, files)
    (folder / "phase/lesson.md").unlink()

    assert sound(read_course(folder)).related == ("another-course",)


def test_its_glossary_reads_without_a_problem(tmp_path: Path) -> None:
    (lesson,) = re.findall(r"^````markdown\n(.*?)^````$", GUIDE, re.S | re.M)
    (glossary,) = re.findall(r"^(    - term:.*\n(?:      .*\n)+)", GUIDE, re.M)
    (link,) = re.findall(r"`(\[sound barrier\]\(.*?\))`", GUIDE)
    folder = write_course(
        tmp_path,
        {
            "glossary.yaml": dedent(glossary),
            "course.md": COURSE.replace("[lesson]", "[thunder]"),
            "phase/thunder.md": f"{lesson}\nThen the {link}.\n",
        },
    )
    (folder / "phase/lesson.md").unlink()

    (term,) = sound(read_course(folder)).glossary

    assert (term.slug, term.spoils) == ("sound-barrier", ("flash-and-bang",))


@pytest.mark.parametrize("field", [*FIELDS, *GLOSSARY_FIELDS])
def test_it_explains_every_field(field: str) -> None:
    assert f"| `{field}` |" in GUIDE


def test_it_names_the_numbers_in_use() -> None:
    counted = f"words / {WORDS_A_MINUTE} + questions × {SECONDS_A_QUESTION} / 60"
    assert f"{counted} + decisions × {MINUTES_A_DECISION}" in GUIDE
    assert f"at most {LARGEST_TEXT // 1024} KB" in GUIDE
    assert f"more than **{MOST_POINTS} points** above chance" in GUIDE
    assert f"fewer than **{LEAST_QUESTIONS}** `predict` questions" in GUIDE
    assert f"a single lucky one is 17 points; of {LEAST_QUESTIONS} it is 8" in GUIDE


def test_it_names_the_html_that_is_kept() -> None:
    (sentence,) = re.findall(r"^Of HTML only (.*?) are kept", GUIDE, re.M)

    assert tuple(re.findall(r"`(\w+)`", sentence)) == RAW_TAGS
