"""`manage.py rollup` finds and mends what was tampered with; `manage.py digest` is one hash for the same data."""

import pytest
from django.db.models import F

from campaigns.metrics.dimensions import Grain
from campaigns.models import NONE, Payout, Rollup, TrackingEvent
from campaigns.tests.builders import must_load
from campaigns.tests.commands.runner import run
from campaigns.tests.golden import GOLDEN

pytestmark = pytest.mark.django_db
GOLDEN_DIGEST = "e8ec7f76677b536d19faaea908ec394d4043a4fc5d27e65e287bc7c55b9710fa"
LINKS = [name for name in Rollup.DIMENSIONS if name.endswith("_id") and name != "payout_id"]
DERIVED = {"payouts": [{"influencer_id": "1", "basis": "order", "rate": "10", "campaign": "MuscleBlaze_Protein_1"}]}


@pytest.fixture(autouse=True)
def loaded(db):
    must_load(GOLDEN)


def test_a_true_rollup_is_status_0():
    status, out, _ = run("rollup", "--check")
    assert (status, out) == (0, "The rollup agrees with the facts.\n")


def first(cells):
    return Rollup.objects.filter(pk=cells.order_by("pk").values_list("pk", flat=True)[0])


TAMPERINGS = {
    "a sum": lambda: first(Rollup.objects.filter(revenue_sum__gt=0)).update(revenue_sum=F("revenue_sum") + 1),
    "a share": lambda: first(Rollup.objects.filter(payout_sum__gt=0)).update(payout_sum=F("payout_sum") - 1),
    "a missing cell": lambda: first(Rollup.objects.all()).delete(),
    "a cell too many": lambda: Rollup.objects.create(
        grain=Grain.DAY,
        attribution=1,
        date="2025-01-01",
        campaign_id=0,
        influencer_id=0,
        product_id=0,
        brand_id=0,
        source_id=0,
        platform_id=0,
    ),
    "a moved cell": lambda: first(Rollup.objects.all()).update(platform_id=NONE),
    "a fact past the code": lambda: TrackingEvent.objects.filter(revenue=100000).update(revenue=99999),
    "a payout past the code": lambda: Payout.objects.filter(total_payout=30000).update(total_payout=30001),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_any_tampering_is_status_1_and_rebuilding_mends_it(name):
    TAMPERINGS[name]()
    status, out, _ = run("rollup", "--check")
    assert status == 1
    assert out.endswith("The rollup differs from the facts.\n")
    assert run("rollup", "--rebuild")[0] == 0
    assert run("rollup", "--check")[0] == 0


def test_a_derived_total_that_does_not_follow_is_found_and_mended():
    must_load(DERIVED, on_conflict="add")
    Payout.objects.filter(total_is_derived=True).update(total_payout=5)
    status, out, _ = run("rollup", "--check")
    assert status == 1
    assert "stored total 5, facts give 3000" in out
    run("rollup", "--rebuild")
    assert run("rollup", "--check")[0] == 0
    assert Payout.objects.get(total_is_derived=True).total_payout == 3000


def test_a_link_that_leads_nowhere_is_found():
    TrackingEvent.objects.filter(revenue=100000).update(product_id=987654)
    status, out, _ = run("rollup", "--check")
    assert status == 1
    assert "name a product that does not exist" in out


def test_a_long_list_of_differences_is_cut():
    rows = [{"date": f"2025-{1 + n // 28:02}-{1 + n % 28:02}", "revenue": "1", "orders": "1"} for n in range(30)]
    must_load({"tracking": rows}, on_conflict="add")
    Rollup.objects.all().delete()
    assert run("rollup", "--check")[1].count("missing, facts give") == 20


def test_rebuilding_twice_is_rebuilding_once():
    before = run("digest")
    run("rollup", "--rebuild")
    run("rollup", "--rebuild")
    assert run("digest") == before


def test_the_digest_of_the_golden_data_is_the_same_on_every_engine_and_day():
    assert run("digest") == (0, f"{GOLDEN_DIGEST}\n", "")


def test_the_digest_does_not_depend_on_the_order_of_loading():
    wanted = run("digest")
    TrackingEvent.objects.all().delete()
    Payout.objects.all().delete()
    Rollup.objects.all().delete()
    for name in ("payouts", "tracking"):
        must_load({name: GOLDEN[name][::-1]})
    assert run("digest") == wanted


@pytest.mark.parametrize(
    "more",
    [
        {"influencers": [{"id": "4", "name": "Dev"}]},
        {"influencers": [{"id": "1", "name": "Asha", "gender": "Female"}]},
        {"tracking": [{"date": "2025-07-09", "revenue": "0.01", "orders": "0"}]},
        {"posts": [{"influencer_id": "1", "date": "2025-07-01", "caption": "hi"}]},
        {"payouts": [{"influencer_id": "1", "basis": "post", "total_payout": "0", "status": "open"}]},
    ],
)
def test_any_further_row_or_change_gives_another_digest(more):
    before = run("digest")
    must_load(more)
    assert run("digest") != before


def test_how_the_data_came_in_is_no_part_of_the_digest():
    before = run("digest")
    must_load(GOLDEN)
    must_load({"influencers": []})
    TrackingEvent.objects.update(is_edited=True, run=None)
    assert run("digest") == before
