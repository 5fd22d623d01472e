"""The order in which the cells of a scope get their shares, and the shares themselves: the rule of ``allocation``.

In the order of (date, campaign, product, brand, source) a cell gets what the payout comes to up to and with it,
rounded half up, less what came before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models.functions import Coalesce

from campaigns.coded import Numbers
from campaigns.models import Attribution, Brand, Campaign, Product, Source
from campaigns.rollup.columns import Cells, group_by
from campaigns.rollup.events import Lookup

SAFE = 1 << 62
"""Numbers below it may be added and multiplied by a few in 64 bits."""


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

    def sort(self, name: str, column: Numbers) -> Numbers:
        """Numbers that sort like the names of a column's ids; days sort as they are."""
        return column if name == "date" else getattr(self, name.removesuffix("_id"))[column]


class Ordered:
    """The sales among cells, sorted so that each scope lies together, in the order its shares are cut in.

    ``slices`` says where a scope lies, ``cells`` which cell stands at a place.
    """

    def __init__(self, cells: Cells, ranks: Ranks, scope: Sequence[str], then: Sequence[str]) -> None:
        is_sale = (cells.dims["attribution"] == int(Attribution.ATTRIBUTED)) & (cells.sum_of("events_sum") > 0)
        places = np.flatnonzero(is_sale)
        inside = [cells.dims[name][places] for name in scope]
        order, _ = group_by([*inside, *(ranks.sort(name, cells.dims[name][places]) for name in then)])
        inside = [column[order] for column in inside]
        _, starts = group_by(inside)
        ends = [*starts[1:].tolist(), len(places)][: len(starts)]
        names = zip(*(column[starts].tolist() for column in inside), strict=True)
        self.slices = dict(zip(names, zip(starts.tolist(), ends, strict=True), strict=True))
        self.cells = places[order]
        self.orders = _cumulate(cells.sum_of("orders_sum")[self.cells])
        self.weights = [
            _cumulate(cells.sum_of(f"{name}_sum")[self.cells] + cells.sum_of(f"refunded_{name}_sum")[self.cells])
            for name in ("orders", "revenue")
        ]


def _cumulate(column: Numbers) -> Numbers:
    """What the column comes to before each place, and in the end; in Python's numbers where 64 bits may not do."""
    if np.abs(column.astype(np.float64)).sum() > SAFE:
        column = column.astype(object)
    return np.concatenate([np.zeros(1, column.dtype), np.cumsum(column)])


def cut(weights: Numbers, spans: Numbers, totals: Numbers) -> tuple[Numbers, Numbers, Numbers]:
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
