"""Sending files: what is accepted, what is refused with a sentence, where the bytes go, and who sees them."""

import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns import uploads
from campaigns.models import ImportRun, Job
from campaigns.tests.builders import csv_text
from campaigns.tests.golden import GOLDEN, TEXTS

pytestmark = pytest.mark.django_db
SIX_HOURS = 6 * 3600


def make_old(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)


def test_no_file_is_a_400_with_a_sentence(importer):
    page = importer.post("/imports/")
    assert page.status == 400
    assert "Choose at least one file." in page.text


def test_an_option_that_is_none_is_a_400(importer):
    for option in ({"on_error": "maybe"}, {"dataset": "sales"}, {"mode": "guess"}, {"replace_from": "31-07-2025"}):
        assert importer.upload(TEXTS, **option).status == 400, option


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"mode": "replace", "on_error": "skip"}, "Bad rows cannot be left out when rows that are not in the files go"),
        ({"mode": "replace", "replace_from": "2025-08-01", "replace_to": "2025-07-01"}, "is later than 2025-07-01."),
        ({"replace_brand": "MuscleBlaze"}, "matters only when rows that are not in them go"),
        ({"yes": "1"}, "matters only when rows that are not in them go"),
    ],
)
def test_options_that_do_not_go_together_are_a_sentence_at_the_form(importer, options, sentence):
    page = importer.upload(TEXTS, **options)
    assert page.status == 400
    assert sentence in page.text
    assert '<details class="options-fold" open>' in page.html
    assert not Job.objects.exists()


def test_the_names_of_uploaded_files_lead_nowhere(importer, own_folder):
    text = csv_text(GOLDEN["influencers"])
    page = importer.post("/imports/", files=[SimpleUploadedFile("../../evil.csv", text.encode())])
    assert importer.get(page.address).counts("evil.csv")["new"] == 3
    found = list(own_folder.parent.rglob("*evil.csv"))
    assert len(found) == 1
    assert own_folder / "uploads" in found[0].parents


def test_two_files_of_one_name_are_two_files(importer):
    files = [SimpleUploadedFile("a.csv", TEXTS[name].encode()) for name in ("influencers", "tracking")]
    page = importer.get(importer.post("/imports/", files=files).address)
    assert page.html.count(">a.csv</h2>") == 2


def test_an_empty_file_is_an_answer(importer):
    _, page = importer.preview({"nothing.csv": b""})
    assert page.heading == "This cannot be loaded yet"
    assert page.codes() == ["empty-file"]


def test_bytes_go_to_the_disk_and_are_moved_not_copied(importer, own_folder, settings, tmp_path, monkeypatch):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    (tmp_path / "incoming").mkdir()
    seen = []
    real = uploads.keep_upload

    def look(user_id, files):
        seen.extend(os.stat(file.temporary_file_path()).st_ino for file in files)
        return real(user_id, files)

    monkeypatch.setattr("campaigns.web.imports.history.keep_upload", look)
    importer.upload(TEXTS)
    assert sorted(seen) == sorted(path.stat().st_ino for path in (own_folder / "uploads").rglob("*.csv"))
    assert list((tmp_path / "incoming").iterdir()) == []


def test_what_nobody_confirmed_in_a_day_and_rejects_of_a_month_ago_are_removed(importer, own_folder):
    address, _ = importer.preview(TEXTS)
    folder = next((own_folder / "uploads").iterdir())
    rejects = uploads.rejects_of_run(1)
    rejects.mkdir(parents=True)
    make_old(folder, 23 * 3600)
    make_old(rejects, 29 * 24 * 3600)
    uploads.drop_old()
    assert folder.exists() and rejects.exists()
    make_old(folder, 25 * 3600)
    make_old(rejects, 31 * 24 * 3600)
    uploads.drop_old()
    assert not folder.exists() and not rejects.exists()
    assert importer.get(address).status == 404


def test_the_page_lists_what_waits_for_its_owner_only(importer, other):
    address, _ = importer.preview({"tracking": TEXTS["tracking"]})
    page = importer.get("/imports/")
    assert f'<a href="{address}">tracking.csv</a>' in page.html
    assert "checked, not loaded yet" in page.text
    assert address not in other.get("/imports/").html
    importer.load(address)
    assert "Waiting for you" not in importer.get("/imports/").text


def test_the_page_lists_what_goes_on_for_oneself_with_a_link_and_for_others_by_name(importer, other):
    job = Job.objects.create(kind="load", title="july.csv", user=importer.user, actor="imran", state="running")
    assert f'<a href="/imports/jobs/{job.pk}/">july.csv</a>' in importer.get("/imports/").html
    page = other.get("/imports/")
    assert "imran july.csv" in page.text
    assert f"/imports/jobs/{job.pk}/" not in page.html


def test_a_person_with_too_many_jobs_is_told_and_nothing_is_kept(importer, own_folder):
    for _ in range(5):
        Job.objects.create(kind="edit", title="x", user=importer.user, actor="imran", state="running")
    page = importer.upload(TEXTS)
    assert page.status == 409
    assert "which is the most" in page.text
    assert list((own_folder / "uploads").iterdir()) == []


def test_the_history_says_who_when_and_what(importer):
    address, _ = importer.preview(TEXTS)
    importer.load(address)
    page = importer.get("/imports/")
    run = ImportRun.objects.get()
    assert f'href="/imports/runs/{run.pk}/"' in page.html
    assert "imran influencers influencers.csv 3 3 0 0 0" in page.text


def test_an_import_button_of_the_admin_has_chosen_the_dataset(importer):
    page = importer.get("/imports/", dataset="payouts")
    assert '<option value="payouts" selected>' in page.html
