"""The largest payouts of a detail page, found without looking at everybody's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from django.db.models import QuerySet

from campaigns.metrics.catalog import PAYOUT
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER
from campaigns.models import NONE, Payout, Rollup
from campaigns.reports.answers import Answer
from campaigns.reports.labels import Labels
from campaigns.reports.partly import check, find_payouts, hide_others
from campaigns.reports.parts import Row
from campaigns.reports.payouts import STORED, Figures, list_payouts, read_paid, read_shares
from campaigns.reports.places import Narrow
from campaigns.reports.scopes import read_scopes
from campaigns.reports.selection import Selection

MOST_NAMED = 500
"""Up to so many influencers or campaigns are named to the database."""
LIGHT = ("id", "influencer_id", "campaign_id", "total_payout")


@dataclass(frozen=True)
class Largest:
    """The first rows of the payouts page, how many there are in all, and their totals."""

    rows: Sequence[Row]
    count: int
    totals: Row


def list_largest(selection: Selection, labels: Labels, narrow: Narrow, most: int) -> Largest:
    """What ``list_payouts`` gives, cut after the first ``most``; only these are read and checked whole."""
    # Words, its ROAS and its basis choose among payouts; its place does not.
    if selection.search or selection.bounds_roas or selection.picks_payouts:
        result = list_payouts(selection, labels, narrow)
        return Largest(result.rows[:most], len(result.rows), result.totals)
    found = list(_find_near(read_paid(selection, labels, narrow)).order_by().values(*LIGHT))
    near = hide_others(found, labels.version)
    shares = read_shares(near, selection, labels, narrow)
    here = [payout for payout in near if payout["id"] in shares]
    totals = {
        "total_payout": sum(payout["total_payout"] for payout in here),
        PAYOUT.key: sum(shares[payout["id"]] for payout in here),
    }
    return Largest(_make_rows(_cut(here, labels, most), shares, labels), len(here), totals)


def _find_near(paid: Answer) -> QuerySet[Payout]:
    """Payouts that can lie there: of these influencers, for these campaigns or for all."""
    people, campaigns = ({row[d.alias] for row in paid} for d in (INFLUENCER, CAMPAIGN))
    payouts = find_payouts()
    if len(people) <= MOST_NAMED:
        payouts = payouts.filter(influencer__in=people)
    if len(campaigns) <= MOST_NAMED:
        payouts = payouts.filter(campaign__in=campaigns | {NONE})
    return payouts


def _cut(payouts: Sequence[Mapping[str, Any]], labels: Labels, most: int) -> list[int]:
    """Ids of the largest, equal ones in the order of the payouts page."""
    person, campaign = labels.rank(INFLUENCER), labels.rank(CAMPAIGN)

    def place(payout: Mapping[str, Any]) -> tuple:
        names = person(payout["influencer_id"]), campaign(payout["campaign_id"])
        return -payout["total_payout"], *names, payout["id"]

    return [payout["id"] for payout in nsmallest(most, payouts, place)]


def _make_rows(ids: Sequence[int], shares: Mapping[int, int], labels: Labels) -> list[Row]:
    """Their rows; payouts are checked together with all others of their influencers."""
    people = set(find_payouts().filter(pk__in=ids).values_list("influencer_id", flat=True))
    mine = find_payouts().filter(influencer__in=people).order_by().values(*STORED)
    scopes = read_scopes(Rollup.objects.filter(influencer__in=people), labels)
    checked = {payout["id"]: payout for payout in check(list(mine), scopes, labels.version)}
    return [Figures(shares, labels).make_row(checked[pk]) for pk in ids]
