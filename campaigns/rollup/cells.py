"""Events and posts as cells of the rollup: grouped, summed and merged in SQL."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Count, F, QuerySet, SmallIntegerField, Sum, Value
from django.db.models.functions import Coalesce, Greatest

from campaigns.models import NONE, Attribution, Post, Rollup, TrackingEvent
from campaigns.models.expressions import attribution_of_event, effective_brand

TABLE = Rollup._meta.db_table


def _cells(facts: QuerySet, dimensions: dict[str, Any], sums: dict[str, Any]) -> QuerySet:
    """Grouped sums named like the rollup's columns with a ``c_`` in front, so that no fact's column is hidden."""
    shared = {
        "date": F("date"),
        "campaign_id": F("campaign_id"),
        "influencer_id": F("influencer_id"),
        "brand_id": effective_brand(),
    }
    cells = facts.order_by().values(**{f"c_{name}": value for name, value in (shared | dimensions).items()})
    return cells.annotate(**{f"c_{name}": value for name, value in sums.items()})


def event_cells(events: QuerySet[TrackingEvent]) -> QuerySet:
    """Tracking events as cells of the rollup."""
    dimensions = {
        "attribution": attribution_of_event(),
        "product_id": F("product_id"),
        "source_id": F("source_id"),
        "platform_id": F("influencer__platform_id"),
    }
    zero = Value(0, output_field=BigIntegerField())
    sums = {
        "events_sum": Count("*"),
        "orders_sum": Sum("orders"),
        "revenue_sum": Sum("revenue"),
        "orders_weight_sum": Sum(Greatest("orders", zero)),
        "revenue_weight_sum": Sum(Greatest("revenue", zero)),
    }
    return _cells(events, dimensions, sums)


def post_cells(posts: QuerySet[Post]) -> QuerySet:
    """Posts as cells of the rollup; their platform is their own."""
    dimensions = {
        "attribution": Value(Attribution.ATTRIBUTED, output_field=SmallIntegerField()),
        "platform_id": F("platform_id"),
    }
    sums = {"posts_sum": Count("*")} | {
        f"{name}_sum": Sum(Coalesce(name, 0)) for name in ("reach", "likes", "comments")
    }
    return _cells(posts, dimensions, sums)


def cells_of(facts: QuerySet) -> QuerySet:
    """The cells of tracking events or of posts."""
    return event_cells(facts) if facts.model is TrackingEvent else post_cells(facts)


def merge_facts(facts: QuerySet, sign: int) -> None:
    """Adds the facts' cells to the rollup (``sign`` 1) or takes them out (-1), in one statement."""
    cells, columns = cells_of(facts), (*Rollup.DIMENSIONS, *Rollup.SUMS)
    chosen = [
        _select(name, name in Rollup.SUMS and sign < 0, f"c_{name}" in cells.query.annotation_select)
        for name in columns
    ]
    added = ", ".join(f"{name} = {TABLE}.{name} + excluded.{name}" for name in Rollup.SUMS)
    try:
        inner, params = cells.query.sql_with_params()
    except EmptyResultSet:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} ({', '.join(columns)}) SELECT {', '.join(chosen)} FROM ({inner}) cells WHERE true"
            f" ON CONFLICT ({', '.join(Rollup.DIMENSIONS)}) DO UPDATE SET {added}",
            params,
        )


def _select(name: str, negate: bool, is_there: bool) -> str:
    return f'{"-" if negate else ""}"c_{name}"' if is_there else str(NONE)
