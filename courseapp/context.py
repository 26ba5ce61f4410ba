"""What every template may know."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from courseapp.accounts.comforts import comforts_of
from courseapp.accounts.pseudonyms import pseudonym_of
from courseapp.accounts.refusals import unsent_of


def site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", AnonymousUser())  # a refused request may have none yet
    return {
        "SITE_NAME": settings.SITE_NAME,
        "LANGUAGES": tuple(settings.LANGUAGES),
        "pseudonym": pseudonym_of(user),
        "comforts": comforts_of(request),
        "unsent": SimpleLazyObject(lambda: unsent_of(request)),
    }
