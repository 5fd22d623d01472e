"""Reads the audit trail in tests, and changes it behind the portal's back."""

from django.db import connection

from campaigns.audit.guard import lift_guard
from campaigns.audit.proof import find_faults
from campaigns.audit.upkeep import seal
from campaigns.models import AuditEntry


def newest(act=None):
    """The last entry, or the last of a kind."""
    entries = AuditEntry.objects.filter(act=act) if act else AuditEntry.objects.all()
    return entries.order_by("-id").first()


def acts(since=0):
    """The kinds of acts in the order in which they were recorded, from an entry's number on."""
    return list(AuditEntry.objects.filter(pk__gt=since).order_by("id").values_list("act", flat=True))


def last_id():
    """The number of the last entry."""
    return max(AuditEntry.objects.values_list("pk", flat=True), default=0)


def faults(expected=None):
    """What the proof says when all is sealed. A test's own transaction never commits, so it is sealed here."""
    seal()
    return list(find_faults(expected))


def tamper(sql, *params):
    """Runs SQL as somebody who owns the tables: without the triggers, which are there again afterwards."""
    with lift_guard(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount
