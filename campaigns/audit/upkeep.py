"""Brings the trail in order: takes waiting entries into the table, and seals what is not in the chain yet.

The chain needs one order, and what is chained must be committed or go with it. On SQLite the one write transaction is
that order: entries are sealed in the transaction that writes them. On PostgreSQL many transactions write at once, and
to chain in each of them would make a login or a download wait for an import of minutes. So there entries are written
unsealed, and a short transaction of its own seals what is committed, in the order of the ids, under an advisory lock of
that transaction. It runs after each commit that wrote entries, and in the worker; what a dead process left behind is
sealed by the next. ``audit --check`` reports what has waited for long.

Entries that are already sealed stay where they are, so one that is committed late has a late place; that is no fault.
"""

import logging
from functools import partial

from django.db import Error, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns.audit import spool
from campaigns.audit.chain import START, compute_hash
from campaigns.models import AuditEntry, AuditSeal
from campaigns.writers import write_if_free

AT_ONCE = 2_000
"""Entries that one transaction takes in or seals."""
LATE = 10_000
"""How many ids before the newest sealed one an entry is looked for that was committed late."""
LOCK = 0x48_4B_41_55_44
logger = logging.getLogger("campaigns.audit")


def settle_trail() -> None:
    """Takes in what waits on disk and seals what is committed, or leaves both for later when that cannot be had now."""
    try:
        _take_in()
        if connection.vendor != "sqlite":
            seal()
    except (Error, OSError) as error:
        logger.warning("The audit trail is brought in order later: %s", error)


def seal(everything: bool = False) -> int:
    """Seals what is committed, in transactions of its own; how many entries. ``everything`` looks through all."""
    count = 0
    while sealed := _seal_some(everything):
        count += sealed
        if sealed < AT_ONCE:
            break
    return count


@transaction.atomic
def _seal_some(everything: bool) -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    return _seal_batch(everything)


def seal_in_transaction() -> None:
    """Seals everything that this transaction sees unsealed; for SQLite, where nobody else can be in one."""
    while _seal_batch(False) == AT_ONCE:
        pass


def _seal_batch(everything: bool) -> int:
    entries = list(find_unsealed(everything)[:AT_ONCE])
    if not entries:
        return 0
    head = AuditSeal.objects.order_by("-id").first()
    place, last = (head.pk, head.hash) if head else (0, START)
    now, seals = timezone.now(), []
    for entry in entries:
        place += 1
        last = compute_hash(last, place, now, entry)
        seals.append(AuditSeal(pk=place, entry=entry, sealed_at=now, hash=last))
    AuditSeal.objects.bulk_create(seals)
    transaction.on_commit(partial(logger.info, "audit trail: head %d:%s", place, last))
    return len(seals)


def find_unsealed(everything: bool = True) -> QuerySet[AuditEntry]:
    """Entries outside the chain, in the order of their ids: among all, or near the end, where they usually are."""
    entries = AuditEntry.objects.filter(seal=None).order_by("id")
    if everything:
        return entries
    newest = AuditSeal.objects.order_by("-id").values_list("entry_id", flat=True).first() or 0
    return entries.filter(id__gt=newest - LATE)


def _take_in() -> None:
    """In order of time. A file goes after the commit; one that was taken in before and stayed is known by its token."""
    while waiting := spool.list_waiting(AT_ONCE):
        with write_if_free() as is_free:
            if not is_free:
                return
            tokens = [each.entry.token for each in waiting]
            known = {*AuditEntry.objects.filter(token__in=tokens).values_list("token", flat=True)}
            fresh = [each.entry for each in waiting if each.entry.token not in known]
            AuditEntry.objects.bulk_create(fresh, ignore_conflicts=True)
            if connection.vendor == "sqlite":
                seal_in_transaction()
        spool.drop(waiting)
