"""The yardsticks answer what the portal answers, to the paisa, and the tables say what was measured."""

import duckdb
import pytest
from django.http import QueryDict

from bench.asking.duck import make_yardstick, open_yardstick
from bench.asking.frames import answer, read_frames
from bench.asking.pages import PAGES, Costs, PageCosts
from bench.asking.questions import SCANNED, SORTED, list_questions
from bench.asking.ratios import Measured, draw_pages, draw_questions, list_lines
from bench.asking.worker import count_often, prove, send
from bench.generator.files import write_files
from bench.imports.rounds import Addition
from bench.kept import FILES
from bench.processes import Usage
from campaigns.ingest.conductor import Options, import_paths
from campaigns.reports.catalog import REPORTS
from campaigns.reports.labels import Labels
from campaigns.reports.reading import read_selection
from campaigns.reports.results import run_report

EVENTS = 4_000


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    write_files(folder, EVENTS)
    return folder


@pytest.fixture
def loaded(db, files):
    assert import_paths([files / name for name in FILES], Options()).committed
    return files


def test_the_portal_and_duckdb_agree_on_every_question(loaded):
    duck = open_yardstick(make_yardstick(loaded))
    for question in list_questions():
        statements = prove(question, duck)
        assert statements, "the grouped query was not seen"
        send(statements)
        assert sums(duck, question, SORTED) == sums(duck, question, SCANNED)


def sums(duck, question, table):
    return sorted(duck.execute(question.write_sql(table)).fetchall(), key=str)


def test_other_figures_in_duckdb_end_the_measurement(loaded, tmp_path):
    write_files(tmp_path, EVENTS)
    with duckdb.connect(make_yardstick(tmp_path)) as duck:
        duck.execute("UPDATE events SET revenue = revenue + 1 WHERE influencer IS NOT NULL AND campaign IS NOT NULL")
        with pytest.raises(SystemExit, match="by campaign, all: the portal and DuckDB differ"):
            prove(next(list_questions()), duck)


def test_duckdb_reads_the_files_once(files):
    made = make_yardstick(files)
    before = made.stat().st_mtime_ns
    assert make_yardstick(files).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "report", ["campaigns", "influencers", "brands", "products", "platforms", "personas", "months"]
)
def test_pandas_spreads_payouts_as_the_portal_does(loaded, report):
    page = REPORTS[report]
    keys = ["influencer_id"] if report == "influencers" else [d.key for d in page.dimensions]
    rows = run_report(page, read_selection(QueryDict("")), Labels()).rows
    ours = {tuple(row[key] for key in keys): (row["orders"], row["revenue"], row["payout"]) for row in rows}
    [table] = answer(read_frames(loaded), [keys])
    theirs = {
        ident if isinstance(ident, tuple) else (ident,): tuple(map(int, sums))
        for ident, sums in zip(table.index, table[["orders", "revenue", "payout"]].to_numpy(), strict=True)
    }
    has_cells = {ident for ident, sums in ours.items() if any(sums) and any(ident)}
    assert {ident: ours[ident] for ident in has_cells} == {ident: theirs[ident] for ident in has_cells}


@pytest.mark.django_db
def test_what_runs_before_an_action_is_not_counted():
    assert count_often(lambda: None, 0, before=lambda: sum(range(200_000))) < 0.001


def test_a_question_is_judged_at_ten_million_rows_only():
    assert "missed" in draw_questions(make_measured(10_000_000))
    assert "missed" not in draw_questions(make_measured(1_000_000))


def test_ragged_dates_may_cost_more():
    table = draw_questions(make_measured(10_000_000, report=1.5))
    verdicts = {line.split(" | ")[0].strip("| "): line.split(" | ")[-1].strip(" |\n") for line in table.splitlines()}
    assert verdicts["by campaign, all"] == "missed"
    assert verdicts["by campaign, ragged dates"] == "met"


def test_a_page_is_judged_by_what_is_neither_its_query_nor_an_empty_page():
    cells = [cell.strip() for cell in draw_pages(make_measured(1_000_000)).splitlines()[2].split("|")]
    assert cells[3:7] == ["110.0", "50.0", "≤ 60", "met"]
    assert cells[7:10] == ["31.0", "≤ 30", "missed"]


def test_growth_pandas_and_added_rows_have_their_lines():
    lines = {line.what: line for line in list_lines(make_measured(10_000_000))}
    assert lines["page by campaign, all, 10M ÷ 100k"].value == pytest.approx(110 / 22)
    assert lines["page by campaign, all, 10M ÷ 100k"].verdict == "missed"
    assert lines["page /"].value == pytest.approx(200)
    assert lines["pandas, everything ÷ page by campaign, 1M"].value == pytest.approx(20)
    assert lines["100k rows into 10M, rollup part ÷ their insert"].value == pytest.approx(1.5)


def make_measured(events, report=3.0):
    """Costs in seconds: DuckDB's 1, the portal's ``report`` with a query of 0.05, a page's 0.11."""
    labels = [question.label for question in list_questions()]
    spent = {"duckdb": [1.0], "sorted": [0.5], "report": [report], "written": [report], "query": [0.05]}
    usage = Usage(status=0, cpu=2.0, wall=2.0, peak=1)
    return Measured(
        engine="SQLite",
        events=events,
        small=100_000,
        asked=dict.fromkeys(labels, spent),
        pages=make_costs(0.11),
        small_pages=make_costs(0.022),
        frames_pages=make_costs(0.1),
        frames={"whole": [2.0], "one": [1.0]},
        additions=[Addition(more=usage, phases={"insert": 1.0, "rollup": 1.0, "settle": 0.5})],
    )


def make_costs(fresh):
    return Costs({page.label: PageCosts([fresh], [0.2], [0.031]) for page in PAGES}, [0.01], {"/": [0.2]})
