"""One state of the database for as long as an export reads; in a pool there is none, or a slow client would keep it."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import DEFAULT_DB_ALIAS

from campaigns import snapshots


@contextmanager
def hold_snapshot(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Everything that the block reads is of one moment; in a pool each statement sees what is committed by then."""
    with nullcontext() if snapshots.is_pooled(using) else snapshots.hold_snapshot(using):
        yield
