"""Payouts as shares: each spread over the cells of its scope, in whole paise and in a fixed order.

The scope's cells are read from the rollup itself, so the cost follows the cells, not the tracking rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models.functions import Coalesce

from campaigns.allocation import choose_weights, spread
from campaigns.bulk import day_writer, write_rows
from campaigns.dates import NO_DATE
from campaigns.models import NONE, Attribution, Brand, Campaign, Influencer, Payout, Product, Rollup, Source
from campaigns.models.fields import MAX_PAISE


class TotalTooLarge(Exception):
    """A derived total that no column can hold; ``payout`` is the row."""

    def __init__(self, payout: Payout) -> None:
        super().__init__(f"The derived total of {payout} is larger than this portal can keep.")
        self.payout = payout


class Cell(NamedTuple):
    """One cell of an influencer's attributed rows and posts."""

    influencer: int
    date: Any
    campaign: int
    product: int
    brand: int
    source: int
    events: int
    orders: int
    orders_weight: int
    revenue_weight: int
    posts: int


CELL_COLUMNS = (
    "influencer_id",
    "date",
    "campaign_id",
    "product_id",
    "brand_id",
    "source_id",
    "events_sum",
    "orders_sum",
    "orders_weight_sum",
    "revenue_weight_sum",
    "posts_sum",
)


@dataclass(frozen=True, kw_only=True)
class Ranks:
    """Places of dimension rows in the order of their folded text, no value first: the order shares are cut in."""

    campaign: dict[int, int]
    product: dict[int, int]
    brand: dict[int, int]
    source: dict[int, int]
    campaign_brand: dict[int, int]

    @classmethod
    def read(cls) -> "Ranks":
        places = {}
        for model in (Campaign, Product, Brand, Source):
            keys = sorted(model.objects.values_list("key", "pk"))
            places[model._meta.model_name] = {pk: place for place, (_, pk) in enumerate(keys)}
        brands = Campaign.objects.values_list("pk", Coalesce("brand__alias_of_id", "brand_id"))
        return cls(**places, campaign_brand=dict(brands))

    def of(self, cell: Cell) -> tuple:
        """The sort key of a cell: date, campaign, product, brand, source."""
        return (
            cell.date,
            self.campaign[cell.campaign],
            self.product[cell.product],
            self.brand[cell.brand],
            self.source[cell.source],
        )


def scope_cells(payout: Payout, cells: list[Cell]) -> list[Cell]:
    """The cells a payout belongs to: of its campaign, or all of the influencer's when it names none."""
    mine = cells if payout.campaign_id == NONE else [c for c in cells if c.campaign == payout.campaign_id]
    return [c for c in mine if c.events]


def count_posts(payout: Payout, cells: list[Cell]) -> int:
    """The influencer's posts; of the payout's campaign when it names one and the posts name campaigns."""
    of_campaign = payout.campaign_id != NONE and any(c.posts and c.campaign != NONE for c in cells)
    return sum(c.posts for c in cells if not of_campaign or c.campaign == payout.campaign_id)


def derive_total(payout: Payout, cells: list[Cell]) -> int:
    """Rate × the row's own count when stated, else × the attributed orders or the posts of its scope; paise."""
    if payout.basis == Payout.Basis.ORDER:
        count = payout.orders if payout.orders is not None else sum(c.orders for c in scope_cells(payout, cells))
    else:
        count = payout.posts if payout.posts is not None else count_posts(payout, cells)
    if abs(total := payout.rate * count) > MAX_PAISE:
        raise TotalTooLarge(payout)
    return total


def cut_shares(payout: Payout, cells: list[Cell], ranks: Ranks) -> Iterator[tuple[tuple, int]]:
    """Each share of a payout as (date, campaign, product, brand, source) and paise; cells of weight zero get none."""
    scope = sorted(scope_cells(payout, cells), key=ranks.of)
    weights = choose_weights([c.orders_weight for c in scope], [c.revenue_weight for c in scope])
    if weights is None:
        brand = ranks.campaign_brand[payout.campaign_id]
        yield (NO_DATE, payout.campaign_id, NONE, brand, NONE), payout.total_payout
        return
    for cell, weight, share in zip(scope, weights, spread(payout.total_payout, weights), strict=True):
        if weight:
            yield cell[1:6], share


SHARE_COLUMNS = (
    "attribution",
    "influencer_id",
    "platform_id",
    "payout_id",
    "payout_sum",
    "date",
    "campaign_id",
    "product_id",
    "brand_id",
    "source_id",
    *[name for name in Rollup.SUMS if name != "payout_sum"],
)
_NO_SUMS = (0,) * (len(Rollup.SUMS) - 1)


def share_rows(payouts: Iterable[Payout], cells: list[Cell], ranks: Ranks, platform: int) -> Iterator[tuple]:
    """Rows for ``SHARE_COLUMNS`` of one influencer's payouts."""
    write_day = day_writer()
    for payout in payouts:
        for (day, *rest), share in cut_shares(payout, cells, ranks):
            head = (int(Attribution.ATTRIBUTED), payout.influencer_id, platform, payout.pk, share)
            yield (*head, write_day(day), *rest, *_NO_SUMS)


def read_cells(influencers: list[int]) -> dict[int, list[Cell]]:
    rows = Rollup.objects.attributed().filter(influencer__in=influencers, payout_id=0).order_by("influencer_id")
    cells = map(Cell._make, rows.values_list(*CELL_COLUMNS))
    return {who: list(group) for who, group in groupby(cells, key=lambda cell: cell.influencer)}


def _refresh_totals(payouts: Iterable[Payout], cells: list[Cell]) -> None:
    for payout in payouts:
        if payout.total_is_derived and (total := derive_total(payout, cells)) != payout.total_payout:
            payout.total_payout = total
            Payout.objects.filter(pk=payout.pk).update(total_payout=total)


def spread_payouts(payouts: list[Payout], ranks: Ranks) -> None:
    """Derives and spreads these payouts, whose old shares are gone."""
    mine = defaultdict(list)
    for payout in payouts:
        mine[payout.influencer_id].append(payout)
    cells = read_cells(list(mine))
    platforms = dict(Influencer.objects.filter(pk__in=mine).values_list("pk", "platform_id"))
    for who, theirs in mine.items():
        _refresh_totals(theirs, cells.get(who, []))
    rows = (share_rows(theirs, cells.get(who, []), ranks, platforms[who]) for who, theirs in mine.items())
    write_rows(Rollup, SHARE_COLUMNS, (row for group in rows for row in group))
