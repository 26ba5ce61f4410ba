"""What a scenario file may name: its picks, its kinds of question, its attributes."""

import math
import re
from collections.abc import Sequence

from courseapp.deciding.facts import Attribute, Option, Value
from courseapp.deciding.lists import BETWEEN, ONE_OF, Condition
from courseapp.lessonfiles.frontmatter import Fields
from courseapp.lessonfiles.names import is_name, name_hint
from courseapp.lessonfiles.problems import Findings, in_words, near_name

LONGEST_NAME = 100
OPTION_FIELDS = ("id", "name")
ATTRIBUTE_FIELDS = ("id", "name", "unit", "choices", "divide", "decoy")
DECOYS = ("yes", "no")
NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,15})?")
COMPARED = re.compile(r"([^\s<>]+)\s*(<=|>=|<|>)\s*(\S+)")
IN_BETWEEN = re.compile(r"(\S+) between (\S+) and (\S+)")
CHOSEN = re.compile(r"(\S+) is (.+)")
SEPARATOR = re.compile(r",\s*|\s+or\s+")
NOBODY = ("", 0)
TESTS = {"<=": "at-most", "<": "below", ">=": "at-least", ">": "above"}
CONDITION_HINT = 'Write "load <= 8", "load between 5 and 16", or "chips is apple or tpu".'


class Vocabulary:
    """Asking for something that has no such name adds a Problem and gives it all the same.

    `divided` are the attributes that are one number divided by another, with those two.
    """

    def __init__(self, fields: Fields, findings: Findings) -> None:
        self._findings = findings
        self.picks = self._options(fields, "picks", "pick", least=2)
        self.questions = self._options(fields, "questions", "question", least=1)
        self.attributes: dict[str, Attribute] = {}
        self.divided: dict[str, tuple[str, str]] = {}
        self._read_attributes(fields)

    def own_id(self, record: Fields, what: str) -> str:
        text = record.text("id", LONGEST_NAME)
        if text and not is_name(text):
            message = f'"{text[:60]}" cannot be a {what}\'s id.'
            self._findings.add(record.line("id"), message, name_hint(text))
        return text

    def check_once(self, ids: Sequence[str], records: Sequence[Fields]) -> None:
        seen: dict[str, int] = {}
        for key, record in zip(ids, records, strict=True):
            if key and key in seen:
                hint = f"Rename one. The other is on line {seen[key]}."
                self._findings.add(record.line("id"), f'the id "{key}" is given twice.', hint)
            seen.setdefault(key, record.line("id"))

    def check_named(self, name: str, names: Sequence[str], opening: str, line: int) -> bool:
        """Whether something has that name; `opening` begins the Problem where nothing has."""
        if not name or name in names:
            return bool(name)
        near = near_name(name, names)
        known = f"Write {in_words(names, 'or')}." if names else "Add it, or correct the name."
        hint = f'Did you mean "{near}"?' if near else known
        self._findings.add(line, f'{opening} "{name[:40]}".', hint)
        return False

    def pick(self, record: Fields, name: str) -> str:
        pick = record.text(name, LONGEST_NAME)
        self.check_pick(pick, record.line(name))
        return pick

    def check_pick(self, pick: str, line: int) -> bool:
        return self.check_named(
            pick, [option.id for option in self.picks], "there is no pick", line
        )

    def question(self, record: Fields, name: str) -> str:
        key, known = record.text(name, LONGEST_NAME), [option.id for option in self.questions]
        self.check_named(key, known, "there is no question", record.line(name))
        return key

    def value(self, fields: Fields, attribute: Attribute, name: str) -> Value:
        """What an attribute is given as, in the field called `name`."""
        if attribute.is_number:
            return self.number(fields, name)
        text = fields.text(name, LONGEST_NAME)
        if text:
            self._check_choice(attribute, text, fields.line(name))
        return text

    def number(self, fields: Fields, name: str) -> float:
        """NaN when a Problem says why it is none."""
        text = fields.text(name, LONGEST_NAME)
        return self._number(text, name, fields.line(name)) if text else math.nan

    def condition(self, text: str, line: int) -> Condition:
        if match := IN_BETWEEN.fullmatch(text):
            condition = self._compared(match[1], BETWEEN, (match[2], match[3]), line)
            if condition.numbers[0] > condition.numbers[1]:
                message = f'"{text[:60]}" never holds.'
                self._findings.add(line, message, "Write the lower number first.")
            return condition
        if match := COMPARED.fullmatch(text):
            return self._compared(match[1], TESTS[match[2]], (match[3],), line)
        if match := CHOSEN.fullmatch(text):
            return self._chosen(match[1], tuple(SEPARATOR.split(match[2])), line)
        self._findings.add(line, f'"{text[:60]}" is no condition.', CONDITION_HINT)
        return Condition("", ONE_OF)

    def _options(self, fields: Fields, name: str, what: str, least: int) -> tuple[Option, ...]:
        records = fields.records(name, OPTION_FIELDS, f"a {what}") or []
        options = tuple(
            Option(self.own_id(record, what), record.text("name", LONGEST_NAME))
            for record in records
        )
        self.check_once([option.id for option in options], records)
        if fields.has(name) and len(options) < least:
            message = f'"{name}" holds {len(options) or "none"}; at least {least} are needed.'
            hint = f"Add a {what} with its id and its name."
            self._findings.add(fields.line(name), message, hint)
        return options

    def _read_attributes(self, fields: Fields) -> None:
        records = fields.records("attributes", ATTRIBUTE_FIELDS, "an attribute") or []
        attributes = [self._attribute(record) for record in records]
        self.check_once([attribute.id for attribute in attributes], records)
        self.attributes = {attribute.id: attribute for attribute in attributes}
        pairs = list(zip(attributes, records, strict=True))
        given = [one.id for one, record in pairs if one.is_number and not record.has("divide")]
        for attribute, record in pairs:
            if record.has("divide"):
                self._read_quotient(attribute, record, given)

    def _attribute(self, record: Fields) -> Attribute:
        has_choices = record.has("choices")
        for name in ("unit", "divide"):
            if has_choices and record.has(name):
                message = f'an attribute has "choices" and "{name}".'
                self._findings.add(record.line(name), message, "Keep one of the two.")
        return Attribute(
            id=self.own_id(record, "attribute"),
            name=record.text("name", LONGEST_NAME),
            unit=record.text("unit", LONGEST_NAME) if record.has("unit") else "",
            choices=self._options(record, "choices", "choice", least=2) if has_choices else (),
            is_decoy=self._is_decoy(record),
        )

    def _is_decoy(self, record: Fields) -> bool:
        said = record.text("decoy", LONGEST_NAME) if record.has("decoy") else "no"
        if said and said not in DECOYS:
            message = f'"decoy" cannot be "{said}".'
            self._findings.add(record.line("decoy"), message, f"Write {in_words(DECOYS, 'or')}.")
        return said == "yes"

    def _read_quotient(self, attribute: Attribute, record: Fields, given: Sequence[str]) -> None:
        names = record.texts("divide", LONGEST_NAME)
        for name, line in names:
            self.check_named(name, given, "the attributes have no number", line)
        number, by = (name for name, _ in (*names, NOBODY, NOBODY)[:2])
        self.divided[attribute.id] = (number, by)
        if len(names) != 2:
            hint = "Write divide: [tokens-in, tokens-out]"
            line = record.line("divide")
            self._findings.add(line, '"divide" does not name two attributes.', hint)

    def _compared(self, name: str, test: str, texts: tuple[str, ...], line: int) -> Condition:
        is_known = self.check_named(name, list(self.attributes), "there is no attribute", line)
        if is_known and not self.attributes[name].is_number:
            hint = f'Write "{name} is" and one of its choices.'
            self._findings.add(line, f'"{name}" is no number to compare.', hint)
        return Condition(name, test, tuple(self._number(text, name, line) for text in texts))

    def _chosen(self, name: str, choices: tuple[str, ...], line: int) -> Condition:
        if self.check_named(name, list(self.attributes), "there is no attribute", line):
            for choice in choices:
                self._check_choice(self.attributes[name], choice, line)
        return Condition(name, ONE_OF, choices=choices)

    def _check_choice(self, attribute: Attribute, choice: str, line: int) -> None:
        if attribute.is_number:
            message = f'"{attribute.id}" is a number and has no choices.'
            self._findings.add(line, message, f'Write "{attribute.id} <= 8".')
        else:
            known = [option.id for option in attribute.choices]
            self.check_named(choice, known, f'"{attribute.id}" has no choice', line)

    def _number(self, text: str, name: str, line: int) -> float:
        if NUMBER.fullmatch(text):
            return float(text.replace(",", ""))
        hint = "Write digits, without the unit: 60, 1,500 or 0.5."
        self._findings.add(line, f'"{text[:40]}" is no number for "{name}".', hint)
        return math.nan
