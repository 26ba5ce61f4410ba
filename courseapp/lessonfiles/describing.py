"""A course in figures, as markdown tables: its lessons, and how well it can be guessed."""

from collections import Counter
from collections.abc import Sequence

from courseapp.lessonfiles.documents import Course, Decision, Lesson
from courseapp.lessonfiles.guessing import LEAST_QUESTIONS, Guesses, guess
from courseapp.lessonfiles.rules import count_minutes
from courseapp.lessonfiles.steps import QUESTION_KINDS

COLUMNS = ("words", "counted", "minutes", *QUESTION_KINDS, "figures", "sources", "terms")
"""`counted` are the minutes by the formula, `minutes` those announced, `terms` those linked."""
FRACTIONS = ("counted",)


def describe(course: Course) -> str:
    """All lessons of the course must have been read."""
    if course.announced:
        return f"## {course.title}\n\nAnnounced; it has no lessons yet."
    guesses = guess(course)
    parts = [
        f"## {course.title}",
        _table(["lesson", *COLUMNS], _lessons(course)),
        _judgement(guesses),
        _table(["who always takes", "is right", "chance", "points"], _guesses(guesses)),
    ]
    return "\n\n".join(part for part in parts if part)


def _lessons(course: Course) -> list[list[str]]:
    figures = {lesson.slug: _figures_of(lesson) for lesson in course.read_lessons}
    total = {column: sum(one[column] for one in figures.values()) for column in COLUMNS}
    return [_row(name, row) for name, row in [*figures.items(), ("all", total)]]


def _figures_of(lesson: Lesson) -> dict[str, float]:
    kinds = Counter(question.kind for question in lesson.questions)
    decisions = sum(isinstance(step, Decision) for step in lesson.steps)
    return {
        "words": lesson.words,
        "counted": count_minutes(lesson.words, kinds.total(), decisions),
        "minutes": lesson.minutes,
        **{kind: kinds[kind] for kind in QUESTION_KINDS},
        "figures": len(lesson.figures),
        "sources": len(lesson.sources),
        "terms": len(lesson.summary.terms),
    }


def _row(name: str, figures: dict[str, float]) -> list[str]:
    return [
        name,
        *(f"{figures[column]:,.{1 if column in FRACTIONS else 0}f}" for column in COLUMNS),
    ]


def _judgement(guesses: Guesses) -> str:
    questions = f"{guesses.questions} predict question{'' if guesses.questions == 1 else 's'}"
    if guesses.are_judged or not guesses.questions:
        return f"Guessing at {questions}:"
    lucky = 100 / guesses.questions
    return (
        f"Guessing at {questions}, not judged below {LEAST_QUESTIONS}: "
        f"a single lucky one is {lucky:.0f} points."
    )


def _guesses(guesses: Guesses) -> list[list[str]]:
    ranked = sorted(guesses.guesses, key=lambda one: -one.score)
    return [
        [
            one.strategy,
            f"{100 * one.score:.0f} %",
            f"{100 * guesses.chance:.0f} %",
            f"{guesses.points_above_chance(one):+.1f}",
        ]
        for one in ranked
    ]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A markdown table, set so that it reads as plain text too; empty without rows."""
    if not rows:
        return ""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = [
        f"{'-' * (width - 1)}{'-' if place == 0 else ':'}" for place, width in enumerate(widths)
    ]
    return "\n".join(_line(cells, widths) for cells in [lines[0], rule, *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *numbers = cells
    shown = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
    return f"| {' | '.join([name.ljust(widths[0]), *shown])} |"
