"""Decision lists in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from courseapp.deciding.facts import name_of
from courseapp.deciding.kept import Asked
from courseapp.deciding.lists import DecisionList


@dataclass(frozen=True)
class ShownRule:
    """A rule in words. `why` is empty but in a reference."""

    question: str
    condition: str
    pick: str
    why: str = ""


@dataclass(frozen=True)
class ShownList:
    """A decision list in words."""

    rules: tuple[ShownRule, ...]
    otherwise: str
    why: str = ""


def in_words(decision_list: DecisionList, asked: Asked, reasons: Sequence[str] = ()) -> ShownList:
    """A list for its readers; `reasons` as a Pile has them."""
    *whys, why = reasons or [""] * (len(decision_list.rules) + 1)
    rules = (
        ShownRule(
            question=rule.question,
            condition="; ".join(c.in_words(asked.attributes) for c in rule.conditions),
            pick=name_of(rule.pick, asked.picks),
            why=reason,
        )
        for rule, reason in zip(decision_list.rules, whys, strict=True)
    )
    return ShownList(tuple(rules), name_of(decision_list.otherwise, asked.picks), why)
