import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import DjangoAssertNumQueries, Settings

from courseapp.models import Course, Enrolment, Lesson, Step, User
from tests import cast
from tests.clock import HeldClock
from tests.deciding.weather import add_weather

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

Response = Any
"""What django.test's client gives: a response with more to it than its class says."""


@pytest.fixture
def course() -> Course:
    return cast.make_course(
        lessons=3, faq=[{"question": "Why?", "html": "<p>Because.</p>"}], intro_html="<p>Hello.</p>"
    )


@pytest.fixture
def learner(client: Client) -> User:
    learner = cast.make_learner(time_zone="America/New_York")
    client.force_login(learner)
    return learner


def text_of(response: Response) -> str:
    return " ".join(response.content.decode().split())


def test_the_course_page_has_all_of_the_outline(client: Client, course: Course) -> None:
    other = cast.make_course("other")
    course.related = [other.slug, "no-such-course"]
    course.save()
    shown = text_of(client.get("/courses/course/"))
    for part in (
        "⚡",
        "Title of course",
        "A tagline.",
        "The phase",
        "Its aim",
        "Teaser 1",
        "Teaser 3",
        "6 min",
        "Why?",
        "Because.",
        "Hello.",
        "Title of other",
    ):
        assert part in shown
    assert "Secret" not in shown


def test_a_visitor_is_offered_the_first_lesson(client: Client, course: Course) -> None:
    shown = text_of(client.get("/courses/course/"))
    assert "Try the first lesson" in shown
    assert "open one a day once you have enrolled" in shown


def test_somebody_signed_in_is_offered_to_enrol(
    client: Client, course: Course, learner: User
) -> None:
    assert 'href="/enrolments/course/"' in text_of(client.get("/courses/course/"))


def test_a_locked_lesson_says_when_in_the_learners_own_time(
    client: Client, course: Course, learner: User
) -> None:
    cast.enrol(learner, course)
    shown = text_of(client.get("/courses/course/"))
    assert "Wed 25 Nov, 04:00" in shown
    assert "Thu 26 Nov, 04:00" in shown


def finish(enrolment: Enrolment, number: int) -> None:
    """The lesson is answered and finished."""
    cast.predict(enrolment, f"question-{number}", "a")
    enrolment.openings.filter(lesson__slug=f"lesson-{number}").update(
        finished_at=cast.NOON, finished_on=cast.NOON.date()
    )


def test_a_finished_lesson_shows_its_title(client: Client, course: Course, learner: User) -> None:
    finish(cast.enrol(learner, course), 1)
    shown = text_of(client.get("/courses/course/"))
    assert "Secret title 1" in shown
    assert "Secret title 2" not in shown


def ask_more(lesson: Lesson) -> None:
    Step.objects.create(lesson=lesson, position=3, question=cast.add_question(lesson, "new"))


def decide_more(lesson: Lesson) -> None:
    add_weather(lesson, 3, "new")


@pytest.mark.parametrize("add", [ask_more, decide_more])
def test_a_finished_lesson_with_a_new_question_hides_its_title(
    client: Client, course: Course, learner: User, add: Callable[[Lesson], None]
) -> None:
    enrolment = cast.enrol(learner, course)
    for number in (1, 2):
        finish(enrolment, number)
    add(course.lessons.get(slug="lesson-2"))
    for address in ("/courses/course/", "/courses/course/lesson-1/"):
        shown = text_of(client.get(address))
        assert "Secret title 1" in shown
        assert "Teaser 2" in shown
        assert "Secret title 2" not in shown


def test_a_finished_course_is_offered_to_read_again(
    client: Client, course: Course, learner: User
) -> None:
    enrolment = cast.enrol(learner, course)
    for lesson in course.lessons.all():
        cast.open_lesson(enrolment, lesson, finished_at=cast.NOON, finished_on=cast.NOON.date())
    shown = text_of(client.get("/courses/course/"))
    assert 'href="/courses/course/lesson-1/">Read it again</a>' in shown


def test_a_visitor_at_a_locked_lesson_can_sign_up_and_enrol(client: Client, course: Course) -> None:
    shown = text_of(client.get("/courses/course/lesson-2/"))
    assert 'href="/accounts/signup/?next=%2Fenrolments%2Fcourse%2F">Sign up and enrol</a>' in shown


def test_what_is_finished_in_one_course_is_not_in_another(
    client: Client, course: Course, learner: User
) -> None:
    other = cast.make_course("other")
    enrolment = cast.enrol(learner, course)
    cast.open_lesson(
        enrolment,
        course.lessons.get(slug="lesson-1"),
        finished_at=cast.NOON,
        finished_on=cast.NOON.date(),
    )
    cast.enrol(learner, other)
    page = client.get("/courses/other/").context["page"]
    assert (page.title, page.finished) == (other.title, 0)


def test_a_course_that_is_retired_is_gone(client: Client, course: Course) -> None:
    Course.objects.update(retired_at=cast.NOON)
    assert client.get("/courses/course/").status_code == 404
    assert "Title of course" not in text_of(client.get("/"))


def test_a_retired_course_stays_with_who_takes_it(
    client: Client, course: Course, learner: User
) -> None:
    enrolment = cast.enrol(learner, course)
    cast.predict(enrolment, "question-1", "a")
    client.post("/courses/course/lesson-1/finish/")
    course.retired_at = cast.NOON
    course.save()
    shown = text_of(client.get("/courses/course/"))
    assert "This course has ended." in shown
    assert "Stays closed, for the course has ended" in shown
    assert 'href="/courses/course/lesson-1/">Read it again</a>' in shown
    assert "/enrolments/course/" not in shown
    assert "Secret reveal." in text_of(client.get("/courses/course/lesson-1/"))
    for address in ("/", "/today/"):
        assert "Title of course" not in text_of(client.get(address))


def test_nobody_enrols_in_a_retired_course(client: Client, course: Course, learner: User) -> None:
    Course.objects.update(retired_at=cast.NOON)
    response = client.post("/enrolments/course/", {"pace": "daily"})
    assert (response.status_code, Enrolment.objects.count()) == (404, 0)


def test_today_without_a_course_leads_to_the_catalogue(client: Client, learner: User) -> None:
    assert 'href="/"' in text_of(client.get("/today/"))


def test_today_offers_todays_lesson_in_one_tap(
    client: Client, course: Course, learner: User
) -> None:
    cast.enrol(learner, course)
    shown = text_of(client.get("/today/"))
    assert 'href="/courses/course/lesson-1/"' in shown
    assert "Wed 25 Nov, 04:00" in shown


def test_today_shows_the_streak_and_what_opens_tomorrow(
    client: Client, course: Course, learner: User
) -> None:
    enrolment = cast.enrol(learner, course)
    cast.predict(enrolment, "question-1", "a")
    client.post("/courses/course/lesson-1/finish/")
    page = client.get("/today/").context["page"]
    (shown,) = page.courses
    assert (shown.streak, shown.is_done_today, shown.lesson) == (1, True, None)
    assert shown.next_row.name == "Teaser 2"


def test_a_streak_breaks_after_a_day_without_a_lesson(
    client: Client, course: Course, learner: User, clock: HeldClock
) -> None:
    enrolment = cast.enrol(learner, course)
    cast.predict(enrolment, "question-1", "a")
    client.post("/courses/course/lesson-1/finish/")
    clock.instant = cast.NOON + timedelta(days=1)
    assert client.get("/today/").context["page"].courses[0].streak == 1
    clock.instant = cast.NOON + timedelta(days=2)
    assert client.get("/today/").context["page"].courses[0].streak == 0


@pytest.mark.parametrize("address", ["/today/", "/courses/course/lesson-1/"])
def test_pages_of_ones_own_are_kept_nowhere(
    client: Client, course: Course, learner: User, address: str
) -> None:
    assert "no-store" in client.get(address)["Cache-Control"]


def test_today_needs_an_account(client: Client) -> None:
    assert client.get("/today/")["Location"] == "/accounts/login/?next=/today/"


@pytest.mark.parametrize("courses", [1, 3])
@pytest.mark.parametrize(("address", "queries"), [("/", 5), ("/today/", 4)])
def test_pages_that_list_courses_take_a_constant_number_of_queries(
    client: Client,
    learner: User,
    courses: int,
    address: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(courses):
        cast.enrol(learner, cast.make_course(f"course-{number}"))
    client.get(address)  # the first reader after a load fetches the lessons for all
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("lessons", [1, 3])
def test_a_course_page_takes_a_constant_number_of_queries(
    client: Client,
    learner: User,
    lessons: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    enrolment = cast.enrol(learner, cast.make_course(lessons=lessons))
    for number in range(lessons):
        finish(enrolment, number + 1)
    client.get("/courses/course/")
    with django_assert_num_queries(4):
        client.get("/courses/course/")


def test_a_paused_learner_is_told_so(client: Client, course: Course, learner: User) -> None:
    cast.enrol(learner, course, pauses=[["2026-11-24", None]])
    assert client.get("/today/").context["page"].courses[0].is_paused
    assert "Opens after your pause" in text_of(client.get("/courses/course/"))
    assert Enrolment.objects.get().pauses == [["2026-11-24", None]]


def test_the_site_goes_by_its_own_name(client: Client, settings: Settings) -> None:
    settings.SITE_NAME = "Foresight"
    shown = text_of(client.get("/"))
    assert "Foresight" in shown
    assert "Hunch" not in shown


def test_figures_are_served_for_good_and_cannot_run_anything(client: Client) -> None:
    cast.make_figure("abc.svg")
    response = client.get("/figures/abc.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert client.get("/figures/other.svg").status_code == 404


def test_a_figures_address_has_no_nul_for_postgresql_to_stumble_on() -> None:
    with pytest.raises(Resolver404):
        resolve("/figures/abc\0.svg")


def card_of(response: Response) -> dict[str, str]:
    return dict(re.findall(r'<meta property="og:(\S+)" content="([^"]*)">', text_of(response)))


def test_a_shared_link_shows_the_course_and_no_answer(client: Client, course: Course) -> None:
    card = card_of(client.get("/courses/course/?from=mail"))
    assert card["title"] == "Title of course"
    assert card["description"] == "A tagline."
    assert card["url"] == "http://testserver/courses/course/"
    assert card["image"] == "http://testserver/static/icons/card.png"
    lesson = card_of(client.get("/courses/course/lesson-1/"))
    assert (lesson["title"], lesson["description"]) == ("Teaser 1", "Title of course")


def test_a_page_names_its_own_address(client: Client, course: Course) -> None:
    canonical = '<link rel="canonical" href="http://testserver/courses/course/">'
    assert canonical in text_of(client.get("/courses/course/?from=mail"))
    assert 'rel="canonical"' not in text_of(client.get("/no-such-page/"))
