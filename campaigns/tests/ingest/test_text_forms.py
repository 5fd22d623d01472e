"""Foreign text: encodings, separators, line ends, quotes, blank lines; and lines counted as people see them."""

import codecs

import pytest

from campaigns.ingest.conductor import Options, import_paths
from campaigns.models import Campaign, Post, TrackingEvent
from campaigns.tests.builders import codes, counts, csv_text, load_text

pytestmark = pytest.mark.django_db
ROWS = [
    {"date": "2025-07-01", "revenue": "10", "orders": "1", "campaign": "Café नमस्ते"},
    {"date": "2025-07-02", "revenue": "20.50", "orders": "2", "campaign": "Launch"},
]


def stored():
    rows = TrackingEvent.objects.order_by("date").values_list("date", "revenue", "orders", "campaign__name")
    return [(str(day), *rest) for day, *rest in rows]


WANTED = [("2025-07-01", 1000, 1, "Café नमस्ते"), ("2025-07-02", 2050, 2, "Launch")]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
    ],
)
def test_unicode_is_read_with_and_without_a_byte_order_mark(tmp_path, encoding, mark):
    file = load_text(tmp_path, mark + csv_text(ROWS).encode(encoding))
    assert codes(file) == []
    assert stored() == WANTED


@pytest.mark.parametrize("end", ["\n", ""])
def test_windows_1252_is_read_with_a_warning_wherever_its_letter_stands(tmp_path, end):
    file = load_text(tmp_path, f"date,revenue,orders,campaign\n2025-07-01,10,1,Café{end}".encode("cp1252"))
    assert codes(file) == ["guessed-encoding"]
    assert Campaign.objects.exclude(pk=0).get().name == "Café"


def test_letters_split_between_blocks_are_still_utf8(tmp_path):
    rows = "".join(f"2025-07-01,{n},1,é\n" for n in range(70_000))  # more than one block of a megabyte
    for shift in ("", "x"):
        file = load_text(tmp_path, f"date,revenue,orders,campaign{shift}\n{rows}", dry_run=True)
        assert "guessed-encoding" not in codes(file)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_line_that_tells_the_separator_is_no_header_and_counts(tmp_path, separator, quote):
    rows = [*ROWS, ROWS[0] | {"revenue": "many"}]
    text = f"{quote}sep={separator}{quote}\n{csv_text(rows, None, separator)}"
    [problem] = load_text(tmp_path, text, on_error="skip").problems.entries
    assert (problem.code, problem.line) == ("bad-money", 5)
    assert stored() == WANTED


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_separator_with_every_line_end(tmp_path, separator, line_end):
    assert codes(load_text(tmp_path, csv_text(ROWS, None, separator, line_end))) == []
    assert stored() == WANTED


def test_the_separator_is_the_one_that_gives_known_columns(tmp_path):
    file = load_text(tmp_path, "date;revenue;campaign, as sold\n2025-07-01;1,20,000;x\n")
    assert TrackingEvent.objects.get().revenue == 12000000
    assert (file.rows, file.new) == (1, 1)


def test_quoted_cells_may_hold_separators_quotes_and_line_ends(tmp_path):
    text = (
        'influencer_id,date,caption,likes\n1,2025-07-01,"Say ""hi"",\nall;\tof\nyou",7\n1,2025-07-02,plain 5" pan,8\n'
    )
    file = load_text(tmp_path, text)
    assert codes(file) == ["unknown-influencer"]
    first, second = Post.objects.order_by("date")
    assert (first.caption, first.likes) == ('Say "hi",\nall;\tof\nyou', 7)
    assert (second.caption, second.likes) == ('plain 5" pan', 8)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_through_quoted_line_ends_and_blank_lines(tmp_path, line_end):
    lines = [
        "",
        ",,,",
        "date,revenue,orders,campaign",
        '2025-07-01,10,1,"two',
        'lines"',
        "",
        " , ,,",
        '"","",,',
        "never,10,1,x",
    ]
    file = load_text(tmp_path, line_end.join(lines))
    assert [(e.code, e.line) for e in file.problems.entries] == [("bad-date", 9)]
    assert counts(file) == (2, 1, 0, 0, 1)


def test_a_last_line_without_line_end_counts(tmp_path):
    assert load_text(tmp_path, "date,revenue,orders\n2025-07-01,10,1").new == 1


def test_cells_are_trimmed_also_of_invisible_spaces(tmp_path):
    load_text(tmp_path, "date , revenue,orders,campaign\n 2025-07-01\u200b,\xa010 ,1, Launch\t\n")
    assert Campaign.objects.exclude(pk=0).get().name == "Launch"


def test_quoted_header_cells_are_understood(tmp_path):
    assert load_text(tmp_path, '"date";"revenue"\n"2025-07-01";"10"\n').new == 1


@pytest.mark.parametrize("rest", ['"abc', '"abc" def"', '"a"b'])
def test_quotes_that_do_not_pair_up_stop_the_file_at_their_line(tmp_path, rest):
    file = load_text(tmp_path, f"date,revenue,orders,campaign\n2025-07-01,10,1,x\n2025-07-02,10,1,{rest}\n")
    assert [(e.code, e.line) for e in file.problems.entries] == [("bad-quotes", 3)]


def test_words_that_other_readers_take_for_nothing_stay_words(tmp_path):
    names = ["NA", "null", "None", "nan", "-", "TRUE"]
    rows = [{"date": "2025-07-01", "revenue": "1", "orders": "1", "campaign": name} for name in names]
    load_text(tmp_path, csv_text(rows))
    assert sorted(Campaign.objects.exclude(pk=0).values_list("name", flat=True)) == sorted(names)


def test_rows_around_a_chunk_border_keep_their_lines_and_cells(tmp_path):
    lines = [f"2025-07-01,{n},1" for n in range(50_100)]
    lines[50_050] = "never,1,1"
    path = tmp_path / "long.csv"
    path.write_text("date,revenue,orders\n" + "\n".join(lines))
    report = import_paths([path], Options(on_error="skip"))
    assert [(e.code, e.line) for e in report.files[0].problems.entries] == [("bad-date", 50_052)]
    assert counts(report.files[0]) == (50_100, 50_099, 0, 0, 1)
    assert sum(TrackingEvent.objects.values_list("revenue", flat=True)) == 100 * (50_100 * 50_099 // 2 - 50_050)
