"""The two states of a question on a page: Waiting has no field for the solution; Revealed adds it.

Both are built for templates: HTML is rendered and sanitised, numbers are ready to print.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _

from courseapp.answers.grading import Grade, grade
from courseapp.answers.truths import truth_of
from courseapp.models import Confidence, Prediction, Question, Revision


@dataclass(frozen=True)
class Choice:
    """An option or an item to rank, before the prediction."""

    key: str
    html: str


@dataclass(frozen=True)
class Waiting:
    """A question not yet answered.

    `given` is what a refused form held and `errors` why it was refused, by field: "choice",
    "value", "low", "high", "order", "text", "confidence", and "form" for the whole.
    """

    key: str
    number: int
    kind: str
    wording: str
    prompt: str
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    accept: str = ""
    margin: float = 0
    given: Mapping[str, Any] = field(default_factory=dict, hash=False)
    errors: Mapping[str, str] = field(default_factory=dict, hash=False)

    is_waiting = True

    @property
    def anchor(self) -> str:
        """The name of its place on the page."""
        return f"question-{self.key}"

    @property
    def is_alike(self) -> bool:
        """Whether it looks the same to all who come to it: nothing in it is anybody's own."""
        return not self.given and not self.errors

    @property
    def asks_interval(self) -> bool:
        return self.accept.endswith("interval")

    @property
    def shown_margin(self) -> str:
        return print_number(self.margin)

    @property
    def asks_how_sure(self) -> bool:
        """Whether the scale is shown: not where an interval says it, nor for one's own words."""
        return not self.asks_interval and self.kind != Question.Kind.REFLECT

    @property
    def places(self) -> range:
        """The places to give away when ranking, from 1."""
        return range(1, len(self.choices) + 1)

    @property
    def confidences(self) -> Sequence[Confidence]:
        return list(Confidence)


@dataclass(frozen=True)
class Verdict:
    """An option or a ranked item beside the truth.

    For options `is_right` marks the right one and `is_chosen` what was predicted; `share` is the
    percentage of other learners who chose it, None while too few have answered. For ranked items
    `place` is the right place and `given_place` the predicted one, from 1.
    """

    key: str
    html: str
    why: str
    is_right: bool
    is_chosen: bool = False
    share: int | None = None
    place: int = 0
    given_place: int = 0


@dataclass(frozen=True)
class Rubric:
    """A line to tick against one's own words."""

    index: int
    html: str
    is_ticked: bool


@dataclass(frozen=True)
class Others:
    """How other learners did on this revision. `right` and the middle half are None where the
    kind has none; only built once at least five have answered."""

    count: int
    right_percent: int | None = None
    middle_half: tuple[float, float] | None = None

    @property
    def middle(self) -> tuple[str, ...]:
        """The ends of the middle half, ready to print."""
        return tuple(print_number(round(end, 2)) for end in self.middle_half or ())


@dataclass(frozen=True)
class Correction:
    """That the key was wrong since `day`, and why, as inline HTML.

    `was` are the htmls of what had passed for right: an option, the items in their order, or a
    number; `was_right` whether the answer had passed for it; `said` what was answered. `is_void`:
    nothing is right.
    """

    day: date
    why: str
    is_void: bool
    was: tuple[str, ...] = ()
    was_right: bool | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Revealed:
    """A question once its prediction is locked.

    `is_right` is None for `reflect`; `score` is Kendall's tau or the interval score, which may be
    `on_log_scale`. `said` and `truth` are the two numbers (or intervals) of an estimate, ready to
    print. `source` is what the truth rests on, as inline HTML, empty where nothing is named;
    `valid_until` the last day on which it holds without being checked anew, None where it does
    not age.
    """

    key: str
    number: int
    kind: str
    prompt: str
    confidence: Confidence | None
    is_right: bool | None
    reveal: str
    is_old_revision: bool = False
    verdicts: tuple[Verdict, ...] = ()
    unit: str = ""
    said: str = ""
    truth: str = ""
    score: float | None = None
    on_log_scale: bool = False
    text: str = ""
    model: str = ""
    rubric: tuple[Rubric, ...] = ()
    others: Others | None = None
    source: str = ""
    valid_until: date | None = None
    correction: Correction | None = None

    is_waiting = False

    @property
    def is_void(self) -> bool:
        """Whether there is nothing to be right about any more."""
        return self.correction is not None and self.correction.is_void

    @property
    def is_alike(self) -> bool:
        """Whether it looks the same to many: they chose alike, and wrote no words of their own."""
        return self.kind == Question.Kind.PREDICT

    @property
    def pairs(self) -> int:
        """How many pairs the ranked items make."""
        return math.comb(len(self.verdicts), 2)

    @property
    def pairs_in_order(self) -> int:
        """How many of them the prediction has the right way round."""
        return round((1 + (self.score or 0)) * self.pairs / 2)

    @property
    def width(self) -> str:
        """The score of an interval, ready to print like the numbers beside it."""
        return print_number(round(self.score or 0, 2))

    @property
    def tau(self) -> str:
        """The score as people write it, with a minus sign and not a hyphen."""
        return f"{self.score or 0:.2g}".replace("-", "−")


State = Waiting | Revealed


def waiting(question: Question, number: int, **refused: Any) -> Waiting:
    """A question as it is asked now; `refused` may hold `given` and `errors`."""
    revision = question.revision
    assert revision is not None  # noqa: S101  the loader gives every current question a revision
    asked = revision.asked
    return Waiting(
        key=question.key,
        number=number,
        kind=revision.kind,
        wording=revision.wording,
        prompt=asked["prompt"],
        choices=tuple(Choice(**choice) for choice in _choices(revision)),
        unit=asked.get("unit", ""),
        accept=asked.get("accept", ""),
        margin=asked.get("margin", 0),
        **refused,
    )


def _choices(revision: Revision) -> list[dict[str, str]]:
    return revision.asked.get("options") or revision.asked.get("items") or []


def revealed(
    prediction: Prediction, number: int, tally: Mapping[str, int], others: Others | None
) -> Revealed:
    """A locked prediction beside the truth of the revision it answered.

    Args:
        prediction: with its question, revision and solution fetched.
        number: the question's place in the lesson, from 1.
        tally: how many others chose each option.
        others: how others did; None while too few have answered.
    """
    revision = prediction.revision
    shown = truth_of(revision)
    return Revealed(
        key=prediction.question.key,
        number=number,
        kind=revision.kind,
        prompt=revision.asked["prompt"],
        confidence=Confidence(prediction.confidence) if prediction.confidence else None,
        is_right=prediction.is_right,
        reveal=shown["reveal"],
        is_old_revision=revision.truth.pk != prediction.question.revision_id,
        correction=correction_of(prediction),
        others=others,
        source=shown.get("source", ""),
        valid_until=_day(shown.get("valid_until")),
        **_BY_KIND[revision.kind](prediction, tally if others else {}),
    )


def correction_of(prediction: Prediction) -> Correction | None:
    """What to tell of a key that was wrong, or of a question that has no right answer."""
    revision = prediction.revision
    void = revision.truth.solution.shown.get("void")
    note = void or revision.correction
    if note is None:
        return None
    told = dict(revision.solution.shown)
    told.pop("void", None)
    answer = prediction.answer  # a preview has none
    verdict = grade(revision.kind, revision.asked, told, answer) if answer else Grade(None)
    return Correction(
        day=date.fromisoformat(note["on"]),
        why=note["why"],
        is_void=void is not None,
        was=_key_in_words(revision, told),
        was_right=verdict.is_right,
        said=_answer_in_words(revision, answer),
    )


def _key_in_words(revision: Revision, shown: Mapping[str, Any]) -> tuple[str, ...]:
    html = {choice["key"]: choice["html"] for choice in _choices(revision)}
    if revision.kind == Question.Kind.PREDICT:
        return (html[shown["right"]],)
    if revision.kind == Question.Kind.RANK:
        return tuple(html[key] for key in shown["order"])
    return (escape(f"{print_number(shown['value'])} {revision.asked['unit']}".rstrip()),)


def _answer_in_words(revision: Revision, answer: Mapping[str, Any]) -> tuple[str, ...]:
    html = {choice["key"]: choice["html"] for choice in _choices(revision)}
    keys = answer.get("order") or ([answer["choice"]] if "choice" in answer else [])
    if keys or not answer:
        return tuple(html[key] for key in keys)
    ends = [answer[end] for end in ("value", "low", "high") if end in answer]
    return (escape(f"{_printed(ends)} {revision.asked['unit']}".rstrip()),)


def previewed(question: Question, number: int) -> Revealed:
    """A question with all that is true and no prediction, for who wrote it or teaches it."""
    assert question.revision_id  # noqa: S101  the loader gives every current question a revision
    # Read anew: the question's own is shared, and no solution may stay on it.
    revision = Revision.objects.select_related("solution").get(pk=question.revision_id)
    blank = Prediction(question=question, revision=revision, answer={})
    return revealed(blank, number, tally={}, others=None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _predict(prediction: Prediction, tally: Mapping[str, int]) -> dict[str, Any]:
    shown, total = truth_of(prediction.revision), sum(tally.values())
    return {
        "verdicts": tuple(
            Verdict(
                key=option["key"],
                html=option["html"],
                why=shown["whys"][option["key"]],
                is_right=option["key"] == shown["right"],
                is_chosen=option["key"] == prediction.choice,
                share=round(100 * tally.get(option["key"], 0) / total) if total else None,
            )
            for option in prediction.revision.asked["options"]
        )
    }


def _estimate(prediction: Prediction, tally: Mapping[str, int]) -> dict[str, Any]:
    answer, asked = prediction.answer, prediction.revision.asked
    given = [answer[end] for end in ("value", "low", "high") if end in answer]
    return {
        "unit": asked["unit"],
        "said": _printed(given),
        "truth": print_number(prediction.revision.truth.solution.shown["value"]),
        "score": prediction.score,
        "on_log_scale": asked["accept"] == "log-interval",
    }


def _printed(numbers: Sequence[float]) -> str:
    """A number, or the two ends of an interval; empty for none."""
    printed = [print_number(number) for number in numbers]
    if len(printed) != 2:
        return "".join(printed)
    return _("%(low)s to %(high)s") % {"low": printed[0], "high": printed[1]}


def _rank(prediction: Prediction, tally: Mapping[str, int]) -> dict[str, Any]:
    shown = truth_of(prediction.revision)
    order = prediction.answer.get("order") or shown["order"]
    html = {item["key"]: item["html"] for item in prediction.revision.asked["items"]}
    return {
        "score": prediction.score,
        "verdicts": tuple(
            Verdict(
                key=key,
                html=html[key],
                why=shown["whys"].get(key, ""),
                is_right=order[place - 1] == key,
                place=place,
                given_place=order.index(key) + 1,
            )
            for place, key in enumerate(shown["order"], start=1)
        ),
    }


def _reflect(prediction: Prediction, tally: Mapping[str, int]) -> dict[str, Any]:
    shown = prediction.revision.solution.shown
    return {
        "text": prediction.answer.get("text", ""),
        "model": shown["model"],
        "rubric": tuple(
            Rubric(index, html, index in prediction.ticked)
            for index, html in enumerate(shown["rubric"])
        ),
    }


_BY_KIND = {
    "predict": _predict,
    "estimate": _estimate,
    "rank": _rank,
    "reflect": _reflect,
}


def print_number(number: float) -> str:
    """A number as people write it: "60", "0.855", "1,520,000"; six significant digits."""
    text = f"{number:,.6g}" if 1e-4 <= abs(number) < 1e15 or number == 0 else f"{number:.6g}"
    if "e" in text and abs(number) >= 1:
        text = f"{number:,.0f}"
    return text
