"""Pages for when something fails. They need nothing but themselves."""

import logging
import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from courseapp.health.faults import is_unavailable

logger = logging.getLogger(__name__)

RETRY_AFTER = 60
"""Seconds until a store that was busy or full is worth another try."""
BARE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{0}</title></head>'
    '<body><h1>{0}</h1><p>{1}</p><p><a href="/">See the courses</a></p></body></html>'
)
"""Where not even a template can be had."""
BARE_WORDS = {
    HTTPStatus.BAD_REQUEST: ("This was not understood", "Nothing was changed."),
    HTTPStatus.FORBIDDEN: ("You may not do this", "Nothing was changed."),
    HTTPStatus.NOT_FOUND: ("There is no such page", "The address may be mistyped."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("That is too long to be sent", "Nothing was changed."),
    HTTPStatus.TOO_MANY_REQUESTS: ("Too many tries", "Please wait, then try again."),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Nothing can be saved just now",
        "It is our fault, not yours. Nothing you have locked in is lost. Try again in a minute.",
    ),
}
OUR_FAULT = ("Something broke here", "It is our fault, not yours.")
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def show_fault(request: HttpRequest, status: HTTPStatus, **context: Any) -> HttpResponse:
    """The page of a status, as well as it can be had."""
    _speak_as(request)
    response = HttpResponse(_alone(f"{status.value}.html", status, context), status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def show_refusal(
    request: HttpRequest, status: HTTPStatus, template: str = "", **context: Any
) -> HttpResponse:
    """The page of a status in the site's frame; alone where the frame cannot be had.

    Raises:
        DatabaseError: the database is away, which has a page of its own.
    """
    template = template or f"{status.value}.html"
    try:
        page: str = render_to_string(template, context, request)
    except Exception as error:  # whatever the frame needs and has not
        if is_unavailable(error):
            raise
        logger.exception("The page of %s has no frame.", status.value)
        page = _alone(template, status, context)
    return HttpResponse(page, status=status)


def _speak_as(request: HttpRequest) -> None:
    """In the reader's language, where that was not chosen before something failed: what is active
    then is the language of whoever came before."""
    if hasattr(request, "LANGUAGE_CODE"):
        return
    try:
        translation.activate(translation.get_language_from_request(request))
    except Exception:  # words that cannot be read
        translation.deactivate()


def _alone(template: str, status: HTTPStatus, context: dict[str, Any]) -> str:
    """The page without frame and reader, or as plain HTML."""
    outer = {"layout": "alone.html", "style_sheet": _style_sheet(), "SITE_NAME": settings.SITE_NAME}
    try:
        return str(render_to_string(template, outer | context))
    except Exception:  # whatever it is, the reader gets a page
        logger.exception("The page of %s could not be made.", status.value)
        return BARE.format(*BARE_WORDS.get(status, OUR_FAULT))


def _style_sheet() -> str:
    try:
        return str(staticfiles_storage.url("css/site.css"))
    except Exception:  # not collected, or not to be read
        return ""


def status_of_fault() -> HTTPStatus:
    """Of the exception that is being handled: ours, or the database's."""
    if is_unavailable(sys.exc_info()[1]):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.INTERNAL_SERVER_ERROR


def status_of_refusal(error: Exception) -> HTTPStatus:
    """Of what Django calls a bad request: too much, a session that cannot be stored, or that."""
    if is_unavailable(error):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(error, TOO_MUCH):
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HTTPStatus.BAD_REQUEST


def no_such_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_refusal(request, HTTPStatus.NOT_FOUND)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    return show_refusal(request, HTTPStatus.FORBIDDEN)
