"""One hash over all business data and figures: equal for equal data, whatever the engine and the order of loading.

Each row becomes one line of folded names and values; the lines' hashes are added up, so no order can matter.
Left out is what only says how the data came in: keys, row numbers, runs, times and spellings. Nor does the order
of columns matter, so that a table may be laid out anew.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b, sha256

from django.db.models import DateField, QuerySet, TextField
from django.db.models.functions import Cast

from campaigns.bulk import batches
from campaigns.metrics.dimensions import Grain
from campaigns.models import Influencer, Payout, Rollup
from campaigns.models.dimensions import NAMED
from campaigns.models.facts import Post, TrackingEvent

LEFT_OUT = {"id", "key", "run_id", "search_key", "is_edited"}
MODULUS = 1 << 256
BATCH = 5_000


def compute_digest() -> str:
    """The hash as 64 hexadecimal digits."""
    total = sha256()
    for name, lines in _tables():
        total.update(f"{name} {_add_up(lines):064x}\n".encode())
    return total.hexdigest()


def _tables() -> Iterator[tuple[str, Iterable[str]]]:
    keys = {f"{model._meta.model_name}_id": dict(model.objects.values_list("pk", "key")) for model in NAMED}
    keys["influencer_id"] = dict(Influencer.objects.values_list("pk", "code"))
    for model in (Influencer, TrackingEvent, Post, Payout):
        columns = sorted(f.column for f in model._meta.concrete_fields if f.column not in LEFT_OUT)
        yield model._meta.model_name, _lines(_read(model.objects.all(), columns), columns, keys)
    columns = sorted((*Rollup.DIMENSIONS, *Rollup.SUMS))
    yield "rollup", _lines(_read(Rollup.objects.at(Grain.DAY), columns), columns, keys)


def _read(rows: QuerySet, columns: list[str]) -> QuerySet:
    """The columns, days as text: SQLite's driver and Django would each make a date of it first."""
    days = {field.column for field in rows.model._meta.concrete_fields if isinstance(field, DateField)}
    return rows.values_list(*(Cast(column, TextField()) if column in days else column for column in columns))


def _lines(rows: QuerySet, columns: list[str], keys: dict[str, dict[int, str]]) -> Iterator[str]:
    """Column by column, some thousands of rows at a time: a fraction of what value by value costs."""
    names = [keys[column].__getitem__ if column in keys else str for column in columns]
    for some in batches(rows.iterator(chunk_size=BATCH), BATCH):
        texts = (map(name, column) for name, column in zip(names, zip(*some, strict=True), strict=True))
        yield from map("\x1f".join, zip(*texts, strict=True))


def _add_up(lines: Iterable[str]) -> int:
    """The sum of the lines' hashes."""
    return sum(int.from_bytes(blake2b(line.encode(), digest_size=32).digest()) for line in lines) % MODULUS
