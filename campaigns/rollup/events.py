"""Tracking rows that are being loaded, as cells: what ``cells`` reads in SQL, from columns in memory."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models.functions import Coalesce

from campaigns.models import NONE, Attribution, Brand, Campaign, Influencer, Source
from campaigns.rollup.columns import Cells, Numbers


@dataclass(frozen=True, kw_only=True)
class EventColumns:
    """New tracking rows, column by column: ids, days as ordinals, paise. ``brand`` is the brand cell's."""

    campaign: Numbers
    influencer: Numbers
    date: Numbers
    product: Numbers
    brand: Numbers
    source: Numbers
    orders: Numbers
    revenue: Numbers

    def find_branded(self) -> set[int]:
        """The campaigns whose rows name brands."""
        return set(np.unique(self.campaign[self.brand != NONE]).tolist())


class Lookup:
    """A number for each id, asked for whole columns."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        table = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        self._ids, self._values = table[:, 0], table[:, 1]

    def __getitem__(self, ids: Numbers) -> Numbers:
        return self._values[np.searchsorted(self._ids, ids)]


def fold_events(events: EventColumns) -> Cells:
    """The grouped cells of these rows."""
    dims = {
        "campaign_id": events.campaign,
        "influencer_id": events.influencer,
        "date": events.date,
        "product_id": events.product,
        "brand_id": _find_brands(events),
        "source_id": events.source,
        "platform_id": Lookup(Influencer.objects.values_list("pk", "platform_id"))[events.influencer],
        "attribution": _attribute(events),
    }
    sums = {
        "events_sum": np.ones(len(events.date), np.int64),
        "orders_sum": events.orders,
        "revenue_sum": events.revenue,
        "refunded_orders_sum": np.maximum(-events.orders, 0),
        "refunded_revenue_sum": np.maximum(-events.revenue, 0),
    }
    return Cells(dims, sums).grouped()


def _find_brands(events: EventColumns) -> Numbers:
    """The brand cell's brand, else the campaign's; aliases resolved."""
    of_campaign = Lookup(Campaign.objects.values_list("pk", "brand_id"))[events.campaign]
    counted = Lookup(Brand.objects.values_list("pk", Coalesce("alias_of_id", "pk")))
    return counted[np.where(events.brand == NONE, of_campaign, events.brand)]


def _attribute(events: EventColumns) -> Numbers:
    """Whose sale each row is: baseline by its source, else unassigned without influencer, else attributed."""
    baseline = np.array(sorted(Source.objects.filter(kind=Source.Kind.BASELINE).values_list("pk", flat=True)), np.int64)
    with_person = np.where(events.influencer == NONE, int(Attribution.UNASSIGNED), int(Attribution.ATTRIBUTED))
    return np.where(np.isin(events.source, baseline), int(Attribution.BASELINE), with_person)
