"""Reads the rows of a sheet as a stream: whatever a sheet says of its size, only cells with something in them count."""

import re
from collections.abc import Callable
from xml.parsers import expat

from campaigns.ingest import reasons
from campaigns.ingest.limits import MOST_COLUMNS, MOST_ROWS
from campaigns.ingest.problems import FileProblem
from campaigns.ingest.xlsx.book import Attributes, Book, Locals, bad_workbook, check_length, parse
from campaigns.ingest.xlsx.values import Fault, Style, read_number, unescape_text

Row = dict[int, str | Fault]
"""The cells with something in them, by the number of their column from 0."""
Take = Callable[[int, Row], None]
"""Called with each row that is not blank, and its number as the spreadsheet shows it."""
Merged = tuple[str, int, int, int, int]
"""What merged cells are called, their first and last line, and their first and last column, from 0."""
MOST_MERGED = 1000
"""So many of a sheet are told at most."""
_RANGE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})([1-9]\d{0,6})", re.ASCII)
REMEMBERED = 100_000
"""So many different numbers of a sheet are remembered as text."""


def read_rows(book: Book, part: str, take: Take) -> list[Merged]:
    """Gives every row that is not blank to ``take``; the cells that are merged. Raises ``FileProblem``."""
    rows = _Rows(_Cells(book), take)
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = rows.start, rows.end
    parser.CharacterDataHandler = rows.texts.append
    with book.open(part) as stream:
        parse(stream, parser, rows.check_texts)
    return rows.merged


class _Rows:
    """What the tags of a sheet say. ``start`` and ``end`` run four times for every cell: they are kept tight."""

    def __init__(self, cells: "_Cells", take: Take) -> None:
        self.texts: list[str] = []
        self.merged: list[Merged] = []
        self._cells, self._take = cells, take
        self._tags = Locals()
        self._line, self._row, self._last = 0, None, -1
        self._cell: Attributes | None = None
        self._found: dict[str, str] = {}
        self._part, self._hints = "", 0

    def start(self, name: str, attributes: Attributes) -> None:
        tag = self._tags[name]
        if self._cell is not None:
            if tag == "rPh":
                self._hints += 1
            elif tag in ("v", "t", "f") and not self._hints:
                self._part = tag
                self.texts.clear()
        elif tag == "c":
            if self._row is not None:
                self._cell, self._found = attributes, {}
        elif tag == "row":
            self._start_row(attributes.get("r"))
        elif tag == "mergeCell" and len(self.merged) < MOST_MERGED and (merged := _read_merged(attributes)):
            self.merged.append(merged)

    def end(self, name: str) -> None:
        tag = self._tags[name]
        if tag == self._part:
            self._found[tag] = self._found.get(tag, "") + "".join(self.texts)
            self._part = ""
        elif self._cell is not None:
            if tag == "c":
                self._end_cell(self._cell)
                self._cell = None
            elif tag == "rPh":
                self._hints -= 1
        elif tag == "row" and self._row is not None:
            if self._row:
                self._take(self._line, self._row)
            self._row = None

    def check_texts(self) -> None:
        """Looked at from time to time, while a text is still coming in."""
        if len(self.texts) > 1:
            check_length("".join(self.texts), line=self._line)

    def _start_row(self, number: str | None) -> None:
        if number is not None and not _is_count(number):
            raise bad_workbook(reasons.NO_ROW_NUMBER.format(number=number[:20]))
        line = self._line + 1 if number is None else int(number)
        if line <= self._line:
            raise bad_workbook(reasons.ROWS_OUT_OF_ORDER.format(line=line, other=self._line))
        if line > MOST_ROWS:
            raise FileProblem("too-many-rows", line=line, found=line, limit=MOST_ROWS)
        self._line, self._row, self._last = line, {}, -1

    def _end_cell(self, cell: Attributes) -> None:
        name = cell.get("r")
        place = self._last = self._last + 1 if name is None else self._cells.find_place(name, self._line)
        value = self._cells.read(cell, self._found, self._line) if self._found else ""
        if isinstance(value, str) and not value.strip():
            return
        if place >= MOST_COLUMNS:
            raise FileProblem("too-many-columns", line=self._line, found=place + 1, limit=MOST_COLUMNS)
        if place in self._row:
            raise bad_workbook(reasons.CELL_TWICE.format(column=place + 1), line=self._line)
        self._row[place] = value


class _Cells:
    """Reads what stands in cells, remembering what it has seen."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._places: dict[str, int] = {}
        self._numbers: dict[tuple[str, str], str | Fault] = {}

    def find_place(self, name: str, line: int) -> int:
        """The number from 0 of the column of a cell like ``C7``, which has to stand in this row."""
        letters = name.removesuffix(str(line))
        place = self._places.get(letters)
        if place is None:
            place = self._places[letters] = _count_column(letters, name, line)
        return place

    def read(self, cell: Attributes, found: dict[str, str], line: int) -> str | Fault:
        """The text of a cell, from the texts found in its parts: v(alue), t(ext), f(ormula)."""
        kind, stored, style = cell.get("t", "n"), found.get("v", ""), cell.get("s", "")
        if kind == "n" and (value := self._numbers.get((stored, style))):
            return value
        if "f" in found and (not stored.strip() if kind != "str" else "v" not in found):
            return Fault(f"={found['f']}"[:200], "formula-without-value")
        if kind == "n":
            return self._read_number(stored, style) if stored.strip() else ""
        if kind == "s":
            return self._find_shared(stored.strip(), line) if stored.strip() else ""
        if kind == "inlineStr":
            return check_length(unescape_text(found.get("t", "")), line=line)
        if kind in ("str", "d"):
            return unescape_text(stored)
        if kind == "e":
            return Fault(stored.strip() or "#ERROR", "error-cell")
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(stored.strip(), stored.upper())
        raise bad_workbook(reasons.NO_CELL_TYPE.format(kind=kind[:20]), line=line)

    def _read_number(self, stored: str, style: str) -> str | Fault:
        value = read_number(stored.strip(), self._style(style), self._book.since_1904)
        if len(self._numbers) < REMEMBERED:
            self._numbers[stored, style] = value
        return value

    def _find_shared(self, number: str, line: int) -> str:
        if _is_count(number) and int(number) < len(self._book.strings):
            return self._book.strings[int(number)]
        raise bad_workbook(reasons.NO_SUCH_TEXT, line=line)

    def _style(self, number: str) -> Style:
        styles = self._book.styles
        return styles[int(number)] if _is_count(number) and int(number) < len(styles) else Style()


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9


def _read_merged(attributes: Attributes) -> Merged | None:
    """Cells like ``B2:B4``; None for what names none."""
    found = _RANGE.fullmatch(attributes.get("ref", ""))
    if not found:
        return None
    first, last = (_count_column(found[part], found[0], int(found[part + 1])) for part in (1, 3))
    return found[0], int(found[2]), int(found[4]), first, last


def _count_column(letters: str, name: str, line: int) -> int:
    """``A`` is 0, ``XFD`` 16,383."""
    if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):
        raise bad_workbook(reasons.NO_CELL.format(name=name[:20], line=line), line=line)
    count = 0
    for letter in letters:
        count = count * 26 + ord(letter) - ord("A") + 1
    return count - 1
