"""Scenarios with their stated picks, and how a decision list does on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from courseapp.deciding.facts import Attribute, Option, Values
from courseapp.deciding.lists import DecisionList, decide
from courseapp.deciding.picking import Picker

Half = Literal["practice", "held-back"]
HALVES: tuple[Half, ...] = ("practice", "held-back")
Outcome = Literal["right", "acceptable", "missed"]


@dataclass(frozen=True)
class Scenario:
    """A case to decide. `acceptable` are other picks that can be defended.

    `settled_by` is the kind of question that decides it, `flip` what would turn the pick around.
    `difficulty` goes from 1, clear-cut, to 3, mixed. `differs` says why the reference does not
    give the stated pick; it is empty where it does.
    """

    id: str
    name: str
    half: Half
    difficulty: int
    description: str
    values: Values
    pick: str
    acceptable: tuple[str, ...]
    settled_by: str
    reason: str
    flip: str = ""
    differs: str = ""


@dataclass(frozen=True)
class Pile:
    """All that a decision is graded by: what is known, what can be picked, and the scenarios.

    `questions` are the kinds of question that settle scenarios. `naive` is the list that asks
    nothing, called `naive_name`. `reasons` say why each rule of the reference picks what it picks,
    the last of them why its default does; one that is not given is empty. `picker` is None where
    the reference is not to be asked by anybody.
    """

    attributes: tuple[Attribute, ...]
    picks: tuple[Option, ...]
    questions: tuple[Option, ...]
    reference: DecisionList
    naive_name: str
    naive: DecisionList
    scenarios: tuple[Scenario, ...]
    reasons: tuple[str, ...] = ()
    picker: Picker | None = None

    def half(self, half: Half) -> tuple[Scenario, ...]:
        return tuple(scenario for scenario in self.scenarios if scenario.half == half)


@dataclass(frozen=True)
class Graded:
    """One scenario's pick by a list; `rule` is the place of the rule that made it, None for the
    default."""

    scenario: Scenario
    pick: str
    rule: int | None
    outcome: Outcome


@dataclass(frozen=True)
class Score:
    """How many scenarios came out how."""

    right: int
    acceptable: int
    missed: int

    @property
    def total(self) -> int:
        return self.right + self.acceptable + self.missed


@dataclass(frozen=True)
class Scores:
    """A list's scores on both halves."""

    practice: Score
    held_back: Score


@dataclass(frozen=True)
class Report:
    """A list's picks, one for each scenario in its order."""

    graded: tuple[Graded, ...]

    @property
    def score(self) -> Score:
        outcomes = [graded.outcome for graded in self.graded]
        return Score(*(outcomes.count(word) for word in ("right", "acceptable", "missed")))

    @property
    def scores(self) -> Scores:
        return Scores(self.half("practice").score, self.half("held-back").score)

    def half(self, half: Half) -> "Report":
        return Report(tuple(graded for graded in self.graded if graded.scenario.half == half))


def grade(decision_list: DecisionList, scenarios: Iterable[Scenario]) -> Report:
    return Report(tuple(_graded(decision_list, scenario) for scenario in scenarios))


def _graded(decision_list: DecisionList, scenario: Scenario) -> Graded:
    pick, rule = decide(decision_list, scenario.values)
    return Graded(scenario, pick, rule, _outcome(pick, scenario))


def _outcome(pick: str, scenario: Scenario) -> Outcome:
    if pick == scenario.pick:
        return "right"
    return "acceptable" if pick in scenario.acceptable else "missed"
