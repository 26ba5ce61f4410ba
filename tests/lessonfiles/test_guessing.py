"""A course must not be guessed by who knows nothing: strategies, their scores, and the limit."""

from collections.abc import Iterable

import pytest

from courseapp.lessonfiles.documents import Course, Option, Predict
from courseapp.lessonfiles.guessing import (
    LEAST_QUESTIONS,
    STRATEGIES,
    Guess,
    check_guessing,
    guess,
)
from tests.loading.writing import estimate, predict, unchanged, write_course, write_lesson

LONGEST = "the longest option"
PLAIN = ("Ant", "Bee", "Cat")


def ask(*options: str, right: int = 0, key: str = "bet", prompt: str = "Which?") -> Predict:
    """`right` is the place of the right option."""
    made = [
        Option(10 + place, "abcdef"[place], text, text, "Why.", place == right)
        for place, text in enumerate(options)
    ]
    return predict(key, prompt=prompt, options=tuple(made))


def ask_all(questions: Iterable[Predict]) -> Course:
    return write_course(write_lesson("first", *questions))


def guesses_at(*questions: Predict) -> dict[str, Guess]:
    return {one.strategy: one for one in guess(ask_all(questions)).guesses}


RIGHT = [
    (LONGEST, ask("Bear", "Ant", "Bee")),
    ("the shortest option", ask("Ant", "Bear", "Cats")),
    ("the first option", ask(*PLAIN)),
    ("the last option", ask(*PLAIN, right=2)),
    ("the option in the middle", ask(*PLAIN, right=1)),
    (
        "the option with most words of the prompt",
        ask("Its cache grows", "Its weights grow", prompt="What of the cache?"),
    ),
    ("all, both or none of the above", ask("None of the above", "Ant", "Bee")),
    ("all, both or none of the above", ask("Both", "Ant", "Bee")),
    ("all, both or none of the above", ask("All of these", "All ants", "Bee")),
    ("the option with fewest absolute words", ask("Ants dig", "Ants never dig", "Only ants dig")),
    ("the most guarded option", ask("Ants usually dig", "Ants dig", "Ants can't dig")),
    (
        "the option most like the others",
        ask("Red ants dig", "Red bees dig", "Red ants fly", "Cats"),
    ),
    (
        "the option most like the others",
        ask("Red ants dig", "Red ants dig now", "Red ants fly", "Red ants dig and then fly off"),
    ),
    ("the option least like the others", ask("Cats", "Red bees dig", "Red ants fly")),
    ("the largest number", ask("About 1,200", "About 300", "About 4.5")),
    ("the number in the middle", ask("About 300", "About 1,200", "About 4.5")),
    ("the number in the middle", ask("300", "4", "4.0", "1,200", "5,000", "9")),
    ("the smallest number", ask("About 4.5", "About 300", "About 1,200")),
    ("the option with most numbers", ask("3 of 4 ants", "3 ants", "Some ants")),
]


@pytest.mark.parametrize(("strategy", "question"), RIGHT)
def test_a_strategy_finds_what_it_looks_for(strategy: str, question: Predict) -> None:
    assert guesses_at(question)[strategy] == Guess(strategy, 1.0, ("bet",))


def test_every_strategy_is_tried_out_here() -> None:
    assert {strategy for strategy, _ in RIGHT} == STRATEGIES.keys()


SILENT = [
    (LONGEST, PLAIN),
    ("the shortest option", PLAIN),
    ("the option with most words of the prompt", PLAIN),
    ("all, both or none of the above", ("Noneteen", "Bothy", "Allsorts")),
    ("the option with fewest absolute words", ("Onlyness", "Bee", "Cat")),
    ("the most guarded option", ("Canal", "Bee", "Cat")),
    ("the option most like the others", PLAIN),
    ("the option least like the others", PLAIN),
    ("the largest number", ("3 ants", "4 ants", "Bees")),
    ("the number in the middle", ("3 ants", "3 bees", "4 cats")),
    ("the smallest number", ("3 ants", "4 ants", "Bees")),
    ("the option with most numbers", ("3 ants", "4 bees", "1,000.5 cats")),
]


@pytest.mark.parametrize(("strategy", "options"), SILENT)
@pytest.mark.parametrize("right", [0, 2])
def test_a_strategy_with_nothing_to_say_scores_what_chance_does(
    strategy: str, options: tuple[str, ...], right: int
) -> None:
    one = guesses_at(ask(*options, right=right))[strategy]

    assert one.score == pytest.approx(1 / 3)
    assert one.hits == ()


@pytest.mark.parametrize("right", [1, 2])
def test_of_options_that_look_equally_good_one_is_taken_by_chance(right: int) -> None:
    one = guesses_at(ask("Ant", "Bear", "Crab", right=right))[LONGEST]

    assert (one.score, one.hits) == (0.5, ("bet",))


def test_a_strategy_that_is_wrong_scores_nothing() -> None:
    assert guesses_at(ask("Bear", "Ant", "Bee", right=1))[LONGEST] == Guess(LONGEST, 0.0, ())


def test_marks_and_addresses_do_not_count() -> None:
    shown = ask("[`Ant`](https://example.org/a-long-address)", "**Bee**", "Bear", right=2)

    assert guesses_at(shown)[LONGEST].score == 1.0


def test_chance_is_one_in_as_many_as_there_are_options() -> None:
    guesses = guess(ask_all([ask("Ant", "Bee"), ask("Ant", "Bee", "Cat", "Dog")]))

    assert (guesses.questions, guesses.chance) == (2, 0.375)


def test_only_predict_questions_of_lessons_that_were_read_are_guessed() -> None:
    other = unchanged(write_lesson("other", ask(*PLAIN, key="another")))
    course = write_course(write_lesson("first", estimate(), ask(*PLAIN)), other)

    assert guess(course).questions == 1


def test_a_course_that_asks_nothing_is_not_guessed() -> None:
    course = ask_all([])

    assert (guess(course).guesses, check_guessing(course)) == ((), [])


def with_longest(hits: int, questions: int) -> Course:
    """Of four options the longest is right in so many questions; nothing else is to be seen.

    The other questions, and chance in them, are alike for every strategy but for the places.
    """
    told = [ask("Bears", "Ant", "Bee", "Cat", key=f"told-{n}", right=0) for n in range(hits)]
    rest = [
        ask("Bears", "Ant", "Bee", "Cat", key=f"rest-{n}", right=1 + n % 3)
        for n in range(questions - hits)
    ]
    return ask_all([*told, *rest])


def strategies_told(course: Course) -> list[str]:
    return [
        strategy
        for problem in check_guessing(course)
        for strategy in STRATEGIES
        if f"takes {strategy} is" in problem.message
    ]


def test_ten_points_above_chance_are_fair_and_more_are_not() -> None:
    assert LONGEST not in strategies_told(with_longest(14, 40))
    assert LONGEST in strategies_told(with_longest(15, 40))


def test_few_questions_are_not_judged() -> None:
    few = LEAST_QUESTIONS - 1

    assert check_guessing(with_longest(few, few)) == []
    assert LONGEST in strategies_told(with_longest(few + 1, few + 1))


def test_one_lucky_question_is_never_too_many() -> None:
    """Chance, and a single hit more: a score that no author can help."""
    assert 100 / LEAST_QUESTIONS <= 10


def test_the_problem_names_strategy_score_chance_and_questions() -> None:
    (problem, *_) = check_guessing(with_longest(8, 20))

    assert str(problem) == (
        "lessons/llm/course.md: who always takes the longest option is right in 40 % of the 20"
        " predict questions, by chance in 25 %.\n"
        "    At most 10 points above chance are fair. Reword or reorder options of some that it"
        " hits: told-0, told-1, told-2, told-3, told-4, told-5, told-6, told-7."
    )
