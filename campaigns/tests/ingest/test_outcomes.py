"""What an import leaves behind: everything, nothing, or all rows but the bad ones; and that the counts say so."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.digest import compute_digest
from campaigns.ingest.conductor import Options, import_paths
from campaigns.models import ImportFile, ImportRun, Influencer, Spelling, TrackingEvent
from campaigns.models.dimensions import NAMED
from campaigns.rollup import columns, find_differences
from campaigns.tests.builders import codes, counts, load, must_load, taken_back, write_files
from campaigns.tests.examples import up_to
from campaigns.tests.golden import GOLDEN
from campaigns.tests.strategies import data_sets

pytestmark = pytest.mark.django_db
GOOD = {
    "tracking_id": "T1",
    "date": "2025-07-01",
    "revenue": "10",
    "orders": "1",
    "influencer_id": "X",
    "campaign": "A_b",
}
BAD = GOOD | {"tracking_id": "T2", "revenue": "ten"}


def everything():
    """All that is stored, with runs and spellings."""
    rows = [(model.__name__, model.objects.count()) for model in (*NAMED, Influencer, ImportRun, ImportFile, Spelling)]
    return compute_digest(), rows


@pytest.mark.parametrize("stored", [False, True])
def test_rows_that_add_up_to_too_much_are_an_answer_and_change_nothing(monkeypatch, stored):
    must_load({"tracking": [GOOD | {"tracking_id": "T0", "revenue": "1"}]} if stored else {"influencers": []})
    before = everything()
    monkeypatch.setattr(columns, "LARGEST", 15_00)
    report = load({"tracking": [GOOD, GOOD | {"tracking_id": "T2"}]})
    assert (report.committed, report.exit_status) == (False, 1)
    assert "sum-too-large" in codes(report)
    assert everything() == before


def test_an_import_with_a_bad_row_changes_nothing_at_all():
    must_load(GOLDEN)
    before = everything()
    report = load({"tracking": [GOOD, BAD], "influencers": [{"id": "X", "name": "Xena"}]})
    assert (report.committed, report.run, report.exit_status) == (False, None, 1)
    assert everything() == before


def test_its_counts_say_what_would_have_come():
    report = load({"tracking": [GOOD, BAD]})
    assert counts(report.files[0]) == (2, 1, 0, 0, 1)


def test_one_unreadable_file_stops_all_files_of_the_call(tmp_path):
    paths = write_files(tmp_path, {"tracking": [GOOD]})
    (tmp_path / "broken.csv").write_bytes(b"")
    for on_error in ("abort", "skip"):
        report = import_paths([*paths, tmp_path / "broken.csv"], Options(on_error=on_error))
        assert (report.committed, report.exit_status) == (False, 1)
    assert not TrackingEvent.objects.exists()


def test_skipping_loads_the_other_rows_and_says_3():
    report = load({"tracking": [GOOD, BAD]}, on_error="skip")
    assert (report.committed, report.exit_status) == (True, 3)
    assert counts(report.files[0]) == (2, 1, 0, 0, 1)
    assert list(find_differences()) == []


def test_skipping_without_bad_rows_says_0():
    assert load({"tracking": [GOOD]}, on_error="skip").exit_status == 0


def test_a_skipped_row_leaves_no_names_behind():
    load({"tracking": [GOOD, BAD | {"campaign": "Zeta_x", "influencer_id": "Z"}]}, on_error="skip")
    assert not Influencer.objects.filter(code="Z").exists()
    assert {row.key for model in NAMED for row in model.objects.all()} == {"", "a", "a_b"}


def test_a_row_with_several_bad_cells_is_rejected_once():
    file = load({"tracking": [BAD | {"orders": "x", "date": "never"}]}).files[0]
    assert counts(file) == (1, 0, 0, 0, 1)
    assert sorted(e.code for e in file.problems.entries) == ["bad-date", "bad-money", "bad-whole-number"]


def test_a_dry_run_says_what_would_happen_and_changes_nothing():
    must_load({"tracking": [GOOD]})
    before = everything()
    report = load({"tracking": [GOOD | {"revenue": "20"}, GOOD | {"tracking_id": "T3"}]}, dry_run=True)
    assert (report.committed, report.would_commit, report.run, report.exit_status) == (False, True, None, 0)
    assert counts(report.files[0]) == (2, 1, 1, 0, 0)
    assert everything() == before


def test_a_dry_run_of_a_bad_file_says_1():
    assert load({"tracking": [GOOD, BAD]}, dry_run=True).exit_status == 1


def test_a_warning_keeps_nothing_from_loading():
    assert must_load({"tracking": [GOOD]}).exit_status == 0  # an unknown influencer


def test_a_run_is_recorded_with_its_files_and_problems():
    report = must_load({"tracking": [GOOD]})
    file = ImportFile.objects.get(run_id=report.run)
    assert (file.rows, file.new, file.changed, file.unchanged, file.rejected, file.placeholders) == (1, 1, 0, 0, 0, 1)
    assert [problem["code"] for problem in file.problems] == ["unknown-influencer"]


faults = st.sampled_from(
    [
        {"date": "never"},
        {"revenue": "ten"},
        {"orders": "1.5"},
        {"revenue": ""},
        {"campaign": "x" * 201},
        {"influencer_id": "y" * 101},
    ]
)


@settings(max_examples=up_to(30), suppress_health_check=[HealthCheck.too_slow])
@given(data_sets(), st.lists(st.tuples(st.integers(0, 10**6), faults), max_size=4))
def test_skipping_equals_loading_the_good_rows_alone_and_every_row_is_accounted_for(data, spoiled):
    bad = {place % len(data["tracking"]): fault for place, fault in spoiled if data["tracking"]}
    rows = [row | bad.get(place, {}) for place, row in enumerate(data["tracking"])]
    good = [row for place, row in enumerate(rows) if place not in bad]
    with taken_back():
        must_load(data | {"tracking": good})
        wanted = compute_digest()
    with taken_back():
        report = load(data | {"tracking": rows}, on_error="skip")
        assert report.exit_status == (3 if bad else 0)
        assert compute_digest() == wanted
        for file, name in zip(report.files, data, strict=True):
            assert file.rows == file.new + file.changed + file.unchanged + file.rejected
            assert file.rejected == (len(bad) if name == "tracking" else 0)
    with taken_back():
        assert load(data | {"tracking": rows}).committed == (not bad)
