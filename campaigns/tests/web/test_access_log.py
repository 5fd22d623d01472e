"""The log: a record of every request, in both forms, with nothing personal of its query and no password."""

import json
import logging
import sys

import pytest

from campaigns.tests.builders import must_load
from campaigns.tests.golden import GOLDEN
from campaigns.tests.web.people import make_reader, make_staff
from healthkart_roi.logs import JsonLines, TextLines

pytestmark = pytest.mark.django_db
LOGGER = "campaigns.web.access_log"


@pytest.fixture
def records(caplog):
    caplog.set_level(logging.DEBUG, LOGGER)
    return lambda: [record for record in caplog.records if record.name == LOGGER]


def make_record(message, *words, **fields):
    record = logging.LogRecord("campaigns.part", logging.WARNING, __file__, 1, message, words, None)
    vars(record).update(fields)
    return record


def test_a_request_is_one_record_with_user_path_status_and_time(client, records):
    client.force_login(make_staff("sana"))
    client.get("/campaigns/?q=somebody&influencer=7")
    (record,) = records()
    assert (record.method, record.path, record.status, record.user) == ("GET", "/campaigns/", 200, "sana")
    assert record.milliseconds > 0
    assert record.bytes > 1000
    assert "somebody" not in JsonLines().format(record)


def test_a_stranger_has_no_name_and_a_password_is_nowhere(client, records):
    make_staff("sana")
    client.post("/login/", {"username": "sana", "password": "a-long-password-2"})
    (record,) = records()
    assert not hasattr(record, "user")
    assert "a-long-password-2" not in JsonLines().format(record)


def test_a_streamed_export_is_recorded_when_it_has_been_sent(client, records):
    must_load(GOLDEN)
    client.force_login(make_reader())
    answer = client.get("/campaigns/?_export=csv")
    assert answer.streaming
    assert not records()
    assert b"".join(answer.streaming_content)
    (record,) = records()
    assert record.status == 200


def test_what_machines_ask_all_day_is_quiet_unless_it_fails(client, records):
    client.get("/healthz")
    client.get("/healthz/")
    assert [(record.path, record.levelname) for record in records()] == [("/healthz", "DEBUG"), ("/healthz/", "INFO")]


def test_a_path_cannot_write_a_record_of_its_own(client, records):
    client.get("/campaigns/%0A2026-01-01%20INFO%20forged")
    (record,) = records()
    assert "\n" not in TextLines().format(record)
    assert "\n" not in TextLines().format(make_record("a\nb\u2028c\x1b[2J"))


def test_a_record_is_one_json_object_with_the_fields_that_are_known():
    line = JsonLines().format(make_record("Job %d\nfailed.", 7, request_id="abc", user="", status=None))
    told = json.loads(line)
    assert "\n" not in line
    assert told["time"].endswith("+00:00")
    assert told["process"] > 0
    del told["time"], told["process"]
    assert told == {
        "level": "WARNING",
        "logger": "campaigns.part",
        "message": "Job 7\nfailed.",
        "request_id": "abc",
    }


@pytest.mark.parametrize("form", [JsonLines, TextLines])
def test_a_traceback_is_whole_and_hides_the_password_of_an_address(form):
    record = make_record("No answer from %s", "postgresql://roi:hunter2@db/roi")
    try:
        raise ValueError("cannot reach postgresql://roi:hunter%402@db.example.com/roi")
    except ValueError:
        record.exc_info = sys.exc_info()
    written = form().format(record)
    assert "test_a_traceback_is_whole" in written
    assert "cannot reach postgresql://roi:***@db.example.com/roi" in written
    assert "hunter" not in written


def test_the_readable_line_names_the_user_and_the_request():
    line = TextLines().format(make_record("Done.", user="sana", request_id="abc"))
    assert line.endswith("WARNING campaigns.part: Done. user=sana request_id=abc")
