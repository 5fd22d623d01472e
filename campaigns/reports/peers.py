"""Who an influencer is compared with: those of the same platform and follower tier; and why one is poor among them."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext

from campaigns.metrics.catalog import COST_PER_1000_REACH, ORDERS, PAYOUT, POST_COUNT, REACH, REVENUE
from campaigns.metrics.dimensions import INFLUENCER, PLATFORM, why_empty
from campaigns.metrics.tiers import find_tier
from campaigns.models import NONE, Rollup
from campaigns.reports.answers import ask
from campaigns.reports.labels import Labels, Person
from campaigns.reports.reasons import TOO_LITTLE, Figures, Finding, explain_all
from campaigns.reports.selection import Selection


def find_peers(pk: int, labels: Labels) -> list[int]:
    """Influencers of the same platform and follower tier, itself among them."""
    kind = _kind(labels.people[pk])
    return [other for other, person in labels.people.items() if other != NONE and _kind(person) == kind]


def _kind(person: Person) -> tuple:
    return person.platform, find_tier(person.follower_count)


def explain_person(pk: int, selection: Selection, labels: Labels) -> Finding:
    """The main reason why an influencer is poor beside its peers, as the insights give it, ranking nobody."""
    if problem := why_empty(COST_PER_1000_REACH, [d for d in selection.cuts if d is not PLATFORM]):
        return Finding(key="little", label=gettext(TOO_LITTLE), text=problem)
    open_to = {d: choice for d, choice in selection.choices.items() if d not in (PLATFORM, INFLUENCER)}
    cells = replace(selection, choices=open_to).cells(Rollup.objects.attributed())
    metrics = (ORDERS, REVENUE, PAYOUT, POST_COUNT, REACH)
    peers = cells.filter(influencer__in=find_peers(pk, labels)).by(INFLUENCER).with_metrics(*metrics)
    figures = {(row[INFLUENCER.alias],): _figures(row) for row in ask(peers, labels.version)}
    return explain_all(figures, lambda ids: (), [(pk,)])[(pk,)]


def _figures(row: Mapping) -> Figures:
    return Figures(**{name: row[name] for name in ("payout", "revenue", "orders", "posts", "reach")})
