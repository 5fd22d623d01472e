"""SQLite's pragmas, set for as long as a block runs; PostgreSQL has no such thing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

SORT_ON_DISK = {"temp_store": "FILE"}
"""What does not fit the page cache is sorted in files. By the settings all is sorted in memory: quicker for pages,
which sort little, but an index of ten million rows took half a gigabyte."""


@contextmanager
def set_pragmas(pragmas: Mapping[str, str | int], using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """The usual values come back afterwards. Nothing is set inside a transaction: SQLite may refuse it there."""
    if connections[using].vendor != "sqlite" or connections[using].in_atomic_block:
        yield
        return
    with connections[using].cursor() as cursor:
        usual = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas}
    try:
        _set(pragmas, using)
        yield
    finally:
        _set(usual, using)


def _set(pragmas: Mapping[str, str | int], using: str) -> None:
    with connections[using].cursor() as cursor:
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name}={value}")
