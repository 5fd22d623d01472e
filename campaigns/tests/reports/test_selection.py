"""What a selection means: periods in the portal's time zone, follower tiers, and one key for one meaning."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from django.utils import timezone

from campaigns.metrics.tiers import TIERS, find_tier
from campaigns.models import Margin, Payout
from campaigns.reports.filters import PayoutRowFilter, ReportFilter
from campaigns.reports.reading import BadParameters, read_selection
from campaigns.tests.builders import must_load
from campaigns.tests.reports.pages import REPORT_PAGES, TABLE_PAGES, export, screen
from campaigns.tests.reports.samples import SAMPLE

pytestmark = pytest.mark.django_db
FOLLOWERS = {"1": 0, "2": 9_999, "3": 10_000, "4": 99_999, "5": 100_000, "6": 999_999, "7": 1_000_000, "8": ""}
WITHIN = {"nano": {"1", "2"}, "micro": {"3", "4"}, "mid": {"5"}, "macro": {"6"}, "mega": {"7"}}


def read(query, **more):
    return read_selection(QueryDict(query), **more)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock, in UTC."""

    def set_clock(*moment):
        monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=UTC))

    return set_clock


def test_a_period_is_resolved_at_each_request_on_the_day_of_the_portals_time_zone(at, settings):
    at(2025, 7, 31, 20, 0)
    assert settings.TIME_ZONE == "Asia/Kolkata"
    assert (read("period=this_month").after, read("period=this_month").before) == (date(2025, 8, 1), date(2025, 8, 1))
    at(2025, 7, 31, 18, 0)
    assert read("period=this_month").after == date(2025, 7, 1)


def test_given_days_win_over_a_period_even_one_alone(at):
    at(2025, 7, 31)
    both = read("period=last_7_days&date_after=2025-01-01")
    assert (both.after, both.before) == (date(2025, 1, 1), None)
    assert read("period=last_7_days&date_after=&date_before=").after == date(2025, 7, 25)


@pytest.mark.parametrize("value", ["last_8_days", "LAST_7_DAYS", "7", "last_7_days\0"])
def test_a_period_that_is_none_is_a_sentence_that_names_them_all(value):
    with pytest.raises(BadParameters, match=r"Accepted: last_7_days, last_28_days, .*, all"):
        read_selection(QueryDict(f"period={value}"))


def test_a_period_cuts_every_page_like_its_days(admin_client, at):
    must_load(SAMPLE)
    at(2025, 8, 15)
    for page in TABLE_PAGES:
        by_name = export(admin_client, page, period="last_month")
        assert by_name == export(admin_client, page, date_after="2025-07-01", date_before="2025-07-31"), page
        assert by_name != export(admin_client, page) or page == "payouts"
        assert export(admin_client, page, period="all") == export(admin_client, page)


@pytest.fixture
def tiers():
    people = [{"id": code, "name": f"N{code}", "follower_count": count} for code, count in FOLLOWERS.items()]
    row = {"date": "2025-07-01", "revenue": "10", "orders": "1", "campaign": "A_x"}
    post = {"date": "2025-07-01", "reach": "5"}
    must_load({
        "influencers": people,
        "posts": [post | {"influencer_id": code, "post_id": code} for code in FOLLOWERS],
        "tracking": [row | {"influencer_id": code, "tracking_id": code} for code in FOLLOWERS],
        "payouts": [
            {"influencer_id": code, "basis": "post", "total_payout": "1", "payout_id": code} for code in FOLLOWERS
        ],
    })  # fmt: skip


def people_in(client, page, **query):
    return {row["influencer_id"] for row in export(client, page, **query)}


@pytest.mark.parametrize("page", ["influencers", "posts", "tracking", "payouts"])
def test_a_tier_selects_by_followers_in_every_form(admin_client, tiers, page):
    for key, people in WITHIN.items():
        assert people_in(admin_client, page, tier=key) == people, key
        assert people_in(admin_client, page, tier=key.upper()) == people, key
        assert people_in(admin_client, page, tier__not=key) == FOLLOWERS.keys() - people, key
    assert people_in(admin_client, page, tier=["nano", "mega"]) == {"1", "2", "7"}
    assert people_in(admin_client, page, tier__empty="1") == {"8"}
    assert people_in(admin_client, page, tier__empty="0") == FOLLOWERS.keys() - {"8"}
    assert people_in(admin_client, page, tier="mid", tier__empty="1") == {"5", "8"}


def test_every_count_has_the_tier_that_the_filter_puts_it_in():
    for code, count in FOLLOWERS.items():
        tier = find_tier(count if count != "" else None)
        assert (tier and tier.key) == next((key for key, people in WITHIN.items() if code in people), None)
    assert [tier.least for tier in TIERS[1:]] == [tier.below for tier in TIERS[:-1]]


@pytest.mark.parametrize("page", REPORT_PAGES)
def test_a_tier_defines_the_same_rows_for_table_totals_and_export(admin_client, tiers, page):
    rows = export(admin_client, page, tier="nano")
    table = screen(admin_client, page, tier="nano")
    assert len(rows) == len(table.rows)
    assert sum(int(row["orders"]) for row in rows) == 2
    assert table.totals["orders"].text == "2"


SAME = [
    ("brand=HK&brand=MB", "brand=mb&brand=hk"),
    ("brand=HK", "brand=HK&brand=hk&sort="),
    ("roas_min=1", "roas_min=1.0"),
    ("campaign=MB_One", "campaign=mb_one&page=3&per_page=50&_export=csv"),
    ("period=last_month", "date_after=2025-07-01&date_before=2025-07-31"),
    ("period=all", ""),
    ("source=Insta", "source=insta"),
    ("tier=nano", "tier=NANO"),
    ("q=ash", "q= ash "),
    ("brand=nobody", "brand=nothing"),
    ("basis=post&basis__not=order", "basis=per+post"),
]
DIFFERENT = ["", "brand=HK", "brand__not=HK", "brand__empty=1", "brand__empty=0", "sort=roas", "q=a", "roas_min=1",
             "roas_max=1", "date_after=2025-07-01", "date_before=2025-07-01", "tier=nano", "tier=mid", "source=insta",
             "run=1", "check=derived-totals", "basis=order", "status=paid", "payout_date_after=2025-07-01"]  # fmt: skip


@pytest.fixture
def every(at):
    must_load(SAMPLE)
    at(2025, 8, 15)


@pytest.mark.parametrize(("first", "second"), SAME)
def test_what_means_the_same_has_one_key(every, first, second):
    filters = PayoutRowFilter if "basis" in first else ReportFilter
    assert read(first, filters=filters).key() == read(second, filters=filters).key()


def test_what_means_something_else_has_another_key(every):
    filters, sorts = PayoutRowFilter, {"roas"}
    keys = {read(query, filters=filters, sort_keys=sorts).key() for query in DIFFERENT}
    assert len(keys) == len(DIFFERENT)


def test_the_key_moves_with_the_day_and_with_the_margin(every, at):
    before = read("period=last_7_days").key()
    at(2025, 8, 16)
    moved = read("period=last_7_days").key()
    Margin.objects.create(basis_points=3000)
    assert len({before, moved, read("period=last_7_days").key()}) == 3


def test_a_selection_can_be_compared_and_hashed(every):
    assert read("brand=HK") == read("brand=HK") != read("brand=MB")
    assert len({read("brand=HK"), read("brand=HK"), read("brand=MB")}) == 2


@pytest.fixture
def bases():
    kinds = {"P": "post", "O": "per order", "H": "hybrid", "E": "post"}
    must_load({"payouts": [{"influencer_id": "1", "basis": basis, "total_payout": "1", "payout_id": code}
                           for code, basis in kinds.items()]})  # fmt: skip
    Payout.objects.filter(payout_id="E").update(basis="")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"basis": "order"}, "O"),
        ({"basis": ["Per Post", "HYBRID"]}, "HP"),
        ({"basis__not": "post"}, "EHO"),
        ({"basis__not": ["post", "order"], "basis": ["post", "hybrid"]}, "H"),
        ({"basis__empty": "1"}, "E"),
        ({"basis__empty": "0"}, "HOP"),
        ({"basis": "post", "basis__empty": "1"}, "EP"),
        ({"basis": "barter"}, ""),
        ({"basis__not": "barter"}, "EHOP"),
    ],
)
def test_payouts_are_filtered_by_basis_in_every_form(admin_client, bases, query, found):
    assert "".join(sorted(row["payout_id"] for row in export(admin_client, "payouts", **query))) == found
