"""The instructor's desk with 100,000 simulated learners in a course of fourteen lessons."""

import time
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courseapp.models import Cohort, Course, Lesson, Question, User
from tests import cast
from tests.bench.table import Finding, limit

LEARNERS, COHORT, LESSONS = 100_000, 1_000, 14
DAY = "'2026-11-24'"
INSTANT = "'2026-11-24 12:00:00+00:00'"


def fill() -> Cohort:
    """Everyone has opened and finished all lessons and answered all questions."""
    course = cast.make_course("course", lessons=LESSONS)
    cohort = cast.make_cohort(course)
    User.objects.bulk_create(
        (User(email=f"{n}@example.org", name=f"Learner {n}") for n in range(LEARNERS)),
        batch_size=5_000,
    )
    insert_enrolments(course, cohort)
    insert_openings()
    insert_predictions()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cohort


def insert_enrolments(course: Course, cohort: Cohort) -> None:
    run(
        f"""
        INSERT INTO courseapp_enrolment (course_id, user_id, cohort_id, start, pace, weekdays,
            pauses, enrolled_at, last_active_at, streak)
        SELECT {course.pk}, id, CASE WHEN id % {LEARNERS // COHORT} = 0 THEN {cohort.pk} END,
            {DAY}, 'daily', 127, '[]', {INSTANT}, {INSTANT}, 3
        FROM courseapp_user WHERE email LIKE '%@example.org'
        """
    )


def insert_openings() -> None:
    run(
        f"""
        INSERT INTO courseapp_opening (enrolment_id, lesson_id, opened_at, finished_at, finished_on)
        SELECT e.id, l.id, {INSTANT}, {INSTANT}, {DAY}
        FROM courseapp_enrolment e CROSS JOIN courseapp_lesson l
        """
    )


def insert_predictions() -> None:
    run(
        f"""
        INSERT INTO courseapp_prediction (enrolment_id, question_id, revision_id, answer, choice,
            confidence, is_right, ticked, locked_at)
        SELECT e.id, q.id, q.revision_id,
            CASE WHEN (e.id + q.id) % 3 = 0 THEN '{{"choice": "a"}}' ELSE '{{"choice": "b"}}' END,
            CASE WHEN (e.id + q.id) % 3 = 0 THEN 'a' ELSE 'b' END,
            (e.id * 7 + q.id) % 5 + 1, (e.id + q.id) % 3 <> 0, '[]', {INSTANT}
        FROM courseapp_enrolment e CROSS JOIN courseapp_question q
        """
    )


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def measure() -> Iterator[Finding]:
    cohort = fill()
    instructor = cast.make_instructor()
    cohort.instructors.add(instructor)
    client = Client()
    client.force_login(instructor)
    lessons = Lesson.objects.count()
    questions = Question.objects.count()
    yield Finding(
        "simulated learners, lessons, predictions",
        f"{LEARNERS:,}, {lessons}, {LEARNERS * questions:,}",
    )
    for name, address in pages_of(cohort).items():
        yield from visit(client, name, address)


def pages_of(cohort: Cohort) -> dict[str, str]:
    base = "/admin/courseapp"
    return {
        "enrolments of the cohort": f"{base}/enrolment/?cohort={cohort.pk}",
        "the same by accuracy": f"{base}/enrolment/?cohort={cohort.pk}&o=6",
        "cohort grid": f"{base}/cohort/{cohort.pk}/learners/",
        "questions": f"{base}/question/report/?cohort={cohort.pk}",
    }


def visit(client: Client, name: str, address: str) -> Iterator[Finding]:
    """Time and queries of a page, and how many of its queries scan all predictions."""
    client.get(address)
    start = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    took = time.perf_counter() - start
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    scans = sum(scans_predictions(query["sql"]) for query in queries)
    yield Finding(f"{name}: time, queries", f"{took * 1e3:,.0f} ms, {len(queries)}")
    yield limit(f"{name}: queries that scan all predictions", scans, 0)


def scans_predictions(statement: str) -> bool:
    if not statement.startswith("SELECT"):
        return False
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + statement.replace("%", "%%"), [])
        steps = [str(row[-1]) for row in cursor.fetchall()]
    return any(step.startswith("SCAN") and "courseapp_prediction" in step for step in steps)
