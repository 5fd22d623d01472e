"""The rollup proved: every cell and share recomputed from the facts, by SQL and plain Python, and compared."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Coalesce

from campaigns.allocation import choose_weights, spread
from campaigns.dates import NO_DATE
from campaigns.models import (
    NONE,
    Attribution,
    Brand,
    Campaign,
    Influencer,
    Payout,
    PayoutShare,
    Post,
    Product,
    Rollup,
    Source,
    TrackingEvent,
)
from campaigns.rollup.cells import Ordinal, read_facts
from campaigns.rollup.columns import Cells


class Key(NamedTuple):
    """The dimensions of a cell; the day is its ordinal."""

    influencer_id: int
    campaign_id: int
    date: int
    product_id: int
    brand_id: int
    source_id: int
    platform_id: int
    attribution: int


Sums = dict[str, int]
Share = tuple[int, Key, int]
"""A payout, a cell, and paise."""
DIMENSIONS = [Ordinal("date") if name == "date" else name for name in Key._fields]


def find_differences() -> Iterator[str]:
    """Every cell, share and total in which the tables and a recomputation differ, in words; nothing when all agree."""
    cells = _expect_facts()
    shares = list(_Allocation(cells).shares())
    for _, key, paise in shares:
        cells[key]["shares_sum"] += 1
        cells[key]["payout_sum"] += paise
    yield from _find_wrong_totals(shares)
    yield from _compare_shares(shares)
    yield from _compare_cells(cells)


def _expect_facts() -> dict[Key, Sums]:
    """The cells of events and posts, recomputed."""
    cells: dict[Key, Sums] = defaultdict(lambda: dict.fromkeys(Rollup.SUMS, 0))
    for model in (TrackingEvent, Post):
        read = read_facts(model.objects.all())
        for key, sums in _rows(read):
            for name, value in zip(read.sums, sums, strict=True):
                cells[key][name] += value
    return cells


def _rows(cells: Cells) -> Iterator[tuple[Key, tuple[int, ...]]]:
    keys = map(Key._make, zip(*(column.tolist() for column in cells.dims.values()), strict=True))
    return zip(keys, zip(*(column.tolist() for column in cells.sums.values()), strict=True), strict=True)


class _Allocation:
    """Every payout spread by the rule, one by one."""

    def __init__(self, cells: dict[Key, Sums]) -> None:
        self._of_person: dict[int, list[tuple[Key, Sums]]] = defaultdict(list)
        for key, sums in cells.items():
            if key.attribution == Attribution.ATTRIBUTED:
                self._of_person[key.influencer_id].append((key, sums))
        self._ranks = {model: _rank(model) for model in (Campaign, Product, Brand, Source)}
        self._brands = dict(Campaign.objects.values_list("pk", Coalesce("brand__alias_of_id", "brand_id")))
        self._platforms = dict(Influencer.objects.values_list("pk", "platform_id"))

    def shares(self) -> Iterator[Share]:
        """The shares of all payouts."""
        for payout in Payout.objects.all():
            mine = self._of_person.get(payout.influencer_id, [])
            scope = [(k, s) for k, s in mine if s["events_sum"] and payout.campaign_id in (NONE, k.campaign_id)]
            scope.sort(key=lambda cell: self._place(cell[0]))
            total = _derive_total(payout, mine, scope) if payout.total_is_derived else payout.total_payout
            yield from self._cut(payout, scope, total)

    def _place(self, key: Key) -> tuple[int, ...]:
        """Where a cell stands among those of its scope."""
        ranks = self._ranks
        names = (ranks[Campaign][key.campaign_id], ranks[Product][key.product_id], ranks[Brand][key.brand_id])
        return (key.date, *names, ranks[Source][key.source_id])

    def _cut(self, payout: Payout, scope: list[tuple[Key, Sums]], total: int) -> Iterator[Share]:
        weights = choose_weights(*([s[f"{name}_weight_sum"] for _, s in scope] for name in ("orders", "revenue")))
        if weights is None:
            yield payout.pk, self._whole(payout), total
            return
        for (key, _), weight, share in zip(scope, weights, spread(total, weights), strict=True):
            if weight:
                yield payout.pk, key, share

    def _whole(self, payout: Payout) -> Key:
        """The cell of a payout with nothing to rest on."""
        return Key(
            campaign_id=payout.campaign_id,
            influencer_id=payout.influencer_id,
            date=NO_DATE.toordinal(),
            product_id=NONE,
            brand_id=self._brands[payout.campaign_id],
            source_id=NONE,
            platform_id=self._platforms[payout.influencer_id],
            attribution=int(Attribution.ATTRIBUTED),
        )


def _rank(model: type[models.Model]) -> dict[int, int]:
    return {pk: place for place, (_, pk) in enumerate(sorted(model.objects.values_list("key", "pk")))}


def _derive_total(payout: Payout, mine: list[tuple[Key, Sums]], scope: list[tuple[Key, Sums]]) -> int:
    if payout.basis == Payout.Basis.ORDER:
        count = sum(s["orders_sum"] for _, s in scope) if payout.orders is None else payout.orders
    elif payout.posts is None:
        posts = [(k.campaign_id, s["posts_sum"]) for k, s in mine if s["posts_sum"]]
        name_campaigns = payout.campaign_id != NONE and any(campaign != NONE for campaign, _ in posts)
        count = sum(n for campaign, n in posts if not name_campaigns or campaign == payout.campaign_id)
    else:
        count = payout.posts
    return payout.rate * count


def _find_wrong_totals(shares: list[Share]) -> Iterator[str]:
    """Payouts whose shares do not sum to their stored total."""
    totals: dict[int, int] = defaultdict(int)
    for payout, _, paise in shares:
        totals[payout] += paise
    for pk, total in Payout.objects.values_list("pk", "total_payout"):
        if totals[pk] != total:
            yield f"payout {pk}: stored total {total}, facts give {totals[pk]}"


def _compare_shares(shares: list[Share]) -> Iterator[str]:
    expected = {(payout, key): paise for payout, key, paise in shares}
    dimensions = [name for name in DIMENSIONS if name != "attribution"]
    stored = PayoutShare.objects.values_list("payout_id", *dimensions, "payout_sum")
    for payout, *dims, paise in stored.iterator():
        key = Key(*dims, int(Attribution.ATTRIBUTED))
        wanted = expected.pop((payout, key), None)
        if wanted != paise:
            yield f"payout {payout} on {_words(key)}: stored share {paise}, facts give {wanted}"
    for (payout, key), wanted in expected.items():
        yield f"payout {payout} on {_words(key)}: share missing, facts give {wanted}"


def _compare_cells(expected: dict[Key, Sums]) -> Iterator[str]:
    for row in Rollup.objects.values_list(*DIMENSIONS, *Rollup.SUMS).iterator():
        key, sums = Key(*row[: len(DIMENSIONS)]), dict(zip(Rollup.SUMS, row[len(DIMENSIONS) :], strict=True))
        wanted = expected.pop(key, None)
        if wanted != sums:
            yield f"{_words(key)}: stored {sums}, facts give {wanted or 'no such cell'}"
    for key, wanted in expected.items():
        yield f"{_words(key)}: missing, facts give {wanted}"


def _words(key: Key) -> str:
    words = key._asdict() | {"date": date.fromordinal(key.date).isoformat()}
    return ", ".join(f"{name} {value}" for name, value in words.items())
