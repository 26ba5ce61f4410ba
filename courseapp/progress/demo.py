"""Simulated classes, so that a new site has something to show: one that has just begun, and an
earlier one that has come to the end of the course.

Their learners go through the same door and the same recording functions as everybody, and say
"simulated" in their names. What they answer is drawn from their names and the questions' keys:
the same course and instant give the same classes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from courseapp.answers.deciding import graders_of, keep_list, lock_list
from courseapp.answers.recording import finish_lesson, record_prediction, record_ticks
from courseapp.deciding.grading import grade
from courseapp.deciding.kept import read_asked
from courseapp.models import Cohort, Course, Enrolment, Lesson, Question, Revision, Step, User
from courseapp.progress.demolists import invent_list
from courseapp.schedule import retiming
from courseapp.schedule.access import Reader, get_open_lesson
from courseapp.schedule.clock import day_begins, day_of
from courseapp.schedule.outline import lessons_of, steps_of

DOMAIN = "@demo.example"
INSTRUCTOR = f"instructor{DOMAIN}"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Habit:
    """How a simulated learner reads: which lessons, when, how well, and how sure of it."""

    name: str
    zone: str
    lessons: int
    skill: float
    boldness: float
    late: int = 0
    hour: int = 16
    gives_up: bool = False

    @property
    def email(self) -> str:
        return f"{self.name.lower()}{DOMAIN}"


HABITS = (
    Habit("Amara", "Africa/Lagos", lessons=99, skill=0.9, boldness=0.1),
    Habit("Bruno", "America/Sao_Paulo", lessons=99, skill=0.7, boldness=0.3, hour=3),
    Habit("Chiyo", "Asia/Tokyo", lessons=99, skill=0.8, boldness=-0.2, hour=5),
    Habit("Dilan", "Europe/Istanbul", lessons=3, skill=0.5, boldness=0.4, late=2),
    Habit("Esi", "Africa/Accra", lessons=99, skill=0.6, boldness=0.0, late=1),
    Habit("Farid", "Asia/Kolkata", lessons=2, skill=0.6, boldness=0.2, gives_up=True),
    Habit("Greta", "Europe/Berlin", lessons=99, skill=0.75, boldness=0.0, hour=2),
    Habit("Hugo", "Europe/Paris", lessons=1, skill=0.3, boldness=0.5, late=2),
    Habit("Ines", "America/Mexico_City", lessons=3, skill=0.85, boldness=-0.1),
    Habit("Jonas", "Europe/Helsinki", lessons=0, skill=0.5, boldness=0.0, gives_up=True),
    Habit("Kiri", "Pacific/Auckland", lessons=0, skill=0.5, boldness=0.0),
)


EARLIER_HABITS = (
    Habit("Lena", "Europe/Vienna", lessons=99, skill=0.95, boldness=0.1),
    Habit("Mateo", "America/Bogota", lessons=99, skill=0.75, boldness=0.2, late=2),
    Habit("Nadia", "Africa/Cairo", lessons=99, skill=0.6, boldness=-0.1, late=1),
    Habit("Oskar", "Europe/Stockholm", lessons=99, skill=0.4, boldness=0.4, hour=12),
    Habit("Priya", "Asia/Kolkata", lessons=99, skill=0.8, boldness=0.0, hour=3),
    Habit("Quentin", "Europe/Brussels", lessons=99, skill=0.5, boldness=0.1, late=4),
    Habit("Rosa", "America/Lima", lessons=8, skill=0.7, boldness=0.0, gives_up=True),
    Habit("Sefa", "Pacific/Apia", lessons=99, skill=0.65, boldness=-0.2, late=3),
)


@dataclass(frozen=True)
class DemoClass:
    """A class, how long ago it began, and its learners."""

    name: str
    begun: timedelta
    habits: tuple[Habit, ...]


CLASSES = (
    DemoClass("Demo class (simulated)", timedelta(days=5), HABITS),
    DemoClass("Earlier demo class (simulated)", timedelta(days=24), EARLIER_HABITS),
)


def make_demo(course: Course, password: str, now: datetime) -> bool:
    """Makes the classes with their instructor and learners, unless there are such people already.

    Returns:
        Whether they were made: a class that somebody has taken down stays away.
    """
    if User.objects.filter(email__endswith=DOMAIN).exists():
        return False
    with transaction.atomic():
        instructor = _make_instructor(password)
        for demo in CLASSES:
            start = day_of(now - demo.begun, Reader().zone)
            cohort = Cohort.objects.create(course=course, name=demo.name, start=start, is_demo=True)
            cohort.instructors.add(instructor)
            for habit in demo.habits:
                _live(habit, cohort, password, now)
    return True


def _make_instructor(password: str) -> User:
    user = User.objects.create_user(
        INSTRUCTOR, password, name="Instructor (simulated)", is_staff=True
    )
    user.groups.add(Group.objects.get(name="Instructors"))
    return user


def _live(habit: Habit, cohort: Cohort, password: str, now: datetime) -> None:
    """A learner's days since the class began, as far as they are past."""
    user = User.objects.create_user(
        habit.email, password, name=f"{habit.name} (simulated)", time_zone=habit.zone
    )
    enrolment = retiming.join(user, cohort, day_begins(cohort.start, user.zone))
    lessons = lessons_of(cohort.course)
    for position, lesson in enumerate(lessons[: habit.lessons + habit.gives_up]):
        day = cohort.start + timedelta(days=position + habit.late)
        instant = day_begins(day, user.zone) + timedelta(hours=habit.hour)
        if instant < now - timedelta(hours=1):
            _read(habit, enrolment, lesson, instant, ends=position < habit.lessons)


def _read(
    habit: Habit, enrolment: Enrolment, lesson: Lesson, instant: datetime, *, ends: bool
) -> None:
    """One lesson, a minute for each question; who does not end it leaves after the first."""
    course, reader = enrolment.course, Reader(enrolment.user)
    get_open_lesson(reader, course.slug, lesson.slug, instant)
    gates = [step for step in steps_of(lesson, course) if step.gate is not None]
    for step in gates if ends else gates[:1]:
        instant += MINUTE
        if step.question:
            _answer(habit, enrolment, lesson, step.question, instant)
        else:
            _decide(habit, enrolment, lesson, step, instant)
    if ends:
        place, _ = get_open_lesson(reader, course.slug, lesson.slug, instant)
        finish_lesson(place, lesson)


def _answer(
    habit: Habit, enrolment: Enrolment, lesson: Lesson, question: Question, instant: datetime
) -> None:
    revision = question.revision
    assert revision is not None  # noqa: S101  the loader gives every current question a revision
    knows = is_known(habit, question.key)
    prediction = record_prediction(
        enrolment,
        lesson,
        question,
        revision,
        invent_answer(revision, question.key, knows=knows),
        invent_confidence(habit, question.key) if _asks_how_sure(revision) else None,
        instant,
    )
    if revision.kind == Question.Kind.REFLECT:
        record_ticks(prediction, [0, 1] if knows else [0])


def _decide(
    habit: Habit, enrolment: Enrolment, lesson: Lesson, step: Step, instant: datetime
) -> None:
    """Locks a list; who is not bold goes over it once more."""
    stored, graders = step.decision or {}, graders_of(step)
    asked, key, dice = read_asked(stored), stored["key"], _dice(stored["key"] + habit.name)
    first, second = (
        invent_list(asked, graders, stored["questions"], skill, dice) for skill in (habit.skill, 1)
    )
    report = grade(first, graders.scenarios)
    lock_list(enrolment, lesson, key, first, report, instant)
    if habit.boldness <= 0:
        keep_list(enrolment, lesson, key, second, instant + MINUTE / 2)


def is_known(habit: Habit, key: str) -> bool:
    """Whether the learner is right: some questions mislead nearly everyone."""
    lure = 0.6 * _dice(key).random() ** 2
    return _dice(habit.name + key).random() < habit.skill - lure


def invent_confidence(habit: Habit, key: str) -> int:
    """One of the five steps; the bold are surer whether they know or not."""
    sureness = _dice(key + habit.name).gauss(0.5 + habit.boldness, 0.15)
    return 1 + min(4, max(0, int(5 * sureness)))


def invent_answer(revision: Revision, key: str, *, knows: bool) -> dict[str, Any]:
    """The right answer, or the wrong one that most people are drawn to."""
    shown = revision.solution.shown
    if revision.kind == Question.Kind.PREDICT:
        options = [option["key"] for option in revision.asked["options"]]
        wrong = [option for option in options if option != shown["right"]]
        return {"choice": shown["right"] if knows else _dice(key).choice(wrong)}
    if revision.kind == Question.Kind.RANK:
        first, second, *others = shown["order"]
        return {"order": [first, second, *others] if knows else [second, first, *others]}
    if revision.kind == Question.Kind.REFLECT:
        return {"text": "A simulated learner wrote this."}
    return _invent_estimate(revision, shown["value"], knows=knows)


def _invent_estimate(revision: Revision, truth: float, *, knows: bool) -> dict[str, Any]:
    """The truth, or far above it: for an interval, one around there."""
    if _asks_interval(revision):
        low, high = sorted((truth * 0.6, truth * 1.5) if knows else (truth * 1.4, truth * 4))
        return {"low": _rounded(low), "high": _rounded(high)}
    return {"value": truth if knows else _rounded(truth * 3)}


def _asks_how_sure(revision: Revision) -> bool:
    return revision.kind != Question.Kind.REFLECT and not _asks_interval(revision)


def _asks_interval(revision: Revision) -> bool:
    return revision.asked.get("accept", "").endswith("interval")


def _rounded(number: float) -> float:
    """Two digits, as people guess."""
    return float(f"{number:.2g}")


def _dice(seed: str) -> Random:
    return Random(seed)  # noqa: S311  simulated people keep no secrets
