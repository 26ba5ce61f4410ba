"""Mail as superusers see it: why it waits, never what it says."""

from datetime import timedelta

import pytest
from django.test import Client

from courseapp.models import Mail
from tests import cast
from tests.clock import HeldClock

pytestmark = pytest.mark.django_db
LIST = "/admin/courseapp/mail/"


@pytest.fixture(autouse=True)
def _superuser(client: Client, clock: HeldClock) -> None:
    client.force_login(cast.make_learner(is_staff=True, is_superuser=True))


def press(client: Client, mail: Mail) -> str:
    form = {"action": "try_again", "_selected_action": [mail.pk]}
    return client.post(LIST, form, follow=True).content.decode()


def test_the_list_says_what_is_wrong_and_nothing_of_the_words(client: Client) -> None:
    mail = cast.make_mail(tries=3, last_error="ConnectionRefusedError: no")
    for page in (LIST, f"{LIST}{mail.pk}/change/", f"{LIST}{mail.pk}/history/"):
        assert "SECRET" not in client.get(page).content.decode()
    page = client.get(LIST).content.decode()
    for shown in ("ada@example.org", "Code to sign in", "Waits after a failed try", "refused"):
        assert shown.lower() in page.lower()


@pytest.mark.parametrize(
    "query", ["content__body__startswith=S", "content__icontains=S", "o=8", "q=SECRET"]
)
def test_nobody_finds_out_words_by_asking_for_them(client: Client, query: str) -> None:
    cast.make_mail()
    page = client.get(f"{LIST}?{query}", follow=True).content.decode()
    assert "SECRET is" not in page


def test_a_press_makes_a_mail_due_at_once(client: Client) -> None:
    mail = cast.make_mail(tries=3, due_at=cast.NOON + timedelta(hours=4))
    assert "1 e-mail is due now" in press(client, mail)
    mail.refresh_from_db()
    assert mail.due_at == cast.NOON


def test_a_press_on_a_mail_that_is_being_sent_sends_it_no_second_time(client: Client) -> None:
    mail = cast.make_mail(tries=1, claimed_until=cast.NOON + timedelta(minutes=10))
    press(client, mail)
    assert not Mail.objects.due(cast.NOON).exists()


def test_a_press_brings_nothing_back_that_was_sent(client: Client) -> None:
    mail = cast.make_mail(sent_at=cast.NOON, content=None)
    assert "0 e-mails are due now" in press(client, mail)
    assert not Mail.objects.waiting().exists()


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("waiting", {"waits@example.org", "fails@example.org"}),
        ("failing", {"fails@example.org"}),
        ("sent", {"sent@example.org"}),
        ("given-up", {"given-up@example.org"}),
    ],
)
def test_the_list_is_filtered_by_state(client: Client, state: str, found: set[str]) -> None:
    cast.make_mail("waits@example.org")
    cast.make_mail("fails@example.org", tries=1)
    cast.make_mail("sent@example.org", sent_at=cast.NOON, content=None)
    cast.make_mail("given-up@example.org", given_up_at=cast.NOON, content=None)
    shown = client.get(f"{LIST}?state={state}").context["cl"].result_list
    assert {mail.to for mail in shown} == found
