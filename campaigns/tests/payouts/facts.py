"""Small sets of rows for tests of payouts, and checked payouts by their id."""

from campaigns.models import Payout
from campaigns.reports.labels import Labels
from campaigns.reports.payouts import read_payout, read_payouts
from campaigns.tests.builders import must_load


def sale(person, orders, campaign="S", **more):
    return {
        "influencer_id": person,
        "date": "2025-07-01",
        "campaign": campaign,
        "orders": str(orders),
        "revenue": str(100 * orders),
        **more,
    }


def post(person, number, campaign="S"):
    return {"influencer_id": person, "date": "2025-07-01", "campaign": campaign, "post_id": f"{person}-{number}"}


def payout(name, person, **cells):
    row = {"payout_id": name, "influencer_id": person, "campaign": "S", "basis": "order", "rate": "100"}
    empty = dict.fromkeys(("orders", "posts", "total_payout", "payout_date", "status"), "")
    return row | empty | {key: str(value) for key, value in cells.items()}


def check(payouts, sales=(), posts=()):
    """Loads the rows; the checked payouts by payout id, which is the same whether one or all are read."""
    must_load({"tracking": list(sales), "posts": list(posts), "payouts": payouts})
    labels = Labels()
    found = {row["payout_id"]: row for row in read_payouts(labels)}
    for fact in Payout.objects.all():
        assert read_payout(fact, labels) == found[fact.payout_id]
    return found
