"""Decision lists that learners locked: how each does, and where those of a class miss."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from courseapp.answers.deciding import graders_of
from courseapp.deciding.facts import name_of
from courseapp.deciding.grading import Graded, Report, Scenario, Scores, grade
from courseapp.deciding.kept import Asked, Graders, read_asked, read_scores
from courseapp.deciding.lists import DecisionList, from_json
from courseapp.models import Framework, Lesson, Step
from courseapp.progress.questions import percent

Key = tuple[int, str]
"""A decision by its lesson's id and its own key."""


@dataclass(frozen=True)
class Decision:
    """What lists are written for, as the lesson asks it now, and what they are graded by."""

    asked: Asked
    graders: Graders

    def score(self, decision_list: DecisionList) -> Scores:
        return grade(decision_list, self.graders.scenarios).scores


@dataclass(frozen=True)
class Scored:
    """How a learner's list does: `first` as it was locked, `now` as it is, beside the reference.

    Without the last two the lesson no longer asks for it.
    """

    first: Scores
    now: Scores | None = None
    reference: Scores | None = None


def decisions_of(lessons: Iterable[int] | QuerySet) -> dict[Key, Decision]:
    """The decisions that these lessons have now. Two queries.

    Args:
        lessons: ids, or a query that gives them.
    """
    steps = Step.objects.filter(lesson__in=lessons, decision__isnull=False)
    return {
        (step.lesson_id, step.decision["key"]): Decision(
            read_asked(step.decision), graders_of(step)
        )
        for step in steps.order_by().prefetch_related("verdicts")
        if step.decision
    }


def key_of(framework: Framework) -> Key:
    return framework.lesson_id, framework.key


def score_framework(framework: Framework, decision: Decision | None) -> Scored:
    """
    Args:
        framework: one that is locked.
    """
    first = read_scores(framework.first or {})
    if decision is None:
        return Scored(first)
    now = decision.score(from_json(framework.current))
    return Scored(first, now, decision.score(decision.graders.standards.reference))


@dataclass(frozen=True)
class FactReport:
    """How many lists ask for a fact first, and how many at all. `share` is of those that ask for
    it first, in per cent of all."""

    name: str
    is_decoy: bool
    first: int
    share: int
    anywhere: int


@dataclass(frozen=True)
class CaseReport:
    """What lists picked for a scenario held back. `instead` is the pick of most that missed it."""

    scenario: Scenario
    stated: str
    missed: int
    share: int
    acceptable: int
    right: int
    instead: str


@dataclass(frozen=True)
class ListsReport:
    """The first lists of a class for one decision: facts in the order of how many ask for them
    first, scenarios held back with the most missed first.

    `right` is how many of those a list gets right, on average.
    """

    lesson: Lesson
    lists: int
    revised: int
    right: float
    reference: Scores
    naive_name: str
    naive: Scores
    facts: tuple[FactReport, ...]
    cases: tuple[CaseReport, ...]

    @property
    def held_back(self) -> int:
        return self.reference.held_back.total


def report_lists(frameworks: QuerySet[Framework]) -> list[ListsReport]:
    """A report for each decision that is still asked, in the order of the lessons. Three queries,
    however many lists.

    Args:
        frameworks: locked ones.
    """
    ordered = frameworks.order_by("lesson__course__title", "lesson__position", "key", "pk")
    found: dict[Key, list[Framework]] = {}
    for framework in ordered.select_related("lesson__course"):
        found.setdefault(key_of(framework), []).append(framework)
    decisions = decisions_of({lesson for lesson, _ in found})
    return [
        report_decision(decisions[key], group) for key, group in found.items() if key in decisions
    ]


def report_decision(decision: Decision, frameworks: Sequence[Framework]) -> ListsReport:
    lists = [from_json(framework.first or {}) for framework in frameworks]
    held_back = [one for one in decision.graders.scenarios if one.half == "held-back"]
    reports = [grade(decision_list, held_back) for decision_list in lists]
    standards = decision.graders.standards
    pairs = zip(lists, frameworks, strict=True)
    return ListsReport(
        lesson=frameworks[0].lesson,
        lists=len(lists),
        revised=sum(one != from_json(framework.current) for one, framework in pairs),
        right=sum(report.score.right for report in reports) / len(lists),
        reference=decision.score(standards.reference),
        naive_name=standards.naive_name,
        naive=decision.score(standards.naive),
        facts=report_facts(decision, lists),
        cases=report_cases(decision.asked, reports),
    )


def report_facts(decision: Decision, lists: Sequence[DecisionList]) -> tuple[FactReport, ...]:
    """Facts that no list asks for are left out."""
    asked = [facts_of(decision_list) for decision_list in lists]
    first = Counter(facts[0] for facts in asked if facts)
    anywhere = Counter(fact for facts in asked for fact in set(facts))
    decoys = decision.graders.standards.decoys
    reports = (
        FactReport(
            name=attribute.name,
            is_decoy=attribute.id in decoys,
            first=first[attribute.id],
            share=percent(first[attribute.id], len(lists)),
            anywhere=anywhere[attribute.id],
        )
        for attribute in decision.asked.attributes
        if anywhere[attribute.id]
    )
    return tuple(sorted(reports, key=lambda report: (-report.first, -report.anywhere)))


def facts_of(decision_list: DecisionList) -> list[str]:
    """The ids of the facts that a list asks for, in its order."""
    return [condition.attribute for rule in decision_list.rules for condition in rule.conditions]


def report_cases(asked: Asked, reports: Sequence[Report]) -> tuple[CaseReport, ...]:
    """
    Args:
        reports: those of one list after another on the same scenarios.
    """
    by_case = zip(*(report.graded for report in reports), strict=True)
    cases = (report_case(asked, graded) for graded in by_case)
    return tuple(sorted(cases, key=lambda case: -case.missed))


def report_case(asked: Asked, graded: Sequence[Graded]) -> CaseReport:
    outcomes = Counter(one.outcome for one in graded)
    wrong = Counter(one.pick for one in graded if one.outcome == "missed").most_common(1)
    scenario = graded[0].scenario
    return CaseReport(
        scenario=scenario,
        stated=name_of(scenario.pick, asked.picks),
        missed=outcomes["missed"],
        share=percent(outcomes["missed"], len(graded)),
        acceptable=outcomes["acceptable"],
        right=outcomes["right"],
        instead=name_of(wrong[0][0], asked.picks) if wrong else "",
    )
