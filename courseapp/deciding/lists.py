"""Decision lists: conditions, rules in order, a default, and which of them decides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courseapp.deciding.facts import Attribute, Values, name_of, print_number

ONE_OF = "one-of"
BETWEEN = "between"
COMPARISONS: dict[str, Callable[..., bool]] = {
    "at-most": lambda value, limit: value <= limit,
    "below": lambda value, limit: value < limit,
    "at-least": lambda value, limit: value >= limit,
    "above": lambda value, limit: value > limit,
    BETWEEN: lambda value, low, high: low <= value <= high,
}
IN_WORDS = {
    "at-most": "at most",
    "below": "below",
    "at-least": "at least",
    "above": "above",
    BETWEEN: "between",
}
MOST_RULES = 6
"""As many questions as somebody may ask; a reference may have more rules than that."""


@dataclass(frozen=True)
class Condition:
    """What must hold of one attribute: a comparison with `numbers`, or to be one of `choices`.

    `test` is a key of COMPARISONS, with one number or, for "between", both ends; or "one-of".
    """

    attribute: str
    test: str
    numbers: tuple[float, ...] = ()
    choices: tuple[str, ...] = ()

    def holds(self, values: Values) -> bool:
        """A condition on what a scenario does not say holds for none."""
        value = values.get(self.attribute)
        if self.test == ONE_OF:
            return value in self.choices
        return isinstance(value, int | float) and COMPARISONS[self.test](value, *self.numbers)

    def in_words(self, attributes: Sequence[Attribute]) -> str:
        known = (attribute for attribute in attributes if attribute.id == self.attribute)
        attribute = next(known, Attribute(self.attribute, self.attribute))
        return f"{attribute.name}: {self.demand(attribute)}"

    def demand(self, attribute: Attribute) -> str:
        if self.test == ONE_OF:
            return ", ".join(name_of(choice, attribute.choices) for choice in self.choices)
        if self.test == BETWEEN and len(set(self.numbers)) == 1:
            return attribute.in_words(self.numbers[0])
        numbers = " and ".join(map(print_number, self.numbers))
        return f"{IN_WORDS[self.test]} {numbers} {attribute.unit}".strip()


@dataclass(frozen=True)
class Rule:
    """A question in somebody's words, what its answer must be (all of it), and what follows.

    `settles` is the kind of question that a reference's rule stands for; empty in a learner's.
    """

    question: str
    conditions: tuple[Condition, ...]
    pick: str
    settles: str = ""

    def holds(self, values: Values) -> bool:
        return all(condition.holds(values) for condition in self.conditions)


@dataclass(frozen=True)
class DecisionList:
    """Rules in the order in which they are asked, and what is picked when none holds."""

    rules: tuple[Rule, ...]
    otherwise: str


def decide(decision_list: DecisionList, values: Values) -> tuple[str, int | None]:
    """(the pick, the place of the rule that made it from 0; None for the default)."""
    for place, rule in enumerate(decision_list.rules):
        if rule.holds(values):
            return rule.pick, place
    return decision_list.otherwise, None


def as_json(decision_list: DecisionList) -> dict[str, Any]:
    """Plain data that `from_json` reads again."""
    return {
        "rules": [
            {
                "question": rule.question,
                "conditions": [_condition_as_json(condition) for condition in rule.conditions],
                "pick": rule.pick,
                "settles": rule.settles,
            }
            for rule in decision_list.rules
        ],
        "otherwise": decision_list.otherwise,
    }


def _condition_as_json(condition: Condition) -> dict[str, Any]:
    return {
        "attribute": condition.attribute,
        "test": condition.test,
        "numbers": list(condition.numbers),
        "choices": list(condition.choices),
    }


def from_json(stored: Mapping[str, Any]) -> DecisionList:
    return DecisionList(
        tuple(
            Rule(
                question=rule["question"],
                conditions=tuple(_condition_from(part) for part in rule["conditions"]),
                pick=rule["pick"],
                settles=rule["settles"],
            )
            for rule in stored["rules"]
        ),
        stored["otherwise"],
    )


def _condition_from(stored: Mapping[str, Any]) -> Condition:
    return Condition(
        attribute=stored["attribute"],
        test=stored["test"],
        numbers=tuple(stored["numbers"]),
        choices=tuple(stored["choices"]),
    )
