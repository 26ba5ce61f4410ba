"""Whom a corrected key concerns: who answered the wrong one, and nobody else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.utils.html import strip_tags

from courseapp.models import Course, Prediction, Question
from tests.lessonfiles.courses import lesson_text, write_course
from tests.loading.test_corrections import CORRECTED, ESTIMATE, RAIN, RANK, SNOW, VOID, Class

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

HAIL = SNOW.replace("[x] Snow", "[ ] Snow").replace(
    "why: It is cold.", "why: It is cold.\n- [x] Hail\n  why: It is loud."
)
THREE_RAIN = HAIL.replace("[x] Hail", "[ ] Hail").replace("[ ] Rain", "[x] Rain")
THREE_SNOW = HAIL.replace("[x] Hail", "[ ] Hail").replace("[ ] Snow", "[x] Snow")
LATER = "corrected: 2026-11-23 The window had been shut."
UNSAID = "keys changed without `corrected:`"


@pytest.fixture
def lessons(tmp_path: Path, settings: Any) -> Class:
    settings.LESSONS_DIR = settings.BASE_DIR = tmp_path
    return Class(tmp_path)


def verdicts() -> list[bool | None]:
    return [prediction.is_right for prediction in Prediction.objects.order_by("pk")]


def asking(question: str, prompt: str) -> str:
    return question.replace("What comes next?", prompt)


def test_a_question_that_was_turned_round_before_is_left_alone(lessons: Class) -> None:
    lessons.write(asking(THREE_RAIN, "Which is the warmest?"))
    first = lessons.answer(choice="a")
    lessons.write(asking(THREE_SNOW, "Which is the quietest?"))
    lessons.answer(choice="b")
    said = lessons.write(asking(HAIL, "Which is the quietest?"), CORRECTED)
    assert "what-next (1 person graded anew)" in said
    assert verdicts() == [True, False]
    assert "had the answer wrong" not in lessons.page(first)


def test_who_answered_before_the_prompt_was_mended_is_judged_anew_too(lessons: Class) -> None:
    lessons.write(asking(RAIN, "What coms next?"))
    lessons.answer(choice="a")
    lessons.write(RAIN)
    lessons.answer(choice="a")
    lessons.write(asking(SNOW, "And what comes next?"), CORRECTED)
    assert verdicts() == [False, False]


def test_the_word_may_come_after_the_prompt_was_mended(lessons: Class) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    lessons.write(SNOW)
    lessons.write(asking(SNOW, "And what comes next?"))
    lessons.write(asking(SNOW, "And what comes next?"), CORRECTED)
    assert verdicts() == [False]


def test_a_prompt_mended_beside_the_line_tells_nobody_that_a_key_was_wrong(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    lessons.write(asking(RAIN, "What comes then?"), CORRECTED)
    assert verdicts() == [True]
    assert "had the answer wrong" not in lessons.page(client)


def test_a_prompt_mended_after_a_correction_keeps_it(lessons: Class) -> None:
    lessons.write(RAIN)
    wrong = lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    right = lessons.answer(choice="b")
    lessons.write(asking(SNOW, "And what comes next?"), CORRECTED)
    assert verdicts() == [False, True]
    assert "had the answer wrong" in lessons.page(wrong)
    assert "had the answer wrong" not in lessons.page(right)


def test_the_first_key_may_be_right_again_in_other_words(lessons: Class) -> None:
    lessons.write(RAIN)
    first = lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    second = lessons.answer(choice="a")
    lessons.write(asking(RAIN, "And what comes next?"), LATER)
    assert verdicts() == [True, True]
    assert "had the answer wrong" not in lessons.page(first)
    assert "It was put right on 23 November 2026." in lessons.page(second)


def test_the_reason_may_be_mended(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    lessons.write(SNOW, LATER)
    assert "The window had been shut." in lessons.page(client)
    assert "stood in the sun" not in lessons.page(client)


def test_a_key_that_changes_again_under_the_same_line_is_pointed_out(lessons: Class) -> None:
    lessons.write(THREE_RAIN)
    lessons.answer(choice="a")
    lessons.write(THREE_SNOW, CORRECTED)
    said = lessons.write(HAIL, CORRECTED)
    assert "say a new day and reason: what-next" in said
    assert "say a new day and reason" not in lessons.write(HAIL, LATER)
    assert verdicts() == [False]


@pytest.mark.parametrize("prompt", ["What comes then?", "What comes next?"])
def test_a_mended_prompt_is_no_changed_key(lessons: Class, prompt: str) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    said = lessons.write(asking(RAIN, prompt).replace("November", "December"))
    assert UNSAID not in said


def test_a_mended_wrong_option_is_no_changed_key(lessons: Class) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    assert UNSAID not in lessons.write(RAIN.replace("] Snow", "] Much snow"))


@pytest.mark.parametrize(
    "changed",
    [
        SNOW,
        asking(SNOW, "What comes then?"),
        SNOW.replace("] Rain", "] Drizzle"),
        RAIN.replace("] Rain", "] Drizzle"),
        HAIL,
    ],
)
def test_every_changed_key_without_a_word_is_reported(lessons: Class, changed: str) -> None:
    lessons.write(asking(RAIN, "What coms next?"))
    lessons.answer(choice="a")
    lessons.write(RAIN)
    lessons.answer(choice="a")
    write_course(lessons.root, {"phase/lesson.md": lesson_text(changed.format(fields=""))})
    for options in (["--dry-run"], []):
        said = lessons.load(*options)
        assert UNSAID in said
        assert "what-next (2 people)" in said
    assert verdicts() == [True, True]


def test_a_key_of_an_estimate_or_an_order_is_reported_too(lessons: Class) -> None:
    wet = ESTIMATE.format(value="{value}", accept="{accept}", fields="{{fields}}")
    lessons.write(wet.format(value=10, accept="within 5 %"))
    lessons.answer(value="10")
    assert UNSAID in lessons.write(wet.format(value=10, accept="within 9 %"))
    assert UNSAID not in lessons.write(wet.format(value=10, accept="within 9 %") + "\nMore.\n")
    lessons.answer(value="10")
    assert UNSAID in lessons.write(wet.format(value=11, accept="within 9 %"))
    lessons.write(RANK.format(first="Rain", second="Snow", fields="{fields}"))
    lessons.answer(**{"as-shown": "yes"})
    assert UNSAID in lessons.write(RANK.format(first="Snow", second="Rain", fields="{fields}"))


@pytest.mark.parametrize("line", [CORRECTED, VOID])
def test_a_line_that_reaches_nobody_is_pointed_out(lessons: Class, line: str) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    said = lessons.write(SNOW.replace("] Rain", "] Drizzle"), line)
    assert "choices are others: what-next (1 person keeps the former result)" in said
    assert verdicts() == [True]


def test_options_in_another_order_are_the_same_choices(lessons: Class) -> None:
    lessons.write(RAIN)
    rain, snow = lessons.answer(choice="a"), lessons.answer(choice="b")
    options = SNOW.split("- [")
    turned = (
        options[0]
        + "- [x] Snow\n  why: It is cold.\n- ["
        + options[1]
        + "{fields}"
        + (SNOW.split("{fields}")[1])
    )
    said = lessons.write(turned, CORRECTED)
    assert "what-next (2 people graded anew)" in said
    assert verdicts() == [False, True]
    assert "It goes another way" in lessons.page(rain)
    assert "So this page told you that you were right." in lessons.page(rain)
    assert "You called it" in lessons.page(snow)
    assert "The answer Snow It is cold." in lessons.page(rain).replace("You said ", "")


def test_a_void_question_takes_those_along_who_read_another_prompt(lessons: Class) -> None:
    lessons.write(asking(RAIN, "What coms next?"))
    client = lessons.answer(choice="a")
    lessons.write(RAIN, VOID)
    assert verdicts() == [None]
    assert "withdrawn" in lessons.page(client)


@pytest.mark.parametrize("before", [RAIN, asking(SNOW, "What coms next?")])
def test_what_is_no_longer_void_is_as_it_was(lessons: Class, before: str) -> None:
    lessons.write(before)
    client = lessons.answer(choice="a")
    was = verdicts()
    lessons.write(SNOW, VOID)
    assert verdicts() == [None]
    lessons.write(SNOW)
    page = lessons.page(client)
    assert verdicts() == was
    assert "withdrawn" not in page
    assert "had the answer wrong" not in page


def test_a_void_question_may_be_corrected(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    lessons.write(RAIN, VOID)
    lessons.write(SNOW, CORRECTED)
    assert verdicts() == [False]
    assert "It was put right on 24 November 2026." in lessons.page(client)


def test_a_corrected_question_may_become_void(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    lessons.answer(choice="b")
    lessons.write(SNOW, VOID)
    assert verdicts() == [None, None]
    assert "withdrawn" in lessons.page(client)
    assert "had the answer wrong" not in lessons.page(client)


def test_an_unchanged_course_stays_unchanged_after_each(lessons: Class) -> None:
    steps = [(RAIN, ""), (SNOW, CORRECTED), (RAIN, LATER), (RAIN, VOID), (SNOW, CORRECTED)]
    for number, (question, line) in enumerate(steps):
        lessons.write(question, line)
        assert lessons.load() == "course: nothing to change.\n", number
        rows = list(Prediction.objects.order_by("pk").values())
        lessons.write(question + "\nA word at the end.\n", line)
        lessons.write(question, line)
        assert list(Prediction.objects.order_by("pk").values()) == rows
        lessons.answer(choice="a")


def test_nobody_is_told_that_it_stings_who_had_been_told_the_wrong_thing(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="b", confidence="5")
    assert "so this one stings" in lessons.page(client)
    other = lessons.answer(choice="a", confidence="5")
    lessons.write(SNOW, CORRECTED)
    assert "so this one stings" not in lessons.page(other)
    assert "with good reason" not in lessons.page(client)


def test_what_others_said_is_counted_anew(lessons: Class) -> None:
    lessons.write(RAIN)
    clients = [lessons.answer(choice="a") for _ in range(6)]
    caches["memory"].clear()  # it has counted those who were there a moment ago
    assert "read it; 100&nbsp;% were right" in lessons.page(clients[0])
    lessons.write(SNOW, CORRECTED)
    assert "read it; 0&nbsp;% were right" in lessons.page(clients[0])


REFLECT = """\
::: reflect what-next
Say why.
{fields}
::: model
So.
::: rubric
- One
- Two
:::
"""


@pytest.mark.parametrize(("line", "kind"), [(CORRECTED, "corrected"), (VOID, "void")])
def test_a_line_that_would_be_read_as_text_is_reported(
    lessons: Class, line: str, kind: str
) -> None:
    said = lessons.write(REFLECT, line)
    assert f'"what-next" has no key that could be {kind}.' in said
    said = lessons.write(RAIN.replace("It snowed.", f"It snowed.\n\n{line}"))
    assert f'"{kind}" stands below ::: reveal.' in said
    assert not Course.objects.exists()


def test_everyday_words_are_no_slips_of_a_line(lessons: Class) -> None:
    lessons.write(RAIN.replace("What comes next?", "What comes next?\n\nAvoid: rain.\n\nOr not?"))
    assert Course.objects.exists()
    said = lessons.write(RAIN, "voids: 2026-11-24 Nobody looked.")
    assert 'Did you mean "void"?' in said


def test_an_order_that_is_void_is_shown_as_it_was_said(lessons: Class) -> None:
    lessons.write(RANK.format(first="Rain", second="Snow", fields="{fields}"))
    question = Question.objects.get()
    assert question.revision
    shown = [strip_tags(item["html"]) for item in question.revision.asked["items"]]
    client = lessons.answer(**{"as-shown": "yes"})
    lessons.write(RANK.format(first="Snow", second="Rain", fields="{fields}"), VOID)
    assert f"counts for nothing You said {''.join(shown)}" in lessons.page(client)
