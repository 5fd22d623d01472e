"""One state of the database for as long as an export reads, without a lock that a writer would wait for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

SORTING = {"temp_store": "FILE", "cache_size": -4096, "mmap_size": 0}
"""SQLite's pragmas while an export reads: by the settings it would sort a million rows, and map the file, in memory."""


def is_pooled() -> bool:
    """Whether connections are lent for one transaction at a time (DATABASE_POOLED): none is kept for a slow client."""
    return bool(connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"))


@contextmanager
def hold_snapshot() -> Iterator[None]:
    """Everything that the block reads is of one moment, whoever writes meanwhile; writers are not held up.

    In a pool there is no such moment: each statement of the block sees what is committed by then. Inside a
    transaction the block is a part of it.
    """
    if connection.in_atomic_block or is_pooled():
        yield
    elif connection.vendor == "sqlite":
        with _sort_on_disk(), _begin_deferred():
            yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _begin_deferred() -> Iterator[None]:
    """A transaction that only reads. The settings' IMMEDIATE would take the lock that writers need."""
    usual = connection.transaction_mode
    connection.transaction_mode = "DEFERRED"
    try:
        with transaction.atomic():
            connection.transaction_mode = usual
            yield
    finally:
        connection.transaction_mode = usual


@contextmanager
def _sort_on_disk() -> Iterator[None]:
    with connection.cursor() as cursor:
        usual = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in SORTING}
    try:
        _set_pragmas(SORTING)
        yield
    finally:
        _set_pragmas(usual)


def _set_pragmas(values: dict[str, str | int]) -> None:
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(f"PRAGMA {name}={value}")
