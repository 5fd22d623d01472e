"""The database that a backup is restored into: whether it is empty, and how it is emptied in spite of triggers."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection

from campaigns.backups.tables import all_models, kept_models
from campaigns.models import NONE, AuditEntry, AuditSeal, DataVersion, Influencer
from campaigns.models.dimensions import Dimension

MADE_BY_MIGRATE = {
    "auth.Group",
    "auth.Group_permissions",
    "auth.Permission",
    "contenttypes.ContentType",
    "sites.Site",
}
"""Models that have rows in a database in which nobody has done anything yet."""
LOCK_SECONDS = 20


def find_rows() -> Iterator[tuple[int, str]]:
    """(how many, of what) for each table that holds what somebody has put there, as 3 users.

    That nothing was backed up is nothing, and seals come with what they seal.
    """
    for model in kept_models():
        if model._meta.label not in MADE_BY_MIGRATE and model is not AuditSeal:
            rows = model._base_manager.all()
            if issubclass(model, Dimension | Influencer):
                rows = rows.exclude(pk=NONE)
            elif model is AuditEntry:
                rows = rows.exclude(act=AuditEntry.Act.BACKED_UP)
            if count := rows.count():
                yield count, model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural


def empty_tables() -> None:
    """Removes all rows, also of tables that no backup holds: they belong to the data that go."""
    delete_rows([model._meta.db_table for model in all_models() if model is not DataVersion])


def delete_rows(tables: Iterable[str]) -> None:
    """Removes all rows of the tables. On PostgreSQL nobody may use one of them meanwhile, not even to read."""
    names = list(map(connection.ops.quote_name, tables))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            cursor.execute(f"TRUNCATE {', '.join(names)}")
        else:
            for name in names:
                cursor.execute(f"DELETE FROM {name}")


@contextmanager
def without_triggers() -> Iterator[None]:
    """Tables may have triggers that keep rows from being changed or count them; a restore puts rows back as they were.

    When the block ends well all links are looked at: PostgreSQL brings no trigger back before, nor takes one away.
    """
    if connection.vendor == "postgresql":
        _run(["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"])
        tables = list(_ask(_TABLES_WITH_TRIGGERS))
        _run(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)
        yield
        _run(["SET CONSTRAINTS ALL IMMEDIATE"])
        _run(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)
    else:
        statements = list(_ask("SELECT sql FROM sqlite_master WHERE type = 'trigger'"))
        names = list(_ask("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        _run(f"DROP TRIGGER {connection.ops.quote_name(name)}" for name in names)
        yield
        _run(statements)


_TABLES_WITH_TRIGGERS = """
    SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"""


def _ask(statement: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return (value for (value,) in cursor.fetchall())


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, None)
