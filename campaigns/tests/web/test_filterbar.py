"""The filter bar: a field for every dimension on every page, chips that take back, filters that go along."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.metrics.dimensions import DAY, DIMENSIONS, MONTH, TIER
from campaigns.models import Campaign, Influencer
from campaigns.reports.filters import FILTERED, NAMED
from campaigns.tests.builders import must_load
from campaigns.tests.examples import some_of
from campaigns.tests.reports.pages import TABLE_PAGES, export, read_tables, screen
from campaigns.tests.reports.samples import SAMPLE
from campaigns.web.filterbar import MOST_OPTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]
BY_DATE = {MONTH, DAY}
FORMS = ("", "__not", "__empty")


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


def with_bar():
    campaign, person = Campaign.objects.get(key="mb_one").pk, Influencer.objects.get(code="1").pk
    return ["/", "/insights/", *(f"/{page}/" for page in TABLE_PAGES), f"/campaigns/{campaign}/",
            f"/influencers/{person}/", "/months/2025-07/"]  # fmt: skip


def read(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return answer.content.decode()


def chips(html):
    """Text → the query that a click leads to."""
    part = html.partition('<ul class="chips"')[2].partition("</ul>")[0]
    links = re.findall(r'<a href="([^"]*)" title[^>]*>(.*?)</a>', part)
    return {
        unescape(re.sub("<[^>]*>", "", text)).removesuffix(" ×"): parse_qs(unescape(href)[1:]) for href, text in links
    }


def ticked(html):
    """(name, value) of every ticked box of the bar."""
    boxes = re.findall(r'<input type="checkbox" name="([^"]*)" value="([^"]*)"([^>]*)>', html)
    return {(name, unescape(value)) for name, value, more in boxes if "checked" in more}


def test_every_dimension_has_a_filter():
    assert set(DIMENSIONS) - BY_DATE <= set(FILTERED)
    assert TIER in FILTERED


def test_every_page_has_the_same_bar_with_every_filter_in_every_form(admin_client):
    for path in with_bar():
        html = read(admin_client, path)
        assert html.count('id="filters"') == html.count('id="results"') == html.count('id="head"') == 1, path
        for dimension in NAMED:
            assert f'id="pick-{dimension.key}"' in html, (path, dimension.key)
            assert f'name="{dimension.key}__empty"' in html, (path, dimension.key)
        for name in ("date_after", "date_before", "roas_min", "roas_max"):
            assert f'name="{name}"' in html, (path, name)
        assert html.count("period=") >= 9, path


@pytest.mark.by_lot(5)
@pytest.mark.parametrize("dimension", FILTERED, ids=lambda dimension: dimension.key)
@pytest.mark.parametrize("form", FORMS)
def test_a_filter_defines_the_same_rows_for_table_totals_and_export(admin_client, dimension, form):
    names = {"brand": "HK", "campaign": "MB_One", "product": "Whey", "platform": "YouTube", "category": "Food",
             "gender": "Male", "source": "insta", "influencer": "1", "tier": "nano"}  # fmt: skip
    query = {f"{dimension.key}{form}": "1" if form == "__empty" else names[dimension.key]}
    for page in some_of(TABLE_PAGES, 4):
        rows, table = export(admin_client, page, **query), screen(admin_client, page, **query)
        assert len(rows) == len(table.rows), page
        for key in ("orders", "payout", "likes"):
            if rows and table.totals.get(key) and table.totals[key].text not in ("", "–"):
                cells = [row[key] for row in rows if row[key]]
                shown = (table.totals[key].title or table.totals[key].text).replace("₹", "").replace(",", "")
                assert sum(map(float, cells)) == float(shown.replace("−", "-")), (page, key)


def test_chosen_values_are_ticked_in_whatever_spelling_and_unknown_ones_can_be_taken_back(admin_client):
    html = read(
        admin_client, "/campaigns/", brand=["hk", "nobody"], tier__not="NANO", gender__empty="1", influencer="2"
    )
    assert ticked(html) == {
        ("brand", "HK"), ("brand", "nobody"), ("tier__not", "nano"), ("gender__empty", "1"), ("influencer", "2"),
    }  # fmt: skip


def test_chips_say_each_filter_in_words_and_take_back_just_that(admin_client):
    query = {
        "brand": ["hk", "MB"], "influencer__not": "1", "gender__empty": "0", "tier": "nano", "q": "o",
        "roas_min": "1.5", "sort": "roas",
    }  # fmt: skip
    found = chips(read(admin_client, "/campaigns/", **query))
    assert list(found) == [
        "Brand is HK", "Brand is MB", "Influencer is not Asha", "Gender is not empty",
        "Follower tier is Nano, below 10k", "Search: o", "ROAS from: 1.5",
    ]  # fmt: skip
    assert found["Brand is HK"]["brand"] == ["MB"]
    for text, key in (("Influencer is not Asha", "influencer__not"), ("Search: o", "q")):
        assert key not in found[text]
        assert len(found[text]) == len(query) - 1


def test_many_values_of_one_filter_are_one_chip(admin_client):
    found = chips(read(admin_client, "/tracking/", source=[f"s{n}" for n in range(200)]))
    assert found == {"Source is one of 200": {}}


def test_days_are_one_chip_and_shown_in_words(admin_client):
    html = read(admin_client, "/campaigns/", date_after="2025-07-01", date_before="2025-07-31", brand="HK")
    assert chips(html)["Days: 1 – 31 Jul 2025"] == {"brand": ["HK"]}
    assert '<span id="period-now" class="is-on">1 – 31 Jul 2025</span>' in html


def test_a_period_stays_relative_in_every_address_of_the_page(admin_client):
    html = read(admin_client, "/campaigns/", period="this_financial_year", brand="MB", page="1")
    assert '<input type="hidden" name="period" value="this_financial_year">' in html
    assert any(text.startswith("This financial year: 1 Apr ") for text in chips(html))
    assert re.search(r'<a href="\?brand=MB&amp;period=last_month"', html)
    assert re.search(r'<a href="\?brand=MB" [^>]*>\s*<span>All days', html)
    assert not re.search(r'href="[^"]*date_after[^"]*"(?! data-copy)', html)  # but for the frozen link


def test_what_has_no_field_in_the_bar_goes_along(admin_client):
    html = read(admin_client, "/payouts/", status="paid", per_page="50", sort="roas", page="1", brand="HK")
    assert '<input type="hidden" name="status" value="paid">' in html
    assert '<input type="hidden" name="sort" value="roas" form="filters">' in html
    assert '<input type="hidden" name="per_page" value="50" form="filters">' in html
    assert not re.search(r'<input type="hidden" name="(brand" value="HK|page" value="1)"', html)


def test_a_row_opens_with_the_pages_filters_and_leads_back_with_them(admin_client):
    query = {"brand": "HK", "gender__not": ["Male", "x"], "period": "all", "q": "HK", "sort": "roas", "roas_min": "0"}
    kept = {"brand": ["HK"], "gender__not": ["Male", "x"], "period": ["all"]}
    href = screen(admin_client, "campaigns", **query | {"gender__not": "x"}).rows[0]["campaign"].href
    assert parse_qs(urlsplit(href).query) == kept | {"gender__not": ["x"]}
    path = f"/campaigns/{Campaign.objects.get(key='hk_two').pk}/"
    crumb = re.search(
        r'class="crumb"><a href="/campaigns/\?([^"]*)"', read(admin_client, path, **query | {"sort": ""})
    )[1]
    assert parse_qs(unescape(crumb)) == kept


def test_a_row_within_a_detail_page_opens_narrowed_to_what_it_was_counted_in(admin_client):
    campaign = Campaign.objects.get(key="mb_one")
    html = read(admin_client, f"/campaigns/{campaign.pk}/", campaign=["MB_One", "HK_Two"], brand="MB")
    hrefs = {row[0].href for table in read_tables(html) for row in [list(row.values()) for row in table.rows]}
    people = [parse_qs(urlsplit(href).query) for href in hrefs if href.startswith("/influencers/")]
    assert people
    assert all(query == {"brand": ["MB"], "campaign": ["MB_One"]} for query in people)


def test_a_month_opened_under_days_leads_on_to_the_days_of_both(admin_client):
    html = read(admin_client, "/months/2025-07/", date_after="2025-07-03", date_before="2025-08-15")
    assert "/tracking/?date_after=2025-07-03&amp;date_before=2025-07-31" in html


def test_a_source_opens_its_rows_under_the_filters_of_the_page(admin_client):
    rows = screen(admin_client, "sources", source=["insta", "story"], brand="MB").rows
    assert {row["source"].href for row in rows} == {"/tracking/?brand=MB&source=insta"}


def test_a_page_does_not_grow_with_the_names_in_the_data(admin_client):
    few = len(read(admin_client, "/products/", per_page=1))
    events = [{"date": "2025-07-01", "revenue": "1", "influencer_id": f"i{n}", "campaign": f"C_{n}", "product": f"p{n}"}
              for n in range(MOST_OPTIONS * 8)]  # fmt: skip
    must_load({"tracking": events})
    assert len(read(admin_client, "/products/", per_page=1)) < few + 4000


def test_the_bar_asks_no_more_questions_for_more_choices(admin_client):
    def count(**query):
        read(admin_client, "/campaigns/", **query)  # the answers are kept from now on
        with CaptureQueriesContext(connection) as asked:
            read(admin_client, "/campaigns/", **query)
        return len(asked)

    few = count(influencer=["1"], brand=["HK"])
    assert count(influencer=["1", "2", "3"], brand=["HK", "MB", "x"]) == few


def suggested(client, dimension, text):
    return [
        (entry["value"], entry["label"]) for entry in client.get(f"/suggest/{dimension}/", {"q": text}).json()["found"]
    ]


def test_suggestions_put_the_very_id_first_then_beginnings_then_words_then_the_rest(admin_client):
    people = {"10": "Zed", "210": "Ann", "x": "Mary 10th", "y": "Ab10", "100": "Bo"}
    must_load({"influencers": [{"id": code, "name": name} for code, name in people.items()]})
    assert [code for code, _ in suggested(admin_client, "influencer", "10")] == ["10", "100", "x", "210", "y"]
    must_load({"tracking": [{"date": "2025-07-01", "revenue": "1", "campaign": name} for name in
                            ("Old Diwali", "Diwali 2", "diwali", "Postdiwali")]})  # fmt: skip
    assert [name for name, _ in suggested(admin_client, "campaign", "DIWALI")] == [
        "diwali", "Diwali 2", "Old Diwali", "Postdiwali",
    ]  # fmt: skip


def test_suggestions_are_found_in_any_case_and_form_of_letters_and_never_more_than_twenty(admin_client):
    must_load({"influencers": [{"id": f"S{n}", "name": f"Straße {n}"} for n in range(50)]})
    assert len(suggested(admin_client, "influencer", "STRASSE")) == 20
    assert suggested(admin_client, "influencer", "ｓ49") == [("S49", "Straße 49")]
    assert suggested(admin_client, "influencer", "100%") == []


def test_a_stranger_comes_back_from_the_login_to_the_same_filters(client, admin_user):
    address = "/campaigns/?brand=HK&brand=MB&period=last_28_days&q=a%26b"
    login = client.get(address)
    assert login.status_code == 302
    admin_user.set_password("a-long-password-1")
    admin_user.save()
    answer = client.post(login["Location"], {"username": admin_user.get_username(), "password": "a-long-password-1"})
    assert answer["Location"] == address


def test_the_menu_keeps_the_filters_that_mean_the_same_everywhere_and_drops_the_others(admin_client):
    answer = admin_client.get("/campaigns/?brand=MB&basis=post&period=last_month&roas_min=1&q=o&sort=roas")
    groups = {
        group.label: {entry.label: entry.address for entry in group.entries} for group in answer.context["navigation"]
    }
    for group in ("Payback", "Figures by", "Rows"):
        for address in groups[group].values():
            path, _, query = address.partition("?")
            assert query == "brand=MB&basis=post&period=last_month", path
            assert admin_client.get(address).status_code == 200, address
    assert groups["Trust"]["Exports"] == "/exports/"
