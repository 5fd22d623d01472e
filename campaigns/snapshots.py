"""One state of a database for as long as somebody reads, without a lock that a writer would wait for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from campaigns.pragmas import SORT_ON_DISK, set_pragmas

READING = SORT_ON_DISK | {"cache_size": -4096, "mmap_size": 0}
"""While much is read: by the settings it would sort a million rows, and map the file, in memory."""


def is_pooled(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether connections are lent for one transaction at a time (DATABASE_POOLED): none is kept for a slow client."""
    return bool(connections[using].settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"))


@contextmanager
def hold_snapshot(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Everything that the block reads is of one moment, whoever writes meanwhile; writers are not held up.

    Inside a transaction the block is a part of it.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with set_pragmas(READING, using), _begin_deferred(using):
            yield
    else:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _begin_deferred(using: str) -> Iterator[None]:
    """A transaction that only reads. The settings' IMMEDIATE would take the lock that writers need."""
    connection = connections[using]
    usual = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic(using=using):
            connection.transaction_mode = usual
            yield
    finally:
        connection.transaction_mode = usual
