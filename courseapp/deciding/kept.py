"""A pile as plain data, cut where no reader may look yet, and read again.

What may be seen at once is apart from the verdicts, and those to practise on from those held back:
who fetches one part has not fetched the others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from courseapp.deciding.facts import Attribute, Option
from courseapp.deciding.grading import HALVES, Half, Pile, Scenario, Score, Scores
from courseapp.deciding.lists import DecisionList, as_json, from_json
from courseapp.deciding.picking import Field, Picker


@dataclass(frozen=True)
class Asked:
    """What may be seen from the start; `practice` are the scenarios to practise on, bare."""

    attributes: tuple[Attribute, ...]
    picks: tuple[Option, ...]
    practice: tuple["Bare", ...]

    def attribute(self, key: str) -> Attribute | None:
        return next((attribute for attribute in self.attributes if attribute.id == key), None)


@dataclass(frozen=True)
class Bare:
    """A scenario without its verdict; `facts` are (attribute's name, value in words)."""

    id: str
    name: str
    description: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Standards:
    """What is shown only in the end: the lists to compare with, which attributes are decoys, and
    `reasons` and `picker` as a Pile has them."""

    reference: DecisionList
    naive_name: str
    naive: DecisionList
    decoys: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    picker: Picker | None = None


@dataclass(frozen=True)
class Graders:
    """What a list is graded by: both halves, and what to compare with."""

    scenarios: tuple[Scenario, ...]
    questions: tuple[Option, ...]
    standards: Standards


def asked_of(pile: Pile) -> dict[str, Any]:
    return {
        "attributes": [
            {"id": one.id, "name": one.name, "unit": one.unit, "choices": _plain(one.choices)}
            for one in pile.attributes
        ],
        "picks": _plain(pile.picks),
        "practice": [_bare(scenario, pile) for scenario in pile.half("practice")],
        "has_picker": pile.picker is not None,
    }


def _bare(scenario: Scenario, pile: Pile) -> dict[str, Any]:
    facts = [[one.name, one.in_words(scenario.values[one.id])] for one in pile.attributes]
    return {
        "id": scenario.id,
        "name": scenario.name,
        "description": scenario.description,
        "facts": facts,
    }


def verdicts_of(pile: Pile, half: Half) -> dict[str, Any]:
    """The scenarios of a half with their verdicts, and the names of what settles them."""
    return {
        "scenarios": [asdict(scenario) for scenario in pile.half(half)],
        "questions": _plain(pile.questions),
    }


def standards_of(pile: Pile) -> dict[str, Any]:
    return {
        "reference": as_json(pile.reference),
        "naive_name": pile.naive_name,
        "naive": as_json(pile.naive),
        "decoys": [attribute.id for attribute in pile.attributes if attribute.is_decoy],
        "reasons": list(pile.reasons),
        "picker": asdict(pile.picker) if pile.picker else None,
    }


def read_asked(stored: Mapping[str, Any]) -> Asked:
    return Asked(
        attributes=tuple(
            Attribute(one["id"], one["name"], one["unit"], read_options(one["choices"]))
            for one in stored["attributes"]
        ),
        picks=read_options(stored["picks"]),
        practice=tuple(
            Bare(one["id"], one["name"], one["description"], tuple(map(tuple, one["facts"])))
            for one in stored["practice"]
        ),
    )


def read_scenarios(stored: Mapping[str, Any]) -> tuple[Scenario, ...]:
    return tuple(
        Scenario(**one | {"acceptable": tuple(one["acceptable"])}) for one in stored["scenarios"]
    )


def read_standards(stored: Mapping[str, Any]) -> Standards:
    return Standards(
        reference=from_json(stored["reference"]),
        naive_name=stored["naive_name"],
        naive=from_json(stored["naive"]),
        decoys=tuple(stored["decoys"]),
        reasons=tuple(stored.get("reasons", ())),
        picker=_read_picker(stored["picker"]) if stored.get("picker") else None,
    )


def _read_picker(stored: Mapping[str, Any]) -> Picker:
    return Picker(
        fields=tuple(Field(**one) for one in stored["fields"]),
        quotients={key: (number, by) for key, (number, by) in stored["quotients"].items()},
        lessons={key: tuple(slugs) for key, slugs in stored["lessons"].items()},
        note=stored["note"],
    )


def read_graders(parts: Mapping[str, Mapping[str, Any]]) -> Graders:
    """
    Args:
        parts: all that was kept of a pile, by the part's name.
    """
    return Graders(
        scenarios=tuple(scenario for half in HALVES for scenario in read_scenarios(parts[half])),
        questions=read_options(parts["practice"]["questions"]),
        standards=read_standards(parts["standards"]),
    )


def read_scores(stored: Mapping[str, Any]) -> Scores:
    """Of a list locked with them."""
    return Scores(Score(**stored["practice"]), Score(**stored["held-back"]))


def read_options(stored: Sequence[Mapping[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(**one) for one in stored)


def _plain(options: Sequence[Option]) -> list[dict[str, str]]:
    return [asdict(option) for option in options]
