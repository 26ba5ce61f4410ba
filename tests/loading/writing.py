"""Courses as authors might have written them, already read. What a test does not say is dull."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

from courseapp.lessonfiles.documents import (
    Course,
    Estimate,
    Item,
    Lesson,
    Option,
    Phase,
    Predict,
    Prose,
    Question,
    Rank,
    Reflect,
    Simulation,
    Step,
    Summary,
    UnchangedLesson,
)


def predict(key: str = "bet", right: str = "b", **fields: Any) -> Predict:
    """Three options, vLLM, SGLang and llama.cpp."""
    names = ("vLLM", "SGLang", "llama.cpp")
    options = tuple(
        Option(14 + place, letter, name, f"<b>{name}</b>", f"Why {name}.", letter == right)
        for place, (letter, name) in enumerate(zip("abc", names, strict=True))
    )
    dull: dict[str, Any] = {
        "line": 12,
        "prompt": "Which one?",
        "prompt_html": "<p>Which one?</p>",
        "options": options,
        "reveal_html": "<p>Because.</p>",
    }
    return Predict(key=key, **dull | fields)


def estimate(key: str = "load", **fields: Any) -> Estimate:
    dull: dict[str, Any] = {
        "line": 12,
        "prompt": "How many?",
        "prompt_html": "<p>How many?</p>",
        "value": 60.0,
        "unit": "requests",
        "accept": "percent",
        "margin": 5.0,
        "reveal_html": "<p>40 × 1.5.</p>",
    }
    return Estimate(key=key, **dull | fields)


def rank(key: str = "sizes", order: str = "bca", **fields: Any) -> Rank:
    """Ant, Bear and Cat are shown as a, b and c; `order` is the right one."""
    names = {"a": "Ant", "b": "Bear", "c": "Cat"}
    items = tuple(
        Item(14 + place, letter, names[letter], f"<i>{names[letter]}</i>", f"Why {letter}.")
        for place, letter in enumerate(order)
    )
    dull: dict[str, Any] = {
        "line": 12,
        "prompt": "Largest first.",
        "prompt_html": "<p>Largest first.</p>",
        "items": items,
        "reveal_html": "",
    }
    return Rank(key=key, **dull | fields)


def reflect(key: str = "words", **fields: Any) -> Reflect:
    dull: dict[str, Any] = {
        "line": 12,
        "prompt": "In your words?",
        "prompt_html": "<p>In your words?</p>",
        "model_html": "<p>A model answer.</p>",
        "rubric": ("Names the load.", "Names the hardware."),
        "reveal_html": "",
    }
    return Reflect(key=key, **dull | fields)


def simulation(key: str = "batches", **defaults: str) -> Simulation:
    return Simulation(12, key, "batching", tuple(defaults.items()))


def write_lesson(
    slug: str, *questions: Question | Simulation, phase: str = "bets", **fields: Any
) -> Lesson:
    """Prose, then each question or simulator with prose after it."""
    formerly = fields.pop("formerly", ())
    steps: list[Step] = [Prose(10, f"<p>{slug} begins.</p>")]
    for question in questions:
        steps += [question, Prose(30, f"<p>{slug} after {question.key}.</p>")]
    asked = [step for step in questions if not isinstance(step, Simulation)]
    shown = [step.simulator for step in questions if isinstance(step, Simulation)]
    keys = tuple((question.key, question.line) for question in asked)
    dull: dict[str, Any] = {
        "title": f"Title of {slug}",
        "teaser": f"Teaser of {slug}",
        "minutes": 6,
        "objective": "See it.",
        "checked": date(2026, 11, 24),
        "sources": (),
        "words": 1,
        "minutes_in": (0.5,),
        "steps": tuple(steps),
        "figures": (),
        "summary": Summary(slug, tuple(formerly), keys, (), simulators=tuple(shown)),
    }
    content = dull | fields
    digest = sha256(repr(content).encode()).hexdigest()
    return Lesson(path=f"{phase}/{slug}.md", digest=digest, **content)


def write_course(*lessons: Lesson | UnchangedLesson, **fields: Any) -> Course:
    """One phase, "bets", with these lessons."""
    dull: dict[str, Any] = {
        "path": "lessons/llm",
        "emoji": "⚡",
        "title": "Compare",
        "tagline": "A tagline.",
        "intro_html": "<p>Welcome.</p>",
        "related": (),
        "faq": (),
        "figures": (),
        "phases": (Phase("bets", "Four bets", "Meet them", lessons),),
    }
    return Course(slug="llm", **dull | fields)


def unchanged(lesson: Lesson) -> UnchangedLesson:
    return UnchangedLesson(lesson.path, lesson.digest, lesson.summary)


def with_option(question: Predict, key: str, **changes: Any) -> Predict:
    """The question with one option changed."""
    options = (replace(o, **changes) if o.key == key else o for o in question.options)
    return replace(question, options=tuple(options))
