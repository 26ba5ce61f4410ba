"""The instructor's desk, and what only whoever runs the site sees."""

from pathlib import Path

from allauth.account.models import EmailAddress

from tests import cast
from tests.admin.desk import make_desk, make_superuser
from tests.browser.conftest import Window
from tests.browser.walks import States, send

ADMIN = "/admin/courseapp"


def the_desk(window: Window, _: Path) -> States:
    page = window.page
    desk = make_desk()
    for choice, confidence in (("a", 5), ("b", 2)):
        enrolment = cast.enrol(cast.make_learner(), desk.course, cohort=desk.cohort)
        cast.predict(enrolment, "question-1", choice, confidence)
    cast.add_revision(desk.question, "predict")
    window.come_as(desk.instructor)
    for path in (
        f"{ADMIN}/cohort/",
        f"{ADMIN}/cohort/{desk.cohort.pk}/learners/",
        f"{ADMIN}/enrolment/?cohort={desk.cohort.pk}",
        f"{ADMIN}/enrolment/{desk.enrolment.pk}/change/",
        f"{ADMIN}/question/report/?cohort={desk.cohort.pk}",
    ):
        window.go(path)
        yield path
    window.go(f"{ADMIN}/cohort/{desk.cohort.pk}/learners/")
    send(page, "All 3")
    yield "opening a lesson early"
    window.go(f"{ADMIN}/cohort/add/")
    send(page, "Save")
    yield "a new cohort, refused"
    window.come_as(desk.other_instructor)
    desk.other_cohort.instructors.clear()
    for path in (f"{ADMIN}/question/report/", f"{ADMIN}/cohort/"):
        window.go(path)
        yield f"{path} without a cohort"


def addresses_of_people(window: Window, _: Path) -> States:
    learner = cast.make_learner()
    address = EmailAddress.objects.create(user=learner, email=learner.email)
    window.come_as(make_superuser())
    for page in ("change", "delete", "history"):
        window.go(f"/admin/account/emailaddress/{address.pk}/{page}/")
        yield f"an e-mail address: {page}"
