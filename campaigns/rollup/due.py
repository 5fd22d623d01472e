"""Which payouts must be spread again after a change, and the stored cells they rest on.

A payout rests on the cells of its influencer and campaign, or on all of its influencer when it names no campaign.
Payouts that may fall on the same cells are spread together, so what the cells held before can be replaced as a whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np
from django.db.models import F, QuerySet, Sum

from campaigns.metrics.dimensions import INFLUENCER
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE, Payout, Rollup
from campaigns.rollup.cells import Ordinal
from campaigns.rollup.columns import Cells

AT_ONCE = 2_000
"""Influencers that are looked at together at most."""
MOST_FACTS = 1_000_000
"""So many facts of theirs at most: each may be in a cell of its own, and the cells lie in memory."""
Scope = tuple[int, int]
"""An influencer's and a campaign's id."""
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

    @property
    def needs_all(self) -> bool:
        """Whether it rests on everything of its influencer, or its total follows all of their posts."""
        return self.campaign_id == NONE or (
            self.total_is_derived and self.basis == Payout.Basis.POST and self.posts is None
        )


class Touched:
    """Scopes in which something has changed."""

    def __init__(self) -> None:
        self._scopes: set[Scope] = set()
        self._unpaid: set[Scope] = set()

    def add(self, scopes: Iterable[Scope]) -> None:
        """Notes scopes whose events or posts have changed."""
        self._scopes |= set(scopes)

    def add_payouts(self, payouts: QuerySet[Payout]) -> None:
        """Notes the scopes of payouts that come or go: their cells must be looked at even if no payout is left."""
        scopes = set(payouts.order_by().values_list("influencer_id", "campaign_id"))
        self._scopes |= scopes
        self._unpaid |= scopes

    def groups(self) -> Iterator["Group"]:
        """What is due, some influencers at a time."""
        of_person: dict[int, set[int]] = defaultdict(set)
        for person, campaign in self._scopes:
            of_person[person].add(campaign)
        of_person.pop(NONE, None)
        for people in _share_out(sorted(of_person)):
            yield Group({person: of_person[person] for person in people}, self._unpaid)


def _share_out(people: list[int]) -> Iterator[list[int]]:
    """Influencers in batches within the limits; who alone is beyond them stands alone."""
    facts, batch, held = _count_facts(people), [], 0
    for person in people:
        size = facts.get(person, 0)
        if batch and (len(batch) == AT_ONCE or held + size > MOST_FACTS):
            yield batch
            batch, held = [], 0
        batch.append(person)
        held += size
    if batch:
        yield batch


def _count_facts(people: list[int]) -> dict[int, int]:
    """Attributed events and posts of each in the stored rollup: no fewer than the cells they are in."""
    cells = Rollup.objects.attributed()
    cells = cells.filter(influencer__in=people) if len(people) <= AT_ONCE else cells
    facts = Sum(F("events_sum") + F("posts_sum"))
    return dict(cells.by(INFLUENCER).annotate(facts=facts).values_list(INFLUENCER.alias, "facts"))


class Group:
    """Influencers, those of their payouts that are due, and where the cells of these are."""

    def __init__(self, touched: dict[int, set[int]], unpaid: set[Scope]) -> None:
        mine: dict[int, list[Due]] = defaultdict(list)
        for row in Payout.objects.filter(influencer__in=list(touched)).order_by().values_list(*Due._fields):
            mine[row[1]].append(Due._make(row))
        self.payouts: list[Due] = []
        self._whole: set[int] = set()
        self._scopes: set[Scope] = set()
        for person, campaigns in touched.items():
            self._add(person, campaigns, mine[person], {c for c in campaigns if (person, c) in unpaid})

    def _add(self, person: int, campaigns: set[int], payouts: list[Due], unpaid: set[int]) -> None:
        if NONE in unpaid or any(payout.needs_all for payout in payouts):
            self._whole.add(person)
            self.payouts += payouts
            return
        due = [payout for payout in payouts if payout.campaign_id in campaigns]
        self.payouts += due
        self._scopes |= {payout.scope for payout in due} | {(person, campaign) for campaign in unpaid}

    @property
    def is_empty(self) -> bool:
        """Whether no payout has anything to do with the change."""
        return not (self._whole or self._scopes)

    def read_cells(self) -> Cells:
        """The stored cells that these payouts rest on, with what they have got so far."""
        people, campaigns = {person for person, _ in self._scopes}, {campaign for _, campaign in self._scopes}
        everything = Rollup.objects.attributed()
        looks = [everything.filter(influencer__in=self._whole)] if self._whole else []
        if self._scopes:
            looks.append(everything.filter(influencer__in=people, campaign__in=campaigns))
        cells = Cells.of_rows(chain.from_iterable(map(_read_days, looks)), NEEDED)
        return cells.take(self._find_mine(cells))

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
