"""What is true of a question, remembered until the course is loaded again.

Kept apart from what asks it: nothing that is shown before an answer is locked leads here.
"""

from datetime import datetime
from functools import lru_cache

from courseapp.models import Course, Revision


def solved(revision_id: int, course: Course) -> Revision:
    """A revision with its solution, and with the one that corrects it. Shared: do not change it.

    Raises:
        Revision.DoesNotExist: an author removed the question.
    """
    return _solved(revision_id, course.loaded_at)


@lru_cache(maxsize=1024)
def _solved(revision_id: int, loaded_at: datetime) -> Revision:
    return Revision.objects.select_related("solution", "corrected_by__solution").get(pk=revision_id)


def forget() -> None:
    """Read everything anew next time."""
    _solved.cache_clear()
