"""Charts of measurements on a lesson's page: when they are shown, and what stands in them."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from courseapp.evidence.exhibits import Source, pack
from courseapp.lessonfiles.documents import Evidence
from courseapp.lessonfiles.reading import read_course
from courseapp.lessonpages.evidence import show_evidence
from courseapp.models import Course, Enrolment, Lesson, Step
from tests import cast
from tests.evidence.rows import make_exhibit, make_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

COURSE = "llm-serving-frameworks"
LESSON = "/courses/course/lesson-1/"
HTMX = {"HX-Request": "true"}


def add_evidence(lesson: Lesson, key: str, position: int, **changes: Any) -> Step:
    stored = {"key": key, "exhibit": pack(make_exhibit(**changes))}
    return Step.objects.create(lesson=lesson, position=position, evidence=stored)


@pytest.fixture
def course() -> Course:
    """Its lesson has a chart before its question and one after it."""
    course = cast.make_course(lessons=1)
    lesson = course.lessons.get()
    lesson.steps.filter(position=2).update(position=4)
    lesson.steps.filter(position=1).update(position=2)
    add_evidence(lesson, "before", 1)
    notes = ("Two machines; differences of a few per cent are no evidence.",)
    add_evidence(lesson, "after", 3, title="Secret chart", notes=notes, not_measured=("No Gamma.",))
    return course


@pytest.fixture
def enrolment(client: Client, course: Course) -> Enrolment:
    learner = cast.make_learner()
    client.force_login(learner)
    return cast.enrol(learner, course)


def shown(client: Client, address: str = LESSON, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == HTTPStatus.OK
    return " ".join(response.content.decode().split())


def charts(page: str) -> list[str]:
    return re.findall(r'<section class="simulation evidence" id="([\w-]+)"', page)


def section(page: str, key: str) -> str:
    (found,) = re.findall(rf'<section class="simulation evidence" id="{key}".*?</section>', page)
    return found


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_chart_behind_a_question_waits_for_its_answer(
    client: Client, enrolment: Enrolment, headers: dict[str, str]
) -> None:
    page = shown(client, **headers)
    assert charts(page) == ["evidence-before"]
    assert "Secret chart" not in page
    cast.predict(enrolment, "question-1", "a")
    assert charts(shown(client, **headers)) == ["evidence-before", "evidence-after"]


def test_the_answer_brings_the_chart_along(client: Client, enrolment: Enrolment) -> None:
    question = enrolment.course.questions.get()
    assert question.revision
    data = {"wording": question.revision.wording, "choice": "a", "confidence": 3}
    answer = client.post(f"{LESSON}question-1/predict/", data, headers=HTMX)
    assert charts(" ".join(answer.content.decode().split())) == ["evidence-after"]


def test_a_picture_has_its_numbers_in_a_table_and_says_so(
    client: Client, enrolment: Enrolment
) -> None:
    part = section(shown(client), "evidence-before")
    label = 'role="img" aria-label="Lines: Speed by users. The numbers stand in the table below."'
    assert label in part
    tables = re.findall(r"<table>.*?</table>", part)
    assert re.findall(r"<td>(.*?)</td>", tables[0]) == ["100", "50", "800", "–", "8,084", "1,000"]
    assert part.count('class="prose table-scroll" tabindex="0" role="group"') == len(tables) == 2


def test_a_chart_tells_how_it_came_about(client: Client, enrolment: Enrolment) -> None:
    cast.predict(enrolment, "question-1", "a")
    part = section(shown(client), "evidence-after")
    for said in (
        "Two machines; differences of a few per cent are no evidence.",
        "No Gamma.",
        "<dt>Measured</dt><dd>Alpha 1.0; Beta 1.0</dd>",
        "<dt>Hardware</dt><dd>one GPU</dd>",
        "<dt>Date</dt><dd>24 November 2026</dd>",
        "<td>3</td><td>7,063 to 8,100</td>",
    ):
        assert said in part


def test_words_of_a_file_are_text_and_never_markup(client: Client, course: Course) -> None:
    lesson = course.lessons.get()
    lesson.steps.filter(position=0).delete()
    add_evidence(lesson, "odd", 0, title="<b>bold</b>", names={"Alpha": "<i>A</i>"})
    learner = cast.make_learner()
    cast.enrol(learner, course)
    client.force_login(learner)
    part = section(shown(client), "evidence-odd")
    assert "<b>" not in part
    assert "<i>" not in part
    assert html.escape("<b>bold</b>") in part


def real_steps() -> Iterator[Evidence]:
    course = read_course(settings.LESSONS_DIR / COURSE).course
    assert course
    for lesson in course.read_lessons:
        yield from (step for step in lesson.steps if isinstance(step, Evidence))


def test_our_charts_say_what_was_not_measured_and_rank_no_two_machines() -> None:
    steps = list(real_steps())
    assert len(steps) > 8
    for step in steps:
        assert step.exhibit
        shown = show_evidence({"key": step.key, "exhibit": pack(step.exhibit)}).shown
        assert any(note.startswith("TensorRT-LLM was not measured") for note in shown.notes)
        measured = {row.fields["framework"] for row in step.exhibit.rows}
        if measured >= {"vLLM", "SGLang"} and len(step.exhibit.units) == 1:
            assert any(note.startswith("Two machines") for note in shown.notes), step.key


def test_our_charts_are_loaded_as_they_were_read() -> None:
    call_command("load_lessons", verbosity=0)
    stored = [step.evidence for step in Step.objects.all() if step.evidence]
    found = {evidence["key"]: show_evidence(evidence) for evidence in stored}
    for step in real_steps():
        assert step.exhibit
        assert found[step.key] == show_evidence({"key": step.key, "exhibit": pack(step.exhibit)})


def test_published_figures_link_to_their_source(client: Client, enrolment: Enrolment) -> None:
    lesson = Lesson.objects.get()
    source = Source("Their <test>", "https://example.org/test", "Somebody", "June", "2026-11-23")
    theirs = replace(make_row("Alpha", 1, 900), source=source, repetitions=0)
    stored = {"key": "theirs", "exhibit": pack(make_exhibit(theirs, kind="bars"))}
    lesson.steps.filter(position=0).update(evidence=stored)
    found = section(shown(client), "evidence-theirs")
    assert (
        '<a href="https://example.org/test">Their &lt;test&gt;</a>: Somebody; June; read on'
        in found
    )
    assert '<p class="evidence__kicker">Published</p>' in found
    assert "Every run" not in found


def test_our_figures_stand_beside_published_ones_in_the_lesson_on_benchmarks() -> None:
    root = settings.BASE_DIR / "lessons"
    lessons = read_course(root / COURSE).course
    assert lessons
    (lesson,) = (one for one in lessons.read_lessons if one.slug == "predict-then-benchmark")
    (step,) = (one for one in lesson.steps if getattr(one, "key", "") == "published-beside-ours")
    assert isinstance(step, Evidence)
    assert step.exhibit
    assert {row.source.who for row in step.exhibit.published if row.source} == {
        "AIMultiple",
        "the SGLang project",
        "RunInfra, who sell GPU optimisation",
    }
    assert [row.fields["framework"] for row in step.exhibit.measured] == ["vLLM", "SGLang"]
    assert any("TensorRT-LLM was not measured" in note for note in step.exhibit.not_measured)
