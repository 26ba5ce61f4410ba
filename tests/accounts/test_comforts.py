"""How somebody likes to read."""

import pytest
from django.test import Client

from tests.cast import make_learner

pytestmark = pytest.mark.django_db

PLAIN = '<html lang="en-gb">'


def root_of(client: Client, address: str = "/") -> str:
    page = client.get(address).content.decode()
    return page[page.index("<html") : page.index("<head>")].strip()


def choose(client: Client, **choices: str) -> None:
    client.post("/comforts/", choices | {"next": "/"})


def test_a_text_size_holds_from_the_first_paint_and_standard_is_nothing(client: Client) -> None:
    assert root_of(client) == PLAIN
    choose(client, text_size="large")
    assert root_of(client) == '<html lang="en-gb" data-text-size="large">'
    choose(client, text_size="")
    assert root_of(client) == PLAIN


def test_shortcuts_can_be_turned_off_and_on_whatever_the_size(client: Client) -> None:
    choose(client, text_size="small")
    choose(client, shortcuts="off")
    assert root_of(client) == '<html lang="en-gb" data-text-size="small" data-shortcuts="off">'
    choose(client, shortcuts="")
    assert root_of(client) == '<html lang="en-gb" data-text-size="small">'


def test_what_cannot_be_chosen_is_never_said(client: Client) -> None:
    choose(client, text_size='"><script>')
    assert client.cookies.get("text_size") is None
    client.cookies["text_size"] = "enormous"
    assert root_of(client) == PLAIN


def test_the_choice_shows_which_one_holds(client: Client) -> None:
    client.force_login(make_learner())
    choose(client, text_size="largest")
    page = client.get("/account/").content.decode()
    assert 'name="text_size" value="largest" aria-pressed="true"' in page
    assert page.count('aria-pressed="true"') == 2  # the other says that shortcuts are on
    assert 'name="next" value="/account/"' in page


@pytest.mark.parametrize(
    ("next_url", "leads_to"),
    [
        ("/courses/x/?a=1", "/courses/x/?a=1"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("no address", "/"),
        ("", "/"),
    ],
)
def test_it_leads_back_and_never_to_another_host(
    client: Client, next_url: str, leads_to: str
) -> None:
    response = client.post("/comforts/", {"text_size": "large", "next": next_url})
    assert response.headers["Location"] == leads_to


def test_a_script_gets_the_cookie_and_stays_where_it_is(client: Client) -> None:
    response = client.post("/comforts/", {"text_size": "large"}, headers={"HX-Request": "true"})
    assert (response.status_code, response.content) == (204, b"")
    assert root_of(client) == '<html lang="en-gb" data-text-size="large">'


CHOSEN = {"text_size": "large", "shortcuts": "off", "django_language": "de"}


def test_what_one_chose_lasts_from_the_last_page(client: Client) -> None:
    client.cookies.load(CHOSEN)
    page = client.get("/")
    for name, value in CHOSEN.items():
        cookie = page.cookies[name]
        assert (cookie.value, cookie["max-age"]) == (value, 365 * 24 * 3600)
        assert (cookie["samesite"], cookie["httponly"], cookie["path"]) == ("Lax", True, "/")


def test_nothing_else_is_put_off(client: Client) -> None:
    assert not client.get("/").cookies
    client.cookies.load({"text_size": "huge", "django_language": "tlh", "shortcuts": ""})
    assert not client.get("/").cookies
    client.cookies.load(CHOSEN)
    choose(client, text_size="")
    assert client.cookies["text_size"].value == ""
    assert not client.get("/no/page/").cookies
    assert not client.get("/", headers={"Sec-Fetch-Dest": "empty"}).cookies
