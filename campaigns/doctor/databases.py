"""What can be wrong with a database of either engine, and with the copies of it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import Error, connection, connections
from django.db.models import Sum
from django.utils import timezone

from campaigns.audit.guard import find_unguarded
from campaigns.doctor.findings import Finding
from campaigns.doctor.schema import find_unapplied, find_unknown
from campaigns.metrics.dimensions import Grain
from campaigns.models import Post, Rollup, TrackingEvent

SKEW_SECONDS = 5
LAG_SECONDS = 60
_NOW = {"sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')", "postgresql": "SELECT clock_timestamp()"}
_LAG = """SELECT pg_is_in_recovery(), pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn(),
    extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())"""


def find_no_answer() -> Iterator[Finding]:
    """A database that cannot be reached."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        yield Finding(
            what=f"The database does not answer: {' '.join(str(error).split()).rstrip('.')}.",
            why="Nothing works without it.",
            do="See that it runs, that DATABASE_URL is right, and that it can be reached from this machine.",
        )


def find_pending_migrations() -> Iterator[Finding]:
    """Tables of an older version than the code."""
    if lacking := find_unapplied():
        yield Finding(
            what=f"{len(lacking)} migrations were not applied, such as {lacking[0]}.",
            why="The code expects tables and columns that are not there; /readyz says so to the load balancer.",
            do="Take a backup, then run: manage.py migrate",
        )


def find_later_version() -> Iterator[Finding]:
    """Tables of a later version than the code."""
    if later := find_unknown():
        yield Finding(
            what=f"The database was migrated by a later version: it has {later[0]}, which this code does not know.",
            why="This code may write what the later version cannot read, or fail half-way.",
            do="Install that version again, or restore the backup from before the upgrade (docs/upgrade.md).",
        )


def find_clock_skew(read_now: Callable[[], datetime] = timezone.now) -> Iterator[Finding]:
    """A database whose clock is not that of this machine."""
    before = read_now()
    with connection.cursor() as cursor:
        cursor.execute(_NOW[connection.vendor])
        told = cursor.fetchone()[0]
    theirs = datetime.fromisoformat(told) if isinstance(told, str) else told
    apart = max((before - theirs).total_seconds(), (theirs - read_now()).total_seconds())
    if apart > SKEW_SECONDS:
        yield Finding(
            what=f"The clocks of this machine and of the database are {apart:.0f} seconds apart.",
            why="Jobs are taken for dead or waited for by the clock; sessions end early or late.",
            do="Switch on time synchronisation (systemd-timesyncd, chrony) on both machines.",
        )


def find_no_superuser() -> Iterator[Finding]:
    """Nobody who may make accounts."""
    if not get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
        yield Finding(
            what="There is no active superuser.",
            why="Nobody can make accounts or change what only admins may.",
            do="Run: manage.py createsuperuser",
        )


def find_wrong_counts() -> Iterator[Finding]:
    """A rollup that does not count the facts that are there: the cheap part of ``manage.py rollup --check``."""
    told = Rollup.objects.at(Grain.TOTAL).aggregate(events=Sum("events_sum"), posts=Sum("posts_sum"))
    stored = {"events": TrackingEvent.objects.count(), "posts": Post.objects.count()}
    for what, count in stored.items():
        if (told[what] or 0) != count:
            yield Finding(
                what=f"{count:,} {what} are stored, and the table of sums counts {told[what] or 0:,}.",
                why="Every report is made from that table, so its figures are wrong.",
                do="Run: manage.py rollup --rebuild, and say how it came about: it must not.",
            )


def find_no_guard() -> Iterator[Finding]:
    """An audit trail that the database would let somebody change."""
    if missing := find_unguarded():
        table, act = missing[0]
        yield Finding(
            what=f"{len(missing)} triggers that guard the audit trail are missing, such as that for {act} on {table}.",
            why="What was done could be changed or removed, which only the chain would tell.",
            do="Run: manage.py migrate, which puts them back, and manage.py audit --check.",
        )


def find_bad_replicas() -> Iterator[Finding]:
    """Copies to read from that do not answer, are none, or are behind."""
    for alias in connections:
        if alias.startswith("replica"):
            yield from look_at_replica(alias)


def look_at_replica(alias: str) -> Iterator[Finding]:
    """What is wrong with one of them."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(_LAG)
            is_standby, is_level, seconds = cursor.fetchone()
    except Error as error:
        yield _describe_replica(alias, f"does not answer: {' '.join(str(error).split()).rstrip('.')}")
        return
    if not is_standby:
        yield _describe_replica(alias, "is no standby: it does not follow any other database")
    elif not is_level and (seconds is None or seconds > LAG_SECONDS):
        yield _describe_replica(alias, f"is {seconds or 0:.0f} seconds behind")


def _describe_replica(alias: str, what: str) -> Finding:
    return Finding(
        what=f"{alias} of DATABASE_REPLICA_URLS {what}.",
        why="Reports cannot use it, or would show figures that are not true any more.",
        do="Look at its own log and at pg_stat_replication of the primary, or take it out of DATABASE_REPLICA_URLS.",
    )
