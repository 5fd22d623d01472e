"""Ticked rows: side by side with the best marked, or just those as a file."""

import csv
import io
import re

import pytest

from campaigns.models import Campaign
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import TABLE_PAGES, export, screen
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


def ids_of(client, page, **query):
    """What the ticks of a page stand for, by row."""
    html = client.get(f"/{page}/", query).content.decode()
    return re.findall(r'form="chosen" name="id" value="([^"]+)"', html)


def chosen(client, page, ids, **query):
    answer = client.get("/compare/", {"report": page, "id": ids, "_export": "csv", **query})
    assert answer.status_code == 200, answer.content.decode()
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


@pytest.mark.parametrize("page", TABLE_PAGES)
def test_an_export_of_ticked_rows_is_those_rows_of_the_whole_export(admin_client, page):
    ids, rows = ids_of(admin_client, page, per_page=500), export(admin_client, page)
    assert len(ids) == len(set(ids)) == len(rows) > 1
    assert chosen(admin_client, page, ids[1:]) == rows[1:]
    assert chosen(admin_client, page, ids[:1]) == rows[:1]


def test_ticked_rows_keep_the_filters_and_the_order_of_their_page(admin_client):
    query = {"date_before": "2025-07-31", "sort": "revenue"}
    ids, rows = ids_of(admin_client, "campaigns", **query), export(admin_client, "campaigns", **query)
    assert chosen(admin_client, "campaigns", ids, **query) == rows
    html = admin_client.get("/campaigns/", query).content.decode()
    for key, value in query.items():
        assert f'<input type="hidden" name="{key}" value="{value}">' in html


def side_by_side(client, *names, **query):
    ids = [Campaign.objects.get(key=name).pk for name in names]
    answer = client.get("/compare/", {"report": "campaigns", "id": ids, **query})
    return answer, answer.content.decode()


def test_rows_stand_side_by_side_with_the_best_value_in_words(admin_client):
    answer, html = side_by_side(admin_client, "mb_one", "hk_two")
    assert answer.status_code == 200
    rows = {row["campaign"]: row for row in export(admin_client, "campaigns")}
    best = max(("MB_One", "HK_Two"), key=lambda name: float(rows[name]["roas"]))
    cells = re.search(r'<th scope="row"[^>]*>ROAS</th>(.*?)</tr>', html, re.S).group(1).split("</td>")
    place = next(n for n, cell in enumerate(cells) if ">best<" in cell)
    heads = re.findall(r'<th scope="col" class="num"><a href="[^"]+">([^<]+)</a>', html.replace("<wbr>", ""))
    assert heads[place] == best
    assert f'href="/campaigns/{Campaign.objects.get(key="mb_one").pk}/"' in html


def test_the_least_cost_is_best_and_a_payout_is_neither(admin_client):
    _, html = side_by_side(admin_client, "mb_one", "hk_two")
    rows = {row["campaign"]: row for row in export(admin_client, "campaigns")}
    line = re.search(r'<th scope="row"[^>]*>Cost per order</th>(.*?)</tr>', html, re.S).group(1)
    least = min(float(rows[name]["cost_per_order"]) for name in ("MB_One", "HK_Two"))
    (best,) = [cell for cell in line.split("</td>") if ">best<" in cell]
    assert f"{least:.6f}" in best
    assert ">best<" not in re.search(r'<th scope="row"[^>]*>Payout</th>(.*?)</tr>', html, re.S).group(1)


def test_a_row_without_figures_under_the_filter_is_said_to_have_none(admin_client):
    _, html = side_by_side(admin_client, "mb_one", "hk_two", brand="HK")
    assert "1 of the chosen rows has no figures under this filter." in html


def test_compared_periods_go_along(admin_client):
    _, html = side_by_side(
        admin_client, "mb_one", "hk_two", date_after="2025-07-01", date_before="2025-07-31", compare="previous"
    )
    assert "with the month before" in html


BAD = {
    "no row": ({"report": "campaigns"}, "no row is chosen"),
    "one row": ({"report": "campaigns", "id": ["1"]}, "2 to 6 rows can be compared, 1 are given."),
    "seven rows": ({"report": "campaigns", "id": [*"1234567"]}, "2 to 6 rows"),
    "too many rows": ({"report": "campaigns", "id": [str(n) for n in range(1, 502)]}, "at most 500"),
    "no id": ({"report": "campaigns", "id": ["1", "x"]}, "id: “x” is no row of this page."),
    "half an id": ({"report": "personas", "id": ["1", "2"]}, "is no row of this page."),
    "a list": ({"report": "posts", "id": ["1", "2"]}, "can be exported, not compared"),
    "an unknown parameter": ({"report": "campaigns", "id": ["1", "2"], "colour": "red"}, "no parameter “colour”"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_compared_is_a_400_with_a_sentence(admin_client, kind):
    query, sentence = BAD[kind]
    answer = admin_client.get("/compare/", query)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_an_unknown_report_is_not_found(admin_client):
    assert admin_client.get("/compare/", {"report": "nothing", "id": "1"}).status_code == 404
    assert admin_client.get("/compare/").status_code == 404


def test_every_tick_says_what_it_ticks(admin_client):
    html = admin_client.get("/campaigns/").content.decode()
    assert 'aria-label="Choose MB_One"' in html
    assert len(ids_of(admin_client, "campaigns")) == len(screen(admin_client, "campaigns").rows)


def test_ticked_rows_of_the_longest_page_are_sent_as_a_form(admin_client):
    known = list(Campaign.objects.values_list("pk", flat=True))
    idents = [str(pk) for pk in (*known, *range(10**9, 10**9 + 500 - len(known)))]
    answer = admin_client.post("/compare/", {"report": "campaigns", "id": idents, "_export": "csv", "brand": "MB"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert rows == export(admin_client, "campaigns", brand="MB") != []


def test_the_form_leads_to_an_address_where_rows_stand_side_by_side(admin_client):
    ids = [str(Campaign.objects.get(key=name).pk) for name in ("mb_one", "hk_two")]
    sent = {"report": "campaigns", "id": ids, "brand": "MB", "csrfmiddlewaretoken": "x"}
    address = f"/compare/?report=campaigns&id={ids[0]}&id={ids[1]}&brand=MB"
    assert admin_client.post("/compare/", sent)["Location"] == address
    answer = admin_client.post("/compare/", {"report": "campaigns", "id": [str(n) for n in range(1, 300)]})
    assert (answer.status_code, "2 to 6 rows can be compared" in answer.content.decode()) == (400, True)
