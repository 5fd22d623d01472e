"""The numbers that a database counts up: none that was ever given to a row is given again after a restore."""

from collections.abc import Mapping

from django.db import connection

from campaigns.backups.tables import Table, describe_table, kept_models


def read_sequences() -> dict[str, int]:
    """The last number given in each table; tables that never gave one are left out."""
    read = _read_postgres if connection.vendor == "postgresql" else _read_sqlite
    last = {table.name: read(table) for table in map(describe_table, kept_models()) if table.number}
    return {name: number for name, number in last.items() if number}


def restore_sequences(tables: list[Table], last: Mapping[str, int]) -> None:
    """Goes on after the last number given before, or after the largest one in the table."""
    write = _write_postgres if connection.vendor == "postgresql" else _write_sqlite
    for table in tables:
        if table.number:
            write(table, max(last.get(table.name, 0), _find_largest(table)))


def _find_largest(table: Table) -> int:
    name, number = map(connection.ops.quote_name, (table.name, table.number))
    return _ask(f"SELECT max({number}) FROM {name}") or 0


def _read_postgres(table: Table) -> int:
    sequence = _find_sequence(table)
    return _ask(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}") if sequence else 0


def _write_postgres(table: Table, last: int) -> None:
    if sequence := _find_sequence(table):
        _ask("SELECT setval(%s, %s, %s)", sequence, max(last, 1), last > 0)


def _find_sequence(table: Table) -> str:
    """Its name as SQL takes it; empty where the column has none."""
    return _ask("SELECT pg_get_serial_sequence(%s, %s)", connection.ops.quote_name(table.name), table.number) or ""


def _read_sqlite(table: Table) -> int:
    return _ask("SELECT seq FROM sqlite_sequence WHERE name = %s", table.name) or 0


def _write_sqlite(table: Table, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
        cursor.execute("SELECT sql LIKE %s FROM sqlite_master WHERE name = %s", ["%AUTOINCREMENT%", table.name])
        if cursor.fetchone()[0]:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])


def _ask(statement: str, *params: object) -> int | str | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        row = cursor.fetchone()
    return row[0] if row else None
