"""Limits that a class in one hall does not meet, and that say how long to wait."""

import re
from html import unescape

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

import courseapp.urls  # noqa: F401  allauth reads its settings then: before any is overridden
from courseapp.accounts.limits import in_words
from courseapp.models import Cohort, Revision, User
from tests.cast import make_cohort, make_course, make_learner, sign_in_afresh

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
QUICK = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
IN_PRODUCTION = override_settings(
    ACCOUNT_EMAIL_VERIFICATION="mandatory", ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED=True
)


def sign_up(number: int, code: str = "", address: str = "192.0.2.1") -> int:
    person = {"email": f"{code}{number}@example.org", "password1": PASSWORD}
    if code:
        person["next"] = f"/join/{code}/"
    client = Client(REMOTE_ADDR=address)
    return client.post("/accounts/signup/", person).status_code


@pytest.fixture
def cohort() -> Cohort:
    return make_cohort(make_course(), join_code="HALL2345")


@QUICK
@IN_PRODUCTION
def test_a_hall_behind_one_address_signs_up_with_a_code(cohort: Cohort) -> None:
    assert {sign_up(number, "HALL2345") for number in range(300)} == {302}
    assert User.objects.count() == 300
    assert len(mail.outbox) == 300


def test_the_way_from_a_join_link_to_signing_up_keeps_the_code(client: Client) -> None:
    """Without it the sign-up would count against the hall's address."""
    sign_in = client.get("/join/HALL2345/")["Location"]
    found = re.search(r'href="(/accounts/signup/\?[^"]*)"', client.get(sign_in).content.decode())
    assert found
    form = client.get(unescape(found[1])).content.decode()
    assert '<input type="hidden" name="next" value="/join/HALL2345/">' in form


@QUICK
def test_without_a_code_an_address_has_its_limit(cohort: Cohort) -> None:
    statuses = [sign_up(number) for number in range(22)]
    assert statuses == [302] * 20 + [429] * 2
    assert sign_up(99, address="192.0.2.2") == 302
    assert sign_up(99, "HALL2345") == 302  # the class beside them does not suffer


@QUICK
def test_a_wrong_code_opens_no_budget(cohort: Cohort) -> None:
    statuses = [sign_up(number, "WRONG234") for number in range(22)]
    assert statuses == [302] * 20 + [429] * 2


@QUICK
def test_codes_cannot_be_guessed_by_signing_up(cohort: Cohort) -> None:
    """Once the address has no room, a right code would show by being let through."""
    for number in range(40):
        sign_up(number, "WRONG234")
    assert sign_up(99, "HALL2345") == 429


@QUICK
def test_a_code_has_its_limit_too(cohort: Cohort, settings: object) -> None:
    limits = settings.ACCOUNT_RATE_LIMITS | {"signup_by_code": "3/h/key"}  # type: ignore[attr-defined]
    with override_settings(ACCOUNT_RATE_LIMITS=limits):
        statuses = [sign_up(number, "HALL2345") for number in range(25)]
    assert statuses == [302] * 23 + [429] * 2


@QUICK
def test_a_retired_courses_code_is_a_wrong_one(cohort: Cohort) -> None:
    cohort.course.retired_at = cohort.course.loaded_at
    cohort.course.save()
    assert [sign_up(number, "HALL2345") for number in range(21)][-1] == 429


@QUICK
def test_a_hall_signs_in(client: Client) -> None:
    learners = [make_learner(email=f"{number}@example.org") for number in range(100)]
    for learner in learners:
        learner.set_password(PASSWORD)
        learner.save()
    statuses = {
        Client()
        .post("/accounts/login/", {"login": learner.email, "password": PASSWORD})
        .status_code
        for learner in learners
    }
    assert statuses == {302}
    codes = {
        Client().post("/accounts/login/code/", {"email": learner.email}).status_code
        for learner in learners
    }
    assert codes == {302}


@QUICK
def test_the_page_says_how_long_to_wait() -> None:
    for number in range(20):
        sign_up(number)
    person = {"email": "late@example.org", "password1": PASSWORD}
    page = Client(REMOTE_ADDR="192.0.2.1").post("/accounts/signup/", person)
    assert page.status_code == 429
    assert 50 <= int(page["Retry-After"]) <= 61
    assert "Please wait a minute, then try again." in page.content.decode()


def answer(client: Client, question: str = "question-1") -> int:
    revision = Revision.objects.get(question__key=question)
    sent = {"wording": revision.wording, "choice": "a", "confidence": "3"}
    return client.post(f"/courses/course/lesson-1/{question}/predict/", sent).status_code


def test_a_hall_of_visitors_answers(clock: object) -> None:
    make_course("course", lessons=1)
    assert {answer(Client()) for _ in range(300)} == {302}


def test_new_visitors_of_an_address_and_posts_of_one_have_limits(
    clock: object, settings: object
) -> None:
    make_course("course", lessons=1)
    limits = settings.ACCOUNT_RATE_LIMITS | {"new_visitor": "2/h/ip", "visitor": "3/m/key"}  # type: ignore[attr-defined]
    with override_settings(ACCOUNT_RATE_LIMITS=limits):
        first = Client()
        assert [answer(first) for _ in range(5)] == [302, 302, 302, 302, 429]
        assert [answer(Client()) for _ in range(3)] == [302, 429, 429]
        page = Client().post("/courses/course/lesson-1/question-1/predict/")
        assert "Please wait an hour, then try again." in page.content.decode()
        assert int(page["Retry-After"]) > 3500
    cache.clear()


def limited(settings: object, **limits: str) -> override_settings:
    return override_settings(ACCOUNT_RATE_LIMITS=settings.ACCOUNT_RATE_LIMITS | limits)  # type: ignore[attr-defined]


WAITS = [
    ("login/code/", {"email": "ada@example.org"}, {"request_login_code": "2/300s/key"}),
    ("login/", {"login": "Ada@example.org", "password": "wrong"}, {"login_failed": "2/300s/key"}),
    ("login/", {"login": "Ada@example.org", "password": "wrong"}, {"login": "2/300s/ip"}),
    ("password/reset/", {"email": "ada@example.org"}, {"reset_password": "2/300s/key"}),
    ("password/reset/", {"email": "ada@example.org"}, {"reset_password": "2/300s/ip"}),
    ("signup/", {"email": "wrong", "password1": PASSWORD}, {"signup_by_address": "2/300s/ip"}),
    ("email/", {"email": "wrong", "action_add": ""}, {"manage_email": "2/300s/user"}),
    ("password/change/", {"oldpassword": "wrong"}, {"change_password": "2/300s/user"}),
    ("reauthenticate/", {"password": "wrong"}, {"reauthenticate": "2/300s/user"}),
]


@QUICK
@pytest.mark.parametrize(("address", "form", "limits"), WAITS)
def test_every_limit_says_how_long_to_wait(
    settings: object, address: str, form: dict[str, str], limits: dict[str, str]
) -> None:
    """And not how long for another one that is used up, too."""
    ada = make_learner(email="ada@example.org")
    ada.set_password(PASSWORD)
    ada.save()
    make_course("course", lessons=1)
    with limited(settings, new_visitor="1/h/ip", **limits):
        for _ in range(2):
            answer(Client())
        for _ in range(3):
            client = Client()
            if "user" in str(limits):
                client.force_login(ada)
                sign_in_afresh(client, ada)
            page = client.post(f"/accounts/{address}", form)
    assert "Please wait 5 minutes, then try again." in page.content.decode()
    if page.status_code == 429:
        assert 290 <= int(page["Retry-After"]) <= 301


def test_known_visitors_wait_for_themselves_only(clock: object, settings: object) -> None:
    make_course("course", lessons=1)
    with limited(settings, new_visitor="1/h/ip", visitor="1/300s/key"):
        first = Client()
        answer(first)
        answer(first)
        assert answer(Client()) == 429
        page = first.post("/courses/course/lesson-1/question-1/predict/")
    assert 290 <= int(page["Retry-After"]) <= 301


def test_wrong_codes_say_how_long_to_wait(client: Client) -> None:
    client.force_login(make_learner())
    for _ in range(10):
        assert client.post("/join/", {"code": "WRONG234"}).status_code == 200
    for page in (client.post("/join/", {"code": "WRONG234"}), client.get("/join/WRONG234/")):
        assert (page.status_code, page["Retry-After"]) == (429, "3600")
        assert "Please wait an hour" in page.content.decode()


@QUICK
def test_a_hall_that_forgot_its_passwords_gets_links() -> None:
    sent = [
        Client().post("/accounts/password/reset/", {"email": f"{number}@example.org"}).status_code
        for number in range(100)
    ]
    assert set(sent) == {302}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (10, "a minute"),
        (61, "2 minutes"),
        (600, "10 minutes"),
        (3599, "an hour"),
        (3601, "2 hours"),
    ],
)
def test_a_wait_in_words_is_never_too_short(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
