from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from courseapp.answers import recording
from courseapp.models import Course, Enrolment, Opening, Prediction, Question
from courseapp.schedule.access import Place, Reader, get_place
from tests import cast

pytestmark = pytest.mark.django_db

LATER = cast.NOON + timedelta(hours=1)
FOUR_IN_TWO_DAYS = datetime(2026, 11, 26, 4, tzinfo=UTC)


@pytest.fixture
def course() -> Course:
    return cast.make_course(lessons=2)


@pytest.fixture
def enrolment(course: Course) -> Enrolment:
    return cast.enrol(cast.make_learner(), course)


def place_of(enrolment: Enrolment) -> Place:
    return get_place(Reader(user=enrolment.user), enrolment.course.slug, cast.NOON)


def test_a_prediction_is_locked_with_its_verdict_and_keeps_the_lesson_open(
    enrolment: Enrolment,
) -> None:
    prediction = cast.predict(enrolment, "question-1", "b", confidence=4)
    assert (prediction.choice, prediction.confidence, prediction.is_right) == ("b", 4, True)
    assert prediction.revision == Question.objects.get(key="question-1").revision
    opening = Opening.objects.get()
    assert (opening.lesson.slug, opening.opened_at) == ("lesson-1", cast.NOON)
    enrolment.refresh_from_db()
    assert enrolment.last_active_at == cast.NOON


def test_the_first_answer_counts_however_often_it_is_sent(enrolment: Enrolment) -> None:
    first = cast.predict(enrolment, "question-1", "a", confidence=1)
    again = cast.predict(enrolment, "question-1", "b", confidence=5, now=LATER)
    assert again == first
    assert (again.choice, again.confidence, again.locked_at) == ("a", 1, cast.NOON)


def test_a_prediction_stays_with_the_revision_it_answered(enrolment: Enrolment) -> None:
    prediction = cast.predict(enrolment, "question-1", "b")
    answered = prediction.revision
    cast.add_revision(prediction.question)
    prediction.refresh_from_db()
    assert prediction.revision == answered
    assert prediction.revision != prediction.question.revision


def test_finishing_counts_the_day_once(enrolment: Enrolment) -> None:
    lesson = enrolment.course.lessons.get(slug="lesson-1")
    recording.finish_lesson(place_of(enrolment), lesson)
    recording.finish_lesson(place_of(enrolment), lesson)
    enrolment.refresh_from_db()
    assert enrolment.streak == 1
    opening = Opening.objects.get()
    assert (opening.finished_at, opening.finished_on) == (cast.NOON, cast.NOON.date())


def test_ticks_are_kept_and_only_lines_that_exist(enrolment: Enrolment) -> None:
    lesson = enrolment.course.lessons.get(slug="lesson-1")
    question = cast.add_question(lesson, "own-words", "reflect")
    assert question.revision is not None
    prediction = recording.record_prediction(
        enrolment, lesson, question, question.revision, {"text": "Mine"}, 3, cast.NOON
    )
    recording.record_ticks(prediction, [1, 1, 7])
    prediction.refresh_from_db()
    assert prediction.ticked == [1]
    assert prediction.is_right is None


def visit(course: Course) -> Enrolment:
    reader = Reader(visitor=uuid4())
    return recording.enrolment_for(get_place(reader, course.slug, cast.NOON))


def claim(visitors: Enrolment, learner_email: str = "new@example.org") -> None:
    assert visitors.visitor is not None
    learner = cast.make_learner(email=learner_email)
    recording.claim_visitor_work(visitors.visitor, learner, LATER)


def test_what_a_visitor_answered_comes_along_when_they_sign_up(course: Course) -> None:
    visitors = visit(course)
    prediction = cast.predict(visitors, "question-1", "a")
    claim(visitors)
    prediction.refresh_from_db()
    assert prediction.enrolment.user is not None
    assert prediction.enrolment.user.email == "new@example.org"
    assert prediction.enrolment.visitor is None


def test_a_visitors_answer_does_not_overwrite_the_accounts_own(
    course: Course, enrolment: Enrolment
) -> None:
    own = cast.predict(enrolment, "question-1", "b")
    visitors = visit(course)
    cast.predict(visitors, "question-1", "a")
    brought = cast.predict(visitors, "question-2", "a")
    assert visitors.visitor is not None
    assert enrolment.user is not None
    recording.claim_visitor_work(visitors.visitor, enrolment.user, LATER)
    assert set(Prediction.objects.all()) == {own, brought}
    own.refresh_from_db()
    assert own.choice == "b"
    assert Enrolment.objects.get() == enrolment


def test_claiming_twice_changes_nothing(course: Course) -> None:
    visitors = visit(course)
    cast.predict(visitors, "question-1", "a")
    claim(visitors)
    claim(visitors, "second@example.org")
    assert Enrolment.objects.get().user == Prediction.objects.get().enrolment.user


def test_an_enrolment_begins_with_the_first_answer_and_only_once(course: Course) -> None:
    reader = Reader(user=cast.make_learner())
    place = get_place(reader, course.slug, cast.NOON)
    assert recording.enrolment_for(place) == recording.enrolment_for(place)


@pytest.mark.django_db(transaction=True)
def test_an_enrolment_that_has_just_gone_takes_no_answer(enrolment: Enrolment) -> None:
    """Whoever signs in to an account of theirs leaves none behind for a visitor's other tab."""
    Enrolment.objects.all().delete()
    with pytest.raises(recording.NotLockedError):
        cast.predict(enrolment, "question-1", "a")
    assert Opening.objects.count() == 0


def finish(enrolment: Enrolment, now: datetime = cast.NOON) -> None:
    """Finishes lesson 1 as the enrolment's reader."""
    reader = Reader(user=enrolment.user, visitor=enrolment.visitor)
    place = get_place(reader, enrolment.course.slug, now)
    recording.finish_lesson(place, place.lessons[0])


def test_a_lesson_a_visitor_finished_is_finished_for_the_account_too(
    course: Course, enrolment: Enrolment
) -> None:
    cast.predict(enrolment, "question-1", "b")
    visitors = visit(course)
    finish(visitors)
    assert visitors.visitor is not None
    assert enrolment.user is not None
    recording.claim_visitor_work(visitors.visitor, enrolment.user, LATER)
    assert Opening.objects.get().finished_at == cast.NOON
    enrolment.refresh_from_db()
    assert (enrolment.streak, enrolment.streak_ends_at) == (1, FOUR_IN_TWO_DAYS)


def test_what_a_visitor_finished_counts_for_the_learners_own_day(course: Course) -> None:
    """At 06:00 in UTC it is the evening before in Honolulu."""
    visitors = visit(course)
    finish(visitors, cast.NOON.replace(hour=6))
    assert visitors.visitor is not None
    learner = cast.make_learner(time_zone="Pacific/Honolulu")
    recording.claim_visitor_work(visitors.visitor, learner, cast.NOON.replace(hour=7))
    assert Opening.objects.get().finished_on == date(2026, 11, 23)
    own = Enrolment.objects.get()
    assert (own.start, own.streak) == (date(2026, 11, 23), 1)
    assert own.streak_ends_at == datetime(2026, 11, 25, 14, tzinfo=UTC)
