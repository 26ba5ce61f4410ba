from itertools import permutations
from math import log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.answers.grading import (
    Grade,
    grade,
    grade_estimate,
    interval_score,
    kendall_tau,
)
from tests import cast


def test_only_the_right_option_is_right() -> None:
    assert grade("predict", *cast.PREDICT, {"choice": "b"}) == Grade(is_right=True)
    assert grade("predict", *cast.PREDICT, {"choice": "a"}) == Grade(is_right=False)


def test_words_of_ones_own_are_neither_right_nor_wrong() -> None:
    assert grade("reflect", *cast.REFLECT, {"text": "My words"}) == Grade(is_right=None)


@pytest.mark.parametrize(
    ("value", "is_right"), [(57, True), (56.9, False), (60, True), (63, True), (63.1, False)]
)
def test_an_estimate_is_right_within_its_percentage(value: float, is_right: bool) -> None:
    assert grade("estimate", *cast.ESTIMATE, {"value": value}) == Grade(is_right)


def test_a_percentage_of_a_negative_truth_reaches_both_ways() -> None:
    assert grade_estimate("percent", 10, -100, {"value": -91}).is_right
    assert not grade_estimate("percent", 10, -100, {"value": -89}).is_right


@pytest.mark.parametrize(
    ("value", "is_right"), [(50, True), (200, True), (49, False), (201, False), (-100, False)]
)
def test_an_estimate_is_right_within_its_factor(value: float, is_right: bool) -> None:
    assert grade_estimate("factor", 2, 100, {"value": value}) == Grade(is_right)


def test_the_edge_of_a_factor_is_within_though_floats_say_otherwise() -> None:
    assert 2.1 / 0.7 > 3
    assert grade_estimate("factor", 3, 0.7, {"value": 2.1}).is_right


def test_an_interval_that_holds_the_truth_scores_its_width() -> None:
    assert grade_estimate("linear-interval", 0, 60, {"low": 50, "high": 70}) == Grade(True, 20)
    assert grade_estimate("log-interval", 0, 500, {"low": 100, "high": 1000}) == Grade(True, 1)


def test_a_missing_interval_pays_ten_times_the_distance() -> None:
    assert interval_score(50, 55, 60, on_log_scale=False) == 5 + 10 * 5
    assert interval_score(70, 75, 60, on_log_scale=False) == 5 + 10 * 10
    score = interval_score(1, 10, 100, on_log_scale=True)
    assert score == pytest.approx(1 + 10 * 1)


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(1, 1e6), st.floats(1.001, 1e3))
def test_a_narrower_interval_that_still_holds_the_truth_scores_better(
    low: float, high: float, truth: float, factor: float
) -> None:
    low, truth, high = sorted((low, high, truth))
    wide = interval_score(low / factor, high * factor, truth, on_log_scale=True)
    narrow = interval_score(low, high, truth, on_log_scale=True)
    assert narrow < wide
    assert wide == pytest.approx(narrow + 2 * log10(factor))


def test_tau_counts_swapped_pairs() -> None:
    assert kendall_tau(["a", "b", "c"], ["a", "b", "c"]) == 1
    assert kendall_tau(["c", "b", "a"], ["a", "b", "c"]) == -1
    assert kendall_tau(["b", "a", "c"], ["a", "b", "c"]) == pytest.approx(1 / 3)


def test_tau_of_all_orders_averages_to_zero() -> None:
    taus = [kendall_tau(list(order), list("abcd")) for order in permutations("abcd")]
    assert sum(taus) == pytest.approx(0)
    assert taus.count(1) == 1


def test_only_the_exact_order_is_right() -> None:
    assert grade("rank", *cast.RANK, {"order": ["b", "c", "a"]}) == Grade(True, 1)
    assert grade("rank", *cast.RANK, {"order": ["c", "b", "a"]}).is_right is False
