"""What a learner comes by: the day, the lessons to come, and everything about the account."""

from datetime import timedelta
from pathlib import Path

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page

from courseapp.accounts.refusals import KEPT
from courseapp.models import Course, Enrolment, Lesson
from tests import cast
from tests.browser.conftest import Window
from tests.browser.walks import States, send

PASSWORD = "a long and quiet pass phrase"


def the_days(window: Window, _: Path) -> States:
    course = cast.make_course("course", lessons=3, related=["other"])
    cast.make_course("other", lessons=1)
    learner = cast.make_learner()
    window.come_as(learner)
    window.go("/today/")
    yield "today, without a course"
    enrolment = cast.enrol(learner, course)
    cast.enrol(learner, Course.objects.get(slug="other"))
    for path in ("/today/", "/courses/course/", "/", "/courses/course/glossary/"):
        window.go(path)
        yield f"{path} with two courses begun"
    window.go("/courses/course/lesson-2/")
    yield "locked lesson, with its date"
    for lesson in course.lessons.all():
        cast.predict(enrolment, f"question-{lesson.position + 1}", "b")
        finish(enrolment, lesson)
        for path in ("/today/", "/courses/course/", f"/courses/course/{lesson.slug}/"):
            window.go(path)
            yield f"{path} with {lesson.position + 1} of 3 finished"
    window.come_as(None)
    window.go("/courses/course/lesson-2/")
    yield "locked lesson, seen by a visitor"


def finish(enrolment: Enrolment, lesson: Lesson) -> None:
    opening, _ = enrolment.openings.get_or_create(lesson=lesson, defaults={"opened_at": cast.NOON})
    opening.finished_at, opening.finished_on = cast.NOON, cast.NOON.date()
    opening.save()


def paces_and_classes(window: Window, _: Path) -> States:
    page = window.page
    course = cast.make_course("course", lessons=3)
    learner = cast.make_learner()
    window.come_as(learner)
    window.go("/enrolments/course/")
    yield "enrolling"
    window.go("/join/")
    page.get_by_label("code").fill("NOCODE")
    send(page, "Continue")
    yield "joining, refused"
    enrolment = cast.enrol(learner, course, pace="chosen", weekdays=0b0010101)
    window.go("/enrolments/course/")
    yield "pace on chosen days"
    send(page, "Pause")
    window.go("/enrolments/course/")
    yield "pace, paused"
    window.go("/today/")
    yield "today, paused"
    cohort = cast.make_cohort(course, start=cast.NOON.date() + timedelta(days=7))
    enrolment.cohort = cohort
    enrolment.save()
    for path in ("/enrolments/course/", f"/join/{cohort.join_code}/", "/today/"):
        window.go(path)
        yield f"{path} in a class that has not begun"


def fill(page: Page, path: str, button: str, **fields: str) -> None:
    """Opens a form, fills it in by the fields' names and sends it."""
    page.goto(path)
    for name, value in fields.items():
        page.locator(f"main #id_{name}").fill(value)
    send(page, button)


def signing_in(window: Window, _: Path) -> States:
    page, base = window.page, f"{window.base}/accounts/"
    learner = cast.make_learner(email="ada@example.org")
    learner.set_password(PASSWORD)
    learner.save()
    fill(page, f"{base}signup/", "Sign up", email="no address", password1="short")
    yield "signing up, refused"
    fill(page, f"{base}login/", "Sign in", login="ada@example.org", password="wrong")
    yield "signing in, refused"
    fill(page, f"{base}login/code/", "Send me a code", email="ada@example.org")
    yield "entering the code"
    page.get_by_label("Code").fill("WRONG1")
    send(page, "Continue")
    yield "entering the code, refused"
    fill(page, f"{base}password/reset/", "Send me the link", email="no address")
    yield "forgotten password, refused"
    token = default_token_generator.make_token(learner)
    key = f"{base}password/reset/key/{user_pk_to_url_str(learner)}-{token}/"
    fill(page, key, "Save the new password", password1="short")
    yield "new password, refused"


def the_account(window: Window, _: Path) -> States:
    page, base = window.page, f"{window.base}/accounts/"
    learner = cast.make_learner(email="ada@example.org")
    learner.set_password(PASSWORD)
    learner.save()
    for address, is_main in (("ada@example.org", True), ("lovelace@example.org", False)):
        EmailAddress.objects.create(user=learner, email=address, primary=is_main, verified=is_main)
    window.come_as(learner)
    fill(page, f"{window.base}/account/", "Save", name="Ada")
    yield "account, saved"
    fill(page, f"{base}email/", "Add", email="ada@example.org")
    yield "addresses, refused"
    fill(page, f"{base}password/change/", "Save the password", oldpassword="wrong", password1="x")
    yield "changing the password, refused"
    page.goto(f"{base}reauthenticate/")
    yield "signing in once more"
    fill(page, f"{window.base}/account/delete/", "Delete everything", email="else@example.org")
    yield "deleting, refused"


def a_form_that_was_kept(window: Window, _: Path) -> States:
    """What was sent after a session had ended waits for who signs in again."""
    window.come_as(cast.make_learner())
    session = SessionStore(Session.objects.get().pk)
    session[KEPT] = {"action": "/account/", "fields": [["name", "Ada"]]}
    session.save()
    window.go("/unsent/")
    yield "a form that was kept"
