"""From files to a run: upload, check, preview, load; nothing changes before the last step, and it happens once."""

import pytest
from django.contrib.auth.models import User

from campaigns.demo import has_demo, load_fixtures
from campaigns.models import ImportRun, Job, Payout, TrackingEvent
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN, TEXTS
from campaigns.uploads import Upload

pytestmark = pytest.mark.django_db
BAD = "date,revenue,influencer_id,orders\n2025-07-01,lots,1,1\n2025-07-02,5,1,1\n"


def files_of(address):
    """The folder with the files of an upload, by its job's address."""
    job = Job.objects.get(pk=int(address.split("/")[3]))
    return Upload(job.payload["upload"])


def test_a_preview_shows_what_loading_would_do_and_changes_nothing(importer):
    _, page = importer.preview(TEXTS)
    assert page.heading == "Ready to load"
    assert page.counts("influencers.csv") == {"rows": 3, "new": 3, "changed": 0, "unchanged": 0, "rejected": 0}
    assert page.counts("tracking.csv")["new"] == 4
    assert page.counts("payouts.csv")["new"] == 3
    assert (TrackingEvent.objects.count(), Payout.objects.count(), ImportRun.objects.count()) == (0, 0, 0)


def test_confirming_loads_exactly_that_and_leads_to_the_run(importer):
    address, _ = importer.preview(TEXTS)
    where, page = importer.load(address)
    run = ImportRun.objects.get()
    assert where == f"/imports/runs/{run.pk}/"
    assert (TrackingEvent.objects.count(), Payout.objects.count()) == (4, 3)
    assert page.counts("tracking.csv")["new"] == 4
    assert (run.actor, run.user) == ("imran", importer.user)
    assert run.files.first().sha256 in page.text
    assert {file.path for file in run.files.all()} == {"influencers.csv", "tracking.csv", "payouts.csv"}


def test_the_job_of_a_load_leads_to_the_run_for_good(importer):
    address, _ = importer.preview(TEXTS)
    job = importer.post(f"{address}load/").address
    assert importer.get(job).address == f"/imports/runs/{ImportRun.objects.get().pk}/"


def test_files_that_are_not_those_of_the_preview_are_not_loaded(importer):
    address, _ = importer.preview(TEXTS)
    path = next(path for path in files_of(address).paths if "tracking" in path.name)
    path.write_text(TEXTS["tracking"].replace("4000", "4001"))
    _, page = importer.load(address)
    assert "the files on the server are not those of the preview" in page.text
    assert TrackingEvent.objects.count() == ImportRun.objects.count() == 0


def test_errors_cannot_be_loaded(importer):
    must_load(GOLDEN)
    address, page = importer.preview({"bad": BAD})
    assert page.heading == "This cannot be loaded yet"
    assert page.codes()[0] == "bad-money"
    assert f'action="{address}load/"' in page.html and ">Load</button>" not in page.html
    assert importer.load(address)[0] == address
    assert TrackingEvent.objects.count() == 4


def test_a_database_that_has_changed_since_the_check_stops_the_load_and_says_so(importer):
    payout = "influencer_id,basis,campaign,total_payout\n1,post,A,{}\n"
    address, page = importer.preview({"payouts": payout.format(10)})
    assert page.heading == "Ready to load"
    must_load({"payouts": [{"influencer_id": "1", "basis": "post", "campaign": "A", "total_payout": "11"}]})
    _, page = importer.load(address)
    assert "The database has changed since the check." in page.text
    assert page.codes()[0] == "payout-restated"
    assert Payout.objects.count() == 1


def test_bad_rows_can_be_left_out(importer):
    address, page = importer.preview({"bad": BAD}, on_error="skip")
    assert page.heading == "Ready to load"
    assert page.counts("bad.csv") | {"rows": 2, "new": 1, "rejected": 1} == page.counts("bad.csv")
    importer.load(address)
    assert TrackingEvent.objects.get().revenue == 500


def test_replacing_removes_what_the_files_do_not_have(importer):
    must_load(GOLDEN)
    text = "\n".join(TEXTS["tracking"].splitlines()[:-1])
    address, page = importer.preview({"tracking": text}, mode="replace", replace_to="2025-07-31")
    assert page.counts("tracking.csv")["removed"] == 1
    assert "Stored rows that are not in the files: go: the files are complete" in page.text
    importer.load(address)
    assert TrackingEvent.objects.count() == 3


def test_dropping_an_upload_changes_nothing_and_forgets_it(importer):
    address, _ = importer.preview(TEXTS)
    folder = files_of(address).folder
    assert importer.post(f"{address}drop/").address == "/imports/"
    assert "The files were dropped" in importer.get("/imports/").text
    assert importer.get(address).status == 404
    assert not folder.exists()
    assert TrackingEvent.objects.count() == 0


def test_confirming_twice_loads_once(importer):
    address, _ = importer.preview(TEXTS)
    first = importer.post(f"{address}load/").address
    assert importer.post(f"{address}load/").status == 404  # loaded, and the files are gone
    assert importer.get(first).status == 302
    assert (ImportRun.objects.count(), TrackingEvent.objects.count()) == (1, 4)


def test_a_second_press_while_the_first_is_under_way_leads_to_it(importer, client):
    address, _ = importer.preview(TEXTS)
    client.force_login(importer.user)
    first = client.post(f"{address}load/")["Location"]  # not committed yet: it waits
    assert client.post(f"{address}load/")["Location"] == first
    assert client.post(f"{address}check/")["Location"] == first
    assert client.post(f"{address}drop/")["Location"] == first
    assert Job.objects.filter(kind="load").count() == 1


def test_loading_the_same_files_again_adds_nothing(importer):
    for _ in range(2):
        address, page = importer.preview(TEXTS)
        importer.load(address)
    assert page.counts("tracking.csv") | {"new": 0, "unchanged": 4} == page.counts("tracking.csv")
    assert TrackingEvent.objects.count() == 4


def test_a_permission_that_was_taken_away_stops_a_waiting_upload(importer):
    address, _ = importer.preview(TEXTS)
    User.objects.get(username="imran").groups.clear()
    assert importer.post(f"{address}load/").status == 403
    assert importer.get(address).status == 403
    assert TrackingEvent.objects.count() == 0


def test_the_button_takes_the_demo_out(importer):
    load_fixtures()
    assert "Take the demo data out" in importer.get("/imports/").text
    assert importer.get("/imports/demo/").status == 405
    assert importer.post("/imports/demo/").address == "/imports/"
    assert not has_demo()
    assert TrackingEvent.objects.count() == 0
    assert "Take the demo data out" not in importer.get("/imports/").text


def test_the_first_real_import_offers_to_take_the_demo_out(importer):
    load_fixtures()
    address, page = importer.preview(TEXTS)
    assert 'name="remove_demo"' in page.html
    importer.load(address, remove_demo="1")
    assert not has_demo()
    assert TrackingEvent.objects.count() == 4


def test_the_demo_stays_when_nothing_takes_its_place(importer):
    load_fixtures()
    address, _ = importer.preview(TEXTS)
    files_of(address).paths[0].write_text("id,name\n1,\x00\n")
    importer.load(address, remove_demo="1")
    assert has_demo()
    assert TrackingEvent.objects.count() == 20


def test_every_page_marks_the_demo(importer):
    assert "Demo data." not in importer.get("/campaigns/").text
    load_fixtures()
    assert "Demo data." in importer.get("/campaigns/").text
