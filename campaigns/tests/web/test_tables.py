"""Which columns a table shows and how densely: by default, by person, by address, and never in exports."""

import re

import pytest

from campaigns.models import TablePreference
from campaigns.reports.choice import FIRST, list_first
from campaigns.reports.pages import PAGES
from campaigns.tests.builders import must_load
from campaigns.tests.examples import some_of
from campaigns.tests.reports.pages import TABLE_PAGES, export_text, read_tables
from campaigns.tests.reports.samples import SAMPLE
from campaigns.tests.web.people import make_staff
from campaigns.web.preferences import list_keys

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]


@pytest.fixture(autouse=True)
def sample():
    must_load(SAMPLE)


def shown(client, page, **query):
    """Keys of the columns on the screen, in their order."""
    answer = client.get(f"/{page}/", query)
    assert answer.status_code == 200
    return list(read_tables(answer.content.decode())[0].heads)


def choose(client, page, *columns, **more):
    return client.post(f"/tables/{page}/", {"column": columns, "density": "comfortable", **more})


@pytest.mark.parametrize("page", TABLE_PAGES)
def test_a_first_look_has_at_most_ten_columns_and_all_others_are_a_tick_away(admin_client, page):
    first = shown(admin_client, page)
    assert 5 <= len(first) <= 10
    assert set(first) == set(list_first(PAGES[page].page)) & set(list_keys(PAGES[page].page))
    html = admin_client.get(f"/{page}/").content.decode()
    offered = re.findall(r'name="column" value="([a-z0-9_]+)"', html)
    unset = {"margin_roi"}  # nobody has set a margin
    assert sorted(offered) == sorted(set(list_keys(PAGES[page].page)) - unset)


def test_payouts_show_their_share_where_a_filter_cuts_them(admin_client):
    assert "payout" not in shown(admin_client, "payouts")
    first = shown(admin_client, "payouts", campaign__empty="0")
    assert first[first.index("total_payout") + 1] == "payout"


@pytest.mark.parametrize("page", FIRST)
def test_every_first_column_is_one_of_the_page(page):
    assert set(FIRST[page]) <= set(list_keys(PAGES[page].page))


def test_a_choice_is_kept_for_the_person_and_the_page_only(admin_client, client):
    answer = choose(admin_client, "campaigns", "roi", "reach", query="brand=MB&sort=-roi")
    assert answer.status_code == 302
    assert answer["Location"] == "/campaigns/?brand=MB&sort=-roi"
    assert shown(admin_client, "campaigns") == ["campaign", "revenue", "roi", "reach"]  # sorted by revenue
    assert shown(admin_client, "campaigns", sort="roi") == ["campaign", "roi", "reach"]
    assert "roi" not in shown(admin_client, "brands")
    client.force_login(make_staff())
    assert "roi" not in shown(client, "campaigns")


def test_rows_are_as_dense_as_chosen(admin_client):
    assert "is-compact" not in admin_client.get("/posts/").content.decode()
    choose(admin_client, "posts", "reach", density="compact")
    assert "is-compact" in admin_client.get("/posts/").content.decode()
    assert "is-compact" not in admin_client.get("/tracking/").content.decode()


def test_back_to_the_default_forgets_the_choice(admin_client):
    usual = shown(admin_client, "influencers")
    choose(admin_client, "influencers", "roi")
    assert shown(admin_client, "influencers") != usual
    assert "Back to the default" in admin_client.get("/influencers/").content.decode()
    choose(admin_client, "influencers", default="1")
    assert shown(admin_client, "influencers") == usual
    assert not TablePreference.objects.exists()


def test_choosing_again_replaces_the_choice(admin_client):
    for key in ("roi", "reach"):
        choose(admin_client, "campaigns", key)
    assert TablePreference.objects.get().columns == ["reach"]


def test_unknown_columns_and_densities_are_not_kept(admin_client):
    choose(admin_client, "campaigns", "password", "roi", density="huge")
    kept = TablePreference.objects.get()
    assert (kept.columns, kept.density) == (["roi"], "comfortable")
    assert choose(admin_client, "nowhere", "roi").status_code == 404


def test_a_kept_column_that_is_gone_since_does_no_harm(admin_client):
    choose(admin_client, "campaigns", "roi")
    TablePreference.objects.update(columns=["roi", "gone"])
    assert shown(admin_client, "campaigns", sort="roi") == ["campaign", "roi"]


def test_looking_writes_nothing_and_only_the_form_can(admin_client, client):
    shown(admin_client, "campaigns", columns="roi")
    assert admin_client.get("/tables/campaigns/").status_code == 405
    assert client.post("/tables/campaigns/", {"column": "roi"})["Location"].startswith("/login/")
    assert not TablePreference.objects.exists()


def test_the_way_back_stays_in_the_portal(admin_client):
    for query in ("//evil.example/", "https://evil.example/", "\r\nSet-Cookie: a=b"):
        assert choose(admin_client, "campaigns", query=query)["Location"].startswith("/campaigns/?")


def test_the_address_can_say_which_columns(admin_client):
    choose(admin_client, "campaigns", "roi")
    assert shown(admin_client, "campaigns", columns="revenue,reach") == ["campaign", "revenue", "reach"]
    assert len(shown(admin_client, "campaigns", columns="all")) == 17
    answer = admin_client.get("/campaigns/", {"columns": "revenue,password"})
    assert answer.status_code == 400
    assert "columns: there is no column “password”" in answer.content.decode()


def test_exports_keep_all_columns_whatever_is_chosen(admin_client):
    before = export_text(admin_client, "campaigns")
    choose(admin_client, "campaigns", "roi")
    assert export_text(admin_client, "campaigns") == export_text(admin_client, "campaigns", columns="roi") == before


def test_columns_of_the_export_that_can_be_sorted_by_are_sorted_by_from_their_heads_both_ways(admin_client):
    for page in TABLE_PAGES:
        heads = read_tables(admin_client.get(f"/{page}/?columns=all").content.decode())[0].heads
        for place, key in enumerate(some_of(sorted(set(heads) & PAGES[page].sort_keys), 6)):
            sort, direction = ((key, "ascending"), (f"-{key}", "descending"))[place % 2]
            html = admin_client.get(f"/{page}/?columns=all&sort={sort}").content.decode()
            assert html.count("aria-sort=") == 1, (page, sort)
            assert f'aria-sort="{direction}"' in html, (page, sort)


def test_a_roas_is_drawn_on_its_side_of_break_even(admin_client):
    html = admin_client.get("/campaigns/").content.decode()
    assert html.count('class="payback-bar is-') == html.count('class="payback is-') > 1
    assert "style=" not in html
    assert re.search(r'<span class="payback is-(above|below|undecided)" title="\d+\.\d{6}">', html)
