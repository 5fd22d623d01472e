"""Writes entries: in the transaction of what they tell of, or by a file where nothing may be written just now."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import Error, connection, models, transaction
from django.utils import timezone

from campaigns.audit import spool
from campaigns.audit.actors import NAME_LENGTH, Actor, read_actor
from campaigns.audit.upkeep import seal_in_transaction, settle_trail
from campaigns.models import AuditEntry

SHOWN_LENGTH = 200
Changes = Mapping[str, Any]
logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The row that an entry is about. Facts are named by ``key``, since nothing may link to them."""

    table: str
    row_id: int | None = None
    key: str = ""
    shown: str = ""

    @classmethod
    def of(cls, row: models.Model, shown: str | None = None) -> "Subject":
        """Of a row as it is in memory."""
        key = getattr(row, "key", None)
        return cls(
            table=row._meta.model_name,
            row_id=row.pk,
            key=bytes(key).hex() if isinstance(key, bytes | memoryview) else "",
            shown=str(row) if shown is None else shown,
        )


NOTHING = Subject(table="")


def record(
    act: AuditEntry.Act,
    subject: Subject = NOTHING,
    *,
    run: int | None = None,
    changes: Changes | None = None,
    details: Changes | None = None,
    actor: Actor | None = None,
) -> None:
    """Adds an entry to the transaction: both stay, or neither."""
    record_all([make_entry(act, subject, run=run, changes=changes, details=details, actor=actor)])


def record_all(entries: Iterable[AuditEntry]) -> None:
    """The same for many."""
    with transaction.atomic():
        AuditEntry.objects.bulk_create(entries, batch_size=500)
        if connection.vendor == "sqlite":
            seal_in_transaction()
        else:
            transaction.on_commit(settle_trail)


def record_soon(
    act: AuditEntry.Act,
    subject: Subject = NOTHING,
    *,
    details: Changes | None = None,
    actor: Actor | None = None,
) -> None:
    """Adds an entry without waiting for anybody and without failing: it is on disk now, and in the table soon.

    Inside a transaction it belongs to that.
    """
    entry = make_entry(act, subject, details=details, actor=actor)
    if connection.in_atomic_block:
        record_all([entry])
        return
    try:
        spool.keep_entry(entry)
    except OSError:
        logger.exception("No audit entry can be kept on disk.")
        _record_or_log(entry)
    else:
        settle_trail()


def _record_or_log(entry: AuditEntry) -> None:
    try:
        record_all([entry])
    except Error:
        said = {name: str(getattr(entry, name)) for name in ("at", "actor", "act", "shown", "details")}
        logger.exception("An audit entry was kept nowhere but here: %s", said)


def make_entry(
    act: AuditEntry.Act,
    subject: Subject = NOTHING,
    *,
    run: int | None = None,
    changes: Changes | None = None,
    details: Changes | None = None,
    actor: Actor | None = None,
) -> AuditEntry:
    """An entry of now, not saved. Texts are as both engines keep them: within their length, without NUL."""
    actor = actor or read_actor()
    return AuditEntry(
        token=uuid4().hex,
        at=timezone.now(),
        actor=_tidy(actor.name, NAME_LENGTH),
        account=actor.account,
        via=actor.via,
        act=act,
        table=subject.table,
        row_id=subject.row_id,
        key=subject.key,
        shown=_tidy(subject.shown, SHOWN_LENGTH),
        run=run,
        changes=_tidy_all(changes or {}),
        details=_tidy_all(details or {}),
        request_id=_tidy(actor.request_id, 64),
    )


def _tidy(text: str, length: int | None = None) -> str:
    return text.replace("\0", "�").encode("utf-8", "replace").decode()[:length]


def _tidy_all(value: Any) -> Any:
    if isinstance(value, str):
        return _tidy(value)
    if isinstance(value, Mapping):
        return {_tidy(str(key)): _tidy_all(each) for key, each in value.items()}
    return [_tidy_all(each) for each in value] if isinstance(value, list | tuple) else value
