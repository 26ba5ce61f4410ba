"""Rows for an instructor's spreadsheet: learners with their progress, and their predictions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from courseapp.answers.states import correction_of, print_number
from courseapp.deciding.grading import Scores
from courseapp.deciding.kept import Asked
from courseapp.deciding.lists import from_json
from courseapp.deciding.wording import ShownList, in_words
from courseapp.models import Confidence, Enrolment, Framework, Prediction
from courseapp.progress.csv import Cell, csv_lines
from courseapp.progress.frameworks import Decision, decisions_of, key_of, score_framework
from courseapp.progress.learners import with_progress
from courseapp.progress.questions import plain

PROGRESS = (
    "learner",
    "e-mail",
    "course",
    "cohort",
    "start",
    "pace",
    "lessons finished",
    "lessons",
    "predictions",
    "share right",
    "mean confidence (1 to 5)",
    "streak in days",
    "last active (UTC)",
    "stuck in lesson",
    "stuck on question",
)
PREDICTIONS = (
    "learner",
    "e-mail",
    "course",
    "lesson",
    "question",
    "revision",
    "kind",
    "said",
    "confidence (1 to 5)",
    "stated chance",
    "right",
    "score",
    "locked at (UTC)",
    "key corrected on",
    "right by the former key",
)

SCORES = ("right", "acceptable", "missed")
FRAMEWORKS = (
    "learner",
    "e-mail",
    "course",
    "cohort",
    "lesson",
    "decision",
    "locked at (UTC)",
    *(
        f"{which}, {half}: {score}"
        for which in ("first list", "list now", "reference")
        for half in ("practice", "held back")
        for score in SCORES
    ),
    "first list",
    "list now",
)


def progress_csv(enrolments: QuerySet[Enrolment], now: datetime) -> Iterator[str]:
    """A line for each learner."""
    found = with_progress(enrolments.select_related("user", "course", "cohort"), now)
    return csv_lines(PROGRESS, map(progress_row, found.iterator(chunk_size=2000)))


def progress_row(enrolment: Any) -> list[Cell]:
    """
    Args:
        enrolment: one that `with_progress` annotated.
    """
    stuck_on = enrolment.stuck_on
    return [
        *learner_cells(enrolment),
        enrolment.cohort.name if enrolment.cohort else None,
        enrolment.paced.start,
        enrolment.paced.get_pace_display(),
        enrolment.finished,
        enrolment.lessons,
        enrolment.answered,
        rounded(enrolment.accuracy),
        rounded(enrolment.mean_confidence),
        enrolment.streak_now,
        enrolment.last_active_at,
        stuck_on if stuck_on is None else stuck_on + 1,
        enrolment.stuck_question,
    ]


def learner_cells(enrolment: Enrolment) -> list[Cell]:
    """Name, address and course; a visitor has neither name nor address."""
    user = enrolment.user
    return [user.name if user else None, user.email if user else None, enrolment.course.title]


def predictions_csv(enrolments: QuerySet[Enrolment]) -> Iterator[str]:
    """A line for each prediction, learner by learner."""
    found = Prediction.objects.filter(enrolment__in=enrolments.order_by().values("pk"))
    # Fetched apart, once for two thousand lines: many lines share a learner and a question.
    shared = found.order_by("enrolment", "pk").prefetch_related(
        "enrolment__user",
        "enrolment__course",
        "question__lesson",
        "revision__solution",
        "revision__corrected_by__solution",
    )
    return csv_lines(PREDICTIONS, map(prediction_row, shared.iterator(chunk_size=2000)))


def prediction_row(prediction: Prediction) -> list[Cell]:
    confidence = prediction.confidence
    return [
        *learner_cells(prediction.enrolment),
        prediction.question.lesson.title,
        prediction.question.key,
        prediction.revision_id,
        prediction.revision.kind,
        said(prediction),
        confidence,
        Confidence(confidence).chance if confidence else None,
        prediction.is_right,
        rounded(prediction.score),
        prediction.locked_at,
        *correction_cells(prediction),
    ]


def correction_cells(prediction: Prediction) -> list[Cell]:
    correction = correction_of(prediction)
    return [correction.day, correction.was_right] if correction else [None, None]


def frameworks_csv(frameworks: QuerySet[Framework]) -> Iterator[str]:
    """A line for each locked decision list, with its scores and in words."""
    decisions = decisions_of(frameworks.order_by().values("lesson"))
    found = frameworks.order_by("enrolment", "pk").select_related(
        "enrolment__user", "enrolment__course", "enrolment__cohort", "lesson"
    )
    rows = (
        framework_row(framework, decisions.get(key_of(framework)))
        for framework in found.iterator(chunk_size=2000)
    )
    return csv_lines(FRAMEWORKS, rows)


def framework_row(framework: Framework, decision: Decision | None) -> list[Cell]:
    cohort, scored = framework.enrolment.cohort, score_framework(framework, decision)
    asked = decision.asked if decision else Asked((), (), ())
    return [
        *learner_cells(framework.enrolment),
        cohort.name if cohort else None,
        framework.lesson.title,
        framework.key,
        framework.locked_at,
        *score_cells(scored.first),
        *score_cells(scored.now),
        *score_cells(scored.reference),
        one_line(in_words(from_json(framework.first or {}), asked)),
        one_line(in_words(from_json(framework.current), asked)),
    ]


def score_cells(scores: Scores | None) -> list[Cell]:
    halves = (scores.practice, scores.held_back) if scores else (None, None)
    return [getattr(half, score, None) for half in halves for score in SCORES]


def one_line(shown: ShownList) -> str:
    """ "1. Does it rain? (Rain: at least 5 mm) → Boots | otherwise A coat"."""
    rules = (
        f"{place}. {rule.question} ({rule.condition}) → {rule.pick}"
        for place, rule in enumerate(shown.rules, start=1)
    )
    return " | ".join((*rules, f"otherwise {shown.otherwise}"))


def said(prediction: Prediction) -> str:
    """The answer in words, as an instructor reads it."""
    answer, asked = prediction.answer, prediction.revision.asked
    if "choice" in answer:
        return texts(asked["options"])[answer["choice"]]
    if "order" in answer:
        items = texts(asked["items"])
        return ", ".join(items[key] for key in answer["order"])
    if "text" in answer:
        return str(answer["text"])
    ends = [answer["value"]] if "value" in answer else [answer["low"], answer["high"]]
    return f"{' to '.join(print_number(end) for end in ends)} {asked['unit']}".rstrip()


def texts(choices: list[dict[str, str]]) -> dict[str, str]:
    """The plain text of options or items, by key."""
    return {choice["key"]: plain(choice["html"]) for choice in choices}


def rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)
