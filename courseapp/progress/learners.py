"""Where each learner is: annotations for lists of enrolments, and a grid of learners × lessons."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypedDict

from django.db.models import (
    Avg,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from courseapp.models import Enrolment, Lesson, Opening, Prediction, Step
from courseapp.schedule.access import Reader, Standing, place_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

STUCK_AFTER = timedelta(days=3)
"""Who has not finished a lesson so long after opening it, or has not opened it so long after they
could, may want a word."""
GONE_AFTER = timedelta(days=90)
"""Who has done nothing for so long has left, and is not looked for among those who wait."""

Waiting = Mapping[int, Sequence[int]]
"""By a lesson's position, the ids of the enrolments that never opened it though they could."""

CellState = Literal["finished", "started", "open", "locked"]


class Progress(TypedDict):
    """What `with_progress` adds to an enrolment.

    `lessons` and `finished` count current lessons, `answered` predictions. `accuracy` is the share
    of judged predictions that are right, from 0 to 1, `mean_confidence` in steps from 1 to 5.
    `stuck_on` is the position of the first lesson the learner is stuck in, `stuck_question` the
    key of the first question there without an answer; `not_begun` if they never opened it.
    """

    lessons: int
    finished: int
    answered: int
    accuracy: float | None
    mean_confidence: float | None
    streak_now: int
    stuck_on: int | None
    stuck_question: str | None
    not_begun: bool


def with_progress(
    enrolments: QuerySet[Enrolment], now: datetime, waiting: Waiting | None = None
) -> "QuerySet[WithAnnotations[Enrolment, Progress]]":
    """Adds what a list of learners shows, all of it sortable.

    Args:
        waiting: who waits at which lesson, where the caller knows; looked for otherwise.
    """
    if waiting is None:
        waiting = waiting_at(enrolments, now)
    idle = [When(pk__in=pks, then=Value(position)) for position, pks in waiting.items()]
    openings = Opening.objects.filter(enrolment=OuterRef("pk"), lesson__retired_at=None)
    predictions = Prediction.objects.filter(enrolment=OuterRef("pk"))
    return enrolments.annotate(
        lessons=counted(Lesson.objects.filter(course=OuterRef("course")).current(), "course"),
        finished=counted(openings.filter(finished_at__isnull=False), "enrolment"),
        answered=counted(predictions, "enrolment"),
        accuracy=averaged(predictions, Avg(right_as_number())),
        mean_confidence=averaged(predictions, Avg("confidence")),
        streak_now=Case(
            When(~unbroken(now), then=0), default=F("streak"), output_field=IntegerField()
        ),
        stuck_on=Coalesce(
            Subquery(first_stuck(now).values("lesson__position")[:1]),
            Case(*idle, default=None, output_field=IntegerField()),
        ),
        not_begun=Case(
            When(Exists(first_stuck(now)), then=Value(False)),
            When(pk__in=[pk for pks in waiting.values() for pk in pks], then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
        stuck_question=Subquery(unanswered(first_stuck(now, OuterRef(OuterRef("pk"))))),
    )


def unbroken(now: datetime) -> Q:
    """Whether a streak still runs; none does once there is nothing left to finish."""
    left = Lesson.objects.filter(course=OuterRef("course")).current()
    finished = Opening.objects.filter(enrolment=OuterRef(OuterRef("pk")), finished_at__isnull=False)
    return (
        Q(course__retired_at=None)
        & (Q(streak_ends_at=None) | Q(streak_ends_at__gt=now))
        & Q(Exists(left.exclude(pk__in=finished.values("lesson"))))
    )


def counted(rows: QuerySet, by: str) -> Coalesce:
    """How many of `rows` belong to the outer row that `by` names."""
    counts = rows.order_by().values(by).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def averaged(predictions: QuerySet[Prediction], average: Avg) -> Subquery:
    averages = predictions.order_by().values("enrolment").annotate(mean=average).values("mean")
    return Subquery(averages, output_field=FloatField())


def right_as_number() -> Case:
    """1 for right, 0 for wrong, NULL for what is not judged."""
    return Case(
        When(is_right=True, then=Value(1.0)),
        When(is_right=False, then=Value(0.0)),
        output_field=FloatField(),
    )


def first_stuck(now: datetime, enrolment: OuterRef | None = None) -> QuerySet[Opening]:
    """The openings of the outer enrolment that wait for too long, in the order of the course."""
    return Opening.objects.filter(
        enrolment=enrolment or OuterRef("pk"),
        lesson__retired_at=None,
        finished_at=None,
        opened_at__lte=now - STUCK_AFTER,
    ).order_by("lesson__position")


def unanswered(openings: QuerySet[Opening]) -> QuerySet:
    """The key of the first question, in the first of the openings' lessons, without an answer."""
    answers = Prediction.objects.filter(
        enrolment=OuterRef(OuterRef("pk")), question=OuterRef("question")
    )
    steps = Step.objects.filter(
        ~Exists(answers), lesson=Subquery(openings.values("lesson")[:1]), question__isnull=False
    )
    return steps.order_by("position").values("question__key")[:1]


def stuck(enrolments: QuerySet[Enrolment], now: datetime) -> QuerySet[Enrolment]:
    """Those with a lesson that has been open and unfinished for too long, begun or not."""
    idle = [pk for pks in waiting_at(enrolments, now).values() for pk in pks]
    return enrolments.filter(Exists(first_stuck(now)) | Q(pk__in=idle))


def waiting_at(enrolments: QuerySet[Enrolment], now: datetime) -> Waiting:
    """Who has done nothing for too long though the schedule had a lesson for them, and at which:
    who never began, and who finished one and never opened the next. Not who takes a break."""
    then = now - STUCK_AFTER
    quiet = (
        Enrolment.objects.filter(pk__in=enrolments.order_by().values("pk"), enrolled_at__lte=then)
        .alias(seen=Coalesce("last_active_at", "enrolled_at"))
        .filter(~Exists(first_stuck(now)), seen__lte=then, seen__gt=now - GONE_AFTER)
    )
    waiting: dict[int, list[int]] = defaultdict(list)
    for enrolment in quiet.select_related("user", "cohort", "course").prefetch_related("openings"):
        lesson = _waits_for(enrolment, then)
        if lesson is not None:
            waiting[lesson.position].append(enrolment.pk)
    return waiting


def _waits_for(enrolment: Enrolment, then: datetime) -> Lesson | None:
    place = place_of(Reader(enrolment.user), enrolment, then)
    if place.pause or enrolment.paced.start > place.today:
        return None
    open_ones = (standing for standing in place.standings() if not standing.is_finished)
    first = next(open_ones, None)
    return first.lesson if first and first.is_open else None


@dataclass(frozen=True)
class Cell:
    """A learner's lesson: `answered` of its `questions`; `opens_at` as in a Standing."""

    lesson: Lesson
    state: CellState
    answered: int
    questions: int
    opens_at: datetime | None = None


@dataclass(frozen=True)
class Row:
    """A learner's lessons, in the order of the course."""

    enrolment: Enrolment
    cells: tuple[Cell, ...]


def grid_rows(enrolments: QuerySet[Enrolment], now: datetime) -> list[Row]:
    """Learners × lessons; all of one course. A constant number of queries."""
    found = list(enrolments.select_related("user", "cohort", "course").prefetch_related("openings"))
    answered = count_answers(found)
    questions = count_questions(found)
    return [grid_row(enrolment, answered[enrolment.pk], questions, now) for enrolment in found]


def grid_row(
    enrolment: Enrolment, answered: Mapping[int, int], questions: Mapping[int, int], now: datetime
) -> Row:
    """
    Args:
        answered: how many questions the learner answered, by lesson id.
        questions: how many the lesson has, likewise; a load may have just taken one out.
    """
    standings = place_of(Reader(enrolment.user), enrolment, now).standings()
    return Row(
        enrolment,
        tuple(
            grid_cell(
                standing,
                answered.get(standing.lesson.pk, 0),
                questions.get(standing.lesson.pk, 0),
            )
            for standing in standings
        ),
    )


def grid_cell(standing: Standing, answered: int, questions: int) -> Cell:
    state: CellState = "locked"
    if standing.is_finished:
        state = "finished"
    elif standing.is_open:
        state = "started" if answered else "open"
    return Cell(standing.lesson, state, answered, questions, standing.opens_at)


def count_answers(enrolments: Sequence[Enrolment]) -> dict[int, dict[int, int]]:
    """By enrolment id and lesson id, how many of the questions now asked are answered."""
    rows = (
        Prediction.objects.filter(enrolment__in=enrolments, question__retired_at=None)
        .values("enrolment", "question__lesson")
        .annotate(count=Count("pk"))
    )
    answered: dict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        answered[row["enrolment"]][row["question__lesson"]] = row["count"]
    return answered


def count_questions(enrolments: Iterable[Enrolment]) -> dict[int, int]:
    """By lesson id, how many questions are asked in the lessons of these enrolments' courses."""
    courses = {enrolment.course_id for enrolment in enrolments}
    lessons = Lesson.objects.filter(course__in=courses).current()
    return dict(lessons.annotate(count=Count("steps__question")).values_list("pk", "count"))
