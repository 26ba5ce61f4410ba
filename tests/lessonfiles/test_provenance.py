"""What an answer rests on: read with the question, kept out of its prompt, warned of when old."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from courseapp.lessonfiles.documents import Provenance, Question
from courseapp.lessonfiles.provenance import find_expired
from courseapp.lessonfiles.reading import Reading
from tests.lessonfiles.courses import PREDICT, only_lesson, read_body, sound

LAST_DAY = date(2026, 5, 1)
FIELDS = "source: A *thermometer*\nvalid until: 2026-05-01\n"
KINDS = {
    "predict": f"""\
::: predict what-next
What comes next?

- [ ] Rain
  why: Tempting.
- [x] Snow
  why: It is cold.

{FIELDS}:::
""",
    "estimate": f"""\
::: estimate how-cold
How cold is it?

answer: 4 degrees
{FIELDS}accept: within 5 %
::: reveal
Cold.
:::
""",
    "rank": f"""\
::: rank how-late
The earliest first.

1. Snow
2. Hail
3. Thunder
   why: It comes in summer.

{FIELDS}::: reveal
So it is.
:::
""",
    "reflect": f"""\
::: reflect what-now
What would you do?
{FIELDS}::: model
Go home.
::: rubric
- It names a place.
- It names a time.
:::
""",
}
WITH_SOURCE = PREDICT.replace("::: reveal", "source: {}\n::: reveal")


def only_question(reading: Reading) -> Question:
    (question,) = only_lesson(reading).questions
    return question


def source_html(root: Path, source: str) -> str:
    provenance = only_question(read_body(root, WITH_SOURCE.format(source))).provenance
    assert provenance
    assert provenance.valid_until is None
    return provenance.source_html


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_names_its_source_and_its_last_day(tmp_path: Path, kind: str) -> None:
    body = KINDS[kind]
    line = 9 + body.split("\n").index("valid until: 2026-05-01")

    question = only_question(read_body(tmp_path, body))

    assert question.provenance == Provenance(line, "A <em>thermometer</em>", LAST_DAY)


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_is_the_same_with_and_without_a_source(tmp_path: Path, kind: str) -> None:
    bare = only_question(read_body(tmp_path / "bare", KINDS[kind].replace(FIELDS, "")))
    sourced = only_question(read_body(tmp_path / "sourced", KINDS[kind]))

    assert bare.provenance is None
    for part in ("prompt", "prompt_html", "reveal_html"):
        assert getattr(bare, part) == getattr(sourced, part)


def test_a_source_costs_no_reading_time(tmp_path: Path) -> None:
    bare = only_lesson(read_body(tmp_path / "bare", PREDICT))
    sourced = only_lesson(read_body(tmp_path / "sourced", WITH_SOURCE.format("Ten " * 10)))

    assert sourced.words == bare.words


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Our run of 24 November 2026", "Our run of 24 November 2026"),
        (
            "[vLLM: releases](https://example.org/v?a=1)",
            '<a href="https://example.org/v?a=1" rel="noopener noreferrer">vLLM: releases</a>',
        ),
        (
            "https://example.org/",
            '<a href="https://example.org/" rel="noopener noreferrer">https://example.org/</a>',
        ),
        (
            "<http://example.org/>",
            '<a href="http://example.org/" rel="noopener noreferrer">http://example.org/</a>',
        ),
    ],
)
def test_a_source_is_words_a_link_or_an_address(tmp_path: Path, source: str, html: str) -> None:
    assert source_html(tmp_path, source) == html


@pytest.mark.parametrize("address", ["www.example.org", "https:/example.org", "file:///etc/hosts"])
def test_an_address_that_no_browser_opens_is_told(tmp_path: Path, address: str) -> None:
    (problem,) = read_body(tmp_path, WITH_SOURCE.format(address)).problems

    assert (problem.line, problem.message) == (
        16,
        f'"{address}" is no address of a page.',
    )


@pytest.mark.parametrize(
    ("today", "is_told"),
    [(LAST_DAY, False), (LAST_DAY + timedelta(days=1), True)],
)
def test_a_key_is_to_be_checked_anew_after_its_last_day(
    tmp_path: Path, today: date, is_told: bool
) -> None:
    course = sound(read_body(tmp_path, KINDS["rank"]))

    warnings = find_expired(course, today)

    assert [str(warning) for warning in warnings] == is_told * [
        f"{tmp_path}/course/phase/lesson.md:18: warning: "
        'the key of "how-late" was valid until 2026-05-01: check it anew.\n'
        "    Compare it with its source, then set a later day."
    ]


def test_a_key_without_a_last_day_never_expires(tmp_path: Path) -> None:
    course = sound(read_body(tmp_path, WITH_SOURCE.format("Arithmetic")))

    assert find_expired(course, date.max) == []
