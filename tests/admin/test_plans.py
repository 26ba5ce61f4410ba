"""How SQLite goes about the desk's queries: no page of one cohort reads all predictions."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courseapp.progress.others import others_on
from tests.admin.desk import ADMIN, Desk, make_desk, signed_in, text_of
from tests.clock import HeldClock

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's query plans"),
]


@pytest.fixture
def desk(clock: HeldClock) -> Desk:
    return make_desk()


def plans(
    captured: CaptureQueriesContext, table: str = "courseapp_prediction"
) -> list[tuple[str, list[str]]]:
    """Each query on the table with the steps of its plan."""
    queries = [query["sql"] for query in captured if table in query["sql"]]
    found = []
    with connection.cursor() as cursor:
        for sql in queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            found.append((sql, [row[3] for row in cursor.fetchall()]))
    return found


def scans(sql: str, steps: list[str], table: str = "courseapp_prediction") -> list[str]:
    """The steps that read every row, under whatever name the query gives the table."""
    names = {table, *re.findall(rf'"{table}" (U\d|V\d)', sql)}
    return [step for step in steps if step.split()[0] == "SCAN" and step.split()[1] in names]


def assert_no_scans(captured: CaptureQueriesContext, table: str = "courseapp_prediction") -> None:
    found = plans(captured, table)
    assert found
    assert [step for sql, steps in found for step in scans(sql, steps, table)] == []


@pytest.mark.parametrize(
    "url",
    [
        "enrolment/?cohort={cohort}",
        "enrolment/?cohort={cohort}&o=-6",
        "enrolment/?cohort={cohort}&stuck=yes",
        "enrolment/{enrolment}/change/",
        "cohort/{cohort}/learners/",
        "question/report/?cohort={cohort}",
    ],
)
def test_pages_of_one_cohort_read_its_predictions_only(desk: Desk, url: str) -> None:
    client = signed_in(desk.instructor)
    path = url.format(cohort=desk.cohort.pk, enrolment=desk.enrolment.pk)

    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{ADMIN}/{path}").status_code == 200

    assert_no_scans(captured)


@pytest.mark.parametrize("action", ["export_progress", "export_predictions"])
def test_exports_of_one_cohort_read_its_predictions_only(desk: Desk, action: str) -> None:
    data = {"action": action, "index": "0", "select_across": "1", "_selected_action": "0"}
    url = f"{ADMIN}/enrolment/?cohort={desk.cohort.pk}"

    with CaptureQueriesContext(connection) as captured:
        text_of(signed_in(desk.instructor).post(url, data))

    assert_no_scans(captured)


@pytest.mark.parametrize(
    "url",
    [
        "framework/",
        "framework/?cohort={cohort}",
        "framework/?cohort={cohort}&o=3",
        "framework/{framework}/change/",
        "framework/report/?cohort={cohort}",
    ],
)
def test_pages_of_one_cohort_read_its_lists_only(desk: Desk, url: str) -> None:
    client = signed_in(desk.instructor)
    path = url.format(cohort=desk.cohort.pk, framework=desk.framework.pk)

    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{ADMIN}/{path}").status_code == 200

    assert_no_scans(captured, "courseapp_framework")


def test_an_export_of_one_cohort_reads_its_lists_only(desk: Desk) -> None:
    data = {"action": "export_frameworks", "index": "0", "select_across": "1"}
    url = f"{ADMIN}/framework/?cohort={desk.cohort.pk}"

    with CaptureQueriesContext(connection) as captured:
        text_of(signed_in(desk.instructor).post(url, data | {"_selected_action": "0"}))

    assert_no_scans(captured, "courseapp_framework")


def test_a_lessons_tally_reads_the_index_alone(desk: Desk) -> None:
    assert desk.question.revision_id
    with CaptureQueriesContext(connection) as captured:
        others_on([desk.question.revision_id], for_enrolment=None)

    [(_, steps)] = plans(captured)
    assert steps[0] == (
        "SEARCH courseapp_prediction USING COVERING INDEX prediction_tally (revision_id=?)"
    )


def test_a_scan_would_be_seen(desk: Desk) -> None:
    with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
        cursor.execute('SELECT count(*) FROM "courseapp_prediction" U0 WHERE U0."score" > 0')

    [(sql, steps)] = plans(captured)
    assert scans(sql, steps) == ["SCAN U0"]
