"""The rollup proved: every cell and share recomputed from the facts, by SQL and plain Python, and compared."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from operator import add
from typing import NamedTuple

from django.db import models
from django.db.models.functions import Coalesce

from campaigns.allocation import choose_weights, spread
from campaigns.dates import NO_DATE
from campaigns.metrics.dimensions import Grain
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

    attribution: int
    date: int
    influencer_id: int
    campaign_id: int
    product_id: int
    brand_id: int
    source_id: int
    platform_id: int


Sums = list[int]
"""In the order of ``Rollup.SUMS``."""
Share = tuple[int, Key, int]
"""A payout, a cell, and paise."""
DIMENSIONS = [Ordinal("date") if name == "date" else name for name in Key._fields]
PLACE = {name: place for place, name in enumerate(Rollup.SUMS)}
EVENTS, POSTS, SHARES, PAYOUT = (PLACE[f"{name}_sum"] for name in ("events", "posts", "shares", "payout"))
ORDERS, REVENUE = PLACE["orders_sum"], PLACE["revenue_sum"]
WEIGHTS = ((ORDERS, PLACE["refunded_orders_sum"]), (REVENUE, PLACE["refunded_revenue_sum"]))


def find_differences() -> Iterator[str]:
    """Every cell, share and total in which the tables and a recomputation differ, in words; nothing when all agree."""
    cells = _expect_facts()
    shares = list(_Allocation(cells).shares())
    for _, key, paise in shares:
        sums = cells.setdefault(key, [0] * len(Rollup.SUMS))
        sums[SHARES] += 1
        sums[PAYOUT] += paise
    yield from _find_wrong_totals(shares)
    yield from _compare_shares(_keep_shared(shares))
    for grain in reversed(Grain):
        cells = _fold(cells, grain)
        yield from _compare_cells(grain, cells)


def _expect_facts() -> dict[Key, Sums]:
    """The cells of events and posts by day, recomputed."""
    cells: dict[Key, Sums] = {}
    for model in (TrackingEvent, Post):
        read = read_facts(model.objects.all())
        places = [PLACE[name] for name in read.sums]
        for key, values in _rows(read):
            sums = cells.setdefault(key, [0] * len(Rollup.SUMS))
            for place, value in zip(places, values, strict=True):
                sums[place] += value
    return cells


def _fold(cells: dict[Key, Sums], grain: Grain) -> dict[Key, Sums]:
    """The same cells in a coarser grain."""
    if grain == Grain.DAY:
        return cells
    folded: dict[Key, Sums] = {}
    for key, sums in cells.items():
        coarse = _at(key, grain)
        so_far = folded.get(coarse)
        folded[coarse] = list(map(add, so_far, sums)) if so_far else sums
    return folded


def _at(key: Key, grain: Grain) -> Key:
    goods = {} if grain.tells_goods else {"product_id": NONE, "source_id": NONE}
    return key._replace(date=_fold_day(key.date, grain), **goods)


@cache
def _fold_day(day: int, grain: Grain) -> int:
    if grain == Grain.DAY:
        return day
    return (NO_DATE if grain == Grain.TOTAL else date.fromordinal(day).replace(day=1)).toordinal()


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
            scope = [(k, s) for k, s in mine if s[EVENTS] and payout.campaign_id in (NONE, k.campaign_id)]
            scope.sort(key=lambda cell: self._place(cell[0]))
            total = _derive_total(payout, mine, scope) if payout.total_is_derived else payout.total_payout
            yield from self._cut(payout, scope, total)

    def _place(self, key: Key) -> tuple[int, ...]:
        """Where a cell stands among those of its scope."""
        ranks = self._ranks
        names = (ranks[Campaign][key.campaign_id], ranks[Product][key.product_id], ranks[Brand][key.brand_id])
        return (key.date, *names, ranks[Source][key.source_id])

    def _cut(self, payout: Payout, scope: list[tuple[Key, Sums]], total: int) -> Iterator[Share]:
        weights = choose_weights(*([s[all_] + s[back] for _, s in scope] for all_, back in WEIGHTS))
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
        count = sum(s[ORDERS] for _, s in scope) if payout.orders is None else payout.orders
    elif payout.posts is None:
        posts = [(k.campaign_id, s[POSTS]) for k, s in mine if s[POSTS]]
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


def _keep_shared(shares: list[Share]) -> list[Share]:
    """Only those of payouts that may fall on a cell beside another payout."""
    mine: dict[int, list[int]] = defaultdict(list)
    for person, campaign in Payout.objects.values_list("influencer_id", "campaign_id"):
        mine[person].append(campaign)
    shared = set()
    for pk, person, campaign in Payout.objects.values_list("pk", "influencer_id", "campaign_id"):
        beside = mine[person] if NONE in mine[person] else [c for c in mine[person] if c == campaign]
        if len(beside) > 1:
            shared.add(pk)
    return [share for share in shares if share[0] in shared]


def _compare_shares(shares: list[Share]) -> Iterator[str]:
    expected: dict[tuple[int, int, Key], int] = defaultdict(int)
    for grain in Grain:
        for payout, key, paise in shares:
            expected[int(grain), payout, _at(key, grain)] += paise
    dimensions = [name for name in DIMENSIONS if name != "attribution"]
    stored = PayoutShare.objects.values_list("grain", "payout_id", *dimensions, "payout_sum")
    for grain, payout, *dims, paise in stored.iterator():
        key = Key(int(Attribution.ATTRIBUTED), *dims)
        wanted = expected.pop((grain, payout, key), None)
        if wanted != paise:
            yield f"payout {payout} on {_words(grain, key)}: stored share {paise}, facts give {wanted}"
    for (grain, payout, key), wanted in expected.items():
        yield f"payout {payout} on {_words(grain, key)}: share missing, facts give {wanted}"


def _compare_cells(grain: Grain, expected: dict[Key, Sums]) -> Iterator[str]:
    """Leaves ``expected`` as it is: the next grain is folded from it."""
    missing = set(expected)
    stored = Rollup.objects.filter(grain=grain).values_list(*DIMENSIONS, *Rollup.SUMS)
    for row in stored.iterator():
        key, sums = Key(*row[: len(DIMENSIONS)]), list(row[len(DIMENSIONS) :])
        missing.discard(key)
        wanted = expected.get(key)
        if wanted != sums:
            facts = _name(wanted) if wanted else "no such cell"
            yield f"{_words(grain, key)}: stored {_name(sums)}, facts give {facts}"
    for key in missing:
        yield f"{_words(grain, key)}: missing, facts give {_name(expected[key])}"


def _name(sums: Sums) -> dict[str, int]:
    return dict(zip(Rollup.SUMS, sums, strict=True))


def _words(grain: int, key: Key) -> str:
    words = key._asdict() | {"date": date.fromordinal(key.date).isoformat()}
    return ", ".join(f"{name} {value}" for name, value in ({"grain": Grain(grain).name.lower()} | words).items())
