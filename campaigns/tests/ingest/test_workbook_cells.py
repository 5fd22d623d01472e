"""Cells of workbooks: numbers, dates and texts as text, and what a cell can be that a line of text cannot."""

from datetime import date, datetime

import pytest

from campaigns.formats import guard_cell
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.xlsx.values import Fault, Style, read_number, read_style
from campaigns.models import Campaign, Influencer, Post, TrackingEvent
from campaigns.tests.builders import codes, counts, load_text
from campaigns.tests.workbooks import HEADER, ROW, As, Raw, book_parts, load_book, only_problem, write_book, write_parts

pytestmark = pytest.mark.django_db


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


TEXT_START, TEXT_END = '<c r="{r}" t="inlineStr"><is><t>', "</t></is></c>"
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


@pytest.mark.parametrize("end", ["_x000D_\n", "_x000D_", "\n", "&#13;&#10;"])
def test_line_ends_in_a_sheet_are_those_of_a_text_file(tmp_path, end):
    rows = [["influencer_id", "date", "caption"], ["1", date(2025, 7, 1), Raw(f"{TEXT_START}two{end}lines{TEXT_END}")]]
    load_book(tmp_path, rows)
    assert Post.objects.get().caption == "two\nlines"
    file = load_text(tmp_path, 'influencer_id,date,caption\r\n1,2025-07-01,"two\r\nlines"\r\n')
    assert counts(file) == (1, 0, 0, 1, 0)


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
