"""Decision lists kept, locked and shared: the first one stays."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courseapp.answers.deciding import keep_list, lock_list, share, stop_sharing
from courseapp.answers.recording import NotLockedError
from courseapp.deciding.grading import Report
from courseapp.deciding.lists import Condition, DecisionList, Rule, as_json
from courseapp.models import Enrolment, Framework, Lesson, Opening
from tests import cast

pytestmark = pytest.mark.django_db

ONE = DecisionList((Rule("One?", (Condition("load", "at-most", (4.0,)),), "small"),), "large")
TWO = DecisionList((), "small")
NOTHING = {"right": 0, "acceptable": 0, "missed": 0}
LATER = cast.NOON + timedelta(hours=1)


@pytest.fixture
def enrolment() -> Enrolment:
    return cast.enrol(cast.make_learner(), cast.make_course("course", lessons=1))


@pytest.fixture
def lesson(enrolment: Enrolment) -> Lesson:
    return enrolment.course.lessons.get()


def test_trying_keeps_the_last_list_and_the_lesson_open(
    enrolment: Enrolment, lesson: Lesson
) -> None:
    keep_list(enrolment, lesson, "mine", ONE, cast.NOON)
    keep_list(enrolment, lesson, "mine", TWO, LATER)
    kept = Framework.objects.get()
    assert (kept.current, kept.first, kept.locked_at) == (as_json(TWO), None, None)
    assert kept.updated_at == LATER
    assert Opening.objects.get().lesson == lesson


def test_the_first_list_locked_stays(enrolment: Enrolment, lesson: Lesson) -> None:
    keep_list(enrolment, lesson, "mine", TWO, cast.NOON)
    lock_list(enrolment, lesson, "mine", ONE, Report(()), cast.NOON)
    again = lock_list(enrolment, lesson, "mine", TWO, Report(()), LATER)
    assert again.first == as_json(ONE) | {"practice": NOTHING, "held-back": NOTHING}
    assert (again.current, again.locked_at) == (as_json(ONE), cast.NOON)
    revised = keep_list(enrolment, lesson, "mine", TWO, LATER)
    revised.refresh_from_db()
    assert (revised.current, revised.first, revised.locked_at) == (
        as_json(TWO),
        again.first,
        cast.NOON,
    )


@pytest.mark.django_db(transaction=True)
def test_nothing_is_kept_for_an_enrolment_that_has_gone(
    enrolment: Enrolment, lesson: Lesson
) -> None:
    gone = Enrolment.objects.get(pk=enrolment.pk)
    enrolment.delete()
    with pytest.raises(NotLockedError):
        keep_list(gone, lesson, "mine", ONE, cast.NOON)
    with pytest.raises(NotLockedError):
        lock_list(gone, lesson, "mine", ONE, Report(()), cast.NOON)


def test_sharing_twice_gives_one_address_and_anew_another(
    enrolment: Enrolment, lesson: Lesson
) -> None:
    framework = lock_list(enrolment, lesson, "mine", ONE, Report(()), cast.NOON)
    share(framework)
    token = framework.token
    assert token
    assert len(token) == 43
    share(framework)
    assert framework.token == token
    stop_sharing(framework)
    assert Framework.objects.get().token is None
    share(framework)
    assert framework.token not in (None, token)


def test_only_a_locked_list_is_shared(enrolment: Enrolment, lesson: Lesson) -> None:
    framework = keep_list(enrolment, lesson, "mine", ONE, cast.NOON)
    share(framework)
    assert framework.token is None
    framework.token = "token"
    with pytest.raises(IntegrityError), transaction.atomic():
        framework.save()
