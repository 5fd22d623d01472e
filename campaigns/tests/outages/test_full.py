"""A disk that is full: a sentence by every door, nothing half done, nothing left, and all works again with room."""

import errno
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.db import OperationalError, connection
from django.test import Client

from campaigns.digest import compute_digest
from campaigns.models import ImportRun, Job, Post, TrackingEvent
from campaigns.outages import AWAY, FULL, find_outage
from campaigns.rollup import find_differences
from campaigns.tests.admin.forms import address, read_form
from campaigns.tests.builders import csv_text, must_load
from campaigns.tests.commands.runner import run
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.imports.person import Person
from campaigns.tests.web.people import make_importer

pytestmark = pytest.mark.django_db(transaction=True)
SALES = [{"date": "2025-07-01", "revenue": "1", "influencer_id": f"N{n}", "campaign": f"C{n}"} for n in range(400)]
SAID = "The disk of the server is full"
NO_LIMIT = 1_073_741_823
TABLES = ("campaigns_trackingevent", "campaigns_post")
REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device' USING ERRCODE = 'disk_full';
END $$
"""


@contextmanager
def full_disk():
    """SQLite may take no more pages; on PostgreSQL the tables answer as the server does then."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            cursor.execute(REFUSE)
            for table in TABLES:
                cursor.execute(f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"PRAGMA max_page_count = {NO_LIMIT}")
            else:
                cursor.execute("DROP FUNCTION refuse CASCADE")


@pytest.fixture
def person(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    must_load(SAMPLE)
    return Person(Client(raise_request_exception=False), make_importer())


def test_an_import_by_command_says_so_and_changes_nothing(person, tmp_path):
    path = tmp_path / "tracking.csv"
    path.write_text(csv_text(SALES))
    before = compute_digest()
    with full_disk(), pytest.raises(OperationalError) as raised:  # of which manage.py makes a sentence
        run("import", path)
    assert find_outage(raised.value) is FULL
    assert compute_digest() == before and list(find_differences()) == []
    assert run("import", path)[0] == 0
    assert TrackingEvent.objects.filter(campaign__name__startswith="C").count() == len(SALES)


def test_an_import_by_the_portal_keeps_the_files_until_there_is_room(person):
    job, _ = person.preview({"tracking": csv_text(SALES)})
    before, runs = compute_digest(), ImportRun.objects.count()
    with full_disk():
        person.post(f"{job}load/")
    failed = Job.objects.first()
    assert (failed.kind, failed.state, failed.message) == ("load", Job.State.FAILED, FULL.describe())
    assert compute_digest() == before and ImportRun.objects.count() == runs
    where, page = person.follow(person.get(job))
    assert SAID in page.text
    person.load(where or job)
    assert ImportRun.objects.count() == runs + 1


def test_an_edit_is_a_page_that_says_so(person, admin_client):
    admin_client.raise_request_exception = False
    form = read_form(admin_client, address(Post)) | {"date": "2025-07-09", "caption": "long " * 200_000}
    form["influencer"] = Post.objects.first().influencer_id
    before = Post.objects.count()
    with full_disk():
        answer = admin_client.post(address(Post), form)
    assert (answer.status_code, Post.objects.count()) == (507, before)
    assert SAID in answer.content.decode() and "Traceback" not in answer.content.decode()
    assert admin_client.post(address(Post), form).status_code == 302


def test_an_upload_that_finds_no_room_leaves_no_file(person, monkeypatch, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "arriving")
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir()

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", refuse)
    answer = person.client.post("/imports/", {"files": [SimpleUploadedFile("sales.csv", b"date,revenue\n" * 10_000)]})
    assert answer.status_code == 507 and SAID in answer.content.decode()
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []
    assert not Job.objects.exists()


def test_other_errors_are_no_outage():
    assert find_outage(ValueError("x")) is find_outage(OSError(errno.ENOENT, "x")) is find_outage(None) is None
    with pytest.raises(OperationalError if connection.vendor == "sqlite" else Exception) as raised:
        connection.cursor().execute("SELECT nothing FROM nowhere")
    assert find_outage(raised.value) is None
    assert AWAY.seconds
