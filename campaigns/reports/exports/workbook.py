"""Workbooks, in constant memory: text as text, numbers and days of their own types, and a sheet that explains them.

The only module that knows XlsxWriter.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from campaigns.reports.exports.about import About
from campaigns.reports.exports.extracts import Extract, Part, Values
from campaigns.reports.parts import Column, DateColumn, NumberColumn

MOST_ROWS = 1_048_575
"""What a sheet holds below its header."""
LONGEST_TEXT = 32_767
"""Characters of a cell."""
EXACT = 10**15
"""From here on spreadsheets round whole numbers."""
PATTERNS = {"count": "0", "money": "#,##0.00", "times": "0.00", "share": "0.0%", "day": "yyyy-mm-dd"}
"""How days, and numbers by the key of their unit, look; the sheet holds all digits."""
WIDTHS = {"day": 12, "number": 14, "text": 20, "words": 60}
ABOUT_WIDTHS = (24, 24, 80, 40, 22)
Tell = Callable[[int], None]
Put = Callable[[int, int, Any], None]


class TooManyRows(Exception):
    """There are more rows than a sheet holds."""


def write_workbook(
    target: IO[bytes], folder: Path | None, extract: Extract, about: About, tell: Tell = lambda rows: None
) -> int:
    """Writes both sheets into the file; how many rows the first one has. ``tell`` hears it now and then.

    Rows lie in ``folder`` meanwhile (None: the system's). Raises ``TooManyRows``.
    """
    options = {"constant_memory": True, "tmpdir": folder and str(folder), "use_zip64": True}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": about.title, "author": about.who})
        formats = {name: book.add_format({"num_format": pattern}) for name, pattern in PATTERNS.items()}
        formats["header"] = book.add_format({"bold": True, "bottom": 1})
        formats["words"] = book.add_format({"text_wrap": True, "valign": "top"})
        rows = _Rows(book.add_worksheet(about.title), formats, extract.parts)
        written = rows.write(extract.blocks, tell)
        _write_about(book.add_worksheet("About"), formats, about, written, rows.cut)
    return written


@dataclass
class _Rows:
    """The first sheet. ``cut`` counts texts that were too long for a cell."""

    sheet: Worksheet
    formats: dict[str, Format]
    parts: Sequence[Part]
    cut: int = field(default=0, init=False)

    def write(self, blocks: Iterable[Sequence[Values]], tell: Tell) -> int:
        """The header with machine keys, and all rows."""
        self.sheet.freeze_panes(1, 0)
        for place, part in enumerate(self.parts):
            self.sheet.set_column(place, place, _find_width(part.column))
            self.sheet.write_string(0, place, part.column.key, self.formats["header"])
        written, puts = 0, [(part.place, self._put(part)) for part in self.parts]
        for block in blocks:
            if written + len(block) > MOST_ROWS:
                raise TooManyRows
            for row, values in enumerate(block, start=written + 1):
                for column, (place, put) in enumerate(puts):
                    put(row, column, values[place])
            written += len(block)
            tell(written)
        return written

    def _put(self, part: Part) -> Put:
        """Writes a stored value as a cell; an empty one leaves none."""
        find, put = part.find, self._kind(part.column)

        def put_value(row: int, column: int, value: Any) -> None:
            value = find(value)
            if value is not None and value != "":
                put(row, column, value)

        return put_value

    def _kind(self, column: Column) -> Put:
        if isinstance(column, NumberColumn):
            return self._number(column)
        if isinstance(column, DateColumn):
            return lambda row, place, day: self.sheet.write_datetime(row, place, day, self.formats["day"])
        return lambda row, place, value: self._put_text(row, place, column.spell(value))

    def _number(self, column: NumberColumn) -> Put:
        pattern, divisor = self.formats[column.unit.key], 100 if column.unit.key == "money" else 1

        def put_number(row: int, place: int, value: Any) -> None:
            if isinstance(value, str) or abs(value) >= EXACT * divisor:
                self._put_text(row, place, column.spell(value))
            else:
                self.sheet.write_number(row, place, value / divisor, pattern)

        return put_number

    def _put_text(self, row: int, place: int, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            self.cut, text = self.cut + 1, text[:LONGEST_TEXT]
        self.sheet.write_string(row, place, text)


def _find_width(column: Column) -> int:
    kind = "day" if isinstance(column, DateColumn) else "number" if column.is_number else "text"
    return WIDTHS[kind]


def _write_about(sheet: Worksheet, formats: dict[str, Format], about: About, rows: int, cut: int) -> None:
    """Nothing in it is a header that an import would take for a dataset's."""
    for place, width in enumerate(ABOUT_WIDTHS):
        sheet.set_column(place, place, width)
    lines = [*about.lines(rows)]
    if cut:
        lines.append(
            ("Note", f"{cut} texts were cut: a cell holds {LONGEST_TEXT:,} characters. A CSV has all of them.")
        )
    for row, (label, text) in enumerate(lines):
        sheet.write_string(row, 0, label, formats["header"])
        sheet.write_string(row, 1, text)
    table = [("Column", "Label", "Meaning", "Formula", "Unit"), *about.definitions()]
    for row, texts in enumerate(table, start=len(lines) + 1):
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text, formats["words" if row > len(lines) + 1 else "header"])
