"""The part of a scenario file that lets anybody ask its reference."""

import math
from collections.abc import Collection, Sequence

from courseapp.deciding.facts import Attribute, Value, print_number
from courseapp.deciding.grading import Scenario
from courseapp.deciding.picking import OTHERWISE, Field, Picker
from courseapp.lessonfiles.frontmatter import Fields
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.vocabulary import LONGEST_NAME, Vocabulary

FIELDS = ("note", "lessons", "fields")
CHOICE_FIELDS = ("default", "help")
NUMBER_FIELDS = (*CHOICE_FIELDS, "least", "most", "step")
LONGEST_HELP = 300
LONGEST_NOTE = 1000


def read_picker(
    file: Fields, words: Vocabulary, lessons: Collection[str], findings: Findings
) -> Picker | None:
    """The file's picker; None where it has none, or where a Problem says why not.

    Args:
        lessons: the slugs of all lessons of the course.
    """
    if not file.has("picker"):
        return None
    part = file.group("picker", FIELDS, '"picker"')
    return _Reader(part, words, lessons, findings).read() if part else None


def check_values(
    picker: Picker, scenarios: Sequence[Scenario], records: Sequence[Fields], findings: Findings
) -> None:
    """Every scenario must be something that the picker takes."""
    for scenario, record in zip(scenarios, records, strict=True):
        for field in picker.fields:
            value = scenario.values[field.attribute]
            if isinstance(value, float) and (trouble := _trouble(value, field)):
                message = f'the picker would not take "{field.attribute}" of "{scenario.id}".'
                findings.add(record.line("values"), message, f"Its number {trouble}.")


def _trouble(number: float, field: Field) -> str:
    """What is wrong with a number for a field; empty if nothing."""
    if not field.least <= number <= field.most:
        ends = f"{print_number(field.least)} to {print_number(field.most)}"
        return f"is {print_number(number)}, and the field goes from {ends}"
    if not field.takes(number):
        return f"is {print_number(number)}, and the field's step is {print_number(field.step)}"
    return ""


class _Reader:
    def __init__(
        self, part: Fields, words: Vocabulary, lessons: Collection[str], findings: Findings
    ) -> None:
        self._part = part
        self._words = words
        self._lessons = lessons
        self._findings = findings

    def read(self) -> Picker:
        return Picker(
            note=self._part.text("note", LONGEST_NOTE),
            lessons=self._read_lessons(),
            fields=self._read_fields(),
            quotients=dict(self._words.divided),
        )

    def _read_lessons(self) -> dict[str, tuple[str, ...]]:
        """By question, what explains it; every question needs at least one lesson."""
        asked = [*(question.id for question in self._words.questions), OTHERWISE]
        part = self._part.group("lessons", asked, '"lessons"')
        return {key: self._slugs(part, key) for key in asked} if part else {}

    def _slugs(self, part: Fields, key: str) -> tuple[str, ...]:
        named = part.texts(key, LONGEST_NAME)
        if not named:
            hint = f"Add a line {key}: and the names of lessons in brackets."
            self._findings.add(part.line(key), f'no lesson explains "{key}".', hint)
        for slug, line in named:
            self._words.check_named(slug, sorted(self._lessons), "there is no lesson", line)
        return tuple(slug for slug, _ in named)

    def _read_fields(self) -> tuple[Field, ...]:
        divided = self._words.divided
        given = {key: one for key, one in self._words.attributes.items() if key not in divided}
        part = self._part.group("fields", list(given), '"fields"')
        return tuple(self._field(part, one) for one in given.values()) if part else ()

    def _field(self, part: Fields, attribute: Attribute) -> Field:
        names = NUMBER_FIELDS if attribute.is_number else CHOICE_FIELDS
        fields = part.group(attribute.id, names, f'"{attribute.id}"')
        if fields is None:
            return Field(attribute.id, "")
        default = self._words.value(fields, attribute, "default")
        help_text = fields.text("help", LONGEST_HELP) if fields.has("help") else ""
        if not attribute.is_number:
            return Field(attribute.id, default, help_text)
        return self._number_field(fields, attribute, default, help_text)

    def _number_field(
        self, fields: Fields, attribute: Attribute, default: Value, help_text: str
    ) -> Field:
        step = self._words.number(fields, "step") if fields.has("step") else 1.0
        field = Field(
            attribute=attribute.id,
            default=default,
            help=help_text,
            least=self._words.number(fields, "least"),
            most=self._words.number(fields, "most"),
            step=step,
        )
        self._check_number_field(field, fields)
        return field

    def _check_number_field(self, field: Field, fields: Fields) -> None:
        numbers = (field.least, field.most, field.step, field.default)
        if any(isinstance(number, str) or math.isnan(number) for number in numbers):
            return
        add = self._findings.add
        if field.step <= 0:
            add(fields.line("step"), "a step is above zero.", "Write 1 for whole numbers, or 0.1.")
        elif field.least >= field.most:
            add(fields.line("least"), '"least" is not below "most".', "Correct one of them.")
        elif field.least <= 0 and self._divides(field.attribute):
            message = f'others are divided by "{field.attribute}", which may be zero.'
            add(fields.line("least"), message, 'Write a "least" above zero.')
        elif trouble := _trouble(float(field.default), field):
            message = f'the field would not take its own "default": it {trouble}.'
            add(fields.line("default"), message, "Correct one of them.")

    def _divides(self, attribute: str) -> bool:
        return any(by == attribute for _, by in self._words.divided.values())
