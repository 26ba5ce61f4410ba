"""A course as the loader last read it: phases, lessons and their steps, in order.

Rows that learners' work points at are retired, never deleted.
"""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CourseQuerySet(models.QuerySet["Course"]):
    def named(self) -> "CourseQuerySet":
        """Those that the site names: current ones, and those to come."""
        return self.filter(retired_at=None)

    def current(self) -> "CourseQuerySet":
        """Those that can be taken."""
        return self.named().filter(announced=False)


class Course(models.Model):
    """An ordered list of phases, shown with an emoji, a title and a tagline."""

    slug = models.SlugField(max_length=80, unique=True)
    path = models.CharField(max_length=200, help_text="The course's folder.")
    emoji = models.CharField(_("emoji"), max_length=16)
    title = models.CharField(_("title"), max_length=200)
    tagline = models.TextField(_("tagline"))
    language = models.CharField(
        max_length=35, default="en", help_text="What it is written in, as a BCP 47 tag."
    )
    intro_html = models.TextField(blank=True)
    faq = models.JSONField(
        default=list, help_text="A list of {question, html, spoils: question keys}."
    )
    related = models.JSONField(default=list, help_text="Slugs of other courses.")
    glossary = models.JSONField(
        default=list, help_text="A list of {slug, name, lesson, html, spoils: question keys}."
    )
    announced = models.BooleanField(
        _("announced"),
        default=False,
        db_default=False,
        help_text="Named as coming; it has no lessons yet, and no page.",
    )
    loaded_at = models.DateTimeField(_("loaded at"), auto_now=True)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("course", args=[self.slug])


class Phase(models.Model):
    """A titled group of lessons with one aim."""

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="phases", verbose_name=_("course")
    )
    slug = models.SlugField(max_length=80)
    title = models.CharField(_("title"), max_length=200)
    aim = models.CharField(_("aim"), max_length=300)
    position = models.PositiveIntegerField(_("position"))

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ["course", "position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="phase_slug_once_in_course"),
        ]

    def __str__(self) -> str:
        return self.title


class LessonQuerySet(models.QuerySet["Lesson"]):
    def current(self) -> "LessonQuerySet":
        """Those the files still have, in the order of the course."""
        return self.filter(retired_at=None).order_by("position")


class Lesson(models.Model):
    """One markdown file. Before its questions are answered the teaser stands in for the title."""

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="lessons", verbose_name=_("course")
    )
    phase = models.ForeignKey(
        Phase, models.SET_NULL, null=True, related_name="lessons", verbose_name=_("phase")
    )
    slug = models.SlugField(max_length=80)
    path = models.CharField(max_length=300, help_text="The file, relative to the course's folder.")
    digest = models.CharField(max_length=64)
    summary = models.JSONField(help_text="What the checks across files must know of this one.")
    title = models.CharField(_("title"), max_length=200)
    teaser = models.CharField(_("teaser"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    minutes_in = models.JSONField(
        default=list,
        blank=True,
        help_text="Minutes behind a reader who has just answered each question, in order.",
    )
    objective = models.TextField(_("objective"))
    checked = models.DateField(_("checked"), help_text="When its facts were last checked.")
    sources = models.JSONField(default=list, help_text="A list of {title, url}.")
    position = models.PositiveIntegerField(help_text="From 0, through the whole course.")
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["course", "position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="lesson_slug_once_in_course"),
            models.UniqueConstraint(
                fields=["course", "position"],
                condition=models.Q(retired_at=None),
                name="lesson_position_once_in_course",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("lesson", args=[self.course.slug, self.slug])


class FormerSlug(models.Model):
    """A name a lesson had before; its address leads on to the lesson."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(max_length=80)
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="former_slugs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "slug"], name="former_slug_once_in_course"),
        ]

    def __str__(self) -> str:
        return self.slug


class Step(models.Model):
    """A run of prose (`html`), a simulator, a chart of measurements, a decision or a question, as
    the page shows them in turn."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    html = models.TextField(blank=True)
    simulation = models.JSONField(
        null=True, blank=True, help_text="{key, simulator, defaults}, where it is a simulator."
    )
    evidence = models.JSONField(
        null=True, blank=True, help_text="{key, exhibit}, where it is a chart of measurements."
    )
    decision = models.JSONField(
        null=True,
        blank=True,
        help_text="{key, prompt, questions, attributes, picks, practice}, where it is a decision.",
    )
    question = models.ForeignKey(
        "Question", models.CASCADE, null=True, blank=True, related_name="steps"
    )

    class Meta:
        ordering = ["lesson", "position"]
        constraints = [
            models.UniqueConstraint(fields=["lesson", "position"], name="step_position_once"),
        ]

    def __str__(self) -> str:
        return f"step {self.position} of {self.lesson_id}"

    @property
    def gate(self) -> int | None:
        """What its state goes by where it stops the reader: the question's id, or minus its own
        for a decision; None for what is only read."""
        return -self.pk if self.decision else self.question_id


class Figure(models.Model):
    """A picture, named by its content: who has not been shown its address cannot guess it."""

    name = models.CharField(max_length=80, unique=True)
    media_type = models.CharField(max_length=40)
    content = models.BinaryField()

    def __str__(self) -> str:
        return self.name
