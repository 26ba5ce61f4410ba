"""What every test starts from: nothing remembered from the one before."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.utils import translation
from hypothesis import HealthCheck, settings

from courseapp.answers import solutions
from courseapp.schedule import outline
from tests import cast
from tests.clock import HeldClock, held

# A busy machine is no bug: examples may take their time, and are the same in every run.
settings.register_profile(
    "hunch", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("hunch")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    outline.forget()
    solutions.forget()
    translation.deactivate()  # a request leaves its language to whatever comes next
    for cache in caches.all(initialized_only=True):
        cache.clear()
    yield
    outline.forget()
    solutions.forget()


@pytest.fixture
def clock() -> Iterator[HeldClock]:
    """The clock of every request, standing at noon of 24 November 2026 in UTC."""
    held.instant = cast.NOON
    yield held
    held.instant = None
