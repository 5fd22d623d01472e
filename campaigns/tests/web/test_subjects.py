"""Detail pages, fact by fact: what their figures open, the timeline, the lists, import runs, comparison, reasons."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from campaigns.models import Brand, Campaign, ImportRun, Influencer, Payout, Product
from campaigns.reports import touches
from campaigns.reports.catalog import INFLUENCERS
from campaigns.reports.labels import Labels
from campaigns.reports.largest import list_largest
from campaigns.reports.payouts import list_payouts
from campaigns.reports.peers import explain_person
from campaigns.reports.rankings import Ranking
from campaigns.reports.reading import read_selection
from campaigns.reports.subjects import Subject
from campaigns.tests.builders import must_load
from campaigns.tests.charts.pages import marks_of
from campaigns.tests.reports.pages import export, paise, read_tables, text_of
from campaigns.tests.reports.samples import SAMPLE, many_rows
from campaigns.tests.web.test_details import figures_of, links_of
from campaigns.web.detail import WITH_DETAIL
from campaigns.web.links import read_ident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


def path_of(report):
    """A page of each kind that has sales, payouts and posts where it can."""
    return {
        "campaigns": f"/campaigns/{Campaign.objects.get(key='mb_one').pk}/",
        "influencers": f"/influencers/{Influencer.objects.get(code='1').pk}/",
        "products": f"/products/{Product.objects.get(key='whey').pk}/",
        "brands": f"/brands/{Brand.objects.get(key='mb').pk}/",
        "months": "/months/2025-07/",
    }[report]


def shows(text, amount):
    """Whether an amount in paise is what whole rupees show."""
    return abs(paise(text.lstrip("₹").replace(",", "")) - amount) <= 50


KINDS = ("campaigns", "influencers", "products", "brands", "months")


def follow(client, address):
    """The rows behind an address, as its page exports them."""
    parts = urlsplit(address)
    return export(client, parts.path.strip("/"), **dict(parse_qsl(parts.query)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_opens_the_rows_that_it_was_made_of(admin_client, kind):
    figures = links_of(admin_client, path_of(kind))
    sold = [row for row in follow(admin_client, figures["Revenue"][1]) if row["attribution"] == "influencer"]
    assert sold
    assert shows(figures["Revenue"][0], sum(paise(row["revenue"]) for row in sold))
    paid = sum(paise(row["payout"]) for row in follow(admin_client, figures["Payout"][1]))
    assert shows(figures["Payout"][0], paid)
    if kind != "products":
        assert len(follow(admin_client, figures["Posts"][1])) == int(figures["Posts"][0])


def test_a_figure_opens_the_rows_within_the_filter(admin_client):
    address = links_of(admin_client, f"{path_of('influencers')}?date_before=2025-07-31")["Revenue"][1]
    assert [row["tracking_id"] for row in follow(admin_client, address)] == ["T5", "T1"]


def test_a_figure_says_what_it_means(admin_client):
    html = admin_client.get(path_of("campaigns")).content.decode()
    assert "What ROAS means" in html
    assert "ROAS = revenue ÷ payout" in html
    assert 'href="/metrics/#roas"' in html
    assert 'href="/metrics/#allocation"' in html


def test_a_figure_without_meaning_here_opens_nothing_and_says_why(admin_client):
    figures = links_of(admin_client, path_of("products"))
    assert figures["Posts"] == ("–", "")
    assert "do not record a product" in admin_client.get(path_of("products")).content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_timeline_adds_up_to_the_figures_and_marks_the_posts(admin_client, kind):
    html = admin_client.get(path_of(kind)).content.decode()
    marks, figures = marks_of(html), figures_of(admin_client, path_of(kind))
    assert shows(figures["Revenue"], round(sum(mark["revenue"] or 0 for mark in marks) * 100))
    if kind != "products":
        assert sum(mark["posts"] or 0 for mark in marks) == int(figures["Posts"])
    assert all(mark["href"].startswith(f"{path_of(kind)}?") for mark in marks)


def test_the_file_of_the_timeline_is_narrowed_down_too(admin_client):
    html = admin_client.get(path_of("campaigns")).content.decode()
    assert 'href="/overview/over-time.csv?campaign=MB_One"' in html
    answer = admin_client.get("/overview/over-time.csv?campaign=MB_One")
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert len(rows) == len(marks_of(html)) + 1


def test_a_breakdown_leads_with_what_tells_most_and_is_short(admin_client):
    people = [{"id": str(n), "name": f"P{n}", "platform": "X"} for n in range(10, 30)]
    sales = [
        {"date": "2025-07-01", "revenue": "5", "influencer_id": p["id"], "orders": 1, "campaign": "MB_One"}
        for p in people
    ]
    must_load({"influencers": people, "tracking": sales})
    html = admin_client.get(path_of("campaigns")).content.decode()
    panel = html.partition('id="influencers"')[2]
    assert len(read_tables(panel)[0].rows) == 8
    assert ">All 21<" in panel
    assert html.index('id="influencers"') < html.index('id="products"')


def test_who_only_posted_is_in_the_breakdown_as_on_its_full_page(admin_client):
    must_load({"posts": [{"influencer_id": "3", "date": "2025-07-09", "campaign": "MB_One", "post_id": "P9"}]})
    panel = admin_client.get(path_of("campaigns")).content.decode().partition('id="influencers"')[2]
    count = len(export(admin_client, "influencers", campaign="MB_One"))
    assert f">All {count}<" in panel
    assert "Chi" in [row["influencer"].text for row in read_tables(panel)[0].rows]


def test_figures_of_a_breakdown_open_their_rows(admin_client):
    panel = admin_client.get(path_of("brands")).content.decode().partition('id="influencers"')[2]
    row = read_tables(panel)[0].rows[0]
    rows = [r for r in follow(admin_client, row["revenue"].href) if r["attribution"] == "influencer"]
    assert rows
    assert shows(row["revenue"].text, sum(paise(r["revenue"]) for r in rows))


@pytest.mark.parametrize("kind", KINDS)
def test_the_newest_rows_are_those_of_the_list(admin_client, kind):
    must_load(many_rows(40), on_conflict="add")
    html = admin_client.get(path_of(kind)).content.decode()
    panel = html.partition('<section class="panel" id="tracking">')[2].partition("</section>")[0]
    address = panel.partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    rows, listed = read_tables(panel)[0], follow(admin_client, address)
    assert f">All {len(listed)}<" in panel
    shown = read_tables(text_of(admin_client, "tracking", **dict(parse_qsl(urlsplit(address).query))))[0]
    keys = ("date", "campaign", "product", "revenue")
    assert [[row[k].text for k in keys] for row in rows.rows] == [[row[k].text for k in keys] for row in shown.rows[:8]]
    assert rows.totals["revenue"].text == shown.totals["revenue"].text


@pytest.mark.parametrize("query", ["", "date_before=2025-07-31", "roas_min=1", "q=MB", "platform=Instagram"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_largest_payouts_are_the_first_of_all(kind, query):
    labels, selection = Labels(), read_selection(QueryDict(query))
    subject = Subject(WITH_DETAIL[kind], read_ident(WITH_DETAIL[kind], path_of(kind).split("/")[2]))
    whole = list_payouts(selection, labels, subject.cells)
    largest = list_largest(selection, labels, subject.cells, 2)
    assert list(largest.rows) == whole.rows[:2]
    totals = {key: whole.totals[key] for key in ("total_payout", "payout")}
    assert (largest.count, {key: largest.totals[key] for key in totals}) == (len(whole.rows), totals)


def runs_in(html):
    table = html.partition('aria-label="Import runs"')[2].partition("</table>")[0]
    return [row["0"].text for row in read_tables(f"<table>{table}</table>")[-1].rows] if table else []


def test_the_runs_that_touched_it_are_listed_with_their_rows(admin_client):
    must_load({"posts": [{"influencer_id": "1", "date": "2025-07-09", "campaign": "MB_One", "post_id": "P9"}]})
    must_load({"posts": [{"influencer_id": "2", "date": "2025-07-09", "campaign": "HK_Two", "post_id": "P10"}]})
    first, second, third = ImportRun.objects.order_by("pk").values_list("pk", flat=True)
    html = admin_client.get(path_of("campaigns")).content.decode()
    assert runs_in(html) == [f"Run {second}", f"Run {first}"]
    assert f'href="/posts/?campaign=MB_One&amp;run={second}">1 posts' in html
    assert f"Run {third}" not in html
    assert len(export(admin_client, "tracking", campaign="MB_One", run=first)) == 3
    assert f'href="/tracking/?campaign=MB_One&amp;run={first}">3 tracking rows' in html


@pytest.mark.parametrize("kind", ["products", "brands", "months"])
def test_runs_of_what_no_index_finds_stand_on_a_page_of_their_own(admin_client, kind):
    html = admin_client.get(path_of(kind)).content.decode()
    assert f'<a href="{path_of(kind)}runs/"' in html
    assert runs_in(admin_client.get(f"{path_of(kind)}runs/").content.decode()) == [f"Run {ImportRun.objects.get().pk}"]


def test_too_many_rows_are_not_looked_through_for_their_runs(admin_client, monkeypatch):
    monkeypatch.setattr("campaigns.web.detail.MOST_ROWS", 1)
    html = admin_client.get(f"{path_of('brands')}runs/").content.decode()
    assert "too many to look through" in html
    assert runs_in(html) == []


def test_only_the_newest_runs_are_listed(admin_client, monkeypatch):
    monkeypatch.setattr(touches, "MOST_RUNS", 1)
    must_load({"posts": [{"influencer_id": "1", "date": "2025-07-09", "campaign": "MB_One", "post_id": "P9"}]})
    html = admin_client.get(path_of("campaigns")).content.decode()
    assert runs_in(html) == [f"Run {ImportRun.objects.latest('pk').pk}"]


@pytest.mark.parametrize("path", ["/campaigns/999999/runs/", "/sources/1/runs/"])
def test_runs_of_nothing_are_a_404(admin_client, path):
    assert admin_client.get(path).status_code == 404


def test_a_campaign_is_compared_with_another(admin_client):
    html = admin_client.get(f"{path_of('campaigns')}?platform=Instagram").content.decode()
    form = html.partition('<form class="alike"')[2].partition("</form>")[0]
    own, other = (Campaign.objects.get(key=key).pk for key in ("mb_one", "hk_two"))
    assert f'<option value="{other}">HK_Two' in form
    assert f'<option value="{own}">' not in form
    assert f'name="id" value="{own}"' in form
    assert 'name="platform" value="Instagram"' in form
    query = {"report": "campaigns", "id": [str(own), str(other)]}
    assert admin_client.get("/compare/", query).status_code == 200


def test_an_influencer_is_compared_with_peers_of_platform_and_tier(admin_client):
    people = [
        {"id": "5", "name": "Eva", "platform": "Instagram", "follower_count": "90"},
        {"id": "6", "name": "Fay", "platform": "Instagram", "follower_count": "9000000"},
        {"id": "7", "name": "Gia", "platform": "X", "follower_count": "90"},
    ]
    must_load({"influencers": people})
    html = admin_client.get(path_of("influencers")).content.decode()
    form = html.partition('<form class="alike"')[2].partition("</form>")[0]
    assert f'<option value="{Influencer.objects.get(code="5").pk}">Eva</option>' in form
    assert "Fay" not in form
    assert "Gia" not in form


def test_an_influencer_shows_persona_and_tier(admin_client):
    person = Influencer.objects.get(code="1")
    html = admin_client.get(path_of("influencers")).content.decode()
    assert f'<a href="/personas/{person.category_id}-{person.gender_id}/"><b>Fitness · Female</b>' in html
    assert "<b>Nano</b>" in html


def poor_group():
    """Six alike influencers, of whom the first is paid ten times as much for the same reach."""
    people = [{"id": f"g{n}", "name": f"G{n}", "platform": "Insta", "follower_count": "50000"} for n in range(6)]
    posts = [{"influencer_id": p["id"], "date": "2025-07-01", "post_id": p["id"], "reach": "10000"} for p in people]
    sales = [
        {"date": "2025-07-01", "revenue": "900", "influencer_id": p["id"], "orders": 9, "campaign": "c_d"}
        for p in people
    ]
    payouts = [
        {"influencer_id": p["id"], "basis": "post", "total_payout": "5000" if n == 0 else "500", "payout_id": p["id"]}
        for n, p in enumerate(people)
    ]
    return {"influencers": people, "posts": posts, "tracking": sales, "payouts": payouts}


def test_a_poor_influencer_says_why_as_the_rankings_do(admin_client):
    must_load(poor_group())
    pk, good = (Influencer.objects.get(code=code).pk for code in ("g0", "g1"))
    html = admin_client.get(f"/influencers/{pk}/").content.decode()
    assert "Fee too high for its reach" in html
    assert "Costs more than it brings" not in admin_client.get(f"/influencers/{good}/").content.decode()
    labels, selection = Labels(), read_selection(QueryDict(""))
    ranking = Ranking(INFLUENCERS, selection, labels)
    explained = {r.row["_ids"][0]: r.finding for r in ranking.explained(ranking.poor(1.0))}
    assert explained[pk].key == "fee"
    assert {pk: explain_person(pk, selection, labels) for pk in explained} == explained


def test_hidden_payout_is_said_on_a_narrowed_page(admin_client):
    assert Payout.objects.filter(payout_id="Y3").exists()
    path = f"/influencers/{Influencer.objects.get(code='4').pk}/?date_after=2025-07-01"
    assert "of payout is not in these figures" in admin_client.get(path).content.decode()


def test_a_brand_asks_no_more_for_two_thousand_rows_than_for_a_hundred(admin_client):
    counts, path = [], path_of("brands")
    for factor in (16, 334):
        must_load(many_rows(factor), on_conflict="add")
        admin_client.get("/")
        with CaptureQueriesContext(connection) as asked:
            admin_client.get(path)
        counts.append(len(asked))
    assert counts[1] <= counts[0] <= 31
