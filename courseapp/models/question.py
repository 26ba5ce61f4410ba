"""A question, the revisions it has had, and what is true of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courseapp.models.course import Course, Lesson


class Question(models.Model):
    """A prompt inside a lesson. Its key, chosen by the author, is its identity."""

    class Kind(models.TextChoices):
        PREDICT = "predict"
        ESTIMATE = "estimate"
        RANK = "rank"
        REFLECT = "reflect"

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="questions", verbose_name=_("course")
    )
    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="questions", verbose_name=_("lesson")
    )
    key = models.SlugField(_("key"), max_length=80)
    line = models.PositiveIntegerField(help_text="Where it begins in the lesson's file.")
    revision = models.ForeignKey(
        "Revision", models.SET_NULL, null=True, related_name="+", help_text="The one now asked."
    )
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["lesson", "line"]
        constraints = [
            models.UniqueConstraint(fields=["course", "key"], name="question_key_once_in_course"),
        ]

    def __str__(self) -> str:
        return self.key


class Revision(models.Model):
    """One wording of a question, as far as it bears on the answer.

    `asked` is what may be seen before the prediction:
        {"prompt": html}, and for
        predict   "options": [{"key", "html"}]
        estimate  "unit", "accept", "margin"
        rank      "items": [{"key", "html"}], in the order shown
    `corrected_by` is set where the key was wrong: another revision of the same choices, by whose
    key answers are judged, with `correction`: {"on": an ISO date, "why": html}.
    `fingerprint` covers question and answer and never leaves the server; `wording` covers only
    what is asked, and tells whether a form was made for this wording.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=10, choices=Question.Kind.choices)
    fingerprint = models.CharField(max_length=64)
    wording = models.CharField(max_length=16)
    asked = models.JSONField()
    made_at = models.DateTimeField(auto_now_add=True)
    corrected_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="corrects"
    )
    correction = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "fingerprint"], name="revision_fingerprint_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.fingerprint[:8]}"

    @property
    def truth(self) -> "Revision":
        """The revision that answers to this one are judged by."""
        return self.corrected_by or self


class Solution(models.Model):
    """What is true. In a table of its own, so that what asks a question never fetches it.

    `shown`: {"reveal": html}, and for
        predict   "right": key, "whys": {key: html}
        estimate  "value": number
        rank      "order": [key], "whys": {key: html}
        reflect   "model": html, "rubric": [html]
    and, where the question has no right answer, "void": {"on": an ISO date, "why": html}; where a
    former key was wrong, "corrected" likewise; where the author names one, "source": html with
    "valid_until": an ISO date or null.
    """

    revision = models.OneToOneField(
        Revision, models.CASCADE, primary_key=True, related_name="solution"
    )
    shown = models.JSONField()

    def __str__(self) -> str:
        return f"solution of {self.revision_id}"
