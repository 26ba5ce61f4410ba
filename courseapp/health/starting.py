"""What is missing, said before the site is used: by `check` and when the server starts."""

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections, router

from courseapp.health.checks import static_files

COLLECT = "Run: manage.py collectstatic --no-input"


@register(Tags.staticfiles)
def find_static_files(**_: Any) -> list[CheckMessage]:
    """Without them every page is an error."""
    if settings.LOCAL or not static_files():
        return []
    return [Warning("The static files are not collected.", hint=COLLECT, id="hunch.W001")]


@register(Tags.caches, deploy=True)
def find_cache_tables(**_: Any) -> list[CheckMessage]:
    """Limits count in a table that `migrate` does not make."""
    return [message for alias in settings.CACHES for message in _find_table(alias)]


def _find_table(alias: str) -> list[CheckMessage]:
    cache: Any = caches[alias]
    if not isinstance(cache, DatabaseCache):
        return []
    table: str = vars(cache)["_table"]
    database = connections[router.db_for_read(cache.cache_model_class)]
    try:
        if table in database.introspection.table_names():
            return []
    except DatabaseError as error:
        said = f"The database cannot be read: {error}"
        return [Error(said, hint="Set DATABASE_URL.", id="hunch.E002")]
    said = f'The cache "{alias}" has no table "{table}".'
    return [Error(said, hint="Run: manage.py createcachetable", id="hunch.E001")]
