"""What an author wrote against what a column takes, before a database says it in its own words."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import JSONField, Model

from courseapp.lessonfiles.problems import Problem

M = TypeVar("M", bound=Model)


class UnfitError(Exception):
    """A value is too long or too large for its column."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def fitting(row: M, path: str, line: int = 0) -> M:
    """The row itself, once its plain columns are known to take their values.

    Raises:
        UnfitError: they do not.
    """
    unchecked = {
        field.name
        for field in row._meta.concrete_fields
        if field.primary_key or field.is_relation or isinstance(field, JSONField)
    }
    try:
        row.clean_fields(exclude=unchecked)
    except ValidationError as error:
        texts = (f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        hint = "Nothing of this course was loaded."
        raise UnfitError(Problem(path, line, " ".join(texts), hint)) from error
    return row
