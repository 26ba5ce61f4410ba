"""Courses, phases and lessons as the loader read them: to look at, not to change."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from courseapp.admin.filters import CourseFilter
from courseapp.admin.lists import ReadOnlyAdmin
from courseapp.models import Course, Lesson, Phase

COURSE_FILE = "course.md"


def file_note(place: str) -> str:
    """What stands where a form would let one edit."""
    return _("The file is the source: %(place)s") % {"place": place}


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    list_display = ["title", "emoji", "slug", "announced", "loaded_at", "retired_at"]
    search_fields = ["title", "slug"]
    fields = [
        *("source", "emoji", "title", "tagline", "language", "slug"),
        *("announced", "loaded_at", "retired_at"),
    ]

    @admin.display(description=_("source"))
    def source(self, course: Course) -> str:
        return file_note(f"{course.path}/{COURSE_FILE}")


@admin.register(Phase)
class PhaseAdmin(ReadOnlyAdmin):
    list_display = ["title", "course", "position"]
    list_filter = [CourseFilter]
    list_select_related = ["course"]
    fields = ["source", "course", "title", "aim", "slug", "position"]

    @admin.display(description=_("source"))
    def source(self, phase: Phase) -> str:
        return file_note(f"{phase.course.path}/{COURSE_FILE}")


@admin.register(Lesson)
class LessonAdmin(ReadOnlyAdmin):
    list_display = ["number", "title", "teaser", "course", "minutes", "checked", "retired_at"]
    list_display_links = ["title"]
    list_filter = [CourseFilter]
    list_select_related = ["course"]
    search_fields = ["title", "teaser", "slug"]
    fields = [
        "source",
        "preview",
        "course",
        "phase",
        "number",
        "title",
        "teaser",
        "objective",
        "minutes",
        "checked",
        "retired_at",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        return super().get_queryset(request).defer("summary")

    @admin.display(description=_("number"), ordering="position")
    def number(self, lesson: Lesson) -> int:
        return lesson.position + 1

    @admin.display(description=_("source"))
    def source(self, lesson: Lesson) -> str:
        return file_note(f"{lesson.course.path}/{lesson.path}:1")

    @admin.display(description=_("preview"))
    def preview(self, lesson: Lesson) -> str:
        return format_html(
            '<a href="{}">{}</a>', preview_url(lesson), _("See it with all revealed")
        )


def preview_url(lesson: Lesson) -> str:
    """The lesson's page as staff may see it, whatever the schedule says."""
    return reverse("preview", args=[lesson.course.slug, lesson.slug])
