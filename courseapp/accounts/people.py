"""Names of people and cohorts in templates: none may turn the words around it."""

from django import template
from django.utils.html import format_html

from courseapp.models.names import bare, isolated_text

__all__ = ["isolated", "isolated_text", "register"]

register = template.Library()
register.filter("isolated_text", isolated_text)


@register.filter
def isolated(name: object) -> str:
    return format_html("<bdi>{}</bdi>", bare(name))
