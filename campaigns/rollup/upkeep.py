"""The only writer of the rollup: facts leave it before a change and enter it after, and payouts are spread again.

What leaves and enters is collected as cells and written when all is settled, or before when it grows large.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from campaigns.bulk import batches
from campaigns.metrics.dimensions import Grain
from campaigns.models import NONE, Brand, Campaign, Payout, PayoutShare, Post, Rollup, TrackingEvent
from campaigns.names import brand_part, fold_name
from campaigns.rollup.cells import read_facts
from campaigns.rollup.columns import Cells, group_by, insert_cells, is_rollup_empty, join_cells, merge_cells
from campaigns.rollup.cutting import Ranks
from campaigns.rollup.due import Scope, Touched
from campaigns.rollup.events import EventColumns, fold_events
from campaigns.rollup.shares import Spreader
from campaigns.writers import insist_alone, write_alone

BATCH = 2_000
MOST_PENDING = 800_000
"""Cells that are kept in memory before they are written."""
MOST_SPREAD = 200_000
"""The same of what shares add: no two groups of payouts have cells in common, so that waiting joins none."""


class Upkeep:
    """Around a change of facts or dimensions: ``leave`` what it concerns, change, ``enter``, and ``settle`` once."""

    def __init__(self) -> None:
        self._touched = Touched()
        self._lost: set[int] = set()
        self._branded: set[int] = set()
        self._pending: list[Cells] = []
        insist_alone()
        self._is_all_pending = is_rollup_empty()

    def leave(self, facts: QuerySet) -> None:
        """Takes the facts out of the rollup, as they stand in the database now."""
        if facts.model is Payout:
            self._touched.add_payouts(facts)
            _drop_shares(facts.order_by().values_list("pk", flat=True))
            return
        cells = read_facts(facts)
        self._lost |= {campaign for _, campaign in self._touch(cells)}
        self._add(cells.times(-1))

    def enter(self, facts: QuerySet) -> None:
        """Puts the facts in, as they stand in the database now."""
        if facts.model is Payout:
            self._touched.add_payouts(facts)
            return
        cells = read_facts(facts)
        self._touch(cells)
        if facts.model is TrackingEvent:
            self._branded |= set(facts.exclude(brand=NONE).order_by().values_list("campaign_id", flat=True).distinct())
        self._add(cells)

    def enter_events(self, events: EventColumns) -> None:
        """Puts tracking rows in that lie in memory, just as they have been written."""
        cells = fold_events(events)
        self._touch(cells)
        self._branded |= events.find_branded()
        self._add(cells)

    def settle(self) -> None:
        """Brings campaigns' brands, derived totals and shares in line with everything that left and entered."""
        self._settle_brands()
        if self._is_all_pending:
            self._spread_pending()
        else:
            self._spread_stored()
        self._write_pending()

    def _touch(self, cells: Cells) -> set[Scope]:
        """Notes the scopes whose payouts must be looked at again."""
        columns = [cells.dims["influencer_id"], cells.dims["campaign_id"]]
        order, starts = group_by(columns)
        touched = set(zip(*(column[order[starts]].tolist() for column in columns), strict=True))
        self._touched.add(touched)
        return touched

    def _add(self, cells: Cells) -> None:
        if len(cells):
            self._pending.append(cells)
        if sum(map(len, self._pending)) > MOST_PENDING:
            self._pending = [self._take_pending()]
            if len(self._pending[0]) > MOST_PENDING * 3 // 4:
                self._write_pending()

    def _take_pending(self) -> Cells:
        """What waits to be written, grouped."""
        if not self._pending:
            return Cells.of_rows([], ())
        parts, self._pending = self._pending, []
        return join_cells(parts).grouped(in_place=True)

    def _write_pending(self) -> None:
        cells = self._take_pending()
        if len(cells):
            merge_cells(cells)
            self._is_all_pending = False

    def _spread_pending(self) -> None:
        """Nothing is stored yet: the cells of all scopes are those that wait to be written."""
        cells = self._take_pending().without_zeros()
        insert_cells(self._spread_over(cells))

    def _spread_over(self, cells: Cells) -> list[Cells]:
        """The grouped cells of days with everything that is paid, those of unallocated payouts first."""
        spreader = Spreader(cells, Ranks.read())
        for group in self._touched.groups():
            spreader.spread(group.payouts)
        paid, whole = spreader.paid()
        return [whole.grouped(), Cells(cells.dims, cells.sums | paid.sums)]

    def _spread_stored(self) -> None:
        self._write_pending()
        ranks = Ranks.read()
        for group in self._touched.groups():
            _drop_shares([payout.pk for payout in group.payouts])
            spreader = Spreader(group.read_cells(), ranks)
            spreader.spread(group.payouts)
            for cells in spreader.paid():
                self._add(cells)
            if sum(map(len, self._pending)) > MOST_SPREAD:
                self._write_pending()

    def _settle_brands(self) -> None:
        """A campaign whose own rows name brands stands for none itself; one whose rows stopped doing so does again."""
        for campaign in Campaign.objects.filter(pk__in=self._branded - {NONE}, names_brands=False):
            self._set_names_brands(campaign, True)
        for campaign in Campaign.objects.filter(pk__in=self._lost - {NONE}, names_brands=True):
            if not TrackingEvent.objects.filter(campaign=campaign).exclude(brand=NONE).exists():
                self._set_names_brands(campaign, False)

    def _set_names_brands(self, campaign: Campaign, names_brands: bool) -> None:
        campaign.names_brands = names_brands
        self.rebrand(campaign)

    def rebrand(self, campaign: Campaign) -> None:
        """Saves the campaign with the brand that its name, its rows and its admin give it, and moves its facts."""
        facts = [model.objects.filter(campaign=campaign, brand=NONE) for model in (TrackingEvent, Post)]
        facts.append(Payout.objects.filter(campaign=campaign))
        for some in facts:
            self.leave(some)
        if not campaign.brand_is_fixed:
            campaign.brand_id = NONE if campaign.names_brands else find_brand(brand_part(campaign.name))
        campaign.save(update_fields=["brand", "brand_is_fixed", "names_brands"])
        for some in facts:
            self.enter(some)


def _drop_shares(payouts: Iterable[int]) -> None:
    """Deletes the shares of these payouts; the cells they were on are mended when the payouts are spread."""
    for some in batches(payouts, BATCH) if PayoutShare.objects.exists() else ():
        PayoutShare.objects.filter(grain__in=Grain.values, payout_id__in=some).delete()


def find_brand(name: str) -> int:
    """Id of the brand of that name, made when missing; ``NONE`` for no name."""
    if not name:
        return NONE
    return Brand.objects.get_or_create(key=fold_name(name), defaults={"name": name})[0].pk


def rebuild_rollup() -> None:
    """Recomputes both derived tables from the facts."""
    with write_alone("a rebuild of the rollup", TrackingEvent.objects.count() + Post.objects.count()):
        _rebuild()


def _rebuild() -> None:
    for model in (Rollup, PayoutShare):
        model.objects.all().delete()
    upkeep = Upkeep()
    for some in _slices(TrackingEvent):
        upkeep.enter(some)
    for some in _slices(Post):
        upkeep.enter(some)
    upkeep.enter(Payout.objects.all())
    upkeep.settle()


def rebuild_if_emptied(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After a migration: one that changed the derived tables has emptied them."""
    facts = (TrackingEvent, Post, Payout)
    if using == DEFAULT_DB_ALIAS and is_rollup_empty() and any(model.objects.exists() for model in facts):
        rebuild_rollup()


def _slices(model: type[TrackingEvent] | type[Post]) -> Iterator[QuerySet]:
    """The facts campaign by campaign: never more cells at once than one campaign has."""
    for campaign in Campaign.objects.order_by("pk").values_list("pk", flat=True):
        yield model.objects.filter(campaign=campaign)
