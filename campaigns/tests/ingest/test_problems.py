"""Every kind of problem, provoked by files named after it: the place it names, and what came of it."""

import gzip
import json
import re

import pytest

from campaigns.digest import compute_digest
from campaigns.edits import save_row
from campaigns.ingest.conductor import Options, import_paths
from campaigns.ingest.kinds import KINDS
from campaigns.ingest.problems import LISTED, Problems
from campaigns.models import ImportRun, TrackingEvent
from campaigns.tests.bad_files import BESIDE, EXPECTED, FILES, OPTIONS, code_of, find_bad_file, is_error
from campaigns.tests.builders import counts, load, load_text, must_load
from campaigns.tests.commands.runner import run
from campaigns.tests.made_files import MADE

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
NEEDS_MORE = {"removes-too-much", "sum-too-large", "repeated-file"}  # no file provokes it by itself


def names(wanted=lambda name: True):
    """The bad files as parameters."""
    return [name for name in EXPECTED if wanted(name)]


def test_every_kind_of_problem_has_a_file_and_every_file_stands_in_the_table():
    assert {code_of(name) for name in EXPECTED} == KINDS.keys() - NEEDS_MORE
    assert {path.name for path in (FILES / "bad").iterdir()} | MADE.keys() == EXPECTED.keys()
    assert {path.name for path in (FILES / "earlier").iterdir()} <= EXPECTED.keys()


@pytest.fixture
def earlier(request):
    """What is stored before: influencer 1, and for some kinds an earlier file or an edit."""
    must_load({"influencers": [{"id": "1", "name": "Asha"}]})
    name = request.getfixturevalue("name")
    if (path := FILES / "earlier" / name).exists():
        assert import_paths([path], Options()).committed
    if code_of(name) == "edited-by-hand":
        must_load({"tracking": [{"tracking_id": "T2", "date": "2025-07-01", "revenue": "50", "orders": "1"}]})
        save_row(TrackingEvent.objects.get())


@pytest.fixture
def path(request, tmp_path):
    """Where the bad file lies."""
    return find_bad_file(request.getfixturevalue("name"), tmp_path)


@pytest.mark.parametrize("name", names())
def test_a_problem_names_its_place_and_all_rows_are_accounted_for(name, path, earlier):
    before = compute_digest(), ImportRun.objects.count()
    line, column, value, count, wanted = EXPECTED[name]
    report = import_paths([path], Options(**OPTIONS.get(name, {})))
    (file,) = report.files
    problem = file.problems.entries[0]
    assert (problem.line, problem.column, problem.value, problem.count) == (line, column, value, count)
    assert {entry.code for entry in file.problems.entries} == {code_of(name), *BESIDE.get(name, ())}
    assert counts(file) == wanted
    assert report.committed == (not is_error(name))
    if is_error(name):
        assert (compute_digest(), ImportRun.objects.count()) == before


@pytest.mark.parametrize("name", names(lambda name: is_error(name) and EXPECTED[name][4][0]))
def test_skipping_bad_rows_loads_exactly_the_others(name, path, earlier):
    report = import_paths([path], Options(on_error="skip"))
    if code_of(name) == "ambiguous-date":  # not a fault of rows: nothing in the file can be trusted
        assert (report.committed, report.exit_status) == (False, 1)
        return
    assert (report.committed, report.exit_status) == (True, 3)
    assert counts(report.files[0]) == EXPECTED[name][4]


@pytest.mark.by_lot(20)
@pytest.mark.parametrize("name", EXPECTED)
def test_the_command_answers_with_one_json_object_and_the_status_of_the_contract(name, path, earlier):
    options = [f"--{key}={value}" for key, value in OPTIONS.get(name, {}).items()]
    status, out, err = run("import", path, "--json", *options)
    answer = json.loads(out)
    assert (status, answer["committed"]) == ((1, False) if is_error(name) else (0, True))
    assert {problem["code"] for problem in answer["files"][0]["problems"]} == {code_of(name), *BESIDE.get(name, ())}
    assert err == ""


def test_all_errors_of_a_file_come_at_once_with_their_lines(tmp_path):
    lines = [
        "tracking_id,date,revenue,orders,influencer_id",
        *("T1,2025-07-01,10,1,1", "T2,never,ten,1.5,1", "T3,2025-07-01,10,1", "", "T1,2025-07-01,11,1,1"),
        *("T4,,10,1,1", "T5,2025-07-01,10000000000000.01,1,1", "T6,2025-07-01,20,1,1", "T7,2025-07-01,1,1,\0"),
    ]
    file = load_text(tmp_path, "\n".join(lines))
    assert [(entry["line"], entry["code"], entry["column"]) for entry in file.problems.as_list()][:-1] == [
        *((3, "bad-date", "date"), (3, "bad-money", "revenue"), (3, "bad-whole-number", "orders")),
        *((4, "cell-count", ""), (6, "duplicate-id", "tracking_id"), (7, "missing-value", "date")),
        *((8, "number-too-large", "revenue"), (10, "bad-character", "")),
    ]
    assert counts(file) == (8, 2, 0, 0, 6)


@pytest.mark.parametrize(
    ("last", "code"), [('2025-07-03,30,1,"open', "bad-quotes"), ("02-07-2025,30,1,x", "ambiguous-date")]
)
def test_errors_in_cells_are_told_beside_what_stops_the_file(tmp_path, last, code):
    text = f"date,revenue,orders,campaign\n2025-07-01,ten,1,x\n2025-07-01,10,1\n{last}\n"
    file = load_text(tmp_path, text)
    assert {(e.line, e.code) for e in file.problems.entries} == {(2, "bad-money"), (3, "cell-count"), (4, code)}


def test_a_file_with_only_a_header_loads_nothing_and_is_no_error(tmp_path):
    for text in ("date,revenue,orders", "id;name\r\n\r\n;;\r\n"):
        file = load_text(tmp_path, text)
        assert (counts(file), file.problems.entries) == ((0, 0, 0, 0, 0), [])


def test_a_message_says_what_would_be_accepted():
    for kind in KINDS.values():
        assert kind.message[0].isupper() or kind.message.startswith("“")
        assert kind.message.endswith(".")


@pytest.mark.parametrize("size", [2, 40, 100])
def test_a_broken_archive_is_named(tmp_path, size):
    whole = gzip.compress(b"date,revenue\n" + b"".join(b"2025-07-01,%d\n" % n for n in range(99)))
    file = load_text(tmp_path, whole[:size], "tracking.csv.gz")
    assert [entry.code for entry in file.problems.entries] == ["bad-archive"]


def test_at_most_a_thousand_problems_are_listed_and_all_are_counted():
    bad = [{"date": "never", "revenue": "nothing", "orders": "1"} for _ in range(1500)]
    file = load({"tracking": [*bad, {"date": "2025-07-01", "revenue": "1", "orders": "x"}]}).files[0]
    assert len(file.problems.entries) <= LISTED
    counted = {code: sum(e.count for e in file.problems.entries if e.code == code) for code in KINDS}
    assert (counted["bad-date"], counted["bad-money"], counted["bad-whole-number"]) == (1500, 1500, 1)
    assert counts(file) == (1501, 0, 0, 0, 1501)


@pytest.mark.parametrize("code", ["payout-restated", "possible-duplicate"])
def test_what_would_double_money_offers_every_way_out(code):
    for way in ("--mode replace", "--on-conflict add", "--on-conflict match", " ids "):
        assert way in KINDS[code].message


def test_codes_are_kebab_case():
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", code) for code in KINDS)


def test_a_long_value_is_cut_short_in_a_problem():
    problems = Problems()
    problems.add("bad-money", value="9" * 500)
    assert problems.entries[0].value == "9" * 120 + "…"
