"""Decision lists in words."""

from dataclasses import dataclass

from courseapp.deciding.facts import name_of
from courseapp.deciding.kept import Asked
from courseapp.deciding.lists import DecisionList


@dataclass(frozen=True)
class ShownRule:
    """A rule in words."""

    question: str
    condition: str
    pick: str


@dataclass(frozen=True)
class ShownList:
    """A decision list in words."""

    rules: tuple[ShownRule, ...]
    otherwise: str


def in_words(decision_list: DecisionList, asked: Asked) -> ShownList:
    rules = (
        ShownRule(
            question=rule.question,
            condition="; ".join(c.in_words(asked.attributes) for c in rule.conditions),
            pick=name_of(rule.pick, asked.picks),
        )
        for rule in decision_list.rules
    )
    return ShownList(tuple(rules), name_of(decision_list.otherwise, asked.picks))
