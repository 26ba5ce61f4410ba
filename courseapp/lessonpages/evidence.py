"""Charts of measurements on a lesson's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courseapp.evidence.exhibits import unpack
from courseapp.evidence.showing import Shown, show
from courseapp.simulators.pictures import Outcome


@dataclass(frozen=True)
class Evidence:
    """A chart or table, the same in numbers, and how they were measured."""

    key: str
    title: str
    shown: Shown

    kind = "evidence"
    is_waiting = False

    @property
    def outcome(self) -> Outcome:
        return self.shown.outcome


def show_evidence(stored: Mapping[str, Any]) -> Evidence:
    """What a step holds of a measurement file, drawn."""
    exhibit = unpack(stored["exhibit"])
    return Evidence(stored["key"], exhibit.title, show(exhibit))
