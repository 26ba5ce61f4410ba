"""An address belongs to whoever reads its mail, whatever another set in the account before."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

import courseapp.urls  # noqa: F401  allauth reads its settings then: before any is overridden
from courseapp.models import User
from tests.cast import sign_in_afresh

pytestmark = pytest.mark.django_db
THEIRS = "ada@example.org"
STRANGERS = "stranger's password"
OWN = "correct horse battery"

in_production = override_settings(
    ACCOUNT_EMAIL_VERIFICATION="mandatory", ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED=True
)
by_link = override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory")
Proof = Callable[[Client], None]


def code_in_mail() -> str:
    found = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def sign_up(client: Client, **fields: str) -> None:
    person = {"email": THEIRS, "password1": STRANGERS, "name": "A stranger"}
    assert client.post("/accounts/signup/", person | fields).status_code == 302


def sign_in(client: Client, password: str, email: str = THEIRS) -> None:
    client.post("/accounts/login/", {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def by_login_code(client: Client) -> None:
    client.post("/accounts/login/code/", {"email": THEIRS})
    client.post("/accounts/login/code/confirm/", {"code": code_in_mail()})


def by_reset(client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": THEIRS})
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert found
    form = client.get(found[1], follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": OWN, "password2": OWN})
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})


def by_opening_the_link(client: Client) -> None:
    address = EmailAddress.objects.get(email=THEIRS)
    client.post(f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/")


WAYS = [(in_production, by_login_code), (in_production, by_reset), (by_link, by_login_code)]
LINKED = [*WAYS, (override_settings(ACCOUNT_EMAIL_VERIFICATION="optional"), by_opening_the_link)]


@pytest.fixture(params=LINKED, ids=lambda way: way[1].__name__)
def prove(request: pytest.FixtureRequest) -> object:
    settings, way = request.param
    with settings:
        yield way


def test_a_strangers_password_and_name_do_not_outlive_the_proof(prove: Proof) -> None:
    stranger, owner = Client(), Client()
    sign_up(stranger)
    cache.clear()
    prove(owner)
    user = User.objects.get()
    assert EmailAddress.objects.filter(user=user, email=THEIRS, verified=True).exists()
    assert not user.check_password(STRANGERS)
    assert user.name == ""
    sign_in(stranger, STRANGERS)
    assert not is_signed_in(stranger)


def test_the_owner_is_in_and_stays_in(prove: Proof) -> None:
    sign_up(Client())
    cache.clear()
    owner = Client()
    prove(owner)
    if prove is by_opening_the_link:  # which signs nobody in
        by_login_code(owner)
    assert is_signed_in(owner)
    assert is_signed_in(owner)


def test_a_strangers_session_ends(prove: Proof) -> None:
    stranger = Client()
    sign_up(stranger)
    cache.clear()
    stranger.force_login(User.objects.get())
    assert is_signed_in(stranger)
    prove(Client())
    assert not is_signed_in(stranger)


def test_a_strangers_pending_sign_up_leads_nowhere(prove: Proof) -> None:
    stranger = Client()
    sign_up(stranger)
    cache.clear()
    prove(Client())
    for address in ("/accounts/confirm-email/", "/accounts/login/", "/today/", "/accounts/signup/"):
        stranger.get(address, follow=True)
        stranger.post(address, {"code": "", "action": "resend"}, follow=True)
        assert not is_signed_in(stranger)


def test_a_strangers_other_addresses_go(prove: Proof) -> None:
    sign_up(Client())
    cache.clear()
    user = User.objects.get()
    EmailAddress.objects.create(user=user, email="stranger@example.org")
    prove(Client())
    assert [a.email for a in EmailAddress.objects.filter(user=user)] == [THEIRS]
    mail.outbox.clear()
    cache.clear()
    for way in ("login/code/", "password/reset/"):
        Client().post(f"/accounts/{way}", {"email": "stranger@example.org"})
    assert not [m for m in mail.outbox if "account" not in str(m.body)]
    assert not any(re.search(r"^ {4}\S{6}$", str(m.body), re.MULTILINE) for m in mail.outbox)


def test_the_one_proven_is_the_main_address() -> None:
    with override_settings(ACCOUNT_EMAIL_VERIFICATION="optional"):
        sign_up(Client(), email="stranger@example.org")
        user = User.objects.get()
        EmailAddress.objects.create(user=user, email=THEIRS)
        by_opening_the_link(Client())
    user.refresh_from_db()
    assert user.email == THEIRS
    assert [(a.email, a.primary) for a in EmailAddress.objects.all()] == [(THEIRS, True)]


@in_production
def test_the_password_set_on_resetting_counts(client: Client) -> None:
    sign_up(Client())
    cache.clear()
    by_reset(client)
    fresh = Client()
    sign_in(fresh, OWN)
    assert is_signed_in(fresh)


@in_production
def test_the_owner_is_told(client: Client) -> None:
    sign_up(Client())
    cache.clear()
    by_login_code(client)
    assert (
        "Somebody had set a password for this account" in client.get("/account/").content.decode()
    )


@in_production
def test_what_one_set_oneself_stays(client: Client) -> None:
    sign_up(client, password1=OWN, name="Ada")
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert (User.objects.get().name, is_signed_in(client)) == ("Ada", True)
    fresh = Client()
    sign_in(fresh, OWN)
    assert is_signed_in(fresh)


@in_production
def test_who_knows_the_password_and_reads_the_mail_keeps_it(client: Client) -> None:
    sign_up(Client(), password1=OWN)
    cache.clear()
    sign_in(client, OWN)
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert is_signed_in(client)
    assert User.objects.get().check_password(OWN)


@in_production
@pytest.mark.parametrize("way", ["login/code/", "password/reset/"])
def test_an_address_somebody_wrote_into_their_own_account_opens_it_for_nobody(
    client: Client, way: str
) -> None:
    """Its owner would work in an account that somebody else can enter."""
    sign_up(client, email="stranger@example.org")
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    EmailAddress.objects.create(user=User.objects.get(), email=THEIRS)
    mail.outbox.clear()
    Client().post(f"/accounts/{way}", {"email": THEIRS})
    (message,) = mail.outbox
    assert "There is no account" in str(message.body)
    mail.outbox.clear()
    owner = Client()
    sign_up(owner, password1=OWN)
    owner.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert is_signed_in(owner)
    assert User.objects.get(email=THEIRS).check_password(OWN)


@in_production
def test_a_second_address_changes_nothing_else(client: Client) -> None:
    sign_up(client, password1=OWN, name="Ada")
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    cache.clear()
    sign_in_afresh(client, User.objects.get())
    client.post("/accounts/email/", {"email": "second@example.org", "action_add": ""})
    client.post("/accounts/confirm-email/", {"code": code_in_mail()})
    user = User.objects.get()
    assert (user.name, user.email, user.check_password(OWN)) == ("Ada", THEIRS, True)
    assert EmailAddress.objects.filter(verified=True).count() == 2


def test_a_link_adds_no_address_to_somebody_elses_account(client: Client) -> None:
    """Whoever signs in by the address afterwards would do so into the stranger's account."""
    user = User.objects.create_user("stranger@example.org", STRANGERS)
    own = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email=THEIRS)
    by_opening_the_link(client)
    assert list(EmailAddress.objects.filter(verified=True)) == [own]
    assert "Sign in to the account" in client.get("/").content.decode()
    by_login_code(client)
    assert not is_signed_in(client)
    client.force_login(user)
    by_opening_the_link(client)
    assert EmailAddress.objects.get(email=THEIRS).verified
