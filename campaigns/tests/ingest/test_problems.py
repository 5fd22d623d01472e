"""Every kind of problem, provoked by a small file of its name: the place it names, and what came of it."""

import gzip
import zipfile
from pathlib import Path

import pytest

from campaigns.edits import save_row
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.problems import ERROR, KINDS, LISTED, Problems
from campaigns.models import TrackingEvent
from campaigns.tests.builders import counts, load, load_text, must_load

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent.parent / "files"

# code: (line, column, value, count, (rows, new, changed, unchanged, rejected))
EXPECTED = {
    "empty-file": (None, "", "", 1, (0, 0, 0, 0, 0)),
    "bad-encoding": (None, "", "", 1, (0, 0, 0, 0, 0)),
    "guessed-encoding": (None, "", "", 1, (1, 1, 0, 0, 0)),
    "bad-quotes": (3, "", '2025-07-02,20,1,"Launch', 1, (0, 0, 0, 0, 0)),
    "unknown-dataset": (2, "", "", 1, (0, 0, 0, 0, 0)),
    "ambiguous-dataset": (1, "", "", 1, (0, 0, 0, 0, 0)),
    "missing-column": (1, "", "", 1, (0, 0, 0, 0, 0)),
    "duplicate-column": (1, "revenue", "revenue", 1, (0, 0, 0, 0, 0)),
    "ignored-column": (1, "", "Weather, total_revenue", 2, (1, 1, 0, 0, 0)),
    "ambiguous-date": (3, "date", "02-07-2025", 2, (3, 0, 0, 0, 3)),
    "cell-count": (3, "", "2025-07-02,1,234,1", 1, (3, 1, 0, 0, 2)),
    "missing-value": (3, "revenue", "", 1, (2, 1, 0, 0, 1)),
    "duplicate-id": (4, "tracking_id", "T1", 1, (3, 2, 0, 0, 1)),
    "duplicate-row": (4, "tracking_id", "", 1, (3, 2, 0, 1, 0)),
    "shared-url": (3, "url", "", 1, (2, 2, 0, 0, 0)),
    "no-total": (3, "total_payout", "", 1, (2, 1, 0, 0, 1)),
    "derived-total": (2, "total_payout", "orders", 1, (1, 1, 0, 0, 0)),
    "unknown-influencer": (3, "influencer_id", "X9", 2, (3, 3, 0, 0, 0)),
    "baseline-influencer": (3, "source", "Paid Ad", 1, (2, 2, 0, 0, 0)),
    "edited-by-hand": (3, "tracking_id", "T2", 1, (2, 1, 0, 1, 0)),
    "payout-restated": (2, "total_payout", "₹350", 1, (1, 0, 0, 0, 1)),
    "payout-repeated": (2, "total_payout", "₹300", 1, (1, 1, 0, 0, 0)),
    "possible-duplicate": (2, "tracking_id", "T1", 1, (1, 0, 0, 0, 1)),
    "bad-money": (3, "revenue", "ten rupees", 1, (2, 1, 0, 0, 1)),
    "bad-whole-number": (3, "orders", "1.5", 1, (2, 1, 0, 0, 1)),
    "negative-number": (3, "reach", "-1", 1, (2, 1, 0, 0, 1)),
    "number-too-large": (3, "revenue", "10,00,00,00,00,00,001", 1, (2, 1, 0, 0, 1)),
    "rounded-money": (2, "revenue", "10.005", 2, (3, 3, 0, 0, 0)),
    "bad-date": (3, "date", "2025-02-30", 1, (2, 1, 0, 0, 1)),
    "bad-basis": (3, "basis", "weekly", 1, (2, 1, 0, 0, 1)),
    "too-long": (3, "tracking_id", "T" * 101, 1, (2, 1, 0, 0, 1)),
    "bad-character": (3, "", "2025-07-02,20,1,Lau␀nch", 1, (2, 1, 0, 0, 1)),
    "empty-orders": (3, "orders", "", 2, (3, 3, 0, 0, 0)),
}
OPTIONS = {"missing-column": {"dataset": "tracking"}}
MADE_HERE = {"unreadable-file", "bad-archive", "line-too-long"}
IN_WORKBOOKS = {  # see test_workbook_cells.py and its neighbours
    *("bad-workbook", "workbook-too-large", "skipped-sheet", "error-cell", "formula-without-value", "inexact-number"),
}
IN_BOMBS = {"archive-too-large", "nested-archive", "too-many-columns", "too-many-rows", "cell-too-long"}
NEEDS_A_MODE = {"removes-too-much", "sum-too-large"}  # no file provokes it by itself: see test_replace.py


def test_every_kind_of_problem_has_a_file():
    assert {path.stem for path in (FILES / "bad").iterdir()} == EXPECTED.keys()
    assert EXPECTED.keys() | MADE_HERE | IN_WORKBOOKS | IN_BOMBS == KINDS.keys() - NEEDS_A_MODE


@pytest.fixture
def earlier(request):
    """What is stored before: influencer 1, and for some kinds an earlier file or an edit."""
    must_load({"influencers": [{"id": "1", "name": "Asha"}]})
    code = request.getfixturevalue("code")
    if (path := FILES / "earlier" / f"{code}.csv").exists():
        assert import_paths([path], Options()).committed
    if code == "edited-by-hand":
        must_load({"tracking": [{"tracking_id": "T2", "date": "2025-07-01", "revenue": "50", "orders": "1"}]})
        save_row(TrackingEvent.objects.get())


@pytest.mark.parametrize("code", EXPECTED)
def test_a_problem_names_its_place_and_all_rows_are_accounted_for(code, earlier):
    before = TrackingEvent.objects.count()
    line, column, value, count, wanted = EXPECTED[code]
    report = import_paths([FILES / "bad" / f"{code}.csv"], Options(**OPTIONS.get(code, {})))
    file = report.files[0]
    problem = next(entry for entry in file.problems.entries if entry.code == code)
    assert (problem.line, problem.column, problem.value, problem.count) == (line, column, value, count)
    assert {entry.code for entry in file.problems.entries} == {code}
    assert counts(file) == wanted
    assert report.committed == (KINDS[code].level != ERROR)
    if not report.committed:
        assert TrackingEvent.objects.count() == before


@pytest.mark.parametrize("code", [c for c, row in EXPECTED.items() if KINDS[c].level == ERROR and row[4][0]])
def test_skipping_bad_rows_loads_exactly_the_others(code, earlier):
    rows, new, _, _, rejected = EXPECTED[code][4]
    report = import_paths([FILES / "bad" / f"{code}.csv"], Options(on_error="skip"))
    if code == "ambiguous-date":  # not a fault of rows: nothing in the file can be trusted
        assert not report.committed
        return
    assert report.committed
    assert report.exit_status == 3
    assert counts(report.files[0]) == (rows, new, 0, 0, rejected)


def test_a_message_says_what_would_be_accepted():
    for kind in KINDS.values():
        assert kind.message[0].isupper() or kind.message.startswith("“")
        assert kind.message.endswith(".")


@pytest.mark.parametrize("size", [2, 40, 100])
def test_a_broken_archive_is_named(tmp_path, size):
    whole = gzip.compress(b"date,revenue\n" + b"".join(b"2025-07-01,%d\n" % n for n in range(99)))
    file = load_text(tmp_path, whole[:size], "tracking.csv.gz")
    assert [entry.code for entry in file.problems.entries] == ["bad-archive"]


def test_a_zip_that_is_none_is_named_also_in_a_folder(tmp_path):
    (tmp_path / "broken.zip").write_bytes(b"PK no zip")
    report = import_paths([tmp_path], Options())
    assert [(file.path, [e.code for e in file.problems.entries]) for file in report.files] == [
        (str(tmp_path / "broken.zip"), ["bad-archive"])
    ]


def test_a_zip_without_tables_is_named(tmp_path):
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as archive:
        archive.writestr("cat.png", b"")
    report = import_paths([tmp_path / "pictures.zip"], Options())
    assert [entry.code for entry in report.files[0].problems.entries] == ["bad-archive"]


def test_a_file_that_the_system_cannot_read_is_named(tmp_path):
    (tmp_path / "memory.csv").symlink_to("/proc/self/mem")
    report = import_paths([tmp_path / "memory.csv"], Options())
    assert [entry.code for entry in report.files[0].problems.entries] == ["unreadable-file"]


def test_a_line_without_end_is_refused(tmp_path):
    file = load_text(tmp_path, "date,revenue,orders\n2025-07-01,10,1\n" + "x" * 1_000_001)
    problem = file.problems.entries[0]
    assert (problem.code, problem.line) == ("line-too-long", 3)


def test_at_most_a_thousand_problems_are_listed_and_all_are_counted():
    bad = [{"date": "never", "revenue": "nothing", "orders": "1"} for _ in range(1500)]
    file = load({"tracking": [*bad, {"date": "2025-07-01", "revenue": "1", "orders": "x"}]}).files[0]
    assert len(file.problems.entries) <= LISTED
    counted = {code: sum(e.count for e in file.problems.entries if e.code == code) for code in KINDS}
    assert (counted["bad-date"], counted["bad-money"], counted["bad-whole-number"]) == (1500, 1500, 1)
    assert counts(file) == (1501, 0, 0, 0, 1501)


def test_a_long_value_is_cut_short_in_a_problem():
    problems = Problems()
    problems.add("bad-money", value="9" * 500)
    assert problems.entries[0].value == "9" * 120 + "…"
