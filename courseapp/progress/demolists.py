"""Decision lists that simulated learners write: parts of the reference, and facts that matter less.

The more skilled somebody is, the more of the reference is in theirs, the better it is ordered, and
the more lists they try on the half to practise on before they lock the best.
"""

from random import Random
from statistics import median_low

from courseapp.deciding.facts import Attribute, Option
from courseapp.deciding.grading import grade
from courseapp.deciding.kept import Asked, Graders
from courseapp.deciding.lists import ONE_OF, Condition, DecisionList, Rule


def invent_list(
    asked: Asked, graders: Graders, questions: int, skill: float, dice: Random
) -> DecisionList:
    """A list of at most so many questions; the same dice give the same.

    Args:
        skill: how likely each question is one of the reference's, from 0 to 1.
    """
    practice = [one for one in graders.scenarios if one.half == "practice"]
    tries = (_draft(asked, graders, questions, skill, dice) for _ in range(1 + int(6 * skill)))
    return max(tries, key=lambda tried: grade(tried, practice).score.right)


def _draft(
    asked: Asked, graders: Graders, questions: int, skill: float, dice: Random
) -> DecisionList:
    settled = {rule.settles for rule in graders.standards.reference.rules}
    kinds = [kind for kind in graders.questions if kind.id in settled]
    if dice.random() > skill:
        dice.shuffle(kinds)
    rules = (
        _known(kind, graders, dice) if dice.random() < skill else _mistaken(asked, graders, dice)
        for kind in kinds[:questions]
    )
    return DecisionList(tuple(rules), graders.standards.reference.otherwise)


def _known(kind: Option, graders: Graders, dice: Random) -> Rule:
    """One of the reference's rules of this kind, with one condition, as learners write them."""
    rules = [rule for rule in graders.standards.reference.rules if rule.settles == kind.id]
    rule = dice.choice(rules)
    return Rule(kind.name, (dice.choice(rule.conditions),), rule.pick)


def _mistaken(asked: Asked, graders: Graders, dice: Random) -> Rule:
    """Any pick for more of a fact than half of the scenarios to practise on have."""
    decoys = [one for one in asked.attributes if one.id in graders.standards.decoys]
    attribute = dice.choice(decoys or asked.attributes)
    question = f"What about “{attribute.name}”?"
    return Rule(question, (_half(attribute, graders),), dice.choice(asked.picks).id)


def _half(attribute: Attribute, graders: Graders) -> Condition:
    if attribute.choices:
        return Condition(attribute.id, ONE_OF, choices=(attribute.choices[0].id,))
    practice = (one for one in graders.scenarios if one.half == "practice")
    limit = median_low(float(one.values[attribute.id]) for one in practice)
    return Condition(attribute.id, "above", (limit,))
