"""Instants and a learner's days. The only module that asks what time it is.

A day begins at 04:00 in the learner's zone: late reading still counts for the evening before, and
no zone skips or repeats that hour (see docs/decisions.md).
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

DAY_BEGINS = time(4)


class Request(HttpRequest):
    """A request as our middleware hands it on: with its instant and htmx's details."""

    now: datetime
    htmx: HtmxDetails


def now() -> datetime:
    """This instant, in UTC."""
    return timezone.now()


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The learner's day that `instant` falls in."""
    local = instant.astimezone(zone)
    return local.date() - timedelta(days=local.time() < DAY_BEGINS)


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which `day` begins for a learner in `zone`."""
    return datetime.combine(day, DAY_BEGINS, tzinfo=zone).astimezone(UTC)


class ClockMiddleware:
    """Gives every request one instant, so that one answer never spans two days.

    Tests put a clock of their own in place of `read`.
    """

    read: Callable[[], datetime] = staticmethod(now)

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.now = self.read()
        return self.get_response(request)
