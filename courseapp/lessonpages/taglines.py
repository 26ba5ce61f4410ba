"""The one line that says what a course is for: plain text, in which code may stand."""

import re

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

CODE = re.compile(r"`([^`]+)`")


@register.filter
def with_code(tagline: str) -> str:
    """What stands between backticks as code."""
    parts = CODE.split(tagline)  # text and code by turns
    shown = (
        format_html("<code>{}</code>", part) if place % 2 else format_html("{}", part)
        for place, part in enumerate(parts)
    )
    return format_html_join("", "{}", ((part,) for part in shown))


@register.filter
def without_code(tagline: str) -> str:
    """For where no HTML goes."""
    return CODE.sub(r"\1", tagline)
