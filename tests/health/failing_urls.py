"""The site's addresses, and one for each way in which a view can end badly."""

from typing import Never

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from courseapp import urls

handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500

ENDS: dict[int, Exception] = {
    400: SuspiciousOperation(),
    403: PermissionDenied(),
    404: Http404(),
    413: RequestDataTooBig(),
    500: ValueError("a fault of ours"),
    503: OperationalError("gone"),
}


@login_not_required
def end(request: HttpRequest, status: int) -> Never:
    raise ENDS[status]


@login_not_required
def too_often(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = ratelimit.respond_429(request)
    return answer


def fail(request: HttpRequest) -> Never:
    """A context processor that breaks."""
    raise RuntimeError("A context processor broke.")


urlpatterns = [path("end/429/", too_often), path("end/<int:status>/", end), *urls.urlpatterns]
