"""The first person on a site comes in while no mail can be sent."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

import courseapp.urls  # noqa: F401  allauth reads its settings then: before any is overridden
from courseapp.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
ROOT = "Root@Example.org"


@pytest.fixture(autouse=True)
def _no_mail() -> Iterator[None]:
    """Whatever sends one fails: there is no such backend."""
    with override_settings(
        EMAIL_BACKEND="no.such.Backend",
        EMAIL_TRANSPORT="no.such.Backend",
        ACCOUNT_EMAIL_VERIFICATION="mandatory",
        ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED=True,
    ):
        yield


def make_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, email=ROOT, verbosity=0)


def test_the_first_superuser_comes_in_without_a_mail(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_first(monkeypatch)
    login = {"login": ROOT, "password": PASSWORD, "next": "/admin/"}
    assert client.post("/accounts/login/", login)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.post("/account/delete/", {"email": "no"}).status_code == 200  # is fresh


def test_only_who_was_made_by_it_counts_as_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create_superuser("other@example.org", PASSWORD)
    make_first(monkeypatch)
    (address,) = EmailAddress.objects.all()
    assert (address.email, address.verified, address.primary) == ("root@example.org", True, True)


def test_an_address_that_is_taken_makes_nobody_a_superuser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody may have signed up with it, and know its password."""
    User.objects.create_user(ROOT, "a stranger's own")
    with pytest.raises(CommandError):
        make_first(monkeypatch)
    assert not User.objects.get().is_superuser
    assert not EmailAddress.objects.exists()
