"""What the learner's pages show, as plain data: templates read it, nothing else.

A builder takes what the door and the records say and gives a frozen page. What a reader may not
see yet is not in the page.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any, Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from courseapp.answers.states import State, Waiting
from courseapp.lessonpages.decisions import Deciding
from courseapp.lessonpages.evidence import Evidence, show_evidence
from courseapp.lessonpages.simulations import Simulation, simulate
from courseapp.models import Course, Enrolment, Lesson, Step
from courseapp.schedule.access import Place, Standing
from courseapp.schedule.streak import Ended, just_ended, running

LessonState = Literal["done", "open", "locked"]


@dataclass(frozen=True)
class LessonRow:
    """A lesson in a list. `name` is the teaser, or the title for who has earned it.

    `opens_at` is set for a locked lesson with a date; without one `waits` says what for.
    """

    number: int
    name: str
    minutes: int
    url: str
    state: LessonState
    opens_at: datetime | None = None
    waits: str = ""


@dataclass(frozen=True)
class PhaseRows:
    number: int
    title: str
    aim: str
    lessons: tuple[LessonRow, ...]


@dataclass(frozen=True)
class Action:
    """The one thing to do next: a link."""

    label: str
    url: str


@dataclass(frozen=True)
class CourseCard:
    """A course in the catalogue. `finished` is None for who is not enrolled.

    `url` is empty for a course that is only announced: it has no page, and no lessons to count.
    """

    emoji: str
    title: str
    tagline: str
    language: str
    url: str
    lessons: int
    minutes: int
    finished: int | None


@dataclass(frozen=True)
class PickerLink:
    """Where a course's reference can be asked; `url` is empty until the list of `lesson` is
    locked."""

    url: str
    lesson: LessonRow


@dataclass(frozen=True)
class FaqAnswer:
    """A question of the FAQ. `html`, its answer, is empty while it would give answers away.

    `lesson` is the one after which it opens; None where nothing waits, or that lesson is gone.
    """

    question: str
    html: str
    lesson: LessonRow | None


@dataclass(frozen=True)
class CoursePage:
    slug: str
    emoji: str
    title: str
    tagline: str
    language: str
    intro: str
    phases: tuple[PhaseRows, ...]
    faq: tuple[FaqAnswer, ...]
    related: tuple[CourseCard, ...]
    lessons: int
    minutes: int
    finished: int | None
    enrolment: Enrolment | None
    action: Action
    is_retired: bool

    glossary_url: str
    terms: int
    picker: PickerLink | None = None

    @property
    def percent(self) -> int:
        return round(100 * (self.finished or 0) / self.lessons) if self.lessons else 0


@dataclass(frozen=True)
class Text:
    """A run of prose on the page."""

    html: str

    kind = "text"


Gate = State | Deciding
ShownStep = Text | Simulation | Evidence | Gate


@dataclass(frozen=True)
class Around:
    """The lesson around a question, as far as the question shows it."""

    course_slug: str
    slug: str
    questions: int
    language: str
    is_preview: bool


@dataclass(frozen=True)
class Top:
    """What a lesson's header says: of the lesson, and of how far the reader has come.

    `asked` is the number of the question that waits and `anchor` its place on the page; empty
    once all are answered.
    """

    heading: str
    title: str
    teaser: str
    language: str
    number: int | None
    count: int
    minutes: int
    phase_title: str
    questions: int
    passed: int
    minutes_left: int
    asked: int
    anchor: str
    is_finished: bool
    is_preview: bool


@dataclass(frozen=True)
class LessonPage:
    """A lesson up to its first question not yet answered.

    `title` is empty until every question is answered; so are `objective` and `sources`. `current`
    is the question that waits; None once all are answered. `next_lesson` is None at the course's
    end. `number` is None for a lesson that is no longer in the course; nothing follows it.
    """

    course_slug: str
    course_title: str
    language: str
    course_emoji: str
    course_url: str
    phase_title: str
    slug: str
    url: str
    number: int | None
    count: int
    minutes: int
    teaser: str
    title: str
    steps: tuple[ShownStep, ...]
    current: Waiting | Deciding | None
    questions: int
    minutes_left: int
    is_finished: bool
    objective: str
    checked: date
    sources: Sequence[Mapping[str, str]]
    next_lesson: LessonRow | None
    may_finish: bool
    glossary_url: str = ""
    is_preview: bool = False

    @property
    def heading(self) -> str:
        return self.title or self.teaser

    @property
    def is_complete(self) -> bool:
        return self.current is None

    @property
    def passed(self) -> int:
        """How many questions lie before the one that waits."""
        return self.current.number - 1 if self.current else self.questions

    @property
    def picker_url(self) -> str:
        """Where to ask the reference of the lesson's decision; empty unless the reader may."""
        decisions = (step for step in self.steps if isinstance(step, Deciding))
        return next((step.picker_url for step in decisions if step.picker_url), "")

    @property
    def own_url(self) -> str:
        return f"{self.url}preview/" if self.is_preview else self.url

    @cached_property
    def top(self) -> Top:
        return Top(
            heading=self.heading,
            title=self.title,
            teaser=self.teaser,
            language=self.language,
            number=self.number,
            count=self.count,
            minutes=self.minutes,
            phase_title=self.phase_title,
            questions=self.questions,
            passed=self.passed,
            minutes_left=self.minutes_left,
            asked=self.current.number if self.current else 0,
            anchor=self.current.anchor if self.current else "",
            is_finished=self.is_finished,
            is_preview=self.is_preview,
        )

    @cached_property
    def around(self) -> Around:
        return Around(self.course_slug, self.slug, self.questions, self.language, self.is_preview)


@dataclass(frozen=True)
class LockedPage:
    """A lesson that is not open to the reader, and why."""

    course_title: str
    language: str
    course_emoji: str
    course_url: str
    row: LessonRow
    enrol: Action | None


@dataclass(frozen=True)
class TermEntry:
    """A term of the glossary. `html`, its definition, is empty while it would give answers away.

    `lesson` is the lesson that needs it most; None once that is gone.
    """

    slug: str
    name: str
    html: str
    lesson: LessonRow | None


@dataclass(frozen=True)
class GlossaryPage:
    """A course's terms from A to Z."""

    course_title: str
    language: str
    course_emoji: str
    course_url: str
    terms: tuple[TermEntry, ...]


@dataclass(frozen=True)
class TodayCourse:
    """One course on the learner's page. `lesson` is the one to read now, if any.

    `also_open` are the other open ones that are not finished, `next_row` is the one that opens
    next. `is_done_today`: a lesson was finished today. `is_paused` holds from the moment a pause is
    asked for. `begins` is set while the learner's class has not begun.
    """

    emoji: str
    title: str
    language: str
    url: str
    settings_url: str
    lesson: LessonRow | None
    next_row: LessonRow | None
    finished: int
    lessons: int
    streak: int
    is_done_today: bool
    is_complete: bool
    is_paused: bool
    also_open: tuple[LessonRow, ...] = ()
    streak_ended: Ended | None = None
    begins: date | None = None

    @property
    def open(self) -> int:
        """How many lessons are open and not finished."""
        return len(self.also_open) + (self.lesson is not None)

    @property
    def percent(self) -> int:
        return round(100 * self.finished / self.lessons) if self.lessons else 0


@dataclass(frozen=True)
class TodayPage:
    day: date
    courses: tuple[TodayCourse, ...]


def lesson_url(course: Course, lesson: Lesson) -> str:
    return reverse("lesson", args=[course.slug, lesson.slug])


def glossary_url(course: Course) -> str:
    """Empty for a course without one."""
    return reverse("glossary", args=[course.slug]) if course.glossary else ""


def lesson_row(place: Place, standing: Standing, titled: Collection[int] = ()) -> LessonRow:
    """A lesson as this reader may see it in a list; `titled` holds the ids of those by title."""
    lesson = standing.lesson
    return LessonRow(
        number=lesson.position + 1,
        name=lesson.title if lesson.pk in titled else lesson.teaser,
        minutes=lesson.minutes,
        url=lesson_url(place.course, lesson),
        state="done" if standing.is_finished else "open" if standing.is_open else "locked",
        opens_at=standing.opens_at,
        waits="" if standing.is_open or standing.opens_at else what_it_waits_for(place),
    )


def what_it_waits_for(place: Place) -> str:
    """Why a closed lesson has no date."""
    if place.course.retired_at:
        return _("Stays closed, for the course has ended")
    if place.timetable is None:
        return _("Opens once you have enrolled")
    if place.timetable.one_after_another:
        return _("Opens the day after you finish the ones before")
    return _("Opens after your pause")


def phase_rows(place: Place, titled: Collection[int]) -> tuple[PhaseRows, ...]:
    groups = groupby(place.standings(), key=lambda standing: standing.lesson.phase)
    return tuple(
        PhaseRows(
            number, phase.title, phase.aim, tuple(lesson_row(place, s, titled) for s in standings)
        )
        for number, (phase, standings) in enumerate(groups, start=1)
        if phase is not None
    )


def course_page(
    place: Place,
    related: Iterable[CourseCard],
    titled: Collection[int],
    picker: PickerLink | None = None,
    faq: tuple[FaqAnswer, ...] = (),
) -> CoursePage:
    """The course as far as the reader has come; `titled` as in `lesson_row`."""
    course = place.course
    standings = place.standings()
    return CoursePage(
        slug=course.slug,
        emoji=course.emoji,
        title=course.title,
        tagline=course.tagline,
        language=course.language,
        intro=course.intro_html,
        phases=phase_rows(place, titled),
        faq=faq,
        related=tuple(related),
        lessons=len(standings),
        minutes=sum(lesson.minutes for lesson in place.lessons),
        finished=count_finished(standings) if place.enrolment else None,
        enrolment=place.enrolment if place.reader.user else None,
        action=next_action(place, standings),
        is_retired=course.retired_at is not None,
        glossary_url=glossary_url(course),
        terms=len(course.glossary),
        picker=picker,
    )


def count_finished(standings: Iterable[Standing]) -> int:
    return sum(standing.is_finished for standing in standings)


def first_unfinished(standings: Iterable[Standing]) -> Standing | None:
    """The open lesson to go on with."""
    return next((s for s in standings if s.is_open and not s.is_finished), None)


def next_action(place: Place, standings: Sequence[Standing]) -> Action:
    """What the course page's one button does."""
    if place.reader.user and place.enrolment is None:
        return Action(_("Enrol and start today"), reverse("enrolment", args=[place.course.slug]))
    if standings and all(standing.is_finished for standing in standings):
        return Action(_("Read it again"), lesson_url(place.course, standings[0].lesson))
    following = first_unfinished(standings)
    if following is None and standings and place.course.retired_at:
        return Action(_("Read it again"), lesson_url(place.course, standings[0].lesson))
    if following is None and place.reader.user is None:
        return Action(_("Sign up and go on"), reverse("account_signup"))
    if following is None:
        return Action(_("See what opens next"), reverse("today"))
    url = lesson_url(place.course, following.lesson)
    started = place.enrolment is not None
    return Action(_("Continue") if started else _("Try the first lesson"), url)


def course_card(course: Course, lessons: Sequence[Lesson], finished: int | None) -> CourseCard:
    return CourseCard(
        emoji=course.emoji,
        title=course.title,
        tagline=course.tagline,
        language=course.language,
        url="" if course.announced else reverse("course", args=[course.slug]),
        lessons=len(lessons),
        minutes=sum(lesson.minutes for lesson in lessons),
        finished=finished,
    )


def shown_steps(
    steps: Iterable[Step],
    states: Mapping[int, Gate],
    lesson_url: str,
    given: Mapping[str, Mapping[str, str]],
) -> tuple[tuple[ShownStep, ...], Waiting | Deciding | None]:
    """The steps up to the first question that waits, and that one; None where none does."""
    shown: list[ShownStep] = []
    for step in steps:
        if step.simulation:
            key = step.simulation["key"]
            simulation = simulate(step.simulation, lesson_url, given.get(key))
            shown += [simulation] if simulation else []
            continue
        if step.evidence:
            shown.append(show_evidence(step.evidence))
            continue
        if step.gate is None:
            shown.append(Text(step.html))
            continue
        state = states[step.gate]
        shown.append(state)
        if isinstance(state, Waiting | Deciding) and state.is_waiting:
            return tuple(shown), state
    return tuple(shown), None


def lesson_page(
    place: Place,
    lesson: Lesson,
    steps: Sequence[Step],
    states: Mapping[int, Gate],
    *,
    given: Mapping[str, Mapping[str, str]] | None = None,
    is_preview: bool = False,
) -> LessonPage:
    """The lesson as far as the reader has come.

    Args:
        steps: all of the lesson's, in order.
        states: by gate, one for every question and decision among `steps`.
        given: by a simulator's key, what the reader set it to.
    """
    url = lesson_url(place.course, lesson)
    base = f"{url}preview/" if is_preview else url
    shown, current = shown_steps(steps, states, base, given or {})
    is_complete = current is None
    standing = place.standing(lesson)
    following = place.after(lesson) if is_complete else None
    course, phase = place.course, lesson.phase
    return LessonPage(
        course_slug=course.slug,
        course_title=course.title,
        language=course.language,
        course_emoji=course.emoji,
        course_url=reverse("course", args=[course.slug]),
        phase_title=phase.title if phase else "",
        slug=lesson.slug,
        url=url,
        number=None if lesson.retired_at else lesson.position + 1,
        count=len(place.lessons),
        minutes=lesson.minutes,
        teaser=lesson.teaser,
        title=lesson.title if is_complete else "",
        steps=shown,
        current=current,
        questions=len(states),
        minutes_left=minutes_left(lesson, current.number - 1 if current else len(states)),
        is_finished=standing.is_finished,
        objective=lesson.objective if is_complete else "",
        checked=lesson.checked,
        sources=lesson.sources if is_complete else [],
        next_lesson=lesson_row(place, following) if following else None,
        may_finish=is_complete and not standing.is_finished and not is_preview,
        glossary_url=glossary_url(course),
        is_preview=is_preview,
    )


def minutes_left(lesson: Lesson, passed: int) -> int:
    """What is left of the minutes announced after so many questions; 1 or more.

    It is made from what the reader has been shown, so that it says nothing about the rest.
    """
    behind = lesson.minutes_in[:passed]
    return max(1, round(lesson.minutes - (behind[-1] if behind else 0)))


def locked_page(place: Place, standing: Standing) -> LockedPage:
    course = place.course
    enrol = enrol_action(place) if place.timetable is None else None
    return LockedPage(
        course_title=course.title,
        language=course.language,
        course_emoji=course.emoji,
        course_url=reverse("course", args=[course.slug]),
        row=lesson_row(place, standing),
        enrol=enrol,
    )


def enrol_action(place: Place) -> Action:
    """The way in from a locked lesson; a visitor signs up on the way."""
    url = reverse("enrolment", args=[place.course.slug])
    if place.reader.user:
        return Action(_("Enrol"), url)
    return Action(_("Sign up and enrol"), f"{reverse('account_signup')}?{urlencode({'next': url})}")


def spoiled_by(entries: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The keys of all questions whose answers some term, or some answer of the FAQ, gives away."""
    return frozenset(key for entry in entries for key in entry.get("spoils", ()))


def faq_answers(
    place: Place,
    answered: Collection[str],
    asked_in: Mapping[str, int],
    titled: Collection[int],
) -> tuple[FaqAnswer, ...]:
    """The FAQ for a reader who has answered these questions.

    Args:
        asked_in: the lesson of each question, by its key.
        titled: as in `lesson_row`.
    """
    return tuple(
        _faq_answer(entry, place, entry_waits(entry, answered), asked_in, titled)
        for entry in place.course.faq
    )


def entry_waits(entry: Mapping[str, Any], answered: Collection[str]) -> frozenset[str]:
    """The questions that are still to be answered before the entry tells anything."""
    return spoiled_by([entry]).difference(answered)


def _faq_answer(
    entry: Mapping[str, Any],
    place: Place,
    waiting: Collection[str],
    asked_in: Mapping[str, int],
    titled: Collection[int],
) -> FaqAnswer:
    lessons = {asked_in.get(key) for key in waiting}
    behind = [s for s in place.standings() if s.lesson.pk in lessons]
    row = lesson_row(place, behind[-1], titled) if behind else None
    return FaqAnswer(entry["question"], "" if waiting else entry["html"], row)


def glossary_page(place: Place, answered: Collection[str]) -> GlossaryPage:
    """The glossary for a reader who has answered these questions."""
    rows = {s.lesson.slug: lesson_row(place, s) for s in place.standings()}
    terms = sorted(place.course.glossary, key=lambda term: term["name"].casefold())
    return GlossaryPage(
        course_title=place.course.title,
        language=place.course.language,
        course_emoji=place.course.emoji,
        course_url=reverse("course", args=[place.course.slug]),
        terms=tuple(
            TermEntry(
                slug=term["slug"],
                name=term["name"],
                html="" if entry_waits(term, answered) else term["html"],
                lesson=rows.get(term["lesson"]),
            )
            for term in terms
        ),
    )


def today_course(place: Place, day: date) -> TodayCourse:
    """A course the reader is enrolled in, on their `day`."""
    standings = place.standings()
    waiting = [lesson_row(place, s) for s in standings if s.is_open and not s.is_finished]
    locked = next((s for s in standings if not s.is_open), None)
    finished = count_finished(standings)
    return TodayCourse(
        emoji=place.course.emoji,
        title=place.course.title,
        language=place.course.language,
        url=reverse("course", args=[place.course.slug]),
        settings_url=reverse("enrolment", args=[place.course.slug]),
        lesson=waiting[0] if waiting else None,
        also_open=tuple(waiting[1:]),
        next_row=lesson_row(place, locked) if locked else None,
        finished=finished,
        lessons=len(standings),
        streak=running(place),
        streak_ended=just_ended(place),
        begins=class_begins(place),
        is_done_today=day in place.finished_on,
        is_complete=finished == len(standings),
        is_paused=place.pause is not None,
    )


def class_begins(place: Place) -> date | None:
    """The first day of the learner's class, while it is to come."""
    cohort = place.enrolment.cohort if place.enrolment else None
    return cohort.start if cohort and cohort.start > place.today else None
