"""The folder of a test run or a benchmark, seen from outside."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def said_by(settings: str, code: str) -> Path:
    """The path printed by a process with these settings; it has ended."""
    environment = {name: value for name, value in os.environ.items() if name != "HUNCH_VAR"}
    command = [sys.executable, "-c", f"from {settings} import VAR_DIR\n{code}"]
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return Path(ran.stdout.strip())


@pytest.mark.parametrize("settings", ["tests.settings", "tests.bench.settings"])
def test_the_folder_is_gone_once_the_process_is(settings: str) -> None:
    folder = said_by(settings, "(VAR_DIR / 'data').touch(); print(VAR_DIR)")
    assert folder.name.startswith("hunch-")
    assert not folder.exists()


def test_a_child_uses_the_folder_it_inherits_and_leaves_it() -> None:
    child = "from tests.settings import VAR_DIR; (VAR_DIR / 'data').touch()"
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {child!r}], check=True)"
    assert said_by("tests.settings", f"{code}\nprint(*VAR_DIR.iterdir())").name == "data"
