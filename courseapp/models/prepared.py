"""Queries whose SQL Django writes once, and not each time it asks.

Writing the SQL of a short query takes Django several times as long as running it. Where that is
most of a page's time, the SQL is kept and asked with other values.
"""

from collections.abc import Callable
from functools import cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db.models import Model, QuerySet

P = ParamSpec("P")
Row = TypeVar("Row", bound=Model)

FIRST_MARK = 31_000
"""What stands for the first argument while the SQL is written; it fits the smallest column."""


def prepared(query: Callable[P, QuerySet[Row]]) -> Callable[P, list[Row]]:
    """Makes a function that describes a query one that asks it.

    Its arguments, whole numbers or texts, must all become parameters of the SQL, and nothing else
    may. What is annotated comes as the database gives it.
    """

    @cache
    def written() -> tuple[type[Row], str, list[int]]:
        marks: Any = range(FIRST_MARK, FIRST_MARK + len(signature(query).parameters))
        found = query(*marks)  # type: ignore[call-arg]
        sql, parameters = found.query.sql_with_params()
        return found.model, sql, [marks.index(int(parameter)) for parameter in parameters]

    @wraps(query)
    def ask(*values: P.args, **none: P.kwargs) -> list[Row]:
        model, sql, order = written()
        return list(model._default_manager.raw(sql, [values[place] for place in order]))

    return ask
