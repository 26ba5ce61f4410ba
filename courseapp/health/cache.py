"""Django's cache in the database, which says nothing when it cannot be written."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError


class HonestDatabaseCache(DatabaseCache):
    """Raises where a write did not happen: a limit that cannot count must not pass for one that is
    used up."""

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        """
        Raises:
            OperationalError: the key is not there, and could not be added.
        """
        for _ in range(2):  # whoever had it may have gone since
            if super().add(key, value, *args, **options):
                return True
            if self.has_key(key, options.get("version")):
                return False
        raise OperationalError("The cache cannot be written.")
