"""Writes small workbooks by hand, part by part: typed as spreadsheet programs write them, or as none ever would."""

import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from campaigns.ingest.conductor import Options, import_paths

SHEET = "xl/worksheets/sheet1.xml"
HEADER = ["date", "revenue", "orders", "campaign"]
ROW = [date(2025, 7, 1), 10, 1, "Launch"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
FORMATS = {
    "date": 14,
    "moment": 22,
    "percent": 10,
    "000": 164,
    "text date": 165,
    "time": 20,
    "rupees": 166,
    "month": 167,
}
OWN = {164: "000", 165: '[$-409]dd" of "mmm\\-yy;@', 166: '[Red]"₹"#,##0.00', 167: "mmm"}
STYLES = {name: place for place, name in enumerate(["general", *FORMATS])}


class Raw(str):
    """XML of a whole cell, with {r} for its name."""


class As:
    """A value that the sheet shows in a certain way."""

    def __init__(self, value, shown):
        self.value, self.style = value, STYLES[shown]


def column_name(place):
    """0 is ``A``."""
    return (column_name(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def serial(day):
    """The number by which a spreadsheet since 1900 knows a day."""
    gone = day - (datetime(1899, 12, 30) if isinstance(day, datetime) else date(1899, 12, 30))
    return gone.days + gone.seconds / 86_400


def cell_xml(name, value, strings):
    """A cell as Excel would write it; texts go to the shared strings."""
    if isinstance(value, Raw):
        return value.format(r=name)
    style, value = (value.style, value.value) if isinstance(value, As) else (0, value)
    if isinstance(value, date):
        style = style or STYLES["moment" if isinstance(value, datetime) else "date"]
        value = serial(value)
    if value is None or value == "":
        return f'<c r="{name}" s="{style}"/>' if style else ""
    if isinstance(value, bool):
        return f'<c r="{name}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{name}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
    return f'<c r="{name}" s="{style}"><v>{value!r}</v></c>'


def rows_xml(rows, strings, first=1):
    """Rows of values one below the other; None is a row that is not there."""
    for line, row in enumerate(rows, start=first):
        if row is not None:
            cells = (cell_xml(f"{column_name(place)}{line}", value, strings) for place, value in enumerate(row))
            yield f'<row r="{line}">{"".join(cells)}</row>'


def sheet_xml(inside, after=""):
    """A sheet around its rows."""
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{inside}</sheetData>{after}</worksheet>'


def strings_xml(strings):
    """The shared strings, in their order."""
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return f'<sst xmlns="{MAIN}">{items}</sst>'


def styles_xml():
    """The number formats of ``FORMATS``."""
    own = "".join(f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for number, code in OWN.items())
    used = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *FORMATS.values()))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{used}</cellXfs></styleSheet>"
    )


def links_xml(links):
    """What a part refers to."""
    items = (f'<Relationship Id="{key}" Type="{LINKS}/{kind}" Target="{to}"/>' for key, kind, to in links)
    return f'<Relationships xmlns="{PACKAGE}">{"".join(items)}</Relationships>'


def book_parts(sheets, since_1904=False):
    """The parts of a workbook. ``sheets``: name → rows of values, or the XML of the whole sheet."""
    strings = {}
    texts = [s if isinstance(s, str) else sheet_xml("".join(rows_xml(s, strings))) for s in sheets.values()]
    names = (f'<sheet name={quoteattr(n)} sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, 1))
    parts = {f"xl/worksheets/sheet{i}.xml": text for i, text in enumerate(texts, 1)}
    links = [(f"r{i}", "worksheet", f"worksheets/sheet{i}.xml") for i in range(1, len(sheets) + 1)]
    return {
        "_rels/.rels": links_xml([("r1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><workbookPr date1904="{int(since_1904)}"/>'
        f"<sheets>{''.join(names)}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": links_xml(
            [*links, ("s", "styles", "styles.xml"), ("t", "sharedStrings", "/xl/sharedStrings.xml")]
        ),
        "xl/styles.xml": styles_xml(),
        "xl/sharedStrings.xml": strings_xml(strings),
        **parts,
    }


def write_parts(path, parts):
    """A ZIP archive of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def write_book(path, sheets, **options):
    """A workbook; see ``book_parts``."""
    return write_parts(path, book_parts(sheets, **options))


def load_book(tmp_path, rows, name="book.xlsx", **options):
    """Imports a workbook of one sheet; its report."""
    sheets = rows if isinstance(rows, dict) else {"Sheet1": rows}
    return import_paths([write_book(tmp_path / name, sheets)], Options(**options))


def load_parts(tmp_path, changed):
    """Imports a good workbook of which some parts are other ones (``None``: missing)."""
    parts = book_parts({"Sheet1": [HEADER, ROW]}) | changed
    return import_paths([write_parts(tmp_path / "b.xlsx", {k: v for k, v in parts.items() if v})], Options())


def only_problem(report):
    """The one entry of the one file."""
    (file,) = report.files
    (problem,) = file.problems.entries
    return problem
