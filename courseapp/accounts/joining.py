"""From a join code to its cohort, with a limit on guessing."""

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courseapp.models import Cohort, User

MOST_WRONG_TRIES = 10
HOUR = 3600


def find_cohort(code: str, user: User) -> Cohort:
    """The cohort a code opens; spaces and small letters do not matter.

    Raises:
        ValidationError: there is none (code "wrong"), or this person was wrong too often
            ("limited"): after ten wrong tries they wait an hour.
    """
    key = f"wrong-join-codes-{user.pk}"
    wrong_tries = cache.get(key, 0)
    if wrong_tries >= MOST_WRONG_TRIES:
        raise ValidationError(
            _("Too many wrong codes. Please wait an hour, then try again."), "limited"
        )
    cohort = cohort_of_code(code)
    if cohort is None:
        cache.set(key, wrong_tries + 1, HOUR)
        raise ValidationError(
            _("No cohort has this code. Compare it with what your instructor sent you."), "wrong"
        )
    return cohort


def cohort_of_code(code: str) -> Cohort | None:
    """For who is let to ask: see `find_cohort`."""
    cohorts = Cohort.objects.select_related("course").filter(course__retired_at=None)
    return cohorts.filter(join_code__iexact="".join(code.split())).first()
