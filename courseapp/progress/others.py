"""How other learners predicted, for the page of somebody who has answered.

Tallies are counted for everybody at once and remembered for a minute; the reader's own prediction
is taken out afterwards. What simulated learners of a demo cohort said is shown in such a cohort
only: nobody real is compared with them. Visitors do not count: one person can be many of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.db.models import Count, FloatField, Max, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from courseapp.answers.states import Others
from courseapp.models import Enrolment, Prediction, Question

FEWEST = 5
"""Below this many others nothing is shown: it would say too much about too few."""
SECONDS = 60


@dataclass
class Tally:
    """The predictions on one revision, counted.

    `right` is None where there is no right or wrong, `values` are the numbers of point
    estimates with how many gave each, and `newest` is the id of the last prediction counted.
    """

    choices: Counter[str] = field(default_factory=Counter)
    count: int = 0
    right: int | None = None
    values: Counter[float] = field(default_factory=Counter)
    newest: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Counts a group of equal predictions."""
        if row["choice"]:
            self.choices[row["choice"]] += row["count"]
        if row["is_right"] is not None:
            self.right = (self.right or 0) + row["count"] * row["is_right"]
        self.count += row["count"]
        self.newest = max(self.newest, row["newest"])

    def without(self, own: Prediction) -> "Tally":
        """What is left when `own`, if it was counted at all, is taken out.

        A visitor's older one that has just become a learner's was not; nothing falls below zero.
        """
        if own.pk > self.newest:
            return self
        return Tally(
            choices=self.choices - Counter([own.choice]),
            count=self.count - 1,
            right=None if self.right is None else max(self.right - bool(own.is_right), 0),
            values=self.values - Counter([own.answer.get("value")]),
            newest=self.newest,
        )


def others_on(
    revisions: Sequence[int],
    *,
    for_enrolment: Enrolment | None,
    own: Iterable[Prediction] | None = None,
) -> Mapping[int, tuple[Mapping[str, int], Others | None]]:
    """For each revision how many others chose each option, and how they did.

    Args:
        revisions: ids of revisions the reader has answered.
        for_enrolment: the reader's, left out of the counts; None for a preview.
        own: the reader's predictions on them, where the caller has them at hand.

    Returns:
        By revision id the count per option's key, and Others or None while too few have answered.
    """
    is_demo = bool(for_enrolment and for_enrolment.cohort and for_enrolment.cohort.is_demo)
    loaded_at = for_enrolment.course.loaded_at if for_enrolment else None
    tallies = remembered_tallies(revisions, loaded_at, is_demo=is_demo)
    if for_enrolment is None or for_enrolment.user_id is None:
        own = ()  # it was not counted
    elif own is None:
        own = for_enrolment.predictions.filter(revision__in=revisions)
    for prediction in own:
        if prediction.revision_id in tallies:
            tally = tallies[prediction.revision_id]
            tallies[prediction.revision_id] = tally.without(prediction)
    return {revision: (tally.choices, sum_up(tally)) for revision, tally in tallies.items()}


def sum_up(tally: Tally) -> Others | None:
    """None while fewer than five have answered."""
    if tally.count < FEWEST:
        return None
    return Others(
        count=tally.count,
        right_percent=None if tally.right is None else round(100 * tally.right / tally.count),
        middle_half=middle_half(tally.values),
    )


def middle_half(values: Counter[float]) -> tuple[float, float] | None:
    """The lower and upper quartile by nearest rank; None without values."""
    if not values:
        return None
    return quantile(values, 1, 4), quantile(values, 3, 4)


def quantile(values: Counter[float], part: int, parts: int) -> float:
    """The smallest value that at least `part` of `parts` do not exceed. `values` is not empty."""
    needed, reached = values.total() * part, 0
    ordered = sorted(values)
    for value in ordered:
        reached += values[value] * parts
        if reached >= needed:
            return value
    return ordered[-1]


def remembered_tallies(
    revisions: Sequence[int], loaded_at: datetime | None, *, is_demo: bool
) -> dict[int, Tally]:
    """Tallies by revision id, counted anew for those not counted within the last minute, and since
    the course was loaded: a key may have been put right."""
    memory = caches["memory"]
    since = loaded_at.timestamp() if loaded_at else ""
    keys = {f"others:{is_demo:d}:{since}:{revision}": revision for revision in revisions}
    found = memory.get_many(keys)
    missing = {key: revision for key, revision in keys.items() if key not in found}
    if missing:
        counted = count_tallies(list(missing.values()), is_demo=is_demo)
        fresh = {key: counted[revision] for key, revision in missing.items()}
        memory.set_many(fresh, SECONDS)
        found |= fresh
    return {keys[key]: tally for key, tally in found.items()}


def count_tallies(revisions: Sequence[int], *, is_demo: bool) -> dict[int, Tally]:
    """Tallies by revision id in one query, and one more for the values of estimates."""
    visitors = Enrolment.objects.filter(user=None)
    predictions = Prediction.objects.filter(revision__in=revisions)
    predictions = predictions.exclude(enrolment__in=visitors.values("pk"))
    if not is_demo:
        demo = Enrolment.objects.filter(cohort__is_demo=True)
        predictions = predictions.exclude(enrolment__in=demo.values("pk"))
    tallies = {revision: Tally() for revision in revisions}
    groups = predictions.values("revision", "choice", "is_right")
    for row in groups.annotate(count=Count("pk"), newest=Max("pk")):
        tallies[row["revision"]].add(row)
    numeric = [pk for pk, tally in tallies.items() if tally.right is not None and not tally.choices]
    if numeric:
        add_values(predictions.filter(revision__in=numeric), tallies)
    return tallies


def add_values(predictions: QuerySet[Prediction], tallies: Mapping[int, Tally]) -> None:
    """Adds what point estimates said; intervals have no value."""
    points = predictions.filter(
        revision__kind=Question.Kind.ESTIMATE, answer__has_key="value"
    ).annotate(value=Cast(KT("answer__value"), FloatField()))
    for row in points.values("revision", "value").annotate(count=Count("pk")):
        tallies[row["revision"]].values[row["value"]] += row["count"]
