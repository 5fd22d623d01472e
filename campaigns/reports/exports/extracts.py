"""A list on its way into a file: its columns, and its rows in blocks, as plain as the database gives them."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db import connections
from django.db.models import CharField, Expression, ExpressionWrapper, F, Func, QuerySet

from campaigns.reports.exports.snapshots import hold_snapshot
from campaigns.reports.fact_pages import DATE, Find, keep
from campaigns.reports.facts import FactList
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column
from campaigns.reports.results import Result
from campaigns.snapshots import is_pooled

BLOCK = 2_000
"""Rows that are in memory at a time."""
Values = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A column of a file: at which place of a row its values stand, and with ``find`` what they stand for."""

    column: Column
    place: int
    find: Find


@dataclass(frozen=True, kw_only=True)
class Extract:
    """``blocks`` are rows, read once."""

    parts: Sequence[Part]
    blocks: Iterable[Sequence[Values]]


@contextmanager
def open_extract(listed: Result | FactList) -> Iterator[Extract]:
    """All rows of a list, in its order; those of facts are read as they are asked for, as of one moment."""
    if isinstance(listed, FactList):
        with hold_snapshot(listed.facts.db):
            yield _extract_facts(listed)
    else:
        yield _extract_result(listed)


def count_rows(listed: Result | FactList) -> int:
    """How many they are; nothing is added up for it."""
    return listed.facts.order_by().count() if isinstance(listed, FactList) else len(listed.rows)


def _extract_result(result: Result) -> Extract:
    parts = [Part(column=column, place=n, find=keep) for n, column in enumerate(result.columns)]
    rows = ([column.read(row) for column in result.columns] for row in result.rows)
    return Extract(parts=parts, blocks=_cut(rows))


def _extract_facts(listed: FactList) -> Extract:
    labels = Labels()  # those of the list are as old as the request
    cells = [listed.page.cell(column) for column in listed.columns]
    finds = [_read_day if cell.path == DATE.key else cell.find(labels) for cell in cells]
    paths = list(dict.fromkeys(cell.path for cell in cells))
    parts = [
        Part(column=column, place=paths.index(cell.path), find=find)
        for column, cell, find in zip(listed.columns, cells, finds, strict=True)
    ]
    read = _read_by_key if is_pooled(listed.facts.db) else _read_through
    return Extract(parts=parts, blocks=read(listed.facts, [_plain(path) for path in paths]))


class _PlainDay(Func):
    """A day without what SQLite's driver and Django make of each: as text there, as a date from PostgreSQL."""

    output_field = CharField()
    template = "CAST(%(expressions)s AS text)"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="%(expressions)s")


def _plain(path: str) -> Expression:
    """A column as the driver gives it, without Django's look at each value."""
    return _PlainDay(F(path)) if path == DATE.key else ExpressionWrapper(F(path), output_field=CharField())


def _read_day(day: date | str) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)


def _cut(rows: Iterable[Values]) -> Iterator[Sequence[Values]]:
    source = iter(rows)
    while block := list(islice(source, BLOCK)):
        yield block


def _read_through(facts: QuerySet, columns: Sequence[Any]) -> Iterator[Sequence[Values]]:
    return _cut(facts.values_list(*columns).iterator(chunk_size=BLOCK))


def _read_by_key(facts: QuerySet, columns: Sequence[Any]) -> Iterator[Sequence[Values]]:
    """Row numbers first, then rows by them: nothing is held while a block goes out to a slow client.

    A row that changes meanwhile comes as it is when its block is read, one that goes does not come, none comes twice.
    """
    keys, rows = _read_keys(facts), facts.order_by().values_list("pk", *columns)
    for start in range(0, len(keys), BLOCK):
        some = keys[start : start + BLOCK].tolist()
        found = {pk: rest for pk, *rest in rows.filter(pk__in=some)}
        if block := [found[pk] for pk in some if pk in found]:
            yield block


def _read_keys(facts: QuerySet) -> array:
    """Eight bytes a row: the driver hands the answer on as it comes, where a plain query would keep all of it."""
    sql, params = facts.values_list("pk").query.sql_with_params()
    with connections[facts.db].cursor() as cursor:
        return array("q", (pk for (pk,) in cursor.stream(sql, params)))
