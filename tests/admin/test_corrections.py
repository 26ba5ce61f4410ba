"""A key that was put right, and a question that was withdrawn, on the desk."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from courseapp.models import Enrolment, Question
from tests.admin.desk import ADMIN, make_superuser, signed_in
from tests.cast import make_cohort
from tests.loading.test_corrections import CORRECTED, RAIN, SNOW, VOID, Class
from tests.loading.test_corrections_reach import REFLECT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def lessons(tmp_path: Path, settings: Any) -> Class:
    settings.LESSONS_DIR = settings.BASE_DIR = tmp_path
    return Class(tmp_path)


@pytest.fixture
def desk() -> Client:
    return signed_in(make_superuser())


def words(client: Client, address: str) -> str:
    return " ".join(strip_tags(client.get(address).getvalue().decode()).split())


def a_learners_page(desk: Client) -> str:
    return words(desk, f"{ADMIN}/enrolment/{Enrolment.objects.get().pk}/change/")


def the_report(desk: Client) -> str:
    enrolment = Enrolment.objects.get()
    Enrolment.objects.update(cohort=make_cohort(enrolment.course))
    return words(desk, f"{ADMIN}/question/report/")


def test_a_learners_page_tells_a_corrected_key(lessons: Class, desk: Client) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    assert "sure right" in a_learners_page(desk)
    lessons.write(SNOW, CORRECTED)
    assert "sure wrong (key corrected)" in a_learners_page(desk)
    lessons.write(SNOW, VOID)
    assert "sure – (withdrawn)" in a_learners_page(desk)


def test_ones_own_words_are_no_interval(lessons: Class, desk: Client) -> None:
    lessons.write(REFLECT)
    lessons.answer(text="Words of mine.", confidence="")
    page = a_learners_page(desk)
    assert "Words of mine." in page
    assert "interval" not in page


def test_the_report_tells_a_corrected_key(lessons: Class, desk: Client) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    lessons.write(SNOW, CORRECTED)
    report = the_report(desk)
    assert "The key of this one was wrong. The answers are judged by the right one." in report
    assert "100 % confident and wrong (1 of 1) 0 % right" in report


def test_a_withdrawn_question_has_no_right_option(lessons: Class, desk: Client) -> None:
    lessons.write(RAIN)
    lessons.answer(choice="a")
    lessons.write(SNOW, VOID)
    report = the_report(desk)
    assert "It was withdrawn: it has no right answer." in report
    assert "The key of this one was wrong" not in report
    assert "(right)" not in report
    assert "0 % confident and wrong (0 of 1)" in report
    page = words(desk, f"{ADMIN}/question/{Question.objects.get().pk}/change/")
    assert "Snow" in page
    assert "(right)" not in page
