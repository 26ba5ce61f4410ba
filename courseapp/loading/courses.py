"""Loads courses: reads their files, plans against their rows, writes."""

import gc
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from courseapp.lessonfiles import documents
from courseapp.lessonfiles.coursefile import COURSE_FILE
from courseapp.lessonfiles.problems import Problem
from courseapp.lessonfiles.reading import read_course
from courseapp.loading.apply import apply_plan
from courseapp.loading.fitting import UnfitError
from courseapp.loading.plan import Plan, StaleReadingError, plan_load
from courseapp.loading.snapshot import Snapshot, known_lessons, take_snapshot
from courseapp.models import Cohort, Course, Enrolment, Prediction

Regrade = Callable[[int, QuerySet[Prediction]], None]
"""Judges predictions of the course with this id anew by the keys there are now."""
BeforeRetiming = Callable[[QuerySet[Enrolment]], None]
"""Writes down what is open to these learners, before lessons change their places."""

ATTEMPTS = 3
IS_TAKEN = Exists(Enrolment.objects.filter(course=OuterRef("pk"))) | Exists(
    Cohort.objects.filter(course=OuterRef("pk"))
)
"""Of a course: that somebody is in it, or is to be."""


@dataclass(frozen=True)
class Outcome:
    """What loading a course has done; `plan` is None where problems kept it from doing anything."""

    plan: Plan | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A course whose folder is gone: retired where somebody takes it, else deleted."""

    slug: str
    is_retired: bool


def load_course(
    folder: Path,
    now: datetime,
    before_retiming: BeforeRetiming,
    regrade: Regrade,
    *,
    is_rehearsal: bool = False,
) -> Outcome:
    """Loads one course whole or not at all; a rehearsal takes everything back."""
    with _no_collecting():
        return _load_course(folder, now, before_retiming, regrade, is_rehearsal=is_rehearsal)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """What a course is read to stays until it is written; looking through all of it for cyclic
    garbage, again and again, takes a tenth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load_course(
    folder: Path,
    now: datetime,
    before_retiming: BeforeRetiming,
    regrade: Regrade,
    *,
    is_rehearsal: bool,
) -> Outcome:
    slug = Path(os.path.abspath(folder)).name
    meanwhile = ""
    for _ in range(ATTEMPTS):
        reading = read_course(folder, known_lessons(slug))
        if reading.course is None:
            return Outcome(None, reading.problems)
        document = replace(reading.course, path=_kept_path(folder))
        try:
            plan = load_document(document, now, before_retiming, regrade, is_rehearsal=is_rehearsal)
            return Outcome(plan)
        except UnfitError as error:
            return Outcome(None, (error.problem,))
        except StaleReadingError as error:
            meanwhile = str(error)
    message = f"the course changed while it was being loaded ({meanwhile})."
    return Outcome(None, (Problem(str(folder), 0, message, "Load it again in a moment."),))


def _kept_path(folder: Path) -> str:
    """The same from wherever the command is run."""
    path = Path(os.path.abspath(folder))
    inside = path.is_relative_to(settings.BASE_DIR)
    return (path.relative_to(settings.BASE_DIR) if inside else path).as_posix()


def load_document(
    document: documents.Course,
    now: datetime,
    before_retiming: BeforeRetiming,
    regrade: Regrade,
    *,
    is_rehearsal: bool = False,
) -> Plan:
    """Plans and writes in one transaction, the course's row locked.

    Raises:
        UnfitError: something does not fit its column, or a course that is taken was announced.
        StaleReadingError: the rows have changed since the files were read, or somebody wrote at the
            same time what does not go together with it.
        IntegrityError: a rule of the database was broken, and by nobody else: a fault of ours.
    """
    before: list[Snapshot] = []
    try:
        with transaction.atomic():
            before.append(take_snapshot(document))
            plan = plan_load(document, before[0])
            if document.announced:
                _check_nobody_takes(document)
            if plan.course and plan.retimes:
                before_retiming(Enrolment.objects.filter(course=plan.course.id))
                # What has just been written down as open must be retired instead of deleted.
                plan = plan_load(document, take_snapshot(document))
            apply_plan(plan, now)
            judged = [row.id for question in plan.questions for row in question.correcting.regraded]
            if judged and plan.course:
                regrade(plan.course.id, Prediction.objects.filter(revision__in=judged))
            transaction.set_rollback(is_rehearsal)
        return plan
    except IntegrityError as error:
        if before and _has_changed(document, before[0]):
            raise StaleReadingError(str(error)) from error
        raise


def _has_changed(document: documents.Course, before: Snapshot) -> bool:
    """Whether somebody wrote since, so that what did not go together may do so now."""
    with transaction.atomic():
        return take_snapshot(document) != before


def _check_nobody_takes(document: documents.Course) -> None:
    """A course that somebody takes has lessons, and keeps them."""
    if Course.objects.filter(IS_TAKEN, slug=document.slug).exists():
        hint = "Take announced: true out and bring its lessons back, or move the folder away."
        message = "the course is announced, but learners or cohorts have it already."
        raise UnfitError(Problem(f"{document.path}/{COURSE_FILE}", 0, message, hint))


def retire_missing(
    slugs: Collection[str], now: datetime, *, is_rehearsal: bool = False
) -> list[Missing]:
    """Takes down every course but those with these slugs."""
    with transaction.atomic():
        courses = Course.objects.select_for_update().filter(retired_at=None)
        rows = courses.exclude(slug__in=slugs).order_by("slug").annotate(is_taken=IS_TAKEN)
        missing = [_take_down(course, now, is_taken=course.is_taken) for course in rows]
        transaction.set_rollback(is_rehearsal)
    return missing


def _take_down(course: Course, now: datetime, *, is_taken: bool) -> Missing:
    if is_taken:
        course.retired_at = now
        course.save()
    else:
        course.delete()
    return Missing(course.slug, is_taken)
