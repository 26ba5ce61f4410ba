"""A learner's own decision list, and what such lists are graded by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courseapp.models.course import Lesson, Step
from courseapp.models.enrolment import Enrolment


class Verdicts(models.Model):
    """What a decision is graded by, each part in a row of its own: who fetches one has not
    fetched the others.

    `shown` by part: "practice" and "held-back" {"scenarios": [...], "questions": [...]};
    "standards" {"reference", "naive_name", "naive", "decoys"}.
    """

    class Part(models.TextChoices):
        PRACTICE = "practice"
        HELD_BACK = "held-back"
        STANDARDS = "standards"

    step = models.ForeignKey(Step, models.CASCADE, related_name="verdicts")
    part = models.CharField(max_length=10, choices=Part.choices)
    shown = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "part"], name="verdicts_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of step {self.step_id}"


class Framework(models.Model):
    """The decision list that a learner wrote for a decision of a lesson, known by its key.

    `current` is the list as they last kept it, {"rules", "otherwise"}. `first` is the one they
    locked, with its score at that time, {"rules", "otherwise", "practice", "held-back"}: empty
    before that, and never changed after. Who knows `token` may read the list; it is empty unless
    the learner shares it. Only answers/deciding.py writes here.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="frameworks")
    lesson = models.ForeignKey(
        Lesson, models.PROTECT, related_name="frameworks", verbose_name=_("lesson")
    )
    key = models.SlugField(max_length=80)
    current = models.JSONField()
    first = models.JSONField(null=True, blank=True)
    locked_at = models.DateTimeField(_("locked at"), null=True, blank=True)
    token = models.CharField(max_length=43, null=True, blank=True, unique=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision list")
        verbose_name_plural = _("decision lists")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson", "key"],
                name="framework_once",
                violation_error_message=_("You have written this list already."),
            ),
            models.CheckConstraint(
                condition=Q(first=None, locked_at=None)
                | Q(first__isnull=False, locked_at__isnull=False),
                name="framework_first_and_locked_at_together",
            ),
            models.CheckConstraint(
                condition=Q(token=None) | Q(locked_at__isnull=False),
                name="framework_shared_only_once_locked",
            ),
        ]

    def __str__(self) -> str:
        return self.key
