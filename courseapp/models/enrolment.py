"""One learner in one course, and the class they are in."""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courseapp.models.course import Course
from courseapp.models.names import called, isolated_text, validate_seen

EVERY_DAY = 0b1111111
WEEKDAYS = 0b0011111


class Pace(models.TextChoices):
    """When the next lesson opens."""

    DAILY = "daily", _("Every day")
    WEEKDAYS = "weekdays", _("Monday to Friday")
    CHOSEN = "chosen", _("On the weekdays I choose")
    AFTER = "after", _("The day after I finish one")


SECOND_DAY_BEGINS = time(14, tzinfo=UTC)
"""04:00 of the next day in UTC+14: before this instant no second lesson opens anywhere."""


def cohort_begins(start: date) -> datetime:
    """The instant from which a cohort's hours count, the same in all zones.

    Any later one would keep members far in the east waiting for their lessons.
    """
    return datetime.combine(start, SECOND_DAY_BEGINS)


def weekday_mask(weekdays: Iterable[int]) -> int:
    """Weekdays (Monday is 0) as bits."""
    return sum(1 << weekday for weekday in set(weekdays))


class Paced(models.Model):
    """A start and a pace: what a cohort sets for its members and a lone learner for themself."""

    start = models.DateField(
        _("start"), help_text=_("The first day. Its lesson is the course's first.")
    )
    pace = models.CharField(_("pace"), max_length=10, choices=Pace.choices, default=Pace.DAILY)
    weekdays = models.PositiveSmallIntegerField(
        _("weekdays"),
        default=EVERY_DAY,
        validators=[MinValueValidator(1), MaxValueValidator(EVERY_DAY)],
        help_text=_("For the pace with chosen weekdays: Monday is the lowest of seven bits."),
    )

    class Meta:
        abstract = True

    @property
    def learning_weekdays(self) -> frozenset[int]:
        """The weekdays (Monday is 0) a lesson may open on."""
        mask = {Pace.WEEKDAYS: WEEKDAYS, Pace.CHOSEN: self.weekdays}.get(Pace(self.pace), EVERY_DAY)
        return frozenset(weekday for weekday in range(7) if mask >> weekday & 1)


def new_join_code() -> str:
    """Eight letters and digits that nobody mistakes for each other."""
    return "".join(secrets.choice("ABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(8))


class Cohort(Paced):
    """A class: enrolments that its instructors follow, with one start and one pace."""

    course = models.ForeignKey(
        Course, models.PROTECT, related_name="cohorts", verbose_name=_("course")
    )
    name = models.CharField(_("name"), max_length=100, validators=[validate_seen])
    join_code = models.CharField(_("join code"), max_length=12, unique=True, default=new_join_code)
    instructors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="cohorts",
        limit_choices_to={"is_staff": True},
        verbose_name=_("instructors"),
    )
    is_demo = models.BooleanField(
        _("simulated"), default=False, help_text=_("Its learners and their progress are simulated.")
    )

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-start", "name"]

    def __str__(self) -> str:
        return called(self.name, self.join_code)


class Enrolment(Paced):
    """One learner in one course: a user, or a visitor known by their session's token."""

    course = models.ForeignKey(
        Course, models.PROTECT, related_name="enrolments", verbose_name=_("course")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="enrolments",
        verbose_name=_("learner"),
    )
    visitor = models.UUIDField(null=True, blank=True, editable=False)
    cohort = models.ForeignKey(
        Cohort,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("cohort"),
    )
    pauses = models.JSONField(
        default=list,
        blank=True,
        help_text=_("A list of [first day, last day]; the last day of an open pause is null."),
    )
    enrolled_at = models.DateTimeField()
    hours_from = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("From when the schedule counts hours, unless that is the enrolment."),
    )
    last_active_at = models.DateTimeField(null=True, blank=True)
    streak = models.PositiveIntegerField(
        default=0, help_text=_("Learning days in a row, up to the last finished lesson.")
    )
    streak_ends_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it breaks unless another lesson is finished.")
    )

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(visitor=None), name="enrolment_is_of_user_or_visitor"
            ),
            models.UniqueConstraint(
                fields=["user", "course"],
                name="enrolment_once_for_user",
                violation_error_message=_("You are enrolled in this course already."),
            ),
            models.UniqueConstraint(
                fields=["visitor", "course"], name="enrolment_once_for_visitor"
            ),
        ]

    def __str__(self) -> str:
        return f"{isolated_text(self.user) if self.user else 'a visitor'} in {self.course}"

    @property
    def paced(self) -> Paced:
        """Whose start and pace count: the cohort's, where there is one."""
        return self.cohort or self

    @property
    def counted_from(self) -> datetime:
        """The instant from which the schedule counts hours; nothing a learner does moves it."""
        if self.cohort:
            return cohort_begins(self.cohort.start)
        return self.hours_from or self.enrolled_at
