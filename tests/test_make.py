"""The two commands' ground: locks that pin every byte, and plain words about what stands in the
way.
"""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]
BARE = {"PATH": os.environ["PATH"]}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=BARE | environment, capture_output=True, text=True, check=False
    )


def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.+(?:\\\n.+)*)", makefile, re.MULTILINE)
    inner = {"browser", "local-data", "can-install", "can-serve", "\\"}
    listed = re.findall(r"^make (\S+) +\S", run("make").stdout, re.MULTILINE)
    assert set(listed) == set(phony.split()) - inner


@pytest.mark.parametrize("lock", LOCKS)
def test_every_release_is_pinned_with_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    releases = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert len(releases) > 20
    for release in releases:
        assert re.match(r"[a-z0-9-]+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", release), release


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_says_where_to_fetch_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert re.findall(r"https?:|file://|--(?:\w+-)?index|--find|--trusted|@ ", text) == []


def test_developers_run_the_releases_that_everyone_runs() -> None:
    pins = [
        set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in LOCKS
    ]
    assert pins[0] < pins[1]


def test_a_taken_port_is_one_line_with_a_cure() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run("make", "can-serve", f"PORT={port}", f"PYTHON={sys.executable}")
    assert answer.stdout == ""
    assert re.fullmatch(
        rf"Makefile:\d+: \*\*\* Port {port} is taken\. Choose another: make run PORT=8001\.  Stop"
        r"\.\n",
        answer.stderr,
    )


def test_a_python_that_is_missing_is_one_line_with_a_cure() -> None:
    answer = run("make", "can-install", "PYTHON=python9")
    assert answer.stderr.count("\n") == 1
    assert "PYTHON=python9 is not a Python that runs; Hunch needs 3.11 or newer." in answer.stderr


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "key"}, "ALLOWED_HOSTS is not set"),
        ({"SECRET_KEY": "key", "ALLOWED_HOSTS": "*"}, "DEFAULT_FROM_EMAIL is not set"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["-m", "gunicorn", "--config", "python:courseapp.server", "courseapp.wsgi"],
    ],
)
def test_production_without_settings_refuses_in_a_line_for_each(
    command: list[str], environment: dict[str, str], missing: str
) -> None:
    answer = run(sys.executable, *command, **environment)
    assert answer.returncode == 1
    assert answer.stderr.startswith(missing)
    assert answer.stderr.count("\n") == 4 - len(environment)


def test_a_console_that_knows_few_letters_ends_no_command(tmp_path: Path) -> None:
    """An arrow or an emoji must not end a load once the course is stored."""
    narrow = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    local = {"HUNCH_MODE": "local", "HUNCH_VAR": str(tmp_path)} | narrow
    said = ""
    for command in (["migrate", "--verbosity", "0"], ["load_lessons"], ["describe_course"]):
        answer = run(sys.executable, "manage.py", *command, **local)
        assert (answer.returncode, answer.stderr) == (0, "")
        said += answer.stdout
    assert re.search(r"\\[xuU][0-9a-f]{2}", said)  # there was something that it cannot show
