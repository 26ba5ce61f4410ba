"""Whose work an instructor sees: that of their own cohorts. Superusers see all."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from courseapp.models import Cohort, Enrolment, Framework, User
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


def choose_cohorts(wanted: str, cohorts: list[Cohort]) -> list[Cohort]:
    """The cohort asked for by id, "all" of them, or the newest. Unknown ids are nobody's."""
    if wanted == "all":
        return cohorts
    if not wanted:
        return cohorts[:1]
    found = [cohort for cohort in cohorts if str(cohort.pk) == wanted]
    if not found:
        raise Http404("There is no such cohort.")
    return found


def frameworks_of(user: User) -> QuerySet[Framework]:
    """The decision lists a member of staff may see: once they are locked, not before."""
    frameworks = Framework.objects.exclude(locked_at=None)
    return frameworks.filter(enrolment__in=enrolments_of(user).order_by().values("pk"))


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
