"""The page of a run: counts, problems, rejected rows, its rows and what it touched, and taking it back."""

from urllib.parse import parse_qs, urlsplit

import pytest

from campaigns.models import ImportRun, Job, Payout, TrackingEvent
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN, TEXTS
from campaigns.tests.reports.pages import export
from campaigns.tests.web.imports.person import Person
from campaigns.tests.web.people import make_staff
from campaigns.uploads import rejects_of_run

pytestmark = pytest.mark.django_db
BAD = "date,revenue,influencer_id,orders\n2025-07-01,lots,1,1\n2025-07-02,5,1,1\n"


def load(person, texts, **options):
    """The address of the run and its page."""
    address, _ = person.preview(texts, **options)
    return person.load(address)


@pytest.fixture
def reader(client):
    """Staff without the permission to import."""
    return Person(client, make_staff())


def test_a_run_shows_its_counts_and_problems(importer):
    _, page = load(importer, {"bad": BAD}, on_error="skip")
    assert page.counts("bad.csv") == {
        "rows": 2, "new": 1, "changed": 0, "unchanged": 0, "rejected": 1, "influencers not named yet": 1,
    }  # fmt: skip
    assert page.codes() == ["bad-money", "unknown-influencer"]
    assert "by imran" in page.text


def test_rows_that_were_left_out_are_downloaded_with_the_permission_only(importer, reader):
    address, page = load(importer, {"bad": BAD}, on_error="skip")
    assert f'href="{address}rejects/1.csv"' in page.html
    rows = importer.get(f"{address}rejects/1.csv").html
    assert rows.splitlines()[1].startswith("2025-07-01,lots,1,1,2,bad-money,")
    assert reader.get(f"{address}rejects/1.csv").status == 403
    assert "rejects/1.csv" not in reader.get(address).html


def test_when_they_are_not_kept_any_more_the_page_says_so(importer):
    address, _ = load(importer, {"bad": BAD}, on_error="skip")
    run = ImportRun.objects.get()
    for path in rejects_of_run(run.pk).iterdir():
        path.unlink()
    assert "The rejected rows themselves are not kept" in importer.get(address).text
    assert importer.get(f"{address}rejects/1.csv").status == 404


def test_a_run_without_rejected_rows_speaks_of_none(importer):
    _, page = load(importer, TEXTS)
    assert "left out" not in page.text


def test_the_page_links_to_the_rows_of_the_run(importer):
    must_load(GOLDEN)
    text = "date,revenue,influencer_id,tracking_id\n2025-08-01,5,1,T9\n"
    _, page = load(importer, {"t": text})
    run = ImportRun.objects.first().pk
    assert f'href="/tracking/?run={run}"' in page.html
    assert [row["tracking_id"] for row in export(importer.client, "tracking", run=run)] == ["T9"]


def test_a_report_is_narrowed_to_the_days_campaigns_and_influencers_of_the_run(importer):
    must_load(GOLDEN)
    text = "date,revenue,influencer_id,campaign\n2025-08-01,5,1,A_x\n2025-08-09,5,1,\n"
    address, page = load(importer, {"t": text})
    assert f'href="{address}reports/campaigns/"' in page.html
    where = importer.get(f"{address}reports/campaigns/").address
    assert urlsplit(where).path == "/campaigns/"
    assert parse_qs(urlsplit(where).query) == {
        "date_after": ["2025-08-01"], "date_before": ["2025-08-09"], "campaign": ["A_x"], "campaign__empty": ["1"],
        "influencer": ["1"],
    }  # fmt: skip
    assert importer.get(where).status == 200


def test_payouts_are_not_narrowed_by_days_which_they_do_not_have(importer):
    address, _ = load(importer, {"p": "influencer_id,basis,campaign,total_payout\n1,post,A,5\n"})
    assert parse_qs(urlsplit(importer.get(f"{address}reports/months/").address).query) == {
        "campaign": ["A"],
        "influencer": ["1"],
    }


def test_a_payout_for_all_campaigns_is_not_narrowed_by_campaigns(importer):
    address, _ = load(importer, {"p": "influencer_id,basis,total_payout\n1,post,5\n"})
    assert parse_qs(urlsplit(importer.get(f"{address}reports/brands/").address).query) == {"influencer": ["1"]}


def test_many_campaigns_are_not_listed_in_an_address(importer):
    rows = "".join(f"2025-08-01,5,{number},C{number}\n" for number in range(21))
    address, _ = load(importer, {"t": "date,revenue,influencer_id,campaign\n" + rows})
    where = importer.get(f"{address}reports/products/").address
    assert where == "/products/?date_after=2025-08-01&date_before=2025-08-01"


def test_there_are_no_other_reports_and_runs(importer):
    address, _ = load(importer, TEXTS)
    assert importer.get(f"{address}reports/nothing/").status == 404
    assert importer.get("/imports/runs/999/reports/campaigns/").status == 404
    assert importer.get("/imports/runs/999/").status == 404


def test_a_run_is_taken_back_with_its_button(importer):
    address, page = load(importer, TEXTS)
    assert f'action="{address}undo/"' in page.html
    assert importer.get(f"{address}undo/").status == 405
    where, page = importer.follow(importer.post(f"{address}undo/"))
    assert where == address
    assert (TrackingEvent.objects.count(), Payout.objects.count()) == (0, 0)
    assert "Taken back on" in page.text and "by imran" in page.text
    assert "/undo/" not in page.html


def test_what_is_in_the_way_of_taking_back_is_named(importer):
    address, _ = load(importer, {"tracking": TEXTS["tracking"]})
    load(importer, {"tracking": TEXTS["tracking"]})
    page = importer.get(address)
    assert "It cannot be taken back now:" in page.text
    _, page = importer.follow(importer.post(f"{address}undo/"))
    assert page.heading == "This did not work"
    assert "Nothing was changed. Run" in page.text
    assert TrackingEvent.objects.count() == 4


def test_taking_back_twice_at_once_is_one_job(importer, other, client):
    address, _ = load(importer, TEXTS)
    client.force_login(importer.user)
    first = client.post(f"{address}undo/")["Location"]  # not committed yet: it waits
    assert client.post(f"{address}undo/")["Location"] == first
    assert other.post(f"{address}undo/").address == address
    assert "It is being taken back now, by imran." in other.get(address).text
    assert Job.objects.filter(kind="undo").count() == 1


def test_a_run_is_taken_back_by_nobody_without_the_permission(importer, reader):
    address, _ = load(importer, TEXTS)
    assert "/undo/" not in reader.get(address).html
    assert reader.post(f"{address}undo/").status == 403
    assert TrackingEvent.objects.count() == 4
