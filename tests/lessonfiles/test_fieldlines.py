"""Fields at the end of what a question asks, told from its words."""

import pytest

from courseapp.lessonfiles.fieldlines import split_fields
from courseapp.lessonfiles.passages import Passage
from courseapp.lessonfiles.problems import Findings

NAMES = ("answer", "valid until")


def test_fields_are_taken_out_and_know_their_lines() -> None:
    findings = Findings("lesson.md")
    passage = Passage(7, "How cold?\n\nanswer:  4 degrees \n\nvalid until: 2027-05-24")

    asked, fields = split_fields(passage, NAMES, "how-cold", findings)

    assert asked == Passage(7, "How cold?")
    assert fields == {"answer": Passage(9, "4 degrees"), "valid until": Passage(11, "2027-05-24")}
    assert findings.problems == []


@pytest.mark.parametrize(
    "text",
    [
        "An answer: four degrees.",
        "The last answer: four degrees.",
        "Note: it is cold.",
        "  answer: 4",
        "answer:4",
        "answer 4",
        "```text\nanswer: 4\n```",
    ],
)
def test_what_only_looks_like_a_field_is_asked(text: str) -> None:
    findings = Findings("lesson.md")
    passage = Passage(7, text)

    assert split_fields(passage, NAMES, "how-cold", findings) == (passage, {})
    assert findings.problems == []
