"""Taking a run back leaves the portal as if the run had never happened, or says what is in the way."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from campaigns import edits
from campaigns.demo import load_fixtures, remove_demo
from campaigns.digest import compute_digest
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.undo import UndoRefused, undo_run
from campaigns.models import NONE, BeforeImage, Campaign, FoundAgain, ImportRun, Influencer, Payout, TrackingEvent
from campaigns.models.dimensions import NAMED
from campaigns.rollup import find_differences
from campaigns.tests.builders import load, must_load, taken_back
from campaigns.tests.examples import some_of, up_to
from campaigns.tests.reports.pages import TABLE_PAGES, export_text
from campaigns.tests.strategies import data_sets, whole_sets

pytestmark = pytest.mark.django_db

PERSON = {"id": "1", "name": "Asha", "platform": "Instagram"}
SALE = {
    "date": "2025-07-01",
    "revenue": "500",
    "influencer_id": "1",
    "campaign": "MB_Whey",
    "orders": "1",
    "tracking_id": "T1",
}
PAID = {"influencer_id": "1", "basis": "order", "rate": "10", "campaign": "MB_Whey", "payout_id": "P1"}


def everything():
    """Data and figures, and the names as they are shown."""
    names = {m: sorted(m.objects.exclude(pk=NONE).values_list("key", "name")) for m in NAMED}
    return compute_digest(), names


def test_undo_of_the_only_run_leaves_an_empty_portal():
    before = everything()
    run = must_load({"influencers": [PERSON], "tracking": [SALE], "payouts": [PAID]}).run
    undo_run(run, "tester")
    assert everything() == before
    assert list(find_differences()) == []


def test_undo_puts_a_changed_row_back():
    must_load({"influencers": [PERSON], "tracking": [SALE], "payouts": [PAID]})
    before = everything()
    moved = {**SALE, "campaign": "Gritzo_Kids", "date": "2025-08-01", "revenue": "900", "orders": "7"}
    run = must_load({"tracking": [moved], "influencers": [{**PERSON, "platform": "YouTube"}]}).run
    assert everything() != before
    undo_run(run, "tester")
    assert everything() == before
    assert list(find_differences()) == []


def test_a_derived_total_follows_the_undo():
    must_load({"tracking": [SALE], "payouts": [PAID]})
    run = must_load({"tracking": [{**SALE, "tracking_id": "T2", "orders": "4"}]}).run
    assert Payout.objects.get().total_payout == 5_000
    undo_run(run, "tester")
    assert Payout.objects.get().total_payout == 1_000


def test_an_influencer_that_other_rows_name_becomes_incomplete_again():
    must_load({"tracking": [SALE]})
    before = everything()
    undo_run(must_load({"influencers": [PERSON]}).run, "tester")
    assert everything() == before
    assert Influencer.objects.get(code="1").is_incomplete


def test_an_influencer_named_by_a_later_run_stays_when_its_own_run_goes():
    run = must_load({"influencers": [PERSON]}).run
    must_load({"tracking": [SALE]})
    undo_run(run, "tester")
    person = Influencer.objects.get(code="1")
    assert (person.is_incomplete, person.name, person.platform_id) == (True, "", NONE)


def test_a_spelling_goes_with_the_run_that_brought_it():
    must_load({"tracking": [SALE]})
    run = must_load({"tracking": [{**SALE, "tracking_id": f"X{n}", "campaign": "mb_whey"} for n in range(3)]}).run
    assert Campaign.objects.get(key="mb_whey").name == "mb_whey"
    undo_run(run, "tester")
    assert Campaign.objects.get(key="mb_whey").name == "MB_Whey"


@examples(max_examples=up_to(15), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(data_sets(6), min_size=1, max_size=4))
def test_undo_of_all_runs_in_reverse_order_passes_through_every_earlier_state(files):
    with taken_back():
        states, runs = [everything()], []
        for data in files:
            report = load(data, on_conflict="match", on_error="skip")
            if report.committed:
                runs.append(report.run)
                states.append(everything())
        for run in reversed(runs):
            assert everything() == states.pop()
            undo_run(run, "tester")
            assert list(find_differences()) == []
        assert everything() == states.pop()


def all_reports(client, pages):
    """The bytes of the pages' exports."""
    return {page: export_text(client, page) for page in pages}


@examples(max_examples=up_to(10), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(whole_sets(5), min_size=2, max_size=4))
def test_undo_of_all_runs_in_reverse_order_gives_every_earlier_report_byte_by_byte(admin_client, files):
    pages = some_of(TABLE_PAGES, 4)
    with taken_back():
        states, runs = [all_reports(admin_client, pages)], []
        for data in files:
            report = load(data, on_conflict="match", on_error="skip")
            if report.committed:
                runs.append(report.run)
                states.append(all_reports(admin_client, pages))
        for run in reversed(runs):
            assert all_reports(admin_client, pages) == states.pop()
            undo_run(run, "tester")
        assert all_reports(admin_client, pages) == states.pop()


def test_a_run_whose_rows_were_found_again_is_refused_and_names_the_later_run():
    first = must_load({"tracking": [SALE]}).run
    later = must_load({"tracking": [SALE]}).run
    with pytest.raises(UndoRefused, match=f"Run {later} found 1 of its rows again"):
        undo_run(first, "tester")
    undo_run(later, "tester")
    undo_run(first, "tester")
    assert not TrackingEvent.objects.exists()


def test_a_run_whose_rows_a_later_run_changed_is_refused():
    first = must_load({"tracking": [SALE]}).run
    later = must_load({"tracking": [{**SALE, "revenue": "7"}]}).run
    before = everything()
    with pytest.raises(UndoRefused, match=f"Run {later} changed 1 of its rows"):
        undo_run(first, "tester")
    assert everything() == before


def test_a_run_whose_rows_were_edited_by_hand_is_refused():
    run = must_load({"tracking": [SALE]}).run
    sale = TrackingEvent.objects.get()
    sale.revenue = 1
    edits.save_row(sale)
    with pytest.raises(UndoRefused, match="1 of its tracking events were edited by hand"):
        undo_run(run, "tester")


def test_a_run_whose_rows_were_deleted_by_hand_is_refused():
    run = must_load({"tracking": [SALE, {**SALE, "tracking_id": "T2"}]}).run
    edits.delete_facts(TrackingEvent.objects.filter(tracking_id="T2"))
    with pytest.raises(UndoRefused, match="1 of its tracking events were deleted by hand"):
        undo_run(run, "tester")


def test_a_run_is_taken_back_once_and_is_recorded():
    pk = must_load({"tracking": [SALE]}).run
    undo_run(pk, "asha")
    run = ImportRun.objects.get(pk=pk)
    assert run.undone_by == "asha" and run.undone_at is not None
    with pytest.raises(UndoRefused, match="taken back already, by asha"):
        undo_run(pk, "tester")
    assert not BeforeImage.objects.exists() and not FoundAgain.objects.exists()


def test_after_an_undo_the_same_file_loads_as_new():
    undo_run(must_load({"tracking": [SALE]}).run, "tester")
    assert load({"tracking": [SALE]}).files[0].new == 1


def test_demo_rows_that_a_real_file_holds_too_stay_when_the_demo_goes():
    report = load_fixtures()
    assert report.committed
    real = import_paths([Path(settings.BASE_DIR) / "fixtures"], Options())
    assert real.committed and all(file.unchanged == file.rows for file in real.files)
    before = everything()
    remove_demo()
    assert everything() == before
    assert list(find_differences()) == []


def test_the_command_takes_a_run_back_and_says_so(capsys):
    run = must_load({"tracking": [SALE]}).run
    call_command("undo_import", str(run))
    assert f"Run {run} was taken back." in capsys.readouterr().out
    call_command("imports")
    assert "taken back by command line" in capsys.readouterr().out


def test_the_command_answers_in_a_sentence_when_it_cannot():
    with pytest.raises(CommandError, match="There is no run 99"):
        call_command("undo_import", "99")
    run = must_load({"tracking": [SALE]}).run
    must_load({"tracking": [SALE]})
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("undo_import", str(run))
