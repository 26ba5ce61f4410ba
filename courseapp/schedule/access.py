"""The only door to a lesson: who may open which, and what a closed one says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.http import Http404

from courseapp.models import Cohort, Course, Enrolment, FormerSlug, Lesson, Opening, User
from courseapp.models.enrolment import Pace
from courseapp.models.prepared import prepared
from courseapp.schedule import unlock
from courseapp.schedule.clock import day_of
from courseapp.schedule.outline import course_of, lessons_of

UTC = ZoneInfo("UTC")
OPENING_FIELDS = Opening._meta.concrete_fields


@dataclass(frozen=True)
class Reader:
    """Who asks: somebody signed in, a visitor with a token, or a visitor without one yet."""

    user: User | None = None
    visitor: UUID | None = None

    @property
    def zone(self) -> ZoneInfo:
        return self.user.zone if self.user else UTC


@dataclass(frozen=True)
class Standing:
    """How a lesson stands with a reader.

    `opens_at` is None for an open lesson, and for a closed one without a date: it waits for the
    lessons before, for the end of a pause, or for the reader to enrol.
    """

    lesson: Lesson
    is_open: bool
    is_finished: bool
    opens_at: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where a reader stands in a course. `openings` go by the lesson's id."""

    course: Course
    lessons: tuple[Lesson, ...]
    reader: Reader
    enrolment: Enrolment | None
    openings: Mapping[int, Opening]
    now: datetime

    @cached_property
    def timetable(self) -> unlock.Timetable | None:
        """None for who is not enrolled, and for a visitor: they have the first lesson only."""
        if self.enrolment is None or self.reader.user is None:
            return None
        return timetable_of(self.enrolment, self.reader.zone)

    @property
    def today(self) -> date:
        """The reader's own day."""
        return day_of(self.now, self.reader.zone)

    @property
    def pause(self) -> unlock.Pause | None:
        """The pause the learner is in, or has asked for: an open one begins tomorrow."""
        pauses = self.timetable.pauses if self.timetable else ()
        return next((p for p in pauses if p.until is None or p.holds(self.today)), None)

    @cached_property
    def finished_on(self) -> list[date | None]:
        """For each lesson the day it was finished, or None."""
        openings = (self.openings.get(lesson.pk) for lesson in self.lessons)
        return [opening.finished_on if opening else None for opening in openings]

    @cached_property
    def count_scheduled(self) -> int:
        """How many lessons, from the first, are open by the timetable alone.

        No more open once the course is retired; those that were open stay so.
        """
        if self.timetable is None:
            return 1
        until = min(self.now, self.course.retired_at or self.now)
        return unlock.count_open(self.timetable, self.finished_on, until)

    def standing(self, lesson: Lesson) -> Standing:
        opening = self.openings.get(lesson.pk)
        finished = opening is not None and opening.finished_at is not None
        if opening is not None or self._is_scheduled(lesson):
            return Standing(lesson, is_open=True, is_finished=finished)
        return Standing(lesson, is_open=False, is_finished=False, opens_at=self._opens_at(lesson))

    def standings(self) -> list[Standing]:
        return [self.standing(lesson) for lesson in self.lessons]

    def after(self, lesson: Lesson) -> Standing | None:
        """How the lesson that follows stands; None after the last, and after a retired one."""
        if lesson.retired_at:
            return None
        following = (other for other in self.lessons if other.position > lesson.position)
        return next(map(self.standing, following), None)

    def _is_scheduled(self, lesson: Lesson) -> bool:
        return lesson.retired_at is None and lesson.position < self.count_scheduled

    def _opens_at(self, lesson: Lesson) -> datetime | None:
        if self.timetable is None or lesson.retired_at or self.course.retired_at:
            return None
        return unlock.opens_at(self.timetable, lesson.position, self.finished_on)


class LessonLockedError(Exception):
    """The lesson is there, and not open to this reader now. `standing` says when."""

    def __init__(self, place: Place, standing: Standing) -> None:
        super().__init__(standing.lesson.slug)
        self.place = place
        self.standing = standing


class LessonMovedError(Exception):
    """The lesson has another slug now: that of `lesson`."""

    def __init__(self, lesson: Lesson) -> None:
        super().__init__(lesson.slug)
        self.lesson = lesson


def timetable_of(enrolment: Enrolment, zone: ZoneInfo) -> unlock.Timetable:
    """The enrolment's own timetable, or its cohort's, in the learner's zone."""
    paced = enrolment.paced
    return unlock.Timetable(
        start=paced.start,
        counted_from=enrolment.counted_from,
        weekdays=paced.learning_weekdays,
        one_after_another=paced.pace == Pace.AFTER,
        pauses=pauses_of(enrolment),
        zone=zone,
    )


def pauses_of(enrolment: Enrolment) -> tuple[unlock.Pause, ...]:
    return tuple(
        unlock.Pause(date.fromisoformat(since), date.fromisoformat(until) if until else None)
        for since, until in enrolment.pauses
    )


def get_course(slug: str) -> Course:
    """Raises Http404 for a course that is not there, not yet, or no longer."""
    for course in _courses(slug):
        return course_of(course.pk, course.version)  # type: ignore[attr-defined]  # annotated
    raise Http404(f'There is no course "{slug}".')


@prepared
def _courses(slug: str) -> QuerySet[Course]:
    courses = Course.objects.current().filter(slug=slug)
    return courses.only("pk").annotate(version=F("loaded_at"))


def enrolments_of(reader: Reader) -> QuerySet[Enrolment]:
    """The reader's enrolments; those in retired courses are theirs still."""
    if reader.user:
        return Enrolment.objects.filter(user=reader.user)
    if reader.visitor:
        return Enrolment.objects.filter(visitor=reader.visitor)
    return Enrolment.objects.none()


def find_enrolment(reader: Reader, course_slug: str) -> Enrolment | None:
    """The reader's enrolment, if any, with its cohort, and its course as it is remembered."""
    found = _with_openings(reader, course_slug)
    return found[0] if found else None


def _with_openings(reader: Reader, course_slug: str) -> tuple[Enrolment, list[Opening]] | None:
    """The reader's enrolment, likewise, and its openings, from one query."""
    if reader.user:
        rows = _enrolments(reader.user.pk, course_slug)
    else:
        rows = list(_in_course(enrolments_of(reader), course_slug))
    if not rows:
        return None
    enrolment: Any = rows[0]
    enrolment.course = course_of(enrolment.course_id, enrolment.version)
    if enrolment.cohort_id:
        enrolment.cohort = next(iter(_cohorts(enrolment.cohort_id)), None)
    return enrolment, [opening for opening in map(_opening, rows) if opening.pk]


def _in_course(enrolments: QuerySet[Enrolment], slug: str) -> QuerySet[Enrolment]:
    """Those in this course, with its `version`, once for each opening and with its columns."""
    columns = {f"opening_{field.name}": F(f"openings__{field.name}") for field in OPENING_FIELDS}
    enrolments = enrolments.filter(course__slug=slug)
    return enrolments.annotate(version=F("course__loaded_at"), **columns)


def _opening(row: Enrolment) -> Opening:
    """The one that came with the row; without an id where none did."""
    values = [getattr(row, f"opening_{field.name}") for field in OPENING_FIELDS]
    return Opening.from_db(None, [field.attname for field in OPENING_FIELDS], values)


@prepared
def _enrolments(user_id: int, course_slug: str) -> QuerySet[Enrolment]:
    return _in_course(Enrolment.objects.filter(user=user_id), course_slug)


@prepared
def _cohorts(cohort_id: int) -> QuerySet[Cohort]:
    return Cohort.objects.filter(pk=cohort_id)


def place_of(reader: Reader, enrolment: Enrolment, now: datetime) -> Place:
    """Where the reader stands in an enrolment of theirs."""
    return _place(reader, enrolment, enrolment.openings.all(), now)


def _place(
    reader: Reader, enrolment: Enrolment, openings: Iterable[Opening], now: datetime
) -> Place:
    course, by_lesson = enrolment.course, {opening.lesson_id: opening for opening in openings}
    return Place(course, lessons_of(course), reader, enrolment, by_lesson, now)


def get_places(reader: Reader, now: datetime) -> list[Place]:
    """Where the reader stands in each of their courses that go on, the first begun first."""
    enrolments = enrolments_of(reader).filter(course__retired_at=None)
    enrolments = enrolments.select_related("course", "cohort").prefetch_related("openings")
    return [place_of(reader, enrolment, now) for enrolment in enrolments.order_by("enrolled_at")]


def get_place(reader: Reader, course_slug: str, now: datetime) -> Place:
    """Where the reader stands in the course, from one query, or two for who is in a cohort.

    Raises:
        Http404: there is no such course, or it is retired and the reader is not enrolled in it.
    """
    found = _with_openings(reader, course_slug)
    if found:
        return _place(reader, *found, now)
    return outside(reader, get_course(course_slug), now)


def outside(reader: Reader, course: Course, now: datetime) -> Place:
    """The place of a reader who is not enrolled."""
    return Place(course, lessons_of(course), reader, None, {}, now)


def get_open_lesson(
    reader: Reader, course_slug: str, lesson_slug: str, now: datetime
) -> tuple[Place, Lesson]:
    """The lesson, if this reader may open it now.

    Raises:
        Http404: there is no such course or lesson, or it is retired and was never open to this
            reader.
        LessonMovedError: it goes by another slug now.
        LessonLockedError: it is not open to this reader; the error says when it will be.
    """
    place = get_place(reader, course_slug, now)
    lesson = find_lesson(place.course, lesson_slug)
    standing = place.standing(lesson)
    if standing.is_open:
        return place, lesson
    if lesson.retired_at or place.course.retired_at:
        raise Http404(f'There is no lesson "{lesson_slug}" any more.')
    raise LessonLockedError(place, standing)


def find_lesson(course: Course, slug: str) -> Lesson:
    """A lesson by its slug, retired ones included.

    Raises:
        Http404: there is none.
        LessonMovedError: the slug is a former one.
    """
    for lesson in lessons_of(course):
        if lesson.slug == slug:
            return lesson
    former = FormerSlug.objects.select_related("lesson").filter(course=course, slug=slug).first()
    if former:
        raise LessonMovedError(former.lesson)
    try:
        return Lesson.objects.get(course=course, slug=slug)
    except Lesson.DoesNotExist as error:
        raise Http404(f'There is no lesson "{slug}".') from error
