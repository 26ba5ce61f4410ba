"""Whose a page is, as its header says it."""

import pytest
from django.test import Client

from courseapp.accounts.pseudonyms import pseudonym_of
from courseapp.models import Course
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def course() -> Course:
    return cast.make_course("course", lessons=1)


def test_a_pseudonym_is_one_persons_and_tells_nothing() -> None:
    one, other = cast.make_learner(), cast.make_learner()
    assert pseudonym_of(one) == pseudonym_of(one)
    assert pseudonym_of(one) != pseudonym_of(other)
    assert len(pseudonym_of(one)) == 32
    assert str(one.pk) != pseudonym_of(one)


@pytest.mark.parametrize("address", ["/", "/courses/course/lesson-1/", "/account/", "/none/"])
def test_every_page_says_whose_it_is(client: Client, course: Course, address: str) -> None:
    learner = cast.make_learner()
    client.force_login(learner)
    response = client.get(address)
    assert response.headers["X-Reader"] == pseudonym_of(learner)


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/today/", "/admin/"])
def test_a_page_nobody_is_signed_in_to_says_so(client: Client, address: str) -> None:
    response = client.get(address, follow=True)
    assert response.headers["X-Reader"] == "nobody"
    assert b"data-reader" not in response.getvalue()


def test_what_is_no_page_says_nothing(client: Client) -> None:
    cast.make_figure("picture.svg")
    client.force_login(cast.make_learner())
    for address in ("/health/", "/account/export/", "/service-worker.js", "/figures/picture.svg"):
        response = client.get(address)
        assert response.status_code == 200
        assert "X-Reader" not in response.headers


@pytest.mark.parametrize("address", ["/", "/courses/course/", "/account/", "/none/"])
def test_the_browser_keeps_no_copy_of_a_persons_page(
    client: Client, course: Course, address: str
) -> None:
    client.force_login(cast.make_learner())
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_a_visitors_page_may_be_kept(client: Client) -> None:
    assert "Cache-Control" not in client.get("/").headers


def test_signing_out_leaves_a_page_of_nobody(client: Client) -> None:
    client.force_login(cast.make_learner())
    response = client.post("/accounts/logout/")
    assert response.headers["X-Reader"] == "nobody"
    # Safari takes a minute over it with a worker, whose pages it drops, too.
    assert "Clear-Site-Data" not in response.headers
