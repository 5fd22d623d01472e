"""The admin while a large import is being written: a sentence at once, and nothing lost of what was typed."""

import time

import pytest
from django.db import connection

from campaigns.models import Source, TrackingEvent
from campaigns.tests.admin.forms import address, errors_in, send
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import hear, running_code
from campaigns.tests.test_writers import MANY, WRITE

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "Nothing was changed: job 17 by imran has been writing 1,234,567 rows since"


@pytest.fixture
def source():
    must_load(GOLDEN)
    return Source.objects.create(key="flyer", name="flyer")


@pytest.fixture
def import_is_running(source, admin_client):
    with running_code(WRITE, "job 17 by imran", MANY) as other:
        hear(other, "writing")
        began = time.monotonic()
        yield other
        assert time.monotonic() - began < 10, "Somebody waited."


def test_a_form_comes_back_with_the_sentence_and_what_was_typed(admin_client, source, import_is_running):
    answer = send(admin_client, address(Source, source.pk), name="Flyers of July", kind="baseline")
    assert answer.status_code == 200
    assert SENTENCE in errors_in(answer)[0]
    page = answer.content.decode()
    assert 'value="Flyers of July"' in page and '<option value="baseline" selected>' in page
    source.refresh_from_db()
    assert (source.name, source.kind) == ("flyer", "influencer")


def test_a_new_row_is_refused_in_the_same_way(admin_client, source, import_is_running):
    answer = send(admin_client, address(Source), name="Leaflets")
    assert SENTENCE in errors_in(answer)[0]
    assert 'value="Leaflets"' in answer.content.decode()
    assert not Source.objects.filter(name="Leaflets").exists()


def test_a_deletion_is_refused_with_the_sentence(admin_client, source, import_is_running):
    event = TrackingEvent.objects.first()
    answer = admin_client.post(f"/admin/campaigns/trackingevent/{event.pk}/delete/", {"post": "yes"}, follow=True)
    assert SENTENCE in answer.content.decode()
    assert TrackingEvent.objects.filter(pk=event.pk).exists()


def test_a_deletion_of_many_is_refused_with_the_sentence(admin_client, source, import_is_running):
    data = {"action": "delete_selected", "_selected_action": [str(TrackingEvent.objects.first().pk)], "post": "yes"}
    answer = admin_client.post("/admin/campaigns/trackingevent/", data, follow=True)
    assert SENTENCE in answer.content.decode()
    assert TrackingEvent.objects.count() == 4


def test_a_view_that_cannot_write_says_so_with_status_503(admin_client, source, import_is_running):
    answer = admin_client.post("/imports/demo/")
    assert answer.status_code == 503
    assert SENTENCE in answer.content.decode()
    assert answer["Retry-After"] == "30"


def test_a_login_is_refused_at_once_where_no_session_can_be_written(client, source, import_is_running):
    answer = client.post("/login/", {"username": "admin", "password": "password"})
    if connection.vendor == "sqlite":
        assert answer.status_code == 503
        assert SENTENCE in answer.content.decode()
    else:
        assert answer.status_code == 302


def test_pages_are_read_meanwhile(admin_client, source, import_is_running):
    for path in ("/", "/campaigns/", "/admin/campaigns/source/", address(Source, source.pk)):
        assert admin_client.get(path).status_code == 200
