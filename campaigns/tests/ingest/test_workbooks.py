"""Workbooks: several sheets, each a table that loads as its text would."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from campaigns.digest import compute_digest
from campaigns.ingest.conductor import Options, import_paths
from campaigns.models import Payout, TrackingEvent
from campaigns.tests.builders import codes, counts, errors, taken_back
from campaigns.tests.forms import read_rows, typed_rows
from campaigns.tests.golden import GOLDEN, TEXTS
from campaigns.tests.workbooks import (
    HEADER,
    ROW,
    SHEET,
    book_parts,
    load_book,
    load_parts,
    only_problem,
    rows_xml,
    sheet_xml,
    write_book,
    write_parts,
)

pytestmark = pytest.mark.django_db
FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def golden_sheet(name):
    return typed_rows(read_rows(TEXTS[name]))


def fixture_sheets():
    sheets = {}
    for path in sorted(FIXTURES.glob("*.csv")):
        sheets[path.stem] = typed_rows(read_rows(path.read_text(encoding="utf-8")))
    return sheets


# ── The same as text ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_typed_workbook_of_all_four_loads_the_same_as_the_text_files(tmp_path):
    with taken_back():
        assert import_paths([FIXTURES], Options()).exit_status == 0
        wanted = compute_digest()
    report = load_book(tmp_path, fixture_sheets())
    assert report.committed, errors(report)
    assert compute_digest() == wanted
    again = import_paths([FIXTURES], Options())
    assert sum(file.new + file.changed for file in again.files) == 0


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_sheets_and_columns_does_not_matter(tmp_path, seed):
    load_book(tmp_path, fixture_sheets())
    wanted = compute_digest()
    sheets = {
        name: [row[seed + 1 :] + row[: seed + 1] for row in rows] for name, rows in reversed(fixture_sheets().items())
    }
    report = load_book(tmp_path, sheets)
    assert sum(file.new + file.changed for file in report.files) == 0
    assert compute_digest() == wanted


def test_each_sheet_is_a_table_with_the_lines_of_the_sheet(tmp_path):
    path = write_book(tmp_path / "book.xlsx", {name: golden_sheet(name) for name in TEXTS})
    report = import_paths([path], Options())
    assert {(f.path, f.dataset, f.new) for f in report.files} == {
        (f"{path}/influencers", "influencers", 3),
        (f"{path}/tracking", "tracking", 4),
        (f"{path}/payouts", "payouts", 3),
    }
    assert {len(file.sha256) for file in report.files} == {64}
    assert Payout.objects.count() == 3


def test_a_workbook_inside_a_zip_and_beside_text_files_is_read(tmp_path):
    book = write_book(tmp_path / "sales.xlsx", {"July": golden_sheet("tracking")}).read_bytes()
    text = (
        ",".join(GOLDEN["influencers"][0]) + "\n" + "".join(",".join(r.values()) + "\n" for r in GOLDEN["influencers"])
    )
    path = write_parts(tmp_path / "all.zip", {"in/Sales.XLSX": book, "people.csv": text})
    report = import_paths([path], Options())
    assert report.committed, errors(report)
    assert [file.path for file in report.files] == [f"{path}/in/Sales.XLSX/July", f"{path}/people.csv"]


def test_a_folder_gives_its_workbooks_but_not_their_lock_files(tmp_path):
    write_book(tmp_path / "book.xlsx", {"S": [HEADER, ROW]})
    (tmp_path / "~$book.xlsx").write_bytes(b"asha")
    assert [file.new for file in import_paths([tmp_path], Options()).files] == [1]


# ── Which sheets ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_sheet_that_fits_nothing_is_left_out_with_a_warning_that_names_it(tmp_path):
    report = load_book(tmp_path, {"Notes": [["Ask Asha"], [1]], "Sales": [HEADER, ROW], "Empty": [], "Pivot": [["x"]]})
    problem = only_problem(report)
    assert (problem.code, problem.level, problem.value, problem.count) == (
        "skipped-sheet",
        "warning",
        "Notes, Pivot",
        2,
    )
    assert report.committed


def test_when_no_sheet_fits_each_is_an_unknown_dataset(tmp_path):
    report = load_book(tmp_path, {"Notes": [["Ask Asha"]], "Empty": [], "Pivot": [["x"]]})
    assert [file.path.rpartition("/")[2] for file in report.files] == ["Notes", "Pivot"]
    assert errors(report) == ["unknown-dataset"] * 2


def test_a_stated_dataset_picks_the_sheets_that_fit_it(tmp_path):
    sheets = {name: golden_sheet(name) for name in TEXTS}
    report = load_book(tmp_path, sheets, dataset="payouts")
    assert [(file.dataset, file.new) for file in report.files] == [("payouts", 3)]
    assert "skipped-sheet" in codes(report)


@pytest.mark.parametrize("sheets", [{"Sheet1": []}, {"Sheet1": [[" ", "", None]], "Sheet2": []}])
def test_a_workbook_without_text_has_no_header(tmp_path, sheets):
    problem = only_problem(load_book(tmp_path, sheets))
    assert problem.code == "empty-file"


# ── Rows ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_blank_rows_are_skipped_and_counted_in_line_numbers(tmp_path):
    rows = [None, ["", " "], HEADER, None, ROW, ["", None, "  "], ["never", 1, 1, "Launch"]]
    file = load_book(tmp_path, rows, on_error="skip").files[0]
    assert counts(file) == (2, 1, 0, 0, 1)
    assert [(p.code, p.line, p.column) for p in file.problems.entries] == [("bad-date", 7, "date")]


def test_a_row_far_below_is_read_whatever_the_sheet_says_of_its_size(tmp_path):
    strings = {}
    far = "".join(rows_xml([HEADER, ROW], strings)) + "".join(rows_xml([ROW], strings, first=1_048_576))
    parts = book_parts({"S": [HEADER, ROW]})
    parts[SHEET] = sheet_xml(far).replace("<sheetData>", '<dimension ref="A1:B2"/><sheetData>')
    report = import_paths([write_parts(tmp_path / "b.xlsx", parts)], Options())
    assert counts(report.files[0]) == (2, 2, 0, 0, 0)


def test_cells_may_leave_their_names_and_rows_their_numbers_out(tmp_path):
    xml = ""
    for row in (["date", "revenue", "orders"], ["2025-07-01", "5", "1"]):
        cells = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row)
        xml += f"<row>{cells}</row>"
    report = load_parts(tmp_path, {SHEET: sheet_xml(xml)})
    assert report.committed, errors(report)
    assert TrackingEvent.objects.get().revenue == 500


def test_something_right_of_the_header_is_an_error_and_short_rows_are_filled_up(tmp_path):
    rows = [["tracking_id", *HEADER], ["T1", *ROW], ["T2", *ROW, "note"], ["T3", *ROW[:2]]]
    file = load_book(tmp_path, rows, on_error="skip").files[0]
    assert counts(file) == (3, 2, 0, 0, 1)
    problem = next(p for p in file.problems.entries if p.code == "cell-count")
    assert (problem.line, problem.value) == (3, "T2, 2025-07-01, 10, 1, Launch, note")


def test_of_merged_cells_only_the_first_has_the_value(tmp_path):
    rows = [HEADER, [*ROW], [date(2025, 7, 1), 20, 2, None]]
    parts = book_parts({"S": rows})
    sheet = parts[SHEET]
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="D2:D3"/></mergeCells>'
    parts[SHEET] = sheet.replace("</sheetData>", merged)
    assert import_paths([write_parts(tmp_path / "b.xlsx", parts)], Options()).committed
    names = TrackingEvent.objects.order_by("revenue").values_list("campaign__name", flat=True)
    assert list(names) == ["Launch", ""]
