"""What payouts are paid for: orders, revenue and posts by influencer and campaign, read from the rollup at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.metrics.catalog import ORDERS, PAYOUT, POST_COUNT, REVENUE, ROAS
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE, Payout
from campaigns.reports.answers import Answer, ask
from campaigns.reports.labels import Labels

METRICS = (ORDERS, REVENUE, PAYOUT, ROAS, POST_COUNT)
NOTHING: Mapping[str, Any] = {metric.key: None if metric is ROAS else 0 for metric in METRICS}
PER_ORDER = Payout.Basis.ORDER.value
Scope = tuple[int, int]
"""An influencer and a campaign; ``NONE`` is all of the influencer's."""


@dataclass(frozen=True)
class Scopes:
    """Figures by scope, and the influencers whose posts name campaigns."""

    figures: Mapping[Scope, Mapping[str, Any]]
    naming: frozenset[int]

    def of(self, person: int, campaign: int) -> Mapping[str, Any]:
        """What a payout for it was paid for brought in."""
        return self.figures.get((person, campaign), NOTHING)

    def count_posts(self, person: int, campaign: int) -> int:
        """Posts of the campaign when there is one and the influencer's posts name campaigns, else all of theirs."""
        return self.of(person, campaign if person in self.naming else NONE)[POST_COUNT.key]

    def count(self, person: int, campaign: int, basis: str) -> int:
        """Orders tracked for a payout per order, posts found for any other."""
        return self.of(person, campaign)[ORDERS.key] if basis == PER_ORDER else self.count_posts(person, campaign)


def read_scopes(cells: RollupQuerySet, labels: Labels) -> Scopes:
    """The scopes in these cells."""
    campaigns = read_pairs(cells, labels)
    people = ask(cells.attributed().by(INFLUENCER).with_metrics(*METRICS), labels.version)
    figures = {(row[INFLUENCER.alias], row[CAMPAIGN.alias]): row for row in campaigns}
    figures |= {(row[INFLUENCER.alias], NONE): row for row in people}
    return Scopes(figures, frozenset(_find_naming(campaigns)))


def read_pairs(cells: RollupQuerySet, labels: Labels) -> Answer:
    """A row for each influencer and campaign; ``NONE`` is what names no campaign."""
    return ask(cells.attributed().by(INFLUENCER, CAMPAIGN).with_metrics(*METRICS), labels.version)


def _find_naming(pairs: Answer) -> Iterable[int]:
    return (row[INFLUENCER.alias] for row in pairs if row[CAMPAIGN.alias] != NONE and row[POST_COUNT.key])
