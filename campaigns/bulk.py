"""Writes ready tuples into a table the fastest way each engine has: executemany on SQLite, COPY on PostgreSQL.

Nothing is validated here and no default is filled in: callers pass clean values for every column they name.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db import connection, models

T = TypeVar("T")
_ESCAPED = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_MARKS = re.compile(r"[\\\t\n\r]")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most ``size``."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def write_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts the rows. ``columns`` are database columns (``campaign_id``)."""
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
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


def write_columns(model: type[models.Model], columns: Mapping[str, list[Any]], constants: Mapping[str, Any]) -> None:
    """Inserts rows given column by column; ``constants`` are columns of one number, text, flag or none."""
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, (*columns, *constants)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            count = len(next(iter(columns.values())))
            lists = [*columns.values(), *([value] * count for value in constants.values())]
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for lines in batches(map("\t".join, zip(*map(_write_copied, lists), strict=True)), 10_000):
                    copy.write("\n".join([*lines, ""]))
        else:
            holes = ", ".join(["%s"] * len(columns) + [_write_literal(value) for value in constants.values()])
            statement = f"INSERT INTO {table} ({names}) VALUES ({holes})"
            cursor.executemany(statement, zip(*columns.values(), strict=True))


def _write_literal(value: Any) -> str:
    """A constant in the text of an SQLite statement."""
    if value is None:
        return "NULL"
    return str(int(value)) if isinstance(value, int) else "'{}'".format(value.replace("'", "''").replace("%", "%%"))


def _write_copied(values: list[Any]) -> list[str]:
    """A column in the text form of COPY."""
    if isinstance(values[0], bytes):
        return [rf"\\x{value.hex()}" for value in values]
    texts = [r"\N" if value is None else str(value) for value in values]
    if isinstance(values[0], str) and _MARKS.search("".join(texts)):
        texts = [_MARKS.sub(lambda mark: _ESCAPED[mark[0]], text) for text in texts]
    return texts


def add_rows(
    model: type[models.Model], keys: Sequence[str], sums: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Adds the sums to the rows of the table that have the same unique ``keys``, inserting those that are missing.

    ``rows`` give the keys, then the sums; no two of them have the same keys.
    """
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, (*keys, *sums)))
    added = ", ".join(f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in sums)
    conflict = f"ON CONFLICT ({', '.join(map(quote, keys))}) DO UPDATE SET {added}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")
            with cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming {conflict}")
            cursor.execute("DROP TABLE incoming")
        else:
            holes = ", ".join(["%s"] * (len(keys) + len(sums)))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes}) {conflict}", rows)
