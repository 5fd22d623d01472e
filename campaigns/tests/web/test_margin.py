"""The margin: set by admins, it moves break-even and turns margin ROI on, everywhere at once."""

import re

import pytest

from campaigns.metrics.margin import find_break_even
from campaigns.models import Margin
from campaigns.models.margin import read_margin
from campaigns.reports.catalog import REPORTS
from campaigns.reports.payback import HALF
from campaigns.tests.builders import must_load
from campaigns.tests.charts.pages import specs_of
from campaigns.tests.reports.pages import REPORT_PAGES, export, screen, text_of
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.people import make_staff

pytestmark = pytest.mark.django_db
FORM = "/admin/campaigns/margin/"
PAGES = [page for page in REPORT_PAGES if page != "sources"]


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


def set_margin(basis_points):
    Margin(basis_points=basis_points).save()


def plain(html):
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def test_break_even_is_one_over_the_margin_and_one_without():
    assert (find_break_even(None), find_break_even(2500), find_break_even(10_000)) == (1.0, 4.0, 1.0)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_margin_its_roi_is_an_empty_column_of_the_file_and_none_of_the_screen(admin_client, page):
    assert {row["margin_roi"] for row in export(admin_client, page)} == {""}
    assert "margin_roi" not in screen(admin_client, page).heads
    assert "No margin has been set" not in text_of(admin_client, page)


@pytest.mark.parametrize("page", PAGES)
def test_with_a_margin_its_roi_is_what_the_margin_leaves_of_each_rupee_paid(admin_client, page):
    set_margin(3000)
    rows = export(admin_client, page)
    for row in rows:
        payout = float(row["payout"])
        wanted = (float(row["revenue"]) * 0.3 - payout) / payout if payout else None
        assert (float(row["margin_roi"]) if row["margin_roi"] else None) == pytest.approx(wanted)
    total = screen(admin_client, page).totals["margin_roi"].title
    assert float(total.replace("−", "-")) == pytest.approx((1550.25 * 0.3 - 1321) / 1321, abs=1e-6)


def test_a_list_that_was_sorted_before_a_margin_was_set_is_sorted_anew(admin_client):
    for sort in ("margin_roi", "-margin_roi"):
        export(admin_client, "influencers", sort=sort)
    set_margin(3000)
    for sort in ("margin_roi", "-margin_roi"):
        rows = export(admin_client, "influencers", sort=sort)
        values = [float(row["margin_roi"]) for row in rows if row["margin_roi"]]
        assert len({*values}) > 1
        assert values == sorted(values, reverse=sort.startswith("-"))


def test_margin_roi_sorts_and_goes_into_details(admin_client):
    set_margin(3000)
    values = [
        float(row["margin_roi"]) for row in export(admin_client, "campaigns", sort="-margin_roi") if row["margin_roi"]
    ]
    assert values == sorted(values, reverse=True)


def test_what_lies_below_break_even_moves_with_the_margin(admin_client):
    def below():
        """Campaigns whose bar goes to the left of the middle."""
        rows = text_of(admin_client, "campaigns").partition("<tbody>")[2].split("</tr>")
        bars = {re.search(r'Choose ([^"]+)"', row): re.search(r'<rect x="([^"]+)"', row) for row in rows}
        return {name[1] for name, bar in bars.items() if bar and float(bar[1]) < HALF}

    roas = {row["campaign"]: float(row["roas"]) for row in export(admin_client, "campaigns") if row["roas"]}
    assert below() == {name for name, value in roas.items() if value < 1} != roas.keys()
    set_margin(100)
    assert below() == {name for name, value in roas.items() if value < 100} == roas.keys()


def test_the_overview_and_the_bar_compare_with_the_same_break_even(admin_client):
    assert "Revenue break-even 1.00×" in plain(text_of(admin_client, ""))
    assert "roas_max=1&amp;" in text_of(admin_client, "")
    set_margin(3000)
    html = text_of(admin_client, "")
    assert "Margin 30 % · break-even 3.33×" in plain(html)
    assert "roas_max=3.33333&amp;" in html
    assert admin_client.get("/campaigns/?roas_max=3.33333&sort=roas").status_code == 200


def test_the_metrics_page_states_the_margin_and_who_may_change_it(admin_client, client):
    assert "No margin is set" in plain(text_of(admin_client, "metrics"))
    set_margin(3250)
    said = plain(text_of(admin_client, "metrics"))
    assert "set to 32.5 % of the revenue" in said and "3.08×" in said and "Change the margin" in said
    client.force_login(make_staff())
    assert "Change the margin" not in plain(text_of(client, "metrics"))


def test_an_admin_sets_changes_and_takes_back_the_margin_in_per_cent(admin_client):
    assert admin_client.get(FORM)["Location"] == f"{FORM}add/"
    assert admin_client.post(f"{FORM}add/", {"basis_points": "32.5"}).status_code == 302
    assert read_margin() == 3250
    assert admin_client.get(FORM)["Location"] == f"{FORM}1/change/"
    assert 'value="32.50"' in admin_client.get(f"{FORM}1/change/").content.decode()
    assert admin_client.get(f"{FORM}add/").status_code == 403
    assert admin_client.post(f"{FORM}1/change/", {"basis_points": ""}).status_code == 302
    assert read_margin() is None
    assert admin_client.post(f"{FORM}1/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("text", ["0", "-5", "100.01", "ten", "1e1", "12.345"])
def test_what_is_no_margin_is_refused(admin_client, text):
    assert admin_client.post(f"{FORM}add/", {"basis_points": text}).status_code == 200
    assert read_margin() is None


def test_staff_without_the_permission_may_not_set_it(client):
    client.force_login(make_staff())
    assert client.post(f"{FORM}add/", {"basis_points": "30"}).status_code == 403


def test_charts_are_drawn_around_the_break_even_of_the_margin(admin_client):
    def overview():
        html = text_of(admin_client, "")
        return plain(html), specs_of(html)

    said, specs = overview()
    assert "Bars start at revenue break-even (1.00×)" in said
    assert "Campaigns that cost more than they bring" in said
    set_margin(2500)
    said, specs = overview()
    assert "Bars start at break-even (4.00×)" in said and "blue above break-even (4.00×)" in said
    assert "Campaigns below break-even" in said
    bars = specs[1]["layer"][0]["encoding"]
    assert bars["x2"] == {"datum": 4.0} and 4.0 in bars["x"]["axis"]["values"]
    for mark in specs[1]["data"]["values"]:
        assert (mark["value"] < 4) == mark["verdict"].startswith("Below") or mark["verdict"].startswith("Too few")


def test_what_revenue_must_pass_moves_with_the_margin(admin_client):
    def lines():
        spec = specs_of(text_of(admin_client, "brands"))[0]
        return {mark["name"]: mark["line"] for mark in spec["data"]["values"] if mark["line"]}

    paid = lines()
    set_margin(2500)
    assert lines() == {name: payout * 4 for name, payout in paid.items()} != {}


def test_shades_of_the_heat_map_are_multiples_of_break_even():
    chart = REPORTS["personas"].chart
    assert chart.shades == ["Below 0.5×", "0.5× to 1×", "1× to 2×", "2× to 4×", "4× and more"]
    row = {"influencers": 3, "roas": 3.9}
    assert (chart.shade(row), chart.at(4.0).shade(row)) == ("2× to 4×", "2× to 4×")
    assert chart.at(4.0).shades[1:3] == ["2× to 4×", "4× to 8×"]
