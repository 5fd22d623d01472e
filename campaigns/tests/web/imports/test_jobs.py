"""The page of a job: who may see it, how far it is, and how it says that something went wrong."""

import json

import pytest
from django.utils import timezone

from campaigns.models import Job
from campaigns.tests.golden import TEXTS
from campaigns.tests.web.imports.person import Person
from campaigns.tests.web.people import make_staff
from campaigns.uploads import Upload

pytestmark = pytest.mark.django_db
STEPS = ("load/", "check/", "columns/0/", "forget/1/", "drop/")
PAGES = ("", "status.json", "rejects/1.csv")


def make_job(person, **values):
    values = {"kind": "undo", "title": "Take run 1 back", "payload": {"run": 1}} | values
    return Job.objects.create(user=person.user, actor=person.user.username, **values)


def test_somebody_elses_job_is_not_there_on_any_address(importer, other):
    address, _ = importer.preview(TEXTS)
    for page in PAGES:
        assert other.get(address + page).status == 404, page
    for step in STEPS:
        assert other.post(address + step).status == 404, step
    assert importer.get(address).heading == "Ready to load"


def test_without_the_permission_every_address_is_a_403(importer):
    address, _ = importer.preview(TEXTS)
    importer.user.groups.clear()
    for page in PAGES:
        assert importer.get(address + page).status == 403, page
    for step in STEPS:
        assert importer.post(address + step).status == 403, step


def test_a_superuser_does_not_get_at_somebody_elses_files(importer, admin_client):
    address, _ = importer.preview(TEXTS)
    assert admin_client.get(address).status_code == 404
    assert admin_client.post(f"{address}load/").status_code == 404


def test_steps_take_a_post(importer):
    address, _ = importer.preview(TEXTS)
    for step in STEPS:
        assert importer.get(address + step).status == 405, step


def test_without_the_permission_there_is_no_form_and_no_upload(client):
    reader = Person(client, make_staff())
    page = reader.get("/imports/")
    assert 'type="file"' not in page.html
    assert "Loading files needs a permission" in page.text
    assert reader.upload(TEXTS).status == 403
    assert reader.post("/imports/demo/").status == 403


def test_a_job_that_waits_or_runs_shows_a_bar_and_reloads_without_script(importer):
    for state, words in (("waiting", "waiting to start"), ("running", "starting")):
        job = make_job(importer, state=state, handed_at=timezone.now())
        page = importer.get(f"/imports/jobs/{job.pk}/")
        assert page.heading == "Taking back"
        assert '<progress class="bar"' in page.html
        assert f'data-job="/imports/jobs/{job.pk}/status.json"' in page.html
        assert '<noscript><meta http-equiv="refresh"' in page.html
        assert words in page.text


def test_its_status_is_read_as_data(importer):
    job = make_job(importer, state="running")
    address = f"/imports/jobs/{job.pk}/status.json"
    status = json.loads(importer.get(address).html)
    assert status == {"is_over": False, "is_waiting": False, "step": "", "done": 0, "total": 0}
    Job.objects.update(state="failed", message="No.")
    assert json.loads(importer.get(address).html)["is_over"] is True


def test_a_job_that_failed_says_why_and_where_to_go_on(importer):
    job = make_job(importer, state="failed", message="Nothing was changed. Run 2 found 3 of its rows again.")
    page = importer.get(f"/imports/jobs/{job.pk}/")
    assert page.heading == "This did not work"
    assert "Nothing was changed. Run 2 found 3 of its rows again." in page.text
    assert 'href="/imports/runs/1/"' in page.html


def test_a_check_that_failed_can_be_tried_again(importer):
    address, _ = importer.preview(TEXTS)
    job = Job.objects.get()
    (Upload(job.payload["upload"]).folder / "note.json").unlink()
    Job.objects.update(state="failed", message="The worker died.", outcome={})
    page = importer.get(address)
    assert "The worker died." in page.text
    _, page = importer.follow(importer.post(f"{address}check/"))
    assert page.heading == "Ready to load"


def test_a_load_that_failed_leads_back_to_the_preview_and_can_be_tried_again(importer):
    address, _ = importer.preview(TEXTS)
    check = Job.objects.get()
    died = make_job(
        importer,
        kind="load",
        state="failed",
        message="The process ended three times.",
        payload={"upload": check.payload["upload"], "options": {}},
    )
    where, page = importer.follow(importer.get(address))
    assert where == f"/imports/jobs/{died.pk}/"
    assert "Nothing was loaded. The process ended three times." in page.text
    where, _ = importer.load(where)
    assert where.startswith("/imports/runs/")


def test_an_edit_that_runs_as_a_job_has_a_page_for_who_asked_for_it(client):
    clerk = Person(client, make_staff())
    job = make_job(clerk, kind="edit", title="Edit of the source “organic”", state="done", payload={"pk": 1})
    page = clerk.get(f"/imports/jobs/{job.pk}/")
    assert page.heading == "Done"
    assert "Edit of the source “organic”" in page.text


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_a_job_that_is_none_is_a_404(importer, pk):
    assert importer.get(f"/imports/jobs/{pk}/").status == 404
    assert importer.get(f"/imports/jobs/{pk}/status.json").status == 404
    assert importer.post(f"/imports/jobs/{pk}/load/").status == 404
