"""Rejected rows come back with their original cells and what is wrong, and import once they are mended."""

import csv

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from campaigns.digest import compute_digest
from campaigns.formats import unguard_cell
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.rejects import ADDED
from campaigns.ingest.sheets import TRACKING
from campaigns.models import Post, TrackingEvent
from campaigns.tests.builders import codes, must_load, taken_back
from campaigns.tests.examples import up_to
from campaigns.tests.strategies import whole_tracking
from campaigns.tests.workbooks import HEADER, ROW, write_book

pytestmark = pytest.mark.django_db
TEXT = (
    "date,revenue,influencer_id,campaign,orders\n"
    "2025-07-01,100,1,MB_A,1\n"
    '2025-07-02,"ten, or so",1,=SUM(A1),1\n'
    "2025-07-03,300,1\n"
    "2025-07-04,-400,1,MB_A,x\n"
)


@pytest.fixture
def run(tmp_path):
    (tmp_path / "tracking.csv").write_text(TEXT)
    must_load({"influencers": [{"id": "1", "name": "Asha"}]})
    options = Options(on_error="skip", rejects=tmp_path / "rejects.csv")
    return import_paths([tmp_path / "tracking.csv"], options)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_every_rejected_row_is_handed_back_with_line_code_and_message(run):
    header, *rows = read(run.rejects[0])
    assert header == ["date", "revenue", "influencer_id", "campaign", "orders", "line", "code", "message"]
    assert [(row[5], row[6]) for row in rows] == [("3", "bad-money"), ("4", "cell-count"), ("5", "bad-whole-number")]
    assert rows[1][:5] == ["2025-07-03", "300", "1", "", ""]
    assert all(row[7].endswith(".") for row in rows)


def test_cells_that_a_spreadsheet_would_run_are_harmless_and_numbers_stay_numbers(run):
    rows = read(run.rejects[0])[1:]
    assert rows[0][3] == "'=SUM(A1)"
    assert rows[2][1] == "-400"


def test_the_mended_file_imports_without_taking_the_three_columns_away(run, tmp_path):
    text = (
        run.rejects[0]
        .read_text()
        .replace('"ten, or so"', "10")
        .replace("300,1,,", "300,1,MB_A,2")
        .replace(",x,", ",1,")
    )
    run.rejects[0].write_text(text)
    report = import_paths([run.rejects[0]], Options())
    assert report.committed and report.files[0].new == 3 and not report.files[0].problems.entries
    assert set(TrackingEvent.objects.values_list("campaign__name", flat=True)) == {"MB_A", "=SUM(A1)"}


def test_a_file_without_rejected_rows_writes_nothing(tmp_path):
    (tmp_path / "t.csv").write_text("date,revenue,orders\n2025-07-01,100,1\n")
    report = import_paths([tmp_path / "t.csv"], Options(rejects=tmp_path / "rejects.csv"))
    assert report.rejects == [] and not (tmp_path / "rejects.csv").exists()


def test_rows_rejected_while_loading_are_handed_back_too(tmp_path):
    (tmp_path / "t.csv").write_text("tracking_id,date,revenue,orders\nT1,2025-07-01,1,1\nT1,2025-07-01,2,1\n")
    report = import_paths([tmp_path / "t.csv"], Options(on_error="skip", rejects=tmp_path / "rejects.csv"))
    assert [row[:3] + row[4:6] for row in read(report.rejects[0])[1:]] == [
        ["T1", "2025-07-01", "2", "3", "duplicate-id"]
    ]


def test_more_rejected_rows_than_are_listed_all_come_back(tmp_path):
    lines = "".join(f"2025-07-01,bad{n},1\n" for n in range(1500))
    (tmp_path / "t.csv").write_text(f"date,revenue,orders\n{lines}")
    report = import_paths([tmp_path / "t.csv"], Options(rejects=tmp_path / "rejects.csv"))
    assert not report.committed and len(read(report.rejects[0])) == 1501


def test_each_file_with_rejected_rows_gets_a_file_of_its_own(tmp_path):
    (tmp_path / "t.csv").write_text("date,revenue,orders\n2025-07-01,bad,1\n")
    (tmp_path / "p.csv").write_text("influencer_id,date,reach\n1,soon,1\n")
    paths = [tmp_path / "t.csv", tmp_path / "p.csv"]
    report = import_paths(paths, Options(on_error="skip", rejects=tmp_path / "rejects.csv"))
    assert [path.name for path in report.rejects] == ["rejects.csv", "rejects-2.csv"]
    assert not Post.objects.exists()


def test_the_command_says_where_they_are(tmp_path, capsys):
    (tmp_path / "t.csv").write_text("date,revenue,orders\n2025-07-01,bad,1\n")
    with pytest.raises(SystemExit):
        call_command("import", str(tmp_path / "t.csv"), "--rejects", str(tmp_path / "out.csv"))
    assert f"Rejected rows are in {tmp_path / 'out.csv'}" in capsys.readouterr().err


def test_a_long_row_of_a_sheet_comes_back_in_its_cells(tmp_path):
    path = write_book(tmp_path / "b.xlsx", {"S": [HEADER, ROW, [*ROW, None, "note"]]})
    report = import_paths([path], Options(rejects=tmp_path / "r.csv"))
    assert read(report.rejects[0])[1][:6] == ["2025-07-01", "10", "1", "Launch", "", "note"]


SPOILED = st.sampled_from(
    [
        *(("date", "never"), ("date", ""), ("revenue", "ten"), ("revenue", ""), ("revenue", "=10"), ("orders", "1.5")),
        *(("tracking_id", "T" * 101), ("campaign", "-" * 201), ("user_id", "\0"), ("more", "x"), ("less", "")),
    ]
)


COLUMNS = [column.key for column in TRACKING.stored]


def cells_of(row, column="", value=""):
    """The cells of a row, of which one is bad, or one too many, or the last one missing."""
    cells = [(row | {column: value})[key] for key in COLUMNS]
    return {"less": cells[:-1], "more": [*cells, value]}.get(column, cells)


@examples(max_examples=up_to(20), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(whole_tracking, st.one_of(st.none(), SPOILED)), min_size=1, max_size=8), st.booleans())
def test_random_rejects_have_their_original_cells_and_load_once_they_are_mended(tmp_path_factory, drawn, quotes_all):
    folder = tmp_path_factory.mktemp("rejects")
    rows = [
        row | {"user_id": f"u{n}", "tracking_id": row["tracking_id"] and f"=T{n}"} for n, (row, _) in enumerate(drawn)
    ]
    cells = [cells_of(row, *bad or ()) for row, (_, bad) in zip(rows, drawn, strict=True)]
    first, lines = 2, {}
    for row, written in zip(rows, cells, strict=True):
        lines[first] = row, written
        first += 1 + sum(cell.count("\n") for cell in written)
    with taken_back():
        must_load({"tracking": rows})
        wanted = compute_digest()
    write(folder / "t.csv", [COLUMNS, *cells], csv.QUOTE_ALL if quotes_all else csv.QUOTE_MINIMAL)
    with taken_back():
        report = import_paths([folder / "t.csv"], Options(on_error="skip", rejects=folder / "r.csv"))
        assert report.committed
        rejected = read(folder / "r.csv")[1:] if report.rejects else []
        assert len(rejected) == sum(bad is not None for _, bad in drawn) == report.files[0].rejected
        for row in rejected:
            written = lines[int(row[-3])][1]
            assert [unguard(cell) for cell in row[: len(written)]] == [unguard(cell) for cell in written]
        mended = [[*cells_of(lines[int(row[-3])][0]), *row[-3:]] for row in rejected]
        write(folder / "mended.csv", [[*COLUMNS, *ADDED], *mended], csv.QUOTE_MINIMAL)
        again = import_paths([folder / "mended.csv"], Options())
        assert (again.committed, again.files[0].new) == (True, len(rejected))
        assert "ignored-column" not in codes(again)
        assert compute_digest() == wanted


def write(path, rows, quoting):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, quoting=quoting).writerows(rows)


def unguard(cell):
    """What a cell of text means once it is read."""
    return unguard_cell(cell.strip())
