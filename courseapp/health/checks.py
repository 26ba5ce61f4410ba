"""What has to work for the site to work. A check gives what is wrong in words, or nothing."""

from collections.abc import Callable, Iterator

from django.contrib.sessions.models import Session
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import DatabaseError

from courseapp.models import Course
from courseapp.outbox import mail_trouble
from courseapp.schedule.clock import now

PROBE = "health-probe"


def database() -> str:
    """That it can be read."""
    Course.objects.exists()
    return ""


def writes() -> str:
    """That it can be written: a row of no use to anybody is put in and taken out."""
    row = {"session_data": "", "expire_date": now()}
    Session.objects.update_or_create(session_key=PROBE, defaults=row)
    Session.objects.filter(session_key=PROBE).delete()
    return ""


def cache() -> str:
    """That limits can count."""
    caches["default"].set(PROBE, "there", 60)
    return "" if caches["default"].get(PROBE) == "there" else "what is written does not stay"


def static_files() -> str:
    """That pages find their style sheets."""
    try:
        staticfiles_storage.url("css/site.css")
    except ValueError:
        return "not collected; run manage.py collectstatic"
    return ""


def mail() -> str:
    """That what is due goes out."""
    return mail_trouble() or ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "writes": writes,
    "cache": cache,
    "static files": static_files,
    "mail": mail,
}


def run_checks() -> Iterator[tuple[str, str]]:
    """(name, what is wrong) of each check; nothing is wrong with what works."""
    for name, check in CHECKS.items():
        try:
            yield name, " ".join(check().split())
        except DatabaseError as error:
            yield name, f"the database fails: {' '.join(str(error).split())}"
        except Exception as error:  # a check that breaks is a line, too
            yield name, f"{type(error).__name__}: {' '.join(str(error).split())}"
