"""Edits that move many rows: asked for in the admin, done as a job, counted beforehand, and saved once."""

import re

import pytest
from django.contrib.admin.models import LogEntry

from campaigns.admin import writing
from campaigns.jobs import read_progress, start_job
from campaigns.jobs.starting import MOST_PER_PERSON
from campaigns.metrics.catalog import REVENUE
from campaigns.metrics.dimensions import BRAND, PLATFORM
from campaigns.models import Brand, Campaign, Influencer, Job, Platform, Source
from campaigns.tests.admin.forms import address, errors_in, figures, save, send
from campaigns.tests.builders import must_load, read_cut, totals
from campaigns.tests.golden import GOLDEN
from campaigns.tests.web.people import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sample(monkeypatch):
    """The golden case, in which an edit of more than one row is a large one."""
    must_load(GOLDEN)
    must_load({"tracking": [{"date": "2025-07-01", "revenue": "10", "influencer_id": "1", "source": "flyer"}] * 2})
    monkeypatch.setattr(writing, "MOST_AT_ONCE", 1)


@pytest.fixture
def edit(admin_client):
    """Sends a form, looks at what is stored before and after its job, and gives the job."""

    def send_and_wait(model, key, **changes):
        row = model.objects.get(**{"code" if model is Influencer else "key": key})
        answer = send(admin_client, address(model, row.pk), **changes)
        assert answer.status_code == 302, errors_in(answer)
        job = Job.objects.get()
        assert job.state == "waiting"
        stored = model.objects.get(pk=row.pk)
        assert {f.attname: getattr(stored, f.attname) for f in model._meta.concrete_fields} == {
            f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields
        }
        read_progress(job)
        job.refresh_from_db()
        assert (job.state, job.message) == ("done", "")
        figures()
        return job

    return send_and_wait


def test_a_sources_kind(edit):
    job = edit(Source, "flyer", kind="baseline")
    assert totals(REVENUE)["revenue"] == 850000
    assert job.outcome["moved"] == 2
    assert job.title == "Edit of the source “flyer”"


def test_a_brands_alias(edit):
    edit(Brand, "muscleblaze", alias_of=Brand.objects.get(key="herbalife").pk)
    assert read_cut(BRAND, [REVENUE])["herbalife"] == {"revenue": 850000}


def test_a_campaigns_brand(edit):
    edit(Campaign, "muscleblaze_protein_1", brand=Brand.objects.get(key="herbalife").pk)
    campaign = Campaign.objects.get(key="muscleblaze_protein_1")
    assert (campaign.brand.key, campaign.brand_is_fixed) == ("herbalife", True)


def test_an_influencers_platform_beside_other_changes(edit):
    edit(Influencer, "1", platform=Platform.objects.get(key="youtube").pk, name="Asha Rao")
    person = Influencer.objects.get(code="1")
    assert (person.name, person.search_key, person.is_edited) == ("Asha Rao", "1 asha rao", True)
    assert read_cut(PLATFORM, [REVENUE])["youtube"] == {"revenue": 752000}


def test_the_page_says_how_many_rows_and_links_to_the_job(admin_client):
    source = Source.objects.get(key="flyer")
    send(admin_client, address(Source, source.pk), kind="baseline")
    job = Job.objects.get()
    page = admin_client.get("/admin/campaigns/source/").content.decode()
    assert f'This moves 2 rows and runs as <a href="/imports/jobs/{job.pk}/">job {job.pk}</a>.' in page
    assert "was changed successfully" not in page
    assert LogEntry.objects.get().get_change_message() == f"Asked for as job {job.pk}."


def test_an_edit_that_moves_nothing_is_saved_at_once_however_many_rows_there_are(admin_client):
    source = Source.objects.get(key="flyer")
    save(admin_client, address(Source, source.pk), name="Flyer")
    assert Source.objects.get(pk=source.pk).name == "Flyer"
    assert not Job.objects.exists()


def test_an_edit_of_few_rows_is_saved_at_once(admin_client, monkeypatch):
    monkeypatch.setattr(writing, "MOST_AT_ONCE", 2)
    source = Source.objects.get(key="flyer")
    save(admin_client, address(Source, source.pk), kind="baseline")
    assert totals(REVENUE)["revenue"] == 850000
    assert not Job.objects.exists()


def test_what_others_changed_meanwhile_stays(admin_client):
    source = Source.objects.get(key="flyer")
    send(admin_client, address(Source, source.pk), kind="baseline")
    Source.objects.filter(pk=source.pk).update(name="FLYER")
    read_progress(Job.objects.get())
    source.refresh_from_db()
    assert (source.kind, source.name) == ("baseline", "FLYER")


def test_a_row_that_was_deleted_meanwhile_is_a_sentence(admin_client):
    source = Source.objects.create(key="leaflet", name="leaflet")
    job = start_job("edit", "Edit", {"model": "source", "pk": source.pk, "changes": {}}, make_staff("edith"))
    source.delete()
    assert read_progress(job).message == "Nothing was changed: the source was deleted meanwhile."


def test_an_edit_that_is_no_longer_possible_is_a_sentence():
    alias, target = Brand.objects.get(key="muscleblaze"), Brand.objects.get(key="herbalife")
    payload = {"model": "brand", "pk": alias.pk, "changes": {"alias_of_id": target.pk}}
    job = start_job("edit", "Edit", payload, make_staff("edith"))
    Brand.objects.filter(pk=target.pk).update(alias_of=alias)
    assert read_progress(job).message == "Nothing was changed. Choose a brand that is not itself an alias."


def test_too_many_jobs_are_a_sentence_on_the_form_that_keeps_what_was_typed(admin_client, admin_user):
    for _ in range(MOST_PER_PERSON):
        start_job("undo", "Undo", {"run": 1}, admin_user)
    source = Source.objects.get(key="flyer")
    answer = send(admin_client, address(Source, source.pk), kind="baseline", name="FLYER")
    assert answer.status_code == 200
    assert re.search("You have 5 jobs that are not done yet", errors_in(answer)[0])
    assert 'value="FLYER"' in answer.content.decode()
    assert Source.objects.get(pk=source.pk).name == "flyer"
