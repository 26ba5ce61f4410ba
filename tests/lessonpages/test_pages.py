"""What a page says of a lesson, from rows that are never saved."""

import pytest

from courseapp.lessonpages.pages import minutes_left
from courseapp.models import Lesson


@pytest.mark.parametrize(("passed", "left"), [(0, 6), (1, 4), (2, 1), (3, 1)])
def test_what_is_left_is_what_was_announced_without_what_lies_behind(
    passed: int, left: int
) -> None:
    assert minutes_left(Lesson(minutes=6, minutes_in=[1.6, 4.8, 6.5]), passed) == left


def test_a_lesson_loaded_before_minutes_were_counted_has_all_of_them_left() -> None:
    assert minutes_left(Lesson(minutes=6), 2) == 6
