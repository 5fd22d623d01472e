"""Rows on their way into a table of facts: values by column of the model, and how each compares with a stored row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from campaigns.coded import Coded, Numbers
from campaigns.formats import format_money
from campaigns.ingest.cleaning import Batch
from campaigns.ingest.identity import WHOLE, Keyed
from campaigns.ingest.reports import Sample
from campaigns.ingest.resolver import MODELS
from campaigns.ingest.sheets import Sheet
from campaigns.ingest.stored import StoredRow
from campaigns.models import NONE, Influencer
from campaigns.rollup import EventColumns

DAYS = ("date", "payout_date")
MONEY = ("revenue", "rate", "total_payout")
TOTAL = frozenset({"total_payout", "total_is_derived"})


@dataclass
class Rows:
    """Clean rows as the table wants them, and the names they were written with.

    ``implied`` columns were not in the file: they count for new rows and leave stored ones alone. ``is_whole`` says
    which rows are known by all their cells.
    """

    lines: Numbers
    keys: list[bytes]
    is_whole: Numbers
    fields: dict[str, Coded]
    names: dict[str, Coded]
    implied: frozenset[str] = frozenset()

    @classmethod
    def of_batch(cls, sheet: Sheet, batch: Batch, keyed: Keyed) -> "Rows":
        """With names and influencers still as they were written."""
        fields = {c.field: batch.cells[c.key] for c in sheet.stored if c.key in batch.cells}
        names = {field: column for field, column in fields.items() if field in MODELS}
        return cls(batch.lines, keyed.keys, keyed.kinds == WHOLE, fields, names)

    def __len__(self) -> int:
        return len(self.lines)

    def take(self, places: Numbers) -> "Rows":
        """Only the rows at these places, or where a mask is true."""
        if len(places) == len(self) and (places.dtype != bool or places.all()):
            return self
        keys = [self.keys[p] for p in (places.nonzero()[0] if places.dtype == bool else places)]
        fields = {name: column.take(places) for name, column in self.fields.items()}
        names = {name: column.take(places) for name, column in self.names.items()}
        return Rows(self.lines[places], keys, self.is_whole[places], fields, names, self.implied)

    def at(self, places: list[int]) -> "Rows":
        """Only the rows at these places, which ascend."""
        return self.take(np.array(places, dtype=np.int64))

    def said(self) -> Iterator[tuple]:
        """The values of each row in the order of ``fields``."""
        return zip(*(column.list() for column in self.fields.values()), strict=True)

    def row(self, said: tuple) -> dict[str, Any]:
        """The same by name."""
        return dict(zip(self.fields, said, strict=True))

    def stated(self, place: int) -> dict[str, Any]:
        """What the file itself says in a row."""
        fields = {name: column for name, column in self.fields.items() if name not in self.implied}
        return {name: column.values[column.codes[place]] for name, column in fields.items()}

    def is_same(self, said: tuple, known: StoredRow) -> bool:
        """Whether the file says of a row what is stored. A derived total follows its scope: its amount says nothing."""
        row = self.row(said)
        follows = known.values.get("total_is_derived") and row.get("total_is_derived")
        left_out = self.implied | ({"total_payout"} if follows else set())
        return all(known.values[field] == value for field, value in row.items() if field not in left_out)

    def as_events(self) -> EventColumns:
        """Tracking rows as the rollup takes them."""
        nothing = Coded.constant(NONE, len(self))
        column = {name: self.fields.get(name, nothing) for name in ("orders", "revenue")}
        for name in ("campaign", "influencer", "product", "brand", "source"):
            column[name] = self.fields.get(f"{name}_id", nothing)
        column["date"] = self.fields["date"].map(lambda day: day.toordinal())
        return EventColumns(**{name: values.numbers() for name, values in column.items()})


def describe_change(sheet: Sheet, rows: Rows, place: int, known: StoredRow) -> Sample:
    """What a row changes, as the columns of the file show it."""
    said = rows.stated(place)
    changes = [
        (column.key, show_value(column.field, known.values[column.field]), show_value(column.field, said[column.field]))
        for column in sheet.columns
        if column.field in said and known.values[column.field] != said[column.field]
    ]
    return Sample(int(rows.lines[place]), known.values[sheet.id_column], changes)


def show_value(field: str, value: Any) -> str:
    """A stored value as a person reads it: names for ids, rupees for paise."""
    if field in MODELS or field == "influencer_id":
        return str((MODELS.get(field) or Influencer).objects.filter(pk=value).first() or "")
    if field in MONEY and value is not None:
        return format_money(value)
    return "" if value is None else str(value)
