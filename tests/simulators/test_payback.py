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


def hour_by_hour(cost: float, gpus: int, gain: float, lifetime: int, days: int) -> list[float]:
    """GPU hours saved minus spent at the end of each day, from two fleets that do the same work:
    one as it was, one with as many GPUs as the gain leaves needed."""
    needed = gpus / (1 + gain / 100)
    untuned = tuned = 0.0
    ends = [-cost]
    tuned += cost
    for hour in range(24 * days):
        untuned += gpus
        tuned += needed
        day = (hour + 1) / 24
        if day == int(day):
            if day % lifetime == 0 and day < days:
                tuned += cost
            ends.append(untuned - tuned)
    return ends


@given(**FLEETS, lifetime=st.integers(1, 60), horizon=st.integers(1, 60))
def test_the_balance_is_that_of_two_fleets_played_hour_by_hour(
    cost: int, gpus: int, gain: float, lifetime: int, horizon: int
) -> None:
    found = balances(cost=cost, gpus=gpus, gain=gain, lifetime=lifetime, horizon=horizon)
    played = hour_by_hour(cost, gpus, gain, lifetime, horizon)
    assert [balance.day for balance in found] == list(range(horizon + 1))
    scale = cost * (horizon // lifetime + 1) + 24 * gpus * horizon
    assert [b.hours for b in found] == pytest.approx(played, abs=1e-9 * scale)


@given(**FLEETS)
def test_more_gpus_or_more_gain_pay_back_sooner_and_a_higher_cost_later(
    cost: int, gpus: int, gain: float
) -> None:
    days = break_even(cost, gpus, gain)
    assert break_even(cost, gpus + 1, gain) < days
    assert break_even(cost, gpus, gain + 1) < days
    assert break_even(cost + 1, gpus, gain) > days
    assert break_even(cost, 2 * gpus, gain) == pytest.approx(days / 2)


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
