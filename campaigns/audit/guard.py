"""Triggers by which the database itself refuses to change or empty the trail.

They stop programs, the admin and careless SQL; whoever owns the tables can drop them, which ``audit --check`` reports.
They are put in place after each migrate (SQLite drops them with a table that a migration makes anew), so a restored or
migrated database has them too. What must empty the tables, such as ``flush`` and a forced restore, lifts them for that
one transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from campaigns.models import AuditEntry, AuditSeal

TABLES = tuple(model._meta.db_table for model in (AuditEntry, AuditSeal))
REFUSAL = "The audit trail is only added to."
_FUNCTION = "campaigns_audit_refuse"


def install_guard(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Puts every trigger in place that is not there. Does nothing while the tables are not there either."""
    connection = connections[using]
    missing = find_unguarded(using)
    with connection.cursor() as cursor:
        present = {*connection.introspection.table_names(cursor)}
        for table, act in missing:
            if table in present:
                for sql in _write_triggers(connection.vendor, table, act):
                    cursor.execute(sql)


def find_unguarded(using: str = DEFAULT_DB_ALIAS) -> list[tuple[str, str]]:
    """The table and the act of every trigger that is missing or switched off."""
    connection = connections[using]
    wanted = {_name(table, act): (table, act) for table in TABLES for act in _list_acts(connection.vendor)}
    if connection.vendor == "postgresql":
        sql = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'audit_guard_%%' AND tgenabled = 'O'"
    else:
        sql = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_guard_%%'"
    with connection.cursor() as cursor:
        cursor.execute(sql, [])
        there = {name for (name,) in cursor.fetchall()}
    return [each for name, each in wanted.items() if name not in there]


@contextmanager
def lift_guard(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction in which the trail can be emptied or replaced. Nothing but ``flush`` and a restore needs this."""
    connection = connections[using]
    with transaction.atomic(using=using):
        with connection.cursor() as cursor:
            for table in TABLES:
                for act in _list_acts(connection.vendor):
                    on = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{on}")
        yield
        install_guard(using)


def _name(table: str, act: str) -> str:
    return f"audit_guard_{table}_{act}".lower()


def _list_acts(vendor: str) -> tuple[str, ...]:
    return ("UPDATE", "DELETE", "TRUNCATE") if vendor == "postgresql" else ("UPDATE", "DELETE")


def _write_triggers(vendor: str, table: str, act: str) -> Iterator[str]:
    """Statements that make one trigger. On PostgreSQL it is asked once a statement: TRUNCATE has no rows."""
    if vendor == "postgresql":
        yield f"""CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"""
        yield f"""CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {_FUNCTION}()"""
    else:
        yield f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
