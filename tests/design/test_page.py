import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.django_db
def test_the_page_shows_every_component() -> None:
    html = Client().get("/design/").content.decode()
    shown = [
        *("button--danger", "course-card", "question--waiting", "option__input", "confidence"),
        *("ranking", "field__error", "beside--same", "verdict--said", "order__given", "rubric"),
        *("table-scroll", "highlight", "admonition warning", "progress", "badge", "message--error"),
        *("empty", "pagination", "dialog", "today__lesson--due", "row--done", "row--locked"),
    ]
    assert [name for name in shown if name not in html] == []


def test_names_on_the_page_are_not_used_twice(client: Client, db: None) -> None:
    html = client.get("/design/").content.decode()
    names = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(names) == len(set(names))


def test_production_has_no_such_page(tmp_path: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HUNCH_")}
    production = ours | {
        "DJANGO_SETTINGS_MODULE": "courseapp.settings",
        "HUNCH_VAR": str(tmp_path),
        "SECRET_KEY": "a key for this test only, of letters, blanks and commas",
        "ALLOWED_HOSTS": "learn.example.org",
        "DEFAULT_FROM_EMAIL": "hunch@learn.example.org",
    }
    code = (
        "import django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "print(resolve('/health/').url_name)\n"
        "try:\n    print(resolve('/design/').url_name)\nexcept Resolver404:\n    print('none')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=production,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["health", "none"]
