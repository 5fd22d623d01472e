"""Payouts as shares: each spread over the cells of its scope, in whole paise and in a fixed order.

The rule of ``allocation.spread``, for many payouts at once; ``cutting`` knows the order and cuts.
"""

from collections import Counter
from functools import cached_property

import numpy as np

from campaigns.bulk import batches, write_columns
from campaigns.coded import Numbers
from campaigns.dates import NO_DATE
from campaigns.metrics.dimensions import Grain
from campaigns.models import NONE, Attribution, Influencer, Payout, PayoutShare, Rollup
from campaigns.models.fields import MAX_PAISE
from campaigns.rollup.columns import Cells, coarsen_dims, group_by, write_dims
from campaigns.rollup.cutting import Ordered, Ranks, cut
from campaigns.rollup.due import PAID, Due, TotalTooLarge

AT_ONCE = 2_000
"""Payouts that are spread together: each may rest on thousands of cells."""
COLUMNS = tuple(name for name in Rollup.DIMENSIONS if name != "attribution")
"""The columns of a share that say where it falls."""


class Spreader:
    """Derives and spreads payouts over these cells, which hold all that is in their scopes."""

    def __init__(self, cells: Cells, ranks: Ranks) -> None:
        self._all, self._ranks = cells, ranks
        self._posts = _count_posts(cells)
        self._sums = {name: np.zeros(len(cells), np.int64) for name in PAID}
        self._whole: list[tuple[int, ...]] = []

    @cached_property
    def _by_campaign(self) -> Ordered:
        scope, then = ("influencer_id", "campaign_id"), ("date", "product_id", "brand_id", "source_id")
        return Ordered(self._all, self._ranks, scope, then)

    @cached_property
    def _by_person(self) -> Ordered:
        then = ("date", "campaign_id", "product_id", "brand_id", "source_id")
        return Ordered(self._all, self._ranks, ("influencer_id",), then)

    def spread(self, payouts: list[Due]) -> None:
        """Brings derived totals up to date and spreads the payouts, among which are all that rest on these cells.

        Writes the shares of those that share cells; what they had before is gone.
        """
        payouts = list(map(self._refresh_total, payouts))
        together = find_together(payouts)
        platforms = dict(
            Influencer.objects.filter(pk__in={p.influencer_id for p in payouts}).values_list("pk", "platform_id")
        )
        for some in batches(payouts, AT_ONCE):
            of_campaign = [p for p in some if p.campaign_id != NONE]
            if of_campaign:
                keys = [p.scope for p in of_campaign]
                self._spread_over(self._by_campaign, of_campaign, keys, platforms, together)
            if of_person := [p for p in some if p.campaign_id == NONE]:
                keys = [(p.influencer_id,) for p in of_person]
                self._spread_over(self._by_person, of_person, keys, platforms, together)

    def paid(self) -> tuple[Cells, Cells]:
        """What the cells have got more than before, in their order, and what stayed whole beside them."""
        more = {name: sums - self._all.sum_of(name) for name, sums in self._sums.items()}
        return Cells(self._all.dims, more), Cells.of_rows(self._whole, PAID)

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
        ordered, key = (self._by_person, (who,)) if payout.campaign_id == NONE else (self._by_campaign, payout.scope)
        start, end = ordered.slices.get(key, (0, 0))
        return int(ordered.orders[end] - ordered.orders[start])

    def _find_posts(self, payout: Due) -> int:
        """The influencer's posts; of the payout's campaign when it names one and the posts name campaigns."""
        mine = self._posts.get(payout.influencer_id, {})
        of_campaign = payout.campaign_id != NONE and any(campaign != NONE for campaign in mine)
        return mine.get(payout.campaign_id, 0) if of_campaign else sum(mine.values())

    def _spread_over(
        self,
        ordered: Ordered,
        payouts: list[Due],
        keys: list[tuple],
        platforms: dict[int, int],
        together: set[int],
    ) -> None:
        left = np.arange(len(payouts))
        spans = np.array([ordered.slices.get(key, (0, 0)) for key in keys], dtype=np.int64).reshape(-1, 2)
        totals = np.array([payout.total_payout for payout in payouts], dtype=np.int64)
        for weights in ordered.weights:  # orders, else revenue
            whole = weights[spans[left, 1]] - weights[spans[left, 0]]
            some, left = left[whole > 0], left[whole <= 0]
            which, places, shares = cut(weights, spans[some], totals[some])
            cells = ordered.cells[places]
            self._add([payouts[i] for i in some], which, cells, shares, together)
        self._keep_whole([payouts[i] for i in left], platforms, together)

    def _add(self, payouts: list[Due], which: Numbers, cells: Numbers, shares: Numbers, together: set[int]) -> None:
        np.add.at(self._sums["payout_sum"], cells, shares)
        np.add.at(self._sums["shares_sum"], cells, 1)
        ids = np.array([payout.pk for payout in payouts], dtype=np.int64)[which]
        mine = np.isin(ids, np.array(sorted(together), dtype=np.int64))
        cells = cells[mine]
        _write_shares({name: self._all.dims[name][cells] for name in COLUMNS}, ids[mine], shares[mine])

    def _keep_whole(self, payouts: list[Due], platforms: dict[int, int], together: set[int]) -> None:
        """Payouts with nothing to rest on: no date, product or source, the campaign's own brand."""
        cells = [self._find_whole(p, platforms[p.influencer_id]) for p in payouts]
        self._whole += [(*cell, p.total_payout, 1) for cell, p in zip(cells, payouts, strict=True)]
        mine = [(cell, p) for cell, p in zip(cells, payouts, strict=True) if p.pk in together]
        columns = np.array([cell for cell, _ in mine], dtype=np.int64).reshape(-1, len(Rollup.DIMENSIONS)).T
        dims = dict(zip(Rollup.DIMENSIONS, columns, strict=True))
        ids, totals = np.array([(p.pk, p.total_payout) for _, p in mine], dtype=np.int64).reshape(-1, 2).T
        _write_shares({name: dims[name] for name in COLUMNS}, ids, totals)

    def _find_whole(self, payout: Due, platform: int) -> tuple[int, ...]:
        brand = self._ranks.campaign_brand[payout.campaign_id]
        day, counts = NO_DATE.toordinal(), int(Attribution.ATTRIBUTED)
        return (counts, day, payout.influencer_id, payout.campaign_id, NONE, brand, NONE, platform)


def find_together(payouts: list[Due]) -> set[int]:
    """The payouts that fall on the same cells as another one of them."""
    of_scope, of_person = Counter(p.scope for p in payouts), Counter(p.influencer_id for p in payouts)
    wide = {p.influencer_id for p in payouts if p.campaign_id == NONE}
    near = {p.pk: of_person[p.influencer_id] if p.influencer_id in wide else of_scope[p.scope] for p in payouts}
    return {pk for pk, count in near.items() if count > 1}


def _write_shares(dims: dict[str, Numbers], payouts: Numbers, shares: Numbers) -> None:
    """Writes shares in every grain."""
    for grain in Grain if len(payouts) else ():
        columns = coarsen_dims(dims, grain)
        order, starts = group_by([payouts, *columns.values()])
        firsts = order[starts]
        written = write_dims({name: column[firsts] for name, column in columns.items()})
        sums = np.add.reduceat(shares[order], starts)
        written |= {"payout_id": payouts[firsts], "payout_sum": sums}
        write_columns(PayoutShare, written, {"grain": int(grain)})


def _count_posts(cells: Cells) -> dict[int, dict[int, int]]:
    """Posts by influencer and campaign."""
    counted: dict[int, dict[int, int]] = {}
    posts = cells.take(cells.sum_of("posts_sum") > 0)
    columns = (posts.dims["influencer_id"], posts.dims["campaign_id"], posts.sum_of("posts_sum"))
    for who, campaign, count in zip(*(column.tolist() for column in columns), strict=True):
        mine = counted.setdefault(who, {})
        mine[campaign] = mine.get(campaign, 0) + count
    return counted
