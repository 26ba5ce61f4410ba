"""What every test starts from: nothing remembered from the one before."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches

from courseapp.schedule import outline


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    outline.forget()
    for cache in caches.all(initialized_only=True):
        cache.clear()
    yield
    outline.forget()
