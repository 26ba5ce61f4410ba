"""Pieces of pages that many readers see alike, rendered once.

`{% piece "some.html" step=step page=page.around %}` includes a template with nothing but the values
it names: no request, no reader. So its HTML depends on these values and the language alone, and is
remembered by them: what changes is simply another piece. Only a CSRF token goes in afterwards.
"""

from functools import lru_cache
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.template import Context, Library, Node
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.template.loader import render_to_string
from django.utils.translation import get_language

register = Library()

SEAM = token_hex(16)
"""Where the CSRF token goes. Nobody can write it into a lesson or an answer."""


class PieceNode(Node):
    def __init__(self, template: str, values: dict[str, FilterExpression]) -> None:
        self.template, self.values = template, values

    def render(self, context: Context) -> str:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        render = _rendered if settings.DEBUG else _remembered
        first, *others = render(self.template, get_language(), **values)
        return str(context.get("csrf_token", "")).join([first, *others]) if others else first


@register.tag
def piece(parser: Parser, token: Token) -> PieceNode:
    """The template's name in quotes, then values by name; each must be hashable."""
    _, template, *values = token.split_contents()
    return PieceNode(template.strip('"'), token_kwargs(values, parser))


def _rendered(template: str, language: str | None, /, **values: Any) -> list[str]:
    """The piece's HTML, cut where the reader's CSRF token goes."""
    return render_to_string(template, {**values, "csrf_token": SEAM}).split(SEAM)


_remembered = lru_cache(maxsize=512, typed=True)(_rendered)
"""Typed: sanitised HTML equals the text that looks like it, which is to be escaped."""
