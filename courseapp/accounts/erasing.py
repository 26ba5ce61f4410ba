"""Deletes a person with all that is theirs."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from courseapp.models import Enrolment, User
from courseapp.outbox.storing import forget_mail_to


@transaction.atomic
def erase(user: User) -> None:
    """The user's row takes all else along, except mail and what the admin's log calls them by."""
    own = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    forget_mail_to([user.email, *own])
    _forget_in_log(Enrolment, user.enrolments.values_list("pk", flat=True))
    _forget_in_log(User, [user.pk])
    user.delete()


def _forget_in_log(model: type[models.Model], keys: Iterable[int]) -> None:
    kind = ContentType.objects.get_for_model(model)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=[str(key) for key in keys])
    entries.delete()
