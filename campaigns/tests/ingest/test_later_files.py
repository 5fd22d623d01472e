"""What later files do to earlier ones: placeholders are completed, derived totals follow, shown spellings change."""

import pytest

from campaigns.models import NONE, Brand, Campaign, Influencer, Payout, Platform, Product, Source
from campaigns.rollup import find_differences
from campaigns.tests.builders import codes, must_load

pytestmark = pytest.mark.django_db


def sale(who="1", campaign="Launch", orders="1", revenue="10", **more):
    row = {"date": "2025-07-01", "influencer_id": who, "campaign": campaign, "orders": orders, "revenue": revenue}
    return row | more


def pay(basis="order", campaign="Launch", **more):
    return {"influencer_id": "1", "basis": basis, "campaign": campaign, "rate": "100"} | more


def total():
    assert list(find_differences()) == []
    return Payout.objects.get().total_payout


@pytest.mark.parametrize(
    ("dataset", "row"), [("tracking", sale("X9")), ("payouts", pay() | {"influencer_id": "X9", "total_payout": "5"})]
)
def test_an_unknown_influencer_becomes_incomplete_with_a_warning(dataset, row):
    report = must_load({dataset: [row]})
    assert "unknown-influencer" in codes(report)
    assert report.files[0].placeholders == 1
    person = Influencer.objects.get(code="X9")
    assert (person.is_incomplete, person.name) == (True, "")


def test_a_later_influencers_file_completes_it():
    must_load({"tracking": [sale("X9")]})
    report = must_load({"influencers": [{"id": "X9", "name": "Xena", "platform": "YouTube"}]})
    assert (report.files[0].new, report.files[0].changed) == (0, 1)
    person = Influencer.objects.get(code="X9")
    assert (person.is_incomplete, person.name, person.platform.key) == (False, "Xena", "youtube")
    assert list(find_differences()) == []


def test_in_one_call_influencers_come_first_whatever_the_order_of_files():
    report = must_load({"tracking": [sale("X9")], "influencers": [{"id": "X9", "name": "Xena"}]})
    assert codes(report) == []


def test_a_known_but_incomplete_influencer_is_no_news():
    must_load({"tracking": [sale("X9")]})
    assert "unknown-influencer" not in codes(must_load({"tracking": [sale("X9", revenue="20")]}))


def test_a_total_stated_is_a_fact_and_follows_nothing():
    must_load({"payouts": [pay(orders="3", total_payout="250")], "tracking": [sale(orders="9")]})
    assert (total(), Payout.objects.get().total_is_derived) == (25000, False)


@pytest.mark.parametrize("columns", [{}, {"total_payout": ""}])
def test_an_empty_or_absent_total_is_rate_times_the_rows_own_orders(columns):
    must_load({"payouts": [pay(orders="3", **columns)], "tracking": [sale(orders="9")]})
    assert (total(), Payout.objects.get().total_is_derived) == (30000, True)


def test_else_it_is_rate_times_the_attributed_orders_of_its_scope_as_they_change():
    must_load({"payouts": [pay()]})
    assert total() == 0
    must_load({"tracking": [sale(orders="4"), sale(orders="-1"), sale(campaign="Other", orders="50")]})
    assert total() == 30000
    must_load({"tracking": [sale(source="organic", orders="7"), sale("2", orders="7")]}, on_conflict="add")
    assert total() == 30000


def test_without_a_campaign_the_scope_is_everything_of_the_influencer():
    must_load({"payouts": [pay(campaign="")], "tracking": [sale(orders="4"), sale(campaign="", orders="2")]})
    assert total() == 60000


def test_a_changed_row_changes_the_derived_total():
    must_load({"payouts": [pay()], "tracking": [sale(orders="4", tracking_id="T1")]})
    must_load({"tracking": [sale(orders="1", tracking_id="T1")]})
    assert total() == 10000
    must_load({"tracking": [sale("2", orders="1", tracking_id="T1")]})
    assert total() == 0


def post(campaign="", who="1", date="2025-07-01"):
    return {"influencer_id": who, "date": date, "campaign": campaign}


def test_a_post_basis_counts_all_posts_while_posts_name_no_campaigns():
    must_load({"payouts": [pay("post")], "posts": [post(), post(), post(who="2")]})
    assert total() == 20000


def test_a_post_basis_counts_the_posts_of_its_campaign_once_posts_name_campaigns():
    must_load({"payouts": [pay("post")], "posts": [post(), post()]})
    must_load({"posts": [post("LAUNCH", date="2025-07-02"), post("Other", date="2025-07-02")]})
    assert total() == 10000


def test_a_first_post_that_names_another_campaign_takes_the_others_out():
    must_load({"payouts": [pay("post")], "posts": [post(), post()]})
    must_load({"posts": [post("Other")]})
    assert total() == 0


def test_a_post_basis_takes_the_rows_own_posts_when_stated():
    must_load({"payouts": [pay("post", posts="5")], "posts": [post()]})
    assert total() == 50000


def test_importing_derived_payouts_again_changes_nothing():
    data = {"payouts": [pay()], "tracking": [sale(orders="4")]}
    must_load(data)
    report = must_load({"payouts": data["payouts"]})
    assert (report.files[0].unchanged, total()) == (1, 40000)


def test_a_derived_total_that_is_stated_later_is_a_fact():
    must_load({"payouts": [pay(payout_id="P1")], "tracking": [sale(orders="4")]})
    must_load({"payouts": [pay(payout_id="P1", total_payout="7")]})
    assert (total(), Payout.objects.get().total_is_derived) == (700, False)


def test_a_rate_and_an_order_number_at_their_limits_give_an_error_and_no_crash():
    from campaigns.tests.builders import load

    report = load({"payouts": [pay(rate="9999999999999", orders="1000000000")]})
    assert "number-too-large" in codes(report)
    assert not report.committed
    assert not Payout.objects.exists()


def shown(model):
    return list(model.objects.exclude(pk=NONE).order_by("key").values_list("name", flat=True))


def test_the_most_frequent_spelling_is_shown():
    must_load({"tracking": [sale(product=name) for name in ("WHEY", "Whey", "whey", "Whey")]})
    assert shown(Product) == ["Whey"]


def test_a_tie_goes_to_the_smaller_code_point():
    must_load({"tracking": [sale(product=name) for name in ("whey", "WHEY", "Whey")]})
    assert shown(Product) == ["WHEY"]


def test_spellings_are_counted_over_all_runs():
    must_load({"tracking": [sale(product="whey"), sale(product="whey", revenue="11")]})
    must_load({"tracking": [sale(product="WHEY", revenue=str(n)) for n in (20, 21, 22)]})
    assert shown(Product) == ["WHEY"]


def test_rows_that_come_again_do_not_count_their_spellings_again():
    must_load({"tracking": [sale(product="whey"), sale(product="whey"), sale(product="WHEY", revenue="20")]})
    for _ in range(3):
        must_load({"tracking": [sale(product="WHEY", revenue="20")]})
    assert shown(Product) == ["whey"]


def test_a_spelling_that_an_admin_fixed_stays():
    must_load({"tracking": [sale(product="whey")]})
    Product.objects.exclude(pk=NONE).update(name="WhEy", name_is_fixed=True)
    must_load({"tracking": [sale(product="WHEY", revenue=str(n)) for n in (20, 21)]})
    assert shown(Product) == ["WhEy"]


def test_white_space_in_names_is_folded():
    must_load({"tracking": [sale(product="Tea \t  Mix"), sale(product="tea mix", source="a"), sale(product="Tea Mix")]})
    assert shown(Product) == ["Tea Mix"]


def test_a_campaigns_name_also_spells_its_brand():
    must_load({"tracking": [sale(campaign="HK_Whey"), sale(campaign="Hk_Oats"), sale(campaign="Hk_Oats", orders="2")]})
    assert shown(Brand) == ["Hk"]
    assert set(Campaign.objects.filter(brand__key="hk").values_list("key", flat=True)) == {"hk_whey", "hk_oats"}


def test_well_known_sources_are_baseline_and_all_others_are_not():
    must_load(
        {"tracking": [sale("", source=s, revenue=str(n)) for n, s in enumerate(("Paid Ad", "SEO", "insta", "Paid X"))]}
    )
    assert dict(Source.objects.exclude(pk=NONE).values_list("key", "kind")) == {
        "paid_ad": "baseline",
        "seo": "baseline",
        "insta": "influencer",
        "paid_x": "influencer",
    }


def test_a_full_width_underscore_ends_the_brand_too():
    must_load({"tracking": [sale(campaign="HK＿Whey"), sale(campaign="hk_whey")]})
    assert Campaign.objects.get(key="hk_whey").brand.key == "hk"


def test_the_longest_id_and_name_fit_on_every_engine():
    must_load({"influencers": [{"id": "\ufdfa" * 5 + "i" * 95, "name": "\ufdfa" * 11 + "n" * 189}]})
    assert len(Influencer.objects.exclude(pk=NONE).get().search_key) > 500


def test_a_file_without_a_total_column_leaves_a_stated_total_alone():
    row = {"payout_id": "P1", "influencer_id": "1", "basis": "order", "rate": "10", "orders": "3"}
    must_load({"payouts": [{**row, "total_payout": "999"}]})
    must_load({"payouts": [{**row, "status": "Paid"}]})
    payout = Payout.objects.get()
    assert (payout.total_payout, payout.total_is_derived, payout.status) == (99_900, False, "Paid")


def test_a_changed_row_does_not_count_its_spelling_again():
    post = {"post_id": "1", "influencer_id": "1", "date": "2025-07-01", "platform": "INSTAGRAM", "likes": "1"}
    must_load(
        {
            "posts": [
                post,
                {**post, "post_id": "2", "platform": "Instagram"},
                {**post, "post_id": "3", "platform": "Instagram"},
            ]
        }
    )
    for likes in "2345":
        must_load({"posts": [{**post, "likes": likes}]})
    assert Platform.objects.get(key="instagram").name == "Instagram"
