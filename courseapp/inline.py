"""Code in a line of text that authors write without Markdown, a course's tagline for example."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()
CODE = re.compile(r"`([^`\n]+)`")


@register.filter
def with_code(text: str) -> SafeString:
    """What stands between backticks as code."""
    parts = enumerate(CODE.split(text))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", p) if n % 2 else p,) for n, p in parts)
    )


@register.filter
def without_code(text: str) -> str:
    """The words alone, where nothing but text can stand."""
    return CODE.sub(r"\1", text)
