from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.answers.forms import AnswerForm, answer_form
from courseapp.models import Revision
from tests import cast


def filled(kind: str, data: dict[str, Any]) -> AnswerForm:
    asked, _ = cast.KINDS[kind]
    revision = Revision(kind="estimate" if kind == "interval" else kind, asked=asked)
    return answer_form(revision, data)


def test_a_choice_and_a_confidence_make_a_prediction() -> None:
    form = filled("predict", {"choice": "a", "confidence": "4"})
    assert form.is_valid()
    assert form.answer() == {"choice": "a"}
    assert form.confidence_step() == 4


@pytest.mark.parametrize(
    ("kind", "data", "messages"),
    [
        (
            "predict",
            {},
            {
                "confidence": "Say how sure you are. It never counts against you.",
                "choice": "Choose the answer you would bet on.",
            },
        ),
        (
            "predict",
            {"choice": "z", "confidence": "9"},
            {
                "confidence": "Choose one of the five steps.",
                "choice": "Choose one of the answers shown.",
            },
        ),
        (
            "estimate",
            {"value": "many", "confidence": "1"},
            {"value": "“many” is not a number. Write one such as 1500."},
        ),
        (
            "estimate",
            {"value": "1e99", "confidence": "1"},
            {"value": "That number is too large."},
        ),
        (
            "estimate",
            {"value": " ", "confidence": "1"},
            {"value": "Write a number; a rough one will do."},
        ),
        (
            "interval",
            {"low": "900", "high": "100"},
            {"high": "Write an end that is not below 900."},
        ),
        ("interval", {"low": "0", "high": "100"}, {"low": "Write a number above zero."}),
        (
            "rank",
            {"place-a": "1", "place-b": "1", "place-c": "2", "confidence": "2"},
            {"order": "Give each place from 1 to 3 to one item."},
        ),
        (
            "rank",
            {"confidence": "2"},
            {"order": "Put the items in your order, or tick that you would leave them as shown."},
        ),
        (
            "rank",
            {"place-a": "1", "as-shown": "yes", "confidence": "2"},
            {"order": "Give each place from 1 to 3 to one item."},
        ),
        (
            "reflect",
            {"text": "  ", "confidence": "2"},
            {"text": "Write a sentence or two before you read on."},
        ),
        (
            "reflect",
            {"text": "x" * 5001, "confidence": "2"},
            {"text": "That is longer than 5000 characters. Shorten it a little."},
        ),
    ],
)
def test_what_is_wrong_is_said_in_the_learners_words(
    kind: str, data: dict[str, str], messages: dict[str, str]
) -> None:
    form = filled(kind, data)
    assert not form.is_valid()
    assert form.messages() == messages


def test_an_interval_says_how_sure_by_itself() -> None:
    form = filled("interval", {"low": "1,000", "high": "9,000"})
    assert form.is_valid()
    assert form.answer() == {"low": 1000, "high": 9000}
    assert form.confidence_step() is None


def test_places_become_an_order() -> None:
    places = {"place-a": "3", "place-b": "1", "place-c": "2", "confidence": "5"}
    form = filled("rank", places)
    assert form.is_valid()
    assert form.answer() == {"order": ["b", "c", "a"]}


def test_an_order_is_left_as_shown_by_a_word_only() -> None:
    form = filled("rank", {"as-shown": "yes", "confidence": "5"})
    assert form.is_valid()
    assert form.answer() == {"order": ["a", "b", "c"]}
    places = {"place-a": "3", "place-b": "1", "place-c": "2", "as-shown": "yes", "confidence": "5"}
    form = filled("rank", places)
    assert form.is_valid()
    assert form.answer() == {"order": ["b", "c", "a"]}


def test_ones_own_words_have_no_chance_of_being_right() -> None:
    form = filled("reflect", {"text": "Words of mine."})
    assert form.is_valid()
    assert form.confidence_step() is None


def test_a_refused_form_gives_back_what_was_sent() -> None:
    form = filled("rank", {"place-a": "3", "confidence": "5"})
    assert not form.is_valid()
    assert form.given()["places"] == {"a": "3", "b": "", "c": ""}
    assert form.given()["confidence"] == "5"


@pytest.mark.parametrize("kind", list(cast.KINDS))
@given(
    data=st.dictionaries(
        st.sampled_from(
            [
                "choice",
                "confidence",
                "value",
                "low",
                "high",
                "text",
                "place-a",
                "place-b",
                "place-c",
                "as-shown",
            ]
        ),
        st.text(max_size=20) | st.sampled_from(["a", "1", "2", "3", "nan", "inf", "1e400", "٣"]),
    )
)
def test_any_post_at_all_is_either_valid_or_explained(kind: str, data: dict[str, str]) -> None:
    form = filled(kind, data)
    assert form.is_valid() or form.messages()
