"""Predict, lock, reveal: the only writer of predictions. Every call is safe to repeat.

The first answer counts, once: the database refuses a second row, and whoever comes second gets
the first.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from courseapp.answers.grading import Grade, grade
from courseapp.answers.solutions import solved
from courseapp.answers.truths import truth_of
from courseapp.models import (
    Course,
    Enrolment,
    Lesson,
    Opening,
    Prediction,
    Question,
    Revision,
    User,
)
from courseapp.models.constraints import breaks
from courseapp.schedule import retiming, streak
from courseapp.schedule.access import Place, Reader, place_of
from courseapp.schedule.clock import day_of

VISITORS_KEPT = timedelta(days=30)
BATCH = 500


def enrolment_for(place: Place) -> Enrolment:
    """The reader's enrolment, begun now where there was none.

    A visitor's holds what they answer until they sign up; it goes by their token.
    """
    if place.enrolment:
        return place.enrolment
    if place.reader.user:
        return retiming.enrol(place.reader.user, place.course, place.now)
    enrolment, _ = Enrolment.objects.get_or_create(
        visitor=place.reader.visitor,
        course=place.course,
        defaults={"start": day_of(place.now, place.reader.zone), "enrolled_at": place.now},
    )
    return enrolment


class NotLockedError(Exception):
    """Nothing was locked: the question or the enrolment has gone since the page was made."""


def record_prediction(
    enrolment: Enrolment,
    lesson: Lesson,
    question: Question,
    revision: Revision,
    answer: dict[str, Any],
    confidence: int | None,
    now: datetime,
) -> Prediction:
    """Locks a learner's first answer, with its lesson's opening.

    The course is read once the enrolment's row is ours: a load that puts a key right waits for
    that row, or has been before us.

    Args:
        lesson: the one the learner is in; the question may have moved on to another since.
        revision: the one the learner was shown.
        answer: as the model says for its kind.
        confidence: 1 to 5; None only for 80 % intervals.

    Returns:
        The prediction that counts, with its solution: this one, or the one there was before.

    Raises:
        NotLockedError: an author removed the question, or the visitor signed in elsewhere.
    """
    try:
        with one_act(lesson):
            note_activity(enrolment, lesson.pk, now)
            truth = solved(
                revision.pk, Course.objects.only("loaded_at").get(pk=enrolment.course_id)
            )
            verdict = judge(truth, answer)
            return Prediction.objects.create(
                enrolment=enrolment,
                question=question,
                revision=truth,
                answer=answer,
                choice=answer.get("choice", ""),
                confidence=confidence,
                is_right=verdict.is_right,
                score=verdict.score,
                locked_at=now,
            )
    except Revision.DoesNotExist as error:
        raise NotLockedError from error
    except IntegrityError as error:
        if breaks(error, Prediction, "prediction_is_the_first"):
            return Prediction.objects.get(enrolment=enrolment, question=question)
        if not Revision.objects.filter(pk=revision.pk).exists():
            raise NotLockedError from error
        raise


@contextmanager
def one_act(lesson: Lesson) -> Iterator[None]:
    """All that an act in the lesson writes, or nothing of it.

    Raises:
        NotLockedError: the lesson has gone.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if Lesson.objects.filter(pk=lesson.pk).exists():
            raise
        raise NotLockedError from error


def judge(revision: Revision, answer: dict[str, Any]) -> Grade:
    """An answer to the revision, by the key that is right today."""
    truth = revision.truth
    return grade(truth.kind, truth.asked, truth_of(revision), answer)


def regrade(course_id: int, predictions: QuerySet[Prediction]) -> None:
    """Judges predictions of a course anew, once a key was put right. What was answered stays as it
    is. Whoever is answering at this moment comes before it or after it."""
    enrolments = Enrolment.objects.select_for_update().filter(course=course_id)
    list(enrolments.order_by("pk").values_list("pk"))
    found = predictions.select_related("revision__solution", "revision__corrected_by__solution")
    last = 0
    while batch := list(found.order_by("pk").filter(pk__gt=last)[:BATCH]):
        for prediction in batch:
            verdict = judge(prediction.revision, prediction.answer)
            prediction.is_right, prediction.score = verdict.is_right, verdict.score
        Prediction.objects.bulk_update(batch, ["is_right", "score"])
        last = batch[-1].pk


def note_activity(enrolment: Enrolment, lesson_id: int, now: datetime) -> None:
    """Writes that the learner acted in a lesson, which keeps it open for good.

    The enrolment's row comes first: whatever else is done to it at once waits for this one.

    Raises:
        NotLockedError: the enrolment has gone.
    """
    if not Enrolment.objects.filter(pk=enrolment.pk).update(last_active_at=now):
        raise NotLockedError
    Opening.objects.get_or_create(
        enrolment_id=enrolment.pk, lesson_id=lesson_id, defaults={"opened_at": now}
    )


def finish_lesson(place: Place, lesson: Lesson) -> None:
    """Notes the lesson as finished at the place's instant and counts the streak on.

    What it counts is read once the enrolment is locked, for the schedule may have changed since
    the page was made. Nothing is done where a sign-in has merged the enrolment into another, or
    the lesson has gone.
    """
    key = enrolment_for(place).pk
    with suppress(NotLockedError), one_act(lesson):
        enrolment = Enrolment.objects.select_for_update().filter(pk=key).first()
        if enrolment is None:
            return
        here = place_of(Reader(enrolment.user, enrolment.visitor), enrolment, place.now)
        note_activity(enrolment, lesson.pk, here.now)
        newly_finished = Opening.objects.filter(
            enrolment=enrolment, lesson=lesson, finished_at=None
        ).update(finished_at=here.now, finished_on=here.today)
        if newly_finished:
            counted = streak.after_finish(enrolment, here, lesson)
            enrolment.streak, enrolment.streak_ends_at = counted.days, counted.ends_at
            enrolment.save(update_fields=["streak", "streak_ends_at"])


def record_ticks(prediction: Prediction, ticked: Iterable[int]) -> None:
    """Keeps which lines of the rubric the learner found in their own words; the last say counts."""
    lines = range(len(prediction.revision.solution.shown["rubric"]))
    prediction.ticked = sorted(set(ticked) & set(lines))
    prediction.save(update_fields=["ticked"])


def claim_visitor_work(visitor: UUID, user: User, now: datetime) -> None:
    """Hands what a visitor did to the account they signed in to.

    Where the account has an enrolment in the course already, only what it has not answered,
    opened or finished itself comes along; nothing of it is overwritten.
    """
    with transaction.atomic():
        for theirs in Enrolment.objects.select_for_update().filter(visitor=visitor):
            _redate(theirs, user)
            days = streak.streak_now(theirs, now)
            _carry_streak(_claimed(theirs, user, now), days, now)


def note_visit(visitor: UUID, now: datetime) -> None:
    """Keeps what a visitor did for another month, though they only looked today."""
    Enrolment.objects.filter(visitor=visitor).update(last_active_at=now)


def forget_idle_visitors(now: datetime) -> int:
    """Deletes what visitors did who have not been here for a month; says how many enrolments.

    Each is locked first: what somebody signs in to at this moment stays.
    """
    idle = Enrolment.objects.filter(user=None).alias(seen=Coalesce("last_active_at", "enrolled_at"))
    idle = idle.filter(seen__lt=now - VISITORS_KEPT)
    count = 0
    while deleted := _delete_some(idle):
        count += deleted
    return count


def _delete_some(enrolments: QuerySet[Enrolment]) -> int:
    with transaction.atomic():
        keys = [enrolment.pk for enrolment in enrolments.select_for_update()[:BATCH]]
        Enrolment.objects.filter(pk__in=keys).delete()
    return len(keys)


def _redate(theirs: Enrolment, user: User) -> None:
    """A visitor's days are those of UTC; the learner's own count from now on."""
    finished = list(theirs.openings.exclude(finished_at=None))
    for opening in finished:
        if opening.finished_at:
            opening.finished_on = day_of(opening.finished_at, user.zone)
    Opening.objects.bulk_update(finished, ["finished_on"])


def _claimed(theirs: Enrolment, user: User, now: datetime) -> Enrolment:
    """The visitor's enrolment, now the user's; or the user's own with the visitor's work.

    The database says which: a look before the write could miss one that begins at this moment.
    """
    theirs.visitor, theirs.user = None, user
    theirs.start, theirs.hours_from = day_of(now, user.zone), now
    try:
        with transaction.atomic():
            theirs.save(update_fields=["visitor", "user", "start", "hours_from"])
    except IntegrityError as error:
        if not breaks(error, Enrolment, "enrolment_once_for_user"):
            raise
        own = Enrolment.objects.select_for_update().get(user=user, course=theirs.course_id)
        _move_work(theirs, own)
        theirs.delete()
        return own
    return theirs


def _move_work(source: Enrolment, target: Enrolment) -> None:
    answered = target.predictions.values("question")
    source.predictions.exclude(question__in=answered).update(enrolment=target)
    for opening in source.openings.exclude(finished_at=None):
        target.openings.filter(lesson=opening.lesson_id, finished_at=None).update(
            finished_at=opening.finished_at, finished_on=opening.finished_on
        )
    opened = target.openings.values("lesson")
    source.openings.exclude(lesson__in=opened).update(enrolment=target)


def _carry_streak(enrolment: Enrolment, days: int, now: datetime) -> None:
    """The longer of the enrolment's own streak and the visitor's `days` goes on."""
    if days:
        place = place_of(Reader(enrolment.user), enrolment, now)
        enrolment.streak = max(streak.streak_now(enrolment, now), days)
        enrolment.streak_ends_at = streak.ends_at(enrolment, place)
        enrolment.save(update_fields=["streak", "streak_ends_at"])
