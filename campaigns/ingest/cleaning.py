"""From chunks of text to clean values, column by column: each distinct cell is checked and converted once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from django.utils import timezone

from campaigns.coded import Coded, Numbers
from campaigns.ingest import reasons
from campaigns.ingest.columns import CellError, Warned
from campaigns.ingest.days import DateCell, DateParts, find_date_parts, settle_date_order
from campaigns.ingest.problems import Problems
from campaigns.ingest.sheets import Column, Sheet
from campaigns.ingest.tables import Chunk, Texts

UNSEEN = object()
REMEMBERED = 100_000
"""So many distinct cells of a column are remembered from chunk to chunk."""
SPACES = " \t\r\n\f\v\xa0\u200b\ufeff"
Faults = dict[int, CellError | Warned]
"""What is wrong or notable, by code of a cell."""


class OrderOpen(Exception):
    """A column has days whose order of day and month only the whole file can settle."""


@dataclass
class Batch:
    """Clean rows: for each column of the sheet that the file has, its values; and the line of each row."""

    lines: Numbers
    cells: dict[str, Coded]

    def __len__(self) -> int:
        return len(self.lines)

    def take(self, places: Numbers) -> "Batch":
        """Only the rows at these places, or where a mask is true."""
        return Batch(self.lines[places], {key: column.take(places) for key, column in self.cells.items()})


@dataclass
class Cleaner:
    """Cleans the chunks of one file. Rows with a bad cell are reported and left out; ``rejected`` counts them.

    ``orders`` says how ``02-07-2025`` is meant, by column: ``dmy``, ``mdy``, or empty where it is not read.
    """

    sheet: Sheet
    places: dict[str, int]
    problems: Problems
    orders: dict[str, str] = field(default_factory=dict)
    rejected: int = 0
    _seen: dict[str, dict[str, Any]] = field(default_factory=dict)

    def clean(self, chunks: Iterable[Chunk]) -> Iterator[Batch]:
        """The good rows of each chunk. Raises ``OrderOpen`` when ``orders`` lacks a column that needs one."""
        readers = {c: self._reader(c) for c in self.sheet.columns if c.key in self.places}
        for chunk in chunks:
            yield self._clean_chunk(chunk, readers)

    def _reader(self, column: Column) -> Callable[[str], Any]:
        cell = column.cell
        if isinstance(cell, DateCell):
            cell = replace(cell, order=self.orders.get(column.key, ""), zone=timezone.get_default_timezone())
        return cell.read

    def _clean_chunk(self, chunk: Chunk, readers: dict[Column, Callable[[str], Any]]) -> Batch:
        is_bad = np.zeros(len(chunk.lines), bool)
        cells = {}
        for column, read in readers.items():
            texts = chunk.columns[self.places[column.key]]
            if isinstance(column.cell, DateCell) and column.key not in self.orders:
                _refuse_open(texts)
            values, faults = self._clean_distinct(column, texts, read)
            self._report(column, chunk, texts, faults, is_bad)
            cells[column.key] = Coded(texts.codes, values)
        batch = Batch(chunk.lines, cells)
        bad = int(is_bad.sum())
        self.rejected += bad
        return batch.take(~is_bad) if bad else batch

    def _clean_distinct(self, column: Column, texts: Texts, read: Callable) -> tuple[list[Any], Faults]:
        """Values by code, and what is wrong or notable by code."""
        quick = None if texts.faults else column.cell.read_plain(texts.values)
        if quick is not None and not (column.filled and "" in texts.values):
            return quick, {}
        seen = self._seen.setdefault(column.key, {})
        values, faults = [], {}
        for code, text in enumerate(texts.values):
            found = CellError(texts.faults[code]) if code in texts.faults else seen.get(text, UNSEEN)
            if found is UNSEEN:
                found = _read_cell(column, text.strip(SPACES), read)
                if len(seen) < REMEMBERED:
                    seen[text] = found
            if isinstance(found, CellError | Warned):
                faults[code] = found
                found = found.value if isinstance(found, Warned) else None
            values.append(found)
        return values, faults

    def _report(self, column: Column, chunk: Chunk, texts: Texts, faults: Faults, is_bad: Numbers) -> None:
        """Reports the faults at their lines, and marks the rows that cannot be kept."""
        if not faults:
            return
        for row in np.flatnonzero(np.isin(texts.codes, list(faults))).tolist():
            code = int(texts.codes[row])
            fault = faults[code]
            is_error = isinstance(fault, CellError)
            details = fault.details if is_error else {}
            value = texts.values[code].strip(SPACES).replace("\0", "␀")
            self.problems.add(fault.code, line=int(chunk.lines[row]), column=column.key, value=value, **details)
            is_bad[row] |= is_error


def _refuse_open(texts: Texts) -> None:
    if any(find_date_parts(text.strip(SPACES)) for text in texts.values):
        raise OrderOpen


def settle_orders(
    sheet: Sheet, places: dict[str, int], chunks: Iterable[Chunk], problems: Problems
) -> tuple[dict[str, str], list[str]]:
    """The order of day and month of each column of days, found in all its cells; and the columns that leave it open."""
    columns = [column for column in sheet.columns if column.key in places and isinstance(column.cell, DateCell)]
    found: dict[str, dict[DateParts, int]] = {column.key: {} for column in columns}
    for chunk in chunks:
        for column in columns:
            _collect_dates(chunk, chunk.columns[places[column.key]], found[column.key])
    orders = {key: settle_date_order(list(dates)) for key, dates in found.items()}
    ambiguous = [key for key, dates in found.items() if dates and not orders[key]]
    for key in ambiguous:
        _report_ambiguous(key, found[key], problems)
    return orders, ambiguous


def _collect_dates(chunk: Chunk, texts: Texts, found: dict[DateParts, int]) -> None:
    """Adds the days that two countries read differently, with the line on which each comes first."""
    for code, text in enumerate(texts.values):
        parts = find_date_parts(text.strip(SPACES))
        if parts and parts not in found:
            found[parts] = int(chunk.lines[(texts.codes == code).argmax()])


def _report_ambiguous(key: str, dates: dict[DateParts, int], problems: Problems) -> None:
    parts, line = next(iter(dates.items()))
    readings = {"day_first": parts.reading("dmy"), "month_first": parts.reading("mdy")}
    advice = _advise(dates)
    problems.add("ambiguous-date", line=line, column=key, value=parts.text, count=len(dates), advice=advice, **readings)


def _advise(dates: dict[DateParts, int]) -> str:
    """What to do about it: no order that could be said fits a column of both."""
    first = next((line for parts, line in dates.items() if parts.first > 12), None)
    second = next((line for parts, line in dates.items() if parts.second > 12), None)
    if first is None or second is None:
        return reasons.SAY_ORDER
    return reasons.MIXED_ORDERS.format(day_first=first, month_first=second)


def _read_cell(column: Column, text: str, read: Callable[[str], Any]) -> Any:
    """The value of a trimmed cell, a ``Warned`` value, or the ``CellError`` it raised."""
    if not text:
        if column.filled:
            return CellError("missing-value")
        return Warned(column.cell.empty, column.warn_when_empty) if column.warn_when_empty else column.cell.empty
    try:
        return read(text)
    except CellError as error:
        return error
