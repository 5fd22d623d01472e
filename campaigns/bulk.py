"""Writes ready tuples into a table the fastest way each engine has: executemany on SQLite, COPY on PostgreSQL.

Nothing is validated here and no default is filled in: callers pass clean values for every column they name.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import chain, islice
from typing import Any, TypeVar

import numpy as np
from django.db import connection, models

from campaigns.coded import Coded
from campaigns.copies import Column, Columns, write_blocks

T = TypeVar("T")
ROWS_AT_ONCE = 64
"""Rows in a statement of SQLite: a statement costs as much as a row does."""


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def write_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts the rows. ``columns`` are database columns (``campaign_id``)."""
    table, names = _quote(model._meta.db_table), _quote(*columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            holes = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes})", rows)


def day_writer() -> Callable[[date | None], Any]:
    """Turns days into what the engine's driver takes fastest: ISO text on SQLite. Asks for the engine only once."""
    if connection.vendor != "sqlite":
        return lambda day: day
    return lambda day: None if day is None else day.isoformat()


def write_columns(model: type[models.Model], columns: Columns, constants: Mapping[str, Any]) -> None:
    """Inserts rows given column by column; ``constants`` are columns of one number, text, flag or none."""
    table, names = _quote(model._meta.db_table), _quote(*columns, *constants)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, model, table, columns, constants)
        else:
            _insert(cursor, f"INSERT INTO {table} ({names}) VALUES", columns, constants)


def _insert(cursor: Any, begin: str, columns: Columns, constants: Mapping[str, Any], end: str = "") -> None:
    """Rows of columns into SQLite, some at once as long as there are so many, then one by one."""
    holes = ", ".join(["%s"] * len(columns) + [_write_literal(value) for value in constants.values()])
    cells = chain.from_iterable(_rows(columns))
    several = zip(*[cells] * (ROWS_AT_ONCE * len(columns)), strict=False)
    times = len(next(iter(columns.values()))) // ROWS_AT_ONCE
    cursor.executemany(f"{begin} {', '.join([f'({holes})'] * ROWS_AT_ONCE)} {end}", islice(several, times))
    cursor.executemany(f"{begin} ({holes}) {end}", zip(*[cells] * len(columns), strict=True))


def _rows(columns: Columns) -> Iterator[tuple]:
    return zip(*map(_list, columns.values()), strict=True)


def _list(column: Column) -> list[Any]:
    if isinstance(column, Coded):
        return column.list()
    return column.tolist() if isinstance(column, np.ndarray) else column


def add_columns(model: type[models.Model], keys: Columns, constants: Mapping[str, Any], sums: Columns) -> None:
    """Adds the sums to the rows of the table that have the same unique keys, inserting those that are missing.

    ``constants`` are keys that all rows have. No two of the given rows have the same keys.
    """
    table, names = _quote(model._meta.db_table), _quote(*keys, *sums, *constants)
    added = ", ".join(f"{_quote(name)} = {table}.{_quote(name)} + excluded.{_quote(name)}" for name in sums)
    conflict = f"ON CONFLICT ({_quote(*keys, *constants)}) DO UPDATE SET {added}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with _incoming(cursor, model, keys | sums, constants):
                cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming {conflict}")
        else:
            _insert(cursor, f"INSERT INTO {table} ({names}) VALUES", keys | sums, constants, conflict)


def delete_columns(
    model: type[models.Model], keys: Columns, constants: Mapping[str, Any], zeros: Sequence[str]
) -> None:
    """Deletes the rows with these keys in which every one of ``zeros`` is zero."""
    table = _quote(model._meta.db_table)
    emptied = " AND ".join(f"{table}.{_quote(name)} = 0" for name in zeros)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            same = " AND ".join(f"{table}.{_quote(name)} = incoming.{_quote(name)}" for name in (*keys, *constants))
            with _incoming(cursor, model, keys, constants):
                cursor.execute(f"DELETE FROM {table} USING incoming WHERE {same} AND {emptied}")
        else:
            same = [f"{_quote(name)} = %s" for name in keys]
            same += [f"{_quote(name)} = {_write_literal(value)}" for name, value in constants.items()]
            cursor.executemany(f"DELETE FROM {table} WHERE {' AND '.join(same)} AND {emptied}", _rows(keys))


@contextmanager
def _incoming(cursor: Any, model: type[models.Model], columns: Columns, constants: Mapping[str, Any]) -> Iterator[None]:
    """On PostgreSQL: the rows as a table ``incoming``, for one statement."""
    table, names = _quote(model._meta.db_table), _quote(*columns, *constants)
    cursor.execute(f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")
    _copy(cursor, model, "incoming", columns, constants)
    yield
    cursor.execute("DROP TABLE incoming")


def read_by_key(model: type[models.Model], columns: Sequence[str], keys: list[bytes]) -> list[tuple]:
    """The rows with these ``key``s, in any order, as plain values of these database columns."""
    wanted = "= ANY(%s)" if connection.vendor == "postgresql" else f"IN ({', '.join(['%s'] * len(keys))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_quote(*columns)} FROM {_quote(model._meta.db_table)} WHERE key {wanted}",
            [keys] if connection.vendor == "postgresql" else keys,
        )
        return cursor.fetchall()


def refresh_statistics(models: Iterable[type[models.Model]]) -> None:
    """Lets the database look at its tables again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")  # rows of each index: enough, and quick
        for model in models:
            cursor.execute(f"ANALYZE {_quote(model._meta.db_table)}")


@contextmanager
def index_last(model: type[models.Model]) -> Iterator[None]:
    """On SQLite: fills an empty table without its indexes, which are made in the end, sorted and at once.

    On PostgreSQL that would keep readers of the table out until the commit.
    """
    made = _drop_indexes(model) if connection.vendor == "sqlite" and not model._default_manager.exists() else []
    yield
    with connection.cursor() as cursor:
        for statement in made:
            cursor.execute(statement)


def _drop_indexes(model: type[models.Model]) -> list[str]:
    """The statements that make them again. Those of unique keys stay: they are a part of the table."""
    with connection.cursor() as cursor:
        listed = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
        found = cursor.execute(listed, [model._meta.db_table]).fetchall()
        for name, _ in found:
            cursor.execute(f"DROP INDEX {_quote(name)}")
    return [statement for _, statement in found]


def _quote(*names: str) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def _copy(cursor: Any, model: type[models.Model], into: str, columns: Columns, constants: Mapping[str, Any]) -> None:
    """COPY into the table of the model, or into one with its columns.

    Django makes the driver's errors its own only inside `execute`, so it is told to here.
    """
    kinds = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    how, blocks = write_blocks(columns, constants, kinds)
    statement = f"COPY {into} ({_quote(*columns, *constants)}) FROM STDIN{how}"
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for block in blocks:
            copy.write(block)


def _write_literal(value: Any) -> str:
    """A constant in the text of an SQLite statement."""
    if value is None:
        return "NULL"
    return str(int(value)) if isinstance(value, int) else "'{}'".format(value.replace("'", "''").replace("%", "%%"))
