"""For each check a small data set of hits and near misses, with what must be found, worked out by hand."""

from dataclasses import dataclass, field
from datetime import date, timedelta

TODAY = date(2025, 7, 10)
"""The day the tests take for today."""
TOMORROW = TODAY + timedelta(days=1)


def person(code, name=None, **more):
    return {"id": code, "name": name or f"Name {code}", **more}


def sale(code="", revenue="10", orders="1", **more):
    return {"influencer_id": code, "date": "2025-07-01", "revenue": revenue, "orders": orders, **more}


def payout(code, total, **more):
    return {"influencer_id": code, "basis": "post", "total_payout": total, "payout_id": f"pay-{code}", **more}


def post(name, reach, likes, comments="", **more):
    cells = {"reach": reach, "likes": likes, "comments": comments}
    return {"influencer_id": "A", "date": "2025-07-01", "post_id": f"post-{name}", **cells, **more}


def order_payout(name, code, orders, rate, total, campaign=""):
    cells = {"basis": "order", "orders": orders, "rate": rate, "total_payout": total, "campaign": campaign}
    return {"influencer_id": code, "payout_id": f"pay-{name}", **cells}


@dataclass(frozen=True)
class Case:
    """``shown`` are words on the linked page, once for each row found; ``left_out`` must not be on an exact one."""

    data: dict
    count: int
    paise: int
    shown: tuple[str, ...]
    left_out: tuple[str, ...] = field(default=())


CASES = {
    # X sells 20 and gets 5, Y only posts, Z only sells as baseline: 25 in all. A stands in a file.
    "incomplete-influencers": Case(
        {
            "influencers": [person("known-a")],
            "tracking": [
                sale("known-a", "1000"),
                sale("lost-x", "20"),
                sale("lost-z", "7", source="organic"),
                sale(revenue="3"),
            ],
            "payouts": [payout("known-a", "100"), payout("lost-x", "5")],
            "posts": [post("1", "10", "1") | {"influencer_id": "lost-y"}],
        },
        3,
        2500,
        ("lost-x", "lost-y", "lost-z"),
        ("known-a",),
    ),
    # B sold nothing, C only as baseline, D in another campaign. E has orders without revenue, F revenue without orders.
    # G's sale names no product, and its payout is spread all the same.
    "unallocated-payouts": Case(
        {
            "influencers": [person(code) for code in "ABCDEFG"],
            "tracking": [
                sale("A", "1000", product="Tea"),
                sale("G", "1000"),
                sale("C", "500", source="organic"),
                sale("D", "500", campaign="Summer"),
                sale("E", "0", "2", product="Tea"),
                sale("F", "9", "0", product="Tea"),
            ],
            "payouts": [
                payout("A", "100"),
                payout("B", "20"),
                payout("C", "3.50"),
                payout("D", "-1", campaign="Winter"),
                payout("E", "7"),
                payout("F", "8"),
                payout("G", "90"),
            ],
        },
        3,
        2250,
        ("pay-B", "pay-C", "pay-D"),
        ("pay-A", "pay-E", "pay-F", "pay-G"),
    ),
    # C was paid zero, D only has refunds, E only baseline sales, F only posts, G only for another campaign.
    "unpaid-influencers": Case(
        {
            "influencers": [person(code) for code in "ABCDEFG"],
            "tracking": [
                sale("A", "1000"),
                sale("B", "30"),
                sale("B", "0.25"),
                sale("C", "50"),
                sale("D", "-5", "-1"),
                sale("E", "70", source="organic"),
                sale("G", "90", campaign="Summer"),
                sale(revenue="11"),
            ],
            "payouts": [payout("A", "100"), payout("C", "0"), payout("G", "4", campaign="Winter")],
            "posts": [post("1", "10", "1") | {"influencer_id": "F"}],
        },
        1,
        3025,
        ("Name B",),
    ),
    # Rows without influencer, or of an influencer source, are as they should be; a refund is a row too.
    "baseline-influencers": Case(
        {
            "influencers": [person("A")],
            "tracking": [
                sale("A", "20", source="organic", tracking_id="hit-1"),
                sale("A", "20", source="Organic", tracking_id="hit-2"),
                sale("A", "-5.50", "-1", source="Paid Ad", tracking_id="hit-3"),
                sale("A", "300", source="reel", tracking_id="miss-1"),
                sale("A", "400", tracking_id="miss-2"),
                sale("", "500", source="organic", tracking_id="miss-3"),
                sale("", "600", tracking_id="miss-4"),
            ],
        },
        3,
        3450,
        ("hit-1", "hit-2", "hit-3"),
        ("miss-1", "miss-2", "miss-3", "miss-4"),
    ),
    # The rows of Diwali name brands; MuscleBlaze_1 has one in its name; no campaign at all is none without brand.
    "unbranded-campaigns": Case(
        {
            "influencers": [person("A")],
            "tracking": [
                sale("A", "20", campaign="Summer"),
                sale("A", "300", campaign="MuscleBlaze_1"),
                sale("A", "400", campaign="Diwali", brand="Gritzo"),
                sale("A", "500"),
                sale("A", "60", campaign="Winter", source="organic"),
            ],
            "payouts": [payout("A", "1", campaign="Summer"), payout("A", "8", campaign="Diwali", payout_id="pay-2")],
        },
        2,
        2100,
        ("Summer", "Winter"),
        ("MuscleBlaze_1", "Diwali"),
    ),
    "engagement-above-reach": Case(
        {
            "influencers": [person("A")],
            "posts": [
                post("likes", "10", "11"),
                post("both", "10", "6", "5"),
                post("comments", "10", "", "11"),
                post("equal", "10", "6", "4"),
                post("below", "10", "3"),
                post("zero", "0", "3"),
                post("empty", "", "3"),
            ],
        },
        3,
        0,
        ("post-likes", "post-both", "post-comments"),
        ("post-equal", "post-below", "post-zero", "post-empty"),
    ),
    "engagement-without-reach": Case(
        {
            "influencers": [person("A")],
            "posts": [
                post("empty", "", "3"),
                post("zero", "0", "3"),
                post("comment", "", "", "1"),
                post("reached", "1", "3"),
                post("silent", "0", "0", "0"),
                post("unknown", "", "", ""),
            ],
        },
        3,
        0,
        ("post-empty", "post-zero", "post-comment"),
        ("post-reached", "post-silent", "post-unknown"),
    ),
    # Baseline and unassigned rows have dates as well; posts and payouts of the same day are other checks.
    "future-tracking": Case(
        {
            "influencers": [person("A")],
            "tracking": [
                sale("A", "20", date=TOMORROW, tracking_id="hit-1"),
                sale("A", "20", date=TOMORROW, tracking_id="hit-2"),
                sale("", "7", date="2199-01-01", source="organic", tracking_id="hit-3"),
                sale("", "7", date="2199-01-01", source="organic", tracking_id="hit-4"),
                sale("A", "300", date=TODAY, tracking_id="miss-1"),
            ],
            "posts": [post("1", "10", "1", date=TOMORROW)],
            "payouts": [payout("A", "100", payout_date=TOMORROW)],
        },
        4,
        5400,
        ("hit-1", "hit-2", "hit-3", "hit-4"),
        ("miss-1",),
    ),
    "future-posts": Case(
        {
            "influencers": [person("A")],
            "tracking": [sale("A", date=TOMORROW)],
            "posts": [post("hit-1", "10", "1", date=TOMORROW), post("miss-1", "10", "1", date=TODAY)],
        },
        1,
        0,
        ("post-hit-1",),
        ("post-miss-1",),
    ),
    # C's sale lies ahead, its payment does not; D's has no day.
    "future-payouts": Case(
        {
            "influencers": [person(code) for code in "ABCD"],
            "tracking": [sale("A", "9"), sale("C", "9", date=TOMORROW)],
            "payouts": [
                payout("A", "20", payout_date=TOMORROW),
                payout("B", "-3", payout_date="2199-01-01"),
                payout("C", "100", payout_date=TODAY),
                payout("D", "200"),
            ],
        },
        2,
        1700,
        ("pay-A", "pay-B"),
        ("pay-C", "pay-D"),
    ),
    # Case, white space and width do not tell names apart. Two placeholders without a name share none.
    "shared-names": Case(
        {
            "influencers": [
                person("id-1", "Asha Rao"),
                person("id-2", "ASHA  rao"),
                person("id-3", "Straße"),
                person("id-4", "strasse"),
                person("id-5", "Asha"),
                person("id-6", "Rao"),
            ],
            "tracking": [sale("id-1", "20"), sale("id-5", "300"), sale("id-8", "4"), sale("id-9", "5")],
            "payouts": [payout("id-4", "1.50"), payout("id-6", "8")],
        },
        4,
        2150,
        ("id-1", "id-2", "id-3", "id-4"),
        ("id-5", "id-6", "id-8", "id-9"),
    ),
    # A: 3 × 10 from its own orders; B: 7 × 2 tracked. C's total is stated and happens to equal rate × orders.
    "derived-totals": Case(
        {
            "influencers": [person(f"Whom-{code}") for code in "ABC"],
            "tracking": [sale("Whom-B", "50", "2")],
            "payouts": [
                order_payout("A", "Whom-A", "3", "10", ""),
                order_payout("B", "Whom-B", "", "7", ""),
                order_payout("C", "Whom-C", "2", "5", "10"),
            ],
        },
        2,
        4400,
        ("Whom-A", "Whom-B"),
        ("Whom-C",),
    ),
    # more: 5 paid, 3 tracked (a refund and a second campaign among them), × 10; less: 1 paid, 4 tracked, × 2; none: 1
    # paid, 0 tracked, × 3; unstated: 100 and 0 tracked. A rate in words cannot be reckoned with, baseline orders count
    # for nobody, posts are another basis, and ₹1 is no difference.
    "order-gaps": Case(
        {
            "influencers": [person(code) for code in "ABCDEFG"],
            "tracking": [
                sale("A", "10", "3", campaign="S"),
                sale("A", "10", "1", campaign="W"),
                sale("A", "-10", "-1", campaign="S"),
                sale("A", "10", "9", source="organic"),
                sale("B", "10", "4", campaign="S"),
                sale("B", "10", "9", campaign="W"),
                sale("C", "10", "4"),
                sale("E", "10", "4", campaign="S"),
            ],
            "payouts": [
                order_payout("more", "A", "5", "10", "50"),
                order_payout("less", "B", "1", "2", "2", "S"),
                order_payout("words", "C", "5", "₹9/order", "11"),
                order_payout("none", "D", "1", "3", "3", "S"),
                order_payout("equal", "E", "4", "100", "400", "S"),
                order_payout("unstated", "F", "", "100", "100"),
                order_payout("post", "G", "7", "100", "100") | {"basis": "post"},
                order_payout("near", "G", "1", "1", "1"),
            ],
        },
        4,
        2000 + 600 + 300 + 10000,
        ("pay-more", "pay-less", "pay-none", "pay-unstated"),
        ("pay-equal", "pay-words", "pay-post", "pay-near"),
    ),
    # over: 2 × 10 is not 25; under: 3 × 10 is not 24. A rupee is no difference, and a rate in words gives no product.
    "payout-arithmetic": Case(
        {
            "influencers": [person(code) for code in "ABCD"],
            "tracking": [sale("A", orders="2"), sale("B", orders="3"), sale("C", orders="1"), sale("D", orders="2")],
            "payouts": [
                order_payout("over", "A", "2", "10", "25"),
                order_payout("under", "B", "3", "10", "24"),
                order_payout("near", "C", "1", "10", "11"),
                order_payout("words", "D", "2", "10 %", "25"),
            ],
        },
        2,
        500 + 600,
        ("pay-over", "pay-under"),
        ("pay-near", "pay-words"),
    ),
    # Another campaign, basis, amount or day makes another payout; amounts of zero are nothing.
    "repeated-payouts": Case(
        {
            "influencers": [person(code) for code in "AB"],
            "payouts": [
                payout("A", "10", payout_id="pay-first"),
                payout("A", "10", payout_id="pay-second"),
                payout("A", "10", payout_id="pay-third"),
                payout("A", "10", payout_id="pay-day", payout_date="2025-07-01"),
                payout("A", "10", payout_id="pay-campaign", campaign="S"),
                payout("A", "10", payout_id="pay-basis", basis="order"),
                payout("A", "11", payout_id="pay-amount"),
                payout("B", "10", payout_id="pay-person"),
                payout("B", "0", payout_id="pay-nothing"),
                payout("B", "0", payout_id="pay-nil"),
            ],
        },
        2,
        2000,
        ("pay-second", "pay-third"),
        ("pay-first", "pay-day", "pay-campaign", "pay-basis", "pay-amount", "pay-person", "pay-nothing", "pay-nil"),
    ),
}
