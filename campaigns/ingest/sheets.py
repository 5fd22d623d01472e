"""The four files: their columns, the names headers may have, and what makes a row the same row again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from campaigns.ingest.columns import (
    BasisCell,
    Cell,
    IdCell,
    MoneyCell,
    NameCell,
    PersonName,
    RateCell,
    TextCell,
    WholeCell,
)
from campaigns.ingest.days import DateCell
from campaigns.ingest.marks import FlagCell, KeyCell
from campaigns.models import Influencer, Payout, Post, TrackingEvent
from campaigns.names import fold_header


@dataclass(frozen=True)
class Column:
    """A column of a file. ``names`` are accepted header keys, the best first; ``field`` is the model's column.

    Without a field it only says something of the row: exports have such columns, so that they can come back.
    """

    names: tuple[str, ...]
    cell: Cell
    field: str
    needed: bool = False
    filled: bool = False
    warn_when_empty: str = ""

    @property
    def key(self) -> str:
        """What problems and templates call it."""
        return self.names[0]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One of the four files. ``id_column`` names the rows when filled."""

    key: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    id_column: str

    def match(self, header: Iterable[str]) -> dict[str, int]:
        """Which column stands where: key → place in the header. Of several accepted names the best one counts."""
        places: dict[str, int] = {}
        for place, text in enumerate(header):
            places.setdefault(fold_header(text), place)
        found = ((c.key, next((places[n] for n in c.names if n in places), None)) for c in self.columns)
        return {key: place for key, place in found if place is not None}

    def missing(self, matched: Mapping[str, Any]) -> list[str]:
        """Needed columns that are not there."""
        return [c.key for c in self.columns if c.needed and c.key not in matched]

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns that the table has too."""
        return tuple(column for column in self.columns if column.field)

    def column(self, key: str) -> Column:
        """A column by its key."""
        return next(c for c in self.columns if c.key == key)


ROW_KEY = Column(("row_key",), KeyCell(), "")
"""Names a stored row, whatever its cells say now."""

INFLUENCERS = Sheet(
    key="influencers",
    model=Influencer,
    id_column="id",
    columns=(
        Column(("id", "influencer_id"), IdCell(), "code", needed=True, filled=True),
        Column(("name", "influencer_name", "influencer"), PersonName(), "name", needed=True),
        Column(("category",), NameCell(), "category_id"),
        Column(("gender",), NameCell(), "gender_id"),
        Column(("follower_count", "followers"), WholeCell(), "follower_count"),
        Column(("platform",), NameCell(), "platform_id"),
    ),
)
POSTS = Sheet(
    key="posts",
    model=Post,
    id_column="post_id",
    columns=(
        Column(("influencer_id",), IdCell(), "influencer_id", needed=True, filled=True),
        Column(("date", "post_date"), DateCell(), "date", needed=True, filled=True),
        Column(("platform",), NameCell(), "platform_id"),
        Column(("url", "post_url"), TextCell(limit=2000), "url"),
        Column(("caption",), TextCell(limit=20_000), "caption"),
        Column(("reach",), WholeCell(), "reach"),
        Column(("likes",), WholeCell(), "likes"),
        Column(("comments",), WholeCell(), "comments"),
        Column(("post_id",), IdCell(), "post_id"),
        Column(("campaign",), NameCell(), "campaign_id"),
        Column(("brand", "brand_mentioned"), NameCell(), "brand_id"),
        ROW_KEY,
    ),
)
TRACKING = Sheet(
    key="tracking",
    model=TrackingEvent,
    id_column="tracking_id",
    columns=(
        Column(("date", "transaction_date"), DateCell(), "date", needed=True, filled=True),
        Column(("revenue",), MoneyCell(), "revenue", needed=True, filled=True),
        Column(("influencer_id",), IdCell(), "influencer_id"),
        Column(("campaign",), NameCell(), "campaign_id"),
        Column(("source",), NameCell(is_source=True), "source_id"),
        Column(("user_id",), TextCell(), "user_id"),
        Column(("product",), NameCell(), "product_id"),
        Column(("orders",), WholeCell(empty=0, may_be_negative=True), "orders", warn_when_empty="empty-orders"),
        Column(("brand", "brands"), NameCell(), "brand_id"),
        Column(("tracking_id",), IdCell(), "tracking_id"),
        ROW_KEY,
    ),
)
PAYOUTS = Sheet(
    key="payouts",
    model=Payout,
    id_column="payout_id",
    columns=(
        Column(("influencer_id",), IdCell(), "influencer_id", needed=True, filled=True),
        Column(("basis",), BasisCell(), "basis", needed=True),
        Column(("campaign",), NameCell(), "campaign_id"),
        Column(("rate",), RateCell(), "rate"),
        Column(("orders", "payout_orders", "total_orders_by_influencer"), WholeCell(may_be_negative=True), "orders"),
        Column(("posts", "posts_count"), WholeCell(), "posts"),
        Column(("total_payout", "payout_amount"), MoneyCell(), "total_payout"),
        Column(("payout_id",), IdCell(), "payout_id"),
        Column(("payout_date",), DateCell(), "payout_date"),
        Column(("status",), TextCell(limit=100), "status"),
        Column(("total_is_derived",), FlagCell(), ""),
        ROW_KEY,
    ),
)
SHEETS = (INFLUENCERS, POSTS, TRACKING, PAYOUTS)
"""In the order they are loaded, so that a row finds what it names."""
