"""Decision lists as they are written: nothing lost, mistakes said in the learner's words."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.utils import translation

from courseapp.answers.drafts import Draft, Row, blank, changed, read_list, sent, written
from courseapp.deciding.facts import Attribute, Option
from courseapp.deciding.kept import Asked
from courseapp.deciding.lists import Condition, DecisionList, Rule

ASKED = Asked(
    attributes=(
        Attribute("rain", "Rain", "mm"),
        Attribute("sky", "Sky", choices=(Option("clear", "clear"), Option("grey", "grey"))),
    ),
    picks=(Option("coat", "A coat"), Option("boots", "Boots")),
    practice=(),
)
RAIN = Row("Does it rain?", "rain", "at-least", "1,500 mm", "", (), "boots")
SKY = Row("Which sky?", "sky", chosen=("grey", "clear"), pick="coat")
NO_NUMBER = "“{}” is not a number. Write one such as 1500."
NO_PICK = "Choose what to pick when this holds."
LIST = DecisionList(
    (
        Rule("Does it rain?", (Condition("rain", "at-least", (1500.0,)),), "boots"),
        Rule("Which sky?", (Condition("sky", "one-of", choices=("clear", "grey")),), "coat"),
    ),
    "coat",
)


def test_a_form_becomes_a_list() -> None:
    data = QueryDict(
        "rows=2&question-1=+Does+it+rain?+&attribute-1=rain&test-1=at-least&number-1=1,500+mm"
        "&pick-1=boots&question-2=Which+sky?&attribute-2=sky&chosen-2=grey&chosen-2=clear"
        "&pick-2=coat&otherwise=coat"
    )
    assert sent(data) == Draft((RAIN, SKY), "coat")
    found, draft = read_list(sent(data), ASKED)
    assert found == LIST
    assert not draft.is_refused


def test_a_kept_list_fills_the_form_again() -> None:
    assert read_list(written(LIST), ASKED)[0] == LIST
    between = Rule("q", (Condition("rain", "between", (0.5, 2.0)),), "coat")
    draft = written(DecisionList((between,), "boots"))
    assert (draft.rows[0].number, draft.rows[0].upper) == ("0.5", "2")
    assert read_list(draft, ASKED)[0] == DecisionList((between,), "boots")


@pytest.mark.parametrize("language", ["en-gb", "de"])
@pytest.mark.parametrize("number", [1.525, 0.855, 12.5, 1500, 1_520_000, 1500.125])
def test_a_kept_number_is_read_again_as_it_was(language: str, number: float) -> None:
    rule = Rule("q", (Condition("rain", "at-most", (number,)),), "coat")
    with translation.override(language):
        assert read_list(written(DecisionList((rule,), "boots")), ASKED)[0] == DecisionList(
            (rule,), "boots"
        )


def test_in_german_a_dot_groups_thousands_in_a_list() -> None:
    draft = Draft((replace(RAIN, number="1.500 mm"), SKY), "coat")
    with translation.override("de"):
        assert read_list(draft, ASKED)[0] == LIST


@pytest.mark.parametrize("rows", ["", "x", "-1", "99", "²", "1" * 5000])
def test_a_count_that_is_none_is_no_row(rows: str) -> None:
    data = QueryDict(mutable=True)
    data["rows"] = rows
    assert sent(data).rows == ()


def test_there_are_at_most_six_questions() -> None:
    assert len(sent(QueryDict("rows=9")).rows) == 6
    assert changed(blank(6), "add") == blank(6)


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up-2", "bac"),
        ("down-2", "acb"),
        ("up-1", "abc"),
        ("down-3", "abc"),
        ("drop-1", "bc"),
        ("drop-9", "abc"),
        ("fit", "abc"),
        ("", "abc"),
    ],
)
def test_rows_move_and_go(act: str, order: str) -> None:
    draft = Draft(tuple(Row(question=letter) for letter in "abc"))
    assert "".join(row.question for row in changed(draft, act).rows) == order


def test_a_row_more_is_empty() -> None:
    assert changed(Draft((RAIN,)), "add").rows == (RAIN, Row())


@pytest.mark.parametrize(
    ("row", "errors"),
    [
        (Row(), {"question": "Write this question, or remove it with the × above."}),
        (
            Row(pick="coat"),
            {
                "question": "Write the question in your own words.",
                "attribute": "Choose the fact that this question asks for.",
            },
        ),
        (
            Row("q"),
            {"attribute": "Choose the fact that this question asks for.", "pick": NO_PICK},
        ),
        (
            Row("x" * 301, "rain", "below", "3", pick="coat"),
            {"question": "Keep it below 300 characters."},
        ),
        (
            Row("q\0", "rain", "below", "3", pick="coat"),
            {"question": "Null characters are not allowed."},
        ),
        (Row("q", "rain", "below", "", pick="coat"), {"number": "Write a number."}),
        (
            Row("q", "rain", "below", "a lot", pick="coat"),
            {"number": NO_NUMBER.format("a lot")},
        ),
        (
            Row("q", "rain", "near", "3", pick="coat"),
            {"number": "Choose how to compare."},
        ),
        (
            Row("q", "rain", "between", "9", "3", pick="coat"),
            {"upper": "Write an end that is not below 9."},
        ),
        (Row("q", "rain", "between", "9", "", pick="coat"), {"upper": "Write a number."}),
        (Row("q", "rain", "below", "1e999", pick="coat"), {"number": "That number is too large."}),
        (Row("q", "sky", chosen=("green",), pick="coat"), {"chosen": "Tick at least one answer."}),
        (Row("q", "rain", "below", "3", pick="hat"), {"pick": NO_PICK}),
    ],
)
def test_a_mistake_is_said_beside_its_field(row: Row, errors: dict[str, str]) -> None:
    found, draft = read_list(Draft((row,), "coat"), ASKED)
    assert found is None
    assert draft.rows[0].errors == errors


def test_a_list_needs_questions_and_a_default() -> None:
    _, draft = read_list(Draft((), "hat"), ASKED)
    assert draft.note == "Write at least one question."
    assert draft.error == "Choose what to pick when no question decides."
