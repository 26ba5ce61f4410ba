"""What people write into an environment, and what they are told about it."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from courseapp.environment import Environment, mail_transport


def told(environment: Environment) -> str:
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.check()
    return str(refused.value)


@pytest.mark.parametrize("word", ["1", "true", "True", "YES", "on", "t", "y", " 1 ", "yes\n"])
def test_a_yes_is_a_yes(word: str) -> None:
    environment = Environment({"A": word})
    assert environment.flag("A", default=False) is True
    assert environment.count("A", most=9) == 1
    environment.check()


@pytest.mark.parametrize("word", ["0", "false", "FALSE", "No", "off", "f", "n", " 0"])
def test_a_no_is_a_no(word: str) -> None:
    environment = Environment({"A": word})
    assert environment.flag("A", default=True) is False
    assert environment.count("A", most=9) == 0
    environment.check()


@pytest.mark.parametrize("default", [True, False])
def test_nothing_is_the_default(default: bool) -> None:
    for variables in ({}, {"A": ""}, {"A": "  "}):
        environment = Environment(variables)
        assert environment.flag("A", default=default) is default
        assert environment.number("A", 587, most=65_535) == 587
        assert environment.text("A", "x") == "x"
        assert environment.folder("A", Path("/srv")) == Path("/srv")
        assert environment.choice("A", "x", ("x", "y")) == "x"
        environment.check()


@pytest.mark.parametrize("word", ["maybe", "2", "-1", '"1"', "yes please", "ja", "tru", "None"])
def test_any_other_word_is_refused(word: str) -> None:
    environment = Environment({"EMAIL_USE_TLS": word})
    environment.flag("EMAIL_USE_TLS", default=True)
    assert told(environment).startswith(f'EMAIL_USE_TLS is "{word}"; write "1" for yes or "0" for')


@pytest.mark.parametrize("word", ["x", "-1", "65536", "5 87", "587.0", "٥", "1e3", "9" * 5000])
def test_a_number_is_whole_and_within_its_bounds(word: str) -> None:
    environment = Environment({"EMAIL_PORT": word})
    assert environment.number("EMAIL_PORT", 587, most=65_535) == 587
    assert "write a whole number from 0 to 65535." in told(environment)


@pytest.mark.parametrize(
    ("hosts", "found"),
    [
        ("learn.example.org", ["learn.example.org"]),
        (" a.example.org ,b.example.org,", ["a.example.org", "b.example.org"]),
        (
            ".example.net,10.0.0.1,[::1],localhost",
            [".example.net", "10.0.0.1", "[::1]", "localhost"],
        ),
        ("xn--mller-kva.example,A_b.example", ["xn--mller-kva.example", "A_b.example"]),
        ("*", ["*"]),
    ],
)
def test_names_of_the_site(hosts: str, found: list[str]) -> None:
    environment = Environment({"ALLOWED_HOSTS": hosts})
    assert environment.hosts("ALLOWED_HOSTS", "") == found
    environment.check()


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("https://learn.example.org", "has a scheme; write learn.example.org."),
        ("https://learn.example.org/hunch", "has a scheme; write learn.example.org."),
        ("//learn.example.org", "has a path; write the name alone."),
        ("learn.example.org:8000", "has a port; write learn.example.org."),
        ("learn.example.org/", "has a path; write learn.example.org."),
        ("a.example.org b.example.org", "has a blank in it; put commas between names."),
        ("learn.example.org.", "is no name of a site; write one such as learn.example.org."),
        ("*.example.org", "is no name of a site"),
        ("-a.example.org", "is no name of a site"),
        ("a..example.org", "is no name of a site"),
        ('"learn.example.org"', "is no name of a site"),
        (
            "müller.example",
            "is not as the internet writes it; give its form that begins with xn--.",
        ),
    ],
)
def test_what_is_no_name_of_a_site_is_refused(host: str, why: str) -> None:
    environment = Environment({"ALLOWED_HOSTS": f"fine.example.org,{host}"})
    environment.hosts("ALLOWED_HOSTS", "")
    assert f'"{host}" {why}' in told(environment)


@pytest.mark.parametrize("hosts", ["", " ", ",", " , "])
def test_no_name_at_all_is_refused(hosts: str) -> None:
    environment = Environment({"ALLOWED_HOSTS": hosts})
    environment.hosts("ALLOWED_HOSTS", "Give the names.")
    assert "ALLOWED_HOSTS is not set, and production needs it. Give the names." in told(environment)


@pytest.mark.parametrize(
    ("given", "port", "is_implicit", "starts"),
    [
        ({}, 587, False, True),
        ({"EMAIL_PORT": "465"}, 465, True, False),
        ({"EMAIL_PORT": "465", "EMAIL_USE_TLS": "0"}, 465, True, False),
        ({"EMAIL_USE_SSL": "true"}, 465, True, False),
        ({"EMAIL_USE_SSL": "on", "EMAIL_PORT": "2465"}, 2465, True, False),
        ({"EMAIL_USE_TLS": "true"}, 587, False, True),
        ({"EMAIL_USE_TLS": "false", "EMAIL_PORT": "25"}, 25, False, False),
        ({"EMAIL_PORT": ""}, 587, False, True),
        ({"EMAIL_PORT": "465", "EMAIL_USE_SSL": "0", "EMAIL_USE_TLS": "1"}, 465, False, True),
    ],
)
def test_how_the_mail_server_is_spoken_to(
    given: dict[str, str], port: int, is_implicit: bool, starts: bool
) -> None:
    environment = Environment(given)
    settings = mail_transport(environment)
    environment.check()
    names = ("EMAIL_PORT", "EMAIL_USE_SSL", "EMAIL_USE_TLS")
    assert [settings[name] for name in names] == [port, is_implicit, starts]


@pytest.mark.parametrize(
    "given",
    [{"EMAIL_PORT": "465", "EMAIL_USE_TLS": "1"}, {"EMAIL_USE_SSL": "1", "EMAIL_USE_TLS": "1"}],
)
def test_tls_from_the_first_byte_and_later_are_two(given: dict[str, str]) -> None:
    environment = Environment(given)
    mail_transport(environment)
    assert "leave EMAIL_USE_TLS out" in told(environment)


@pytest.mark.parametrize(
    "sender", ["hunch", "hunch@", "@example.org", "a b@example.org", "Hunch <>"]
)
def test_a_sender_is_an_address(sender: str) -> None:
    environment = Environment({"DEFAULT_FROM_EMAIL": sender})
    environment.sender("DEFAULT_FROM_EMAIL", "")
    assert "write an e-mail address" in told(environment)


@pytest.mark.parametrize(
    "address", ["x", "nosql://a/b", "postgres://a:b@c:port/d", "/var/db", "postgres"]
)
def test_an_address_of_no_database_is_refused_and_not_repeated(address: str) -> None:
    environment = Environment({"DATABASE_URL": address})
    environment.database("DATABASE_URL", "sqlite://:memory:")
    assert "DATABASE_URL is no address of a database" in told(environment)
    assert address not in told(environment).replace("postgres://user", "")


@pytest.mark.parametrize(
    ("rate", "is_one"),
    [("60/h/ip", True), ("300/10m/ip", True), ("1/d/ip", True)]
    + [
        (rate, False)
        for rate in ("60", "0/h/ip", "60/h", "60/h/key", "many/h/ip", "60/w/ip", "-1/h/ip")
    ],
)
def test_a_limit_says_how_often_for_whom(rate: str, is_one: bool) -> None:
    environment = Environment({"A": rate})
    assert environment.rate("A", "5/m/ip") == (rate if is_one else "5/m/ip")
    assert bool(environment.problems) is not is_one
