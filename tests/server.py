"""A real server in a process of its own, on the tests' database."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

READY = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")


def database_url() -> str:
    """The test database as a DATABASE_URL."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    where = f"{facts['USER']}:{facts['PASSWORD']}@{facts['HOST'].replace('/', '%2F')}"
    port = f":{facts['PORT']}" if facts["PORT"] else ""
    return f"postgres://{where}{port}/{facts['NAME']}"


@contextmanager
def run_server(
    workers: int = 2, threads: int = 8, settings: str = "tests.settings"
) -> Iterator[int]:
    """Serves the site with gunicorn on a free port of this machine, which it gives."""
    command = [
        *(sys.executable, "-m", "gunicorn", "courseapp.wsgi", "--bind", "127.0.0.1:0"),
        *("--workers", str(workers), "--worker-class", "gthread", "--threads", str(threads)),
    ]
    environment = os.environ | {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": settings,
    }
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield _port_of(process)
        finally:
            process.terminate()
            process.communicate(timeout=20)


def _port_of(process: subprocess.Popen[str]) -> int:
    assert process.stderr is not None
    heard = []
    for line in process.stderr:
        heard.append(line)
        if found := READY.search(line):
            return int(found.group(1))
    raise RuntimeError("The server did not start:\n" + "".join(heard))
