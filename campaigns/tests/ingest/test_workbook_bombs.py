"""Hostile workbooks: each gives exactly its problem, soon, in little memory, and ends no process but its own."""

import resource
from random import Random

import pytest

from campaigns.ingest import workbooks
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from campaigns.tests.hostile import MEMORY, refuse
from campaigns.tests.workbooks import SHEET, As, book_parts, column_name, sheet_xml, write_book, write_parts

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
ZEROS = bytes(100 << 20)


def write_sheet(tmp_path, inside, **parts):
    return write_parts(tmp_path / "a.xlsx", book_parts({"S": sheet_xml(inside)}) | parts)


def test_a_cell_at_the_far_corner(tmp_path):
    path = write_sheet(tmp_path, f'<row r="{MOST_ROWS}"><c r="XFD{MOST_ROWS}"><v>1</v></c></row>')
    assert path.stat().st_size < 5_000
    problem = refuse(path)
    assert (problem.code, problem.line) == ("too-many-columns", MOST_ROWS)
    assert "16,384" in problem.message


def test_columns_of_a_sheet_at_the_limit_and_one_above(tmp_path):
    header = ["date", "revenue", "orders", *(f"c{n}" for n in range(MOST_COLUMNS - 3))]
    path = write_book(tmp_path / "a.xlsx", {"S": [header, ["2025-07-01", 1, 1]]})
    assert import_paths([path], Options(dry_run=True)).would_commit
    assert refuse(write_book(path, {"S": [[*header, "x"], ["2025-07-01", 1, 1]]})).code == "too-many-columns"


def test_cells_that_are_only_coloured_count_for_nothing(tmp_path):
    far = f'<c r="{column_name(16_383)}1" s="1"/>'
    sheet = book_parts({"S": [["date", "revenue", "orders"], ["2025-07-01", 1, 1]]})
    sheet[SHEET] = sheet[SHEET].replace("</row>", f"{far}</row>", 1)
    assert import_paths([write_parts(tmp_path / "a.xlsx", sheet)], Options(dry_run=True)).would_commit


def test_a_row_below_the_last(tmp_path):
    path = write_sheet(tmp_path, f'<row r="{MOST_ROWS + 1}"><c r="A{MOST_ROWS + 1}"><v>1</v></c></row>')
    assert refuse(path).code == "too-many-rows"


@pytest.mark.parametrize("tag", ["v", "is><t"])
def test_a_cell_of_ten_megabytes(tmp_path, tag):
    text = "".join(Random(1).choices("abcdefgh", k=1 << 16)) * 160
    inside = f'<row r="1"><c r="A1" t="{"str" if tag == "v" else "inlineStr"}"><{tag}>{text}'
    problem = refuse(write_sheet(tmp_path, inside))
    assert (problem.code, problem.line) == ("cell-too-long", 1)


def test_a_shared_text_at_the_limit_and_one_above(tmp_path):
    rows = [["date", "revenue", "orders", "note"], ["2025-07-01", 1, 1]]
    path = write_book(tmp_path / "a.xlsx", {"S": [rows[0], [*rows[1], "x" * LONGEST_CELL]]})
    assert import_paths([path], Options(dry_run=True)).would_commit
    path = write_book(tmp_path / "a.xlsx", {"S": [rows[0], [*rows[1], "x" * (LONGEST_CELL + 1)]]})
    assert refuse(path).code == "cell-too-long"


def test_a_text_that_all_cells_share_is_sent_once(tmp_path):
    """A thousand rows of 130,000 characters each: as text 130 MB, here one."""
    text = "x" * LONGEST_CELL
    header = ["date", "revenue", "orders", "note"]
    path = write_book(tmp_path / "a.xlsx", {"S": [header, *([As(45839, "date"), 1, n, text] for n in range(1000))]})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert import_paths([path], Options(dry_run=True)).would_commit
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY


def test_entities_are_not_expanded(tmp_path):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 30))
    bomb = f'<!DOCTYPE sst [<!ENTITY e0 "ha">{entities}]><sst><si><t>&e29;</t></si></sst>'
    parts = book_parts({"S": [["date", "revenue"]]}) | {"xl/sharedStrings.xml": bomb}
    assert refuse(write_parts(tmp_path / "a.xlsx", parts)).code == "bad-workbook"


def test_a_workbook_that_needs_too_much_memory(tmp_path, monkeypatch):
    lower = "import resource; resource.setrlimit(resource.RLIMIT_AS, (48 << 20, 48 << 20)); "
    monkeypatch.setattr(workbooks, "READER", _reader(lower))
    strings = (f"{n:>9}" for n in range(700_000))
    parts = book_parts({"S": [["date", "revenue"], ["2025-07-01", 5]]})
    parts["xl/sharedStrings.xml"] = f"<sst>{''.join(f'<si><t>{text}</t></si>' for text in strings)}</sst>"
    assert refuse(write_parts(tmp_path / "a.xlsx", parts)).code == "workbook-too-large"


@pytest.mark.parametrize(
    "deed",
    [
        "import os; os.abort()",
        "import os; os._exit(1)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True: pass",
    ],
)
def test_a_reading_process_that_dies_takes_nobody_along(tmp_path, monkeypatch, deed):
    monkeypatch.setattr(workbooks, "READER", (workbooks.READER[0], "-c", deed))
    assert refuse(write_book(tmp_path / "a.xlsx", {"S": [["date", "revenue"]]})).code == "workbook-too-large"


def test_a_reading_process_that_never_ends_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "READER", (workbooks.READER[0], "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(workbooks, "WORKBOOK_WALL_SECONDS", 0.3)
    problem = refuse(write_book(tmp_path / "a.xlsx", {"S": [["date", "revenue"]]}))
    assert (problem.code, "0.3 seconds" in problem.message) == ("workbook-too-large", True)


def test_a_reading_process_that_writes_too_much_is_stopped(tmp_path, monkeypatch):
    lower = "import campaigns.ingest.limits as l; l.WORKBOOK_SPOOL = 1000; "
    monkeypatch.setattr(workbooks, "READER", _reader(lower))
    path = write_book(tmp_path / "a.xlsx", {"S": [["date", "revenue"], *([n, n] for n in range(10_000))]})
    assert refuse(path).code == "workbook-too-large"


def _reader(first):
    """The reading process with something done before."""
    run = "import runpy; runpy.run_module('campaigns.ingest.xlsx', run_name='__main__')"
    return (workbooks.READER[0], "-E", "-s", "-S", "-c", first + run)
