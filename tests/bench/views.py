"""What a first view of pages costs a browser: queries, requests and bytes over the wire."""

import io
import shutil
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, sync_playwright

from courseapp.models import Course
from courseapp.schedule.outline import lessons_of
from tests import cast
from tests.bench.table import Finding, limit
from tests.server import run_server

MOST_QUERIES = {"lesson": 8, "today": 10}


def measure() -> Iterator[Finding]:
    call_command("load_lessons", stdout=io.StringIO())
    course = Course.objects.get()
    lesson = f"/courses/{course.slug}/{lessons_of(course)[0].slug}/"
    yield from count_queries(course, {"lesson": lesson, "today": "/today/"})
    addresses = {"catalogue": "/", "course": f"/courses/{course.slug}/", "lesson": lesson}
    with run_server(settings="tests.bench.settings") as port:
        yield from weigh(f"http://127.0.0.1:{port}", addresses)


def count_queries(course: Course, addresses: dict[str, str]) -> Iterator[Finding]:
    learner, client = cast.make_learner(), Client()
    cast.enrol(learner, course)
    client.force_login(learner)
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")
        yield limit(f"{name}: queries", len(queries), MOST_QUERIES[name])


def weigh(base: str, addresses: dict[str, str]) -> Iterator[Finding]:
    """Requests and bytes of first views, each in a browser that has seen nothing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, address in addresses.items():
            context = browser.new_context()
            requests, size, foreign = load(context.new_page(), base, address)
            context.close()
            yield limit(f"{name}: requests of a first view", requests, 6)
            yield limit(f"{name}: of these to another host", foreign, 0)
            yield limit(f"{name}: bytes of a first view", size / 1024, 60, "KB", digits=1)
        browser.close()


def load(page: Page, base: str, address: str) -> tuple[int, int, int]:
    """(requests, bytes received with headers, requests to other hosts)."""
    finished = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(base + address, wait_until="networkidle")
    sizes = [request.sizes() for request in finished]
    received = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    foreign = sum(not request.url.startswith(base) for request in finished)
    return len(finished), received, foreign
