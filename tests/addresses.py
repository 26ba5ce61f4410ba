"""Every address of the site, and who may do what there: the table in access_matrix.txt."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver

from courseapp.models import Cohort, Course, Enrolment, Lesson, Mail, Phase, Question, Step, User
from tests import cast
from tests.deciding.weather import add_weather

CAST = ("visitor", "member", "outsider", "instructor", "colleague", "author", "superuser")
"""A member of the cohort, a learner of another one, the cohort's instructor, another's, staff
without a right, and who may do all."""

People = dict[str, User | None]


@dataclass(frozen=True)
class Row:
    name: str
    address: str
    method: str
    outcomes: tuple[str, ...]


def rows_of_table() -> list[Row]:
    lines = Path(__file__).with_name("access_matrix.txt").read_text(encoding="utf-8").splitlines()
    cells = [line.split() for line in lines if not line.startswith("#")]
    return [Row(name, address, method, tuple(rest)) for name, address, method, *rest in cells]


ROWS = rows_of_table()


def names_in(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_in(pattern.url_patterns, pattern.namespace or space)
        else:
            yield f"{space}:{pattern.name}" if space else str(pattern.name)


def make_course() -> Course:
    """Two lessons, each with a simulator before its question and one after it; the first ends in
    the decision of the member's list, with a picker."""
    course = cast.make_course("course", lessons=2)
    for lesson in course.lessons.all():
        for key, position, simulator in (("shown", 1, "batching"), ("waits", 11, "paging")):
            lesson.steps.filter(position=1, question__isnull=False).update(position=10)
            stored = {"key": key, "simulator": simulator, "defaults": {}}
            Step.objects.create(lesson=lesson, position=position, simulation=stored)
    add_weather(course.lessons.get(slug="lesson-1"), 12, "my-own-list")
    return course


def make_people(course: Course) -> People:
    instructor, colleague = cast.make_instructor(), cast.make_instructor()
    cohort, other = cast.make_cohort(course), cast.make_cohort(course, name="Other")
    cohort.instructors.add(instructor)
    other.instructors.add(colleague)
    member, outsider = cast.make_learner(), cast.make_learner()
    enrolment = cast.enrol(member, course, cohort=cohort)
    cast.enrol(outsider, course, cohort=other)
    cast.predict(enrolment, "question-1", "a")
    cast.make_framework(enrolment, course.lessons.get(slug="lesson-1"))
    cast.make_mail(sent_at=cast.NOON, content=None)
    return {
        "visitor": None,
        "member": member,
        "outsider": outsider,
        "instructor": instructor,
        "colleague": colleague,
        "author": cast.make_learner(is_staff=True),
        "superuser": cast.make_learner(is_staff=True, is_superuser=True),
    }


def find_places(course: Course) -> dict[str, object]:
    """What stands in braces in the table's addresses: the member's and the instructor's own."""
    enrolment = Enrolment.objects.get(cohort__name="Autumn")
    return {
        "code": Cohort.objects.get(name="Autumn").join_code,
        "cohort": enrolment.cohort_id,
        "course": course.pk,
        "emailaddress": 1,
        "enrolment": enrolment.pk,
        "framework": enrolment.frameworks.get().pk,
        "group": Group.objects.get(name="Instructors").pk,
        "lesson": Lesson.objects.get(slug="lesson-1").pk,
        "mail": Mail.objects.get().pk,
        "phase": Phase.objects.get().pk,
        "question": Question.objects.get(key="question-1").pk,
        "user": enrolment.user_id,
    }
