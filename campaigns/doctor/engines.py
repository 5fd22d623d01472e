"""What each engine says of itself, and what is wrong with it: settings that lose data or make everything slow."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from campaigns.doctor.findings import Finding
from campaigns.doctor.switches import THREADS, read_processes

MOUNTS = Path("/proc/self/mountinfo")
FOREIGN = ("nfs", "cifs", "smb", "9p", "fuse", "vboxsf", "afs", "ceph", "gluster", "lustre")
MEGABYTE = 1024 * 1024
OTHER_CONNECTIONS = 6
"""A worker with its heart, commands and one look of an admin."""
UNSAFE = {"fsync": "a power cut", "full_page_writes": "a power cut", "synchronous_commit": "a crash of the server"}


def read_server() -> dict[str, Any]:
    """PostgreSQL's settings as text, in its own units (shared_buffers: 8 kB), and the size of our database in bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings")
        told: dict[str, Any] = dict(cursor.fetchall())
        cursor.execute("SELECT pg_database_size(current_database()), inet_server_port()")
        told["database_size"], told["reached_port"] = cursor.fetchone()
    return told


def read_file() -> dict[str, Any]:
    """What matters of a SQLite database."""
    told: dict[str, Any] = {"path": str(connection.settings_dict["NAME"]), "library": sqlite3.sqlite_version}
    with connection.cursor() as cursor:
        for name in ("journal_mode", "synchronous", "encoding"):
            cursor.execute(f"PRAGMA {name}")
            told[name] = cursor.fetchone()[0]
    return told


# PostgreSQL


def find_end_of_support(server: dict[str, Any], today: date | None = None) -> Iterator[Finding]:
    """A version that gets no fixes any more: five years after it came out, each in its own autumn."""
    version = int(server["server_version_num"]) // 10_000
    if (today or date.today()) >= date(2012 + version, 11, 15):
        yield Finding(
            what=f"PostgreSQL {version} gets no fixes any more.",
            why="Faults that lose data or let strangers in stay in it.",
            do="Upgrade to a later major version (pg_upgrade, or manage.py backup and restore).",
            is_hint=True,
        )


def find_other_encoding(server: dict[str, Any]) -> Iterator[Finding]:
    """A database that is not kept as UTF-8."""
    if server["server_encoding"] != "UTF8":
        yield Finding(
            what=f"The database is encoded as {server['server_encoding']}.",
            why="Names with letters of other scripts, or the sign of the rupee, cannot be stored.",
            do="Make a database with ENCODING 'UTF8' and restore a backup into it.",
        )


def find_unsafe_writes(server: dict[str, Any]) -> Iterator[Finding]:
    """Settings under which an acknowledged import can be lost."""
    for name, event in UNSAFE.items():
        if server[name] == "off":
            yield Finding(
                what=f"{name} is off in PostgreSQL.",
                why=f"What was acknowledged as imported can be lost, or the database broken, by {event}.",
                do=f"ALTER SYSTEM SET {name} = on, then reload.",
            )


def find_no_vacuum(server: dict[str, Any]) -> Iterator[Finding]:
    """Autovacuum that was switched off."""
    if server["autovacuum"] == "off":
        yield Finding(
            what="autovacuum is off in PostgreSQL.",
            why="Tables grow with every import, and the planner guesses from old statistics.",
            do="ALTER SYSTEM SET autovacuum = on, then reload.",
        )


def find_few_connections(server: dict[str, Any]) -> Iterator[Finding]:
    """Fewer connections than the portal's threads may hold."""
    allowed = int(server["max_connections"]) - int(server["superuser_reserved_connections"])
    needed = read_processes() * THREADS + OTHER_CONNECTIONS
    if allowed < needed and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        yield Finding(
            what=f"PostgreSQL allows {allowed} connections, and this machine's processes may want {needed}.",
            why="At the busiest moment pages end as errors: “too many clients already”.",
            do="Raise max_connections, lower WEB_CONCURRENCY, or put pgbouncer between and set DATABASE_POOLED=1.",
        )


def find_unknown_pooler(server: dict[str, Any]) -> Iterator[Finding]:
    """Another port than the server's own: something stands between."""
    asked, reached = str(connection.settings_dict.get("PORT") or "5432"), server["reached_port"]
    if reached and str(reached) != asked and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        yield Finding(
            what=f"DATABASE_URL names port {asked}, and PostgreSQL itself listens on {reached}: something is between.",
            why="If it is pgbouncer in transaction mode, long exports fail.",
            do="Set DATABASE_POOLED=1 if it is; a forwarded port is no trouble.",
            is_hint=True,
        )


def find_small_buffers(server: dict[str, Any]) -> Iterator[Finding]:
    """PostgreSQL's own memory left as for a small test, under much data."""
    buffers, size = int(server["shared_buffers"]) * 8192, server["database_size"]
    if buffers <= 128 * MEGABYTE and size > 8 * buffers:
        yield Finding(
            what=f"shared_buffers is {buffers // MEGABYTE} MB, and the database has {size // MEGABYTE:,} MB.",
            why="That is the default for any machine; reports and imports read the disk more than they need.",
            do="Set shared_buffers to a quarter of that machine's memory, and restart PostgreSQL.",
            is_hint=True,
        )


def find_slow_disk_costs(server: dict[str, Any]) -> Iterator[Finding]:
    """The planner thinks of a turning disk."""
    if float(server["random_page_cost"]) >= 4:
        yield Finding(
            what=f"random_page_cost is {server['random_page_cost']}, as for a turning disk.",
            why="On a solid-state disk PostgreSQL then reads whole tables where an index is faster.",
            do="On such a disk: ALTER SYSTEM SET random_page_cost = 1.1, then reload.",
            is_hint=True,
        )


def find_unknown_zone(server: dict[str, Any]) -> Iterator[Finding]:
    """A time zone that PostgreSQL does not know."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_timezone_names WHERE name = %s", [settings.TIME_ZONE])
        if not cursor.fetchone()[0]:
            yield Finding(
                what=f"PostgreSQL does not know the time zone {settings.TIME_ZONE}.",
                why="Pages that show or filter by local time fail.",
                do="Install or update that machine's package tzdata, and restart PostgreSQL.",
            )


# SQLite


def find_no_wal(file: dict[str, Any]) -> Iterator[Finding]:
    """A database in which readers and writers shut each other out."""
    if str(file["journal_mode"]).lower() != "wal":
        yield Finding(
            what=f"SQLite's journal is {file['journal_mode']}, not WAL.",
            why="Pages wait while a file is imported, and imports while pages are made.",
            do="Keep the database on a disk of this machine, where WAL works, and restart.",
        )


def find_foreign_disk(file: dict[str, Any], mounts: Path = MOUNTS) -> Iterator[Finding]:
    """A SQLite database on another machine's disk."""
    kind = read_filesystem(Path(file["path"]), mounts)
    if kind.startswith(FOREIGN):
        yield Finding(
            what=f"The SQLite database lies on a file system of the kind {kind}.",
            why="Locks and WAL do not work there as SQLite needs them: the file can break.",
            do="Move it to a disk of this machine, or use PostgreSQL.",
        )


def find_unsafe_file(file: dict[str, Any]) -> Iterator[Finding]:
    """Writes that do not wait for the disk."""
    if int(file["synchronous"]) < 2:
        yield Finding(
            what="SQLite does not wait until the disk has what was written (synchronous is below FULL).",
            why="What was acknowledged as imported can be lost by a power cut.",
            do="Remove “synchronous” from DATABASE_URL.",
        )


def read_filesystem(path: Path, mounts: Path = MOUNTS) -> str:
    """The kind of file system a path lies on, as Linux calls it; empty where that cannot be seen."""
    kinds = {}
    for line in mounts.read_text(encoding="utf-8").splitlines() if mounts.exists() else ():
        before, _, after = line.partition(" - ")
        kinds[before.split()[4].replace("\\040", " ")] = after.split()[0]
    folders = (str(folder) for folder in path.resolve().parents)
    return next((kinds[folder] for folder in folders if folder in kinds), "")
