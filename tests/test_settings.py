"""Production's settings, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The environment of a site on SQLite."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HUNCH_")}
    return ours | {
        "DJANGO_SETTINGS_MODULE": "courseapp.settings",
        "HUNCH_VAR": str(tmp_path),
        "DATABASE_URL": "",
        "SECRET_KEY": "a key for this test only, of letters, blanks and commas",
        "ALLOWED_HOSTS": "learn.example.org, .example.net",
        "DEFAULT_FROM_EMAIL": "hunch@learn.example.org",
    }


def run(code: str, environment: dict[str, str]) -> str:
    """What the code prints once Django is set up."""
    command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return ran.stdout


def test_hosts_may_have_blanks_between_and_stand_for_all_below(production: dict[str, str]) -> None:
    code = "from django.conf import settings\n"
    code += "print(*settings.ALLOWED_HOSTS, *settings.CSRF_TRUSTED_ORIGINS)"
    hosts = ["learn.example.org", ".example.net"]
    origins = ["https://learn.example.org", "https://example.net", "https://*.example.net"]
    assert run(code, production).split() == [*hosts, *origins]


def test_all_that_is_wrong_is_said_at_once_and_without_a_traceback(
    production: dict[str, str],
) -> None:
    wrong = {"SECRET_KEY": " ", "ALLOWED_HOSTS": "https://learn.example.org", "EMAIL_PORT": "smtp"}
    wrong |= {"EMAIL_USE_TLS": "maybe", "DATABASE_URL": "not an address", "DEFAULT_FROM_EMAIL": "x"}
    for command in (
        ["manage.py", "check"],
        ["-m", "gunicorn", "--config", "python:courseapp.server", "courseapp.wsgi"],
    ):
        ran = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=production | wrong,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ran.returncode != 0
        assert "Traceback" not in ran.stderr
        for name in wrong:
            assert f"{name} is" in ran.stderr


def test_a_key_of_before_still_counts(production: dict[str, str]) -> None:
    sign = "from django.core.signing import dumps, loads\nprint({})"
    new = {"SECRET_KEY": "another key, as long as the first", "SECRET_KEY_FALLBACKS": "old"}
    aged = production | {"SECRET_KEY": "old"}
    old = run(sign.format("dumps('kept')"), aged).strip()
    assert run(sign.format(f"loads({old!r})"), production | new) == "kept\n"


def test_the_site_speaks_for_its_own_name_only(production: dict[str, str]) -> None:
    code = """
from django.conf import settings
from django.test import Client
settings.SECURE_SSL_REDIRECT = False
client = Client(SERVER_NAME="learn.example.org", raise_request_exception=False)
answer = client.get("/nowhere/", secure=True)
print(answer["Strict-Transport-Security"])
print(answer["Permissions-Policy"])
"""
    plain = run(code, production)
    assert plain.startswith("max-age=31536000\n")
    assert "camera=()" in plain
    wide = {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "yes", "SECURE_HSTS_PRELOAD": "on"}
    wanted = "max-age=3600; includeSubDomains; preload\n"
    assert run(code, production | wide | {"SECURE_HSTS_SECONDS": "3600"}).startswith(wanted)


def test_a_limit_outlives_whoever_fills_the_cache(production: dict[str, str]) -> None:
    code = """
from django.core.cache import cache
from django.core.management import call_command
call_command("createcachetable")
cache.set("a limit", "kept", 600)
for number in range(400):
    cache.set(f"b {number}", number, 600)
print(cache.get("a limit"))
"""
    assert run(code, production) == "kept\n"


def test_a_mail_server_that_hangs_does_not_hang_the_site(production: dict[str, str]) -> None:
    code = "from django.conf import settings\n"
    code += "from django.core.mail import get_connection\n"
    code += "print(get_connection(settings.EMAIL_TRANSPORT).timeout)"
    assert run(code, production) == "10\n"


def test_an_option_in_the_databases_address_counts(production: dict[str, str]) -> None:
    database = {"DATABASE_URL": f"sqlite:///{production['HUNCH_VAR']}/other.sqlite3?timeout=5"}
    code = "from django.conf import settings\n"
    code += "options = settings.DATABASES['default']['OPTIONS']\n"
    code += "print(options['timeout'], options['transaction_mode'])"
    assert run(code, production | database) == "5 IMMEDIATE\n"


def test_a_key_left_empty_by_a_first_start_cut_short_is_made_anew(
    production: dict[str, str],
) -> None:
    key = Path(production["HUNCH_VAR"], "secret-key")
    key.touch()
    code = "from django.conf import settings\nprint(settings.SECRET_KEY)"
    made = [run(code, production | {"HUNCH_MODE": "local"}).strip() for _ in range(2)]
    assert made == [key.read_text(encoding="utf-8")] * 2
    assert len(made[0]) > 50
    assert key.stat().st_mode & 0o777 == 0o600
    assert list(key.parent.iterdir()) == [key]
