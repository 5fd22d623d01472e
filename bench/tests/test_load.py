"""People click where there are pages, every wrong answer is noticed, and waits are counted as the README says."""

import csv
from http.server import BaseHTTPRequestHandler, HTTPServer
from math import isnan
from random import Random
from threading import Thread

import pytest
from django.test import Client

from bench.generator.files import write_files
from bench.load.clicker import read_page
from bench.load.clicks import FILTERS, choose_filters, choose_next
from bench.load.files import write_imports
from bench.load.ratios import find_share, list_lines, list_problems, measure_growth
from bench.load.run import Plan, Request, Seen
from bench.serving import choose_port
from campaigns.ingest.conductor import Options, import_paths
from campaigns.models import TrackingEvent

pytestmark = pytest.mark.any_engine


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    write_files(folder, 2_000, 300)
    return folder


def test_wherever_somebody_clicks_there_is_a_page(db, data, django_user_model):
    import_paths([data / f"{name}.csv" for name in ("influencers", "posts", "payouts", "tracking")], Options())
    person = Client(SERVER_NAME="localhost")
    person.force_login(django_user_model.objects.create_user("p", is_staff=True, is_superuser=True))
    rng, last, paths = Random(3), b"", set()
    for _ in range(60):
        path = choose_next(rng, last)
        answer = person.get(path)
        assert answer.status_code == 200, path
        last = answer.content
        paths.add(path.partition("?")[0])
    assert any(path.count("/") == 3 for path in paths), "nobody opened a row"


def test_every_filter_is_used():
    rng = Random(1)
    used = {name for _ in range(200) for name in choose_filters(rng)}
    assert used == {name for choose in FILTERS.values() for name in choose(rng)}


def test_all_rows_of_every_import_are_new(db, data, tmp_path):
    files = write_imports(data / "tracking-next.csv", tmp_path, 250, 2)
    for number, file in enumerate(files, 1):
        assert import_paths([file], Options()).committed
        assert TrackingEvent.objects.count() == 250 * number
    with files[0].open() as one, files[1].open() as other:
        for row, same in zip(csv.DictReader(one), csv.DictReader(other), strict=True):
            assert row.pop("user_id") != same.pop("user_id")
            assert row == same


class Answering(BaseHTTPRequestHandler):
    """Answers by path: whole, cut, or an error."""

    def do_GET(self):
        self.send_response(500 if self.path == "/error/" else 200)
        self.end_headers()
        self.wfile.write(b"<html>" if self.path == "/cut/" else b"<html></html>\n")

    def log_message(self, *_):
        """Nothing."""


@pytest.fixture
def port():
    server = HTTPServer(("127.0.0.1", choose_port()), Answering)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("path", "problem"), [("/", ""), ("/cut/", "the page is cut"), ("/error/", "status 500")])
def test_a_page_that_is_not_right_is_a_problem(port, path, problem):
    assert read_page(port, path, "")[2] == problem


def test_no_answer_is_a_problem():
    assert "Refused" in read_page(choose_port(), "/", "")[2]


def test_imports_run_once_or_at_intervals_that_end_in_time():
    plan = {"people": 1, "seconds": 60, "think": 0}
    assert Plan(rows=10, every=0, **plan).list_starts() == [15]
    assert Plan(rows=10, every=20, **plan).list_starts() == [10, 30, 50]
    assert Plan(rows=0, every=20, **plan).list_starts() == []


def test_a_share_is_the_smallest_value_that_so_many_do_not_exceed():
    assert [find_share(range(1, 101), share) for share in (50, 95, 99)] == [50, 95, 99]
    assert find_share([7], 95) == 7
    assert isnan(find_share([], 95))


def test_waits_while_an_import_ran_are_counted_apart():
    asked = [Request(begin, wait, 200, "/", "") for begin, wait in ((0, 0.1), (9.9, 2), (15, 0.1), (21, 0.1))]
    lines = {line.what: line for line in list_lines("SQLite", Seen(asked, [(10, 20)], [1] * 20), 1, None)}
    assert lines["requests"].value == 4
    assert lines["requests while an import ran"].value == 2
    assert lines["p50"].value == 0.1
    assert lines["p95 while an import ran"].verdict == "missed"
    assert lines["errors"].verdict == "met"


def test_one_error_is_a_missed_target_and_is_told():
    asked = [Request(0, 0.1, 200, "/", ""), Request(1, 0.1, 500, "/a/", "status 500")]
    lines = {line.what: line for line in list_lines("SQLite", Seen(asked), 1, None)}
    assert lines["errors"].verdict == "missed"
    assert list_problems(asked) == ["1 × status 500, as at /a/"]


def test_memory_grows_from_after_warming_up_to_the_end():
    assert measure_growth([50, 60, 100, 100, 100, 105, 105, 105, 110, 110]) == pytest.approx(10)
    assert isnan(measure_growth([]))
