"""What a page says the mail holds is what it holds, for every mail and whoever gets it."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

import courseapp.urls  # noqa: F401  allauth reads its settings then: before any is overridden
from courseapp.accounts.mails import parts_of
from courseapp.models import User
from tests.cast import make_learner, sign_in_afresh

pytestmark = pytest.mark.django_db
ADA = {"email": "ada@example.org"}
NOBODY = {"email": "nobody@example.org"}
PASSWORD = "correct horse battery"
MODES: dict[str, dict[str, Any]] = {
    "production": {
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
    },
    "by a link": {"ACCOUNT_EMAIL_VERIFICATION": "mandatory"},
    "local": {},
}
CODES = re.compile(r"(enter|send|sent)[^.:;]*\bcode\b")
LINKS = re.compile(r"\b(the|a) link\b")
EXCEPT = "If the mail holds no code, it says how to go on."


@pytest.fixture
def ada() -> User:
    user = make_learner(**ADA)
    EmailAddress.objects.create(user=user, **ADA, verified=True, primary=True)
    return user


def post(address: str, form: dict[str, str]) -> Callable[[Client, User], object]:
    return lambda client, ada: client.post(f"/accounts/{address}", form, follow=True)


def with_address(form: dict[str, str]) -> Callable[[Client, User], object]:
    def send(client: Client, ada: User) -> object:
        sign_in_afresh(client, ada)
        EmailAddress.objects.create(user=ada, email="unproven@example.org")
        return client.post("/accounts/email/", form, follow=True)

    return send


def by_password(client: Client, ada: User) -> object:
    """An account that was never confirmed, entered by its password."""
    Client().post("/accounts/signup/", NOBODY | {"password1": PASSWORD})
    cache.clear()
    mail.outbox.clear()
    return client.post(
        "/accounts/login/", {"login": NOBODY["email"], "password": PASSWORD}, follow=True
    )


def a_new_code(client: Client, ada: User) -> object:
    client.post("/accounts/signup/", NOBODY | {"password1": PASSWORD}, follow=True)
    cache.clear()
    mail.outbox.clear()
    return client.post("/accounts/confirm-email/", {"action": "resend"}, follow=True)


def still_you(client: Client, ada: User) -> object:
    client.force_login(ada)
    asked = client.post("/account/delete/", ADA)["Location"]
    return client.post(asked, {"send": "yes"}, follow=True)


WAYS = {
    "sign up": post("signup/", NOBODY | {"password1": PASSWORD}),
    "sign up again": post("signup/", ADA | {"password1": PASSWORD}),
    "sign in unconfirmed": by_password,
    "sign in by code": post("login/code/", ADA),
    "sign in by code without account": post("login/code/", NOBODY),
    "forgotten password": post("password/reset/", ADA),
    "forgotten password without account": post("password/reset/", NOBODY),
    "add an address": with_address({"email": "second@example.org", "action_add": ""}),
    "confirm an address": with_address({"email": "unproven@example.org", "action_send": ""}),
    "is it still you": still_you,
}


CASES = [(way, mode) for way in WAYS for mode in MODES]
CASES += [("a new code", "production")]  # elsewhere nothing offers one


@pytest.mark.parametrize(("way", "mode"), CASES)
def test_a_page_says_what_the_mail_holds(client: Client, ada: User, way: str, mode: str) -> None:
    with override_settings(**MODES[mode]):
        said = words_of(WAYS.get(way, a_new_code)(client, ada))
    if not mail.outbox:
        assert mode != "production"
        assert "mail to" not in said
        return
    (message,) = mail.outbox
    holds = {part.kind for part in parts_of(str(message.body))} - {"words"}
    assert len(holds) == 1
    if LINKS.search(said):
        assert holds == {"link"}, said
    if CODES.search(said):
        assert holds == {"code"} or EXCEPT in said, said
    if mode == "production" or "code" in holds:
        assert LINKS.search(said) or CODES.search(said), said


def words_of(page: object) -> str:
    """What the page's middle says, with its messages and without its buttons and fields."""
    html = page.content.decode()  # type: ignore[attr-defined]
    middle = html[html.index("<main") : html.index("</main>")]
    bare = re.sub(r"(?s)<(button|label|nav|script|select)\b.*?</\1>", " ", middle)
    said = unescape(re.sub(r"<[^>]+>", " ", bare))
    said = " ".join(said.split())
    messages = page.context["messages"] if page.context else []  # type: ignore[attr-defined]
    return " ".join([said, *map(str, messages)])
