"""The named cast and plain factories: rows with unsurprising defaults.

Everything a test cares about it says itself; the rest is as dull as possible.
"""

import time
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import count
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth.models import Group, Permission
from django.test import Client

from courseapp.answers.recording import record_prediction
from courseapp.models import (
    Cohort,
    Course,
    Enrolment,
    Figure,
    Framework,
    Lesson,
    Mail,
    Opening,
    Phase,
    Prediction,
    Question,
    Revision,
    Solution,
    Step,
    User,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
"""Tuesday, 24 November 2026."""

_numbers = count(1)


def make_learner(**fields: Any) -> User:
    number = next(_numbers)
    fields = {"email": f"learner{number}@example.org", "name": f"Learner {number}"} | fields
    return User.objects.create_user(password=None, **fields)


def make_instructor(**fields: Any) -> User:
    """Staff with the rights of the group; follows no cohort yet."""
    instructor = make_learner(**{"name": "An instructor", "is_staff": True} | fields)
    instructor.groups.add(instructors())
    return instructor


def instructors() -> Group:
    """The group as its migration makes it; a test of transactions may have swept it away."""
    group, is_new = Group.objects.get_or_create(name="Instructors")
    if is_new:
        migrations = ("0003_instructors", "0010_instructors_see_lists")
        rights = [
            right
            for name in migrations
            for right in import_module(f"courseapp.migrations.{name}").RIGHTS
        ]
        group.permissions.set(
            Permission.objects.filter(content_type__app_label="courseapp", codename__in=rights)
        )
    return group


GLOSSARY: list[dict[str, Any]] = [
    {
        "slug": "second",
        "name": "Second thought",
        "lesson": "lesson-1",
        "html": "Secret <em>definition</em>.",
        "spoils": ["question-1"],
    },
    {
        "slug": "first",
        "name": "first thought",
        "lesson": "lesson-1",
        "html": "An open <em>definition</em>.",
        "spoils": [],
    },
]
"""Two terms; one of them waits for the first question's answer."""


def make_course(slug: str = "course", lessons: int = 2, **fields: Any) -> Course:
    """A course of one phase; each lesson has prose, one `predict` question and more prose."""
    dull = {"emoji": "⚡", "title": f"Title of {slug}", "tagline": "A tagline.", "path": slug}
    fields = dull | {"glossary": GLOSSARY} | fields
    course = Course.objects.create(slug=slug, **fields)
    phase = Phase.objects.create(
        course=course, slug="phase", title="The phase", aim="Its aim", position=0
    )
    for position in range(lessons):
        add_lesson(phase, position)
    return course


def add_lesson(phase: Phase, position: int, **fields: Any) -> Lesson:
    slug = f"lesson-{position + 1}"
    fields = {
        "slug": slug,
        "path": f"phase/{slug}.md",
        "digest": slug,
        "summary": {},
        "title": f"Secret title {position + 1}",
        "teaser": f"Teaser {position + 1}",
        "minutes": 6,
        "objective": f"Secret objective {position + 1}",
        "checked": date(2026, 11, 24),
        "sources": [{"title": f"Secret source {position + 1}", "url": "https://example.org/"}],
    } | fields
    lesson = Lesson.objects.create(course=phase.course, phase=phase, position=position, **fields)
    question = add_question(lesson, f"question-{position + 1}")
    Step.objects.create(lesson=lesson, position=0, html=f"<p>Opening scene {position + 1}.</p>")
    Step.objects.create(lesson=lesson, position=1, question=question)
    Step.objects.create(lesson=lesson, position=2, html=f"<p>Secret ending {position + 1}.</p>")
    return lesson


PREDICT: tuple[dict[str, Any], dict[str, Any]] = (
    {
        "prompt": "<p>Which one?</p>",
        "options": [{"key": "a", "html": "The first"}, {"key": "b", "html": "The second"}],
    },
    {
        "reveal": "<p>Secret reveal.</p>",
        "right": "b",
        "whys": {"a": "Secret why of a.", "b": "Secret why of b."},
    },
)
ESTIMATE: tuple[dict[str, Any], dict[str, Any]] = (
    {"prompt": "<p>How many?</p>", "unit": "requests", "accept": "percent", "margin": 5},
    {"reveal": "<p>Secret working.</p>", "value": 60},
)
INTERVAL: tuple[dict[str, Any], dict[str, Any]] = (
    {"prompt": "<p>How many?</p>", "unit": "tokens/s", "accept": "log-interval", "margin": 0},
    {"reveal": "<p>Secret working.</p>", "value": 5377},
)
RANK: tuple[dict[str, Any], dict[str, Any]] = (
    {
        "prompt": "<p>Largest first.</p>",
        "items": [
            {"key": "a", "html": "Ant"},
            {"key": "b", "html": "Bear"},
            {"key": "c", "html": "Cat"},
        ],
    },
    {"reveal": "<p>Secret order.</p>", "order": ["b", "c", "a"], "whys": {"b": "Secret weight."}},
)
REFLECT: tuple[dict[str, Any], dict[str, Any]] = (
    {"prompt": "<p>In your words?</p>"},
    {
        "reveal": "",
        "model": "<p>Secret model answer.</p>",
        "rubric": ["Secret rubric one", "Secret rubric two"],
    },
)
KINDS = {
    "predict": PREDICT,
    "estimate": ESTIMATE,
    "interval": INTERVAL,
    "rank": RANK,
    "reflect": REFLECT,
}


def make_lesson(kind: str) -> Lesson:
    """The only lesson of a course, which asks a question of this kind."""
    lesson = make_course("course", lessons=1).lessons.get()
    add_revision(lesson.questions.get(), kind)
    return lesson


def add_question(lesson: Lesson, key: str, kind: str = "predict") -> Question:
    """A question of a kind, or an "interval", with its revision and solution."""
    question = Question.objects.create(course=lesson.course, lesson=lesson, key=key, line=10)
    add_revision(question, kind)
    return question


def add_revision(question: Question, kind: str = "predict", **changes: Any) -> Revision:
    """A new revision, now asked; `changes` go over what is asked or shown."""
    asked, shown = KINDS[kind]
    number = next(_numbers)
    revision = Revision.objects.create(
        question=question,
        kind="estimate" if kind == "interval" else kind,
        fingerprint=f"fingerprint-{number}",
        wording=f"wording-{question.pk}",
        asked={k: changes.get(k, v) for k, v in asked.items()},
    )
    Solution.objects.create(
        revision=revision, shown={k: changes.get(k, v) for k, v in shown.items()}
    )
    question.revision = revision
    question.save()
    return revision


def enrol(learner: User, course: Course, **fields: Any) -> Enrolment:
    """A daily enrolment since noon of 24 November 2026."""
    fields = {"start": NOON.date(), "enrolled_at": NOON} | fields
    return Enrolment.objects.create(user=learner, course=course, **fields)


def make_cohort(course: Course, **fields: Any) -> Cohort:
    fields = {"name": "Autumn", "start": NOON.date()} | fields
    return Cohort.objects.create(course=course, **fields)


def open_lesson(enrolment: Enrolment, lesson: Lesson, **fields: Any) -> Opening:
    fields = {"opened_at": NOON} | fields
    return Opening.objects.create(enrolment=enrolment, lesson=lesson, **fields)


def predict(
    enrolment: Enrolment, key: str, choice: str, confidence: int = 3, now: datetime = NOON
) -> Prediction:
    """A locked prediction on a `predict` question of the enrolment's course."""
    question = Question.objects.get(course=enrolment.course, key=key)
    assert question.revision is not None
    answer = {"choice": choice}
    return record_prediction(
        enrolment, question.lesson, question, question.revision, answer, confidence, now
    )


def make_framework(enrolment: Enrolment, lesson: Lesson, **fields: Any) -> Framework:
    """A locked list for a decision that the lesson no longer has; it got half of both halves."""
    current: dict[str, Any] = {"rules": [], "otherwise": "coat"}
    score = {"right": 1, "acceptable": 0, "missed": 1}
    fields = {
        "key": "my-own-list",
        "current": current,
        "first": current | {"practice": score, "held-back": score},
        "locked_at": NOON,
        "updated_at": NOON,
    } | fields
    return Framework.objects.create(enrolment=enrolment, lesson=lesson, **fields)


def make_mail(to: str = "ada@example.org", **fields: Any) -> Mail:
    """A mail that waits, with a code in it."""
    content = {"subject": "SECRET is your code", "body": "Enter SECRET"}
    fields = {
        "kind": "login_code",
        "content": content,
        "queued_at": NOON,
        "due_at": NOON,
        "expires_at": NOON + timedelta(minutes=15),
    } | fields
    return Mail.objects.create(to=to, **fields)


def make_figure(name: str) -> Figure:
    content = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    return Figure.objects.create(name=name, media_type="image/svg+xml", content=content)


def sign_in_afresh(client: Client, user: User) -> None:
    """As if they had given their password a moment ago."""
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
