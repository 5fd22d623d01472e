"""Influencers whose payouts are due are looked at some at a time: by how many they are, and by their facts."""

import pytest

from campaigns.models import Influencer
from campaigns.rollup import due, upkeep
from campaigns.rollup.proof import find_differences
from campaigns.tests.builders import must_load

pytestmark = pytest.mark.django_db
SALE = {"date": "2025-07-01", "campaign": "A_x", "orders": "1", "revenue": "10"}
PEOPLE = [{"influencer_id": number, "name": f"N {number}"} for number in "1234"]
PAID = [{"influencer_id": n, "campaign": "A_x", "basis": "order", "rate": "1", "payout_id": f"p{n}"} for n in "1234"]


def sell(*who, **more):
    return [SALE | {"influencer_id": number, "tracking_id": f"{place}-{number}"} | more for place, number in who]


def share_out(people="1234"):
    ids = dict(Influencer.objects.values_list("code", "pk"))
    codes = {pk: code for code, pk in ids.items()}
    return ["".join(codes[pk] for pk in batch) for batch in due._share_out([ids[code] for code in people])]


@pytest.fixture
def _three_facts_at_once(monkeypatch):
    monkeypatch.setattr(due, "MOST_FACTS", 3)


@pytest.mark.usefixtures("_three_facts_at_once")
def test_sales_and_posts_of_a_batch_are_within_the_limit_and_who_is_beyond_it_stands_alone():
    sales = sell((1, "1"), (2, "1"), (3, "2"), *[(place, "3") for place in range(4, 9)])
    posts = [{"influencer_id": "2", "date": "2025-07-01"}]
    must_load({"influencers": PEOPLE, "tracking": sales, "posts": posts})
    assert share_out() == ["1", "2", "3", "4"]
    assert share_out("14") == ["14"]
    assert share_out("241") == ["24", "1"]


def test_a_batch_is_no_longer_than_the_limit(monkeypatch):
    monkeypatch.setattr(due, "AT_ONCE", 3)
    must_load({"influencers": PEOPLE})
    assert share_out() == ["123", "4"]
    assert share_out("") == []


@pytest.mark.usefixtures("_three_facts_at_once")
@pytest.mark.parametrize("most", [0, 10])
def test_payouts_of_many_batches_are_spread_as_in_one(monkeypatch, most):
    monkeypatch.setattr(upkeep, "MOST_SPREAD", most)
    first = sell(*[(place, number) for place in (1, 2) for number in "1234"])
    must_load({"influencers": PEOPLE, "payouts": PAID, "tracking": first})
    must_load({"tracking": sell(*[(3, number) for number in "124"], date="2025-07-02")})
    assert list(find_differences()) == []
