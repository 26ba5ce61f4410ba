"""What of a question is asked, what is shown, and when it has become another question.

`fingerprint` covers what bears on the answer; `wording` only what a learner sees before it, so that
two questions that differ in which option is right have the same. Both are made from the author's
text, not from its HTML: rendering it anew starts no revision.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.html import strip_tags

from courseapp.lessonfiles.documents import (
    Correction,
    Estimate,
    Predict,
    Provenance,
    Question,
    Rank,
    Reflect,
)

WORDING_LENGTH = 16
LARGEST_EXACT_FLOAT = 2**53


@dataclass(frozen=True)
class Wording:
    """One question as the columns of Revision and Solution hold it."""

    kind: str
    fingerprint: str
    wording: str
    asked: dict[str, Any]
    shown: dict[str, Any]


def word(question: Question) -> Wording:
    """Tells the public part of a question from its solution."""
    return Wording(
        kind=question.kind,
        fingerprint=_digest([question.kind, *_public(question), *_private(question)]),
        wording=_digest([question.kind, *_public(question)])[:WORDING_LENGTH],
        asked={"prompt": question.prompt_html} | _asked(question),
        shown={"reveal": question.reveal_html}
        | _shown(question)
        | _rests_on(question.provenance)
        | note_of(question),
    )


def _digest(parts: list[Any]) -> str:
    return sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _public(question: Question) -> list[Any]:
    """What a learner sees before the answer, in the order shown."""
    prompt = _squeeze(question.prompt)
    match question:
        case Predict():
            return [prompt, [_squeeze(option.text) for option in question.options]]
        case Estimate():
            return [prompt, question.unit, question.accept, float(question.margin)]
        case Rank():
            shown = sorted(question.items, key=lambda item: item.key)
            return [prompt, [_squeeze(item.text) for item in shown]]
        case Reflect():
            return [prompt]


def _private(question: Question) -> list[Any]:
    """What decides whether an answer is right. Ticks count a rubric's lines, so those do too."""
    match question:
        case Predict():
            return [_right(question)]
        case Estimate():
            return [float(question.value)]
        case Rank():
            return [[item.key for item in question.items]]
        case Reflect():
            return [[_squeeze(line) for line in question.rubric]]


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _asked(question: Question) -> dict[str, Any]:
    match question:
        case Predict():
            return {"options": [{"key": o.key, "html": o.html} for o in question.options]}
        case Estimate():
            margin = _number(question.margin)
            return {"unit": question.unit, "accept": question.accept, "margin": margin}
        case Rank():
            shown = sorted(question.items, key=lambda item: item.key)
            return {"items": [{"key": item.key, "html": item.html} for item in shown]}
        case Reflect():
            return {}


def _shown(question: Question) -> dict[str, Any]:
    match question:
        case Predict():
            whys = {option.key: option.why_html for option in question.options}
            return {"right": _right(question), "whys": whys}
        case Estimate():
            return {"value": _number(question.value)}
        case Rank():
            whys = {item.key: item.why_html for item in question.items if item.why_html}
            return {"order": [item.key for item in question.items], "whys": whys}
        case Reflect():
            return {"model": question.model_html, "rubric": list(question.rubric)}


def _rests_on(provenance: Provenance | None) -> dict[str, Any]:
    """Of an answer, not part of it: another source starts no revision."""
    if provenance is None:
        return {}
    day = provenance.valid_until
    return {"source": provenance.source_html, "valid_until": day and day.isoformat()}


def correction_of(question: Question) -> Correction | None:
    return None if isinstance(question, Reflect) else question.correction


def note_of(question: Question) -> dict[str, Any]:
    """That a former key was wrong, or that there is no right answer; starts no revision either."""
    correction = correction_of(question)
    if correction is None:
        return {}
    return {correction.kind: {"on": correction.day.isoformat(), "why": correction.why_html}}


def have_same_choices(kind: str, asked: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether an answer to one asked part can be judged by the key of the other: the prompt, the
    tolerance and the options' order may differ, what one chooses from may not."""
    if kind == "estimate":
        return _form_of(asked) == _form_of(other)
    own, theirs = _texts(asked), _texts(other)
    are_told_apart = len(set(own.values())) == len(own)
    return own == theirs or (are_told_apart and sorted(own.values()) == sorted(theirs.values()))


def key_of(kind: str, asked: dict[str, Any], shown: dict[str, Any]) -> Any:
    """What decides whether an answer is right, in words: letters stand for other options in
    other revisions."""
    texts = _texts(asked)
    if kind == "predict":
        return texts[shown["right"]]
    if kind == "rank":
        return [texts[key] for key in shown["order"]]
    if kind == "estimate":
        return [shown["value"], asked["unit"], asked["accept"], asked["margin"]]
    return None


def prompt_of(asked: dict[str, Any]) -> str:
    """In plain words, so that a mended mark-up asks the same."""
    return _squeeze(strip_tags(asked["prompt"]))


def _form_of(asked: dict[str, Any]) -> tuple[str, bool]:
    return asked["unit"], asked["accept"].endswith("interval")


def _texts(asked: dict[str, Any]) -> dict[str, str]:
    """The options or items in plain words, by their letters."""
    choices = asked.get("options") or asked.get("items") or ()
    return {choice["key"]: _squeeze(strip_tags(choice["html"])) for choice in choices}


def _right(question: Predict) -> str:
    return next(option.key for option in question.options if option.is_right)


def _number(value: float) -> float:
    """A whole number without its ".0", as an author wrote it."""
    is_whole = float(value).is_integer() and abs(value) < LARGEST_EXACT_FLOAT
    return int(value) if is_whole else value
