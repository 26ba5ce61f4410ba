"""What an instructor does with chosen learners: open a lesson early, and export.

The list of learners and a cohort's grid both post here, as actions of the enrolments' admin.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from courseapp.admin.scope import StaffRequest
from courseapp.models import Enrolment, Framework, Lesson
from courseapp.progress.exports import frameworks_csv, predictions_csv, progress_csv
from courseapp.schedule import retiming

NOT_ONE_COURSE = {
    0: _("Choose at least one learner."),
    2: _("Choose learners of one course: its lessons are not those of another."),
}


class LessonField(forms.ModelChoiceField):
    """A lesson by its number in the course, as the grid's columns have it, and its title."""

    def label_from_instance(self, lesson: Any) -> str:
        return f"{lesson.position + 1}. {lesson.title}"


class LessonForm(forms.Form):
    """Which lesson to open early."""

    lesson = LessonField(
        Lesson.objects.none(),
        empty_label=None,
        error_messages={"required": _("Choose the lesson to open.")},
    )

    def __init__(self, lessons: QuerySet[Lesson], data: Any = None) -> None:
        super().__init__(data)
        self.fields["lesson"].queryset = lessons  # type: ignore[attr-defined]


@admin.action(description=_("Open a lesson early…"), permissions=["change"])
def open_lesson(
    model_admin: ModelAdmin, request: StaffRequest, queryset: QuerySet[Enrolment]
) -> HttpResponseBase | None:
    """Asks which lesson; opens it once that is answered."""
    enrolments = Enrolment.objects.filter(pk__in=queryset.order_by().values("pk"))
    courses = list(enrolments.values_list("course", flat=True).distinct()[:2])
    if len(courses) != 1:
        model_admin.message_user(request, NOT_ONE_COURSE[len(courses)], messages.ERROR)
        return None
    lessons = Lesson.objects.filter(course=courses[0]).current()
    form = LessonForm(lessons, request.POST if "lesson" in request.POST else None)
    if not form.is_valid():
        return ask_for_lesson(model_admin, request, enrolments, form)
    lesson = form.cleaned_data["lesson"]
    count = retiming.open_early(enrolments, lesson, request.user, request.now)
    model_admin.message_user(request, opened(lesson, count), messages.SUCCESS)
    return None


def opened(lesson: Lesson, count: int) -> str:
    said = {"lesson": lesson.title, "count": count}
    if count == 0:
        return _("“%(lesson)s” was open for all of them already.") % said
    return (
        ngettext(
            "“%(lesson)s” is open now for %(count)s more learner.",
            "“%(lesson)s” is open now for %(count)s more learners.",
            count,
        )
        % said
    )


def ask_for_lesson(
    model_admin: ModelAdmin,
    request: StaffRequest,
    enrolments: QuerySet[Enrolment],
    form: LessonForm,
) -> TemplateResponse:
    count = enrolments.count()
    context = model_admin.admin_site.each_context(request) | {
        "title": ngettext(
            "Open a lesson early for %(count)s learner",
            "Open a lesson early for %(count)s learners",
            count,
        )
        % {"count": intcomma(count)},
        "opts": model_admin.opts,
        "form": form,
        "names": list(enrolments.select_related("user").order_by("user__name", "pk")[:10]),
        "more": max(0, count - 10),
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/courseapp/enrolment/open_lesson.html", context)


@admin.action(description=_("Export progress as CSV"), permissions=["view"])
def export_progress(
    model_admin: ModelAdmin, request: StaffRequest, queryset: QuerySet[Enrolment]
) -> HttpResponseBase:
    chosen = Enrolment.objects.filter(pk__in=queryset.order_by().values("pk")).order_by("pk")
    return download("progress.csv", progress_csv(chosen, request.now))


@admin.action(description=_("Export predictions as CSV"), permissions=["view"])
def export_predictions(
    model_admin: ModelAdmin, request: StaffRequest, queryset: QuerySet[Enrolment]
) -> HttpResponseBase:
    if not request.user.has_perm("courseapp.view_prediction"):
        raise PermissionDenied
    return download("predictions.csv", predictions_csv(queryset))


@admin.action(description=_("Export lists as CSV"), permissions=["view"])
def export_frameworks(
    model_admin: ModelAdmin, request: StaffRequest, queryset: QuerySet[Framework]
) -> HttpResponseBase:
    return download("lists.csv", frameworks_csv(queryset))


def download(name: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """A file sent line by line."""
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
