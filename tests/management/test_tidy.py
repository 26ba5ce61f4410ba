"""What nobody will come back for is removed, and nothing else."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command

from courseapp.models import Course, Enrolment, Opening, Prediction
from courseapp.schedule.clock import now
from tests import cast

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def tidy() -> str:
    out = StringIO()
    call_command("tidy", stdout=out)
    return out.getvalue()


def visit(course: Course, ago: timedelta, answered: timedelta | None = None) -> Enrolment:
    """A visitor who began the course so long ago, and perhaps answered since."""
    visitor = Enrolment.objects.create(
        visitor=uuid4(), course=course, start=cast.NOON.date(), enrolled_at=now() - ago
    )
    if answered is not None:
        cast.predict(visitor, "question-1", "a", now=now() - answered)
    return visitor


def test_a_visitors_work_is_kept_for_a_month_after_the_last_answer() -> None:
    course, minute = cast.make_course(), timedelta(minutes=1)
    visit(course, MONTH + minute)
    visit(course, 2 * MONTH, answered=MONTH + minute)
    stays = [
        visit(course, MONTH - minute),
        visit(course, 2 * MONTH, answered=MONTH - minute),
    ]
    assert tidy() == "Enrolments of visitors removed: 2. Ended sessions are, too.\n"
    assert set(Enrolment.objects.all()) == set(stays)
    assert Prediction.objects.get().enrolment == Opening.objects.get().enrolment == stays[1]


def test_a_learners_work_is_kept_for_good() -> None:
    learners = cast.enrol(cast.make_learner(), cast.make_course(), enrolled_at=now() - 12 * MONTH)
    tidy()
    assert Enrolment.objects.get() == learners


def test_sessions_that_have_ended_are_removed() -> None:
    for age in (-1, 60):
        session = SessionStore()
        session.set_expiry(age)
        session.save()
    tidy()
    assert Session.objects.get().expire_date > now()
