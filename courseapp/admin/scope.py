"""Whose work an instructor sees: that of their own cohorts. Superusers see all."""

from django.db.models import QuerySet
from django.http import Http404

from courseapp.models import Cohort, Enrolment, Framework, User
from courseapp.progress.learners import Waiting
from courseapp.schedule.clock import Request


class StaffRequest(Request):
    """A request that the admin let through: somebody of the staff is signed in."""

    user: User
    waiting: Waiting


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
