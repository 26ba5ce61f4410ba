"""Demo accounts are for this machine: made once, with a password of its own."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from courseapp.models import User
from courseapp.progress.demo import INSTRUCTOR
from tests.cast import make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def printed() -> str:
    out = StringIO()
    call_command("make_demo", stdout=out)
    return out.getvalue()


def test_the_printed_password_lets_the_instructor_in(var: Path) -> None:
    make_course()
    printed_lines = printed().splitlines()
    password = (var / "demo-password").read_text(encoding="utf-8")
    assert printed_lines[-1].split()[0] == password
    assert User.objects.get(email=INSTRUCTOR).check_password(password)


def test_nobody_else_on_the_machine_may_read_the_password(var: Path) -> None:
    make_course()
    printed()
    assert (var / "demo-password").stat().st_mode & 0o077 == 0


def test_a_second_run_prints_the_same() -> None:
    make_course()
    assert printed() == printed()


def test_a_real_site_gets_no_simulated_people(settings: Settings) -> None:
    make_course()
    settings.LOCAL = False
    with pytest.raises(CommandError, match="local mode only"):
        printed()
    assert not User.objects.exists()


def test_without_a_course_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="load_lessons"):
        printed()
