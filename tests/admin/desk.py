"""Two classes side by side, and pages asked for as somebody."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

from courseapp.models import Cohort, Course, Enrolment, Framework, Lesson, Question, User
from tests.cast import (
    enrol,
    make_cohort,
    make_course,
    make_framework,
    make_instructor,
    make_learner,
)
from tests.progress.rows import predict

ADMIN = "/admin/courseapp"


@dataclass
class Desk:
    """An instructor's cohort of one learner, and another instructor's of another learner."""

    course: Course
    cohort: Cohort
    instructor: User
    enrolment: Enrolment
    other_cohort: Cohort
    other_instructor: User
    other_enrolment: Enrolment

    @property
    def lessons(self) -> list[Lesson]:
        return list(self.course.lessons.order_by("position"))

    @property
    def framework(self) -> Framework:
        return self.enrolment.frameworks.get()

    @property
    def question(self) -> Question:
        return Question.objects.get(key="question-1")


def make_desk(lessons: int = 3) -> Desk:
    course = make_course(lessons=lessons)
    cohort, instructor, enrolment = make_class(
        course, "Autumn", name="Ada", email="ada@example.org"
    )
    other, other_instructor, other_enrolment = make_class(
        course, "Hidden class", name="Hidden Harriet", email="hidden@example.org"
    )
    return Desk(course, cohort, instructor, enrolment, other, other_instructor, other_enrolment)


def make_class(course: Course, title: str, **learner: Any) -> tuple[Cohort, User, Enrolment]:
    """A cohort with its instructor and a learner who answered the first question and locked a
    list."""
    cohort = make_cohort(course, name=title, join_code=f"CODE{Cohort.objects.count()}")
    instructor = make_instructor()
    cohort.instructors.add(instructor)
    enrolment = enrol(make_learner(**learner), course, cohort=cohort)
    question = Question.objects.get(course=course, key="question-1")
    predict(enrolment, question)
    make_framework(enrolment, question.lesson)
    return cohort, instructor, enrolment


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_superuser() -> User:
    return User.objects.create_superuser("root@example.org", "secret")


def text_of(response: Any) -> str:
    """The body, streamed or not."""
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return str(response.content.decode())
