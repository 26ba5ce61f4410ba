"""A small course whose one lesson has a decision and then a question, and what a form sends."""

from pathlib import Path
from typing import Any

from django.core.management import call_command

from courseapp.answers.deciding import graders_of, keep_list, lock_list
from courseapp.deciding import kept
from courseapp.deciding.grading import HALVES, grade
from courseapp.deciding.lists import Condition, DecisionList, Rule
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.scenarios import read_pile
from courseapp.models import Course, Enrolment, Framework, Lesson, Step, Verdicts
from tests.cast import NOON
from tests.lessonfiles.courses import COURSE, PREDICT, write_course
from tests.lessonfiles.golden import FOLDER

HEAD = """\
---
title: "A title"
teaser: "A teaser"
minutes: 4
objective: "Say what to put on."
checked: 2026-11-24
sources: []
---
"""
DECIDE = """\
::: decide what-to-wear
Write two questions that tell anybody what to wear.

scenarios: ../weather.yaml
questions: 2
:::
"""
LESSON = f"{HEAD}{DECIDE}\nThe ending of it.\n\n{PREDICT}"
SECRETS = ("A dry wind", "The hill", "The wind is cold", "Always a coat", "The ending of it")
"""What nobody may read before a list is locked: the half held back, and what follows."""

URL = "/courses/course/lesson/"
KEY_URL = f"{URL}what-to-wear/"

FORM: dict[str, Any] = {
    "rows": "2",
    "question-1": "Does it rain?",
    "attribute-1": "rain",
    "test-1": "at-least",
    "number-1": "5 mm",
    "pick-1": "boots",
    "question-2": "Is it clear?",
    "attribute-2": "sky",
    "chosen-2": ["clear"],
    "pick-2": "boots",
    "otherwise": "coat",
}
"""Right on the harbour; on the hill it picks boots, which is missed."""

BETTER = FORM | {"pick-2": "coat"}


def load_weather(root: Path, lesson: str = LESSON, case: str = "decide-sound") -> Course:
    """`case` is the golden case whose scenario file it takes; "picker-sound" brings a picker."""
    weather = (FOLDER / case / "weather.yaml").read_text(encoding="utf-8")
    files = {"course.md": COURSE, "phase/lesson.md": lesson, "weather.yaml": weather}
    call_command("load_lessons", write_course(root, files), verbosity=0)
    return Course.objects.get(slug="course")


def asks(attribute: str, pick: str, otherwise: str = "coat") -> DecisionList:
    """A list of one question: for rain from 5 mm on, for more than an hour outside, or for a clear
    sky."""
    conditions = {
        "rain": Condition("rain", "at-least", (5.0,)),
        "hours": Condition("hours", "above", (1.0,)),
        "sky": Condition("sky", "one-of", choices=("clear",)),
    }
    return DecisionList((Rule("Is it so?", (conditions[attribute],), pick),), otherwise)


def lock(
    enrolment: Enrolment, decision_list: DecisionList, revised: DecisionList | None = None
) -> Framework:
    """The learner's locked list, and what they made of it later."""
    lesson = Lesson.objects.get(course=enrolment.course, slug="lesson")
    step = Step.objects.get(lesson=lesson, decision__isnull=False)
    report = grade(decision_list, graders_of(step).scenarios)
    framework = lock_list(enrolment, lesson, "what-to-wear", decision_list, report, NOON)
    if revised is None:
        return framework
    return keep_list(enrolment, lesson, "what-to-wear", revised, NOON)


def add_weather(lesson: Lesson, position: int, key: str) -> Step:
    """The decision with its picker as a step of any lesson."""
    text = (FOLDER / "picker-sound" / "weather.yaml").read_text(encoding="utf-8")
    pile = read_pile(text, Findings("weather.yaml"), ["lesson"])
    assert pile
    facts = {"key": key, "prompt": "<p>What to wear?</p>", "questions": 2}
    decision = facts | kept.asked_of(pile)
    step = Step.objects.create(lesson=lesson, position=position, decision=decision)
    for part in HALVES:
        Verdicts.objects.create(step=step, part=part, shown=kept.verdicts_of(pile, part))
    Verdicts.objects.create(step=step, part="standards", shown=kept.standards_of(pile))
    return step
