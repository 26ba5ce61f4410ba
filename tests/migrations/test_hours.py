"""0014: what was open by the calendar alone stays open."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courseapp.models import Enrolment, User
from courseapp.schedule.access import Reader, place_of
from tests.cast import NOON, make_course

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def migrate(name: str) -> Any:
    """To the state after this migration; gives its models."""
    MigrationExecutor(connection).migrate([("courseapp", name)])
    return MigrationExecutor(connection).loader.project_state([("courseapp", name)]).apps


def migrate_to_the_newest() -> None:
    """Today's models read the table with all its columns."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("courseapp"))


@pytest.fixture
def old_enrolments() -> Any:
    """The table as the last release left it; afterwards the newest again."""
    make_course(lessons=8)
    yield migrate("0013_a_lists_lesson").get_model("courseapp", "Enrolment")
    migrate_to_the_newest()


def test_no_lesson_that_was_open_locks(old_enrolments: Any) -> None:
    """A lone learner, and one whose cohort began a week before they joined it, and has ended."""
    for number, start in enumerate([NOON.date(), NOON.date() - 7 * DAY]):
        user = old_enrolments._meta.apps.get_model("courseapp", "User").objects.create(
            email=f"{number}@example.org", password="!"
        )
        course = old_enrolments._meta.apps.get_model("courseapp", "Course").objects.get()
        old_enrolments.objects.create(user=user, course=course, start=start, enrolled_at=NOON)
    migrate_to_the_newest()
    places = [
        place_of(Reader(user), Enrolment.objects.select_related("course").get(user=user), NOON)
        for user in User.objects.order_by("pk")
    ]
    assert [place.count_scheduled for place in places] == [1, 8]


def test_who_enrolled_on_the_first_day_counts_hours_from_then(old_enrolments: Any) -> None:
    user = old_enrolments._meta.apps.get_model("courseapp", "User").objects.create(
        email="lone@example.org", password="!"
    )
    course = old_enrolments._meta.apps.get_model("courseapp", "Course").objects.get()
    old_enrolments.objects.create(
        user=user, course=course, start=date(2026, 11, 24), enrolled_at=NOON
    )
    migrate_to_the_newest()
    enrolment = Enrolment.objects.select_related("cohort").get()
    assert enrolment.counted_from == datetime(2026, 11, 24, 12, tzinfo=UTC)
