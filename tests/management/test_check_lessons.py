"""The author's command: every mistake, a summary, and an exit code for machines."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from courseapp.lessonfiles.problems import Problem
from courseapp.management.commands.check_lessons import annotation
from tests.lessonfiles.courses import PREDICT, lesson_text, write_course


def check(*arguments: str | Path) -> tuple[str, int]:
    """(what is printed, the exit code)."""
    out = StringIO()
    try:
        call_command("check_lessons", *map(str, arguments), stdout=out)
    except SystemExit as left:
        return out.getvalue(), int(str(left.code))
    return out.getvalue(), 0


def test_sound_courses_are_counted(tmp_path: Path, settings: Settings) -> None:
    settings.LESSONS_DIR = tmp_path
    write_course(tmp_path)

    assert check() == ("1 lesson, 1 question: no problems.\n", 0)


@pytest.mark.parametrize("command", ["check_lessons", "describe_course"])
@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_courses_is_said_to_be_one(
    command: str, name: str, tmp_path: Path, settings: Settings
) -> None:
    settings.LESSONS_DIR = tmp_path / name
    with pytest.raises(CommandError) as error:
        call_command(command)
    said = f"There is no course in {tmp_path / name}. Set HUNCH_LESSONS to their folder."
    assert str(error.value) == said


def test_problems_are_told_and_end_with_one(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings.LESSONS_DIR = tmp_path
    twice = PREDICT.replace("[ ]", "[x]")
    write_course(tmp_path, {"phase/lesson.md": lesson_text(twice)})

    assert check() == (
        'course/phase/lesson.md:14: two options of "what-next" are marked right.\n'
        "    14 | - [x] Snow\n"
        "    Keep one [x]. The other is on line 12.\n\n"
        "1 problem.\n",
        1,
    )


def test_github_gets_annotations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_course(tmp_path, {"phase/lesson.md": lesson_text("Nothing.\n")})

    assert check("course", "--format", "github") == (
        "::error file=course/phase/lesson.md,line=9::the lesson asks nothing."
        " Ask at least one thing: ::: predict a-name-of-its-own\n1 problem.\n",
        1,
    )


def sourced(valid_until: str) -> str:
    fields = f"source: A thermometer\nvalid until: {valid_until}\n"
    return lesson_text(PREDICT.replace("::: reveal", f"{fields}::: reveal"))


def test_a_key_past_its_day_is_a_warning_and_no_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_course(tmp_path, {"phase/lesson.md": sourced("2026-05-01")})

    assert check("course") == (
        'course/phase/lesson.md:17: warning: the key of "what-next" was valid until 2026-05-01:'
        " check it anew.\n"
        "    Compare it with its source, then set a later day.\n\n"
        "1 lesson, 1 question: no problems, 1 warning.\n",
        0,
    )


def test_github_gets_a_warning_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_course(tmp_path, {"phase/lesson.md": sourced("2026-05-01")})

    assert check("course", "--format", "github") == (
        '::warning file=course/phase/lesson.md,line=17::the key of "what-next" was valid until'
        " 2026-05-01: check it anew. Compare it with its source, then set a later day.\n"
        "1 lesson, 1 question: no problems, 1 warning.\n",
        0,
    )


def test_a_key_that_holds_is_not_mentioned(tmp_path: Path) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": sourced("9999-12-31")})

    assert check(folder) == ("1 lesson, 1 question: no problems.\n", 0)


def guessable(questions: int) -> str:
    """The first of two options is always right; the others look alike."""
    asked = (
        f"::: predict question-{number}\nWhich?\n\n- [x] Ant\n  why: Yes.\n- [ ] Bee\n"
        "  why: No.\n:::\n"
        for number in range(questions)
    )
    minutes = round(questions / 3)
    text = lesson_text("\n".join(asked))
    return text.replace("minutes: 1", f"minutes: {minutes}").replace("A teaser", "Insects")


def test_a_course_that_can_be_guessed_is_told_at_course_md(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_course(tmp_path, {"phase/lesson.md": guessable(12)})

    printed, code = check("course")

    assert printed.startswith(
        "course/course.md: who always takes the first option is right in 100 % of the 12 predict"
        " questions, by chance in 50 %.\n"
    )
    assert (printed.splitlines()[-1], code) == ("1 problem.", 1)


def test_a_course_with_few_questions_is_not_judged(tmp_path: Path) -> None:
    folder = write_course(tmp_path, {"phase/lesson.md": guessable(11)})

    assert check(folder) == ("1 lesson, 11 questions: no problems.\n", 0)


def test_annotation_is_escaped() -> None:
    problem = Problem("a,b:c.md", 0, "50 % is\nnothing.", "Add some.")

    assert annotation(problem) == "::error file=a%2Cb%3Ac.md::50 %25 is%0Anothing. Add some."


def test_folder_that_is_no_course_is_told(tmp_path: Path, settings: Settings) -> None:
    settings.LESSONS_DIR = tmp_path
    (tmp_path / "drafts").mkdir()

    printed, code = check()

    assert printed.startswith(f"{tmp_path}/drafts/course.md: the course has no such file.\n")
    assert code == 1


def test_lessons_of_this_repository_have_no_problems() -> None:
    printed, code = check()

    assert ": no problems" in printed.splitlines()[-1]
    assert code == 0
