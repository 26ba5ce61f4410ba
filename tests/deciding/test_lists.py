"""Decision lists: which rule decides."""

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.deciding.facts import Attribute, Option, Values
from courseapp.deciding.lists import (
    Condition,
    DecisionList,
    Rule,
    as_json,
    decide,
    from_json,
)

LOAD = Attribute("load", "In flight", "requests")
CHIPS = Attribute(
    "chips", "Chips", choices=(Option("apple", "Apple silicon"), Option("tpu", "TPU"))
)

numbers = st.integers(0, 9).map(float)
conditions = st.one_of(
    st.builds(
        Condition,
        st.sampled_from(["load", "days"]),
        st.sampled_from(["at-most", "below", "at-least", "above"]),
        st.tuples(numbers),
    ),
    st.builds(
        Condition,
        st.sampled_from(["load", "days"]),
        st.just("between"),
        st.tuples(numbers, numbers),
    ),
    st.builds(
        Condition,
        st.just("chips"),
        st.just("one-of"),
        st.just(()),
        st.lists(st.sampled_from(["apple", "tpu", "phone"]), min_size=1, unique=True).map(tuple),
    ),
)
rules = st.builds(
    Rule,
    st.text(max_size=5),
    st.lists(conditions, min_size=1, max_size=2).map(tuple),
    st.sampled_from("ABCD"),
)
lists = st.builds(
    DecisionList, st.lists(rules, min_size=1, max_size=6).map(tuple), st.sampled_from("ABCD")
)
values_of_scenarios = st.fixed_dictionaries(
    {"load": numbers, "days": numbers, "chips": st.sampled_from(["apple", "tpu", "phone"])}
)

ORACLE = {
    "at-most": operator.le,
    "below": operator.lt,
    "at-least": operator.ge,
    "above": operator.gt,
}


def holds_by_the_book(condition: Condition, values: Values) -> bool:
    value = values[condition.attribute]
    if condition.test == "one-of":
        return any(value == choice for choice in condition.choices)
    if condition.test == "between":
        low, high = condition.numbers
        return not (float(value) < low or float(value) > high)
    return bool(ORACLE[condition.test](value, condition.numbers[0]))


@given(lists, values_of_scenarios)
def test_the_first_rule_that_holds_wins(decision_list: DecisionList, values: Values) -> None:
    holding = [
        place
        for place, rule in enumerate(decision_list.rules)
        if all(holds_by_the_book(condition, values) for condition in rule.conditions)
    ]
    expected: tuple[str, int | None]
    if holding:
        expected = (decision_list.rules[holding[0]].pick, holding[0])
    else:
        expected = (decision_list.otherwise, None)
    assert decide(decision_list, values) == expected


@given(lists, values_of_scenarios, st.data())
def test_what_stands_after_the_deciding_rule_changes_nothing(
    decision_list: DecisionList, values: Values, data: st.DataObject
) -> None:
    pick, place = decide(decision_list, values)
    if place is None:
        return
    after = data.draw(st.permutations(decision_list.rules[place + 1 :]))
    shuffled = (*decision_list.rules[: place + 1], *after)
    other = DecisionList(shuffled, data.draw(st.sampled_from("ABCD")))
    assert decide(other, values) == (pick, place)


@given(lists)
def test_a_list_survives_being_kept(decision_list: DecisionList) -> None:
    assert from_json(as_json(decision_list)) == decision_list


def test_a_condition_on_what_is_not_known_holds_for_nothing() -> None:
    assert not Condition("gone", "at-most", (9.0,)).holds({"load": 1.0})
    assert not Condition("gone", "one-of", choices=("apple",)).holds({"load": 1.0})
    assert not Condition("load", "at-most", (9.0,)).holds({"load": "many"})


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Condition("load", "at-most", (4.0,)), "In flight: at most 4 requests"),
        (Condition("load", "between", (4.5, 1600.0)), "In flight: between 4.5 and 1,600 requests"),
        (Condition("chips", "one-of", choices=("tpu",)), "Chips: TPU"),
        (Condition("chips", "one-of", choices=("apple", "x")), "Chips: Apple silicon, x"),
        (Condition("gone", "above", (1.0,)), "gone: above 1"),
    ],
)
def test_conditions_read_as_people_say_them(condition: Condition, words: str) -> None:
    assert condition.in_words((LOAD, CHIPS)) == words
