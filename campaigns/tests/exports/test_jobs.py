"""Large workbooks: offered, written by a job, fetched by whoever asked and by nobody else, and removed after a day."""

import os
import time

import pytest
from django.test import Client, TestCase

from campaigns.downloads import KEPT_SECONDS
from campaigns.jobs import JobRefused
from campaigns.models import Campaign, Job
from campaigns.tests.builders import must_load
from campaigns.tests.exports.books import read_book, read_rows
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.imports.person import Person
from campaigns.tests.web.people import make_reader
from campaigns.uploads import drop_old
from campaigns.web import exports, views

pytestmark = pytest.mark.django_db
ADDRESS = "/tracking/?_export=xlsx&sort=revenue&brand=MB"


@pytest.fixture
def sana(db):
    must_load(SAMPLE)
    return Person(Client(), make_reader("sana"))


@pytest.fixture
def large(monkeypatch):
    """Two rows are many already."""
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 2)
    monkeypatch.setattr(views, "MOST_AT_ONCE", 2)


@pytest.fixture
def too_large(large, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 3)


def write(person, address=ADDRESS):
    """Asks for a workbook by a job: the address of its page."""
    sent = person.post(address)
    assert sent.status == 302, sent.text
    return sent.address


def fetch(client, address):
    answer = client.get(f"{address}file/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_a_large_workbook_is_offered_and_nothing_is_begun_by_looking(sana, large):
    page = sana.get(ADDRESS)
    assert (page.status, page.heading) == (200, "Tracking rows as a workbook")
    assert "These are 3 rows." in page.text
    assert "_export=csv" in page.html
    assert not Job.objects.exists()


def test_its_job_writes_the_rows_under_the_filters_in_their_order(sana, large):
    address = write(sana)
    page = sana.get(address)
    assert page.heading == "The workbook is ready"
    assert "3 rows" in page.text
    content = fetch(sana.client, address)
    assert [row["revenue"].value for row in read_rows(content)] == [-250.25, 700, 1000]
    said = {row[0].value: row[1].value for row in read_book(content)["About"] if len(row) > 1}
    assert (said["Filters"], said["Exported by"], said["Rows"]) == ("Brand is MB", "sana", "3")


def test_its_page_leads_back_to_the_rows(sana):
    assert 'href="/tracking/?sort=revenue&amp;brand=MB"' in sana.get(write(sana)).html
    assert 'href="/campaigns/"' in sana.get(write(sana, "/campaigns/?_export=xlsx")).html


def test_the_button_posts_when_the_list_is_large_and_links_when_not(sana, large):
    assert '<form method="post" action="?brand=MB&amp;_export=xlsx">' in sana.get("/tracking/?brand=MB").html
    assert 'href="?brand=HK&amp;_export=xlsx"' in sana.get("/tracking/?brand=HK").html


def test_more_rows_than_a_sheet_holds_are_a_sentence_that_offers_csv(sana, too_large):
    for page in (sana.get("/tracking/?_export=xlsx"), sana.post("/tracking/?_export=xlsx")):
        assert page.status == 400
        assert "These are 6 rows, and a sheet of a workbook holds 10,48,575. Export them as CSV" in page.text
        assert 'href="?_export=csv"' in page.html
    assert not Job.objects.exists()


def test_parameters_that_cannot_be_read_start_no_job(sana):
    assert sana.post("/tracking/?_export=xlsx&nothing=1").status == 400
    assert sana.post("/tracking/?_export=csv").status == 405
    assert sana.post("/tracking/").status == 405
    assert not Job.objects.exists()


def test_somebody_elses_workbook_is_not_there(sana, admin_client):
    address = write(sana)
    iris = Person(Client(), make_reader("iris"))
    for other in (iris.client, admin_client):
        assert other.get(address).status_code == 404
        assert other.get(f"{address}file/").status_code == 404
        assert "as a workbook" not in other.get("/exports/").content.decode()
    assert "Tracking rows as a workbook; Brand is MB" in sana.get("/exports/").text


def test_a_workbook_is_gone_after_a_day_and_its_page_says_so(sana, own_folder):
    address = write(sana)
    folder = next((own_folder / "exports").iterdir())
    drop_old()
    assert folder.exists()
    os.utime(folder, times=(time.time() - KEPT_SECONDS - 60,) * 2)
    drop_old()
    assert not folder.exists()
    page = sana.get(address)
    assert page.heading == "This workbook is gone"
    assert sana.client.get(f"{address}file/").status_code == 404


def test_nothing_but_the_workbook_stays_on_the_disk(sana, own_folder):
    write(sana)
    assert [path.name for path in (own_folder / "exports").glob("*/*")] == ["tracking.xlsx"]


def test_a_filter_that_means_nothing_any_more_leaves_a_workbook_without_rows(sana):
    with TestCase.captureOnCommitCallbacks() as later:
        sent = sana.client.post("/tracking/?_export=xlsx&campaign=MB_One")
    Campaign.objects.filter(key="mb_one").update(key="other")
    for call in later:
        call()
    assert read_rows(fetch(sana.client, sent["Location"])) == []


def test_a_full_disk_is_a_sentence(sana, settings):
    settings.DISK_RESERVE_BYTES = 10**18
    page = sana.get(write(sana))
    assert page.heading == "This did not work"
    assert "The server's disk is too full for this workbook." in page.text


def test_a_person_with_too_many_jobs_hears_it(sana, monkeypatch):
    def refuse(**_):
        raise JobRefused("You have 5 jobs.")

    monkeypatch.setattr(exports, "start_job", refuse)
    _, page = sana.follow(sana.post(ADDRESS))
    assert "You have 5 jobs." in page.text


def test_the_imports_pages_do_not_list_exports(sana):
    job = Job.objects.get(pk=write(sana).split("/")[2])
    Job.objects.update(state="running")
    assert "as a workbook" not in sana.get("/imports/").text
    assert sana.get(f"/imports/jobs/{job.pk}/").address == f"/exports/{job.pk}/"
    page = sana.get(f"/exports/{job.pk}/")
    assert page.heading == "Writing the workbook"
    assert f'data-job="/imports/jobs/{job.pk}/status.json"' in page.html
