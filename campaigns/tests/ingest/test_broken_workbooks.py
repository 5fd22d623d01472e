"""Workbooks that are damaged, or were never written by a spreadsheet program: each is refused with a reason."""

import zipfile

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns.ingest.conductor import Options, import_paths
from campaigns.tests.builders import errors
from campaigns.tests.examples import up_to
from campaigns.tests.workbooks import (
    HEADER,
    ROW,
    SHEET,
    book_parts,
    load_book,
    load_parts,
    only_problem,
    sheet_xml,
    write_parts,
)

pytestmark = pytest.mark.django_db
DOCTYPE = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
BROKEN_SHEETS = {
    "doctype": f'<?xml version="1.0"?>{DOCTYPE}<worksheet><sheetData/></worksheet>',
    "cut short": sheet_xml('<row r="1"><c r="A1"><v>1</v></c>')[:-30],
    "no XML": "date,revenue\n2025-07-01,1\n",
    "text that is not there": sheet_xml('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
    "text before the first": sheet_xml('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'),
    "rows in disorder": sheet_xml('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'),
    "row without number": sheet_xml('<row r="x"><c r="A1"><v>1</v></c></row>'),
    "cell of another row": sheet_xml('<row r="1"><c r="A7"><v>1</v></c></row>'),
    "cell without column": sheet_xml('<row r="1"><c r="1"><v>1</v></c></row>'),
    "cell twice": sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
    "unknown type": sheet_xml('<row r="1"><c r="A1" t="q"><v>1</v></c></row>'),
    "tag without end": '<worksheet a="' + "x" * 3_000_000,
}


@pytest.mark.parametrize("case", BROKEN_SHEETS)
def test_a_broken_sheet_is_a_bad_workbook(tmp_path, case):
    report = load_parts(tmp_path, {SHEET: BROKEN_SHEETS[case]})
    assert only_problem(report).code == "bad-workbook"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET])
def test_a_missing_part_is_a_bad_workbook(tmp_path, part):
    assert only_problem(load_parts(tmp_path, {part: None})).code == "bad-workbook"


@pytest.mark.parametrize(
    "content", [b"", b"date,revenue\n", b"\xd0\xcf\x11\xe0locked", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_workbook_is_named(tmp_path, content):
    (tmp_path / "b.xlsx").write_bytes(content)
    problem = only_problem(import_paths([tmp_path / "b.xlsx"], Options()))
    assert problem.code in ("bad-workbook", "bad-archive")


def test_a_plain_zip_is_no_workbook(tmp_path):
    path = write_parts(tmp_path / "b.xlsx", {"tracking.csv": "date,revenue\n"})
    assert only_problem(import_paths([path], Options())).code == "bad-workbook"


@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255), in_part=st.booleans())
@hypothesis_settings(max_examples=up_to(25))
def test_a_damaged_workbook_gives_only_known_problems_or_loads(tmp_path_factory, place, change, in_part):
    path = tmp_path_factory.mktemp("damaged") / "b.xlsx"
    parts = {name: text.encode() for name, text in book_parts({"S": [HEADER, ROW]}).items()}
    if in_part:
        name = sorted(parts)[int(place * 1000) % len(parts)]
        parts[name] = _flip(parts[name], place, change)
    write_parts(path, parts)
    if not in_part:
        path.write_bytes(_flip(path.read_bytes(), place, change))
    report = import_paths([path], Options(dry_run=True))
    assert report.would_commit or errors(report)


def _flip(data, place, change):
    at = int(place * len(data))
    return data[:at] + bytes([data[at] ^ change]) + data[at + 1 :]


def test_a_workbook_with_too_many_sheets_is_refused(tmp_path):
    problem = only_problem(load_book(tmp_path, {f"S{n}": [HEADER] for n in range(101)}))
    assert problem.code == "workbook-too-large"
    assert len(load_book(tmp_path, {f"S{n}": [HEADER] for n in range(100)}, dry_run=True).files) == 100


def test_nothing_of_a_sheets_name_is_a_path(tmp_path):
    report = load_book(tmp_path, {"../../etc/\x9bpasswd": [HEADER, ROW]})
    assert report.committed
    assert report.files[0].path.endswith("/../../etc/�passwd")
    assert zipfile.is_zipfile(tmp_path / "book.xlsx")
