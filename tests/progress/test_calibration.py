import pytest

from courseapp.models import Confidence
from courseapp.progress.calibration import Step, brier_score, calibrate


def test_each_step_shows_what_was_stated_beside_what_was_right() -> None:
    calibration = calibrate([(4, True), (4, True), (4, False), (1, False)])

    by_step = {s.label: (s.stated_percent, s.count, s.right_percent) for s in calibration.steps}
    assert by_step == {
        "a guess": (25, 1, 0),
        "a hunch": (45, 0, None),
        "fairly sure": (65, 0, None),
        "sure": (85, 3, 67),
        "certain": (97, 0, None),
    }


def test_intervals_and_reflections_do_not_count() -> None:
    calibration = calibrate([(None, True), (5, None), (5, True)])

    assert calibration.count == 1
    assert calibration.steps[-1] == Step(Confidence.CERTAIN, 1, 1)


def test_nothing_judged_has_no_brier_score() -> None:
    assert calibrate([]).brier is None


def test_brier_score_is_zero_for_certainty_that_holds() -> None:
    assert brier_score({1.0: (3, 3), 0.0: (2, 0)}) == 0


def test_brier_score_is_a_quarter_for_always_one_half() -> None:
    assert brier_score({0.5: (10, 7)}) == 0.25


def test_brier_score_weighs_every_prediction() -> None:
    calibration = calibrate([(5, True), (5, False), (1, False)])

    assert calibration.brier == pytest.approx((0.03**2 + 0.97**2 + 0.25**2) / 3)
