"""Mode replace: the files are complete for their datasets, so what they do not have goes, and undo brings it back."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from campaigns.digest import compute_digest
from campaigns.ingest.replacement import Replacement
from campaigns.ingest.undo import undo_run
from campaigns.models import Influencer, Payout, TrackingEvent
from campaigns.rollup import find_differences
from campaigns.tests.builders import codes, load, must_load, write_files

pytestmark = pytest.mark.django_db
ALL = Replacement()


def sale(n, **more):
    return {"tracking_id": f"T{n}", "date": f"2025-07-0{n}", "revenue": "100", "influencer_id": "1", **more}


def stored():
    return set(TrackingEvent.objects.values_list("tracking_id", flat=True))


def test_rows_that_are_not_in_the_files_are_removed_and_counted():
    must_load({"tracking": [sale(1), sale(2), sale(3)]})
    report = must_load({"tracking": [sale(1), sale(3)]}, replacement=ALL)
    assert (report.files[0].removed, report.files[0].unchanged) == (1, 2)
    assert stored() == {"T1", "T3"}
    assert list(find_differences()) == []


def test_without_the_mode_nothing_is_removed():
    must_load({"tracking": [sale(1), sale(2)]})
    must_load({"tracking": [sale(1)]})
    assert stored() == {"T1", "T2"}


def test_undo_brings_removed_rows_back():
    must_load({"influencers": [{"id": "1", "name": "A", "platform": "X"}], "tracking": [sale(1), sale(2), sale(3)]})
    before = compute_digest()
    run = must_load({"tracking": [sale(1), sale(2, revenue="7")]}, replacement=ALL).run
    undo_run(run, "tester")
    assert compute_digest() == before
    assert list(find_differences()) == []


def test_removing_more_than_half_needs_a_yes():
    must_load({"tracking": [sale(1), sale(2), sale(3)]})
    report = load({"tracking": [sale(1)]}, replacement=ALL)
    assert not report.committed and codes(report) == ["empty-orders", "removes-too-much"]
    assert stored() == {"T1", "T2", "T3"}
    must_load({"tracking": [sale(1)]}, replacement=Replacement(yes=True))
    assert stored() == {"T1"}


def test_days_limit_what_the_files_are_complete_for():
    must_load({"tracking": [sale(1), sale(2), sale(3), sale(4)]})
    must_load({"tracking": [sale(3)]}, replacement=Replacement(after=date(2025, 7, 2), before=date(2025, 7, 3)))
    assert stored() == {"T1", "T3", "T4"}


def test_a_brand_limits_what_the_files_are_complete_for():
    rows = [sale(1, campaign="MB_A"), sale(2, campaign="Gritzo_A"), sale(3, campaign="MB_B")]
    must_load({"tracking": rows})
    must_load({"tracking": [rows[0]]}, replacement=Replacement(brand="mb"))
    assert stored() == {"T1", "T2"}


@pytest.mark.parametrize("limit", [{"after": date(2025, 7, 1)}, {"brand": "Nobody"}])
def test_a_payout_that_stays_is_held_against_a_restated_one(limit):
    old = {"influencer_id": "1", "basis": "order", "campaign": "MB_A", "total_payout": "100"}
    must_load({"payouts": [old]})
    report = load({"payouts": [{**old, "total_payout": "150"}]}, replacement=Replacement(yes=True, **limit))
    assert not report.committed and "payout-restated" in codes(report)
    assert [p.total_payout for p in Payout.objects.all()] == [10_000]


@pytest.mark.parametrize("limit", [{"after": date(2025, 7, 2)}, {"brand": "MB"}])
def test_a_row_that_stays_is_held_against_one_that_gained_an_id(limit):
    rows = [
        {"date": f"2025-07-0{n}", "revenue": "100", "campaign": c} for n, c in ((1, "X_A"), (2, "MB_A"), (3, "MB_A"))
    ]
    must_load({"tracking": rows})
    named = [row | {"tracking_id": f"T{n}"} for n, row in enumerate(rows)]
    report = load({"tracking": named}, replacement=Replacement(yes=True, **limit))
    assert not report.committed and "possible-duplicate" in codes(report)
    must_load({"tracking": named[1:]}, replacement=Replacement(yes=True, **limit))
    assert stored() == {"", "T1", "T2"}


def test_an_unknown_brand_removes_nothing():
    must_load({"tracking": [sale(1), sale(2)]})
    must_load({"tracking": [sale(1)]}, replacement=Replacement(brand="Nobody"))
    assert stored() == {"T1", "T2"}


def test_a_restated_payout_replaces_the_old_one():
    old = {"influencer_id": "1", "basis": "order", "campaign": "MB_A", "total_payout": "100"}
    must_load({"payouts": [old]})
    must_load({"payouts": [{**old, "total_payout": "150"}]}, replacement=Replacement(yes=True))
    assert [p.total_payout for p in Payout.objects.all()] == [15_000]


def test_an_influencer_that_facts_still_name_becomes_incomplete_and_others_go():
    people = [{"id": n, "name": f"N{n}", "platform": "X"} for n in ("1", "2", "3", "4")]
    must_load({"influencers": people, "tracking": [sale(1)]})
    before = compute_digest()
    run = must_load({"influencers": people[2:]}, replacement=ALL).run
    assert set(Influencer.objects.exclude(code="").values_list("code", "is_incomplete")) == {
        ("1", True),
        ("3", False),
        ("4", False),
    }
    assert list(find_differences()) == []
    undo_run(run, "tester")
    assert compute_digest() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--mode", "replace", "--on-error", "skip"], "cannot skip"),
        (["--replace-brand", "MB"], "go with --mode replace"),
        (["--mode", "replace", "--replace-from", "2025-02-01", "--replace-to", "2025-01-01"], "later than"),
    ],
)
def test_wrong_usage_is_a_sentence_and_status_2(tmp_path, arguments, sentence):
    path = write_files(tmp_path, {"tracking": [sale(1)]})[0]
    with pytest.raises(CommandError, match=sentence) as raised:
        call_command("import", str(path), *arguments)
    assert raised.value.returncode == 2
    assert stored() == set()


def test_the_command_replaces(tmp_path, capsys):
    must_load({"tracking": [sale(1), sale(2)]})
    path = write_files(tmp_path, {"tracking": [sale(1)]})[0]
    with pytest.raises(SystemExit):
        call_command("import", str(path), "--mode", "replace", "--replace-from", "2025-07-02")
    assert "1 removed" in capsys.readouterr().out
    assert stored() == {"T1"}
