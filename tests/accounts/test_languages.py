"""The language of the site's own words."""

import pytest
from django.test import Client

from courseapp.accounts.comforts import A_YEAR
from courseapp.models import User
from tests import cast
from tests.cast import make_learner

pytestmark = pytest.mark.django_db

GERMAN_BROWSER = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}


def language_of(client: Client, **headers: str) -> str:
    response = client.get("/", headers=headers)
    assert response.headers["Vary"]
    return str(response.headers["Content-Language"])


def choose(client: Client, language: str) -> None:
    client.post("/language/", {"language": language, "next": "/"})


@pytest.fixture
def ada(client: Client) -> User:
    """A learner, signed in."""
    learner = make_learner()
    client.force_login(learner)
    return learner


def test_a_browser_gets_the_language_it_asks_for(client: Client) -> None:
    assert language_of(client, **GERMAN_BROWSER) == "de"
    assert language_of(client, **{"accept-language": "fr"}) == "en-gb"


def test_a_visitors_choice_counts_more_than_the_browser(client: Client) -> None:
    choose(client, "en-gb")
    assert language_of(client, **GERMAN_BROWSER) == "en-gb"


def test_a_choice_outlives_the_browsers_session(client: Client) -> None:
    choose(client, "de")
    cookie = client.cookies["django_language"]
    assert (cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (A_YEAR, "Lax", True)


def test_a_learners_choice_goes_with_the_account(client: Client, ada: User) -> None:
    choose(client, "de")
    elsewhere = Client()
    elsewhere.force_login(ada)
    assert language_of(elsewhere) == "de"


def test_a_language_we_do_not_have_changes_nothing(client: Client, ada: User) -> None:
    choose(client, "tlh")
    ada.refresh_from_db()
    assert (ada.language, language_of(client)) == ("", "en-gb")


def test_the_form_leads_back_and_never_to_another_host(client: Client) -> None:
    back = client.post("/language/", {"language": "de", "next": "/courses/x/?a=1"})
    assert back.headers["Location"] == "/courses/x/?a=1"
    away = client.post("/language/", {"language": "de", "next": "https://example.org/"})
    assert away.headers["Location"] == "/"


def test_an_account_may_go_back_to_what_the_browser_says(client: Client, ada: User) -> None:
    choose(client, "de")
    client.post("/account/", {"name": "", "time_zone": "UTC", "language": ""})
    assert language_of(client, **{"accept-language": "en"}) == "en-gb"


def test_from_a_refused_answer_the_form_leads_back_to_the_lesson(client: Client) -> None:
    cast.make_course(lessons=1)
    lesson = "/courses/course/lesson-1/"
    refused = client.post(f"{lesson}question-1/predict/", {"wording": "another"})
    assert refused.status_code == 422
    assert f'name="next" value="{lesson}" form="languages"' in refused.text


def test_a_range_is_said_in_the_readers_language(client: Client) -> None:
    revision = cast.add_revision(cast.make_course(lessons=1).questions.get(), "interval")
    sent = {"wording": revision.wording, "low": "1.500", "high": "2.900"}
    address = "/courses/course/lesson-1/question-1/predict/"
    shown = client.post(address, sent, headers=GERMAN_BROWSER | {"HX-Request": "true"})
    assert '<p class="beside__number">1,500 bis 2,900 ' in shown.text
