"""The reference on somebody's own numbers, and what would turn its pick around."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.deciding.facts import Attribute, Option, Value, Values
from courseapp.deciding.lists import Condition, DecisionList, Rule, decide
from courseapp.deciding.picking import Field, Flip, Picker, find_flips

CHIPS = tuple(Option(name, name) for name in ("apple", "tpu", "phone"))
ATTRIBUTES = (
    Attribute("load", "Load"),
    Attribute("days", "Days"),
    Attribute("tenths", "Tenths"),
    Attribute("chips", "Chips", choices=CHIPS),
    Attribute("load-a-day", "Load a day"),
)
PICKER = Picker(
    fields=(
        Field("load", 3.0, least=0, most=9),
        Field("days", 2.0, least=1, most=9),
        Field("tenths", 0.5, least=-1, most=1, step=0.1),
        Field("chips", "tpu"),
    ),
    quotients={"load-a-day": ("load", "days")},
)
NUMBERS = {
    "load": [float(n) for n in range(10)],
    "days": [float(n) for n in range(1, 10)],
    "tenths": [float(Fraction(n, 10)) for n in range(-10, 11)],
}
"""All that each field takes."""

limits = st.sampled_from([-1.0, -0.25, 0.0, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 7.0, 12.0])
conditions = st.one_of(
    st.builds(
        Condition,
        st.sampled_from([*NUMBERS, "load-a-day"]),
        st.sampled_from(["at-most", "below", "at-least", "above"]),
        st.tuples(limits),
    ),
    st.builds(
        Condition,
        st.sampled_from([*NUMBERS, "load-a-day"]),
        st.just("between"),
        st.tuples(limits, limits).map(sorted).map(tuple),
    ),
    st.builds(
        Condition,
        st.just("chips"),
        st.just("one-of"),
        st.just(()),
        st.sets(st.sampled_from(["apple", "tpu", "phone"]), min_size=1).map(sorted).map(tuple),
    ),
)
rules = st.builds(
    Rule,
    st.just("?"),
    st.lists(conditions, min_size=1, max_size=2).map(tuple),
    st.sampled_from("ABC"),
)
lists = st.builds(DecisionList, st.lists(rules, max_size=6).map(tuple), st.sampled_from("ABC"))
cases = st.fixed_dictionaries(
    {
        **{name: st.sampled_from(numbers) for name, numbers in NUMBERS.items()},
        "chips": st.sampled_from(["apple", "tpu", "phone"]),
    }
)


def pick_of(decision_list: DecisionList, values: Values, **change: Value) -> str:
    return decide(decision_list, PICKER.complete({**values, **change}))[0]


def flips_of(decision_list: DecisionList, values: Values, attribute: str) -> list[Flip]:
    found = find_flips(decision_list, ATTRIBUTES, PICKER, values)
    return [flip for flip in found if flip.condition.attribute == attribute]


def nearest(numbers: list[float], here: float, flips: list[Flip]) -> tuple[Flip, float] | None:
    """The flip among these numbers, all on one side, and its value that is nearest."""
    for flip in flips:
        inside = [n for n in numbers if flip.condition.holds({flip.condition.attribute: n})]
        if inside:
            return flip, min(inside, key=lambda number: abs(number - here))
    return None


@given(lists, cases, st.sampled_from(sorted(NUMBERS)))
def test_a_flip_is_the_nearest_number_that_changes_the_pick(
    decision_list: DecisionList, values: dict[str, Value], name: str
) -> None:
    here, now = float(values[name]), pick_of(decision_list, values)
    picks = {n: pick_of(decision_list, values, **{name: n}) for n in NUMBERS[name]}
    flips = flips_of(decision_list, values, name)
    sides = [[n for n in picks if n < here], [n for n in picks if n > here]]
    for side in sides:
        changed = [n for n in side if picks[n] != now]
        found = nearest(side, here, flips)
        if not changed:
            assert found is None
            continue
        assert found
        flip, number = found
        assert number == min(changed, key=lambda n: abs(n - here))
        assert flip.pick == picks[number]
    assert len(flips) == sum(any(picks[n] != now for n in side) for side in sides)


@given(lists, cases)
def test_everything_that_a_flip_names_gives_its_pick(
    decision_list: DecisionList, values: dict[str, Value]
) -> None:
    now = pick_of(decision_list, values)
    for flip in find_flips(decision_list, ATTRIBUTES, PICKER, values):
        name = flip.condition.attribute
        known = NUMBERS.get(name, [choice.id for choice in CHIPS])
        named = [value for value in known if flip.condition.holds({name: value})]
        assert named
        assert {pick_of(decision_list, values, **{name: value}) for value in named} == {flip.pick}
        assert flip.pick != now
        if flip.rule is None:
            assert flip.pick == decision_list.otherwise
        else:
            assert flip.pick == decision_list.rules[flip.rule].pick


@given(lists, cases)
def test_every_choice_that_changes_the_pick_is_named_once(
    decision_list: DecisionList, values: dict[str, Value]
) -> None:
    now = pick_of(decision_list, values)
    named = [c for flip in flips_of(decision_list, values, "chips") for c in flip.condition.choices]
    changing = [c.id for c in CHIPS if pick_of(decision_list, values, chips=c.id) != now]
    assert sorted(named) == sorted(changing)


FEW = Condition("load", "at-most", (2.0,))
SOME = Condition("load", "between", (6.0, 7.0))
SLOW = Condition("load-a-day", "below", (0.7,))
LIST = DecisionList((Rule("?", (FEW,), "A"), Rule("?", (SOME,), "B"), Rule("?", (SLOW,), "C")), "D")


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        (
            "load",
            [
                Flip(Condition("load", "at-most", (2.0,)), "A", 0),
                Flip(Condition("load", "between", (6.0, 7.0)), "B", 1),
            ],
        ),
        ("days", [Flip(Condition("days", "at-least", (6.0,)), "C", 2)]),
        ("tenths", []),
        ("chips", []),
    ],
)
def test_a_flip_says_how_far_it_reaches(attribute: str, expected: list[Flip]) -> None:
    values: Values = {"load": 4.0, "days": 2.0, "tenths": 0.5, "chips": "tpu"}
    assert flips_of(LIST, values, attribute) == expected


def test_a_field_takes_multiples_of_its_step() -> None:
    assert PICKER.field("tenths").takes(0.3)
    assert not PICKER.field("tenths").takes(0.35)
    assert not PICKER.field("load").takes(0.5)
