"""What an import into an empty database wrote, put there again: hundreds of tests begin with the same few files.

In each process the importer itself runs the first two times that files are seen; from then on their rows are written as
they were. Only inside a test's transaction, and only into a database that nothing has been written to.
"""

from functools import cache

from django.apps import apps
from django.db import connection

from campaigns.backups.tables import describe_table
from campaigns.models import NONE, DataVersion, Influencer
from campaigns.models.dimensions import NAMED

GO_ON = "SELECT setval({sequence}, GREATEST((SELECT MAX(id) FROM {table}), nextval({sequence})))"
_seen = set()
_kept = {}


def load_again(data, load):
    """The report of ``load()``, which imports ``data``; from the third time on its rows are written without it."""
    if not connection.in_atomic_block or not is_empty():
        return load()
    key = repr(data)
    if key not in _kept:
        report = load()
        if key in _seen and report.committed:
            _kept[key] = report, {table: rows for table in list_tables() if (rows := read_rows(table))}
        _seen.add(key)
        return report
    report, tables = _kept[key]
    for table, rows in tables.items():
        write_rows(table, rows)
    DataVersion.renew()
    return report


@cache
def list_tables():
    """Table → (which of its rows count, whether it counts its rows up). The version is never the same twice."""
    found = {}
    for model in apps.get_app_config("campaigns").get_models(include_auto_created=True):
        table = describe_table(model)
        found[table.name] = f" WHERE id <> {NONE}" if model in (*NAMED, Influencer) else "", bool(table.number)
    del found[DataVersion._meta.db_table]
    return found


def is_empty():
    """Whether no table holds a row beside those that stand for "no value"."""
    any_row = " OR ".join(f"EXISTS (SELECT 1 FROM {table}{where})" for table, (where, _) in list_tables().items())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {any_row}")
        return not cursor.fetchone()[0]


def read_rows(table):
    where, _ = list_tables()[table]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}{where}")
        return cursor.fetchall()


def write_rows(table, rows):
    _, is_counted = list_tables()[table]
    places = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
        if is_counted and connection.vendor == "postgresql":
            cursor.execute(GO_ON.format(table=table, sequence=f"pg_get_serial_sequence('{table}', 'id')"))
