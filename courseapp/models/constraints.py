"""Which rule of the database a write broke."""

from typing import Any

from django.db import IntegrityError, models


def breaks(error: IntegrityError, model: type[models.Model], name: str) -> bool:
    """Whether it was the unique constraint of that name. PostgreSQL names what is broken, SQLite
    its columns."""
    diagnosis: Any = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == name)
    return str(error) == f"UNIQUE constraint failed: {', '.join(_columns(model, name))}"


def _columns(model: type[models.Model], name: str) -> list[str]:
    constraint = next(one for one in model._meta.constraints if one.name == name)
    assert isinstance(constraint, models.UniqueConstraint)  # noqa: S101  nobody asks for others
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    return [f"{model._meta.db_table}.{columns[name]}" for name in constraint.fields]
