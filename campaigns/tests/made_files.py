"""Bad files that are too large, too odd or too unreadable to be kept: each is made when a test asks for it."""

import gzip
import zipfile
from datetime import date

from campaigns.ingest.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from campaigns.tests.workbooks import HEADER, ROW, Raw, book_parts, sheet_xml, write_book, write_parts

TEXT = "date,revenue,orders\n2025-07-01,10,1\n"
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"


def _text(text):
    return lambda path: path.write_text(text())


def _book(*rows, **more):
    return lambda path: write_book(path, {"Sheet1": [list(row) for row in rows]} | more)


def _cell(xml, place=3):
    """A workbook whose second row has such a cell."""
    return _book(HEADER, ROW, [*ROW[:place], Raw(xml), *ROW[place + 1 :]])


def _parts(**changed):
    """A good workbook of which some parts are other ones; ``__`` stands for the folder."""
    return lambda path: write_parts(path, book_parts({"Sheet1": [HEADER, ROW]}) | changed)


def _hidden(path):
    """Its only sheet is one that people do not see."""
    parts = book_parts({"Sheet1": [HEADER, ROW]})
    return write_parts(path, parts | {BOOK: parts[BOOK].replace("<sheet ", '<sheet state="veryHidden" ')})


def _zip(method=zipfile.ZIP_DEFLATED, **members):
    def write(path):
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, data in members.items():
                archive.writestr(name.replace("_", "."), data() if callable(data) else data)

    return write


def _locked(path):
    _zip(a_csv=TEXT)(path)
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1  # says: encrypted
    path.write_bytes(data)


def _row_below(line):
    return _parts(**{SHEET: sheet_xml(f'<row r="{line}"><c r="A{line}"><v>1</v></c></row>')})


MADE = {
    "archive-too-large.bomb.csv.gz": lambda path: path.write_bytes(gzip.compress(bytes(50 << 20))),
    "archive-too-large.bomb.zip": _zip(a_csv=lambda: bytes(50 << 20)),
    "archive-too-large.tables.zip": _zip(**{f"{n}_csv": TEXT for n in range(101)}),
    "bad-archive.another-way-of-packing.zip": _zip(zipfile.ZIP_BZIP2, a_csv=TEXT),
    "bad-archive.cut.csv.gz": lambda path: path.write_bytes(gzip.compress(TEXT.encode())[:-9]),
    "bad-archive.cut.zip": lambda path: (_zip(a_csv=TEXT)(path), path.write_bytes(path.read_bytes()[:-9])),
    "bad-archive.locked.zip": _locked,
    "bad-archive.no-gzip.csv.gz": _text(lambda: TEXT),
    "bad-archive.no-tables.zip": _zip(cat_png=b""),
    "bad-archive.no-zip.zip": _text(lambda: "PK no zip"),
    "bad-archive.nothing.zip": _text(lambda: ""),
    "bad-character.cell.xlsx": _book(HEADER, ROW, [*ROW[:3], "La_x0000_unch"]),
    "bad-date.bare-number.xlsx": _book(HEADER, ROW, [45839, 20, 1, "Launch"]),
    "bad-encoding.workbook.csv": _book(HEADER, ROW),
    "bad-money.text.xlsx": _book(HEADER, ROW, [date(2025, 7, 2), "twenty", 1, "Launch"]),
    "bad-workbook.document-type.xlsx": _parts(
        **{SHEET: '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet_xml("<row><c><v>&a;</v></c></row>")}
    ),
    "bad-workbook.missing-text.xlsx": _cell('<c r="{r}" t="s"><v>99</v></c>'),
    "bad-workbook.no-xml.xlsx": _parts(**{SHEET: "<worksheet"}),
    "bad-workbook.nothing.xlsx": _text(lambda: ""),
    "bad-workbook.old.xlsx": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)),
    "bad-workbook.text.xlsx": _text(lambda: TEXT),
    "cell-count.right-of-the-header.xlsx": _book(HEADER, ROW, [*ROW, None, "note"]),
    "cell-too-long.open-quote.csv": _text(lambda: TEXT + '"' + "2025-07-01,10,1\n" * (LONGEST_CELL // 10)),
    "cell-too-long.sheet.xlsx": _cell(f'<c r="{{r}}" t="inlineStr"><is><t>{"x" * (LONGEST_CELL + 1)}</t></is></c>'),
    "duplicate-column.sheet.xlsx": _book([*HEADER, "Revenue"], [*ROW, 20]),
    "empty-file.nothing.csv.gz": lambda path: path.write_bytes(gzip.compress(b"")),
    "empty-file.sheet.xlsx": _book([" ", "", None]),
    "error-cell.division.xlsx": _cell('<c r="{r}" t="e"><f>1/0</f><v>#DIV/0!</v></c>', 1),
    "error-cell.no-number.xlsx": _cell('<c r="{r}"><v>nan</v></c>', 1),
    "formula-without-value.sheet.xlsx": _cell('<c r="{r}"><f>SUM(B2:B2)</f></c>', 1),
    "hidden-sheet.xlsx": _hidden,
    "inexact-number.id.xlsx": _book(
        ["tracking_id", *HEADER], ["T1", *ROW], [Raw('<c r="{r}"><v>12345678901234567890</v></c>'), *ROW]
    ),
    "line-too-long.fifty-megabytes.csv": _text(lambda: TEXT + "x" * 50_000_000),
    "line-too-long.row-of-quotes.csv": _text(lambda: TEXT + '"a\n' + '","\n' * 1_000_000),
    "merged-cells.xlsx": lambda path: write_book(
        path,
        {
            "Sheet1": sheet_xml(
                '<row r="1"><c r="A1" t="str"><v>date</v></c><c r="B1" t="str"><v>revenue</v></c>'
                '<c r="C1" t="str"><v>orders</v></c><c r="D1" t="str"><v>campaign</v></c></row>'
                '<row r="2"><c r="A2" t="str"><v>2025-07-01</v></c><c r="B2"><v>10</v></c><c r="C2"><v>1</v></c>'
                '<c r="D2" t="str"><v>A_b</v></c></row>'
                '<row r="3"><c r="A3" t="str"><v>2025-07-02</v></c><c r="B3"><v>20</v></c><c r="C3"><v>1</v></c></row>',
                '<mergeCells count="1"><mergeCell ref="D2:D3"/></mergeCells>',
            )
        },
    ),
    "nested-archive.zip.zip": _zip(a_csv=TEXT, more_zip="x"),
    "skipped-sheet.notes.xlsx": _book(HEADER, ROW, Notes=[["What this is"], ["Sales of July"]]),
    "too-many-columns.sheet.xlsx": _book([*HEADER, *(f"c{n}" for n in range(MOST_COLUMNS - 3))], ROW),
    "too-many-columns.text.csv": _text(lambda: ",".join(["revenue"] * 100_000) + "\n"),
    "too-many-rows.sheet.xlsx": _row_below(MOST_ROWS + 1),
    "unknown-dataset.sheet.xlsx": _book(["day", "sales"], [date(2025, 7, 1), 10]),
    "unreadable-file.memory.csv": lambda path: path.symlink_to("/proc/self/mem"),
    "workbook-too-large.sheets.xlsx": lambda path: write_book(path, {f"S{n}": [HEADER, ROW] for n in range(101)}),
}
