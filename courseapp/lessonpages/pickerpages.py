"""A course's reference asked by a reader: what it picks for them, why, and what would flip it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from courseapp.answers.numbers import as_typed, read_shared
from courseapp.deciding.facts import Attribute, Value, Values, name_of, print_number
from courseapp.deciding.grading import Graded, grade
from courseapp.deciding.kept import Asked, Graders
from courseapp.deciding.lists import decide
from courseapp.deciding.picking import OTHERWISE, Field, Flip, Picker, find_flips
from courseapp.lessonpages.pages import Action, LessonRow
from courseapp.models import Course


@dataclass(frozen=True)
class ShownField:
    """A fact to fill in: `text` is what stands in its field, empty for what is no number; `error`
    says what is wrong with what was given."""

    attribute: Attribute
    field: Field
    text: str
    error: str = ""


@dataclass(frozen=True)
class ShownFact:
    """What a rule demands of an attribute, and what the reader has."""

    name: str
    demand: str
    value: str


@dataclass(frozen=True)
class ShownFlip:
    """What another pick takes: an attribute's name and its values in words."""

    name: str
    values: str
    pick: str
    question: str


@dataclass(frozen=True)
class Case:
    """A scenario that the same rule decides, and the address that fills in its numbers."""

    name: str
    url: str


@dataclass(frozen=True)
class ShownPick:
    """What the reference picks, and why.

    `question` and `facts` are empty where no rule held. `steady` are the names of facts that change
    nothing by themselves. `others` are picks that can be defended, each with the number of `cases`
    where it can.
    """

    pick: str
    question: str
    facts: tuple[ShownFact, ...]
    reason: str
    flips: tuple[ShownFlip, ...]
    steady: tuple[str, ...]
    others: tuple[tuple[str, int], ...]
    cases: tuple[Case, ...]
    lessons: tuple[LessonRow, ...]


@dataclass(frozen=True)
class PickerPage:
    """`pick` is None while something is refused. `right` of `total` scenarios get their stated pick
    from the reference."""

    course_title: str
    course_emoji: str
    course_url: str
    language: str
    url: str
    fields: tuple[ShownField, ...]
    pick: ShownPick | None
    note: str
    right: int
    total: int
    lesson: LessonRow
    is_preview: bool


@dataclass(frozen=True)
class ClosedPage:
    """Why the picker is closed, and the way to it: `lesson` has the list to lock, `enrol` leads to
    it who is not enrolled."""

    course_title: str
    course_emoji: str
    course_url: str
    language: str
    lesson: LessonRow
    enrol: Action | None


def picker_page(
    course: Course,
    asked: Asked,
    graders: Graders,
    picker: Picker,
    rows: Mapping[str, LessonRow],
    lesson: LessonRow,
    given: Mapping[str, str],
    *,
    is_preview: bool = False,
) -> PickerPage:
    """The reference for what a reader gave, which is never an error: what is refused is said.

    Args:
        rows: the course's lessons by slug, as the reader may see them.
        lesson: the one with the list that opened this page.
    """
    url = reverse("preview_pick" if is_preview else "pick", args=[course.slug])
    fields, values = read_values(picker, asked, given)
    graded = grade(graders.standards.reference, graders.scenarios)
    asking = _Asking(asked, graders, picker, graded.graded, url)
    return PickerPage(
        course_title=course.title,
        course_emoji=course.emoji,
        course_url=reverse("course", args=[course.slug]),
        language=course.language,
        url=url,
        fields=fields,
        pick=None if values is None else asking.answer(values, rows),
        note=picker.note,
        right=graded.score.right,
        total=graded.score.total,
        lesson=lesson,
        is_preview=is_preview,
    )


def closed_page(course: Course, lesson: LessonRow, enrol: Action | None) -> ClosedPage:
    return ClosedPage(
        course_title=course.title,
        course_emoji=course.emoji,
        course_url=reverse("course", args=[course.slug]),
        language=course.language,
        lesson=lesson,
        enrol=enrol,
    )


def read_values(
    picker: Picker, asked: Asked, given: Mapping[str, str]
) -> tuple[tuple[ShownField, ...], Values | None]:
    """(all fields, the values); without values some field has an error. What is not given has its
    default."""
    shown, values = [], {}
    for field in picker.fields:
        attribute = asked.attribute(field.attribute) or Attribute(field.attribute, field.attribute)
        text = given.get(field.attribute, as_text(field.default)).strip()
        value, error = _read(text, attribute, field)
        shown.append(ShownField(attribute, field, "" if value is None else as_text(value), error))
        if value is not None and not error:
            values[field.attribute] = value
    return tuple(shown), values if len(values) == len(shown) else None


def as_text(value: Value) -> str:
    """A value as it stands in a field and in an address."""
    return value if isinstance(value, str) else as_typed(print_number(value))


def _read(text: str, attribute: Attribute, field: Field) -> tuple[Value | None, str]:
    """(the value, what is wrong with it); None for what is none of the attribute's kind."""
    if not attribute.is_number:
        is_known = text in {choice.id for choice in attribute.choices}
        return (text, "") if is_known else (None, _("Choose one of the list."))
    try:
        number = read_shared(text, attribute.unit)
    except ValueError as error:
        return None, str(error) if text else _("Write a number.")
    return number, _out_of_bounds(number, field)


def _out_of_bounds(number: float, field: Field) -> str:
    if not field.least <= number <= field.most:
        ends = {"least": print_number(field.least), "most": print_number(field.most)}
        return _("Choose from %(least)s to %(most)s.") % ends
    if field.takes(number):
        return ""
    if field.step == 1:
        return _("Write a whole number.")
    return _("Write it in steps of %(step)s.") % {"step": print_number(field.step)}


@dataclass(frozen=True)
class _Asking:
    asked: Asked
    graders: Graders
    picker: Picker
    graded: Sequence[Graded]
    url: str

    def answer(self, values: Values, rows: Mapping[str, LessonRow]) -> ShownPick:
        standards = self.graders.standards
        reference = standards.reference
        pick, place = decide(reference, self.picker.complete(values))
        rule = None if place is None else reference.rules[place]
        flips = find_flips(reference, self.asked.attributes, self.picker, values)
        same = [one for one in self.graded if one.rule == place]
        slugs = self.picker.lessons.get(rule.settles if rule else OTHERWISE, ())
        return ShownPick(
            pick=self._name(pick),
            question=rule.question if rule else "",
            facts=self._facts(place, values),
            reason=standards.reasons[-1 if place is None else place],
            flips=tuple(map(self._flip, flips)),
            steady=self._steady(flips),
            others=self._others(same, pick),
            cases=tuple(self._case(one) for one in same),
            lessons=tuple(rows[slug] for slug in slugs if slug in rows),
        )

    def _name(self, pick: str) -> str:
        return name_of(pick, self.asked.picks)

    def _attribute(self, key: str) -> Attribute:
        return self.asked.attribute(key) or Attribute(key, key)

    def _facts(self, place: int | None, values: Values) -> tuple[ShownFact, ...]:
        if place is None:
            return ()
        known = self.picker.complete(values)
        conditions = self.graders.standards.reference.rules[place].conditions
        pairs = ((condition, self._attribute(condition.attribute)) for condition in conditions)
        return tuple(
            ShownFact(one.name, condition.demand(one), one.in_words(known[one.id]))
            for condition, one in pairs
        )

    def _flip(self, flip: Flip) -> ShownFlip:
        attribute = self._attribute(flip.condition.attribute)
        rules = self.graders.standards.reference.rules
        return ShownFlip(
            name=attribute.name,
            values=flip.condition.demand(attribute),
            pick=self._name(flip.pick),
            question="" if flip.rule is None else rules[flip.rule].question,
        )

    def _steady(self, flips: Iterable[Flip]) -> tuple[str, ...]:
        turning = {flip.condition.attribute for flip in flips}
        names = (field.attribute for field in self.picker.fields)
        return tuple(self._attribute(name).name for name in names if name not in turning)

    def _others(self, same: Iterable[Graded], pick: str) -> tuple[tuple[str, int], ...]:
        defended = (
            other
            for one in same
            for other in {one.scenario.pick, *one.scenario.acceptable}
            if other != pick
        )
        return tuple((self._name(other), n) for other, n in Counter(defended).most_common())

    def _case(self, graded: Graded) -> Case:
        fields = (field.attribute for field in self.picker.fields)
        query = urlencode({key: as_text(graded.scenario.values[key]) for key in fields})
        return Case(graded.scenario.name, f"{self.url}?{query}")
