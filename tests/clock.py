"""A clock that tests hold: real time unless a test sets it."""

from collections.abc import Callable
from datetime import datetime

from courseapp.schedule import clock


class HeldClock:
    """Stands at the instant a test gave it, or runs."""

    def __init__(self) -> None:
        self.instant: datetime | None = None

    def read(self) -> datetime:
        return self.instant or clock.now()


held = HeldClock()


class HeldClockMiddleware(clock.ClockMiddleware):
    read: Callable[[], datetime] = staticmethod(held.read)
