"""A database that fails, files that are missing: a page that says so, never a traceback in one."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.checks import run_checks as run_django_checks
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client, RequestFactory, override_settings

from courseapp import pieces
from courseapp.health.cache import HonestDatabaseCache
from courseapp.health.pages import show_fault
from courseapp.health.starting import find_cache_tables
from courseapp.models import Mail, Revision
from courseapp.schedule.clock import now
from tests.cast import enrol, make_course, make_learner, make_mail

pytestmark = pytest.mark.django_db
IN_DATABASE = {
    "default": {
        "BACKEND": "courseapp.health.cache.HonestDatabaseCache",
        "LOCATION": "cache_of_test",
    },
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
FAULTS = [
    OperationalError("attempt to write a readonly database"),
    OperationalError("database or disk is full"),
    OperationalError("database is locked"),
    OperationalError("connection refused"),
    ProgrammingError('relation "cache" does not exist'),
]
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@contextmanager
def failing(error: Exception, *, reads: bool = False) -> Iterator[None]:
    """The database refuses what is written, or everything."""

    def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if reads or sql.lstrip().startswith(WRITES):
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield


@pytest.fixture
def browser() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_learner())
    return client


@pytest.mark.parametrize("error", FAULTS, ids=str)
def test_an_answer_that_cannot_be_kept_is_told_so(browser: Client, error: Exception) -> None:
    enrol(make_learner(), make_course())
    revision = Revision.objects.get(question__key="question-1")
    sent = {"wording": revision.wording, "choice": "a", "confidence": "3"}
    address = "/courses/course/lesson-1/question-1/predict/"
    origin = {"origin": "http://testserver"}
    with failing(error):
        response = browser.post(address, sent, headers=origin)
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    page = response.content.decode()
    assert "Nothing can be saved just now" in page
    assert 'name="choice" value="a"' in page
    assert "Send it again" in page


@pytest.mark.parametrize("error", FAULTS, ids=str)
@pytest.mark.parametrize("address", ["/", "/today/", "/nowhere/", "/accounts/login/"])
def test_a_database_that_is_away_has_a_page(
    browser: Client, error: Exception, address: str
) -> None:
    with failing(error, reads=True):
        response = browser.get(address)
    assert response.status_code in {200, 503}
    if address != "/accounts/login/":
        assert response.status_code == 503
        assert "Nothing can be saved just now" in response.content.decode()


def test_another_fault_is_ours(browser: Client) -> None:
    with failing(ProgrammingError("syntax error"), reads=True):
        response = browser.get("/today/")
    assert response.status_code == 500
    assert "It is our fault, not yours" in response.content.decode()


@pytest.fixture
def in_database() -> Iterator[HonestDatabaseCache]:
    with override_settings(CACHES=IN_DATABASE):
        yield caches["default"]  # type: ignore[misc]


POSTS: list[tuple[str, dict[str, str]]] = [
    ("/accounts/signup/", {"email": "ada@example.org", "password1": "correct horse battery"}),
    ("/accounts/login/", {"login": "ada@example.org", "password": "wrong"}),
    ("/accounts/login/code/", {"email": "ada@example.org"}),
    ("/accounts/password/reset/", {"email": "ada@example.org"}),
]


@pytest.mark.parametrize(("address", "form"), POSTS)
def test_a_limit_that_cannot_count_is_not_used_up(
    in_database: HonestDatabaseCache, address: str, form: dict[str, str]
) -> None:
    call_command("createcachetable")
    client = Client(raise_request_exception=False)
    with failing(OperationalError("attempt to write a readonly database")):
        response = client.post(address, form)
    assert response.status_code == 503
    assert "Too many" not in response.content.decode()


@pytest.mark.parametrize(("address", "form"), POSTS)
def test_a_missing_cache_table_is_told_as_a_fault(
    in_database: HonestDatabaseCache, address: str, form: dict[str, str]
) -> None:
    response = Client(raise_request_exception=False).post(address, form)
    assert response.status_code == 503


def test_check_finds_a_missing_cache_table(in_database: HonestDatabaseCache) -> None:
    (found,) = find_cache_tables()
    assert (found.id, found.hint) == ("hunch.E001", "Run: manage.py createcachetable")
    deployed = run_django_checks(tags=["caches"], include_deployment_checks=True)
    assert "hunch.E001" in {message.id for message in deployed}
    call_command("createcachetable")
    assert find_cache_tables() == []


def ready(host: str = "10.0.0.7:8000") -> tuple[int, dict[str, str]]:
    response = Client(SERVER_NAME="10.0.0.7").get("/health/ready/", headers={"host": host})
    lines = response.content.decode().splitlines()
    return response.status_code, dict(line.split(": ", 1) for line in lines)


def test_all_is_well() -> None:
    assert ready() == (
        200,
        dict.fromkeys(["database", "writes", "cache", "static files", "mail"], "ok"),
    )


@pytest.mark.parametrize("host", ["10.0.0.7", "[::1]:8000", "another.example", "", "a b"])
@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["learn.example.org"])
def test_both_answer_by_any_name_and_without_tls(host: str) -> None:
    assert ready(host)[0] == 200
    response = Client().get("/health/", headers={"host": host})
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_a_process_without_a_database_lives_and_is_not_ready() -> None:
    with failing(OperationalError("connection refused"), reads=True):
        assert Client().get("/health/").status_code == 200
        status, lines = ready()
    assert status == 503
    assert lines["database"] == "the database fails: connection refused"
    assert lines["static files"] == "ok"


def test_a_database_without_writes_is_not_ready() -> None:
    with failing(OperationalError("database or disk is full")):
        status, lines = ready()
    assert (status, lines["database"]) == (503, "ok")
    assert lines["writes"] == "the database fails: database or disk is full"


def test_a_missing_cache_table_is_not_ready(in_database: HonestDatabaseCache) -> None:
    status, lines = ready()
    assert status == 503
    assert "cache_of_test" in lines["cache"]


def test_mail_that_does_not_go_out_is_not_ready() -> None:
    make_mail(queued_at=now(), tries=3, last_error="OSError: no")
    assert ready()[0] == 200
    Mail.objects.update(queued_at=now().replace(year=2020))
    status, lines = ready()
    assert status == 503
    assert lines["mail"].startswith("1 not sent in time, oldest ")
    assert lines["mail"].endswith(" minutes, last error: OSError: no")
    Mail.objects.update(last_error="", tries=0)
    assert "send_mail has not run" in ready()[1]["mail"]


STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


@pytest.fixture
def not_collected(tmp_path: Path) -> Iterator[None]:
    pieces._remembered.cache_clear()  # those of other tests know their style sheets
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=STORAGES, DEBUG=False):
        yield


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/today/"])
def test_without_static_files_a_page_says_so(
    not_collected: None, browser: Client, address: str
) -> None:
    response = browser.get(address, follow=True)
    assert response.status_code == 500
    page = response.content.decode()
    assert "It is our fault, not yours" in page
    assert "stylesheet" not in page


def test_without_static_files_nothing_is_ready(not_collected: None) -> None:
    status, lines = ready()
    assert (status, lines["static files"]) == (503, "not collected; run manage.py collectstatic")


@pytest.mark.parametrize("status", [400, 413, 500, 503])
def test_a_page_of_a_fault_stands_alone(not_collected: None, status: int) -> None:
    with failing(OperationalError("gone"), reads=True):
        response = show_fault(RequestFactory().get("/"), HTTPStatus(status))
    assert response.status_code == status
    assert re.search(r"<h1>.+</h1>", response.content.decode())


@pytest.mark.parametrize("status", [400, 413, 500, 503])
def test_without_templates_there_is_still_a_page(status: int) -> None:
    broken = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": []}]
    with override_settings(TEMPLATES=broken):
        response = show_fault(RequestFactory().get("/"), HTTPStatus(status))
    assert response.status_code == status
    assert ("It is our fault, not yours" in response.content.decode()) == (status >= 500)


def test_more_than_a_form_holds_is_told_so(browser: Client) -> None:
    for sent in ({"name": "x" * 1_100_000}, {f"a{number}": "" for number in range(1200)}):
        response = browser.post("/account/", sent)
        assert response.status_code == 413
        assert "That is too long to be sent" in response.content.decode()


@pytest.mark.parametrize("size", ["-1", "x", "", "９", "1e9"])
def test_an_odd_length_is_no_fault(browser: Client, size: str) -> None:
    assert browser.get("/", CONTENT_LENGTH=size).status_code == 200


@override_settings(ALLOWED_HOSTS=["learn.example.org"])
def test_a_name_of_another_site_has_a_page(browser: Client) -> None:
    response = browser.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "This was not understood" in response.content.decode()


def test_a_readonly_file_is_told_as_a_fault(tmp_path: Path) -> None:
    """As SQLite itself says it, so that the words above are the real ones."""
    path = tmp_path / "db.sqlite3"
    sqlite3.connect(path).execute("CREATE TABLE a (b)")
    locked = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError, match="attempt to write a readonly database"):
        locked.execute("INSERT INTO a VALUES (1)")
