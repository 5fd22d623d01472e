"""The same sums stand once for all days, once by month, once by day; whichever answers, the answer is the same."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.dates import split_days
from campaigns.metrics.catalog import ORDERS, PAYOUT, POST_COUNT, REVENUE
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER, MONTH, PRODUCT, Grain
from campaigns.models import Payout, PayoutShare, Rollup
from campaigns.rollup import find_differences
from campaigns.tests.builders import must_load, taken_back
from campaigns.tests.examples import up_to
from campaigns.tests.strategies import data_sets

pytestmark = pytest.mark.django_db
PARTS = (ORDERS, REVENUE, PAYOUT, POST_COUNT)
SALE = {"influencer_id": "1", "campaign": "A_x", "orders": "1", "revenue": "10"}
days = st.dates(date(2025, 1, 1), date(2026, 3, 31))
few = settings(max_examples=up_to(25), suppress_health_check=list(HealthCheck))


@given(st.lists(days, min_size=2, max_size=2).map(sorted))
def test_whole_months_and_the_days_around_them_are_every_day_once(span):
    first, last = span
    months, around = split_days(first, last)
    covered = [day for start, end in around for day in spell(start, end)]
    if months:
        end = (months[1].replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        covered += spell(months[0], end)
        assert months[0].day == months[1].day == 1
    assert sorted(covered) == spell(first, last)


def spell(first, last):
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@few
@given(data_sets(), st.lists(days, min_size=2, max_size=2).map(sorted), st.sampled_from([CAMPAIGN, PRODUCT, MONTH]))
def test_any_range_of_days_gives_what_the_cells_of_days_give(data, span, dimension):
    with taken_back():
        must_load(data)
        cells = Rollup.objects.attributed().in_days(*span)
        by_day = cells.at(Grain.DAY).order_by().values(**{dimension.alias: dimension.expression()})
        wanted = {row[dimension.alias]: row["paise"] for row in by_day.annotate(paise=Sum("revenue_sum"))}
        got = {row[dimension.alias]: row["revenue"] for row in cells.by(dimension).with_metrics(REVENUE)}
        assert got == wanted


@few
@given(data_sets())
def test_every_grain_adds_up_to_the_same(data):
    with taken_back():
        must_load(data)
        sums = [
            tuple(Rollup.objects.at(grain).aggregate(**{s: Sum(s) for s in Rollup.SUMS}).values()) for grain in Grain
        ]
        assert sums == [sums[0]] * len(Grain)


def test_without_days_the_cells_of_all_days_together_answer():
    must_load({"tracking": [SALE | {"date": f"2025-07-{day:02d}"} for day in (1, 2, 3)]})
    assert [Rollup.objects.at(grain).count() for grain in Grain] == [1, 1, 1, 3]
    assert Rollup.objects.by(CAMPAIGN).query.where.children[-1].rhs == Grain.TOTAL


@pytest.mark.parametrize("asked", [{"product__key": "whey"}, {"product": 1}, {"source_id__in": [1]}])
def test_cells_that_tell_products_and_sources_apart_answer_where_one_is_asked_for(asked):
    must_load({"tracking": [SALE | {"date": "2025-07-01", "product": product} for product in ("Whey", "Tea")]})
    assert [Rollup.objects.at(grain).count() for grain in Grain] == [1, 1, 2, 2]
    assert Rollup.objects.filter(**asked).by(CAMPAIGN).query.where.children[-1].rhs == Grain.GOODS


def test_cells_that_are_emptied_go_in_every_grain():
    must_load({"tracking": [SALE | {"date": "2025-07-01", "tracking_id": "T1"}]})
    must_load({"tracking": [SALE | {"date": "2025-08-01", "tracking_id": "T1"}]})
    assert set(Rollup.objects.values_list("date", flat=True)) == {date(1, 1, 1), date(2025, 8, 1)}


def pay(total, **more):
    return {"influencer_id": "1", "basis": "order", "campaign": "A_x", "total_payout": total} | more


def test_a_payout_alone_on_its_cells_has_no_shares_beside_them():
    must_load({"tracking": [SALE | {"date": "2025-07-01"}], "payouts": [pay("4"), pay("5", campaign="B_y")]})
    assert not PayoutShare.objects.exists()


@pytest.mark.parametrize("second", [pay("5"), pay("5", campaign="")])
def test_payouts_on_the_same_cells_have_shares_in_every_grain(second):
    rows = [SALE | {"date": f"2025-{month}-01"} for month in ("07", "08")]
    must_load({"tracking": rows, "payouts": [pay("4"), second]})
    first = Payout.objects.get(total_payout=400)
    mine = PayoutShare.objects.filter(payout_id=first.pk)
    assert [list(mine.filter(grain=g).values_list("payout_sum", flat=True)) for g in Grain] == [
        [400],
        [200, 200],
        [200, 200],
        [200, 200],
    ]


def test_the_proof_names_a_share_that_is_missing_and_one_that_is_wrong():
    must_load({"tracking": [SALE | {"date": "2025-07-01"}], "payouts": [pay("4"), pay("5", payout_id="P5")]})
    first, second = Payout.objects.order_by("total_payout")
    PayoutShare.objects.filter(grain=Grain.DAY, payout_id=first.pk).delete()
    PayoutShare.objects.filter(grain=Grain.MONTH, payout_id=second.pk).update(payout_sum=499)
    missing, wrong = sorted(find_differences(), key=lambda text: "missing" not in text)
    assert missing.startswith(f"payout {first.pk} on grain day") and missing.endswith("share missing, facts give 400")
    assert wrong.startswith(f"payout {second.pk} on grain month") and "stored share 499, facts give 500" in wrong


def test_the_shares_go_when_the_other_payout_does():
    must_load({"tracking": [SALE | {"date": "2025-07-01"}], "payouts": [pay("4"), pay("5", payout_id="P5")]})
    assert PayoutShare.objects.exists()
    must_load({"payouts": [pay("5", payout_id="P5", campaign="B_y")]})
    assert not PayoutShare.objects.exists()
    assert Rollup.objects.attributed().by(INFLUENCER).with_metrics(PAYOUT).get()["payout"] == 900
