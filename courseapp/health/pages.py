"""Pages for when something fails. They need nothing but themselves."""

import logging
import sys
from http import HTTPStatus
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from courseapp.health.faults import is_unavailable

logger = logging.getLogger(__name__)

RETRY_AFTER = 60
"""Seconds until a store that was busy or full is worth another try."""
BARE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{0}</title></head>'
    '<body><h1>{0}</h1><p>It is our fault, not yours.</p><p><a href="/">See the courses</a></p>'
    "</body></html>"
)
"""Where not even a template can be had."""
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def show_fault(status: HTTPStatus, **context: Any) -> HttpResponse:
    """The page of a status, as well as it can be had."""
    context["style_sheet"] = _style_sheet()
    try:
        page: str = render_to_string(f"{status.value}.html", context)
    except Exception:  # whatever it is, the reader gets a page
        logger.exception("The page of %s could not be made.", status.value)
        page = BARE.format("Something broke here")
    response = HttpResponse(page, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _style_sheet() -> str:
    try:
        return str(staticfiles_storage.url("css/site.css"))
    except ValueError:  # not collected
        return ""


def status_of_fault() -> HTTPStatus:
    """Of the exception that is being handled: ours, or the database's."""
    if is_unavailable(sys.exc_info()[1]):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.INTERNAL_SERVER_ERROR


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django calls a bad request; more than a form holds has a page of its own."""
    is_too_much = isinstance(exception, TOO_MUCH)
    return show_fault(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_much else HTTPStatus.BAD_REQUEST
    )
