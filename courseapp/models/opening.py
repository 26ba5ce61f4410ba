"""A lesson once open to a learner stays open; and when they finished it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courseapp.models.course import Lesson
from courseapp.models.enrolment import Enrolment


class Opening(models.Model):
    """That a lesson was open to a learner, whatever the schedule says later.

    Written when a learner first acts in the lesson, when an instructor opens it early
    (`opened_by`), and for all that is open before anything re-times the schedule.
    `finished_on` is the learner's own day at that time.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="openings")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="openings")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="opening_once"),
            models.CheckConstraint(
                condition=Q(finished_at=None, finished_on=None)
                | Q(finished_at__isnull=False, finished_on__isnull=False),
                name="opening_finished_at_and_on_together",
            ),
        ]

    def __str__(self) -> str:
        return f"lesson {self.lesson_id} of enrolment {self.enrolment_id}"
