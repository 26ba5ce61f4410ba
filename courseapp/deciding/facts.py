"""What is known of a scenario: attributes with units or choices, and values in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = float | str
Values = Mapping[str, Value]
"""By attribute: a number, or the id of one of its choices."""


@dataclass(frozen=True)
class Option:
    """Something to choose: a pick, a choice of an attribute, a kind of question."""

    id: str
    name: str


@dataclass(frozen=True)
class Attribute:
    """A fact of a scenario: a number with a unit, or one of `choices`.

    A decoy is one that matters less than it seems to.
    """

    id: str
    name: str
    unit: str = ""
    choices: tuple[Option, ...] = ()
    is_decoy: bool = False

    @property
    def is_number(self) -> bool:
        return not self.choices

    def in_words(self, value: Value) -> str:
        if isinstance(value, str):
            return name_of(value, self.choices)
        return f"{print_number(value)} {self.unit}".strip()


def name_of(key: str, options: Sequence[Option]) -> str:
    """The name that goes with an id; the id itself for one that is gone."""
    return next((option.name for option in options if option.id == key), key)


def print_number(number: float) -> str:
    """At most four digits behind the point, and commas between thousands: "85,000", "0.5"."""
    return f"{number:,.4f}".rstrip("0").rstrip(".")
