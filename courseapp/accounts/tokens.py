"""A fresh token for the forms of a page that has been open for long."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp.schedule.clock import Request


@login_not_required
@require_safe
@never_cache
def form_token(request: Request) -> HttpResponse:
    """Only a page of this site can read it: nothing here allows another host to."""
    return HttpResponse(get_token(request), content_type="text/plain")
