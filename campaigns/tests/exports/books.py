"""Reads the portal's workbooks back, cell by cell, without the portal's own reader: what is stored, and as what."""

import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree
from zipfile import ZipFile

SPACE = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@dataclass(frozen=True)
class Cell:
    """A cell: ``kind`` is text, number or formula; ``pattern`` the number format."""

    kind: str
    value: object
    pattern: str = ""

    @property
    def day(self):
        return date(1899, 12, 30) + timedelta(days=int(self.value))


NOTHING = Cell("empty", None)


def fetch_book(client, page, /, **query):
    """The workbook of a page as bytes."""
    answer = client.get(f"/{page}/", {"_export": "xlsx", **query})
    assert answer.status_code == 200, answer.content.decode().partition('<main id="main">')[2]
    assert answer["Content-Disposition"] == f'attachment; filename="{page}.xlsx"'
    return b"".join(answer.streaming_content)


def read_book(content):
    """Sheet name → rows of cells, each a list."""
    with ZipFile(io.BytesIO(content)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        patterns = _read_patterns(ElementTree.fromstring(archive.read("xl/styles.xml")))
        names = [sheet.get("name") for sheet in book.iterfind("s:sheets/s:sheet", SPACE)]
        parts = [archive.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
    return {name: _read_sheet(ElementTree.fromstring(part), patterns) for name, part in zip(names, parts, strict=True)}


def read_rows(content):
    """The first sheet as one dict of cells per row, by its header."""
    header, *rows = next(iter(read_book(content).values()))
    keys = [cell.value for cell in header]
    return [dict(zip(keys, row + [NOTHING] * (len(keys) - len(row)), strict=True)) for row in rows]


def _read_patterns(styles):
    built_in = {0: "General", 1: "0", 2: "0.00", 4: "#,##0.00"}
    own = {int(f.get("numFmtId")): f.get("formatCode") for f in styles.iterfind("s:numFmts/s:numFmt", SPACE)}
    return [(built_in | own)[int(x.get("numFmtId"))] for x in styles.iterfind("s:cellXfs/s:xf", SPACE)]


def _read_sheet(sheet, patterns):
    rows = []
    for row in sheet.iterfind("s:sheetData/s:row", SPACE):
        rows += [[]] * (int(row.get("r")) - len(rows) - 1)
        rows.append(_read_row(row, patterns))
    return rows


def _read_row(row, patterns):
    cells = []
    for cell in row:
        place = 0
        for letter in re.match("[A-Z]+", cell.get("r"))[0]:
            place = place * 26 + ord(letter) - 64
        cells += [NOTHING] * (place - len(cells) - 1)
        cells.append(_read_cell(cell, patterns))
    return cells


def _read_cell(cell, patterns):
    pattern = patterns[int(cell.get("s") or 0)]
    if cell.find("s:f", SPACE) is not None:
        return Cell("formula", cell.findtext("s:f", None, SPACE))
    if cell.get("t") == "inlineStr":
        return Cell("text", "".join(node.text or "" for node in cell.iterfind("s:is/s:t", SPACE)), pattern)
    value = cell.findtext("s:v", None, SPACE)
    return NOTHING if value is None else Cell("number", float(value), pattern)
