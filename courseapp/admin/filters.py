"""Filters of the lists of learners and of what they wrote; an instructor is offered their own
cohorts only."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courseapp.admin.scope import cohorts_of
from courseapp.models import Course, Enrolment
from courseapp.models.names import isolated_text
from courseapp.progress.learners import stuck

WEEK = timedelta(days=7)


class IdFilter(admin.SimpleListFilter):
    """One of the rows on offer, by id."""

    before = ""
    """What leads from a row of the list to the learner's enrolment."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if value is None:
            return queryset
        return queryset.filter(**{f"{self.before}{self.parameter_name}": value})


class CohortFilter(IdFilter):
    title = _("cohort")
    parameter_name = "cohort"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Iterable[tuple[str, str]]:
        cohorts = cohorts_of(request.user)  # type: ignore[arg-type]
        return [(str(cohort.pk), isolated_text(cohort)) for cohort in cohorts]


class CourseFilter(IdFilter):
    title = _("course")
    parameter_name = "course"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Iterable[tuple[str, str]]:
        courses = Course.objects.filter(announced=False).only("title")
        return [(str(course.pk), course.title) for course in courses]


class WritersCohortFilter(CohortFilter):
    before = "enrolment__"


class WritersCourseFilter(CourseFilter):
    before = "enrolment__"


class ActiveFilter(admin.SimpleListFilter):
    title = _("active in the last 7 days")
    parameter_name = "active"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Iterable[tuple[str, str]]:
        return [("yes", gettext("Yes")), ("no", gettext("No"))]

    def queryset(self, request: Any, queryset: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        since = request.now - WEEK
        if self.value() == "yes":
            return queryset.filter(last_active_at__gt=since)
        if self.value() == "no":
            return queryset.exclude(last_active_at__gt=since)
        return queryset


class StuckFilter(admin.SimpleListFilter):
    title = _("stuck")
    parameter_name = "stuck"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Iterable[tuple[str, str]]:
        return [("yes", gettext("At one lesson for 3 days or more"))]

    def queryset(self, request: Any, queryset: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
        return stuck(queryset, request.now) if self.value() == "yes" else queryset
