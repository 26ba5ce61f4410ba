"""Behind one proxy or two, with headers as odd as they come."""

import pytest
from django.test import Client, RequestFactory, override_settings

from courseapp.accounts.addresses import NOWHERE, client_address


def seen(forwarded: str | None, proxies: int, own: str = "10.0.0.1") -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    request = RequestFactory(REMOTE_ADDR=own).get("/", headers=headers)
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        return client_address(request)


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        (None, 0, "10.0.0.1"),
        ("192.0.2.7", 0, "10.0.0.1"),
        ("192.0.2.7", 1, "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7", 1, "192.0.2.7"),
        ("192.0.2.7, 10.0.0.2", 2, "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7, 10.0.0.2", 2, "192.0.2.7"),
        ("192.0.2.7", 2, "192.0.2.7"),
        ("192.0.2.7:4321", 1, "192.0.2.7"),
        ("[2001:db8::1]:4321", 1, "2001:db8::1"),
        ("[2001:db8::1]", 1, "2001:db8::1"),
        ("2001:db8::1", 1, "2001:db8::1"),
        ("::ffff:192.0.2.7", 1, "192.0.2.7"),
        ("fe80::1%eth0", 1, "fe80::1"),
        (' "192.0.2.7" ', 1, "192.0.2.7"),
        (None, 1, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
        ("unknown", 1, "10.0.0.1"),
        ("unknown, 10.0.0.2", 2, "10.0.0.2"),
        (",,,", 1, "10.0.0.1"),
        ("<script>", 1, "10.0.0.1"),
        ("192.0.2.7" + ", x" * 500, 1, "10.0.0.1"),
        ("999.1.1.1", 1, "10.0.0.1"),
    ],
)
def test_the_address_is_the_one_before_our_own_proxies(
    forwarded: str | None, proxies: int, address: str
) -> None:
    assert seen(forwarded, proxies) == address


def test_a_socket_has_no_address() -> None:
    assert seen("unknown", 1, own="") == NOWHERE


@pytest.mark.django_db
@pytest.mark.parametrize("forwarded", ["unknown", "", "[::1]:80", "1.2.3.4:55", "\xff", "a,b,,c"])
@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_no_header_is_a_fault_or_a_refusal(forwarded: str, proxies: int) -> None:
    headers = {"x-forwarded-for": forwarded, "x-forwarded-host": forwarded}
    headers["x-forwarded-proto"] = forwarded
    form = {"login": "ada@example.org", "password": "wrong"}
    with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=proxies):
        assert Client().post("/accounts/login/", form, headers=headers).status_code == 200
        assert Client().get("/", headers=headers).status_code == 200
