"""Item statistics: what learners said first to each question, and which question misleads most."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.html import strip_tags

from courseapp.answers.truths import truth_of
from courseapp.models import Confidence, Enrolment, Prediction, Question, Revision

CONFIDENT = Confidence.SURE
"""From this step on a wrong answer is a misconception rather than a guess."""


@dataclass(frozen=True)
class Sums:
    """Some predictions added up.

    `judged` have a right and wrong, `misled` were wrong though sure or certain, and `confidence`
    is the sum of the steps of the `stated` that have one (80 % intervals have none).
    """

    count: int = 0
    judged: int = 0
    right: int = 0
    misled: int = 0
    stated: int = 0
    confidence: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.count + other.count,
            self.judged + other.judged,
            self.right + other.right,
            self.misled + other.misled,
            self.stated + other.stated,
            self.confidence + other.confidence,
        )

    @property
    def mean_confidence(self) -> float | None:
        """In steps, from 1 to 5; None where nobody stated any."""
        return self.confidence / self.stated if self.stated else None


@dataclass(frozen=True)
class OptionReport:
    """What was said of one option; `share` is its percentage of the answers."""

    text: str
    is_right: bool
    count: int
    share: int
    mean_confidence: float | None


@dataclass(frozen=True)
class RevisionReport:
    """What was said of one wording of a question. `options` are empty but for `predict`."""

    revision: Revision
    sums: Sums
    options: tuple[OptionReport, ...]

    @property
    def prompt(self) -> str:
        return plain(self.revision.asked["prompt"])

    @property
    def is_void(self) -> bool:
        """Whether it has no right answer any more."""
        return "void" in truth_of(self.revision)

    @property
    def right_percent(self) -> int | None:
        """None while nothing was judged."""
        return percent(self.sums.right, self.sums.judged) if self.sums.judged else None

    @property
    def misled_percent(self) -> int:
        """The share of answers that were wrong and sure or certain of it."""
        return percent(self.sums.misled, self.sums.count)


@dataclass(frozen=True)
class QuestionReport:
    """A question as it is asked now, and as it was, newest first."""

    question: Question
    current: RevisionReport
    older: tuple[RevisionReport, ...]

    @property
    def source(self) -> str:
        """The file and line it comes from."""
        return source_of(self.question)


def report_questions(
    questions: QuerySet[Question], enrolments: QuerySet[Enrolment]
) -> list[QuestionReport]:
    """The first predictions of `enrolments` on `questions`, the most misleading question first.

    Three queries, however many questions and enrolments.
    """
    sums = count_predictions(enrolments)
    current = questions.filter(retired_at=None, revision__isnull=False)
    found = current.select_related("lesson__course", "revision__solution").order_by(
        "lesson__position", "line"
    )
    older = older_revisions(found, sums)
    reports = [report_question(question, older[question.pk], sums) for question in found]
    return sorted(reports, key=how_misleading)


def how_misleading(report: QuestionReport) -> tuple[int, int]:
    """For sorting: the larger share first, and of equal shares that of more answers."""
    return -report.current.misled_percent, -report.current.sums.count


def count_predictions(enrolments: QuerySet[Enrolment]) -> dict[int, dict[str, Sums]]:
    """By revision id and option key ("" without options) the sums, in one query."""
    groups = (
        Prediction.objects.filter(enrolment__in=enrolments.order_by().values("pk"))
        .values("revision", "choice")
        .annotate(
            Count("pk"),
            Count("is_right"),
            right=Count("pk", filter=Q(is_right=True)),
            misled=Count("pk", filter=Q(is_right=False, confidence__gte=CONFIDENT)),
            stated=Count("confidence"),
            steps=Sum("confidence", default=0),
        )
        .values_list(
            "revision",
            "choice",
            "pk__count",
            "is_right__count",
            "right",
            "misled",
            "stated",
            "steps",
        )
    )
    sums: dict[int, dict[str, Sums]] = defaultdict(dict)
    for revision, choice, *counts in groups:
        sums[revision][choice] = Sums(*counts)
    return sums


def older_revisions(
    questions: Iterable[Question], sums: Mapping[int, Any]
) -> dict[int, list[Revision]]:
    """By question id the revisions no longer asked that somebody answered, newest first."""
    current = {question.revision_id for question in questions}
    answered = Revision.objects.filter(pk__in=set(sums) - current)
    answered = answered.select_related("solution", "corrected_by__solution")
    older: dict[int, list[Revision]] = defaultdict(list)
    for revision in answered.order_by("-made_at", "-pk"):
        older[revision.question_id].append(revision)
    return older


def report_question(
    question: Question, older: Sequence[Revision], sums: Mapping[int, Mapping[str, Sums]]
) -> QuestionReport:
    assert question.revision is not None  # noqa: S101  report_questions asks for those that have one
    return QuestionReport(
        question,
        report_revision(question.revision, sums.get(question.revision.pk, {})),
        tuple(report_revision(revision, sums[revision.pk]) for revision in older),
    )


def report_revision(revision: Revision, by_option: Mapping[str, Sums]) -> RevisionReport:
    total = sum(by_option.values(), Sums())
    shown = truth_of(revision)
    right = None if "void" in shown else shown.get("right")
    options = tuple(
        report_option(option, right, by_option.get(option["key"], Sums()), total.count)
        for option in revision.asked.get("options", ())
    )
    return RevisionReport(revision, total, options)


def report_option(
    option: Mapping[str, str], right: str | None, sums: Sums, total: int
) -> OptionReport:
    return OptionReport(
        text=plain(option["html"]),
        is_right=option["key"] == right,
        count=sums.count,
        share=percent(sums.count, total),
        mean_confidence=sums.mean_confidence,
    )


def percent(part: int, whole: int) -> int:
    """Rounded; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


@lru_cache(maxsize=1024)
def plain(html: str) -> str:
    """The text of rendered HTML on one line."""
    return " ".join(unescape(strip_tags(html)).split())


def source_of(question: Question) -> str:
    """The file and line an author finds the question at."""
    lesson = question.lesson
    return f"{lesson.course.path}/{lesson.path}:{question.line}"
