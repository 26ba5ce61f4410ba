"""Runs every part in a process and a database of its own, and keeps the tables.

`python -m tests.bench` runs all and writes docs/benchmarks.md; with a part's name only that one,
printed. PostgreSQL takes part when POSTGRES_URL names a server.
"""

import os
import platform
import subprocess
import sys
from importlib import import_module
from pathlib import Path

HEAD = Path(__file__).with_name("head.md")
KEPT = Path(__file__).parent.parent.parent / "docs" / "benchmarks.md"
PARTS = {
    "pages": "Requests, beside a bare view in the same process",
    "loading": "Loading lessons, beside Markdown and Pygments alone",
    "simulators": "Redrawing a simulator, nothing remembered",
    "views": "First views",
    "desk": "The instructor's desk",
}
BY_NAME = PARTS | {
    "lighthouse": "Lighthouse, mobile: performance, accessibility, best practices, search"
}
"""What runs only when it is asked for: Lighthouse needs npm's registry."""


def main(parts: list[str]) -> None:
    if parts:
        sys.stdout.write(run_here(parts[0]))
        return
    tables = [run_apart(part, {}) for part in PARTS]
    if url := os.environ.get("POSTGRES_URL"):
        tables.insert(1, run_apart("pages", {"DATABASE_URL": url}))
    report = "\n".join([HEAD.read_text(encoding="utf-8"), machine(), "", *tables])
    KEPT.write_text(report, encoding="utf-8")
    sys.stdout.write(report)


def run_apart(part: str, environment: dict[str, str]) -> str:
    """The table of a part, run in a process of its own."""
    command = [sys.executable, "-m", "tests.bench", part]
    done = subprocess.run(
        command, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def run_here(part: str) -> str:
    """The table of a part, measured on a fresh database that is gone afterwards."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_databases, teardown_databases

    from tests.bench.table import as_markdown

    call_command("collectstatic", interactive=False, verbosity=0)
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return as_markdown(BY_NAME[part], import_module(f"tests.bench.{part}").measure())
    finally:
        teardown_databases(databases, verbosity=0)


def machine() -> str:
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {python}."


if __name__ == "__main__":
    main(sys.argv[1:])
