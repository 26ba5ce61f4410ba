"""Two addresses for machines. They answer by any name, with or without TLS: a balancer knows an app
by its number only."""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courseapp.health.checks import run_checks


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """That the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """A line for each thing that has to work; 503 if one does not."""
    results = list(run_checks())
    lines = "".join(f"{name}: {trouble or 'ok'}\n" for name, trouble in results)
    is_ready = not any(trouble for _, trouble in results)
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse(lines, content_type="text/plain; charset=utf-8", status=status)


VIEWS = {"/health/": health, "/health/ready/": ready}


class HealthMiddleware:
    """Answers before anything looks at names, sessions or the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return VIEWS.get(request.path_info, self.get_response)(request)
