"""Pages of the real course as somebody sees them: a visitor, a learner, an instructor."""

import io
from dataclasses import dataclass

from django.core.management import call_command
from django.db.models import Count, Q
from django.test import Client

from courseapp.models import Cohort, Course, Enrolment, User
from courseapp.progress.demo import INSTRUCTOR, make_demo
from courseapp.schedule.clock import now
from courseapp.schedule.outline import lessons_of
from tests import cast


@dataclass(frozen=True)
class Sight:
    """An address, and the session of who looks at it: empty for a visitor."""

    name: str
    address: str
    session: str = ""


def load_real_course() -> Course:
    """The lessons as they are, with the demo's classes."""
    call_command("load_lessons", stdout=io.StringIO())
    course = Course.objects.get(announced=False)
    make_demo(course, "not used", now())
    return course


def session_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def sights_of(course: Course) -> list[Sight]:
    """The learner has begun, the graduate has finished all lessons."""
    lessons = [f"/courses/{course.slug}/{lesson.slug}/" for lesson in lessons_of(course)]
    learner = cast.make_learner()
    cast.enrol(learner, course)
    begun = session_of(learner)
    finished = session_of(graduate(course))
    desk = session_of(User.objects.get(email=INSTRUCTOR))
    cohort = Cohort.objects.filter(course=course).latest("start")
    return [
        Sight("catalogue", "/"),
        Sight("course", f"/courses/{course.slug}/"),
        Sight("lesson", lessons[0]),
        Sight("glossary", f"/courses/{course.slug}/glossary/"),
        Sight("locked lesson", lessons[1]),
        Sight("sign up", "/accounts/signup/"),
        Sight("sign in", "/accounts/login/"),
        Sight("today", "/today/", begun),
        Sight("lesson, signed in", lessons[0], begun),
        Sight("pace", f"/enrolments/{course.slug}/", begun),
        Sight("account", "/account/", begun),
        Sight("lesson, all revealed", lessons[0], finished),
        Sight("last lesson, list locked", lessons[-1], finished),
        Sight("desk", "/admin/", desk),
        Sight("desk: cohort", f"/admin/courseapp/cohort/{cohort.pk}/learners/", desk),
        Sight("desk: questions", "/admin/courseapp/question/report/", desk),
    ]


def graduate(course: Course) -> User:
    """Who has finished the most lessons."""
    done = Count("openings", filter=~Q(openings__finished_at=None))
    enrolments = Enrolment.objects.filter(course=course).exclude(user=None)
    best = enrolments.annotate(done=done).order_by("-done")[0]
    assert best.user is not None
    return best.user
