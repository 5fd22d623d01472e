"""Steps that need the portal's models or many rows in memory: ``dump``, ``yardstick``, ``bulk``, each a process.

The process that measures stays small: Linux would count its memory to its children.
"""

import json
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import django
from django.db import connection, transaction

from bench.processes import read_family_cpu

TABLE = "bench_yardstick"
OBJECTS = 1_000
"""Rows at a time, and model objects of one ``bulk_create``: larger batches cost more on both engines."""
Rows = Sequence[tuple]


def main(argv: list[str]) -> None:
    """``worker.py STEP FILE SERVER-PID``: prints the CPU seconds of the step's statement as JSON."""
    step, file, server = argv[0], Path(argv[1]), int(argv[2])
    django.setup()
    if step == "dump":
        cpu = count_cpu(lambda: dump_rows(file), server)
    else:
        rows = pickle.loads(file.read_bytes())  # written by `dump` a moment ago
        cpu = STEPS[step](rows, server)
    print(json.dumps({"cpu": cpu}))


def count_cpu(action: Callable[[], None], server: int) -> float:
    """CPU seconds of the action, here and in the database's server."""
    before = time.process_time() + read_family_cpu(server)
    action()
    return time.process_time() + read_family_cpu(server) - before


def columns() -> list[str]:
    """The event table's columns."""
    from campaigns.models import TrackingEvent

    return [field.column for field in TrackingEvent._meta.concrete_fields]


def dump_rows(file: Path) -> None:
    """All events in the order they were loaded, as the engine's driver gives and takes them."""
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns()))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote('campaigns_trackingevent')} ORDER BY id")
        rows = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in _fetch(cursor)]
    file.write_bytes(pickle.dumps(rows))


def _fetch(cursor: object) -> Iterator[tuple]:
    while some := cursor.fetchmany(OBJECTS):
        yield from some


def run_yardstick(rows: Rows, server: int) -> float:
    """All rows by one statement and its commit into an equal table with two indexes and no constraints."""
    make_table()
    connection.ensure_connection()
    write = _write_sqlite if connection.vendor == "sqlite" else _write_postgresql
    return count_cpu(lambda: write(rows), server)


def make_table() -> None:
    """The table. On SQLite the id is the row's number, which every table has; on PostgreSQL a plain column."""
    from campaigns.models import TrackingEvent

    key = " PRIMARY KEY" if connection.vendor == "sqlite" else ""
    kinds = [
        f"{f.column} {f.db_type(connection)}{key if f.primary_key else ''}" for f in TrackingEvent._meta.concrete_fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} ({', '.join(kinds)})")
        for dimension in ("campaign_id", "influencer_id"):
            cursor.execute(f"CREATE INDEX {TABLE}_{dimension} ON {TABLE} ({dimension}, date)")


def _write_sqlite(rows: Rows) -> None:
    """The driver's own connection, with the pragmas of the settings."""
    database = connection.connection
    database.execute("BEGIN IMMEDIATE")
    database.executemany(f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    database.execute("COMMIT")


def _write_postgresql(rows: Rows) -> None:
    database = connection.connection
    with database.transaction(), database.cursor() as cursor, cursor.copy(f"COPY {TABLE} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def run_bulk_create(rows: Rows, server: int) -> float:
    """The same rows by bare ``bulk_create`` into the portal's own table, making the model objects included."""
    from campaigns.models import TrackingEvent

    def create() -> None:
        source = iter(rows)
        with transaction.atomic():
            while some := list(islice(source, OBJECTS)):
                TrackingEvent.objects.bulk_create([TrackingEvent(*row) for row in some], batch_size=OBJECTS)

    connection.ensure_connection()
    return count_cpu(create, server)


STEPS = {"yardstick": run_yardstick, "bulk": run_bulk_create}

if __name__ == "__main__":
    main(sys.argv[1:])
