"""A decision on a lesson's page: the list being written, and how it does once it may be said.

Before the list is locked only the half to practise on is fetched, and only once there is a list to
try; what is held back has not left the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courseapp.answers.deciding import graders_of
from courseapp.answers.drafts import Draft, Row, blank, written
from courseapp.deciding.facts import Attribute, Option, name_of
from courseapp.deciding.grading import HALVES, Graded, Half, Report, Score, Scores, grade
from courseapp.deciding.kept import (
    Asked,
    Bare,
    Graders,
    Standards,
    read_asked,
    read_options,
    read_scenarios,
    read_scores,
)
from courseapp.deciding.lists import IN_WORDS, MOST_RULES, DecisionList, from_json
from courseapp.deciding.wording import ShownList, in_words
from courseapp.models import Framework, Step, Verdicts


@dataclass(frozen=True)
class ShownRow:
    """A question of the form and its place, from 1; `attribute` is None until one is chosen."""

    place: int
    row: Row
    attribute: Attribute | None
    is_last: bool


@dataclass(frozen=True)
class Verdict:
    """How a list does on one scenario. `rule` is the place of the question that decided, from 1,
    and 0 for the default; `question` its words. `differs` says why the reference picks otherwise,
    where it does."""

    name: str
    description: str
    outcome: str
    pick: str
    rule: int
    question: str
    stated: str
    others: tuple[str, ...]
    settled_by: str
    reason: str
    flip: str
    differs: str


@dataclass(frozen=True)
class ShownReport:
    """A half with its verdicts, what was missed first."""

    half: Half
    score: Score
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Standing:
    """A line of the comparison: a list's name and how it does."""

    name: str
    scores: Scores


@dataclass(frozen=True)
class Outcome:
    """All that is shown once a list is locked.

    `standings` compare it with its first version, the reference and the naive list. `decoys` are
    facts that the list asks for and that matter less. `first` is None while the list is the one
    that was locked.
    """

    standings: tuple[Standing, ...]
    reports: tuple[ShownReport, ...]
    reference: ShownList
    decoys: tuple[str, ...] = ()
    first: ShownList | None = None


@dataclass(frozen=True)
class Deciding:
    """A decision as one reader sees it. `url` is where its acts are posted to.

    `trial` is the half to practise on, once a list was tried; `outcome` all of it, once one is
    locked. `may_write` is false for a visitor and in a preview. `picker_url` is where the reference
    can be asked; empty where it cannot, and until there is an outcome.
    """

    key: str
    number: int
    prompt: str
    url: str
    asks: int
    asked: Asked
    draft: Draft
    may_write: bool
    trial: ShownReport | None = None
    outcome: Outcome | None = None
    picker_url: str = ""

    kind = "decide"
    most = MOST_RULES
    tests = tuple(IN_WORDS.items())

    @property
    def anchor(self) -> str:
        """The name of its place on the page."""
        return f"decide-{self.key}"

    @property
    def is_waiting(self) -> bool:
        return self.outcome is None

    @property
    def rows(self) -> tuple[ShownRow, ...]:
        last = len(self.draft.rows)
        return tuple(
            ShownRow(place, row, self.asked.attribute(row.attribute), place == last)
            for place, row in enumerate(self.draft.rows, start=1)
        )

    @property
    def picks(self) -> tuple[Option, ...]:
        return self.asked.picks

    @property
    def practice(self) -> tuple[Bare, ...]:
        return self.asked.practice


def deciding(
    step: Step,
    framework: Framework | None,
    number: int,
    lesson_url: str,
    draft: Draft | None,
    picker_url: str,
    *,
    may_write: bool,
) -> Deciding:
    """A decision for a reader with their list, if they have one.

    Args:
        draft: what the reader is writing now; None where that is the list they kept.
    """
    stored = step.decision or {}
    asked = read_asked(stored)
    kept = from_json(framework.current) if framework else None
    trial, outcome = None, None
    if framework and kept and framework.locked_at:
        outcome = _outcome(framework, kept, asked, graders_of(step))
    elif kept and draft is None:
        trial = _trial(kept, asked, step)
    return Deciding(
        key=stored["key"],
        number=number,
        prompt=stored["prompt"],
        url=f"{lesson_url}{stored['key']}/",
        asks=stored["questions"],
        asked=asked,
        draft=draft or (written(kept) if kept else blank(stored["questions"])),
        may_write=may_write,
        trial=trial,
        outcome=outcome,
        picker_url=picker_url if outcome and stored.get("has_picker") else "",
    )


def previewed(step: Step, number: int, lesson_url: str, picker_url: str) -> Deciding:
    """A decision with all that is true, as the reference decides it, and nothing recorded."""
    stored, graders = step.decision or {}, graders_of(step)
    asked, reference = read_asked(stored), graders.standards.reference
    outcome = Outcome(
        standings=_compared(graders),
        reports=reports_on(reference, asked, graders),
        reference=in_words(reference, asked, graders.standards.reasons),
    )
    return Deciding(
        key=stored["key"],
        number=number,
        prompt=stored["prompt"],
        url=f"{lesson_url}{stored['key']}/",
        asks=stored["questions"],
        asked=asked,
        draft=blank(0),
        may_write=False,
        outcome=outcome,
        picker_url=picker_url if stored.get("has_picker") else "",
    )


def _trial(kept: DecisionList, asked: Asked, step: Step) -> ShownReport:
    shown = Verdicts.objects.get(step=step, part=Verdicts.Part.PRACTICE).shown
    report = grade(kept, read_scenarios(shown))
    return _shown_report("practice", report, kept, asked, read_options(shown["questions"]))


def _outcome(framework: Framework, kept: DecisionList, asked: Asked, graders: Graders) -> Outcome:
    stored: dict[str, Any] = framework.first or {}
    first = from_json(stored)
    is_revised = first != kept
    now = _standing(_("Your list now"), kept, graders)
    first_name = _("Your first list") if is_revised else _("Your list")
    locked = Standing(first_name, read_scores(stored))
    return Outcome(
        standings=(locked, *((now,) if is_revised else ()), *_compared(graders)),
        reports=reports_on(kept, asked, graders),
        reference=in_words(graders.standards.reference, asked, graders.standards.reasons),
        decoys=decoys_in(kept, asked, graders.standards),
        first=in_words(first, asked) if is_revised else None,
    )


def _compared(graders: Graders) -> tuple[Standing, ...]:
    standards = graders.standards
    return (
        _standing(_("The reference"), standards.reference, graders),
        _standing(standards.naive_name, standards.naive, graders),
    )


def _standing(name: str, decision_list: DecisionList, graders: Graders) -> Standing:
    return Standing(name, grade(decision_list, graders.scenarios).scores)


def decoys_in(kept: DecisionList, asked: Asked, standards: Standards) -> tuple[str, ...]:
    """The names of facts that the list asks for and that matter less."""
    conditions = [condition for rule in kept.rules for condition in rule.conditions]
    demanded = {condition.attribute for condition in conditions} & set(standards.decoys)
    return tuple(one.name for one in asked.attributes if one.id in demanded)


def reports_on(
    decision_list: DecisionList, asked: Asked, graders: Graders
) -> tuple[ShownReport, ...]:
    """Both halves, the one held back first."""
    report = grade(decision_list, graders.scenarios)
    return tuple(
        _shown_report(half, report.half(half), decision_list, asked, graders.questions)
        for half in reversed(HALVES)
    )


def _shown_report(
    half: Half,
    report: Report,
    decision_list: DecisionList,
    asked: Asked,
    questions: Sequence[Option],
) -> ShownReport:
    order = ("missed", "acceptable", "right")
    graded = sorted(report.graded, key=lambda one: order.index(one.outcome))
    verdicts = (_verdict(one, decision_list, asked, questions) for one in graded)
    return ShownReport(half, report.score, tuple(verdicts))


def _verdict(
    graded: Graded, decision_list: DecisionList, asked: Asked, questions: Sequence[Option]
) -> Verdict:
    scenario, place = graded.scenario, graded.rule
    others = (other for other in scenario.acceptable if other != graded.pick)
    return Verdict(
        name=scenario.name,
        description=scenario.description,
        outcome=graded.outcome,
        pick=name_of(graded.pick, asked.picks),
        rule=0 if place is None else place + 1,
        question="" if place is None else decision_list.rules[place].question,
        stated=name_of(scenario.pick, asked.picks),
        others=tuple(name_of(other, asked.picks) for other in others),
        settled_by=name_of(scenario.settled_by, questions),
        reason=scenario.reason,
        flip=scenario.flip,
        differs=scenario.differs,
    )
