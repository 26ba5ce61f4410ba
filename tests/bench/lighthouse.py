"""Lighthouse's four scores on its mobile settings: `make lighthouse`. It is fetched from npm."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress

from playwright.sync_api import sync_playwright

from tests.bench.sights import Sight, load_real_course, sights_of
from tests.bench.table import Finding
from tests.server import run_server

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
MOST_RUNS = 3
CHROME = "--headless=new --no-sandbox --disable-background-networking"


def measure() -> Iterator[Finding]:
    """Of every page beside the desk; Lighthouse takes none that answers 403, as a locked lesson."""
    course = load_real_course()
    with run_server(settings="tests.bench.settings") as port, sync_playwright() as playwright:
        chrome = shutil.which("chromium") or playwright.chromium.executable_path
        for sight in sights_of(course):
            if not sight.address.startswith("/admin/") and sight.name != "locked lesson":
                yield judge(f"http://127.0.0.1:{port}", sight, chrome)


def judge(base: str, sight: Sight, chrome: str) -> Finding:
    """The best of a few runs: whatever else the machine does can only make a page look slower.

    Lighthouse breaks off at times, says why and asks to be run again; such a run counts nothing.
    """
    best = [0] * len(CATEGORIES)
    for _ in range(MOST_RUNS):
        with suppress(subprocess.CalledProcessError):
            best = max(best, scores_of(base, sight, chrome), key=sum)
        if min(best) == 100:
            break
    return Finding(sight.name, ", ".join(map(str, best)), "100 each", min(best) == 100)


def scores_of(base: str, sight: Sight, chrome: str) -> list[int]:
    headers = {"Cookie": f"sessionid={sight.session}"} if sight.session else {}
    command = [
        *("npx", "--yes", LIGHTHOUSE, base + sight.address, "--quiet", "--output=json"),
        *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={CHROME}"),
        f"--extra-headers={json.dumps(headers)}",
    ]
    environment = os.environ | {"CHROME_PATH": chrome}
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)["categories"]
    return [round(100 * found[category]["score"]) for category in CATEGORIES]
