"""Workbooks: several sheets, typed cells, and what a cell can be that a line of text cannot."""

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from campaigns.digest import compute_digest
from campaigns.formats import guard_cell
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.xlsx.values import Fault, Style, read_number, read_style
from campaigns.models import Campaign, Influencer, Payout, Post, TrackingEvent
from campaigns.tests.builders import codes, counts, errors, taken_back
from campaigns.tests.golden import GOLDEN
from campaigns.tests.workbooks import As, Raw, book_parts, rows_xml, sheet_xml, write_book, write_parts

pytestmark = pytest.mark.django_db
FIXTURES = Path(settings.BASE_DIR) / "fixtures"
SHEET = "xl/worksheets/sheet1.xml"
HEADER = ["date", "revenue", "orders", "campaign"]
ROW = [date(2025, 7, 1), 10, 1, "Launch"]


def typed(text):
    """A cell of a CSV file as a person would type it into a sheet: numbers as numbers, days as days."""
    for read in (date.fromisoformat, int, float):
        try:
            value = read(text)
        except ValueError:
            continue
        return value if str(value) == text else text
    return text


def typed_rows(rows):
    return [list(rows[0]), *([typed(cell) for cell in row.values()] for row in rows)]


def fixture_sheets():
    sheets = {}
    for path in sorted(FIXTURES.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            sheets[path.stem] = typed_rows(list(csv.DictReader(file)))
    return sheets


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
    path = write_book(tmp_path / "book.xlsx", {name: typed_rows(rows) for name, rows in GOLDEN.items()})
    report = import_paths([path], Options())
    assert {(f.path, f.dataset, f.new) for f in report.files} == {
        (f"{path}/influencers", "influencers", 3),
        (f"{path}/tracking", "tracking", 4),
        (f"{path}/payouts", "payouts", 3),
    }
    assert {len(file.sha256) for file in report.files} == {64}
    assert Payout.objects.count() == 3


def test_a_workbook_inside_a_zip_and_beside_text_files_is_read(tmp_path):
    book = write_book(tmp_path / "sales.xlsx", {"July": typed_rows(GOLDEN["tracking"])}).read_bytes()
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
    sheets = {name: typed_rows(rows) for name, rows in GOLDEN.items()}
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


# ── Cells ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_numbers_become_canonical_text(tmp_path):
    people = [
        ["id", "name", "follower_count"],
        [42.0, 7, 1e5],
        [As(7, "000"), True, Raw('<c r="{r}"><v>1.2E3</v></c>')],
    ]
    assert load_book(tmp_path, people).committed
    assert list(Influencer.objects.exclude(pk=0).values_list("code", "name", "follower_count")) == [
        ("42", "7", 100_000),
        ("007", "TRUE", 1200),
    ]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        *(("42", "42"), ("42.0", "42"), ("1234.5", "1234.5"), ("-0", "0"), ("-3.50", "-3.5"), (".5", "0.5")),
        *(("1e3", "1000"), ("1E+14", "100000000000000"), ("999999999999999", "999999999999999")),
        *(("0.30000000000000004", "0.3"), ("1.1000000000000001", "1.1"), ("1E-7", "0.0000001")),
    ],
)
def test_a_number_is_written_without_exponent_to_fifteen_digits(stored, text):
    assert read_number(stored, Style(), False) == text


@pytest.mark.parametrize("stored", ["1000000000000000", "12345678901234567890", "1e15", "-1E+300", "1e400"])
def test_a_number_that_may_have_been_rounded_is_refused(stored):
    assert read_number(stored, Style(), False) == Fault(stored, "inexact-number")


@pytest.mark.parametrize("stored", ["nan", "INF", "0x10", "1_000", "", "१२", "1e99999", "1,5", "--1"])
def test_a_number_that_is_none_is_an_error_cell(stored):
    assert read_number(stored, Style(), False) == Fault(stored, "error-cell")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *(("General", "number"), ("0.00", "number"), ('"due" 0', "number"), ("#,##0_);[Red](#,##0)", "number")),
        *(("0.00E+00", "number"), ("\\d0", "number"), ('[$₹-4009] #,##0;"day"', "number"), ("0.0%", "percent")),
        *(("yyyy-mm-dd", "date"), ("d.m.yy h:mm", "date"), ("mmm", "date"), ("[$-F800]dddd\\, mmmm", "date")),
        *(("h:mm AM/PM", "time"), ("[h]:mm:ss", "time"), ("[mm]:ss", "time"), ("mm:ss.0", "time")),
    ],
)
def test_number_formats_say_what_a_number_means(code, kind):
    assert read_style(170, {170: code}).kind == kind


@pytest.mark.parametrize(
    ("serial", "since_1904", "text"),
    [
        *(
            (45839, False, "2025-07-01"),
            (44377, True, "2025-07-01"),
            (59, False, "1900-02-28"),
            (1, False, "1900-01-01"),
        ),
        *(
            (61, False, "1900-03-01"),
            (45839.604166666664, False, "2025-07-01T14:30:00"),
            (45838.9999999, False, "2025-07-01"),
        ),
        *((60, False, "60"), (-1, False, "-1"), (2958466, False, "2958466")),
    ],
)
def test_days_become_iso_dates(serial, since_1904, text):
    assert read_number(repr(serial), Style("date"), since_1904) == text


def test_shares_and_times_keep_their_meaning():
    assert read_number("0.145", Style("percent"), False) == "14.5%"
    assert read_number("0.5", Style("time"), False) == "12:00:00"
    assert read_number("1.5", Style("time"), False) == "36:00:00"


@pytest.mark.parametrize("shown", ["date", "text date", "moment"])
@pytest.mark.parametrize("since_1904", [False, True])
def test_dates_are_days_and_no_question_of_their_order(tmp_path, shown, since_1904):
    days = [date(2025, 2, 7), date(2025, 3, 4)]
    gone = 1462 if since_1904 else 0
    rows = [HEADER, *([As((d - date(1899, 12, 30)).days - gone, shown), 1, 1, "L"] for d in days)]
    path = write_book(tmp_path / "b.xlsx", {"S": rows}, since_1904=since_1904)
    assert codes(import_paths([path], Options())) == []
    assert list(TrackingEvent.objects.order_by("date").values_list("date", flat=True)) == days


def test_a_date_time_counts_on_its_day(tmp_path):
    iso = Raw('<c r="{r}" t="d"><v>2025-07-02T23:59:00</v></c>')
    load_book(tmp_path, [HEADER, [datetime(2025, 7, 1, 23, 30), 1, 1, "L"], [iso, 1, 1, "L"]])
    assert [str(d) for d in TrackingEvent.objects.order_by("date").values_list("date", flat=True)] == [
        "2025-07-01",
        "2025-07-02",
    ]


def test_a_day_stored_as_a_bare_number_is_no_date(tmp_path):
    problem = only_problem(load_book(tmp_path, [HEADER, [45839, 1, 1, "L"]]))
    assert (problem.code, problem.line, problem.column, problem.value) == ("bad-date", 2, "date", "45839")


CELLS = {
    "error-cell": (Raw('<c r="{r}" t="e"><f>1/0</f><v>#DIV/0!</v></c>'), "#DIV/0!"),
    "formula-without-value": (Raw('<c r="{r}"><f>B1*2</f><v></v></c>'), "=B1*2"),
    "inexact-number": (Raw('<c r="{r}"><v>12345678901234567890</v></c>'), "12345678901234567890"),
}


@pytest.mark.parametrize("code", CELLS)
@pytest.mark.parametrize("place", range(4))
def test_a_cell_without_a_value_to_trust_is_an_error_at_its_line_and_column(tmp_path, code, place):
    cell, shown = CELLS[code]
    report = load_book(tmp_path, [HEADER, ROW, [*ROW[:place], cell, *ROW[place + 1 :]]], on_error="skip")
    problem = only_problem(report)
    assert (problem.code, problem.line, problem.column, problem.value) == (code, 3, HEADER[place], shown)
    assert counts(report.files[0]) == (2, 1, 0, 0, 1)


@pytest.mark.parametrize("code", CELLS)
def test_such_a_cell_in_an_unused_column_hurts_nobody(tmp_path, code):
    report = load_book(tmp_path, [[*HEADER, "margin"], [*ROW, CELLS[code][0]]])
    assert codes(report) == ["ignored-column"]
    assert report.committed


def test_an_error_of_the_sheet_and_the_same_words_as_text_are_told_apart(tmp_path):
    report = load_book(tmp_path, [HEADER, [*ROW[:3], "#DIV/0!"], [*ROW[:3], CELLS["error-cell"][0]]], on_error="skip")
    assert counts(report.files[0]) == (2, 1, 0, 0, 1)
    assert Campaign.objects.exclude(pk=0).get().name == "#DIV/0!"


def test_a_formula_counts_as_its_stored_result(tmp_path):
    revenue = Raw('<c r="{r}"><f>5*2</f><v>10</v></c>')
    campaign = Raw('<c r="{r}" t="str"><f>"La"&amp;"unch"</f><v>Launch</v></c>')
    nothing = Raw('<c r="{r}" t="str"><f>""</f><v></v></c>')
    assert codes(load_book(tmp_path, [HEADER, [ROW[0], revenue, 1, campaign], [ROW[0], revenue, 1, nothing]])) == []
    names = TrackingEvent.objects.values_list("campaign__name", "revenue")
    assert set(names) == {("Launch", 1000), ("", 1000)}


def test_texts_are_read_with_runs_escapes_and_line_breaks_but_without_pronunciation(tmp_path):
    rich = Raw(
        '<c r="{r}" t="inlineStr"><is><r><t>Caf</t></r><r><t>é_x000D_</t></r><rPh><t>kafe</t></rPh></is></c>',
    )
    rows = [["influencer_id", "date", "caption", "url"], ["1", date(2025, 7, 1), 'two\nlines, <b> & "more"', "u"]]
    assert codes(load_book(tmp_path, [*rows, ["2", date(2025, 7, 1), rich, "u"]])) == ["unknown-influencer"] * 2
    texts = Post.objects.order_by("influencer__code").values_list("caption", flat=True)
    assert list(texts) == ['two\nlines, <b> & "more"', "Café"]


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''=1+1", "+91", "-x", "@asha", "'quoted'", "Ärger"])
def test_a_text_in_a_sheet_stays_as_it_is(tmp_path, text):
    load_book(tmp_path, [HEADER, [*ROW[:3], text]])
    assert Campaign.objects.exclude(pk=0).get().name == text
    again = tmp_path / "t.csv"
    again.write_text(f'date,revenue,orders,campaign\n2025-07-01,10,1,"{guard_cell(text)}"\n', encoding="utf-8")
    assert [file.unchanged for file in import_paths([again], Options()).files] == [1]


def test_a_nul_in_a_cell_is_refused_and_in_a_header_it_is_shown(tmp_path):
    report = load_book(tmp_path, [[*HEADER, "no_x0000_te"], [*ROW, "x"], [*ROW[:3], "La_x0000_unch"]], on_error="skip")
    assert [(p.code, p.value) for p in report.files[0].problems.entries] == [
        ("ignored-column", "no␀te"),
        ("bad-character", "La␀unch"),
    ]
    assert report.committed


def test_prefixes_of_tags_are_the_writers_choice(tmp_path):
    parts = book_parts({"S": [HEADER, ROW]})
    for name, text in parts.items():
        if name.startswith("xl/w"):
            for tag in ("worksheet", "sheetData", "row", "c", "v", "workbook", "sheets", "sheet"):
                text = text.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
                text = text.replace(f"</{tag}>", f"</x:{tag}>")
            parts[name] = text.replace("xmlns=", "xmlns:x=")
    assert import_paths([write_parts(tmp_path / "b.xlsx", parts)], Options()).committed


# ── Broken ones ──────────────────────────────────────────────────────────────────────────────────────────────

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
@hypothesis_settings(max_examples=25)
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
