"""Edits by hand: after any of them every figure is what the facts, read afresh, say."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.edits import delete_facts, save_row
from campaigns.metrics.catalog import PAYOUT, REVENUE
from campaigns.metrics.dimensions import BRAND, PLATFORM
from campaigns.models import (
    NONE,
    Brand,
    Campaign,
    Influencer,
    Payout,
    Platform,
    Post,
    Product,
    Source,
    TrackingEvent,
)
from campaigns.rollup import find_differences
from campaigns.tests.builders import must_load, read_all_cuts, read_cut, read_oracle, taken_back, totals
from campaigns.tests.examples import up_to
from campaigns.tests.golden import GOLDEN
from campaigns.tests.strategies import data_sets
from campaigns.tests.test_properties import assert_same

pytestmark = pytest.mark.django_db
seeds = st.integers(0, 10**6)


def pick(rows, seed):
    """A row by a random number, without the one that stands for none; ``None`` when there is no row."""
    rows = list(rows.order_by("pk"))
    return rows[seed % len(rows)] if rows else None


def pick_named(model, seed):
    return pick(model.objects.exclude(pk=NONE), seed)


def move_influencer(seed, other):
    if person := pick_named(Influencer, seed):
        person.platform = pick(Platform.objects, other)
        save_row(person)


def turn_source(seed, other):
    if source := pick_named(Source, seed):
        source.kind = Source.Kind.values[other % 2]
        save_row(source)


def alias_brand(seed, other):
    brand, target = pick_named(Brand, seed), pick_named(Brand, other)
    if brand and brand != target and not target.alias_of_id and not brand.aliases.exists():
        brand.alias_of = target
        save_row(brand)


def end_alias(seed, other):
    if brand := pick(Brand.objects.filter(alias_of__isnull=False), seed):
        brand.alias_of = None
        save_row(brand)


def fix_brand(seed, other):
    if campaign := pick_named(Campaign, seed):
        campaign.brand, campaign.brand_is_fixed = pick(Brand.objects, other), True
        save_row(campaign)


def release_brand(seed, other):
    if campaign := pick(Campaign.objects.filter(brand_is_fixed=True), seed):
        campaign.brand_is_fixed = False
        save_row(campaign)


def edit_event(seed, other):
    if event := pick(TrackingEvent.objects, seed):
        event.campaign, event.influencer = pick(Campaign.objects, other), pick(Influencer.objects, other // 3)
        event.brand, event.source = pick(Brand.objects, other // 5), pick(Source.objects, other // 7)
        event.product, event.date = pick(Product.objects, other // 11), date(2025, 1 + other % 12, 1)
        event.orders, event.revenue = other % 7 - 2, other % 9999 - 999
        save_row(event)


def edit_post(seed, other):
    if post := pick(Post.objects, seed):
        post.campaign, post.influencer = pick(Campaign.objects, other), pick_named(Influencer, other // 3)
        post.platform, post.reach, post.date = (
            pick(Platform.objects, other // 5),
            other % 50,
            date(2025, 2, 1),
        )
        save_row(post)


def edit_payout(seed, other):
    if payout := pick(Payout.objects, seed):
        payout.campaign, payout.influencer = pick(Campaign.objects, other), pick_named(Influencer, other // 3)
        payout.orders, payout.posts = [(None, None), (2, 3)][other % 2]
        if not payout.total_is_derived:
            payout.total_payout = other - 5000
        save_row(payout)


def add_event(seed, other):
    person = pick(Influencer.objects, seed)
    event = TrackingEvent(
        date=date(2025, 7, 3),
        influencer=person,
        campaign=pick(Campaign.objects, other),
        orders=1,
        revenue=other,
    )
    save_row(event)


def delete_some(seed, other):
    model = (TrackingEvent, Post, Payout)[other % 3]
    ids = list(model.objects.order_by("pk").values_list("pk", flat=True))
    delete_facts(model.objects.filter(pk__in=ids[seed % 3 :: 2]))


EDITS = (
    move_influencer, turn_source, alias_brand, end_alias, fix_brand, release_brand,
    edit_event, edit_post, edit_payout, add_event, delete_some,
)  # fmt: skip


@settings(max_examples=up_to(40), suppress_health_check=[HealthCheck.too_slow])
@given(data_sets(), st.lists(st.tuples(st.sampled_from(EDITS), seeds, seeds), min_size=1, max_size=5))
def test_after_any_edits_every_figure_is_what_the_facts_say(data, edits):
    with taken_back():
        must_load(data)
        for edit, seed, other in edits:
            edit(seed, other)
        assert list(find_differences()) == []
        oracle = read_oracle()
        for dimension, metrics, figures in read_all_cuts():
            assert_same(figures, oracle.figures(dimension.key), metrics)


@settings(max_examples=up_to(15), suppress_health_check=[HealthCheck.too_slow])
@given(data_sets(), st.lists(st.tuples(st.sampled_from(EDITS), seeds, seeds), min_size=1, max_size=3))
def test_importing_the_same_files_after_edits_keeps_the_rollup_true(data, edits):
    with taken_back():
        must_load(data)
        for edit, seed, other in edits:
            edit(seed, other)
        must_load(data, on_conflict="add")
        assert list(find_differences()) == []


def test_an_alias_counts_for_the_other_brand_at_once_and_no_more_once_it_ends():
    must_load(GOLDEN)
    alias, target = Brand.objects.get(key="herbalife"), Brand.objects.get(key="muscleblaze")
    alias.alias_of = target
    save_row(alias)
    assert read_cut(BRAND, [REVENUE, PAYOUT]) == {"muscleblaze": {"revenue": 850000, "payout": 57000}}
    alias.alias_of = None
    save_row(alias)
    assert read_cut(BRAND, [REVENUE])["herbalife"] == {"revenue": 150000}


def test_a_brand_chosen_for_a_campaign_stays_when_files_come_again():
    must_load(GOLDEN)
    campaign = Campaign.objects.get(key="herbalife_tea_2")
    campaign.brand = Brand.objects.get(key="muscleblaze")
    save_row(campaign)
    must_load(GOLDEN)
    assert set(read_cut(BRAND, [REVENUE])) == {"muscleblaze"}


def test_a_released_campaign_takes_the_brand_of_its_name_again():
    must_load(GOLDEN)
    campaign = Campaign.objects.get(key="herbalife_tea_2")
    campaign.brand = Brand.objects.get(key="muscleblaze")
    save_row(campaign)
    campaign = Campaign.objects.get(pk=campaign.pk)
    assert campaign.brand_is_fixed
    campaign.brand_is_fixed = False
    save_row(campaign)
    assert Campaign.objects.get(pk=campaign.pk).brand.key == "herbalife"
    assert set(read_cut(BRAND, [REVENUE])) == {"muscleblaze", "herbalife"}


def test_a_campaign_added_by_hand_has_the_brand_of_its_name():
    campaign = Campaign(name="Gritzo_Kids")
    campaign.clean()
    save_row(campaign)
    campaign.refresh_from_db()
    assert (campaign.brand.key, campaign.brand_is_fixed) == ("gritzo", False)


def test_a_campaign_added_by_hand_with_a_brand_keeps_that_brand():
    brand = Brand(name="Bodyzone")
    brand.clean()
    save_row(brand)
    campaign = Campaign(name="Gritzo_Kids", brand=brand)
    campaign.clean()
    save_row(campaign)
    must_load({"tracking": [{"date": "2025-07-01", "revenue": "10", "influencer_id": "1", "campaign": "gritzo_kids"}]})
    assert set(read_cut(BRAND, [REVENUE])) == {"bodyzone"}


def test_moving_an_influencer_to_another_platform_moves_revenue_and_payout():
    must_load(GOLDEN)
    person = Influencer.objects.get(code="1")
    person.platform = Platform.objects.get(key="youtube")
    save_row(person)
    cut = read_cut(PLATFORM, [REVENUE, PAYOUT])
    assert cut["youtube"] == {"revenue": 750000, "payout": 45000}
    assert cut["instagram"] == {"revenue": 100000, "payout": 12000}


def test_a_source_made_baseline_takes_its_sales_out_of_what_counts():
    must_load(GOLDEN)
    must_load({"tracking": [{"date": "2025-07-01", "revenue": "10", "influencer_id": "1", "source": "flyer"}]})
    source = Source.objects.get(key="flyer")
    assert totals(REVENUE)["revenue"] == 851000
    source.kind = Source.Kind.BASELINE
    save_row(source)
    assert totals(REVENUE)["revenue"] == 850000


def test_an_edited_row_is_marked_and_keeps_its_number_and_key():
    must_load(GOLDEN)
    event = TrackingEvent.objects.first()
    before = event.pk, bytes(event.key)
    event.revenue += 1
    save_row(event)
    event = TrackingEvent.objects.get(pk=event.pk)
    assert event.is_edited
    assert (event.pk, bytes(event.key)) == before


def test_deleting_the_rows_of_a_payout_leaves_it_whole_and_unallocated():
    must_load(GOLDEN)
    delete_facts(TrackingEvent.objects.filter(influencer__code="2"))
    cut = read_cut(BRAND, [REVENUE, PAYOUT])
    assert cut["herbalife"] == {"revenue": 0, "payout": 15000}
    assert list(find_differences()) == []
