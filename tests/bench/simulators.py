"""Redrawing each simulator at its default and at its largest size, nothing remembered."""

from collections.abc import Iterator, Mapping
from functools import partial
from urllib.parse import urlencode

from courseapp.lessonpages.simulations import forget
from courseapp.models import Course, Step
from courseapp.simulators import SIMULATORS
from tests import cast
from tests.bench.pages import Caller, sign_in
from tests.bench.table import Finding, limit
from tests.bench.timing import Work, seconds_each

ROUNDS, REPEATS = 20, 2
AIM_MS = 30
BRANCHES = [" ".join(f"{n % (2 + m % 5)}x{m}" for m in range(40)) for n in range(24)]
LARGEST: Mapping[str, Mapping[str, object]] = {
    "batching": {"slots": 64, "requests": 200, "shortest": 16, "longest": 2000},
    "paging": {
        "lengths": "drawn",
        "requests": 600,
        "prompt": 1000,
        "answer": 1000,
        "memory": 450_000,
        "maximum": 10_000,
        "block": 1,
        "samples": 3,
        "step": 64,
    },
    "radix": {"preset": "own", "prompts": "\n".join(BRANCHES), "budget": 3000, "block": 1},
    "roofline": {"batch": 512},
    "payback": {"gpus": 10_000, "lifetime": 1, "horizon": 1440},
}
"""As much work as the bounds of the settings allow, or nearly."""


def measure() -> Iterator[Finding]:
    session, call = sign_in(simulated()), Caller()
    works: dict[str, Work] = {"a bare view, beside them": partial(call, "/bare/", session)}
    works |= {
        f"{simulator.title}, {size}": redraw(call, session, slug, settings)
        for slug, simulator in SIMULATORS.items()
        for size, settings in (("default", {}), ("largest", LARGEST[slug]))
    }
    each = seconds_each(works, rounds=ROUNDS, repeats=REPEATS)
    (bare, seconds), *redrawn = each.items()
    yield Finding(bare, f"{seconds * 1e3:.2f} ms")
    for name, seconds in redrawn:
        yield limit(name, seconds * 1e3, AIM_MS, "ms", 1)


def redraw(call: Caller, session: str, slug: str, settings: Mapping[str, object]) -> Work:
    address = f"/courses/simulators/lesson-1/{slug}/simulation/"

    def once() -> bytes:
        forget()
        return call(address, session, query=urlencode(settings))

    return once


def simulated() -> Course:
    """A course whose one lesson begins with every simulator."""
    course = cast.make_course("simulators", lessons=1)
    lesson = course.lessons.get()
    lesson.steps.all().delete()
    for position, slug in enumerate(SIMULATORS):
        stored = {"key": slug, "simulator": slug, "defaults": {}}
        Step.objects.create(lesson=lesson, position=position, simulation=stored)
    return course
