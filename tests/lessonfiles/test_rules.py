"""Lengths that are true, and teasers that tell nothing."""

import pytest

from courseapp.lessonfiles.documents import Option, Predict
from courseapp.lessonfiles.page import count_words
from courseapp.lessonfiles.problems import Findings
from courseapp.lessonfiles.rules import check_minutes, check_spoilers, find_spoilers


@pytest.mark.parametrize(
    ("minutes", "words", "questions", "fits"),
    [
        (5, 1100, 0, True),  # 5 minutes
        (4, 1100, 0, True),
        (6, 1100, 0, True),
        (3, 1100, 0, False),
        (7, 1100, 0, False),
        (5, 880, 3, True),  # 4 minutes of reading and 1 of answering
        (1, 10, 0, True),  # the nearest whole minute is always fine
        (2, 330, 0, True),
        (2, 10, 0, False),
    ],
)
def test_minutes_may_be_off_by_a_quarter(
    minutes: int, words: int, questions: int, fits: bool
) -> None:
    findings = Findings("lesson.md")

    check_minutes(minutes, words, questions, 4, findings)

    assert (findings.problems == []) == fits


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One two three.", 3),
        ("A [link](https://example.org/a b) — and ![two words](picture.svg)", 5),
        ("<!-- not counted -->counted", 1),
        ("llama.cpp isn't 2 × 3", 4),
        ("--- | --- …", 0),
    ],
)
def test_words_are_what_a_reader_reads(text: str, words: int) -> None:
    assert count_words(text) == words


def predict(*options: str) -> Predict:
    """The first option is the right one."""
    made = [
        Option(line, "a", text, text, "", line == 1) for line, text in enumerate(options, start=1)
    ]
    return Predict(1, "key", "Prompt", "Prompt", tuple(made), "")


@pytest.mark.parametrize(
    ("title", "options", "spoilers"),
    [
        ("vLLM wins by design", ("vLLM", "SGLang"), {"vllm": 1}),
        ("Why llama.cpp ships everywhere", ("llama.cpp", "vLLM"), {"llama.cpp": 1}),
        ("A GPU is enough", ("One GPU", "One card"), {"gpu": 1}),
        ("A fox is enough", ("A fox", "A dog"), {}),  # short and plain words tell little
        ("Which would they take", ("They would take it", "No"), {}),  # said everywhere
        ("Twice the cache", ("The cache grows", "The cache shrinks"), {}),  # in all options
        ("Twice the cache", ("The cache", "The cache", "Nothing"), {"cache": 1}),
        ("Something else", ("vLLM", "SGLang"), {}),
    ],
)
def test_words_that_tell_are_those_of_title_and_right_option(
    title: str, options: tuple[str, ...], spoilers: dict[str, int]
) -> None:
    assert find_spoilers(title, [predict(*options)]) == spoilers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("When llama.cpp is enough", True),
        ("why-llama-cpp-ships", True),
        ("LLAMA.CPP!", True),
        ("A llama in the cpp", False),
        ("four-bets", False),
    ],
)
def test_teaser_and_slug_must_not_hold_them(text: str, told: bool) -> None:
    findings = Findings("lesson.md")

    check_spoilers({"llama.cpp": 12}, text, "teaser", 3, findings)

    assert bool(findings.problems) == told
