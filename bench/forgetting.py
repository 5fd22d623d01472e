"""Makes the portal forget answers that it keeps, so that the next one is worked out anew."""

from django.core.cache import caches
from django.db import close_old_connections, connection


def forget() -> None:
    """Empties every cache of Django's; outside a transaction a connection ends here if it ends after a request."""
    for cache in caches.all():
        cache.clear()
    if not connection.in_atomic_block:
        close_old_connections()
