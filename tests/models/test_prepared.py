"""Prepared queries find what Django's own would, with whatever they are asked."""

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Enrolment, Lesson
from courseapp.models.prepared import prepared
from tests import cast

pytestmark = pytest.mark.django_db


@prepared
def lessons_at(position: int, course_slug: str) -> QuerySet[Lesson]:
    return Lesson.objects.filter(course__slug=course_slug, position=position)


@prepared
def open_enrolments(user_id: int) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(user=user_id, course__retired_at=None).order_by("pk")


def test_it_finds_what_its_arguments_ask_for() -> None:
    for slug in ("one", "two"):
        cast.make_course(slug, lessons=2)
    for slug in ("two", "one"):
        for position in (1, 0):
            (lesson,) = lessons_at(position, slug)
            assert (lesson.course.slug, lesson.position) == (slug, position)
    assert lessons_at(5, "one") == []


def test_its_rows_are_models_with_all_their_fields(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    learner = cast.make_learner()
    enrolment = cast.enrol(learner, cast.make_course(), pauses=[["2026-11-25", None]])
    with django_assert_num_queries(1):
        (found,) = open_enrolments(learner.pk)
        assert found == enrolment
        assert found.start == enrolment.start
        assert found.enrolled_at == enrolment.enrolled_at
        assert found.pauses == [["2026-11-25", None]]


def test_a_constant_in_the_sql_is_refused() -> None:
    @prepared
    def first_lessons(course_slug: str) -> QuerySet[Lesson]:
        return Lesson.objects.filter(course__slug=course_slug, position=7)

    with pytest.raises(ValueError, match="not in range"):
        first_lessons("course")
