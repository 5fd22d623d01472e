"""Proves the trail: recomputes every hash, and says in sentences where it is broken."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from campaigns.audit import spool
from campaigns.audit.chain import START, compute_hash
from campaigns.audit.guard import find_unguarded
from campaigns.audit.upkeep import find_unsealed
from campaigns.models import AuditEntry, AuditSeal

AT_ONCE = 2_000
SEALED_WITHIN = timedelta(hours=1)
"""Entries outside the chain for longer are reported: sealing takes seconds."""
BACKDATED = timedelta(days=1)
"""An entry that was sealed so long after its own time is reported: somebody may have given it that time."""


@dataclass(frozen=True)
class Head:
    """The end of the chain as somebody noted it: how many entries, and the last hash."""

    place: int
    hash: str

    def __str__(self) -> str:
        return f"{self.place}:{self.hash}"


def read_head() -> Head:
    """The end of the chain now; place 0 while it is empty."""
    seal = AuditSeal.objects.order_by("-id").first()
    return Head(seal.pk, seal.hash) if seal else Head(0, START)


def find_faults(expected: Head | None = None) -> Iterator[str]:
    """A sentence for each place where the trail is not what was recorded, and for what makes that possible."""
    yield from _prove_chain()
    yield from _prove_end(expected)
    yield from _list_unsealed()
    for table, act in find_unguarded():
        yield f"The database does not refuse {act} on {table}: its trigger is missing. “migrate” puts it back."
    for path in spool.list_broken():
        yield f"The entry in {path} cannot be read."


def _prove_chain() -> Iterator[str]:
    place, last = 0, START
    while seals := list(AuditSeal.objects.filter(pk__gt=place).order_by("pk")[:AT_ONCE]):
        entries = AuditEntry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            entry = entries.get(seal.entry_id)
            if seal.pk != place + 1:
                yield f"{_name_places(place + 1, seal.pk - 1)} of the chain: removed."
            elif entry is not None and compute_hash(last, seal.pk, seal.sealed_at, entry) != seal.hash:
                yield f"Place {seal.pk}, entry {entry.pk}: changed, put in or moved since it was sealed."
            if entry is None:
                yield f"Place {seal.pk}, entry {seal.entry_id}: removed."
            elif seal.sealed_at - entry.at > BACKDATED:
                yield f"Place {seal.pk}, entry {entry.pk}: of {entry.at:%Y-%m-%d}, but came {seal.sealed_at:%Y-%m-%d}."
            place, last = seal.pk, seal.hash


def _name_places(first: int, final: int) -> str:
    return f"Place {first}" if first == final else f"Places {first} to {final}"


def _prove_end(expected: Head | None) -> Iterator[str]:
    head = read_head()
    if expected and expected.place > head.place:
        yield f"The chain ends at place {head.place}; {_name_places(head.place + 1, expected.place)} were cut off."
    elif expected and expected.place:
        stored = AuditSeal.objects.filter(pk=expected.place).values_list("hash", flat=True).first()
        if stored != expected.hash:
            yield f"Place {expected.place}: its hash is not the expected one, so what stands before was replaced."
    if connection.vendor == "sqlite":
        yield from _compare_counter()


def _compare_counter() -> Iterator[str]:
    """SQLite remembers the highest id that a table ever had, and takes it back with a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [AuditEntry._meta.db_table])
        given = (cursor.fetchone() or (0,))[0]
    newest = AuditEntry.objects.aggregate(n=Max("pk"))["n"] or 0
    if given > newest:
        yield f"The newest entry is {newest}, and there was an entry {given}: the end was cut off."


def _list_unsealed() -> Iterator[str]:
    before = timezone.now() - SEALED_WITHIN
    for entry in find_unsealed().filter(at__lt=before)[:AT_ONCE]:
        yield f"Entry {entry.pk} of {entry.at:%Y-%m-%d %H:%M} UTC is not in the chain. “audit --seal” takes it in."
