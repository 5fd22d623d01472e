"""What Prometheus reads: only with the token, true, and without anything of a person in it."""

from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, connection
from django.test import override_settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from campaigns.models import ImportRun, Job
from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.web.people import make_staff

pytestmark = pytest.mark.django_db
TOKEN = "only-for-tests-0123456789"
PAGE = "/-/metrics"


@pytest.fixture
def measured(client):
    """A function that reads the page; (name, its labels in order) → value."""

    def read():
        with override_settings(METRICS_TOKEN=TOKEN):
            answer = client.get(PAGE, headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/plain; version=")
        families = text_string_to_metric_families(answer.content.decode())
        return {(s.name.removeprefix("healthkart_"), *s.labels.values()): s.value for f in families for s in f.samples}

    return read


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "ü"]
)
def test_without_the_token_there_is_no_such_page(client, given):
    headers = {} if given is None else {"Authorization": given}
    with override_settings(METRICS_TOKEN=TOKEN):
        assert client.get(PAGE, headers=headers).status_code == 404


@pytest.mark.parametrize("given", ["Bearer ", "Bearer", ""])
def test_where_no_token_is_set_there_is_no_such_page(client, given):
    assert client.get(PAGE, headers={"Authorization": given}).status_code == 404


def test_a_login_is_no_token(client):
    client.force_login(make_staff())
    with override_settings(METRICS_TOKEN=TOKEN):
        assert client.get(PAGE).status_code == 404


def test_an_empty_portal_has_no_rows_no_jobs_and_no_last_import(measured):
    found = measured()
    assert found["database_up",] == 1
    assert found["worker_up",] == 0
    assert found["rows", "tracking"] == found["jobs", "failed"] == found["oldest_waiting_job_seconds",] == 0
    assert ("last_import_age_seconds",) not in found
    assert found["disk_free_bytes",] > 0


def test_rows_and_the_last_import_are_counted(measured):
    must_load(GOLDEN)
    ImportRun.objects.update(finished_at=timezone.now() - timedelta(hours=2))
    found = measured()
    assert (found["rows", "tracking"], found["rows", "payouts"], found["rows", "influencers"]) == (4, 3, 3)
    assert found["last_import_age_seconds",] == pytest.approx(7200, abs=60)


def test_jobs_are_counted_by_state_and_one_that_has_died_within_a_minute(measured):
    begun = timezone.now() - timedelta(seconds=30)
    for state in ("waiting", "waiting", "running", "failed", "done"):
        Job.objects.create(kind="undo", state=state, started_at=begun)
    Job.objects.filter(state="waiting").update(created_at=begun)
    found = measured()
    jobs = {state: found["jobs", state] for state in ("waiting", "running", "failed", "dead")}
    assert jobs == {"waiting": 2, "running": 1, "failed": 1, "dead": 1}
    assert ("jobs", "done") not in found
    assert found["oldest_waiting_job_seconds",] == pytest.approx(30, abs=20)


def test_without_the_database_the_page_says_so(measured):
    def refuse(*_):
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        found = measured()
    assert found["database_up",] == 0
    assert ("worker_up",) not in found


def test_what_is_counted_costs_the_same_however_much_is_stored(measured, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        measured()


def test_strangers_cannot_make_labels_or_errors(rf):
    """The package takes any method for a label of its own, and reads a length without asking whether it is one."""
    from django.http import HttpResponse
    from prometheus_client import REGISTRY

    from campaigns.web.monitoring import MeasuredAfter

    respond = MeasuredAfter(lambda request: HttpResponse())
    for method, length in (("INVENTED", "1"), ("GET", "many"), ("GET", "-5"), ("GET", "٣")):
        environ = rf.get("/").environ | {"REQUEST_METHOD": method, "CONTENT_LENGTH": length}
        assert respond(WSGIRequest(environ)).status_code == 200
    labels = {sample.labels.get("method") for family in REGISTRY.collect() for sample in family.samples}
    assert "<invalid method>" in labels
    assert "INVENTED" not in labels
