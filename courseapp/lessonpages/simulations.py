"""Simulators on a lesson's page: what a reader set, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from courseapp.simulators import SIMULATORS
from courseapp.simulators.parameters import Setting, read_settings
from courseapp.simulators.pictures import Outcome


@dataclass(frozen=True)
class Simulation:
    """A simulator as one lesson shows it. `url` is its own page; `link` with all settings."""

    key: str
    title: str
    asks: str
    url: str
    link: str
    lesson_url: str
    settings: tuple[Setting, ...]
    outcome: Outcome

    kind = "simulation"
    is_waiting = False

    @property
    def refused(self) -> tuple[Setting, ...]:
        return tuple(setting for setting in self.settings if setting.error)


def simulate(
    stored: Mapping[str, Any], lesson_url: str, given: Mapping[str, str] | None = None
) -> Simulation | None:
    """A stored simulation with what a reader gave, which is never an error: what is refused is
    said, and the lesson's own setting stands in.

    Returns:
        None where there is no such simulator since the lesson was loaded.
    """
    simulator = SIMULATORS.get(stored["simulator"])
    if simulator is None:
        return None
    settings = read_settings(simulator.parameters, given or {}, stored["defaults"])
    url = f"{lesson_url}{stored['key']}/simulation/"
    query = urlencode({setting.parameter.name: setting.text for setting in settings.settings})
    return Simulation(
        key=stored["key"],
        title=simulator.title,
        asks=simulator.asks,
        url=url,
        link=f"{url}?{query}",
        lesson_url=f"{lesson_url}#simulation-{stored['key']}",
        settings=settings.settings,
        outcome=_outcome(simulator.slug, tuple(settings.values.items())),
    )


@lru_cache(maxsize=64)
def _outcome(slug: str, values: tuple[tuple[str, Any], ...]) -> Outcome:
    return SIMULATORS[slug].show(**dict(values))


def forget() -> None:
    """Draw everything anew next time."""
    _outcome.cache_clear()
