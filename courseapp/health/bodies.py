"""No form of ours is larger; whoever sends more is told so before it is read."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from courseapp.health.pages import show_fault


class BodyLimitMiddleware:
    """Django limits what it keeps in memory, and not the files of a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdigit() and int(size[:12]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return show_fault(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(request)
