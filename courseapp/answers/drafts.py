"""A decision list as it is being written: a row for each question, whatever stands in it so far.

A draft is read from what was sent or from a list kept before; it is never lost to a mistake, which
is said beside its field in the learner's words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.core.validators import ProhibitNullCharactersValidator
from django.http import QueryDict
from django.utils.translation import gettext as _

from courseapp.answers.numbers import as_typed, read_typed
from courseapp.deciding.facts import Attribute, print_number
from courseapp.deciding.kept import Asked
from courseapp.deciding.lists import (
    BETWEEN,
    COMPARISONS,
    MOST_RULES,
    ONE_OF,
    Condition,
    DecisionList,
    Rule,
)

LONGEST_QUESTION = 300
ACT = re.compile(r"(up|down|drop)-([1-9])")


@dataclass(frozen=True)
class Row:
    """One question as it stands in the form. `chosen` are choices of its attribute, `errors` go by
    field: "question", "attribute", "number", "upper", "chosen", "pick"."""

    question: str = ""
    attribute: str = ""
    test: str = "at-most"
    number: str = ""
    upper: str = ""
    chosen: tuple[str, ...] = ()
    pick: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """All rows in order, and what is picked when none holds. `error` is about that, `note` about
    the whole."""

    rows: tuple[Row, ...]
    otherwise: str = ""
    error: str = ""
    note: str = ""

    @property
    def is_refused(self) -> bool:
        return bool(self.error or self.note or any(row.errors for row in self.rows))


def blank(questions: int) -> Draft:
    return Draft((Row(),) * questions)


def sent(data: QueryDict) -> Draft:
    """What a form held."""
    count = data.get("rows", "")
    rows = min(int(count), MOST_RULES) if count.isdecimal() and len(count) == 1 else 0
    return Draft(tuple(_sent_row(data, n) for n in range(1, rows + 1)), data.get("otherwise", ""))


def _sent_row(data: QueryDict, place: int) -> Row:
    return Row(
        question=data.get(f"question-{place}", "").strip(),
        attribute=data.get(f"attribute-{place}", ""),
        test=data.get(f"test-{place}", "at-most"),
        number=data.get(f"number-{place}", "").strip(),
        upper=data.get(f"upper-{place}", "").strip(),
        chosen=tuple(data.getlist(f"chosen-{place}")),
        pick=data.get(f"pick-{place}", ""),
    )


def written(decision_list: DecisionList) -> Draft:
    """A list kept before, as a form holds it. Learners' rules have one condition."""
    return Draft(tuple(map(_written_row, decision_list.rules)), decision_list.otherwise)


def _written_row(rule: Rule) -> Row:
    (condition,) = rule.conditions
    number, upper = (*map(_field_text, condition.numbers), "", "")[:2]
    is_compared = condition.test != ONE_OF
    return Row(
        question=rule.question,
        attribute=condition.attribute,
        test=condition.test if is_compared else "at-most",
        number=number,
        upper=upper,
        chosen=condition.choices,
        pick=rule.pick,
    )


def _field_text(number: float) -> str:
    return as_typed(print_number(number))


def changed(draft: Draft, act: str) -> Draft:
    """The draft after "add", or "up-2", "down-2" or "drop-2"; the same for anything else."""
    rows = list(draft.rows)
    if act == "add" and len(rows) < MOST_RULES:
        rows.append(Row())
    match = ACT.fullmatch(act)
    place = int(match[2]) - 1 if match else len(rows)
    if match and place < len(rows):
        row = rows.pop(place)
        if match[1] != "drop":
            rows.insert(max(0, place + (1 if match[1] == "down" else -1)), row)
    return replace(draft, rows=tuple(rows))


def read_list(draft: Draft, asked: Asked) -> tuple[DecisionList | None, Draft]:
    """(the list, the draft); without a list the draft says what is wrong with it."""
    rows = tuple(replace(row, errors=_errors(row, asked)) for row in draft.rows)
    picks = [pick.id for pick in asked.picks]
    error = "" if draft.otherwise in picks else _("Choose what to pick when no question decides.")
    note = "" if rows else _("Write at least one question.")
    checked = replace(draft, rows=rows, error=error, note=note)
    if checked.is_refused:
        return None, checked
    return DecisionList(tuple(_rule(row, asked) for row in rows), draft.otherwise), checked


def _errors(row: Row, asked: Asked) -> dict[str, str]:
    if not (row.question or row.attribute or row.pick):
        return {"question": _("Write this question, or remove it with the × above.")}
    errors = {"question": _question_error(row)}
    attribute = asked.attribute(row.attribute)
    if attribute is None:
        errors["attribute"] = _("Choose the fact that this question asks for.")
    elif attribute.is_number:
        errors |= _number_errors(row, attribute)
    elif not set(row.chosen) & {choice.id for choice in attribute.choices}:
        errors["chosen"] = _("Tick at least one answer.")
    if row.pick not in [pick.id for pick in asked.picks]:
        errors["pick"] = _("Choose what to pick when this holds.")
    return {name: error for name, error in errors.items() if error}


def _question_error(row: Row) -> str:
    if not row.question:
        return _("Write the question in your own words.")
    if len(row.question) > LONGEST_QUESTION:
        return _("Keep it below %(limit)s characters.") % {"limit": LONGEST_QUESTION}
    if "\0" in row.question:  # PostgreSQL takes none
        return str(ProhibitNullCharactersValidator.message)
    return ""


def _number_errors(row: Row, attribute: Attribute) -> dict[str, str]:
    if row.test not in COMPARISONS:
        return {"number": _("Choose how to compare.")}
    fields = ("number", "upper") if row.test == BETWEEN else ("number",)
    errors, numbers = {}, []
    for name, text in zip(fields, (row.number, row.upper), strict=False):
        try:
            numbers.append(read_typed(text, attribute.unit))
        except ValueError as error:
            errors[name] = str(error) if text else _("Write a number.")
    if not errors and numbers[0] > numbers[-1]:
        errors["upper"] = _("Write an end that is not below %(number)s.") % {"number": row.number}
    return errors


def _rule(row: Row, asked: Asked) -> Rule:
    return Rule(row.question, (_condition(row, asked.attribute(row.attribute)),), row.pick)


def _condition(row: Row, attribute: Attribute | None) -> Condition:
    assert attribute is not None  # noqa: S101  _errors found it
    if not attribute.is_number:
        known = [choice.id for choice in attribute.choices]
        chosen = tuple(choice for choice in known if choice in row.chosen)
        return Condition(attribute.id, ONE_OF, choices=chosen)
    texts: Sequence[str] = (row.number, row.upper) if row.test == BETWEEN else (row.number,)
    numbers = tuple(read_typed(text, attribute.unit) for text in texts)
    return Condition(attribute.id, row.test, numbers)
