"""Every check finds exactly its rows and rupees, and its address shows them."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from campaigns.edits import save_row
from campaigns.models import Brand, Campaign, Source
from campaigns.reports.findings import Found
from campaigns.reports.quality import CHECKS, run_checks
from campaigns.tests.builders import must_load
from campaigns.tests.quality.cases import CASES, order_payout, payout, person, post, sale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
EXACT = [key for key, case in CASES.items() if case.left_out]


def find(key):
    """What a check has found."""
    return next(finding for finding in run_checks() if finding.check.key == key)


def load_case(key):
    must_load(CASES[key].data)
    return CASES[key]


def read_rows(client, key):
    """The rows of the linked page's table; in the admin the navigation holds tables as well."""
    address = find(key).address
    if not address.startswith("/admin/"):
        address += ("&" if "?" in address else "?") + "columns=all"
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().rpartition("<tbody")[2].partition("</tbody>")[0]


def test_there_is_a_case_for_every_check():
    assert [check.key for check in CHECKS] == list(CASES)


@pytest.mark.parametrize("key", CASES)
def test_an_empty_portal_is_settled(key):
    assert (find(key).found.count, find(key).found.paise) == (0, 0)


@pytest.mark.parametrize("key", CASES)
def test_a_check_counts_its_rows(key):
    assert load_case(key).count == find(key).found.count


@pytest.mark.parametrize("key", CASES)
def test_a_check_adds_up_its_paise(key):
    assert load_case(key).paise == find(key).found.paise


@pytest.mark.parametrize("key", CASES)
def test_counts_and_paise_are_plain_whole_numbers(key):
    load_case(key)
    assert {type(find(key).found.count), type(find(key).found.paise)} == {int}


@pytest.mark.parametrize("key", CASES)
def test_the_address_shows_the_rows(key, admin):
    case = load_case(key)
    rows = read_rows(admin, key)
    assert [words for words in case.shown if escape(words) not in rows] == []
    assert len(case.shown) == case.count


@pytest.mark.parametrize("key", EXACT)
def test_an_exact_address_shows_nothing_else(key, admin):
    case = load_case(key)
    rows = read_rows(admin, key)
    assert [words for words in case.left_out if words in rows] == []


@pytest.mark.parametrize("key", ["unpaid-influencers"])
def test_on_a_page_without_a_filter_for_them_the_rows_stand_first(key, admin):
    case = load_case(key)
    rows = read_rows(admin, key).split("</tr>")[: case.count]
    assert all(any(words in row for words in case.shown) for row in rows)


def test_posts_without_reach_are_found_behind_many_pages_of_others(admin):
    must_load(
        {"influencers": [person("A")], "posts": [post(n, "10", "1") for n in range(500)] + [post("hit", "", "1")]}
    )
    assert "post-hit" in read_rows(admin, "engagement-without-reach")


def test_a_later_influencers_file_settles_an_incomplete_one():
    load_case("incomplete-influencers")
    must_load({"influencers": [person("lost-x")]})
    assert find("incomplete-influencers").found == Found(2, 0)


def test_a_campaign_whose_brand_an_admin_fixed_to_none_is_settled(admin):
    load_case("unbranded-campaigns")
    campaign = Campaign.objects.get(key="summer")
    campaign.brand_is_fixed = True
    save_row(campaign)
    assert (find("unbranded-campaigns").found.count, find("unbranded-campaigns").found.paise) == (1, 0)
    assert "Summer" not in read_rows(admin, "unbranded-campaigns")


def test_a_campaign_that_was_given_a_brand_is_settled():
    load_case("unbranded-campaigns")
    campaign = Campaign.objects.get(key="winter")
    campaign.brand, campaign.brand_is_fixed = Brand.objects.get(key="gritzo"), True
    save_row(campaign)
    assert find("unbranded-campaigns").found.count == 1


def test_a_source_made_an_influencer_source_carries_its_influencers_rightly():
    load_case("baseline-influencers")
    source = Source.objects.get(key="organic")
    source.kind = Source.Kind.INFLUENCER
    save_row(source)
    assert (find("baseline-influencers").found.count, find("baseline-influencers").found.paise) == (1, -550)


def test_sources_are_asked_for_by_name_those_with_most_rows_first():
    rows = [sale("A", source=source) for source in ("sms", "Paid & Ads", "sms", "reel")]
    must_load({"influencers": [person("A")], "tracking": rows})
    assert find("baseline-influencers").address == "/tracking/?influencer__empty=0&source=sms&source=Paid+%26+Ads"


def test_today_is_the_day_in_the_time_zone(monkeypatch, settings):
    settings.TIME_ZONE = "Asia/Kolkata"
    monkeypatch.setattr(timezone, "now", lambda: datetime(2025, 7, 1, 20, tzinfo=UTC))  # the 2nd in Kolkata
    must_load({"tracking": [sale(date="2025-07-02"), sale(date="2025-07-03")]})
    assert find("future-tracking").found.count == 1
    assert find("future-tracking").address == "/tracking/?date_after=2025-07-03"


def test_gaps_too_dear_for_64_bits_are_exact():
    dear = order_payout("dear", "A", "900000000000000", "9000000000000", "1")
    must_load({"influencers": [person("A")], "payouts": [dear]})
    assert find("payout-arithmetic").found.paise == 9 * 10**14 * 9 * 10**14 - 100


def test_a_gap_closes_when_the_missing_orders_are_loaded():
    load_case("order-gaps")
    must_load({"tracking": [sale("D", "1", "1", campaign="S")]})
    assert find("order-gaps").found.paise == CASES["order-gaps"].paise - 300


def test_clawbacks_do_not_hide_a_gap():
    gaps = [order_payout("up", "A", "2", "", "100"), order_payout("down", "A", "-2", "", "-100")]
    must_load({"influencers": [person("A")], "payouts": gaps})
    assert find("order-gaps").found.paise == 10000


def test_what_needs_a_person_comes_by_money_then_rows_and_the_settled_last():
    load_case("future-tracking")
    found = [finding.found for finding in run_checks()]
    ranks = [(f.count == 0, -abs(f.paise), -f.count) for f in found]
    assert ranks == sorted(ranks)
    assert found[0].paise > found[1].paise > 0 == found[-1].count


def test_money_below_zero_weighs_as_much_as_above():
    refund = sale("Whom-B", "-500", "0", source="sms")
    must_load(CASES["derived-totals"].data | {"tracking": [*CASES["derived-totals"].data["tracking"], refund]})
    assert run_checks()[0].check.key == "baseline-influencers"


def grow(times):
    """More of everything that checks look at."""
    for n in range(times):
        must_load(
            {
                "influencers": [person(f"N{n}", "The Same")],
                "tracking": [sale(f"X{n}", source="sms"), sale(f"Y{n}", date="2199-01-01"), sale(f"N{n}")],
                "payouts": [order_payout(f"N{n}", f"N{n}", "3", "1", ""), payout(f"Z{n}", "1")],
            },
        )


def test_ten_times_the_data_take_no_more_queries(django_assert_num_queries):
    grow(1)
    with CaptureQueriesContext(connection) as before:
        run_checks()
    grow(10)
    with django_assert_num_queries(len(before)):
        run_checks()
    assert find("order-gaps").found.count == 10
