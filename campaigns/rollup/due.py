"""Which payouts must be spread again after a change, and the stored cells they rest on.

A payout rests on the cells of its influencer and campaign, or on all of its influencer when it names no campaign.
Payouts that may fall on the same cells are spread together, so what the cells held before can be replaced as a whole.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, TypeVar

import numpy as np
from django.db.models import F, Q, QuerySet, Sum

from campaigns.bulk import batches
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE, Payout, Rollup
from campaigns.rollup.cells import Ordinal
from campaigns.rollup.columns import Cells

AT_ONCE = 5_000
"""Scopes that are looked at together at most."""
MOST_FACTS = 500_000
"""So many facts of theirs at most: each may be in a cell of its own, and the cells lie in memory."""
NEEDS_ALL = Q(campaign=NONE) | Q(total_is_derived=True, basis=Payout.Basis.POST, posts=None)
"""Payouts that rest on everything of their influencer, or whose total follows all of their posts."""
Scope = tuple[int, int]
"""An influencer's and a campaign's id."""
Rows = TypeVar("Rows", bound=QuerySet)
PAID = ("payout_sum", "shares_sum")
"""What shares add to a cell."""
WEIGHTS = ("orders_sum", "refunded_orders_sum", "revenue_sum", "refunded_revenue_sum")
NEEDED = ("events_sum", "posts_sum", *WEIGHTS, *PAID)


class TotalTooLarge(Exception):
    """A derived total that no column can hold; ``payout`` is the row."""

    def __init__(self, pk: int) -> None:
        self.payout = Payout.objects.get(pk=pk)
        super().__init__(f"The derived total of {self.payout} is larger than this portal can keep.")


class Due(NamedTuple):
    """What spreading needs of a payout: a row of its table, at a fraction of a model's price."""

    pk: int
    influencer_id: int
    campaign_id: int
    basis: str
    rate: int | None
    orders: int | None
    posts: int | None
    total_payout: int
    total_is_derived: bool

    @property
    def scope(self) -> Scope:
        """Its influencer and campaign."""
        return self.influencer_id, self.campaign_id


class Touched:
    """Scopes in which something has changed."""

    def __init__(self) -> None:
        self._scopes: set[Scope] = set()
        self._unpaid: set[Scope] = set()

    def add(self, scopes: Iterable[Scope]) -> None:
        """Notes scopes whose events or posts have changed."""
        self._scopes |= {(person, campaign) for person, campaign in scopes if person != NONE}

    def add_payouts(self, payouts: QuerySet[Payout]) -> None:
        """Notes the scopes of payouts that come or go: their cells must be looked at even if no payout is left."""
        scopes = set(payouts.order_by().values_list("influencer_id", "campaign_id"))
        self._scopes |= scopes
        self._unpaid |= scopes

    def groups(self) -> Iterator["Group"]:
        """What is due, some scopes at a time."""
        due = self.find_due()
        for scopes in _share_out(due, _count_facts({person for person, _ in due})):
            yield Group(scopes)

    def find_due(self) -> list[Scope]:
        """The scopes to spread again; one without campaign stands for all of its influencer.

        Those of a campaign come together: they lie in the same days, so nothing else is looked at often.
        """
        due = set(self._unpaid)
        for people in batches(sorted({person for person, _ in self._scopes}), AT_ONCE):
            payouts = Payout.objects.filter(influencer__in=people).order_by()
            due |= self._scopes & set(payouts.values_list("influencer_id", "campaign_id"))
            due |= {(person, NONE) for person in payouts.filter(NEEDS_ALL).values_list("influencer_id", flat=True)}
        whole = {person for person, campaign in due if campaign == NONE}
        wanted = (scope for scope in due if scope[1] == NONE or scope[0] not in whole)
        return sorted(wanted, key=itemgetter(1, 0))


def _share_out(scopes: Iterable[Scope], facts: Mapping[Scope, int]) -> Iterator[list[Scope]]:
    """Scopes in batches within the limits; which alone is beyond them stands alone."""
    batch, held = [], 0
    for scope in scopes:
        size = facts.get(scope, 0)
        if batch and (len(batch) == AT_ONCE or held + size > MOST_FACTS):
            yield batch
            batch, held = [], 0
        batch.append(scope)
        held += size
    if batch:
        yield batch


def _count_facts(people: set[int]) -> Mapping[Scope, int]:
    """Attributed events and posts by scope in the stored rollup: no fewer than the cells they are in."""
    cells = Rollup.objects.attributed()
    cells = cells.filter(influencer__in=people) if len(people) <= AT_ONCE else cells
    counted = cells.by(INFLUENCER, CAMPAIGN).annotate(facts=Sum(F("events_sum") + F("posts_sum")))
    facts: Counter[Scope] = Counter()
    for person, campaign, count in counted.values_list(INFLUENCER.alias, CAMPAIGN.alias, "facts"):
        facts[person, NONE] += count
        if campaign != NONE:
            facts[person, campaign] = count
    return facts


class Group:
    """Scopes that are due, their payouts, and where the cells of these are."""

    def __init__(self, scopes: Iterable[Scope]) -> None:
        self._whole = {person for person, campaign in scopes if campaign == NONE}
        self._scopes = {scope for scope in scopes if scope[1] != NONE}
        found = (look.values_list(*Due._fields) for look in self._look_among(Payout.objects.order_by()))
        payouts = map(Due._make, chain.from_iterable(found))
        self.payouts = [p for p in payouts if p.influencer_id in self._whole or p.scope in self._scopes]

    def read_cells(self) -> Cells:
        """The stored cells that these payouts rest on, with what they have got so far."""
        looks = self._look_among(Rollup.objects.attributed())
        cells = Cells.of_rows(chain.from_iterable(map(_read_days, looks)), NEEDED)
        return cells.take(self._find_mine(cells))

    def _look_among(self, rows: Rows) -> Iterator[Rows]:
        """The rows of these scopes, and of other campaigns of the same people."""
        if self._whole:
            yield rows.filter(influencer__in=self._whole)
        if self._scopes:
            people, campaigns = map(set, zip(*self._scopes, strict=True))
            yield rows.filter(influencer__in=people, campaign__in=campaigns)

    def _find_mine(self, cells: Cells) -> np.ndarray:
        """A mask of the cells: a look finds other campaigns of the same people, too, whose payouts are not due."""
        scopes = np.array(sorted(self._scopes), dtype=np.int64).reshape(-1, 2)
        codes = (scopes[:, 0] << 32) + scopes[:, 1]
        people = cells.dims["influencer_id"]
        mine = np.isin((people << 32) + cells.dims["campaign_id"], codes)
        return mine | np.isin(people, np.array(sorted(self._whole), dtype=np.int64))


def _read_days(cells: RollupQuerySet) -> Iterator[tuple]:
    names = [Ordinal("date") if name == "date" else name for name in Rollup.DIMENSIONS]
    return cells.find_days().values_list(*names, *NEEDED).iterator(chunk_size=10_000)
