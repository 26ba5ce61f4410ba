"""Lists of simulated learners, on the course's own scenarios."""

from random import Random
from statistics import mean

import pytest
from django.conf import settings

from courseapp.deciding.grading import Pile, grade
from courseapp.deciding.kept import Asked, Graders, Standards
from courseapp.deciding.lists import DecisionList
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.scenarios import read_pile
from courseapp.progress.demolists import invent_list

OURS = settings.BASE_DIR / "lessons" / "llm-serving-frameworks" / "scenarios.yaml"


@pytest.fixture(scope="module")
def pile() -> Pile:
    lessons = [path.stem for path in OURS.parent.glob("*/*.md")]
    found = read_pile(OURS.read_text(encoding="utf-8"), Findings("scenarios.yaml"), lessons)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def graders(pile: Pile) -> Graders:
    decoys = tuple(one.id for one in pile.attributes if one.is_decoy)
    standards = Standards(pile.reference, pile.naive_name, pile.naive, decoys)
    return Graders(pile.scenarios, pile.questions, standards)


@pytest.fixture(scope="module")
def asked(pile: Pile) -> Asked:
    return Asked(pile.attributes, pile.picks, ())


def lists(asked: Asked, graders: Graders, skill: float) -> list[DecisionList]:
    return [invent_list(asked, graders, 4, skill, Random(seed)) for seed in range(20)]


def test_the_same_dice_write_the_same_list_and_others_another(
    asked: Asked, graders: Graders
) -> None:
    first, again = (lists(asked, graders, 0.7) for _ in range(2))
    assert first == again
    assert len(set(first)) == 20


def test_a_list_asks_as_learners_may(asked: Asked, graders: Graders) -> None:
    for one in lists(asked, graders, 0.5):
        assert len(one.rules) == 4
        assert all(rule.question and len(rule.conditions) == 1 for rule in one.rules)


def test_the_skilled_do_better_and_nobody_as_well_as_the_reference(
    asked: Asked, graders: Graders
) -> None:
    def right(skill: float) -> float:
        return mean(
            grade(one, graders.scenarios).score.right for one in lists(asked, graders, skill)
        )

    reference = grade(graders.standards.reference, graders.scenarios).score.right
    assert right(0.2) < right(0.6) < right(1.0) < reference
