"""Scopes whose payouts are due are looked at some at a time: by how many they are, and by their facts."""

import pytest

from campaigns.models import Campaign, Influencer, Payout
from campaigns.rollup import due, upkeep
from campaigns.rollup.proof import find_differences
from campaigns.tests.builders import must_load

pytestmark = pytest.mark.django_db
SALE = {"date": "2025-07-01", "campaign": "A_x", "orders": "1", "revenue": "10"}
PEOPLE = [{"influencer_id": number, "name": f"N {number}"} for number in "1234"]
PAID = [{"influencer_id": n, "campaign": "A_x", "basis": "order", "rate": "1", "payout_id": f"p{n}"} for n in "1234"]


def sell(*who, **more):
    return [SALE | {"influencer_id": number, "tracking_id": f"{place}-{number}"} | more for place, number in who]


def share_out(*scopes):
    """The batches of scopes that are named like ``1A``: a campaign's first letter, none for everything of a person."""
    people = dict(Influencer.objects.values_list("code", "pk"))
    campaigns = {name[:1]: pk for name, pk in Campaign.objects.values_list("name", "pk")}
    ids = {name: (people[name[:1]], campaigns[name[1:]]) for name in scopes}
    names = {scope: name for name, scope in ids.items()}
    facts = due._count_facts(set(people.values()))
    return [[names[scope] for scope in batch] for batch in due._share_out(ids.values(), facts)]


@pytest.fixture
def _three_facts_at_once(monkeypatch):
    monkeypatch.setattr(due, "MOST_FACTS", 3)


@pytest.mark.usefixtures("_three_facts_at_once")
def test_sales_and_posts_of_a_batch_are_within_the_limit_and_what_is_beyond_it_stands_alone():
    sales = sell((1, "1"), (2, "1"), (3, "2"), *[(place, "3") for place in range(4, 9)])
    elsewhere = sell((10, "1"), (11, "1"), campaign="B_x")
    posts = [{"influencer_id": "2", "date": "2025-07-01", "campaign": "A_x"}]
    must_load({"influencers": PEOPLE, "tracking": sales + elsewhere, "posts": posts})
    assert share_out("1A", "2A", "3A", "4A") == [["1A"], ["2A"], ["3A"], ["4A"]]
    assert share_out("1A", "4A") == [["1A", "4A"]]
    assert share_out("2A", "4A", "1A") == [["2A", "4A"], ["1A"]]
    assert share_out("1A", "1B") == [["1A"], ["1B"]]
    assert share_out("4A", "1B", "1") == [["4A", "1B"], ["1"]]


def test_a_batch_is_no_longer_than_the_limit(monkeypatch):
    monkeypatch.setattr(due, "AT_ONCE", 3)
    must_load({"influencers": PEOPLE})
    assert share_out("1", "2", "3", "4") == [["1", "2", "3"], ["4"]]
    assert share_out() == []


def test_scopes_of_a_campaign_come_together_and_those_of_whole_people_first():
    fee = {"basis": "post", "total_payout": "9"}
    paid = [*PAID, *(fee | {"influencer_id": n, "campaign": "B_x", "payout_id": f"b{n}"} for n in "1234")]
    paid.append(fee | {"influencer_id": "2", "payout_id": "whole"})
    must_load({"influencers": PEOPLE, "payouts": paid})
    touched = due.Touched()
    touched.add_payouts(Payout.objects.all())
    [group] = touched.groups()
    assert {payout.pk for payout in group.payouts} == set(Payout.objects.values_list("pk", flat=True))
    people = dict(Influencer.objects.values_list("pk", "code"))
    campaigns = dict(Campaign.objects.values_list("pk", "name"))
    named = [f"{people[person]}{campaigns[campaign][:1]}" for person, campaign in touched.find_due()]
    assert named == ["2", "1A", "3A", "4A", "1B", "3B", "4B"]


@pytest.mark.usefixtures("_three_facts_at_once")
@pytest.mark.parametrize("most", [0, 10])
def test_payouts_of_many_batches_are_spread_as_in_one(monkeypatch, most):
    monkeypatch.setattr(upkeep, "MOST_SPREAD", most)
    first = sell(*[(place, number) for place in (1, 2) for number in "1234"])
    must_load({"influencers": PEOPLE, "payouts": PAID, "tracking": first})
    must_load({"tracking": sell(*[(3, number) for number in "124"], date="2025-07-02")})
    assert list(find_differences()) == []
