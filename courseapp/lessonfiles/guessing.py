"""How well a course's `predict` questions can be answered by who knows nothing of the matter.

A strategy looks at how options are written and not at what they mean: it rates them and takes the
one rated highest, by chance among equals. So where it has nothing to say it scores what chance
does, one in as many as there are options.

No test asks whether such a score is the author's bad luck. The questions of a course are all there
are, not a sample: whoever always takes the longest option gains by it, however it came about. What
chance demands is a number of questions below which nothing is judged. Of 6 questions a single
lucky one is 17 points, more than is allowed; of 12 it is 8.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean

from courseapp.lessonfiles.documents import Course, Predict
from courseapp.lessonfiles.page import NOT_READ
from courseapp.lessonfiles.problems import Problem
from courseapp.lessonfiles.rules import distinctive

LEAST_QUESTIONS = 12
MOST_POINTS = 10
HAIR = 1e-9
"""Differences smaller than this come from adding fractions up."""

Rating = Callable[[str, Sequence[str]], Sequence[float | Fraction]]
"""(prompt, options) to a number for each option; the highest is taken."""

MARKS = re.compile(r"[*_`\[\]]")
WORD = re.compile(r"\w+(?:['’]\w+)*")
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
OF_THE_ABOVE = re.compile(
    r"(?:all|any|both|either|neither|none) of (?:the above|them|these|those|the \w+)\b"
    r"|(?:both|neither|none|all the above)\b"
)
ABSOLUTE = frozenset(
    WORD.findall(
        """
        all always any cannot completely entirely every everybody everyone everything exactly
        impossible must never no nobody none nothing only solely totally
        """
    )
)
GUARDED = frozenset(
    WORD.findall(
        """
        about almost approximately around can could generally likely mainly may might mostly nearly
        normally often perhaps possible possibly probably roughly some sometimes tend tends
        typically unlikely usually
        """
    )
)


def _by_text(rate: Callable[[str], float]) -> Rating:
    return lambda prompt, options: [rate(option) for option in options]


def _by_place(rate: Callable[[int, int], float]) -> Rating:
    """`rate` is given the place, from 0, and the number of options."""
    return lambda prompt, options: [rate(place, len(options)) for place in range(len(options))]


def _counting(words: frozenset[str]) -> Callable[[str], int]:
    return lambda option: sum(word in words for word in WORD.findall(option.lower()))


def _centred(place: int, count: int) -> float:
    return -abs(place - (count - 1) / 2)


def _shared_with_prompt(prompt: str, options: Sequence[str]) -> list[int]:
    return [len(distinctive(prompt) & distinctive(option)) for option in options]


def _likeness(prompt: str, options: Sequence[str]) -> list[Fraction | int]:
    """How many words each option shares with all of them, by the sum of Jaccard indices."""
    words = [frozenset(WORD.findall(option.lower())) for option in options]
    return [
        sum(Fraction(len(one & other), max(1, len(one | other))) for other in words)
        for one in words
    ]


def _numbers(prompt: str, options: Sequence[str]) -> list[float]:
    """The first number in each option; nothing but zeros where one has none."""
    found = [NUMBER.search(option) for option in options]
    numbers = [float(match[0].replace(",", "")) for match in found if match]
    return numbers if len(numbers) == len(options) else [0.0] * len(options)


def _middle_number(prompt: str, options: Sequence[str]) -> list[float]:
    numbers = _numbers(prompt, options)
    order = sorted(set(numbers))
    return [_centred(order.index(number), len(order)) for number in numbers]


def _opposite(rating: Rating) -> Rating:
    return lambda prompt, options: [-rate for rate in rating(prompt, options)]


STRATEGIES: dict[str, Rating] = {
    "the longest option": _by_text(len),
    "the shortest option": _opposite(_by_text(len)),
    "the first option": _by_place(lambda place, count: -place),
    "the last option": _by_place(lambda place, count: place),
    "the option in the middle": _by_place(_centred),
    "the option with most words of the prompt": _shared_with_prompt,
    "all, both or none of the above": _by_text(lambda text: bool(OF_THE_ABOVE.match(text.lower()))),
    "the option with fewest absolute words": _opposite(_by_text(_counting(ABSOLUTE))),
    "the most guarded option": _by_text(_counting(GUARDED)),
    "the option most like the others": _likeness,
    "the option least like the others": _opposite(_likeness),
    "the largest number": _numbers,
    "the number in the middle": _middle_number,
    "the smallest number": _opposite(_numbers),
    "the option with most numbers": _by_text(lambda text: len(NUMBER.findall(text))),
}


@dataclass(frozen=True)
class Guess:
    """What a strategy scores over a course, as a share of its questions.

    `hits` are the keys of those where it does better than chance.
    """

    strategy: str
    score: float
    hits: tuple[str, ...]


@dataclass(frozen=True)
class Guesses:
    """All strategies' scores beside what chance alone gives over the same `questions`."""

    questions: int
    chance: float
    guesses: tuple[Guess, ...]

    @property
    def are_judged(self) -> bool:
        return self.questions >= LEAST_QUESTIONS

    def points_above_chance(self, guess: Guess) -> float:
        return 100 * (guess.score - self.chance)


def guess(course: Course) -> Guesses:
    """Try every strategy on a course of which all lessons were read."""
    questions = [
        question
        for lesson in course.read_lessons
        for question in lesson.questions
        if isinstance(question, Predict)
    ]
    if not questions:
        return Guesses(0, 0.0, ())
    chance = fmean(1 / len(question.options) for question in questions)
    guesses = tuple(_try(name, rate, questions) for name, rate in STRATEGIES.items())
    return Guesses(len(questions), chance, guesses)


def check_guessing(course: Course) -> list[Problem]:
    """A problem for each strategy that beats chance by more than 10 points."""
    guesses = guess(course)
    return [
        _problem(one, guesses, course)
        for one in guesses.guesses
        if guesses.are_judged and guesses.points_above_chance(one) > MOST_POINTS + HAIR
    ]


def _try(strategy: str, rate: Rating, questions: Sequence[Predict]) -> Guess:
    chances = [_chance_of_right(rate, question) for question in questions]
    hits = (
        question.key
        for question, chance in zip(questions, chances, strict=True)
        if chance > 1 / len(question.options) + HAIR
    )
    return Guess(strategy, fmean(chances), tuple(hits))


def _chance_of_right(rate: Rating, question: Predict) -> float:
    options = [_as_seen(option.text) for option in question.options]
    ratings = rate(_as_seen(question.prompt), options)
    best = [rating == max(ratings) for rating in ratings]
    right = next(place for place, option in enumerate(question.options) if option.is_right)
    return best[right] / sum(best)


def _as_seen(text: str) -> str:
    """Markdown without its marks and addresses, in one line."""
    return " ".join(MARKS.sub("", NOT_READ.sub("]", text)).split())


def _problem(one: Guess, guesses: Guesses, course: Course) -> Problem:
    message = (
        f"who always takes {one.strategy} is right in {one.score:.0%} of the "
        f"{guesses.questions} predict questions, by chance in {guesses.chance:.0%}."
    ).replace("%", " %")
    hint = (
        f"At most {MOST_POINTS} points above chance are fair. "
        f"Reword or reorder options of some that it hits: {', '.join(one.hits)}."
    )
    return Problem(f"{course.path}/course.md", 0, message, hint)
