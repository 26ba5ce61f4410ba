"""Whatever fails, each refusal and each fault keeps its status and has a page of its own."""

import copy
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils.translation import trans_real

from courseapp import pieces
from tests.cast import make_learner

pytestmark = pytest.mark.django_db
STATUSES = [400, 403, 404, 413, 429, 500, 503]
MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
Failure = Callable[[Path], AbstractContextManager[Any]]


def templates(**options: Any) -> list[dict[str, Any]]:
    ours: list[dict[str, Any]] = copy.deepcopy(settings.TEMPLATES)
    ours[0]["OPTIONS"] |= options
    return ours


def no_static_files(folder: Path) -> AbstractContextManager[Any]:
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}
    return override_settings(STATIC_ROOT=folder, STORAGES=storages)


def a_manifest_cut_short(folder: Path) -> AbstractContextManager[Any]:
    (folder / "staticfiles.json").write_text('{"paths": {"css/si', encoding="utf-8")
    return no_static_files(folder)


def a_manifest_that_is_a_folder(folder: Path) -> AbstractContextManager[Any]:
    (folder / "staticfiles.json").mkdir()
    return no_static_files(folder)


def a_context_processor(folder: Path) -> AbstractContextManager[Any]:
    broken = templates(context_processors=["tests.health.failing_urls.fail"])
    return override_settings(TEMPLATES=broken)


def the_templates(folder: Path) -> AbstractContextManager[Any]:
    bare = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": []}]
    return override_settings(TEMPLATES=bare)


def nothing(folder: Path) -> AbstractContextManager[Any]:
    return override_settings()


@pytest.fixture(
    params=[
        nothing,
        no_static_files,
        a_manifest_cut_short,
        a_manifest_that_is_a_folder,
        a_context_processor,
        the_templates,
    ]
)
def failure(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Failure]:
    fails: Failure = request.param
    pieces._remembered.cache_clear()
    with override_settings(ROOT_URLCONF="tests.health.failing_urls"), fails(tmp_path):
        yield fails
    pieces._remembered.cache_clear()


def heading_of(page: str) -> str:
    assert page.lstrip().startswith("<!doctype html>")
    assert "Traceback" not in page
    (heading,) = re.findall(r"<h1>(.+?)</h1>", page)
    return str(heading)


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_a_status_has_its_page_whatever_fails(
    failure: Failure, status: int, method: str, is_signed_in: bool
) -> None:
    client = Client(raise_request_exception=False)
    if is_signed_in:
        client.force_login(make_learner())
    origin = {"origin": "http://testserver"}
    response = getattr(client, method)(f"/end/{status}/", headers=origin)
    page = response.content.decode()
    assert response.status_code == status
    assert heading_of(page)
    assert ('name="viewport"' in page) == (failure is not the_templates)
    assert ("Retry-After" in response.headers) == (status in {429, 503})
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "<style" not in page


@pytest.mark.usefixtures("failure")
def test_a_form_without_a_token_has_its_page_whatever_fails() -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    response = client.post("/accounts/login/", {"login": "ada@example.org"})
    assert response.status_code == 403
    assert heading_of(response.content.decode())


@pytest.mark.usefixtures("failure")
def test_an_unknown_address_is_no_fault_whatever_fails() -> None:
    response = Client(raise_request_exception=False).get("/nowhere/")
    assert response.status_code == 404
    assert "It is our fault" not in response.content.decode()


@pytest.fixture
def _broken_translations(tmp_path: Path) -> Iterator[None]:
    """Files of words that were cut short while they were copied."""
    broken = tmp_path / "de" / "LC_MESSAGES" / "django.mo"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"cut short")
    remembered = dict(trans_real._translations)  # type: ignore[attr-defined]
    with override_settings(LOCALE_PATHS=[tmp_path]):
        trans_real._translations.clear()  # type: ignore[attr-defined]
        yield
    trans_real._translations.clear()  # type: ignore[attr-defined]
    trans_real._translations.update(remembered)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_broken_translations")
@pytest.mark.parametrize("language", ["de", "en"])
def test_words_that_cannot_be_read_make_a_page(language: str) -> None:
    client = Client(raise_request_exception=False)
    response = client.get("/nowhere/", headers={"accept-language": language})
    assert response.status_code == {"de": 500, "en": 404}[language]
    assert heading_of(response.content.decode())


def test_sessions_that_cannot_be_had_make_a_page(tmp_path: Path) -> None:
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    engine = "django.contrib.sessions.backends.file"
    with override_settings(SESSION_ENGINE=engine, SESSION_FILE_PATH=str(tmp_path / "gone")):
        for address in ("/", "/today/", "/nowhere/", "/accounts/login/"):
            response = client.get(address)
            assert response.status_code == 500
            assert heading_of(response.content.decode()) == "Something broke here"


@pytest.mark.parametrize(("language", "heading"), [("de", 'lang="de"'), ("en", 'lang="en-gb"')])
def test_what_fails_early_is_said_in_the_readers_language(language: str, heading: str) -> None:
    """Before a language is chosen, that of whoever came before is the active one."""
    Client().get("/", headers={"accept-language": {"de": "en", "en": "de"}[language]})
    client = Client(headers={"accept-language": language})
    too_long = client.post("/account/", {"name": "x" * 1_100_000})
    with override_settings(ALLOWED_HOSTS=["learn.example.org"]):
        another = client.get("/", headers={"host": "evil.example"})
    assert (too_long.status_code, another.status_code) == (413, 400)
    assert heading in too_long.content.decode()
    assert heading in another.content.decode()
