"""What the portal exports imports again: nothing new, nothing changed, and an empty portal becomes the same one."""

import pytest
from hypothesis import HealthCheck, given, settings

from campaigns.digest import compute_digest
from campaigns.edits import save_row
from campaigns.ingest.conductor import Options, import_paths
from campaigns.models import NONE, Influencer, Payout, Post, TrackingEvent
from campaigns.tests.builders import codes, load, moved, must_load, taken_back
from campaigns.tests.examples import up_to
from campaigns.tests.reports.pages import export_text
from campaigns.tests.strategies import whole_sets

pytestmark = pytest.mark.django_db
PAGES = ("influencers", "posts", "tracking", "payouts")
EXPECTED = {"ignored-column", "derived-total", "baseline-influencer", "shared-url"}
some = settings(
    max_examples=up_to(20), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def write_exports(client, folder):
    """The four lists as the portal exports them."""
    for page in PAGES:
        (folder / f"{page}.csv").write_text(export_text(client, page), encoding="utf-8", newline="")
    return folder


def import_again(folder):
    """Imports the exports; what they say beside the data must be left out without an error."""
    report = import_paths([folder], Options())
    assert report.committed, [(e.code, e.message) for file in report.files for e in file.problems.entries]
    assert {file.dataset for file in report.files} == set(PAGES)
    return report


@some
@given(whole_sets())
def test_exports_import_again_as_what_is_there_and_rebuild_it_elsewhere(admin_client, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("exports")
    with taken_back():
        load(data, on_error="skip")
        before = compute_digest()
        report = import_again(write_exports(admin_client, folder))
        assert set(codes(report)) <= EXPECTED
        assert compute_digest() == before
        if "shared-url" not in codes(report):
            assert moved(report) == 0
    with taken_back():
        import_again(folder)
        assert compute_digest() == before


SALE = {"date": "2025-07-01", "revenue": "500", "influencer_id": "1", "campaign": "MB_Whey", "orders": "1"}
PAID = {"influencer_id": "1", "basis": "order", "rate": "10", "campaign": "MB_Whey"}


def assert_same_again(client, folder):
    """The exports change nothing where they come from."""
    before = compute_digest()
    report = import_again(write_exports(client, folder))
    assert set(codes(report)) <= EXPECTED
    assert (moved(report), compute_digest()) == (0, before)


@pytest.mark.parametrize("more", [{}, {"payout_id": "Y1"}, {"orders": "3"}])
def test_a_derived_total_stays_derived(admin_client, tmp_path, more):
    must_load({"tracking": [SALE], "payouts": [PAID | more]})
    assert_same_again(admin_client, tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (SALE, SALE | {"tracking_id": "T1"}),
        (SALE | {"tracking_id": "T1"}, SALE),
        (SALE | {"tracking_id": "T1"}, SALE | {"tracking_id": ""}),
        (SALE, SALE | {"product": "Whey"}),
    ],
)
def test_a_row_that_was_matched_with_one_of_another_identity_is_one_row(admin_client, tmp_path, old, new):
    must_load({"tracking": [old]})
    must_load({"tracking": [new]}, on_conflict="match")
    assert_same_again(admin_client, tmp_path)


def test_a_matched_row_that_kept_a_column_which_its_file_lacks_is_one_row(admin_client, tmp_path):
    must_load({"tracking": [SALE | {"product": "Whey"}]})
    must_load({"tracking": [SALE]}, on_conflict="match")
    assert_same_again(admin_client, tmp_path)


def test_an_exported_row_that_was_changed_in_its_file_is_changed_here(admin_client, tmp_path):
    must_load({"tracking": [SALE]})
    write_exports(admin_client, tmp_path)
    path = tmp_path / "tracking.csv"
    path.write_text(path.read_text().replace("500.00", "700.00"))
    report = import_paths([path], Options())
    assert [(file.new, file.changed) for file in report.files] == [(0, 1)]
    assert TrackingEvent.objects.get().revenue == 70_000


@pytest.mark.parametrize(
    ("model", "row", "field"),
    [
        (TrackingEvent, dict.fromkeys(("source", "user_id", "product", "brand", "tracking_id"), "") | SALE, "revenue"),
        (Payout, PAID | {"total_payout": "50"}, "total_payout"),
        (Post, {"influencer_id": "1", "date": "2025-07-01", "likes": "1"}, "likes"),
    ],
)
def test_a_row_edited_by_hand_is_still_one_row(admin_client, tmp_path, model, row, field):
    dataset = {TrackingEvent: "tracking", Payout: "payouts", Post: "posts"}[model]
    must_load({dataset: [row]})
    fact = model.objects.get()
    setattr(fact, field, 700)
    save_row(fact)
    assert_same_again(admin_client, tmp_path)


def test_an_influencer_that_nobody_has_named_stays_incomplete(admin_client, tmp_path):
    must_load({"tracking": [SALE]})
    assert_same_again(admin_client, tmp_path)
    assert Influencer.objects.get(code="1").is_incomplete


def test_a_row_that_says_nothing_but_the_id_makes_an_incomplete_influencer(admin_client, tmp_path):
    must_load({"influencers": [{"id": "1", "name": "", "platform": ""}, {"id": "2", "name": "", "platform": "X"}]})
    people = Influencer.objects.exclude(pk=NONE).order_by("code")
    assert list(people.values_list("code", "is_incomplete")) == [("1", True), ("2", False)]
    assert_same_again(admin_client, tmp_path)
