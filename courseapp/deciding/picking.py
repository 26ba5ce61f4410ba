"""A reference applied to somebody's own numbers: its pick, and what would turn the pick around."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import dropwhile, takewhile
from math import ceil, floor

from courseapp.deciding.facts import Attribute, Value, Values
from courseapp.deciding.lists import BETWEEN, ONE_OF, Condition, DecisionList, decide

OTHERWISE = "otherwise"
"""Stands for the default where a rule's kind of question would stand."""


@dataclass(frozen=True)
class Field:
    """What somebody may say of one attribute, and what is said before they do.

    A number is a multiple of `step` from `least` to `most`.
    """

    attribute: str
    default: Value
    help: str = ""
    least: float = 0
    most: float = 0
    step: float = 1

    @property
    def grain(self) -> Fraction:
        return Fraction(str(self.step))

    def takes(self, number: float) -> bool:
        return (Fraction(str(number)) / self.grain).denominator == 1


@dataclass(frozen=True)
class Picker:
    """What a reference needs to be asked by anybody.

    `quotients` are the attributes that are one number divided by another, with those two.
    `lessons` has the slugs of those that explain a kind of question, by its id, and the default,
    by OTHERWISE. `note` says what the numbers rest on.
    """

    fields: tuple[Field, ...]
    quotients: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    lessons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    note: str = ""

    def field(self, attribute: str) -> Field:
        return next(field for field in self.fields if field.attribute == attribute)

    def complete(self, values: Values) -> Values:
        """With the quotients, which follow from the rest."""
        return {**values, **{key: _divide(values, *two) for key, two in self.quotients.items()}}


@dataclass(frozen=True)
class Flip:
    """What one attribute alone would have to be for another pick.

    `condition` holds the nearest such value and all beyond it up to where the pick changes again.
    `rule` is the place of the rule that would decide, None for the default.
    """

    condition: Condition
    pick: str
    rule: int | None


def find_flips(
    decision_list: DecisionList, attributes: Sequence[Attribute], picker: Picker, values: Values
) -> tuple[Flip, ...]:
    """All of them in the order of the fields: of a number the nearest below and above, of choices
    one for each other pick.

    Args:
        values: those of the fields, without quotients.
    """
    search = _Search(decision_list, picker, values)
    choices = {one.id: tuple(choice.id for choice in one.choices) for one in attributes}
    return tuple(flip for one in picker.fields for flip in search.of(one, choices[one.attribute]))


@dataclass(frozen=True)
class _Search:
    decision_list: DecisionList
    picker: Picker
    values: Values

    def of(self, field: Field, choices: tuple[str, ...]) -> Iterator[Flip]:
        if choices:
            yield from self._among(field.attribute, choices)
            return
        here = float(self.values[field.attribute])
        numbers = sorted(self._candidates(field))
        below = [number for number in reversed(numbers) if number < here]
        above = [number for number in numbers if number > here]
        yield from self._along(field, below, "at-most")
        yield from self._along(field, above, "at-least")

    def _decide(self, attribute: str, value: Value) -> tuple[str, int | None]:
        return decide(self.decision_list, self.picker.complete({**self.values, attribute: value}))

    def _pick(self, attribute: str, value: Value) -> str:
        return self._decide(attribute, value)[0]

    def _among(self, attribute: str, choices: tuple[str, ...]) -> Iterator[Flip]:
        now = self._pick(attribute, self.values[attribute])
        picks = {choice: self._pick(attribute, choice) for choice in choices}
        for pick in dict.fromkeys(pick for pick in picks.values() if pick != now):
            chosen = tuple(choice for choice in choices if picks[choice] == pick)
            _, rule = self._decide(attribute, chosen[0])
            yield Flip(Condition(attribute, ONE_OF, choices=chosen), pick, rule)

    def _along(self, field: Field, numbers: Sequence[float], test: str) -> Iterator[Flip]:
        """The first change on the way; `numbers` lead away from where we are."""
        name = field.attribute
        now = self._pick(name, self.values[name])
        ahead = list(dropwhile(lambda number: self._pick(name, number) == now, numbers))
        if not ahead:
            return
        pick, rule = self._decide(name, ahead[0])
        run = list(takewhile(lambda number: self._pick(name, number) == pick, ahead))
        if len(run) == len(ahead):
            yield Flip(Condition(name, test, (run[0],)), pick, rule)
        else:
            ends = (min(run), max(run))
            yield Flip(Condition(name, BETWEEN, ends), pick, rule)

    def _candidates(self, field: Field) -> set[float]:
        """Numbers around every border: between two of them nothing changes."""
        places = {
            place
            for border in self._borders(field.attribute)
            for place in range(floor(border / field.grain) - 1, ceil(border / field.grain) + 2)
        }
        numbers = (float(place * field.grain) for place in places)
        return {number for number in numbers if field.least <= number <= field.most}

    def _borders(self, attribute: str) -> Iterable[Fraction]:
        """Where a condition on the attribute, or on a quotient of it, begins or ceases to hold."""
        for condition in (one for rule in self.decision_list.rules for one in rule.conditions):
            number, by = self.picker.quotients.get(condition.attribute, ("", ""))
            for limit in map(_exact, condition.numbers):
                if condition.attribute == attribute:
                    yield limit
                if number == attribute:
                    yield limit * _exact(self.values[by])
                if by == attribute and limit:
                    yield _exact(self.values[number]) / limit


def _exact(value: Value) -> Fraction:
    return Fraction(str(value))


def _divide(values: Values, number: str, by: str) -> float:
    return float(values[number]) / float(values[by])
