"""Rows as lines of text, the same from both engines: the text form of PostgreSQL's COPY.

Values stand between tabs; ``\\N`` is NULL; backslash, tab and line ends are escaped; flags are ``t`` and ``f``,
bytes hexadecimal, times in UTC. PostgreSQL reads and writes it by itself; SQLite writes it by SQL and reads it here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from campaigns.backups.tables import Column, Table

NULL = r"\N"
LINES = 5_000
BLOCK_BYTES = 1 << 18
_ESCAPE = re.compile(r"\\(.)")
_MEANT = {"t": "\t", "n": "\n", "r": "\r"}
_SQLITE: dict[str, str] = {
    "number": "{0}",
    "day": "{0}",
    "uuid": "{0}",
    "text": r"replace(replace(replace(replace({0}, '\', '\\'), char(9), '\t'), char(10), '\n'), char(13), '\r')",
    "bytes": r"'\\x' || lower(hex({0}))",
    "flag": "substr('ft', {0} + 1, 1)",
    "time": "{0} || '+00'",
}
_SQLITE["json"] = _SQLITE["text"]


def read_table(table: Table) -> Iterator[bytes]:
    """The lines of all rows, in blocks that end with a line."""
    return _copy_out(table) if connection.vendor == "postgresql" else _select_lines(table)


def write_table(table: Table, blocks: Iterable[bytes]) -> None:
    """Inserts the rows of the lines; blocks may end anywhere."""
    if connection.vendor == "postgresql":
        _copy_in(table, blocks)
    else:
        _insert_lines(table, blocks)


# PostgreSQL


def prepare_session() -> None:
    """Has PostgreSQL write values in one way until the end of the transaction, whatever its server prefers."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL TIME ZONE 'UTC'; SET LOCAL datestyle = ISO; SET LOCAL bytea_output = hex")


def _copy_out(table: Table) -> Iterator[bytes]:
    values = ", ".join(_postgres_value(column) for column in table.columns)
    statement = f"COPY (SELECT {values} FROM {_quote(table.name)}) TO STDOUT"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        some, size = [], 0
        for line in copy:
            some.append(line)
            size += len(line)
            if size > BLOCK_BYTES:
                yield b"".join(some)
                some, size = [], 0
        yield b"".join(some)


def _postgres_value(column: Column) -> str:
    name = _quote(column.name)
    return f"replace({name}::text, '-', '')" if column.kind == "uuid" else name


def _copy_in(table: Table, blocks: Iterable[bytes]) -> None:
    statement = f"COPY {_quote(table.name)} ({_names(table)}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for block in blocks:
            copy.write(block)


# SQLite


def _select_lines(table: Table) -> Iterator[bytes]:
    values = (f"ifnull({_SQLITE[c.kind].format(_quote(c.name))}, '{NULL}')" for c in table.columns)
    line = " || char(9) || ".join(values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {line} || char(10) FROM {_quote(table.name)}")
        while some := cursor.fetchmany(LINES):
            yield "".join(line for (line,) in some).encode()


def _insert_lines(table: Table, blocks: Iterable[bytes]) -> None:
    holes = ", ".join(["%s"] * len(table.columns))
    statement = f"INSERT INTO {_quote(table.name)} ({_names(table)}) VALUES ({holes})"
    readers = [_READERS[column.kind] for column in table.columns]
    with connection.cursor() as cursor:
        for lines in _cut_lines(blocks):
            cells = zip(*(line.split("\t") for line in lines), strict=True)
            columns = [_read_column(read, column) for read, column in zip(readers, cells, strict=True)]
            cursor.executemany(statement, zip(*columns, strict=True))


def _cut_lines(blocks: Iterable[bytes]) -> Iterator[list[str]]:
    """The lines, some thousands at a time. Only a line feed ends one: other line ends stand in texts."""
    rest = b""
    for block in blocks:
        whole, end, rest = (rest + block).rpartition(b"\n")
        if end:
            yield whole.decode().split("\n")


def _read_column(read: Callable[[str], Any], column: Sequence[str]) -> Iterable[Any]:
    if NULL in column:
        return [None if value == NULL else read(value) for value in column]
    return column if read is str else list(map(read, column))


def _read_text(value: str) -> str:
    return _ESCAPE.sub(lambda mark: _MEANT.get(mark[1], mark[1]), value) if "\\" in value else value


def _read_time(value: str) -> str:
    """As Django writes it on SQLite: PostgreSQL leaves noughts at the end of a fraction away."""
    return str(datetime.fromisoformat(value).replace(tzinfo=None))


_READERS: dict[str, Callable[[str], Any]] = {
    "number": int,
    "day": str,
    "uuid": str,
    "text": _read_text,
    "json": _read_text,
    "bytes": lambda value: bytes.fromhex(value[3:]),
    "flag": lambda value: value == "t",
    "time": _read_time,
}


def _names(table: Table) -> str:
    return ", ".join(_quote(column.name) for column in table.columns)


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
