"""Who writes an X-Forwarded-For of their own gets round no limit, and out of nobody's count."""

import pytest
from django.test import Client, RequestFactory, override_settings

import courseapp.urls  # noqa: F401  allauth reads its settings then: before any is overridden
from courseapp.accounts.addresses import client_address

FORGED = [
    *("6.6.6.6", "6.6.6.6, 7.7.7.7", "unknown", "", " ", ",", ", ,", "_hidden", "1.2.3", "%"),
    *("256.1.1.1", "[::1", "::1]:80", "[]:80", "for=1.2.3.4", "\xff\xfe", "9" * 7000, "a," * 900),
]


def seen(forwarded: str, proxies: int) -> str:
    headers = {"x-forwarded-for": forwarded}
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get("/", headers=headers)
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        return client_address(request)


@pytest.mark.parametrize("forged", FORGED)
def test_what_stands_before_our_proxies_words_is_nothing(forged: str) -> None:
    assert seen(forged, 0) == "10.0.0.1"
    assert seen(f"{forged}, 192.0.2.7", 1) == "192.0.2.7"
    assert seen(f"{forged}, 192.0.2.7:4321, 10.0.0.2", 2) == "192.0.2.7"


@pytest.mark.django_db
@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_a_forged_chain_is_no_way_round_a_limit() -> None:
    person = {"email": "ada@example.org", "password1": "short"}
    statuses = [
        Client(headers={"x-forwarded-for": f"6.6.6.{number}, 192.0.2.7"})
        .post("/accounts/signup/", person)
        .status_code
        for number in range(21)
    ]
    assert statuses == [200] * 20 + [429]
