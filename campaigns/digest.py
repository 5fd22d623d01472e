"""One hash over all business data and figures: equal for equal data, whatever the engine and the order of loading.

Each row becomes one line of folded names and values; the lines' hashes are added up, so no order can matter.
Left out is what only says how the data came in: keys, row numbers, runs, times and spellings. Nor does the order
of columns matter, so that a table may be laid out anew.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b, sha256

from campaigns.metrics.dimensions import Grain
from campaigns.models import Influencer, Payout, Rollup
from campaigns.models.dimensions import NAMED
from campaigns.models.facts import Post, TrackingEvent

LEFT_OUT = {"id", "key", "run_id", "search_key", "is_edited"}
MODULUS = 1 << 256


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
        yield model._meta.model_name, _lines(model.objects.values_list(*columns), columns, keys)
    columns = sorted((*Rollup.DIMENSIONS, *Rollup.SUMS))
    yield "rollup", _lines(Rollup.objects.at(Grain.DAY).values_list(*columns), columns, keys)


def _lines(rows: Iterable[tuple], columns: list[str], keys: dict[str, dict[int, str]]) -> Iterator[str]:
    names = [keys.get(column) for column in columns]
    for row in rows.iterator(chunk_size=5000):
        yield "\x1f".join(str(value if name is None else name[value]) for name, value in zip(names, row, strict=True))


def _add_up(lines: Iterable[str]) -> int:
    total = 0
    for line in lines:
        total += int.from_bytes(blake2b(line.encode(), digest_size=32).digest())
    return total % MODULUS
