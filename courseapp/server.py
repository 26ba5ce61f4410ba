"""How gunicorn serves the site: `gunicorn --config python:courseapp.server courseapp.wsgi`.

One process with threads, as the memory cache of local mode wants; production adds `--workers`.
"""

import sys
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

raw_env = ["DJANGO_SETTINGS_MODULE=courseapp.settings"]
worker_class = "gthread"
threads = 8
loglevel = "warning"


def on_starting(server: Arbiter) -> None:
    """Stops with one message where settings or static files are missing, before any worker."""
    try:
        import_module("courseapp.settings")
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    if not settings.DEBUG and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        sys.exit("The static files are not collected. Run: manage.py collectstatic --no-input")


def post_worker_init(worker: Worker) -> None:
    """In local mode the server sends mail itself; production has `send_mail` for it."""
    if settings.LOCAL:
        import_module("courseapp.outbox.running").start_sending()


def when_ready(server: Arbiter) -> None:
    """Says where the site is, once it answers there."""
    addresses = " and ".join(str(listener) for listener in server.LISTENERS)
    sys.stdout.write(f"The site is at {addresses} (Ctrl+C stops it)\n")
    sys.stdout.flush()
