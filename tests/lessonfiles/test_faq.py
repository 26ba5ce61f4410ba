"""faq.md: what is asked, what is answered, and which questions must be asked before."""

from pathlib import Path

import pytest

from courseapp.lessonfiles.documents import Answer
from courseapp.lessonfiles.reading import Reading, read_course
from tests.lessonfiles.courses import sound, write_course


def read(root: Path, faq: str) -> Reading:
    return read_course(write_course(root, {"faq.md": faq}))


def told(reading: Reading) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.message, problem.hint) for problem in reading.problems]


@pytest.mark.parametrize(
    "line",
    [
        "spoils: what-next",
        "spoils: [what-next]",
        'spoils: ["what-next",]',
        "spoils:   what-next  ",
        "\nspoils: what-next",
    ],
)
def test_an_answer_names_what_it_spoils(tmp_path: Path, line: str) -> None:
    course = sound(
        read(tmp_path, f"## Is it cold?\n{line}\n\nIt *snows*.\n\n## Is it wet?\nYes.\n")
    )

    assert course.faq == (
        Answer("Is it cold?", "<p>It <em>snows</em>.</p>", ("what-next",)),
        Answer("Is it wet?", "<p>Yes.</p>"),
    )


def test_an_answer_with_a_colon_is_an_answer(tmp_path: Path) -> None:
    course = sound(read(tmp_path, "## Is it cold?\nSpoiler: it does not get warm.\n"))

    assert course.faq == (Answer("Is it cold?", "<p>Spoiler: it does not get warm.</p>"),)


CORRECT = "Write the names of questions, with commas between them: spoils: one, two"
BELOW = "Put that line directly below the question."


@pytest.mark.parametrize(
    ("answer", "line", "message", "hint"),
    [
        (
            "spoils: what-nex\n\nSnow.",
            2,
            'the course has no question "what-nex".',
            'Did you mean "what-next"?',
        ),
        ("spoils:\n\nSnow.", 2, '"spoils" names no question.', CORRECT),
        (
            "spoils: what next\n\nSnow.",
            2,
            '"spoils": "what next" is no list of questions.',
            CORRECT,
        ),
        (
            "spoilt: what-next\n\nSnow.",
            2,
            '"Is it cold?" has no field "spoilt".',
            'Did you mean "spoils"?',
        ),
        (
            "spoils: what-next\nspoils: what-next\n\nSnow.",
            3,
            '"spoils" is given twice.',
            "Keep one. The other is on line 2.",
        ),
        (
            "Snow.\n\nspoils: what-next",
            4,
            '"spoils" stands within an answer, where it is shown as text.',
            BELOW,
        ),
        (
            "Snow.\n  Spoils: what-next",
            3,
            '"Spoils" stands within an answer, where it is shown as text.',
            BELOW,
        ),
        (
            "spoils: what-next",
            1,
            '"Is it cold?" has no answer.',
            "Write it below the question.",
        ),
    ],
)
def test_what_is_wrong_is_told(
    tmp_path: Path, answer: str, line: int, message: str, hint: str
) -> None:
    assert told(read(tmp_path, f"## Is it cold?\n{answer}\n")) == [(line, message, hint)]
