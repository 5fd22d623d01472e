"""Every limit: what lies exactly at it is read, what lies one above is the limit's own problem."""

import zipfile

import pytest

from campaigns.ingest import archives
from campaigns.ingest.archives import FileProblem
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.limits import (
    LARGEST_DIRECTORY,
    LONGEST_ROW,
    MOST_ROWS,
    MOST_TABLES,
    MOST_UNPACKED,
    MOST_UNPACKED_WORKBOOK,
)
from campaigns.models import Influencer, Payout, Post, TrackingEvent
from campaigns.tests.builders import csv_text, errors, load_text
from campaigns.tests.ingest.test_bombs import TEXT
from campaigns.tests.workbooks import SHEET, book_parts, sheet_xml, write_parts

pytestmark = pytest.mark.django_db
NOTES = "date,revenue,orders,note\n2025-07-01,10,1,"


def found_in(path):
    return errors(import_paths([path], Options(dry_run=True)))


# ── Text ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize(
    ("more", "code"),
    [
        (0, []),
        (1, ["line-too-long"]),
    ],
)
def test_a_line(tmp_path, more, code, end):
    line = "2025-07-02,20,1,"
    text = f"{NOTES}x\n{line}{'x' * (LONGEST_ROW - len(line) + more)}{end}"
    assert errors(load_text(tmp_path, text, dry_run=True)) == code


@pytest.mark.parametrize(("more", "code"), [(0, []), (1, ["line-too-long"])])
def test_a_row_of_several_lines(tmp_path, more, code):
    """Its line ends count."""
    cells = ["x" * 99_998 + "\n"] * 9
    row = f'2025-07-02,20,1,"{"".join(cells)}'
    text = f"{NOTES.replace('note', ','.join(f'n{n}' for n in range(10)))}{',' * 9}\n"
    row = '2025-07-02,20,1,"' + '","'.join(cells)
    row += '","' + "x" * (LONGEST_ROW - len(row) - 5 + more) + '"\n'
    assert len(row) == LONGEST_ROW + more
    assert errors(load_text(tmp_path, text + row, dry_run=True)) == code


# ── Archives and workbooks ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("count", "code"), [(MOST_TABLES, []), (MOST_TABLES + 1, ["archive-too-large"])])
def test_tables_of_an_archive(tmp_path, count, code):
    assert found_in(write_parts(tmp_path / "a.zip", {f"{n}.csv": TEXT for n in range(count)})) == code


@pytest.mark.parametrize(("more", "code"), [(0, []), (1, ["archive-too-large"])])
def test_the_directory_of_an_archive(tmp_path, more, code):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        left = LARGEST_DIRECTORY + more
        for number in range(17):
            member = zipfile.ZipInfo(f"{number:02}.csv" if number else "00.txt")
            left -= 46 + len(member.filename)
            member.comment = b"x" * min(left - (16 - number) * 52, 65_000)
            left -= len(member.comment)
            archive.writestr(member, TEXT)
        assert left == 0
    assert found_in(tmp_path / "a.zip") == code


@pytest.mark.parametrize("most", [MOST_UNPACKED, MOST_UNPACKED_WORKBOOK])
def test_bytes_of_what_is_unpacked(most):
    archives.check_size(most, None, most)
    with pytest.raises(FileProblem, match="archive-too-large"):
        archives.check_size(most + 1, None, most)


@pytest.mark.parametrize(("line", "code"), [(MOST_ROWS, []), (MOST_ROWS + 1, ["too-many-rows"])])
def test_rows_of_a_sheet(tmp_path, line, code):
    cells = "".join(f'<c r="{c}{{r}}" t="str"><v>{{{c}}}</v></c>' for c in "ABC")
    rows = [(1, "date", "revenue", "orders"), (line, "2025-07-01", "10", "1")]
    rows = (f'<row r="{r}">{cells.format(r=r, A=a, B=b, C=c)}</row>' for r, a, b, c in rows)
    parts = book_parts({"S": []}) | {SHEET: sheet_xml("".join(rows))}
    assert found_in(write_parts(tmp_path / "a.xlsx", parts)) == code


# ── Cells ────────────────────────────────────────────────────────────────────────────────────────────────────

ROWS = {
    "influencers": {"id": "I1", "name": "Asha"},
    "posts": {"influencer_id": "I1", "date": "2025-07-01"},
    "tracking": {"date": "2025-07-01", "revenue": "10", "orders": "1"},
    "payouts": {"influencer_id": "I1", "basis": "order", "total_payout": "10"},
}
LENGTHS = [
    *(("influencers", "id", 100), ("influencers", "name", 200), ("influencers", "category", 200)),
    *(("posts", "influencer_id", 100), ("posts", "url", 2000), ("posts", "caption", 20_000), ("posts", "post_id", 100)),
    *(("tracking", "user_id", 200), ("tracking", "product", 200), ("tracking", "source", 200)),
    *(("tracking", "tracking_id", 100), ("payouts", "rate", 200), ("payouts", "status", 100)),
    *(("payouts", "payout_id", 100), ("payouts", "campaign", 200)),
]
MODELS = {"influencers": Influencer, "posts": Post, "tracking": TrackingEvent, "payouts": Payout}


@pytest.mark.parametrize("letter", ["w", "é", "\U0001f4b0"])
@pytest.mark.parametrize(("dataset", "column", "limit"), LENGTHS)
def test_characters_of_a_cell(tmp_path, dataset, column, limit, letter):
    assert errors(load_text(tmp_path, csv_text([ROWS[dataset] | {column: letter * limit}]))) == []
    assert MODELS[dataset].objects.exclude(pk=0).count() == 1
    above = load_text(tmp_path, csv_text([ROWS[dataset] | {column: letter * (limit + 1)}]))
    assert [(e.code, e.line, e.column) for e in above.problems.entries if e.level == "error"] == [
        ("too-long", 2, column)
    ]


COUNT, ABOVE = f"{10**15}", f"{10**15 + 1}"
NUMBERS = [
    *(("tracking", "revenue", "10000000000000.00", "10000000000000.01"), ("tracking", "orders", COUNT, ABOVE)),
    *(
        ("tracking", "revenue", "-10000000000000", "-10000000000000.01"),
        ("tracking", "orders", f"-{COUNT}", f"-{ABOVE}"),
    ),
    *(("posts", "reach", COUNT, ABOVE), ("influencers", "follower_count", COUNT, ABOVE)),
    *(("payouts", "total_payout", "10000000000000", "10000000000001"), ("payouts", "orders", COUNT, ABOVE)),
    *(("posts", "likes", "0", "-1"), ("payouts", "posts", "0", "-1")),
    *(("tracking", "date", "1900-01-01", "1899-12-31"), ("posts", "date", "2199-12-31", "2200-01-01")),
]


@pytest.mark.parametrize(("dataset", "column", "good", "bad"), NUMBERS)
def test_numbers_and_days(tmp_path, dataset, column, good, bad):
    assert errors(load_text(tmp_path, csv_text([ROWS[dataset] | {column: good}]))) == []
    above = load_text(tmp_path, csv_text([ROWS[dataset] | {column: bad}]))
    problem = next(entry for entry in above.problems.entries if entry.level == "error")
    code = "bad-date" if column == "date" else "negative-number" if bad == "-1" else "number-too-large"
    assert (problem.code, problem.column, problem.value) == (code, column, bad)
