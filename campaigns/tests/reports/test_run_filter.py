"""``run=`` lists the rows that one import run brought, on the pages that list rows, and nowhere else."""

import pytest

from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import REPORT_PAGES, export, screen
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
LATER = {
    "posts": [{"influencer_id": "1", "date": "2025-09-01", "post_id": "P9"}],
    "tracking": [
        {"influencer_id": "1", "date": "2025-09-01", "revenue": "70", "campaign": "MB_One", "tracking_id": "T9"},
        {"influencer_id": "2", "date": "2025-09-02", "revenue": "5", "campaign": "HK_Two", "tracking_id": "T10"},
    ],
    "payouts": [{"influencer_id": "3", "basis": "order", "total_payout": "9", "payout_id": "Y9"}],
}
IDS = {"posts": "post_id", "tracking": "tracking_id", "payouts": "payout_id"}
BROUGHT = {"posts": {"P9"}, "tracking": {"T9", "T10"}, "payouts": {"Y9"}}


@pytest.fixture
def later():
    """The number of a second run, beside the sample's."""
    must_load(SAMPLE)
    return must_load(LATER).run


@pytest.mark.parametrize("page", IDS)
def test_a_run_lists_the_rows_it_brought_on_the_page_and_in_the_export(admin_client, later, page):
    assert {row[IDS[page]].text for row in screen(admin_client, page, run=later).rows} == BROUGHT[page]
    assert {row[IDS[page]] for row in export(admin_client, page, run=later)} == BROUGHT[page]


def test_a_run_goes_together_with_every_other_filter(admin_client, later):
    rows = export(admin_client, "tracking", run=later, campaign="hk_two", date_after="2025-09-02", q="t1")
    assert [row["tracking_id"] for row in rows] == ["T10"]
    assert export(admin_client, "payouts", run=later, influencer="1") == []
    assert export(admin_client, "posts", run=later, date_before="2025-08-31") == []


def test_totals_are_of_the_run(admin_client, later):
    assert screen(admin_client, "tracking", run=later).totals["revenue"].text == "₹75.00"
    assert screen(admin_client, "payouts", run=later).totals["total_payout"].text == "₹9.00"


def test_a_row_that_a_later_run_changed_is_that_runs_row(admin_client, later):
    changed = must_load({"tracking": [LATER["tracking"][0] | {"revenue": "71"}]}).run
    assert [row["tracking_id"] for row in export(admin_client, "tracking", run=changed)] == ["T9"]
    assert [row["tracking_id"] for row in export(admin_client, "tracking", run=later)] == ["T10"]


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("page", IDS)
@pytest.mark.parametrize("number", ["999999", "0", "-1", str(2**63 - 1)])
def test_a_number_that_is_no_run_matches_nothing(admin_client, later, page, number):
    assert export(admin_client, page, run=number) == []


@pytest.mark.parametrize("page", IDS)
@pytest.mark.parametrize("text", ["first", "1.5", "12,13", "9" * 5000, str(2**63)])
def test_what_is_no_number_is_a_400_with_a_sentence(admin_client, page, text):
    answer = admin_client.get(f"/{page}/", {"run": text})
    assert answer.status_code == 400
    assert "run: " in answer.content.decode()


def test_the_chip_names_the_run_and_takes_it_back(admin_client, later):
    html = admin_client.get("/tracking/", {"run": later, "campaign": "MB_One"}).content.decode()
    chip = html.partition('<a href="?campaign=MB_One" title="Remove this filter"')[2].partition("</a>")[0]
    assert "Import run" in chip and f"<b>{later}</b>" in chip
    assert f'<input type="hidden" name="run" value="{later}">' in html


def test_an_empty_run_is_no_filter(admin_client, later):
    assert len(export(admin_client, "posts", run="")) == 4


@pytest.mark.parametrize("page", [*REPORT_PAGES, "", "insights"])
def test_reports_say_that_they_add_up_over_all_runs(admin_client, later, page):
    answer = admin_client.get(f"/{page}/".replace("//", "/"), {"run": later})
    assert answer.status_code == 400
    assert "figures add up over all import runs" in answer.content.decode()
