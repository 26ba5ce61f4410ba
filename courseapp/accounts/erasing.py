"""Deletes a person with all that is theirs."""

from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from courseapp.models import Enrolment, User


@transaction.atomic
def erase(user: User) -> None:
    """The user's row takes all else along, except what the admin's log calls them by."""
    _forget_in_log(Enrolment, user.enrolments.values_list("pk", flat=True))
    _forget_in_log(User, [user.pk])
    user.delete()


def _forget_in_log(model: type[models.Model], keys: Iterable[int]) -> None:
    kind = ContentType.objects.get_for_model(model)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=[str(key) for key in keys])
    entries.delete()
