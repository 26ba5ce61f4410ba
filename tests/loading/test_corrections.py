"""A key that was wrong is put right for who answered it, and they are told."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import strip_tags

from courseapp.answers import solutions
from courseapp.models import Course, Enrolment, Prediction, Question
from courseapp.progress.exports import predictions_csv
from courseapp.progress.questions import report_questions
from tests.cast import NOON, enrol, make_learner
from tests.lessonfiles.courses import lesson_text, write_course

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PREDICT = """\
::: predict what-next
What comes next?

- [{rain}] Rain
  why: Tempting, because it is November.
- [{snow}] Snow
  why: It is cold.
{fields}
::: reveal
It snowed.
:::
"""
ESTIMATE = """\
::: estimate what-next
How much fell?

answer: {value} mm
accept: {accept}
{fields}
::: reveal
It was measured.
:::
"""
RANK = """\
::: rank what-next
What fell first?

1. {first}
2. {second}
3. Hail
{fields}
::: reveal
So it was.
:::
"""
RAIN = PREDICT.format(rain="x", snow=" ", fields="{fields}")
SNOW = PREDICT.format(rain=" ", snow="x", fields="{fields}")
CORRECTED = "corrected: 2026-11-24 The thermometer had stood in the sun."
VOID = "void: 2026-11-24 Nobody looked."


class Class:
    """A course on disk, and a learner who answers its question on the site."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.learners: list[tuple[Client, Enrolment]] = []

    def write(self, question: str, fields: str = "") -> str:
        write_course(self.root, {"phase/lesson.md": lesson_text(question.format(fields=fields))})
        return self.load()

    def load(self, *options: str) -> str:
        out, err = StringIO(), StringIO()
        try:
            call_command("load_lessons", *options, stdout=out, stderr=err)
        except CommandError as error:
            err.write(str(error))
        solutions.forget()
        return out.getvalue() + err.getvalue()

    def answer(self, **fields: Any) -> Client:
        client, course = Client(), Course.objects.get()
        learner = make_learner()
        enrol(learner, course)
        client.force_login(learner)
        question = Question.objects.get()
        assert question.revision
        sent = {"wording": question.revision.wording, "confidence": "4"} | fields
        response = client.post("/courses/course/lesson/what-next/predict/", sent)
        assert response.status_code == 302
        return client

    def page(self, client: Client) -> str:
        html = client.get("/courses/course/lesson/").getvalue().decode()
        return " ".join(strip_tags(html).split())


@pytest.fixture
def lessons(tmp_path: Path, settings: Any) -> Class:
    settings.LESSONS_DIR = settings.BASE_DIR = tmp_path
    return Class(tmp_path)


def kept(prediction: Prediction) -> tuple[Any, ...]:
    """All of an answer but what it is worth."""
    names = ("answer", "choice", "confidence", "ticked", "locked_at", "revision_id", "question_id")
    return tuple(getattr(prediction, name) for name in names)


def test_who_answered_the_wrong_key_is_judged_by_the_right_one(lessons: Class) -> None:
    lessons.write(RAIN)
    told_right, told_wrong = lessons.answer(choice="a"), lessons.answer(choice="b")
    before = [kept(prediction) for prediction in Prediction.objects.order_by("pk")]

    said = lessons.write(SNOW, CORRECTED)

    assert "keys corrected: what-next (2 people graded anew)" in said
    after = Prediction.objects.order_by("pk")
    assert [p.is_right for p in after] == [False, True]
    assert [kept(prediction) for prediction in after] == before
    page = lessons.page(told_right)
    assert "This lesson had the answer wrong. It was put right on 24 November 2026." in page
    assert (
        "Until then this passed for right: Rain. So this page told you that you were right." in page
    )
    assert "The thermometer had stood in the sun." in page
    assert "It goes another way" in page
    assert "The question has been changed since you answered" not in page
    assert "So this page told you that you were wrong." in lessons.page(told_wrong)
    assert "You called it" in lessons.page(told_wrong)


def test_who_answers_afterwards_reads_nothing_of_it(lessons: Class) -> None:
    lessons.write(RAIN)
    lessons.write(SNOW, CORRECTED)
    page = lessons.page(lessons.answer(choice="b"))
    assert "You called it" in page
    assert "This lesson had the answer wrong" not in page


def test_loading_again_changes_nothing(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    page, rows = lessons.page(client), list(Prediction.objects.values())
    assert lessons.load() == "course: nothing to change.\n"
    assert (lessons.page(client), list(Prediction.objects.values())) == (page, rows)


def test_a_changed_key_without_a_word_is_reported_and_judges_nobody(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    lessons.answer(choice="b")
    write_course(lessons.root, {"phase/lesson.md": lesson_text(SNOW.format(fields=""))})
    said = lessons.load("--dry-run")
    assert "keys changed without `corrected:`" in said
    assert "what-next (2 people)" in said
    assert "what-next (2 people)" in lessons.load()
    assert [p.is_right for p in Prediction.objects.order_by("pk")] == [True, False]
    assert "The question has been changed since you answered" in lessons.page(client)


def test_a_rehearsal_counts_and_writes_nothing(lessons: Class) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    write_course(lessons.root, {"phase/lesson.md": lesson_text(SNOW.format(fields=CORRECTED))})
    assert "what-next (1 person graded anew)" in lessons.load("--dry-run")
    assert Prediction.objects.get().is_right is True


def test_the_word_may_come_later(lessons: Class) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    lessons.write(SNOW)
    assert "1 person graded anew" in lessons.write(SNOW, CORRECTED)
    assert Prediction.objects.get().is_right is False


def test_the_word_may_go_again(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    page = lessons.page(client)
    lessons.write(SNOW)
    assert lessons.page(client) == page
    assert Prediction.objects.get().is_right is False


def test_a_second_correction_leads_back(lessons: Class) -> None:
    lessons.write(RAIN)
    first = lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    second = lessons.answer(choice="b")
    lessons.write(RAIN, "corrected: 2026-11-25 It was in the shade after all.")
    assert [p.is_right for p in Prediction.objects.order_by("pk")] == [True, False]
    assert "had the answer wrong" not in lessons.page(first)
    assert "It was put right on 25 November 2026." in lessons.page(second)


def test_going_back_without_a_word_judges_by_the_key_that_stands(lessons: Class) -> None:
    lessons.write(RAIN)
    first = lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    lessons.write(RAIN)
    assert Prediction.objects.get().is_right is True
    assert "had the answer wrong" not in lessons.page(first)


def test_three_keys_end_in_the_last(lessons: Class) -> None:
    wet = ESTIMATE.format(value="{value}", accept="within 5 %", fields="{{fields}}")
    lessons.write(wet.format(value=10))
    lessons.answer(value="10")
    lessons.write(wet.format(value=20), CORRECTED)
    lessons.answer(value="20")
    lessons.write(wet.format(value=30), "corrected: 2026-11-26 The pot had been full.")
    lessons.answer(value="30")
    assert [p.is_right for p in Prediction.objects.order_by("pk")] == [False, False, True]


def test_an_estimate_is_judged_by_its_new_tolerance_too(lessons: Class) -> None:
    wet = ESTIMATE.format(value="{value}", accept="{accept}", fields="{{fields}}")
    lessons.write(wet.format(value=10, accept="within 5 %"))
    client = lessons.answer(value="18")
    lessons.write(wet.format(value=20, accept="within 20 %"), CORRECTED)
    prediction = Prediction.objects.get()
    assert (prediction.is_right, prediction.answer) == (True, {"value": 18})
    assert "Until then this passed for right: 10 mm." in lessons.page(client)
    assert "What is true 20 mm" in lessons.page(client)


def test_an_interval_is_scored_anew(lessons: Class) -> None:
    wet = ESTIMATE.format(value="{value}", accept="interval on a linear scale", fields="{{fields}}")
    lessons.write(wet.format(value=10))
    lessons.answer(low="8", high="12")
    lessons.write(wet.format(value=20), CORRECTED)
    prediction = Prediction.objects.get()
    assert (prediction.is_right, prediction.score) == (False, 4 + 10 * 8)


def test_an_order_is_judged_anew(lessons: Class) -> None:
    lessons.write(RANK.format(first="Rain", second="Snow", fields="{fields}"))
    question = Question.objects.get()
    assert question.revision
    places = {
        f"place-{item['key']}": {"Rain": "1", "Snow": "2", "Hail": "3"}[strip_tags(item["html"])]
        for item in question.revision.asked["items"]
    }
    client = lessons.answer(**places)
    assert Prediction.objects.get().is_right is True
    lessons.write(RANK.format(first="Snow", second="Rain", fields="{fields}"), CORRECTED)
    prediction = Prediction.objects.get()
    assert prediction.is_right is False
    assert prediction.score == pytest.approx(1 / 3)
    assert "Until then this order passed for right: Rain, Snow, Hail." in lessons.page(client)


def test_a_prompt_may_be_mended_along(lessons: Class) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    lessons.write(SNOW.replace("What comes next?", "And what comes then?"), CORRECTED)
    assert Prediction.objects.get().is_right is False


def test_other_options_are_another_question(lessons: Class) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    lessons.write(SNOW.replace("] Rain", "] Drizzle"), CORRECTED)
    assert Prediction.objects.get().is_right is True


@pytest.mark.parametrize("question", [RAIN, SNOW])
def test_a_void_question_judges_nobody(lessons: Class, question: str) -> None:
    lessons.write(RAIN)
    before, other = lessons.answer(choice="a"), lessons.answer(choice="b")
    lessons.write(question, VOID)
    after = lessons.answer(choice="a")
    assert {p.is_right for p in Prediction.objects.all()} == {None}
    for client in (before, other, after):
        page = lessons.page(client)
        assert "On 24 November 2026 this question was withdrawn: it has no right answer." in page
        assert "Nobody looked." in page
        assert "Your answer is kept, and counts for nothing" in page
        assert "The answer" not in page.replace("The answers", "")
    assert "Until then this passed for right: Rain." in lessons.page(before)


def test_a_question_that_is_void_no_longer_counts_again(lessons: Class) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    lessons.write(RAIN, VOID)
    lessons.write(RAIN)
    assert Prediction.objects.get().is_right is True
    assert "withdrawn" not in lessons.page(client)


def test_what_counts_follows(lessons: Class, client: Client) -> None:
    lessons.write(RAIN)
    learner = lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    everyone = Enrolment.objects.all()
    (report,) = report_questions(Question.objects.all(), everyone)
    (former,) = report.older
    assert (former.right_percent, former.misled_percent) == (0, 100)
    assert [(option.text, option.is_right) for option in former.options] == [
        ("Rain", False),
        ("Snow", True),
    ]
    (row,) = csv.DictReader(StringIO("".join(predictions_csv(everyone)).lstrip("\ufeff")))
    assert (row["right"], row["key corrected on"], row["right by the former key"]) == (
        "no",
        "2026-11-24",
        "yes",
    )
    (enrolment,) = json.loads(learner.get("/account/export/").getvalue())["enrolments"]
    (prediction,) = enrolment["predictions"]
    assert prediction["is_right"] is False
    assert prediction["correction"] == {
        "on": "2026-11-24",
        "void": False,
        "right_by_the_former_key": True,
    }


def test_a_page_left_open_is_judged_by_the_right_key(lessons: Class) -> None:
    """Its form says what it was made for: the same question, whose key is another now."""
    lessons.write(RAIN)
    client, course = Client(), Course.objects.get()
    learner = make_learner()
    enrol(learner, course)
    client.force_login(learner)
    question = Question.objects.get()
    assert question.revision
    sent = {"wording": question.revision.wording, "confidence": "4", "choice": "a"}
    lessons.write(SNOW, CORRECTED)
    assert client.post("/courses/course/lesson/what-next/predict/", sent).status_code == 302
    assert Prediction.objects.get().is_right is False


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("corrected:", '"corrected" does not begin with a date.'),
        ("corrected: yesterday It was wrong.", '"corrected" does not begin with a date.'),
        ("corrected: 2026-13-01 It was wrong.", '"corrected" does not begin with a date.'),
        ("corrected: 2026-11-24", '"corrected" does not say why; who answered the question reads'),
        ("void: 2026-11-24 Oops", '"void" does not say why; who answered the question reads it.'),
        (f"{CORRECTED}\n{VOID}", '"what-next" is both corrected and void.'),
        ("correcte: 2026-11-24 It was wrong.", '"what-next" has no field "correcte".'),
    ],
)
def test_what_is_wrong_with_it_is_said(lessons: Class, field: str, message: str) -> None:
    assert message in lessons.write(RAIN, field)
    assert not Course.objects.exists()


@pytest.mark.parametrize("between", [" ", ": ", " - ", " — ", ", "])
def test_a_day_and_a_sentence_are_told_apart(lessons: Class, between: str) -> None:
    lessons.write(RAIN)
    client = lessons.answer(choice="a")
    lessons.write(SNOW, f"corrected: 2026-11-24{between}It was *cold*.")
    assert "It was cold." in lessons.page(client)


def test_a_day_that_has_not_come_is_a_warning(lessons: Class) -> None:
    lessons.write(RAIN, "corrected: 2099-01-01 It was wrong.")
    out = StringIO()
    call_command("check_lessons", str(lessons.root / "course"), stdout=out)
    assert '"corrected" has a day that has not come: 2099-01-01.' in out.getvalue()
    assert NOON.year < 2099
