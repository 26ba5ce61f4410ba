import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from courseapp.lessonfiles.documents import Provenance, Question
from courseapp.loading.revisions import word
from tests.loading.writing import estimate, predict, rank, reflect, with_option

MEASURED = Provenance(20, "Our run", date(2027, 5, 24))
READ = Provenance(20, "A <em>paper</em>", None)
SAME_FOR_THE_EYE = [
    pytest.param(predict(right="a"), predict(right="c"), id="predict"),
    pytest.param(rank(order="bca"), rank(order="abc"), id="rank"),
    pytest.param(estimate(value=60.0), estimate(value=61.0), id="estimate"),
    pytest.param(reflect(), reflect(rubric=("Another.", "Line.")), id="reflect"),
]


@pytest.mark.parametrize(("one", "other"), SAME_FOR_THE_EYE)
def test_questions_that_differ_in_their_truth_are_asked_alike(
    one: Question, other: Question
) -> None:
    assert json.dumps(word(one).asked) == json.dumps(word(other).asked)
    assert word(one).wording == word(other).wording


@pytest.mark.parametrize(("one", "other"), SAME_FOR_THE_EYE)
def test_another_truth_is_another_revision(one: Question, other: Question) -> None:
    assert word(one).fingerprint != word(other).fingerprint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (predict(), predict(prompt="Which two?")),
        (predict(), with_option(predict(), "a", text="TensorRT-LLM")),
        (predict(), replace(predict(), options=predict().options[:2])),
        (estimate(), estimate(unit="tokens")),
        (estimate(), estimate(accept="factor")),
        (estimate(), estimate(margin=10.0)),
        (reflect(), reflect(prompt="In their words?")),
    ],
)
def test_another_public_part_is_another_revision_with_another_wording(
    one: Question, other: Question
) -> None:
    assert word(one).fingerprint != word(other).fingerprint
    assert word(one).wording != word(other).wording


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (predict(), predict(prompt=" Which\n  one? ")),
        (predict(), predict(prompt_html='<p class="new">Which one?</p>')),
        (predict(), predict(reveal_html="<p>Better said.</p>")),
        (predict(), with_option(predict(), "a", why_html="Better said.", html="<em>vLLM</em>")),
        (predict(), predict(line=99)),
        (predict(), predict(key="other")),
        (estimate(), estimate(value=60)),
        (reflect(), reflect(model_html="<p>Another.</p>")),
        (predict(), predict(provenance=MEASURED)),
        (predict(provenance=MEASURED), predict(provenance=READ)),
    ],
)
def test_what_does_not_bear_on_the_answer_starts_no_revision(
    one: Question, other: Question
) -> None:
    assert word(one).fingerprint == word(other).fingerprint
    assert word(one).wording == word(other).wording


@pytest.mark.parametrize(
    ("question", "asked", "shown"),
    [
        (
            predict(),
            {
                "prompt": "<p>Which one?</p>",
                "options": [
                    {"key": "a", "html": "<b>vLLM</b>"},
                    {"key": "b", "html": "<b>SGLang</b>"},
                    {"key": "c", "html": "<b>llama.cpp</b>"},
                ],
            },
            {
                "reveal": "<p>Because.</p>",
                "right": "b",
                "whys": {"a": "Why vLLM.", "b": "Why SGLang.", "c": "Why llama.cpp."},
            },
        ),
        (
            estimate(),
            {
                "prompt": "<p>How many?</p>",
                "unit": "requests",
                "accept": "percent",
                "margin": 5,
            },
            {"reveal": "<p>40 × 1.5.</p>", "value": 60},
        ),
        (
            rank(),
            {
                "prompt": "<p>Largest first.</p>",
                "items": [
                    {"key": "a", "html": "<i>Ant</i>"},
                    {"key": "b", "html": "<i>Bear</i>"},
                    {"key": "c", "html": "<i>Cat</i>"},
                ],
            },
            {
                "reveal": "",
                "order": ["b", "c", "a"],
                "whys": {"b": "Why b.", "c": "Why c.", "a": "Why a."},
            },
        ),
        (
            reflect(),
            {"prompt": "<p>In your words?</p>"},
            {
                "reveal": "",
                "model": "<p>A model answer.</p>",
                "rubric": ["Names the load.", "Names the hardware."],
            },
        ),
    ],
)
def test_a_question_is_told_from_its_solution(
    question: Question, asked: dict[str, Any], shown: dict[str, Any]
) -> None:
    assert word(question).asked == asked
    assert word(question).shown == shown


@pytest.mark.parametrize(
    ("provenance", "kept"),
    [
        (None, {}),
        (MEASURED, {"source": "Our run", "valid_until": "2027-05-24"}),
        (READ, {"source": "A <em>paper</em>", "valid_until": None}),
    ],
)
@pytest.mark.parametrize("ask", [predict, estimate, rank, reflect])
def test_what_a_key_rests_on_is_part_of_the_solution_only(
    ask: Callable[..., Question], provenance: Provenance | None, kept: dict[str, Any]
) -> None:
    bare, sourced = word(ask()), word(ask(provenance=provenance))
    assert sourced.asked == bare.asked
    assert sourced.shown == bare.shown | kept


def test_whole_numbers_are_kept_as_the_author_wrote_them() -> None:
    whole, broken = word(estimate()), word(estimate(value=0.855, margin=2.5))
    assert json.dumps([whole.asked["margin"], whole.shown["value"]]) == "[5, 60]"
    assert json.dumps([broken.asked["margin"], broken.shown["value"]]) == "[2.5, 0.855]"
