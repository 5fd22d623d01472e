"""Makes the portal forget answers that it keeps, so that the next one is worked out anew."""

from django.core.cache import caches
from django.db import close_old_connections


def forget() -> None:
    """Empties every cache of Django's, and ends the database connection if it would end after a request."""
    for cache in caches.all():
        cache.clear()
    close_old_connections()
