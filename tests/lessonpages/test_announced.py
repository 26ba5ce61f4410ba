"""A course that is only announced is named as coming. It links nowhere and is counted nowhere."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from courseapp.models import Course, User
from tests import cast
from tests.admin.desk import ADMIN, make_superuser, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TAGLINE = "Stop reading `'a` as line noise & start."


def announce(slug: str, **fields: Any) -> Course:
    dull = {"emoji": "🦀", "title": f"Title of {slug}", "tagline": TAGLINE, "path": slug}
    return Course.objects.create(slug=slug, announced=True, **dull | fields)


@pytest.fixture
def course() -> Course:
    for slug in ("apples", "zebras"):
        announce(slug)
    return cast.make_course(related=["zebras", "no-such-course", "apples"])


def test_the_catalogue_names_it_behind_those_that_can_be_taken(
    client: Client, course: Course
) -> None:
    cards = client.get("/").context["page"]["cards"]
    assert [(card.title, card.url, card.lessons, card.minutes) for card in cards] == [
        ("Title of course", "/courses/course/", 2, 12),
        ("Title of apples", "", 0, 0),
        ("Title of zebras", "", 0, 0),
    ]


@pytest.mark.parametrize("address", ["/", "/courses/course/"])
def test_it_is_coming_and_links_nowhere(client: Client, course: Course, address: str) -> None:
    page = text_of(client.get(address))
    assert page.count('<span lang="en">Title of apples</span>') == 1
    assert page.count("<span>Coming</span>") == 2
    for words in ("/courses/apples/", "0 lessons", 'href=""'):
        assert words not in page


def test_related_courses_stand_in_the_authors_order(client: Client, course: Course) -> None:
    related = client.get("/courses/course/").context["page"].related
    assert [card.title for card in related] == ["Title of zebras", "Title of apples"]


def test_code_in_a_tagline_is_code_and_elsewhere_words(client: Client, course: Course) -> None:
    code = "Stop reading <code>&#x27;a</code> as line noise &amp; start."
    assert text_of(client.get("/")).count(code) == 2
    Course.objects.filter(slug="course").update(tagline=TAGLINE)
    page = text_of(client.get("/courses/course/"))
    assert f'<p class="lede" lang="en">{code}</p>' in page
    words = "Stop reading &#x27;a as line noise &amp; start."
    assert page.count(f'content="{words}"') == 2


def visitor() -> Client:
    return Client()


def learner() -> Client:
    client = Client()
    client.force_login(cast.make_learner())
    return client


def author() -> Client:
    return signed_in(make_superuser())


@pytest.mark.parametrize("reader", [visitor, learner, author])
def test_it_has_no_page(course: Course, reader: Any) -> None:
    client = reader()
    for address in ("", "glossary/", "pick/", "lesson-1/"):
        assert client.get(f"/courses/apples/{address}").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_can_enrol(course: Course, method: str) -> None:
    client = learner()
    assert getattr(client, method)("/enrolments/apples/", {"pace": "daily"}).status_code == 404
    assert not Course.objects.get(slug="apples").enrolments.exists()


def test_today_does_not_know_it(client: Client, course: Course) -> None:
    user: User = cast.make_learner()
    cast.enrol(user, course)
    client.force_login(user)
    assert "Title of apples" not in text_of(client.get("/today/"))


def test_the_desk_offers_it_nowhere(course: Course) -> None:
    client = signed_in(make_superuser())
    for path in ("cohort/add", "enrolment", "lesson", "phase", "question", "framework"):
        page = text_of(client.get(f"{ADMIN}/{path}/"))
        assert "Title of apples" not in page, path
    assert "Title of apples" in text_of(client.get(f"{ADMIN}/course/"))


def test_the_demo_takes_another_course(course: Course, settings: Settings, tmp_path: Any) -> None:
    settings.LOCAL, settings.VAR_DIR = True, tmp_path
    Course.objects.filter(slug="course").update(title="zzz")
    call_command("make_demo", verbosity=0)
    taken = Course.objects.filter(cohorts__isnull=False).distinct()
    assert [one.slug for one in taken] == ["course"]


@pytest.mark.parametrize("announced", [1, 3])
def test_the_catalogue_takes_a_constant_number_of_queries(
    client: Client, announced: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    slugs = [f"coming-{number}" for number in range(announced)]
    for slug in slugs:
        announce(slug)
    cast.make_course(related=slugs)
    for address, queries in {"/": 1, "/courses/course/": 2}.items():
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)
