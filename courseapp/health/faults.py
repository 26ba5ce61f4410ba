"""Which faults are the database's, so that people are told to come back and not that we erred."""

from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError

AWAY = (OperationalError, InterfaceError, InternalError)
"""It cannot be reached, is locked, full, or takes no writes (PostgreSQL calls that internal)."""
NO_TABLE = ("does not exist", "no such table")


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database, not our code, is what failed; or what it was raised from."""
    while error is not None:
        if isinstance(error, AWAY):
            return True
        if isinstance(error, ProgrammingError) and any(words in str(error) for words in NO_TABLE):
            return True
        error = error.__cause__ or error.__context__
    return False
