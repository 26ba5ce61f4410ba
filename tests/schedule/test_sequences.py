"""Whatever happens to a learner, in any order: nothing locks again, no streak is taken, and the
clock cannot be talked round."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from courseapp.answers.recording import finish_lesson
from courseapp.models import Cohort, Course, Enrolment, Lesson, Pace, User
from courseapp.schedule import outline, retiming
from courseapp.schedule.access import Place, Reader, get_place
from courseapp.schedule.clock import day_begins
from courseapp.schedule.streak import streak_now
from tests.cast import make_cohort, make_course, make_learner
from tests.schedule import times

LESSONS = 12
paces = st.sampled_from(Pace.values)
zone_names = st.sampled_from(times.ZONE_NAMES)
positions = st.integers(0, LESSONS - 1)


class Learning(RuleBasedStateMachine):
    """One learner in one course, with real rows."""

    def __init__(self) -> None:
        super().__init__()
        outline.forget()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.once_open: set[int] = set()
        self.streak = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize(
        now=st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),
        zone_name=zone_names,
        pace=paces,
        weekdays=times.weekdays,
    )
    def enrol(self, now: datetime, zone_name: str, pace: str, weekdays: frozenset[int]) -> None:
        self.now = now
        self.course, self.user = Course.objects.get(), User.objects.get()
        self.user.time_zone = zone_name
        self.user.save()
        retiming.enrol(self.user, self.course, now, pace, weekdays)

    def place(self) -> Place:
        return get_place(Reader(self.user), self.course.slug, self.now)

    def enrolment(self) -> Enrolment:
        return Enrolment.objects.get()

    def open_lessons(self) -> set[int]:
        return {standing.lesson.pk for standing in self.place().standings() if standing.is_open}

    @invariant()
    def what_was_open_is_open(self) -> None:
        open_now = self.open_lessons()
        assert self.once_open - open_now == set()
        self.once_open = open_now

    @invariant()
    def no_act_takes_a_streak(self) -> None:
        days = streak_now(self.enrolment(), self.now)
        assert days >= self.streak
        self.streak = days

    @rule(hours=st.integers(1, 100))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.streak = streak_now(self.enrolment(), self.now)

    @rule()
    def sleep(self) -> None:
        """To the instant at which the next day begins: at most one lesson opens."""
        place = self.place()
        self.now = day_begins(place.today + times.DAY, place.reader.zone)
        self.streak = streak_now(self.enrolment(), self.now)
        opened = self.open_lessons() - self.once_open
        assert len(opened) <= 1
        assert place.timetable is not None
        if not place.timetable.is_learning_day(self.place().today):
            assert opened == set()

    @rule(position=positions)
    def finish(self, position: int) -> None:
        place = self.place()
        if place.standings()[position].is_open:
            finish_lesson(place, place.lessons[position])

    @rule(pace=paces, weekdays=times.weekdays)
    def change_pace(self, pace: str, weekdays: frozenset[int]) -> None:
        """It opens nothing at once, and exactly the next lesson on the next learning day."""
        retiming.change_pace(self.enrolment(), pace, weekdays, self.now)
        assert self.open_lessons() == self.once_open

    @rule(zone_name=zone_names)
    def change_zone(self, zone_name: str) -> None:
        retiming.change_zone(self.user, zone_name, self.now)

    @rule()
    def pause(self) -> None:
        """It leaves what is open as it is, and opens nothing from tomorrow on."""
        retiming.pause(self.enrolment(), self.now)
        assert self.open_lessons() == self.once_open

    @rule()
    def resume(self) -> None:
        retiming.resume(self.enrolment(), self.now)
        assert self.place().pause is None
        assert len(self.open_lessons() - self.once_open) <= 1

    @rule(offset=st.integers(-20, 20), pace=paces)
    def join(self, offset: int, pace: str) -> None:
        start = self.place().today + offset * times.DAY
        retiming.join(self.user, make_cohort(self.course, start=start, pace=pace), self.now)

    @precondition(lambda self: Cohort.objects.exists())
    @rule(start=times.days, pace=paces)
    def retime_cohort(self, start: date, pace: str) -> None:
        cohort = Cohort.objects.latest("pk")
        cohort.start, cohort.pace = start, pace
        retiming.retime_cohort(cohort, self.now)

    @precondition(lambda self: Cohort.objects.exists())
    @rule()
    def end_cohort(self) -> None:
        Cohort.objects.latest("pk").delete()
        assert self.open_lessons() == self.once_open

    @rule(position=positions)
    def open_early(self, position: int) -> None:
        lesson = self.place().lessons[position]
        retiming.open_early(Enrolment.objects.all(), lesson, self.user, self.now)
        assert lesson.pk in self.open_lessons()


class Reordering(Learning):
    """In a course whose author moves lessons, too."""

    @rule(order=st.permutations(range(LESSONS)))
    def load_in_another_order(self, order: list[int]) -> None:
        """As the loader does: settle, move, and move `loaded_at`."""
        retiming.settle(Enrolment.objects.filter(course=self.course), self.now)
        lessons = list(Lesson.objects.order_by("position"))
        Lesson.objects.update(position=F("position") + LESSONS)
        for lesson, position in zip(lessons, order, strict=True):
            Lesson.objects.filter(pk=lesson.pk).update(position=position)
        self.course.save()


class Talking(Learning):
    """By no instant has the schedule by itself opened more than two lessons and one for each 24
    hours since the start: a lone learner's enrolment, or the cohort's first day."""

    def __init__(self) -> None:
        super().__init__()
        self.most = 0

    def begun(self) -> datetime:
        if cohort := self.enrolment().cohort:
            self.cohort_begun = datetime.combine(cohort.start, time(14, tzinfo=UTC))
            return self.cohort_begun
        return getattr(self, "cohort_begun", self.enrolment().enrolled_at)

    @invariant()
    def the_clock_is_not_talked_round(self) -> None:
        self.most = max(self.most, 2 + (self.now - self.begun()) // times.DAY, 1)
        early = set(
            self.enrolment().openings.exclude(opened_by=None).values_list("lesson", flat=True)
        )
        assert len(self.open_lessons() - early) <= self.most

    @rule(rounds=st.integers(1, 6), pace=paces, act=st.sampled_from(["pace", "pause"]))
    def talk(self, rounds: int, pace: str, act: str) -> None:
        """A flight nobody took, and another pace or a pause on the way, again and again."""
        for _ in range(rounds):
            retiming.change_zone(self.user, "Pacific/Midway", self.now)
            if act == "pace":
                retiming.change_pace(self.enrolment(), pace, [0, 3], self.now)
                retiming.change_pace(self.enrolment(), Pace.DAILY, [], self.now)
            else:
                retiming.pause(self.enrolment(), self.now)
                retiming.resume(self.enrolment(), self.now)
            retiming.change_zone(self.user, "Pacific/Kiritimati", self.now)

    @rule()
    def enrol_again(self) -> None:
        retiming.enrol(self.user, self.course, self.now, Pace.DAILY)
        assert self.open_lessons() == self.once_open

    @rule(pace=paces, weekdays=times.weekdays)
    def be_taken_out_and_enrol_again(self, pace: str, weekdays: frozenset[int]) -> None:
        self.enrolment().delete()
        self.once_open, self.streak, self.most = set(), 0, 0
        self.__dict__.pop("cohort_begun", None)
        retiming.enrol(self.user, self.course, self.now, pace, weekdays)


@pytest.mark.django_db
@pytest.mark.parametrize("machine", [Reordering, Talking])
def test_nothing_locks_again_and_no_talk_opens_more(machine: type[Learning]) -> None:
    make_learner()
    make_course(lessons=LESSONS)
    run_state_machine_as_test(machine, settings=settings(max_examples=50, stateful_step_count=15))
