"""From chunks of text to clean values, column by column: each distinct cell is checked and converted once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from campaigns.ingest.columns import CellError, Warned
from campaigns.ingest.days import DateCell, find_date_parts, settle_date_order
from campaigns.ingest.problems import Problems
from campaigns.ingest.sheets import Column, Sheet
from campaigns.ingest.tables import Chunk
from campaigns.ingest.tables import Column as Texts

UNSEEN = object()
REMEMBERED = 100_000
"""So many distinct cells of a column are remembered from chunk to chunk."""
SPACES = " \t\r\n\f\v\xa0\u200b\ufeff"


@dataclass
class Batch:
    """Clean rows: for each column of the sheet that the file has, a list of values; and the line of each row."""

    lines: list[int]
    cells: dict[str, list[Any]]


@dataclass
class Cleaner:
    """Cleans the chunks of one file. Rows with a bad cell are reported and left out; ``rejected`` counts them."""

    sheet: Sheet
    places: dict[str, int]
    problems: Problems
    date_order: str = ""
    rejected: int = 0
    _seen: dict[str, dict[str, Any]] = field(default_factory=dict)
    _orders: dict[str, str] = field(default_factory=dict)

    def settle_dates(self, chunks: list[Chunk]) -> bool:
        """Finds the order of day and month for the file; reports an ambiguous one and returns False."""
        for column in self._columns():
            if isinstance(column.cell, DateCell) and not self._settle_column(column, chunks):
                return False
        return True

    def _settle_column(self, column: Column, chunks: list[Chunk]) -> bool:
        place = self.places[column.key]
        open_dates = {}
        for chunk in chunks:
            texts = chunk.columns[place]
            for code, text in enumerate(texts.distinct):
                if parts := find_date_parts(text.strip(SPACES)):
                    open_dates.setdefault(parts, (chunk, code))
        order = self.date_order if self.date_order in ("dmy", "mdy") else settle_date_order(list(open_dates))
        if open_dates and not order and self.date_order != "ymd":
            parts, (chunk, code) = next(iter(open_dates.items()))
            self.problems.add(
                "ambiguous-date",
                line=_line_of(chunk, place, code),
                column=column.key,
                value=parts.text,
                count=len(open_dates),
                day_first=parts.reading("dmy"),
                month_first=parts.reading("mdy"),
            )
            return False
        self._orders[column.key] = order
        return True

    def clean(self, chunks: list[Chunk]) -> Iterator[Batch]:
        """The good rows of each chunk."""
        readers = {column: self._reader(column) for column in self._columns()}
        for chunk in chunks:
            yield self._clean_chunk(chunk, readers)

    def _columns(self) -> list[Column]:
        return [column for column in self.sheet.columns if column.key in self.places]

    def _reader(self, column: Column) -> Callable[[str], Any]:
        cell = column.cell
        if isinstance(cell, DateCell):
            cell = replace(cell, order=self._orders.get(column.key, ""), zone=timezone.get_default_timezone())
        return cell.read

    def _clean_chunk(self, chunk: Chunk, readers: dict[Column, Callable[[str], Any]]) -> Batch:
        bad: set[int] = set()
        cells = {}
        for column, read in readers.items():
            texts = chunk.columns[self.places[column.key]]
            values, faults = self._clean_distinct(column, texts, read)
            bad |= self._report(column, chunk, texts, faults)
            cells[column.key] = [values[code] for code in texts.codes]
        self.rejected += len(bad)
        if not bad:
            return Batch(chunk.lines, cells)
        good = [row for row in range(len(chunk.lines)) if row not in bad]
        return Batch(
            [chunk.lines[row] for row in good], {key: [values[row] for row in good] for key, values in cells.items()}
        )

    def _clean_distinct(
        self, column: Column, texts: Texts, read: Callable
    ) -> tuple[list[Any], dict[int, CellError | Warned]]:
        """Values by code, and what is wrong or notable by code."""
        seen = self._seen.setdefault(column.key, {})
        values, faults = [], {}
        for code, text in enumerate(texts.distinct):
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

    def _report(self, column: Column, chunk: Chunk, texts: Texts, faults: dict[int, CellError | Warned]) -> set[int]:
        """Reports the faults at their lines; returns the rows that cannot be kept."""
        if not faults:
            return set()
        bad = set()
        for row, code in enumerate(texts.codes):
            if fault := faults.get(code):
                details = fault.details if isinstance(fault, CellError) else {}
                value = texts.distinct[code].strip(SPACES).replace("\0", "␀")
                self.problems.add(fault.code, line=chunk.lines[row], column=column.key, value=value, **details)
                if isinstance(fault, CellError):
                    bad.add(row)
        return bad


def _read_cell(column: Column, text: str, read: Callable[[str], Any]) -> Any:
    """The value of a trimmed cell, a ``Warned`` value, or the ``CellError`` it raised."""
    if not text:
        if column.filled:
            return CellError("missing-value")
        return Warned(column.cell.empty, column.warn_when_empty) if column.warn_when_empty else column.cell.empty
    try:
        value = read(text)
    except CellError as error:
        return error
    return CellError("missing-value") if column.filled and value == "" else value


def _line_of(chunk: Chunk, place: int, code: int) -> int:
    return chunk.lines[chunk.columns[place].codes.index(code)]
