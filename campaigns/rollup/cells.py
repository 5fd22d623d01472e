"""Events and posts as cells of the rollup: grouped and summed in SQL (new tracking rows: next door, in ``events``)."""

from typing import Any

from django.db.models import BigIntegerField, Count, Expression, F, Func, QuerySet, SmallIntegerField, Sum, Value
from django.db.models.functions import Cast, Coalesce, Greatest

from campaigns.models import NONE, Attribution, Post, Rollup, TrackingEvent
from campaigns.models.expressions import attribution_of_event, effective_brand
from campaigns.rollup.columns import Cells

BIGINT = BigIntegerField()


class Ordinal(Func):
    """A day as its number, 1 being 0001-01-01: what Python's ``date.toordinal`` gives."""

    output_field = BIGINT

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list]:
        return self.as_sql(
            compiler, connection, template="CAST(julianday(%(expressions)s) - 1721424.5 AS INTEGER)", **more
        )

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list]:
        return self.as_sql(compiler, connection, template="(%(expressions)s - DATE '0001-01-01' + 1)", **more)


def read_events(events: QuerySet[TrackingEvent]) -> Cells:
    """The cells of tracking events, as they stand in the database."""
    dimensions = {
        "product_id": F("product_id"),
        "source_id": F("source_id"),
        "platform_id": F("influencer__platform_id"),
        "attribution": attribution_of_event(),
    }
    zero = Value(0, output_field=BIGINT)
    sums = {
        "events_sum": Count("*"),
        "orders_sum": Sum("orders"),
        "revenue_sum": Sum("revenue"),
        "refunded_orders_sum": Sum(Greatest(-F("orders"), zero)),
        "refunded_revenue_sum": Sum(Greatest(-F("revenue"), zero)),
    }
    return _read(events, dimensions, sums)


def read_posts(posts: QuerySet[Post]) -> Cells:
    """The cells of posts; their platform is their own."""
    none = Value(NONE, output_field=BIGINT)
    dimensions = {
        "product_id": none,
        "source_id": none,
        "platform_id": F("platform_id"),
        "attribution": Value(Attribution.ATTRIBUTED, output_field=SmallIntegerField()),
    }
    sums = {f"{name}_sum": Sum(Coalesce(name, 0)) for name in ("reach", "likes", "comments")}
    return _read(posts, dimensions, {"posts_sum": Count("*")} | sums)


def read_facts(facts: QuerySet) -> Cells:
    """The cells of tracking events or of posts."""
    return read_events(facts) if facts.model is TrackingEvent else read_posts(facts)


def _read(facts: QuerySet, dimensions: dict[str, Expression], sums: dict[str, Expression]) -> Cells:
    """Grouped sums, named with a ``c_`` in front so that no column of the facts is hidden."""
    shared = {
        "campaign_id": F("campaign_id"),
        "influencer_id": F("influencer_id"),
        "date": Ordinal("date"),
        "brand_id": effective_brand(),
    }
    by = {f"c_{name}": (shared | dimensions)[name] for name in Rollup.DIMENSIONS}
    summed = {f"c_{name}": Cast(value, BIGINT) for name, value in sums.items()}
    rows = facts.order_by().values(**by).annotate(**summed).values_list(*by, *summed)
    return Cells.of_rows(rows.iterator(chunk_size=10_000), tuple(sums))
