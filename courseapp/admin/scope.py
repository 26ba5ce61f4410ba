"""Whose work an instructor sees: that of their own cohorts. Superusers see all."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from courseapp.models import Cohort, Enrolment, User
from courseapp.schedule.clock import Request


class StaffRequest(Request):
    """A request that the admin let through: somebody of the staff is signed in."""

    user: User


def cohorts_of(user: User) -> QuerySet[Cohort]:
    """The cohorts a member of staff may see."""
    return Cohort.objects.all() if user.is_superuser else user.cohorts.all()


def enrolments_of(user: User) -> QuerySet[Enrolment]:
    """The enrolments a member of staff may see. Visitors' are nobody's business."""
    enrolments = Enrolment.objects.exclude(user=None)
    if user.is_superuser:
        return enrolments
    return enrolments.filter(cohort__in=cohorts_of(user).order_by().values("pk"))


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look at, for who may view them."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [name for name in self.fields or () if isinstance(name, str)]
