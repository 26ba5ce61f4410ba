"""The key of an estimate is what the author meant, or it is refused with a cure."""

from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.answers.grading import grade_estimate
from courseapp.answers.numbers import read_typed
from courseapp.lessonfiles.amounts import Amount, read_accept, read_amount
from courseapp.lessonfiles.passages import Passage


def read(text: str) -> tuple[Amount, list[tuple[str, str]]]:
    found: list[tuple[str, str]] = []
    amount = read_amount(
        Passage(7, text), lambda line, message, hint: found.append((message, hint))
    )
    return amount, found


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("60 requests", 60, "requests"),
        ("1,000 tokens", 1000, "tokens"),
        ("1_000_000 tokens", 1_000_000, "tokens"),
        ("1.5e3 W", 1500, "W"),
        ("0.855", 0.855, ""),
        (".5 km", 0.5, "km"),
        ("-3 °C", -3, "°C"),
        ("−3 °C", -3, "°C"),
        ("38 %", 38, "%"),
        ("38%", 38, "%"),
        ("20ms", 20, "ms"),
        ("5 €", 5, "€"),
        ("7 m^2", 7, "m^2"),
        ("3 tokens per 100 ms", 3, "tokens per 100 ms"),
        ("4 m", 4, "m"),
        ("3 K", 3, "K"),
        ("2 T", 2, "T"),
        ("3 MB", 3, "MB"),
        ("3 kg", 3, "kg"),
        ("5 minutes", 5, "minutes"),
        ("6 times", 6, "times"),
        ("1e3", 1000, ""),
    ],
)
def test_an_amount_is_a_number_and_a_unit(text: str, value: float, unit: str) -> None:
    assert read(text) == (Amount(value, unit), [])


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("2^20 bytes", "Write it as one number: 1,048,576 bytes."),
        ("10^6 ops", "Write it as one number: 1,000,000 ops."),
        ("10**6", "Write it as one number: 1,000,000."),
        ("2 ^ 10", "Write it as one number: 1,024."),
        ("10^(-3) s", "Write it as one number: 0.001 s."),
        ("5 × 10^3 W", "Write it as one number: 5,000 W."),
        ("2.5 x 10^9", "Write it as one number: 2,500,000,000."),
        ("2.5*10**9 ops", "Write it as one number: 2,500,000,000 ops."),
        ("5k users", "Write it out: 5,000 users."),
        ("5 k users", "Write it out: 5,000 users."),
        ("5K users", "Write it out: 5,000 users."),
        ("3M", "Write it out: 3,000,000."),
        ("3 M users", "Write it out: 3,000,000 users."),
        ("2G", "Write it out: 2,000,000,000."),
        ("3 million tokens", "Write it out: 3,000,000 tokens."),
        ("1.5 billion", "Write it out: 1,500,000,000."),
        ("2 dozen eggs", "Write it out: 24 eggs."),
        ("1/3", "Write a number, then the unit"),
        ("50-60 ms", "Write a number, then the unit"),
        ("50–60 ms", "Write a number, then the unit"),
        ("50 to 60 ms", "Write a number, then the unit"),
        ("50 or 60", "Write a number, then the unit"),
        ("12:30", "Write a number, then the unit"),
        ("1 e3", "Write a number, then the unit"),
        ("1 + 1", "Write a number, then the unit"),
        ("3 · 4 m", "Write a number, then the unit"),
        ("5 ± 1 V", "Write a number, then the unit"),
        ("5 (about)", "Write a number, then the unit"),
        ("1,5 km", "Write a number, then the unit"),
        ("1 000 km", "Write a number, then the unit"),
        ("1.000.000", "Write a number, then the unit"),
        ("5 ~ 6", "Write a number, then the unit"),
        ("20!", "Write a number, then the unit"),
        ("~20 ms", "Write a number, then the unit"),
        (">20 ms", "Write a number, then the unit"),
        ("many", "Write a number, then the unit"),
        ("½ km", "Write a number, then the unit"),
        ("2² m", "Write a number, then the unit"),
        ("√2", "Write a number, then the unit"),
        ("1e400", "Write a number, then the unit"),
        ("1e16 B", "Take a larger unit"),
    ],
)
def test_what_could_mean_something_else_is_refused(text: str, cure: str) -> None:
    amount, ((_, hint),) = read(text)
    assert isnan(amount.value)
    assert hint.startswith(cure)


@given(
    st.floats(-1e14, 1e14).filter(lambda number: number == 0 or abs(number) > 1e-9),
    st.sampled_from(["", " requests", " %", " k", " M", "k", "M", " ^2", "^2", " ms", "/s", " e3"]),
    st.sampled_from(["{:,}", "{:.6g}", "{!r}", "{:_}"]),
)
def test_whoever_types_what_is_true_is_right_or_the_file_is_refused(
    number: float, unit: str, form: str
) -> None:
    text = form.format(number)
    amount, complaints = read(text + unit)
    if complaints:
        return
    assert amount.unit == unit.strip()
    typed = read_typed(text, amount.unit)
    assert grade_estimate("exactly", 0, amount.value, {"value": typed}).is_right


ACCEPTED = [
    ("within 5 %", "percent", 5),
    ("within 0.5%", "percent", 0.5),
    ("within 5 percent", "percent", 5),
    ("within 2 ms", "absolute", 2),
    ("within 2ms", "absolute", 2),
    ("within 0.5 ms", "absolute", 0.5),
    ("within 1,000 ms", "absolute", 1000),
    ("exactly", "exactly", 0),
    ("within a factor of 2", "factor", 2),
    ("interval on a log scale", "log-interval", 0),
    ("interval on a linear scale", "linear-interval", 0),
]


@pytest.mark.parametrize(("text", "accept", "margin"), ACCEPTED)
def test_what_is_accepted(text: str, accept: str, margin: float) -> None:
    found: list[str] = []
    read = read_accept(Passage(1, text), Amount(20, "ms"), lambda *said: found.append(said[1]))
    assert (read, found) == ((accept, margin), [])


@pytest.mark.parametrize(
    "text",
    [
        *("within 2", "within 2 s", "within ms", "within -2 ms", "within 0 ms", "exact", "roughly"),
        *("within 0 %", "within 200 %", "within a factor of 1", "± 2 ms", "within 5 % or 2 ms"),
    ],
)
def test_what_is_no_way_to_accept(text: str) -> None:
    found: list[str] = []
    read_accept(Passage(1, text), Amount(20, "ms"), lambda *said: found.append(said[1]))
    assert found


def test_a_bare_number_has_a_bare_tolerance() -> None:
    found: list[str] = []
    accept = read_accept(Passage(1, "within 2"), Amount(20), lambda *said: found.append(said[1]))
    assert (accept, found) == (("absolute", 2), [])


@pytest.mark.parametrize(
    ("accept", "value", "is_right"),
    [
        ("exactly", 20, True),
        ("exactly", 20.0001, False),
        ("absolute", 22, True),
        ("absolute", 18, True),
        ("absolute", 22.1, False),
    ],
)
def test_they_are_graded_so(accept: str, value: float, is_right: bool) -> None:
    assert grade_estimate(accept, 2, 20, {"value": value}).is_right is is_right
