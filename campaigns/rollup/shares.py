"""Payouts as shares: each spread over the cells of its scope, in whole paise and in a fixed order.

The rule of ``allocation.spread``, for many payouts at once: in the order of (date, campaign, product, brand, source)
a cell gets what the payout comes to up to and with it, rounded half up, less what came before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models.functions import Coalesce

from campaigns.bulk import batches, write_columns
from campaigns.dates import NO_DATE
from campaigns.models import (
    NONE,
    Attribution,
    Brand,
    Campaign,
    Influencer,
    Payout,
    PayoutShare,
    Product,
    Rollup,
    Source,
)
from campaigns.models.fields import MAX_PAISE
from campaigns.rollup.columns import Cells, Numbers, group_by, write_dims
from campaigns.rollup.due import AT_ONCE, COLUMNS, PAID, Due, TotalTooLarge
from campaigns.rollup.events import Lookup

SAFE = 1 << 62


@dataclass(frozen=True, kw_only=True)
class Ranks:
    """Places of dimension rows in the order of their folded text, no value first: the order shares are cut in."""

    campaign: Lookup
    product: Lookup
    brand: Lookup
    source: Lookup
    campaign_brand: dict[int, int]

    @classmethod
    def read(cls) -> "Ranks":
        places = {}
        for model in (Campaign, Product, Brand, Source):
            ids = [pk for _, pk in sorted(model.objects.values_list("key", "pk"))]
            places[model._meta.model_name] = Lookup((pk, place) for place, pk in enumerate(ids))
        brands = Campaign.objects.values_list("pk", Coalesce("brand__alias_of_id", "brand_id"))
        return cls(**places, campaign_brand=dict(brands))


class _Ordered:
    """Cells sorted so that each scope lies together, in the order its shares are cut in."""

    def __init__(self, cells: Cells, scope: Sequence[Numbers], then: Sequence[Numbers]) -> None:
        self.order, _ = group_by([*scope, *then])
        inside = [column[self.order] for column in scope]
        _, starts = group_by(inside)
        ends = [*starts[1:].tolist(), len(cells)][: len(starts)]
        names = zip(*(column[starts].tolist() for column in inside), strict=True)
        self.slices = dict(zip(names, zip(starts.tolist(), ends, strict=True), strict=True))
        self.orders = _cumulate(cells.sum_of("orders_sum")[self.order])
        self.weights = [
            _cumulate(cells.sum_of(name)[self.order]) for name in ("orders_weight_sum", "revenue_weight_sum")
        ]


def _cumulate(column: Numbers) -> Numbers:
    """What the column comes to before each place, and in the end; in Python's numbers where 64 bits may not do."""
    if np.abs(column.astype(np.float64)).sum() > SAFE:
        column = column.astype(object)
    return np.concatenate([np.zeros(1, column.dtype), np.cumsum(column)])


class Spreader:
    """Derives and spreads payouts over these cells, which hold all that is in their scopes."""

    def __init__(self, cells: Cells, ranks: Ranks) -> None:
        self._all, self._ranks = cells, ranks
        is_sale = (cells.dims["attribution"] == int(Attribution.ATTRIBUTED)) & (cells.sum_of("events_sum") > 0)
        self._places = np.flatnonzero(is_sale)
        sales = cells.take(self._places)
        rank = {
            name: getattr(ranks, name)[sales.dims[f"{name}_id"]] for name in ("campaign", "product", "brand", "source")
        }
        who, day = sales.dims["influencer_id"], sales.dims["date"]
        last = [rank["product"], rank["brand"], rank["source"]]
        self._by_campaign = _Ordered(sales, [who, sales.dims["campaign_id"]], [day, *last])
        self._by_person = _Ordered(sales, [who], [day, rank["campaign"], *last])
        self._posts = _count_posts(cells)
        self._sums = {name: np.zeros(len(cells), np.int64) for name in PAID}
        self._whole: list[tuple[int, ...]] = []

    def spread(self, payouts: list[Due]) -> None:
        """Brings derived totals up to date, and writes the shares of these payouts, whose old ones are gone."""
        payouts = list(map(self._refresh_total, payouts))
        platforms = dict(
            Influencer.objects.filter(pk__in={p.influencer_id for p in payouts}).values_list("pk", "platform_id")
        )
        for some in batches(payouts, AT_ONCE):
            of_campaign = [p for p in some if p.campaign_id != NONE]
            keys = [(p.influencer_id, p.campaign_id) for p in of_campaign]
            self._spread_over(self._by_campaign, of_campaign, keys, platforms)
            of_person = [p for p in some if p.campaign_id == NONE]
            self._spread_over(self._by_person, of_person, [(p.influencer_id,) for p in of_person], platforms)

    def paid(self) -> tuple[Cells, Cells]:
        """What has been spread so far: over the cells, in their order, and whole beside them."""
        return Cells(self._all.dims, self._sums), Cells.of_rows(self._whole, PAID)

    def _refresh_total(self, payout: Due) -> Due:
        if not payout.total_is_derived or (total := self._derive_total(payout)) == payout.total_payout:
            return payout
        Payout.objects.filter(pk=payout.pk).update(total_payout=total)
        return payout._replace(total_payout=total)

    def _derive_total(self, payout: Due) -> int:
        """Rate × the row's own count when stated, else × the attributed orders or the posts of its scope; paise."""
        if payout.basis == Payout.Basis.ORDER:
            count = self._count_orders(payout) if payout.orders is None else payout.orders
        else:
            count = self._find_posts(payout) if payout.posts is None else payout.posts
        if abs(total := payout.rate * count) > MAX_PAISE:
            raise TotalTooLarge(payout.pk)
        return total

    def _count_orders(self, payout: Due) -> int:
        who = payout.influencer_id
        ordered, key = (
            (self._by_person, (who,)) if payout.campaign_id == NONE else (self._by_campaign, (who, payout.campaign_id))
        )
        start, end = ordered.slices.get(key, (0, 0))
        return int(ordered.orders[end] - ordered.orders[start])

    def _find_posts(self, payout: Due) -> int:
        """The influencer's posts; of the payout's campaign when it names one and the posts name campaigns."""
        mine = self._posts.get(payout.influencer_id, {})
        of_campaign = payout.campaign_id != NONE and any(campaign != NONE for campaign in mine)
        return mine.get(payout.campaign_id, 0) if of_campaign else sum(mine.values())

    def _spread_over(self, ordered: _Ordered, payouts: list[Due], keys: list[tuple], platforms: dict[int, int]) -> None:
        left = np.arange(len(payouts))
        spans = np.array([ordered.slices.get(key, (0, 0)) for key in keys], dtype=np.int64).reshape(-1, 2)
        totals = np.array([payout.total_payout for payout in payouts], dtype=np.int64)
        for weights in ordered.weights:  # orders, else revenue
            whole = weights[spans[left, 1]] - weights[spans[left, 0]]
            some, left = left[whole > 0], left[whole <= 0]
            which, places, shares = _cut(weights, spans[some], totals[some])
            cells = self._places[ordered.order[places]]
            self._write([payouts[i] for i in some], which, cells, shares)
        self._keep_whole([payouts[i] for i in left], platforms)

    def _write(self, payouts: list[Due], which: Numbers, cells: Numbers, shares: Numbers) -> None:
        np.add.at(self._sums["payout_sum"], cells, shares)
        np.add.at(self._sums["shares_sum"], cells, 1)
        if len(which):
            ids = np.array([payout.pk for payout in payouts], dtype=np.int64)[which]
            dims = write_dims({name: self._all.dims[name][cells] for name in COLUMNS})
            write_columns(PayoutShare, dims | {"payout_id": ids.tolist(), "payout_sum": shares.tolist()}, {})

    def _keep_whole(self, payouts: list[Due], platforms: dict[int, int]) -> None:
        """Payouts with nothing to rest on: no date, product or source, the campaign's own brand."""
        if not payouts:
            return
        cells = [self._find_whole(p, platforms[p.influencer_id]) for p in payouts]
        totals = [p.total_payout for p in payouts]
        self._whole += [(*cell, total, 1) for cell, total in zip(cells, totals, strict=True)]
        dims = write_dims(dict(zip(Rollup.DIMENSIONS, np.array(cells, dtype=np.int64).T, strict=True)))
        del dims["attribution"]
        write_columns(PayoutShare, dims | {"payout_id": [p.pk for p in payouts], "payout_sum": totals}, {})

    def _find_whole(self, payout: Due, platform: int) -> tuple[int, ...]:
        brand = self._ranks.campaign_brand[payout.campaign_id]
        day, counts = NO_DATE.toordinal(), int(Attribution.ATTRIBUTED)
        return (payout.influencer_id, payout.campaign_id, day, NONE, brand, NONE, platform, counts)


def _count_posts(cells: Cells) -> dict[int, dict[int, int]]:
    """Posts by influencer and campaign."""
    counted: dict[int, dict[int, int]] = {}
    posts = cells.take(cells.sum_of("posts_sum") > 0)
    columns = (posts.dims["influencer_id"], posts.dims["campaign_id"], posts.sum_of("posts_sum"))
    for who, campaign, count in zip(*(column.tolist() for column in columns), strict=True):
        mine = counted.setdefault(who, {})
        mine[campaign] = mine.get(campaign, 0) + count
    return counted


def _cut(weights: Numbers, spans: Numbers, totals: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Shares of totals over spans of cumulated weights: (which total, which place, paise); none where no weight is."""
    starts, lengths = spans[:, 0], spans[:, 1] - spans[:, 0]
    which = np.repeat(np.arange(len(spans)), lengths)
    places = np.arange(len(which)) - (np.cumsum(lengths) - lengths)[which] + starts[which]
    so_far = weights[places + 1] - weights[starts][which]
    whole, total = (weights[spans[:, 1]] - weights[starts])[which], totals[which]
    if len(which) and float(np.abs(totals).max()) * float(whole.max()) > SAFE / 4:
        total = total.astype(object)
    up_to_here = (2 * total * so_far + whole) // (2 * whole)
    shares = up_to_here.copy()
    inside = places > starts[which]
    shares[inside] -= up_to_here[:-1][inside[1:]]
    has_weight = weights[places + 1] > weights[places]
    return which[has_weight], places[has_weight], shares[has_weight].astype(np.int64)
