"""What a table of facts holds already: rows found by their keys, read only as far as they are looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from campaigns.bulk import batches, read_by_key
from campaigns.coded import Numbers
from campaigns.ingest.sheets import Sheet
from campaigns.models import NONE

LOOKUP = 1_000
"""Keys in one statement: of many more PostgreSQL rather reads the whole table."""
HEAD = ("key", "run_id", "is_edited")


@dataclass(slots=True)
class StoredRow:
    """A row as it stands in the table. ``values`` by column, or None as long as only its head has been read."""

    pk: int
    key: bytes
    run_id: int | None
    is_edited: bool
    values: dict[str, Any] | None = None

    @property
    def image(self) -> dict[str, Any]:
        """All its columns: what undo needs."""
        head = {"id": self.pk, "key": self.key, "run_id": self.run_id, "is_edited": self.is_edited}
        return head | (self.values or {})


class Stored:
    """The rows that a table had before this run. ``last`` is the id of the last of them, 0 when there is none."""

    def __init__(self, sheet: Sheet) -> None:
        self._model = sheet.model
        self.columns = [f.column for f in self._model._meta.concrete_fields if f.column not in ("id", *HEAD)]
        self.last = self._model.objects.aggregate(top=Max("id"))["top"] or 0

    def find(self, keys: Sequence[bytes], are_whole: Numbers) -> dict[bytes, StoredRow]:
        """The stored rows with these keys. Of those that are known by all their cells the head says enough."""
        named = [key for key, is_whole in zip(keys, are_whole.tolist(), strict=True) if not is_whole]
        whole = [key for key, is_whole in zip(keys, are_whole.tolist(), strict=True) if is_whole]
        return self._read(whole, ()) | self._read(named, self.columns)

    def complete(self, row: StoredRow) -> StoredRow:
        """The same row with its values."""
        return row if row.values is not None else self.read_one(row.pk)

    def read_one(self, pk: int) -> StoredRow:
        """A row by its id."""
        key = self._model.objects.values_list("key", flat=True).get(pk=pk)
        return next(row for row in self._read([bytes(key)], self.columns).values() if row.pk == pk)

    def blank(self) -> dict[str, Any]:
        """What each column holds when a file has no such column."""
        fields = {f.column: f for f in self._model._meta.concrete_fields}
        return {
            c: NONE if c.endswith("_id") and fields[c].is_relation else fields[c].get_default() for c in self.columns
        }

    def _read(self, keys: list[bytes], columns: Sequence[str]) -> dict[bytes, StoredRow]:
        """The rows with these keys; with their values, if any ``columns`` are named."""
        found = {}
        for some in batches(keys, LOOKUP):
            for pk, key, run, is_edited, *values in read_by_key(self._model, ("id", *HEAD, *columns), some):
                if pk <= self.last:
                    row = dict(zip(columns, values, strict=True)) if columns else None
                    found[bytes(key)] = StoredRow(pk, bytes(key), run, bool(is_edited), row)
        return found
