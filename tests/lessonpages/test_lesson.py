from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from courseapp.lessonpages.reading import questions_of
from courseapp.models import (
    Course,
    Enrolment,
    Lesson,
    Prediction,
    Question,
    Revision,
    Solution,
    Step,
    User,
)
from courseapp.schedule.outline import steps_of
from tests import cast
from tests.clock import HeldClock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Response = Any
"""What django.test's client gives: a response with more to it than its class says."""

LESSON = "/courses/course/lesson-1/"
PREDICT = LESSON + "question-1/predict/"


@pytest.fixture
def course() -> Course:
    return cast.make_course(lessons=3)


@pytest.fixture
def learner(course: Course) -> User:
    learner = cast.make_learner(time_zone="Europe/Berlin")
    cast.enrol(learner, course)
    return learner


@pytest.fixture
def page(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client


def answer_to(key: str, **fields: str) -> dict[str, str]:
    revision = Question.objects.get(key=key).revision
    assert revision is not None
    return {"wording": revision.wording, "confidence": "4"} | fields


def post(client: Client, choice: str = "a", **headers: Any) -> Response:
    return client.post(PREDICT, answer_to("question-1", choice=choice), **headers)


def text_of(response: Response) -> str:
    return response.content.decode()


def test_a_lesson_stops_at_its_first_question(page: Client) -> None:
    shown = text_of(page.get(LESSON))
    assert "Opening scene 1." in shown
    assert "Teaser 1" in shown
    assert "Secret" not in shown


def test_what_follows_the_last_question_is_not_even_handed_to_the_template(page: Client) -> None:
    held = page.get(LESSON).context["page"]
    assert (held.title, held.objective, held.sources, held.next_lesson) == ("", "", [], None)


def test_an_answer_locks_and_leads_back_to_the_reveal(page: Client) -> None:
    response = post(page)
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"] == f"{LESSON}#question-question-1"
    shown = text_of(page.get(LESSON))
    for secret in ("Secret why of a.", "Secret why of b.", "Secret reveal.", "Secret ending 1."):
        assert secret in shown
    assert "Secret title 1" in shown


def test_what_an_answer_rests_on_is_said_with_the_answer_only(page: Client) -> None:
    solution = Solution.objects.get(revision__question__key="question-1")
    rests_on = {"source": "Secret <em>run</em>", "valid_until": "2027-05-24"}
    solution.shown = solution.shown | rests_on
    solution.save()
    asked, shown = text_of(page.get(LESSON)), text_of(post(page, headers={"HX-Request": "true"}))
    for secret in ("Secret <em>run</em>", "24 May 2027"):
        assert secret not in asked
        assert secret in shown


def test_htmx_gets_the_reveal_and_what_follows(page: Client) -> None:
    shown = text_of(post(page, headers={"HX-Request": "true"}))
    assert "<!doctype" not in shown
    assert "Secret why of b." in shown
    assert "Secret ending 1." in shown
    assert "Opening scene 1." not in shown


def test_pressing_twice_keeps_the_first_and_shows_it(page: Client) -> None:
    post(page, "a")
    shown = text_of(post(page, "b", headers={"HX-Request": "true"}))
    assert "Secret why of a." in shown
    assert Prediction.objects.get().choice == "a"


def test_without_a_confidence_nothing_is_locked_or_lost(page: Client) -> None:
    data = answer_to("question-1", choice="b") | {"confidence": ""}
    response = page.post(PREDICT, data)
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    shown = text_of(response)
    assert "Say how sure you are. It never counts against you." in shown
    assert "Secret" not in shown
    assert Prediction.objects.count() == 0


def test_a_question_changed_meanwhile_is_shown_anew(page: Client) -> None:
    data = answer_to("question-1", choice="b") | {"wording": "as it was"}
    response = page.post(PREDICT, data, headers={"HX-Request": "true"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The author has just changed this question" in text_of(response)
    assert Prediction.objects.count() == 0


def test_a_later_question_cannot_be_answered_first(page: Client) -> None:
    lesson = Lesson.objects.get(slug="lesson-1")
    later = cast.add_question(lesson, "later")
    Step.objects.create(lesson=lesson, position=3, question=later)
    response = page.post(LESSON + "later/predict/", answer_to("later", choice="a"))
    assert response.status_code == HTTPStatus.FOUND
    assert Prediction.objects.count() == 0


def test_a_locked_lesson_says_when_it_opens_in_the_learners_time(page: Client) -> None:
    response = page.get("/courses/course/lesson-2/")
    assert response.status_code == HTTPStatus.FORBIDDEN
    shown = text_of(response)
    assert "Wed 25 Nov, 04:00" in shown
    assert "Opening scene 2." not in shown


def test_a_locked_lesson_takes_no_answer(page: Client) -> None:
    url = "/courses/course/lesson-2/question-2/predict/"
    response = page.post(url, answer_to("question-2", choice="a"))
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert Prediction.objects.count() == 0


def test_a_question_of_another_lesson_is_not_found_here(page: Client) -> None:
    url = LESSON + "question-2/predict/"
    assert page.post(url, answer_to("question-2", choice="a")).status_code == HTTPStatus.NOT_FOUND


def test_a_renamed_lesson_leads_on(page: Client, course: Course) -> None:
    lesson = Lesson.objects.get(slug="lesson-1")
    lesson.former_slugs.create(course=course, slug="old-name")
    response = page.get("/courses/course/old-name/")
    assert response.status_code == HTTPStatus.MOVED_PERMANENTLY
    assert response["Location"] == LESSON


def test_an_answer_to_a_lesson_renamed_meanwhile_is_locked(page: Client, course: Course) -> None:
    Lesson.objects.get(slug="lesson-1").former_slugs.create(course=course, slug="old-name")
    data = answer_to("question-1", choice="b")
    page.post("/courses/course/old-name/question-1/predict/", data, follow=True)
    assert Prediction.objects.get().choice == "b"


def test_finishing_says_what_opens_next_and_when(page: Client) -> None:
    post(page)
    response = page.post(LESSON + "finish/", follow=True)
    shown = text_of(response)
    assert "Teaser 2" in shown
    assert "Wed 25 Nov, 04:00" in shown
    assert Enrolment.objects.get().streak == 1


def test_an_unanswered_lesson_cannot_be_finished(page: Client) -> None:
    page.post(LESSON + "finish/")
    assert Enrolment.objects.get().streak == 0


def test_another_device_goes_on_where_this_one_stopped(page: Client, learner: User) -> None:
    post(page)
    other = Client()
    other.force_login(learner)
    assert "Secret ending 1." in text_of(other.get(LESSON))


def test_others_are_shown_once_five_have_answered(page: Client, course: Course) -> None:
    for number in range(4):
        cast.predict(cast.enrol(cast.make_learner(), course), "question-1", "ab"[number % 2])
    post(page)
    assert "other learners" not in text_of(page.get(LESSON))


def test_others_are_counted_without_oneself(page: Client, course: Course) -> None:
    for choice in "aaabb":
        cast.predict(cast.enrol(cast.make_learner(), course), "question-1", choice)
    post(page, "b")
    shown = text_of(page.get(LESSON))
    assert "60" in shown
    assert "5 other learners" in shown


def test_a_visitor_takes_the_first_lesson_only(client: Client, course: Course) -> None:
    assert client.get(LESSON).status_code == HTTPStatus.OK
    assert post(client).status_code == HTTPStatus.FOUND
    assert "Secret why of b." in text_of(client.get(LESSON))
    assert client.get("/courses/course/lesson-2/").status_code == HTTPStatus.FORBIDDEN


def test_a_visitor_who_sends_twice_before_the_first_comes_back_is_one(course: Course) -> None:
    """Neither post has a session yet; what they share is the form."""
    for choice in "ab":
        browser = Client()
        browser.cookies["csrftoken"] = "a" * 32
        post(browser, choice)
    assert (Enrolment.objects.count(), Prediction.objects.get().choice) == (1, "a")


def test_an_address_sends_only_so_many_new_visitors(
    client: Client, course: Course, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"new_visitor": "60/h/ip"}
    post(client)
    for _ in range(59):
        post(Client())
    refused = post(Client())
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Too many tries" in text_of(refused)
    assert Client().post(LESSON + "finish/").status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert Enrolment.objects.count() == 60
    assert post(client).status_code == HTTPStatus.FOUND


def test_looking_writes_nothing(client: Client, course: Course) -> None:
    client.get(LESSON)
    client.get("/courses/course/")
    assert Enrolment.objects.count() == 0
    assert client.cookies.get("sessionid") is None


def test_a_rubric_is_ticked_against_ones_own_words(page: Client) -> None:
    lesson = Lesson.objects.get(slug="lesson-1")
    own = cast.add_question(lesson, "own-words", "reflect")
    Step.objects.filter(lesson=lesson, position=1).update(question=own)
    url = LESSON + "own-words/"
    assert page.post(url + "rubric/", {"ticked": "1"}).status_code == HTTPStatus.NOT_FOUND
    page.post(url + "predict/", answer_to("own-words", text="My own words"))
    page.post(url + "rubric/", {"ticked": ["1", "x", "²", "9", "9" * 5000]})
    assert Prediction.objects.get().ticked == [1]
    shown = text_of(page.get(LESSON))
    assert "My own words" in shown
    assert "Secret model answer." in shown


def test_what_was_finished_never_locks_again(page: Client, clock: HeldClock) -> None:
    post(page)
    page.post(LESSON + "finish/")
    Enrolment.objects.update(start=cast.NOON.date() + timedelta(days=30))
    Lesson.objects.filter(slug="lesson-3").update(position=9)
    Lesson.objects.filter(slug="lesson-1").update(position=2)
    assert page.get(LESSON).status_code == HTTPStatus.OK


def test_a_learner_who_is_not_enrolled_is_asked_to_enrol(client: Client, course: Course) -> None:
    client.force_login(cast.make_learner())
    response = client.get("/courses/course/lesson-2/")
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "/enrolments/course/" in text_of(response)


def test_staff_preview_everything_and_record_nothing(client: Client, course: Course) -> None:
    client.force_login(cast.make_instructor())
    shown = text_of(client.get("/courses/course/lesson-3/preview/"))
    assert "Secret why of b." in shown
    assert "Secret ending 3." in shown
    assert Prediction.objects.count() == 0


@pytest.mark.parametrize("page", ["lesson-3/preview/", "pick/preview/"])
def test_staff_without_the_right_to_see_courses_do_not_preview(
    client: Client, course: Course, page: str
) -> None:
    client.force_login(cast.make_learner(is_staff=True))

    assert client.get(f"/courses/course/{page}").status_code == 403


def test_learners_do_not_preview(page: Client) -> None:
    response = page.get(LESSON + "preview/")
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"].startswith("/admin/login/")


def test_no_solution_stays_on_what_readers_share(page: Client, learner: User) -> None:
    post(page)
    staff = Client()
    staff.force_login(cast.make_instructor())
    staff.get(LESSON + "preview/")
    lesson = Lesson.objects.get(slug="lesson-1")
    (question,) = questions_of(steps_of(lesson, lesson.course))
    assert question.revision is not None
    assert not Revision._meta.get_field("solution").is_cached(question.revision)


@pytest.mark.parametrize("answered", [1, 3])
def test_a_lesson_takes_eight_queries_however_many_questions(
    page: Client,
    learner: User,
    answered: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    lesson = Lesson.objects.get(slug="lesson-1")
    enrolment = learner.enrolments.get()
    cast.predict(enrolment, "question-1", "b")
    for number in range(answered - 1):
        question = cast.add_question(lesson, f"more-{number}")
        Step.objects.create(lesson=lesson, position=3 + number, question=question)
        cast.predict(enrolment, question.key, "a")
    Client().get(LESSON)  # the first reader after a load fetches lesson and steps for all
    with django_assert_max_num_queries(8):
        response = page.get(LESSON)
    assert "Secret title 1" in text_of(response)


def test_a_retired_lesson_has_no_number_and_nothing_after_it(page: Client, course: Course) -> None:
    post(page)
    page.post(LESSON + "finish/")
    Lesson.objects.filter(slug="lesson-1").update(retired_at=cast.NOON)
    Lesson.objects.filter(slug="lesson-2").update(position=0)
    course.save()
    shown = text_of(page.get(LESSON))
    assert "Lesson 1 of" not in shown
    assert "Teaser 3" not in shown
    assert "The course goes on without this lesson now." in shown


def test_a_question_moved_to_a_locked_lesson_does_not_open_it(page: Client) -> None:
    """A retired lesson goes on asking it, of whoever had that lesson open."""
    retired, locked = Lesson.objects.get(slug="lesson-1"), Lesson.objects.get(slug="lesson-3")
    cast.open_lesson(Enrolment.objects.get(), retired)
    Lesson.objects.filter(pk=retired.pk).update(retired_at=cast.NOON)
    Question.objects.filter(key="question-1").update(lesson=locked)
    post(page)
    assert Prediction.objects.get().choice == "a"
    assert page.get("/courses/course/lesson-3/").status_code == HTTPStatus.FORBIDDEN
