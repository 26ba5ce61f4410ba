"""What a learner said first, and how sure they were."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courseapp.models.enrolment import Enrolment
from courseapp.models.question import Question, Revision


class Confidence(models.IntegerChoices):
    """How sure, in words; `chance` is the probability each stands for."""

    GUESS = 1, _("a guess")
    HUNCH = 2, _("a hunch")
    LIKELY = 3, _("fairly sure")
    SURE = 4, _("sure")
    CERTAIN = 5, _("certain")

    @property
    def chance(self) -> float:
        return {1: 0.25, 2: 0.45, 3: 0.65, 4: 0.85, 5: 0.97}[self.value]

    @property
    def percent(self) -> int:
        return round(100 * self.chance)


class Prediction(models.Model):
    """A learner's locked first answer to a question, pinned to the revision it answers.

    `answer` by kind: predict {"choice": key}; estimate {"value": number} or
    {"low": number, "high": number}; rank {"order": [key]}; reflect {"text": text}.
    `choice` is the option's key, for counting. `confidence` is empty where an 80 % interval
    says it, and for `reflect`, like `is_right`. `score` is Kendall's tau for `rank` and the
    interval score for intervals. `ticked` are the rubric's lines the learner found in their
    own words. Only answers/recording.py writes here.
    """

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="predictions")
    question = models.ForeignKey(Question, models.PROTECT, related_name="predictions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="predictions")
    answer = models.JSONField()
    choice = models.CharField(max_length=1, blank=True)
    confidence = models.PositiveSmallIntegerField(choices=Confidence.choices, null=True, blank=True)
    is_right = models.BooleanField(null=True)
    score = models.FloatField(null=True)
    ticked = models.JSONField(default=list)
    locked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "question"],
                name="prediction_is_the_first",
                violation_error_message=_("Your first answer is locked already."),
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(1, 5)),
                name="prediction_confidence_has_five_steps",
            ),
        ]
        indexes = [
            models.Index(
                fields=["revision", "choice", "is_right", "enrolment"],
                name="prediction_tally",
            ),
        ]

    def __str__(self) -> str:
        return f"prediction {self.pk}"
