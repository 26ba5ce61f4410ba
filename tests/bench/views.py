"""What a first view of pages costs a browser: queries, requests and bytes over the wire."""

import shutil
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Page, sync_playwright

from courseapp.models import Course
from courseapp.schedule.outline import lessons_of
from tests import cast
from tests.bench.sights import Sight, load_real_course, sights_of
from tests.bench.table import Finding, limit
from tests.server import run_server

MOST_QUERIES = {"lesson": 8, "today": 10}


def measure() -> Iterator[Finding]:
    course = load_real_course()
    lesson = f"/courses/{course.slug}/{lessons_of(course)[0].slug}/"
    yield from count_queries(course, {"lesson": lesson, "today": "/today/"})
    with run_server(settings="tests.bench.settings") as port:
        yield from weigh(f"http://127.0.0.1:{port}", sights_of(course))


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


def weigh(base: str, sights: list[Sight]) -> Iterator[Finding]:
    """Requests and bytes of first views, each in a browser that has seen nothing."""
    foreign = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for sight in sights:
            context = browser.new_context(service_workers="block")
            if sight.session:
                cookie = {"name": "sessionid", "value": sight.session, "url": base}
                context.add_cookies([cookie])  # type: ignore[list-item]
            requests, size, others = load(context.new_page(), base, sight.address)
            context.close()
            foreign += others
            yield from judge(sight, requests, size / 1024)
        browser.close()
    yield limit("requests of all of these to another host", foreign, 0)


def judge(sight: Sight, requests: int, kilobytes: float) -> Iterator[Finding]:
    """Django's own admin brings its own style sheets and scripts, and has no limit here."""
    what = f"{sight.name}: requests", f"{sight.name}: bytes"
    if sight.address.startswith("/admin/"):
        yield Finding(what[0], str(requests))
        yield Finding(what[1], f"{kilobytes:.1f} KB")
    else:
        yield limit(what[0], requests, 6)
        yield limit(what[1], kilobytes, 60, "KB", digits=1)


def load(page: Page, base: str, address: str) -> tuple[int, int, int]:
    """(requests, bytes received with headers, requests to other hosts)."""
    finished = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(base + address, wait_until="networkidle")
    sizes = [request.sizes() for request in finished]
    received = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    foreign = sum(not request.url.startswith(base) for request in finished)
    return len(finished), received, foreign
