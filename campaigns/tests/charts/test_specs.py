"""Every chart compiles, draws what its table says, in the table's order, and opens the filtered report."""

from urllib.parse import parse_qs, urlsplit

import pytest
import vl_convert

from campaigns.formats import format_times
from campaigns.metrics.catalog import METRICS
from campaigns.reports.catalog import REPORTS
from campaigns.reports.charts.bars import Bars
from campaigns.reports.charts.heat import name_few
from campaigns.reports.charts.over_time import OverTime
from campaigns.reports.charts.verdicts import ABOVE, BELOW, UNDECIDED, judge, range_of
from campaigns.tests.builders import must_load
from campaigns.tests.charts.pages import figures_in_table, marks_of, page_of, read_tables, specs_of
from campaigns.tests.reports.pages import REPORT_PAGES
from campaigns.tests.reports.samples import SAMPLE, many_rows

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
FILTERS = [{}, {"brand": "MB"}, {"product": "Whey"}, {"date_after": "2025-07-02", "date_before": "2025-08-31"}]


def assert_draws(spec):
    """It compiles without a warning that would matter, and no number gets lost on the way to the picture."""
    svg = vl_convert.vegalite_to_svg({**spec, "width": 600})
    assert "NaN" not in svg and "undefined" not in svg
    drawn = svg.partition("hits_marks")[2].partition("</g>")[0]
    assert drawn.count("<a ") or drawn.count("<path") == len(spec["data"]["values"])


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("page", REPORT_PAGES)
@pytest.mark.parametrize("query", FILTERS, ids=str)
def test_every_report_has_one_chart_that_compiles(admin_client, page, query):
    must_load(SAMPLE)
    specs = specs_of(page_of(admin_client, f"/{page}/", **query))
    assert len(specs) == 1
    assert_draws(specs[0])


@pytest.mark.parametrize("query", FILTERS, ids=str)
def test_the_charts_of_the_overview_compile(admin_client, query):
    must_load(many_rows(30), on_conflict="add")
    specs = specs_of(page_of(admin_client, "/", **query))
    assert len(specs) == 3
    for spec in specs:
        assert_draws(spec)


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("page", REPORT_PAGES)
@pytest.mark.parametrize("query", [*FILTERS, {"sort": "-orders"}, {"per_page": 2, "page": 1}], ids=str)
def test_a_chart_says_what_the_table_below_it_says(admin_client, page, query):
    must_load(SAMPLE)
    html = page_of(admin_client, f"/{page}/", **query)
    chart, marks, table = REPORTS[page].chart, marks_of(html), read_tables(html)[0]
    names = chart.names if isinstance(chart, Bars) else (chart.period,) if isinstance(chart, OverTime) else ()
    names = names or (*chart.down, *chart.across)
    said = figures_in_table(table, names, {m.key for m in METRICS} & set(marks[0]["said"]))
    if isinstance(chart, Bars):
        assert [mark["name"] for mark in marks] == [row[names[0]].text for row in table.rows]
    drawn = {mark["name"] for mark in marks}
    missing = {name for name in said if name not in drawn}
    assert all(name.startswith("no month") or said[name]["roas"] == "–" for name in missing), missing
    if page != "sources":  # one source can count in two ways
        for mark in marks:
            assert said[mark["name"]].items() <= mark["said"].items(), mark["name"]


def test_a_mark_opens_the_report_under_the_same_filter(admin_client):
    must_load(SAMPLE)
    mark = next(
        m for m in marks_of(page_of(admin_client, "/campaigns/", brand="MB", sort="-roas")) if m["name"] == "MB_One"
    )
    address = urlsplit(mark["href"])
    assert address.path == "/influencers/"
    assert parse_qs(address.query) == {"brand": ["MB"], "campaign": ["MB_One"]}


def test_a_mark_replaces_what_the_page_says_of_the_same_dimension(admin_client):
    must_load(SAMPLE)
    marks = marks_of(page_of(admin_client, "/campaigns/", campaign=["MB_One", "HK_Two"], campaign__empty="0"))
    assert parse_qs(urlsplit(marks[0]["href"]).query) == {"campaign": [marks[0]["name"]]}


def test_every_mark_of_every_report_opens_a_page_that_is_there(admin_client):
    must_load(SAMPLE)
    for page in REPORT_PAGES:
        for mark in marks_of(page_of(admin_client, f"/{page}/")):
            assert admin_client.get(mark["href"]).status_code == 200, mark["href"]


def test_the_mark_of_a_month_leads_to_the_revenue_of_that_month(admin_client):
    must_load(SAMPLE)
    july = marks_of(page_of(admin_client, "/months/"))[0]
    assert july["name"] == "Jul 2025" and july["revenue"] == 1500.5
    assert read_tables(page_of(admin_client, july["href"]))[0].totals["revenue"].text == july["said"]["revenue"]


def test_names_from_files_cannot_leave_their_place_in_an_expression(admin_client):
    evil = '"]+alert(1)+["\u2028</script>'
    must_load({"tracking": [{"date": "2025-07-01", "revenue": "5", "influencer_id": "1", "campaign": evil}]})
    spec = specs_of(page_of(admin_client, "/campaigns/"))[0]
    assert spec["data"]["values"][0]["name"].startswith('"]+alert(1)')
    assert_draws(spec)


def people(count):
    """One kind of people, each with the same sale."""
    ids = [str(number) for number in range(count)]
    return {
        "influencers": [
            {"id": i, "name": i, "category": "Yoga", "gender": "F", "platform": "X", "follower_count": 1} for i in ids
        ],
        "tracking": [
            {"date": "2025-07-01", "revenue": "400", "influencer_id": i, "orders": 4, "campaign": "a_b"} for i in ids
        ],
        "payouts": [{"influencer_id": i, "basis": "post", "total_payout": "100", "campaign": "a_b"} for i in ids],
    }


@pytest.mark.parametrize(("count", "shade"), [(2, name_few()), (3, "4× and more")])
def test_a_cell_of_fewer_than_three_influencers_is_greyed(admin_client, count, shade):
    must_load(people(count))
    mark = marks_of(page_of(admin_client, "/personas/"))[0]
    assert (mark["people"], mark["roas"], mark["shade"]) == (count, 4.0, shade)


def test_influencers_are_counted_under_the_filter_and_by_sales_or_payouts_only(admin_client):
    data = people(4)
    data["tracking"][0]["campaign"] = data["payouts"][0]["campaign"] = "c_d"
    data["posts"] = [{"influencer_id": "9", "date": "2025-07-01", "campaign": "a_b"}]
    must_load(data)
    assert marks_of(page_of(admin_client, "/personas/", campaign="c_d"))[0]["people"] == 1
    assert {m["people"] for m in marks_of(page_of(admin_client, "/personas/"))} == {4}


@pytest.mark.parametrize(
    ("roas", "orders", "verdict"),
    [(3.0, 100, ABOVE), (0.4, 100, BELOW), (1.2, 10, UNDECIDED), (0.8, 10, UNDECIDED), (None, 5, UNDECIDED)],
)
def test_too_few_orders_leave_a_row_undecided(roas, orders, verdict):
    assert judge({"roas": roas, "orders": orders}) is verdict


def test_who_sold_nothing_is_below_break_even():
    assert judge({"roas": 0.0, "orders": 0}) is BELOW


def test_the_range_of_ten_orders_is_that_of_the_exact_tables():
    low, high = range_of(10)
    assert (round(low, 1), round(high, 1)) == (5.4, 17.0)  # exact Poisson limits: 5.43 and 16.96


def test_a_bar_tells_its_side_of_break_even_without_colour(admin_client):
    must_load(people(30))
    mark = marks_of(page_of(admin_client, "/campaigns/"))[0]
    assert mark["text"] == f"▴ {format_times(4.0)}"
    assert mark["verdict"] == ABOVE.label and mark["sentence"].endswith(ABOVE.label)
