"""Rows as the trail keeps them: plain values that both engines store alike and that people can still read in years."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from campaigns.audit.trail import Subject, make_entry, record_all
from campaigns.models import NONE, AuditEntry

Values = Mapping[str, Any]
HIDDEN = "password"
"""Of this column only that it changed is recorded."""
PASSED_OVER = {"id", "key", "run", "changed_at", "last_login"}
"""What no person changes: names of the row itself, and times that other columns or entries tell."""


def read_row(model: type[models.Model], pk: Any) -> Values | None:
    """The columns of a row as it is stored, by column; None when it is not."""
    columns = [field.attname for field in model._meta.concrete_fields]
    return model._base_manager.filter(pk=pk).values(*columns).first() if pk is not None else None


def compare(model: type[models.Model], before: Values | None, after: Values | None) -> dict[str, list[Any]]:
    """Field → [before, after] of what differs. Of a new or a removed row: of all that is not empty."""
    found = {}
    for field in model._meta.concrete_fields:
        old, new = ((values or {}).get(field.attname) for values in (before, after))
        if old == new or field.name in PASSED_OVER or (None in (before, after) and _is_empty(old) and _is_empty(new)):
            continue
        found[field.name] = ["…", "…"] if field.name == HIDDEN else [_plain(field, old), _plain(field, new)]
    return found


def _is_empty(value: Any) -> bool:
    return value in (None, "", False)


def _plain(field: models.Field, value: Any) -> Any:
    if value is None:
        return None
    if field.is_relation:
        return _name_related(field, value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def _name_related(field: models.Field, pk: int) -> str:
    """``MuscleBlaze [12]``: the name may change, the number may be given again after a restore; both say which."""
    if pk == NONE:
        return "none"
    row = field.related_model._base_manager.filter(pk=pk).first()
    return f"{row} [{pk}]" if row else f"[{pk}]"


def record_change(row: models.Model, before: Values | None, after: Values | None) -> None:
    """One entry for what became of a row, none when nothing did."""
    if entry := _make_entry(row, before, after):
        record_all([entry])


def record_removal(rows: QuerySet) -> None:
    """An entry for each of the rows, which are about to be deleted, with all that they said."""
    columns = [field.attname for field in rows.model._meta.concrete_fields]
    entries = []
    for row in rows.iterator(chunk_size=500):
        entries.append(_make_entry(row, {column: getattr(row, column) for column in columns}, None))
        if len(entries) == 500:
            record_all(entries)
            entries = []
    if entries:
        record_all(entries)


def _make_entry(row: models.Model, before: Values | None, after: Values | None) -> AuditEntry | None:
    changes = compare(type(row), before, after)
    if before is not None and after is not None and not changes:
        return None
    act = AuditEntry.Act.CHANGED
    if before is None or after is None:
        act = AuditEntry.Act.CREATED if before is None else AuditEntry.Act.DELETED
    run = (before or after or {}).get("run_id")
    return make_entry(act, Subject.of(row), run=run, changes=changes)


def name_rows(rows: Iterable[models.Model]) -> list[str]:
    """Names of related rows in a fixed order; a permission is its code name, which no query is needed for."""
    return sorted(getattr(row, "codename", None) or str(row) for row in rows)
