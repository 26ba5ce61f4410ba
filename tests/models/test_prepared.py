"""Prepared queries find what Django's own would, with whatever they are asked."""

from typing import Any

import pytest
from django.db.models import F, QuerySet
from pytest_django import DjangoAssertNumQueries

from courseapp.models import Course, Enrolment, Lesson
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


def test_a_tuple_may_have_any_length() -> None:
    @prepared
    def lessons_of(course_slug: str, positions: tuple[int, ...]) -> QuerySet[Lesson]:
        lessons = Lesson.objects.filter(position__in=positions, course__slug=course_slug)
        return lessons.order_by("position")

    cast.make_course("course", lessons=4)
    for positions in ((1,), (0, 3), (0, 1, 2), (3, 0), (9,)):
        found = [lesson.position for lesson in lessons_of("course", positions)]
        assert found == [position for position in sorted(positions) if position < 4]


def test_what_is_annotated_is_python_s_as_the_fields_are() -> None:
    @prepared
    def with_course(user_id: int) -> QuerySet[Enrolment]:
        enrolments = Enrolment.objects.filter(user=user_id)
        return enrolments.annotate(loaded_at=F("course__loaded_at"), faq=F("course__faq"))

    learner, course = cast.make_learner(), cast.make_course()
    cast.enrol(learner, course)
    found: Any = with_course(learner.pk)[0]
    assert (found.loaded_at, found.faq) == (course.loaded_at, course.faq)


def test_fields_left_out_are_fetched_when_asked_for() -> None:
    @prepared
    def keys_of(course_slug: str) -> QuerySet[Course]:
        return Course.objects.filter(slug=course_slug).only("pk").annotate(name=F("title"))

    course = cast.make_course()
    found: Any = keys_of("course")[0]
    assert (found.pk, found.name) == (course.pk, course.title)
    assert "tagline" not in found.__dict__
    assert found.tagline == course.tagline


def test_a_constant_in_the_sql_is_refused() -> None:
    @prepared
    def first_lessons(course_slug: str) -> QuerySet[Lesson]:
        return Lesson.objects.filter(course__slug=course_slug, position=7)

    with pytest.raises(ValueError, match="not in range"):
        first_lessons("course")
