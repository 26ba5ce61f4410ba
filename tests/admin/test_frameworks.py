"""Learners' locked lists on the instructor's desk."""

import csv
import re
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Cohort, Course, Enrolment, Framework, Step
from courseapp.progress.csv import BYTE_ORDER_MARK
from tests.admin.desk import ADMIN, signed_in, text_of
from tests.admin.test_enrolments import cells
from tests.cast import enrol, make_cohort, make_instructor, make_learner
from tests.deciding.weather import asks, load_weather, lock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = f"{ADMIN}/framework/"
REPORT = f"{LIST}report/"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return load_weather(tmp_path)


@pytest.fixture
def cohort(course: Course) -> Cohort:
    cohort = make_cohort(course)
    cohort.instructors.add(make_instructor())
    return cohort


@pytest.fixture
def client(cohort: Cohort) -> Client:
    return signed_in(cohort.instructors.get())


def member(cohort: Cohort, name: str = "Ada") -> Enrolment:
    return enrol(
        make_learner(name=name, email=f"{name[:3].lower()}@example.org"),
        cohort.course,
        cohort=cohort,
    )


def words(response: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", text_of(response).split('<div id="content"')[1])
    return " ".join(unescape(text).split())


def test_a_list_stands_beside_the_reference(cohort: Cohort, client: Client) -> None:
    lock(member(cohort), asks("sky", "boots"), revised=asks("rain", "boots"))

    [row] = cells(text_of(client.get(LIST)))

    assert row == [
        "Ada",
        "Autumn",
        "First: 0 + 0 of 1Now: 1 + 0 of 1Reference: 1 + 0 of 1",
        "First: 0 + 1 of 1Now: 1 + 0 of 1Reference: 1 + 0 of 1",
        "24 November 2026, 12:00",
        "A title",
    ]


def test_a_list_for_what_is_asked_no_more_keeps_its_score(cohort: Cohort, client: Client) -> None:
    framework = lock(member(cohort), asks("rain", "boots"))
    Step.objects.update(decision=None)

    [row] = cells(text_of(client.get(LIST)))
    page = words(client.get(f"{LIST}{framework.pk}/change/"))

    assert row[2:4] == ["First: 1 + 0 of 1", "First: 1 + 0 of 1"]
    assert "rain: at least 5" in page
    assert "The lesson no longer asks for this list" in page


def test_a_list_not_yet_locked_is_its_writers_own(cohort: Cohort, client: Client) -> None:
    framework = lock(member(cohort), asks("rain", "boots"))
    Framework.objects.update(first=None, locked_at=None)

    assert cells(text_of(client.get(LIST))) == []
    assert client.get(f"{LIST}{framework.pk}/change/").status_code == 302
    assert "Nobody has locked a list yet." in words(client.get(REPORT))


def test_lists_are_found_by_name_and_by_cohort(cohort: Cohort, client: Client) -> None:
    other = make_cohort(cohort.course, name="Spring")
    other.instructors.add(cohort.instructors.get())
    for enrolment in (member(cohort), member(cohort, "Bea"), member(other, "Cleo")):
        lock(enrolment, asks("rain", "boots"))

    def names(query: str) -> list[str]:
        return sorted(row[0] for row in cells(text_of(client.get(f"{LIST}?{query}"))))

    assert names("") == ["Ada", "Bea", "Cleo"]
    assert names("q=bea") == names("q=bea@example.org") == ["Bea"]
    assert names(f"cohort={other.pk}") == ["Cleo"]
    assert names(f"course={cohort.course_id}") == ["Ada", "Bea", "Cleo"]


def test_lists_are_sorted_by_what_they_first_got_right(cohort: Cohort, client: Client) -> None:
    lock(member(cohort), asks("rain", "boots"))
    lock(member(cohort, "Bea"), asks("sky", "boots"))

    def names(query: str) -> list[str]:
        return [row[0] for row in cells(text_of(client.get(f"{LIST}?{query}")))]

    assert names("o=3") == ["Bea", "Ada"]
    assert names("o=-3") == ["Ada", "Bea"]


def test_a_learners_list_reads_like_one(cohort: Cohort, client: Client) -> None:
    framework = lock(member(cohort), asks("hours", "boots"), revised=asks("rain", "boots"))

    page = words(client.get(f"{LIST}{framework.pk}/change/"))

    assert "A learner’s list \u2068Ada\u2069" in page
    assert re.search(r"Locked at: \d+ \w+ \d{4}, \d\d:\d\d ", page)
    assert (
        "The first list 0 0 1 1 0 0 The list now 1 0 0 1 0 0 "
        "The reference 1 0 0 1 0 0 Always a coat 1 0 0 0 1 0"
    ) in page
    assert (
        "As it was locked Is it so? Hours outside: above 1 hours → Boots Otherwise: A coat" in page
    )
    assert "As it is now Is it so? Rain: at least 5 mm → Boots Otherwise: A coat" in page
    assert "Held back: 0 of 1 missed" in page


def test_a_learners_list_says_what_it_misses_and_why(cohort: Cohort, client: Client) -> None:
    framework = lock(member(cohort), asks("hours", "boots", otherwise="boots"))

    page = words(client.get(f"{LIST}{framework.pk}/change/"))

    assert "It asks for “Hours outside”, which matters less than it seems to." in page
    assert "Held back: 1 of 1 missed" in page
    assert "The hill : Boots, by question 1. The answer is A coat. The wind is cold." in page
    assert "As it was locked" not in page


def test_what_a_learner_wrote_is_text(cohort: Cohort, client: Client) -> None:
    framework = lock(member(cohort), asks("rain", "boots"))
    framework.current["rules"][0]["question"] = "<script>alert(1)</script>"
    framework.save()

    assert "<script>alert(1)" not in text_of(client.get(f"{LIST}{framework.pk}/change/"))


def test_nobody_changes_a_list_here(cohort: Cohort, client: Client) -> None:
    framework = lock(member(cohort), asks("rain", "boots"))

    page = text_of(client.get(f"{LIST}{framework.pk}/change/"))

    assert 'name="_save"' not in page
    assert client.post(f"{LIST}{framework.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_class_sees_what_is_asked_first_and_where_it_misses(
    cohort: Cohort, client: Client
) -> None:
    lock(member(cohort), asks("hours", "boots"), revised=asks("rain", "boots"))
    lock(member(cohort, "Bea"), asks("hours", "boots"))
    lock(member(cohort, "Cleo"), asks("rain", "boots"))

    response = client.get(REPORT)

    text, page = text_of(response), words(response)
    assert "3 lists 1 revised since 0.3 of 1 held back right on average" in page
    assert "the reference 1 Always a coat 1" in page
    assert "Hours outside (matters less)" in page
    assert cells(text) == [["2", "67 % 67 %", "2"], ["1", "33 % 33 %", "1"]]
    assert cells(text, 1) == [["2", "67 % 67 %", "0", "1", "A coat", "Boots", "2"]]


def test_a_class_is_one_cohort_or_all(cohort: Cohort, client: Client) -> None:
    other = make_cohort(cohort.course, name="Spring")
    other.instructors.add(cohort.instructors.get())
    lock(member(cohort), asks("rain", "boots"))
    lock(member(other, "Bea"), asks("sky", "boots"))

    assert "1 list 0 revised" in words(client.get(f"{REPORT}?cohort={other.pk}"))
    assert "2 lists 0 revised" in words(client.get(f"{REPORT}?cohort=all"))
    assert client.get(f"{REPORT}?cohort=999").status_code == 404


def export(client: Client, **query: str) -> list[dict[str, str]]:
    act = {"action": "export_frameworks", "index": "0", "select_across": "1"}
    response = client.post(LIST, act | {"_selected_action": "0"})
    assert response["Content-Disposition"] == 'attachment; filename="lists.csv"'
    return list(csv.DictReader(StringIO(text_of(response).removeprefix(BYTE_ORDER_MARK))))


def test_lists_are_exported_with_scores_and_in_words(cohort: Cohort, client: Client) -> None:
    lock(member(cohort), asks("sky", "boots"), revised=asks("rain", "boots"))

    [row] = export(client)

    assert {name: row[name] for name in list(row)[:7]} == {
        "learner": "Ada",
        "e-mail": "ada@example.org",
        "course": "A course",
        "cohort": "Autumn",
        "lesson": "A title",
        "decision": "what-to-wear",
        "locked at (UTC)": "2026-11-24 12:00:00+00:00",
    }
    assert row["first list, practice: acceptable"] == row["first list, held back: missed"] == "1"
    assert row["list now, held back: right"] == row["reference, held back: right"] == "1"
    assert row["first list"] == "1. Is it so? (Sky: clear) → Boots | otherwise A coat"
    assert row["list now"] == "1. Is it so? (Rain: at least 5 mm) → Boots | otherwise A coat"


def test_a_question_cannot_be_a_formula(cohort: Cohort, client: Client) -> None:
    framework = lock(member(cohort, "=1+1"), asks("rain", "boots"))
    framework.current["rules"][0]["question"] = "x;=HYPERLINK(1)\t@SUM(1)"
    framework.save()

    [row] = export(client)

    assert row["learner"] == "'=1+1"
    assert row["list now"].startswith("1. x;'=HYPERLINK(1)\t'@SUM(1) (Rain")


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_as_many_queries_for_one_list_as_for_three(
    count: int,
    cohort: Cohort,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for name in ("Ada", "Bea", "Cleo")[:count]:
        framework = lock(member(cohort, name), asks("rain", "boots"))
    page = f"{LIST}{framework.pk}/change/"
    client.get(page)  # From here on Django remembers the content types.

    with django_assert_num_queries(10):
        client.get(LIST)
    with django_assert_num_queries(7):
        client.get(page)
    with django_assert_num_queries(8):
        client.get(REPORT)
    with django_assert_num_queries(15):
        export(client)
