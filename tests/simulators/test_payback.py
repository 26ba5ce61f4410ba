"""Paying back beside the worked numbers of the course's facts, and its own laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.simulators import payback
from courseapp.simulators.payback import balances, break_even

FLEETS = {
    "cost": st.integers(1, 50_000),
    "gpus": st.integers(1, 500),
    "gain": st.floats(0.1, 200),
}


@pytest.mark.parametrize(
    ("cost", "gpus", "gain", "days"),
    [
        (1509, 8, 13, 68.3),
        (1509, 64, 13, 8.5),
        (1509, 64, 5, 20.6),
        (1509, 2, 13, 273),
        (3019, 16, 13, 68.3),
        (3019, 16, 5, 165),
        (3019, 16, 3, 270),
    ],
)
def test_the_worked_numbers_of_the_course_come_out(
    cost: float, gpus: int, gain: float, days: float
) -> None:
    assert break_even(cost, gpus, gain) == pytest.approx(days, rel=0.005)


@given(**FLEETS)
def test_the_balance_crosses_zero_on_the_day_it_breaks_even(
    cost: int, gpus: int, gain: float
) -> None:
    days = break_even(cost, gpus, gain)
    horizon = min(int(days) + 2, 1440)
    course = balances(cost=cost, gpus=gpus, gain=gain, lifetime=1441, horizon=horizon)
    for balance in course:
        assert (balance.hours >= -1e-6 * cost) == (balance.day >= days * (1 - 1e-9)) or (
            abs(balance.day - days) < 1e-6 * days
        )


@given(**FLEETS, lifetime=st.integers(1, 400), lives=st.integers(1, 4))
def test_every_model_costs_the_tuning_again(
    cost: int, gpus: int, gain: float, lifetime: int, lives: int
) -> None:
    course = balances(cost=cost, gpus=gpus, gain=gain, lifetime=lifetime, horizon=lifetime * lives)
    saved = payback.saved_a_day(gpus, gain) * lifetime * lives
    assert course[-1].hours == pytest.approx(saved - cost * lives, abs=1e-6 * (saved + cost))


def test_a_model_that_changes_too_soon_never_pays() -> None:
    shown = payback.show(cost=1509, gpus=8, gain=13, lifetime=30, horizon=540)
    assert shown.says[0] == (
        "It never pays: the tuning needs 68.3 days of use, and the model changes after 30."
    )


def test_a_model_that_stays_says_when() -> None:
    shown = payback.show(cost=1509, gpus=64, gain=13, lifetime=540, horizon=540)
    assert shown.says[0] == "It has paid for itself after 8.5 days of use."
