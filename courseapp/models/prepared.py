"""Queries whose SQL Django writes once, and not each time it asks.

Writing the SQL of a short query takes Django several times as long as running it. Where that is
most of a page's time, the SQL is kept, with what turns a row into a model, and asked with other
values.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from itertools import islice
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet

P = ParamSpec("P")
Row = TypeVar("Row", bound=Model)

FIRST_MARK = 31_000
"""What stands for the first argument while the SQL is written; it fits the smallest column."""


@dataclass(frozen=True)
class Written(Generic[Row]):
    """A query in SQL.

    `order` has the place of the argument that each parameter is, `fields` and `annotations` name
    the columns, and `converters` make the database's values Python's, by column.
    """

    model: type[Row]
    using: str
    sql: str
    order: list[int]
    fields: list[str]
    annotations: dict[str, int]
    converters: dict[int, tuple[list[Callable[..., Any]], Any]]

    def ask(self, values: Sequence[Any]) -> list[Row]:
        with connections[self.using].cursor() as cursor:
            cursor.execute(self.sql, [values[place] for place in self.order])
            return [self.read(list(row)) for row in cursor.fetchall()]

    def read(self, row: list[Any]) -> Row:
        for column, (converters, expression) in self.converters.items():
            for convert in converters:
                row[column] = convert(row[column], expression, connections[self.using])
        instance = self.model.from_db(self.using, self.fields, row[: len(self.fields)])
        for name, column in self.annotations.items():
            setattr(instance, name, row[column])
        return instance


def prepared(query: Callable[P, QuerySet[Row]]) -> Callable[P, list[Row]]:
    """Makes a function that describes a query one that asks it.

    Its arguments, whole numbers, texts or tuples of whole numbers, must all become parameters of
    the SQL, and nothing else may. It may annotate, and may not select related rows.
    """

    @cache
    def written(sizes: tuple[int | None, ...]) -> Written[Row]:
        marks = range(FIRST_MARK, FIRST_MARK + sum(1 if size is None else size for size in sizes))
        left = iter(marks)
        arguments: Any = (next(left) if n is None else tuple(islice(left, n)) for n in sizes)
        return write(query(*arguments), marks)  # type: ignore[call-arg]

    @wraps(query)
    def ask(*values: P.args, **none: P.kwargs) -> list[Row]:
        sizes = tuple(len(value) if isinstance(value, tuple) else None for value in values)
        return written(sizes).ask(flat(values))

    return ask


def flat(values: Iterable[Any]) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, tuple) else (value,))]


def write(query: QuerySet[Row], marks: Sequence[int]) -> Written[Row]:
    """The SQL of a query that was asked with these marks."""
    compiler = query.query.get_compiler(query.db)
    sql, parameters = compiler.as_sql()
    columns = [column for column, *_ in compiler.select]
    annotations = compiler.annotation_col_map or {}
    fields = columns[: len(columns) - len(annotations)]
    return Written(
        model=query.model,
        using=query.db,
        sql=sql,
        order=[marks.index(int(parameter)) for parameter in parameters],
        fields=[column.target.attname for column in fields],
        annotations=annotations,
        converters=compiler.get_converters(columns),
    )
