"""A list is the same on the screen, as CSV and as a workbook, whatever the filters."""

import re
from datetime import date
from decimal import Decimal

import pytest

from campaigns.formats import unguard_cell
from campaigns.reports.pages import PAGES
from campaigns.reports.parts import DateColumn, NumberColumn, metric_column
from campaigns.reports.payout_checks import BY_KEY
from campaigns.reports.payout_columns import ResultColumn
from campaigns.tests.builders import must_load
from campaigns.tests.exports.books import fetch_book, read_rows
from campaigns.tests.reports.pages import TABLE_PAGES, export, screen
from campaigns.tests.reports.samples import SAMPLE

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
QUERIES = (
    {},
    {"brand": "MB"},
    {"date_after": "2025-07-02", "date_before": "2025-08-01"},
    {"product": "Whey", "sort": "revenue"},
    {"influencer": ["1", "2"], "q": "o"},
    {"campaign": "nowhere"},
)
EMPTY = ("–", "")


def columns_of(page):
    """A page's columns, also those that a query leaves empty."""
    entry = PAGES[page].page
    metrics = [metric_column(m) for m in getattr(entry, "metrics", ())]
    return [*entry.columns, *metrics]


def may_ask(page, query):
    """Not every list can be sorted by revenue."""
    return "sort" not in query or query["sort"] in PAGES[page].page.sort_keys


CASES = [(page, query) for page in TABLE_PAGES for query in QUERIES if may_ask(page, query)]


@pytest.fixture(autouse=True)
def sample(db):
    must_load(SAMPLE)


@pytest.mark.by_lot(6)
@pytest.mark.parametrize(("page", "query"), CASES)
def test_a_workbook_has_the_cells_of_the_csv(admin_client, page, query):
    lines, rows = export(admin_client, page, **query), read_rows(fetch_book(admin_client, page, **query))
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert line.keys() == row.keys()
        for column in columns_of(page):
            assert_same_cell(column, line[column.key], row[column.key])


def assert_same_cell(column, text, cell):
    if not text:
        assert cell.kind == "empty", column.key
    elif isinstance(column, DateColumn):
        assert (cell.kind, cell.pattern, cell.day) == ("number", "yyyy-mm-dd", date.fromisoformat(text))
    elif isinstance(column, NumberColumn) and re.fullmatch(r"-?\d+(\.\d+)?", text):
        assert (cell.kind, cell.value) == ("number", pytest.approx(float(text), rel=1e-9)), column.key
    else:
        assert (cell.kind, cell.value) == ("text", unguard_cell(text)), column.key


@pytest.mark.by_lot(6)
@pytest.mark.parametrize(("page", "query"), CASES)
def test_the_screen_has_the_cells_of_the_csv(admin_client, page, query):
    lines, table = export(admin_client, page, **query), screen(admin_client, page, **query)
    assert len(lines) == len(table.rows)
    columns = [column for column in columns_of(page) if column.on_screen]
    for line, row in zip(lines, table.rows, strict=True):
        for column in columns:
            assert_same_look(column, line[column.key], row[column.key])


def assert_same_look(column, text, cell):
    if not text:
        assert cell.text in EMPTY or cell.text.startswith(("no ", "No ", "not named", "all ")), column.key
    elif isinstance(column, NumberColumn) and re.fullmatch(r"-?\d+(\.\d+)?", text):
        shown = cell.title.partition(":")[0] or cell.text
        number = Decimal(re.sub("[^0-9.-]", "", shown.replace("−", "-")))
        number /= 100 if "%" in shown else 1
        assert float(number) == pytest.approx(float(text), abs=0.0051), column.key
    elif isinstance(column, ResultColumn):
        assert cell.text == BY_KEY[text].shown
    elif not isinstance(column, DateColumn) and column.key != "month":
        assert cell.text == " ".join(unguard_cell(text).split()), column.key
