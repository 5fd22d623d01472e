"""The web server as a real process: what it lets end, what it writes, and what it measures."""

import csv
import http.client
import json
import signal
from contextlib import closing

import pytest
from django.conf import settings

from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.processes import eventually, find_port, is_ready, running

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "only-for-tests-0123456789"


@pytest.fixture
def cookie(client, admin_user):
    client.force_login(admin_user)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    return f"{session.key}={session.value}"


def ask(port, method, path, **headers):
    """A connection and its answer, of which nothing is read yet."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, headers=headers)
    return connection, connection.getresponse()


def read(port, path, method="GET", **headers):
    connection, answer = ask(port, method, path, **headers)
    with closing(connection):
        return answer.status, answer.read().decode()


def test_a_server_that_is_told_to_end_sends_the_export_under_way_to_its_end(cookie):
    must_load(GOLDEN)
    port = find_port()
    with running("-m", "gunicorn", "campaigns.tests.slow_wsgi", "--bind", f"127.0.0.1:{port}", "-w", "1") as server:
        eventually(lambda: is_ready(port))
        connection, answer = ask(port, "GET", "/tracking/?_export=csv", Cookie=cookie)
        first = answer.readline()
        server.send_signal(signal.SIGTERM)
        rows = list(csv.DictReader((first + answer.read()).decode().splitlines()))
        connection.close()
        assert server.wait(20) == 0
    assert len(rows) == 4
    assert sum(float(row["revenue"]) for row in rows) == 8500


@pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="The engine plays no part in it.")
def test_processes_of_one_server_add_up_and_write_json(cookie, tmp_path):
    """One start for both: it takes seconds."""
    port = find_port()
    (old := tmp_path / "counter_1.db").write_bytes(b"of an earlier start")
    more = {
        "METRICS_TOKEN": TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
    }
    words = ("-m", "gunicorn", "healthkart_roi.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2")
    with running(*words, **more) as server:
        eventually(lambda: is_ready(port))
        for _ in range(10):
            assert read(port, "/campaigns/?q=somebody", Cookie=cookie)[0] == 200
        read(port, "/campaigns/", method="INVENTED")
        status, page = read(port, "/-/metrics", Authorization=f"Bearer {TOKEN}")
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=20)
    assert status == 200
    assert not old.exists() or old.read_bytes() != b"of an earlier start"
    counted = (
        'django_http_requests_total_by_view_transport_method_total{method="GET",transport="http",view="report"} 10.0'
    )
    assert counted in page
    assert "healthkart_database_up 1.0" in page
    assert "INVENTED" not in page and "somebody" not in page and "admin" not in page
    lines = [json.loads(line) for line in errors.splitlines()]
    assert {line["logger"] for line in lines} >= {"gunicorn.error", "campaigns.web.access_log"}
    asked = [line for line in lines if line.get("path") == "/campaigns/" and line["status"] == 200]
    assert len(asked) == 10
    assert {line["user"] for line in asked} == {"admin"}
    assert "somebody" not in errors
