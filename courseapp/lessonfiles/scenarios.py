"""A scenario file: what can be known and picked, a reference, and scenarios that grade lists."""

import math
from collections.abc import Collection, Mapping, Sequence

import yaml

from courseapp.deciding.facts import Value, name_of
from courseapp.deciding.grading import Pile, Scenario, grade
from courseapp.deciding.lists import Condition, DecisionList, Rule
from courseapp.lessonfiles.frontmatter import Fields, compose
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.pickers import check_values, read_picker
from courseapp.lessonfiles.problems import Findings, in_words
from courseapp.lessonfiles.vocabulary import CONDITION_HINT, LONGEST_NAME, Vocabulary

FIELDS = ("picks", "questions", "attributes", "reference", "naive", "scenarios")
OPTIONAL = ("picker",)
REFERENCE_FIELDS = ("rules", "otherwise", "why")
RULE_FIELDS = ("if", "pick", "settles", "why")
SCENARIO_FIELDS = (
    "id",
    "name",
    "half",
    "difficulty",
    "description",
    "values",
    "pick",
    "acceptable",
    "settled-by",
    "reason",
    "flip",
    "differs",
)
HALVES = ("practice", "held-back")
LONGEST_TEXT = 1000
HARDEST = 3


def read_pile(text: str, findings: Findings, lessons: Collection[str] = ()) -> Pile | None:
    """The file's scenarios; None when Problems say why not.

    Args:
        findings: the file's own.
        lessons: the slugs of all lessons of the course.
    """
    node = compose(Passage(1, text), findings, "the file")
    if isinstance(node, yaml.MappingNode):
        fields = Fields(node, 1, findings, (*FIELDS, *OPTIONAL), "the file")
        return _Reader(fields, findings, lessons).read()
    if node is not False:
        findings.add(0, "the file holds no fields.", f"Write {in_words(FIELDS)}.")
    return None


class _Reader:
    """Reads a file from what can be named to what names it."""

    def __init__(self, fields: Fields, findings: Findings, lessons: Collection[str]) -> None:
        self._fields = fields
        self._findings = findings
        self._lessons = lessons
        self._words = Vocabulary(fields, findings)
        self._reasons: list[str] = []

    def read(self) -> Pile | None:
        reference = self._reference()
        naive_name, naive = self._naive()
        records = self._fields.records("scenarios", SCENARIO_FIELDS, "a scenario") or []
        scenarios = tuple(self._scenario(record) for record in records)
        self._words.check_once([scenario.id for scenario in scenarios], records)
        picker = read_picker(self._fields, self._words, self._lessons, self._findings)
        if self._is_sound():
            self._check_halves(scenarios)
            self._check_reference(reference, scenarios, records)
        if picker and self._is_sound():
            check_values(picker, scenarios, records, self._findings)
        if not self._is_sound():
            return None
        return Pile(
            attributes=tuple(self._words.attributes.values()),
            picks=self._words.picks,
            questions=self._words.questions,
            reference=reference,
            naive_name=naive_name,
            naive=naive,
            scenarios=scenarios,
            reasons=tuple(self._reasons),
            picker=picker,
        )

    def _is_sound(self) -> bool:
        return not self._findings.problems

    def _reference(self) -> DecisionList:
        fields = self._fields.group("reference", REFERENCE_FIELDS, '"reference"')
        if fields is None:
            return DecisionList((), "")
        records = fields.records("rules", RULE_FIELDS, "a rule") or []
        rules = tuple(self._rule(record) for record in records)
        self._reasons = [self._reason(record) for record in (*records, fields)]
        return DecisionList(rules, self._words.pick(fields, "otherwise"))

    def _reason(self, record: Fields) -> str:
        """Why a rule picks what it picks; a picker has to say it."""
        is_given = record.has("why") or self._fields.has("picker")
        return record.text("why", LONGEST_TEXT) if is_given else ""

    def _naive(self) -> tuple[str, DecisionList]:
        """(its name, the list that asks nothing)."""
        fields = self._fields.group("naive", ("name", "otherwise"), '"naive"')
        if fields is None:
            return "", DecisionList((), "")
        name = fields.text("name", LONGEST_NAME)
        return name, DecisionList((), self._words.pick(fields, "otherwise"))

    def _rule(self, record: Fields) -> Rule:
        written = record.texts("if", LONGEST_TEXT)
        if not written:
            hint = f'Add a line if: ["…"]. {CONDITION_HINT}'
            self._findings.add(record.line("if"), "a rule has no condition.", hint)
        settles = self._words.question(record, "settles")
        conditions = [self._words.condition(text, line) for text, line in written]
        self._check_decoys(conditions, [line for _, line in written])
        return Rule(
            question=name_of(settles, self._words.questions),
            conditions=tuple(conditions),
            pick=self._words.pick(record, "pick"),
            settles=settles,
        )

    def _check_decoys(self, conditions: Sequence[Condition], lines: Sequence[int]) -> None:
        for condition, line in zip(conditions, lines, strict=True):
            known = self._words.attributes.get(condition.attribute)
            if known and known.is_decoy:
                message = f'the reference asks for "{known.id}", which is called a decoy.'
                self._findings.add(line, message, 'Ask for something else, or remove "decoy".')

    def _scenario(self, record: Fields) -> Scenario:
        pick = self._words.pick(record, "pick")
        return Scenario(
            id=self._words.own_id(record, "scenario"),
            name=record.text("name", LONGEST_NAME),
            half="held-back" if self._half(record) == "held-back" else "practice",
            difficulty=self._difficulty(record),
            description=record.text("description", LONGEST_TEXT),
            values=self._values(record),
            pick=pick,
            acceptable=self._acceptable(record, pick),
            settled_by=self._words.question(record, "settled-by"),
            reason=record.text("reason", LONGEST_TEXT),
            flip=record.text("flip", LONGEST_TEXT) if record.has("flip") else "",
            differs=record.text("differs", LONGEST_TEXT) if record.has("differs") else "",
        )

    def _half(self, record: Fields) -> str:
        half = record.text("half", LONGEST_NAME)
        if half and half not in HALVES:
            hint = f"Write {in_words(HALVES, 'or')}."
            self._findings.add(record.line("half"), f'"{half[:40]}" is no half.', hint)
        return half

    def _difficulty(self, record: Fields) -> int:
        difficulty = record.number("difficulty")
        if difficulty > HARDEST:
            hint = "Write 1 for clear-cut, 2 for two facts together, 3 for mixed."
            line = record.line("difficulty")
            self._findings.add(line, f"{difficulty} is no difficulty.", hint)
        return difficulty

    def _acceptable(self, record: Fields, pick: str) -> tuple[str, ...]:
        written = record.texts("acceptable", LONGEST_NAME)
        for other, line in written:
            if self._words.check_pick(other, line) and other == pick:
                message = f'"{pick}" is the pick and acceptable besides.'
                self._findings.add(line, message, "Keep it as the pick only.")
        return tuple(other for other, _ in written)

    def _values(self, record: Fields) -> dict[str, Value]:
        known, divided = self._words.attributes, self._words.divided
        given = [name for name in known if name not in divided]
        fields = record.group("values", given, '"values"')
        if fields is None:
            return {}
        values = {name: self._words.value(fields, known[name], name) for name in given}
        return {
            name: self._quotient(divided[name], values, fields) if name in divided else values[name]
            for name in known
        }

    def _quotient(
        self, parts: tuple[str, str], values: Mapping[str, Value], fields: Fields
    ) -> float:
        number, by = (values.get(part, math.nan) for part in parts)
        if not isinstance(number, float) or not isinstance(by, float):
            return math.nan
        if by == 0:
            message = f'"{parts[0]}" is divided by "{parts[1]}", which is zero.'
            self._findings.add(fields.line(parts[1]), message, "Write another number.")
            return math.nan
        return number / by

    def _check_halves(self, scenarios: Sequence[Scenario]) -> None:
        for half in HALVES:
            if not any(scenario.half == half for scenario in scenarios):
                hint = f"Give at least one of them half: {half}"
                line = self._fields.line("scenarios")
                self._findings.add(line, f'no scenario is in the half "{half}".', hint)

    def _check_reference(
        self, reference: DecisionList, scenarios: Sequence[Scenario], records: Sequence[Fields]
    ) -> None:
        report = grade(reference, scenarios)
        for graded, record in zip(report.graded, records, strict=True):
            scenario = graded.scenario
            if graded.outcome == "right" and scenario.differs:
                message = (
                    f'the reference gives "{scenario.id}" its pick; "differs" says it does not.'
                )
                self._findings.add(record.line("differs"), message, 'Remove "differs".')
            elif graded.outcome != "right" and not scenario.differs:
                message = f'the reference picks "{graded.pick}" for "{scenario.id}".'
                hint = 'Correct one of them, or say why in a line differs: "…"'
                self._findings.add(record.line("pick"), message, hint)
