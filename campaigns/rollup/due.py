"""Payouts and their stored shares, as spreading needs them."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

from campaigns.bulk import batches
from campaigns.models import Attribution, Payout, PayoutShare, Rollup
from campaigns.rollup.cells import Ordinal
from campaigns.rollup.columns import Cells

AT_ONCE = 2_000
"""Payouts that are looked at together: each may rest on thousands of cells."""
COLUMNS = tuple(name for name in Rollup.DIMENSIONS if name != "attribution")
"""The columns of a share that say where it falls."""
PAID = ("payout_sum", "shares_sum")
"""What shares add to a cell."""


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
    def needs_posts(self) -> bool:
        """Whether its total may follow the number of posts."""
        return self.total_is_derived and self.basis == Payout.Basis.POST


def read_due(payouts: QuerySet[Payout]) -> list[Due]:
    """The payouts as they stand in the database."""
    return list(map(Due._make, payouts.order_by().values_list(*Due._fields)))


def drop_shares(payouts: Iterable[int]) -> Iterator[Cells]:
    """Deletes the shares of these payouts; gives what that takes from the cells they were on."""
    for some in batches(payouts, AT_ONCE):
        shares = PayoutShare.objects.filter(payout_id__in=some)
        yield read_shares(shares)
        shares.delete()


def read_shares(shares: Any) -> Cells:
    """Shares as what their going takes from the cells."""
    names = [Ordinal("date") if name == "date" else name for name in COLUMNS]
    rows = shares.order_by().values_list(*names, "payout_sum")
    return Cells.of_rows(
        ((*row[:-1], int(Attribution.ATTRIBUTED), -row[-1], -1) for row in rows.iterator(chunk_size=10_000)), PAID
    )
