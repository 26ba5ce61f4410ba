"""Every page of an account: there, in the site's frame, and without a word of inline code."""

import re

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.test import Client

from tests.cast import enrol, make_cohort, make_course, make_learner

pytestmark = pytest.mark.django_db
INLINE = re.compile(rb"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:")
VISITORS = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-set-password/",
    "/accounts/password/reset/key/done/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/broken/",
    "/accounts/inactive/",
]
LEARNERS = [
    "/account/",
    "/account/delete/",
    "/accounts/email/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/password/set/",
    "/accounts/reauthenticate/",
    "/enrolments/course/",
    "/enrolments/other/",
    "/enrolments/third/",
    "/join/",
    "/join/ABCD2345/",
]


def is_ours_without_inline_code(page: bytes) -> bool:
    return b'<body class="accounts">' in page and not INLINE.search(page)


@pytest.mark.parametrize("url", VISITORS)
def test_pages_for_anyone(client: Client, url: str) -> None:
    page = client.get(url)
    assert (page.status_code, is_ours_without_inline_code(page.content)) == (200, True)


@pytest.mark.parametrize("url", LEARNERS)
def test_pages_for_the_signed_in(client: Client, url: str) -> None:
    learner = make_learner()
    learner.set_password("correct horse battery")
    if url == "/accounts/password/set/":
        learner.set_unusable_password()
    learner.save()
    make_cohort(make_course(), join_code="ABCD2345")
    other = make_course("other")
    enrol(learner, other, cohort=make_cohort(other))
    enrol(learner, make_course("third"))
    client.force_login(learner)
    page = client.get(url)
    assert (page.status_code, is_ours_without_inline_code(page.content)) == (200, True)


@pytest.mark.parametrize("url", ["/account/", "/account/export/", "/join/", "/enrolments/course/"])
def test_visitors_are_led_to_sign_in(client: Client, url: str) -> None:
    assert client.get(url)["Location"] == f"/accounts/login/?next={url}"


def test_every_field_has_its_label_hint_and_error(client: Client) -> None:
    page = client.post("/accounts/signup/", {"email": "wrong"}).content.decode()
    for field in ("email", "password1", "name", "time_zone"):
        assert f'<label class="field__label" for="id_{field}">' in page
    assert 'aria-describedby="id_email_error"' in page
    assert '<div class="field__error" id="id_email_error">' in page
    assert '<div class="field__hint" id="id_name_helptext">' in page


@pytest.mark.parametrize(
    ("addresses", "offered"),
    [
        ({"main@example.org": True}, []),
        ({"main@example.org": False}, ["action_send"]),
        (
            {"main@example.org": True, "other@example.org": True},
            ["action_primary", "action_send", "action_remove"],
        ),
    ],
)
def test_addresses_offer_what_can_be_done_with_them(
    client: Client, addresses: dict[str, bool], offered: list[str]
) -> None:
    learner = make_learner(email="main@example.org")
    for email, verified in addresses.items():
        EmailAddress.objects.create(
            user=learner, email=email, verified=verified, primary=email == learner.email
        )
    client.force_login(learner)
    page = client.get("/accounts/email/").content.decode()
    assert re.findall(r'name="(action_(?!add)\w+)"', page) == offered


def test_a_link_confirms_an_address_once_its_owner_says_so(client: Client) -> None:
    learner = make_learner()
    address = EmailAddress.objects.create(user=learner, email=learner.email, primary=True)
    url = f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"
    assert f"Is <strong>{learner.email}</strong> your address?" in client.get(url).content.decode()
    client.post(url)
    address.refresh_from_db()
    assert address.verified
    assert "This link no longer works" in client.get(url).content.decode()
