"""The first person on a site, whose mail may not work yet."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.management.commands import createsuperuser

from courseapp.models import User


class Command(createsuperuser.Command):
    help = (
        "Makes a superuser whose address counts as confirmed: who can run this is trusted, and the "
        "site need not send a mail before somebody can set it up."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(User.objects.values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in User.objects.exclude(pk__in=known).filter(is_superuser=True):
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
