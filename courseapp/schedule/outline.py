"""A course with its lessons and steps, remembered until the course is loaded again.

They are the same for everyone and hold no solution. Each process reads them once per load:
a course's `loaded_at` moves with every change of its files.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from courseapp.models import Course, Lesson, Question, Step


@lru_cache(maxsize=32)
def course_of(course_id: int, version: object) -> Course:
    """The course; `version` tells one load of it from the next. Shared: do not change it."""
    return Course.objects.get(pk=course_id)


def lessons_of(course: Course) -> tuple[Lesson, ...]:
    """The current lessons, in order. Shared: do not change them."""
    return _lessons(course.pk, course.loaded_at)


def steps_of(lesson: Lesson, course: Course) -> tuple[Step, ...]:
    """The lesson's steps in order, each question with its current revision. Shared likewise."""
    return _steps(lesson.pk, course.loaded_at)


def lessons_asking(course: Course) -> Mapping[str, int]:
    """The lesson's id of each current question, by the question's key. Shared likewise."""
    return _asking(course.pk, course.loaded_at)


def pickers_of(course: Course) -> tuple[Step, ...]:
    """The decisions of the course that bring a picker, with their lessons; retired ones last."""
    return _pickers(course.pk, course.loaded_at)


@lru_cache(maxsize=32)
def _lessons(course_id: int, loaded_at: datetime) -> tuple[Lesson, ...]:
    lessons = Lesson.objects.filter(course_id=course_id).current()
    return tuple(lessons.select_related("phase").defer("summary"))


@lru_cache(maxsize=256)
def _steps(lesson_id: int, loaded_at: datetime) -> tuple[Step, ...]:
    steps = Step.objects.filter(lesson_id=lesson_id).order_by("position")
    return tuple(steps.select_related("question__revision"))


@lru_cache(maxsize=32)
def _asking(course_id: int, loaded_at: datetime) -> Mapping[str, int]:
    questions = Question.objects.filter(course=course_id, retired_at=None)
    return dict(questions.values_list("key", "lesson"))


@lru_cache(maxsize=32)
def _pickers(course_id: int, loaded_at: datetime) -> tuple[Step, ...]:
    steps = Step.objects.filter(lesson__course_id=course_id, decision__has_picker=True)
    steps = steps.select_related("lesson")
    return tuple(sorted(steps, key=lambda s: (s.lesson.retired_at is not None, s.lesson.position)))


def forget() -> None:
    """Read everything anew next time."""
    course_of.cache_clear()
    _asking.cache_clear()
    _pickers.cache_clear()
    _lessons.cache_clear()
    _steps.cache_clear()
