"""What a reader may turn: named parameters with bounds and units, and how they are read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Number:
    """A number from `least` to `most`; `step` is how far one press moves it."""

    name: str
    label: str
    unit: str
    least: float
    most: float
    default: float
    step: float = 1

    kind = "number"

    @property
    def is_whole(self) -> bool:
        return self.step == int(self.step)

    def read(self, text: str) -> float:
        """Raises ValueError with a sentence for the reader."""
        if not text.strip():
            raise ValueError("Write a number.")
        try:
            value = float(text.replace(",", ""))
        except ValueError:
            raise ValueError(f'"{text[:20]}" is not a number.') from None
        if not math.isfinite(value) or not self.least <= value <= self.most:
            raise ValueError(f"Choose from {self.least:,g} to {self.most:,g}.")
        if self.is_whole and value != int(value):
            raise ValueError("Write a whole number.")
        return int(value) if self.is_whole else value

    def text(self, value: float) -> str:
        return f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"


@dataclass(frozen=True)
class Choice:
    """One of `options`, each (value, label)."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    default: str

    kind = "choice"
    unit = ""

    def read(self, text: str) -> str:
        """Raises ValueError with a sentence for the reader."""
        if text not in dict(self.options):
            raise ValueError("Choose one of the list.")
        return text

    def text(self, value: str) -> str:
        return value


@dataclass(frozen=True)
class Lines:
    """Lines of text, at most `most` of them."""

    name: str
    label: str
    default: str
    most: int
    longest: int = 200

    kind = "lines"
    unit = ""

    def read(self, text: str) -> tuple[str, ...]:
        """Raises ValueError with a sentence for the reader."""
        lines = tuple(line.strip() for line in text.splitlines() if line.strip())
        if not lines:
            raise ValueError("Write at least one line.")
        if len(lines) > self.most:
            raise ValueError(f"Keep it to {self.most} lines.")
        if max(map(len, lines)) > self.longest:
            raise ValueError(f"Keep every line below {self.longest} characters.")
        return lines

    def text(self, value: tuple[str, ...]) -> str:
        return "\n".join(value)


Parameter = Number | Choice | Lines


@dataclass(frozen=True)
class Setting:
    """A parameter with what it is set to, for a form: `text` as given, `error` if refused."""

    parameter: Parameter
    text: str
    error: str = ""


@dataclass(frozen=True)
class Settings:
    """All parameters of a simulator as a reader set them.

    `values` are complete: where something was refused the default stands in.
    """

    settings: tuple[Setting, ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        return any(setting.error for setting in self.settings)


def read_settings(
    parameters: tuple[Parameter, ...],
    given: Mapping[str, str],
    defaults: Mapping[str, str] | None = None,
) -> Settings:
    """Reads what was given by name; what is missing takes the lesson's or the own default.

    A lesson's default was checked when it was loaded; one that is refused since gives way to the
    own one.
    """
    settings, values = [], {}
    for parameter in parameters:
        default = (defaults or {}).get(parameter.name, _default_text(parameter))
        text = given.get(parameter.name, default)
        try:
            values[parameter.name] = parameter.read(text)
            settings.append(Setting(parameter, text))
        except ValueError as error:
            values[parameter.name] = _read_default(parameter, default)
            settings.append(Setting(parameter, text, str(error)))
    return Settings(tuple(settings), values)


def _read_default(parameter: Parameter, text: str) -> Any:
    try:
        return parameter.read(text)
    except ValueError:
        return parameter.read(_default_text(parameter))


def _default_text(parameter: Parameter) -> str:
    return parameter.text(parameter.default) if isinstance(parameter, Number) else parameter.default
