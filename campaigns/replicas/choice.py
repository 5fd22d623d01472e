"""Which database a question goes to: the primary, unless the page that asks has been given a replica."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models

_chosen: ContextVar[str | None] = ContextVar("chosen", default=None)


@contextmanager
def read_from(alias: str) -> Iterator[None]:
    """What reports read in this block comes from that database; everything else still from the primary."""
    before = _chosen.get()
    _chosen.set(alias)
    try:
        yield
    finally:
        _chosen.set(before)  # not by a token: a stream may be closed where it was not begun


class ReplicaRouter:
    """Django's question where to read and write. Sessions, people, permissions and jobs have no other place."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        """The chosen replica for what reports read; with the data their version, by which answers are kept."""
        alias = _chosen.get()
        return alias if alias and model in _list_read() else None

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        """Always the primary, also for rows that came from a replica."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        """All databases are one."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """A replica follows the primary in this too."""
        return db == DEFAULT_DB_ALIAS


@cache
def _list_read() -> frozenset[type[models.Model]]:
    from campaigns.models import FACTS, DataVersion, Influencer, Margin, PayoutShare, Rollup
    from campaigns.models.dimensions import NAMED

    return frozenset((*FACTS, *NAMED, Influencer, Rollup, PayoutShare, Margin, DataVersion))
