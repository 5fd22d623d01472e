"""Rejected rows come back with their original cells and what is wrong, and import once they are mended."""

import csv

import pytest
from django.core.management import call_command

from campaigns.ingest.conductor import Options, import_paths
from campaigns.models import Post, TrackingEvent
from campaigns.tests.builders import must_load

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
