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
    code = "from django.core.mail import get_connection\nprint(get_connection().timeout)"
    assert run(code, production) == "10\n"
