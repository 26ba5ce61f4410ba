"""Cohorts: their pace and join code, and a grid of learners × lessons."""

from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from courseapp.accounts.people import isolated, isolated_text
from courseapp.admin.lists import DeskAdmin
from courseapp.admin.paced import PacedForm, pace_in_words
from courseapp.admin.scope import StaffRequest, cohorts_of
from courseapp.models import Cohort, Course, Enrolment
from courseapp.progress.learners import grid_rows
from courseapp.schedule import retiming
from courseapp.schedule.outline import lessons_of

ROWS = 100


class CohortForm(PacedForm):
    class Meta:
        model = Cohort
        fields = ["name", "course", "start", "pace", "weekdays", "join_code", "instructors"]

    def clean_join_code(self) -> str:
        """As `find_cohort` looks for it: without spaces, in capitals. It is part of an address."""
        code = "".join(self.cleaned_data["join_code"].split())
        if not (code.isascii() and code.isalnum()):
            raise forms.ValidationError(_("Use the letters A to Z and digits only."))
        return code.upper()


@admin.register(Cohort)
class CohortAdmin(DeskAdmin):
    form = CohortForm
    list_display = ["called", "course", "start", "pace_in_words", "learners", "grid_link"]
    list_select_related = ["course"]
    search_fields = ["name"]
    show_full_result_count = False
    change_form_template = "admin/courseapp/cohort/form.html"

    def get_queryset(self, request: StaffRequest) -> QuerySet[Cohort]:  # type: ignore[override]
        return cohorts_of(request.user).annotate(learners=Count("enrolments"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Its maker follows it, so only a superuser is asked; only a simulated one says so."""
        fields = ["name", "course", "start", "pace", "weekdays", "join_code"]
        if obj or request.user.is_superuser:
            fields.append("instructors")
        return [*fields, "is_demo"] if obj and obj.is_demo else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A cohort keeps its course; only a superuser says who else follows it."""
        fields = ["is_demo"]
        if obj:
            fields.append("course")
        return fields if request.user.is_superuser else [*fields, "instructors"]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **options: Any) -> Any:
        if db_field.name == "course":
            options["queryset"] = Course.objects.current()
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(  # type: ignore[override]
        self, request: StaffRequest, obj: Cohort, form: forms.ModelForm, change: bool
    ) -> None:
        """A new start or pace goes through `retiming`, so that nothing open locks again."""
        if change and timing(Cohort.objects.get(pk=obj.pk)) != timing(obj):
            retiming.retime_cohort(obj, request.now)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: Any, form: forms.ModelForm, formsets: Any, change: bool
    ) -> None:
        """Whoever makes a cohort follows it."""
        super().save_related(request, form, formsets, change)
        if not change:
            form.instance.instructors.add(request.user)

    def get_urls(self) -> list[URLPattern]:
        grid = self.admin_site.admin_view(self.grid)
        return [
            path("<int:pk>/learners/", grid, name="courseapp_cohort_learners"),
            *super().get_urls(),
        ]

    def grid(self, request: StaffRequest, pk: int) -> HttpResponse:
        """Learners × lessons, a hundred learners a page."""
        if not request.user.has_perms(["courseapp.view_cohort", "courseapp.view_enrolment"]):
            raise PermissionDenied
        cohort = get_object_or_404(cohorts_of(request.user).select_related("course"), pk=pk)
        members = cohort.enrolments.order_by("user__name", "user__email", "pk")
        page = Paginator(members, ROWS).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": _("%(cohort)s: learners and lessons") % {"cohort": isolated_text(cohort)},
            "opts": self.opts,
            "cohort": cohort,
            "join_url": join_url(cohort, request),
            "lessons": lessons_of(cohort.course),
            "page": page,
            "rows": grid_rows(cast("QuerySet[Enrolment]", page.object_list), request.now),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/courseapp/cohort/grid.html", context)

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **options: Any
    ) -> HttpResponse:
        cohort = context["original"]
        if cohort:
            context["join_url"] = join_url(cohort, request)
        return super().render_change_form(request, context, *args, **options)

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        return {"start": request.now.date()} | super().get_changeform_initial_data(request)

    @admin.display(description=_("name"), ordering="name")
    def called(self, cohort: Cohort) -> str:
        return isolated(cohort)

    @admin.display(description=_("pace"), ordering="pace")
    def pace_in_words(self, cohort: Cohort) -> str:
        return pace_in_words(cohort)

    @admin.display(description=_("learners"), ordering="learners")
    def learners(self, cohort: Any) -> int:
        return cohort.learners

    @admin.display(description=_("progress"))
    def grid_link(self, cohort: Cohort) -> str:
        return format_html('<a href="{}">{}</a>', grid_url(cohort), _("Learners × lessons"))


def timing(cohort: Cohort) -> tuple[date, str, int]:
    """What decides when its lessons open."""
    return cohort.start, cohort.pace, cohort.weekdays


def join_url(cohort: Cohort, request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("join_code", args=[cohort.join_code]))


def grid_url(cohort: Cohort) -> str:
    return reverse("admin:courseapp_cohort_learners", args=[cohort.pk])
