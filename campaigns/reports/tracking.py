"""The tracking page: every tracked sale, and as whose it counts."""

from collections.abc import Mapping

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.formats import AMOUNT, COUNT, format_count, format_money
from campaigns.metrics.dimensions import BRAND, CAMPAIGN, DAY, PLATFORM, PRODUCT, SOURCE, Dimension
from campaigns.models import Attribution, Rollup, TrackingEvent
from campaigns.models.expressions import attribution_of_event, effective_brand
from campaigns.reports.answers import ask
from campaigns.reports.fact_pages import DATE, PERSON_PATHS, ROW_KEY, SHARED_CELLS, Cell, FactPage, named
from campaigns.reports.facts import FactList, order_facts
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, NumberColumn, Row
from campaigns.reports.searches import count_facts
from campaigns.reports.selection import Selection
from campaigns.reports.windows import Counted

EVENT_PATHS: dict[Dimension, str] = {
    **PERSON_PATHS,
    DAY: "date",
    CAMPAIGN: "campaign_id",
    PRODUCT: "product_id",
    SOURCE: "source_id",
    BRAND: "counted_brand",
    PLATFORM: "influencer__platform_id",
}
TRACKING = FactPage(
    key="tracking",
    title=_("Tracking rows"),
    lead=_("Every tracked sale."),
    columns=(
        DATE,
        Column(key="influencer", label=_("Influencer")),
        Column(key="campaign", label=_("Campaign")),
        Column(key="product", label=_("Product")),
        NumberColumn(key="orders", label=_("Orders"), unit=COUNT),
        NumberColumn(key="revenue", label=_("Revenue"), unit=AMOUNT, repeats=False),
        Column(key="source", label=_("Source")),
        Column(
            key="attribution", label=_("Counted as"), sorts=False, help=_("Only rows of influencers count on reports.")
        ),
        Column(key="counted_brand", label=_("Brand"), help=_("The brand that the row counts for.")),
        Column(
            key="brand", label=_("Brand cell"), help=_("What the file says; empty where the campaign's brand counts.")
        ),
        Column(key="influencer_id", label=_("Id")),
        Column(key="user_id", label=_("User id"), repeats=False),
        Column(key="tracking_id", label=_("Tracking id"), repeats=False),
        ROW_KEY,
    ),
    default_sort="-date",
    orders={
        "date": "date",
        "influencer": "influencer__name",
        "influencer_id": "influencer__code",
        "campaign": "campaign__key",
        "product": "product__key",
        "brand": "brand__key",
        "counted_brand": "counted_key",
        "source": "source__key",
        "orders": "orders",
        "revenue": "revenue",
        "user_id": "user_id",
        "tracking_id": "tracking_id",
    },
    paths=EVENT_PATHS,
    searched=("user_id", "tracking_id"),
    cells={
        **SHARED_CELLS,
        "campaign": named(CAMPAIGN),
        "product": named(PRODUCT),
        "source": named(SOURCE),
        "brand": named(BRAND),
        "counted_brand": named(BRAND, "counted_brand"),
        "attribution": Cell("attribution", lambda labels: lambda value: Attribution(value).label),
    },
)


def list_tracking(
    selection: Selection, labels: Labels, within: Q | None = None, counted: Counted | None = None
) -> FactList:
    """The tracking rows under a selection: all of them, also those that do not count for influencers.

    ``within`` limits them further (a detail page), and ``counted`` are the same in the rollup.
    """
    events = TrackingEvent.objects.annotate(
        counted_brand=effective_brand(), counted_key=effective_brand("__key"), attribution=attribution_of_event()
    )
    events = selection.narrow(events.filter(within or Q()), EVENT_PATHS)
    if selection.bases is not None:
        totals = _say_totals(_add_up(events, labels.version))
        return FactList(TRACKING, events, labels, lambda: totals, gettext(NO_BASIS))
    counted = counted or Counted(selection.cells(Rollup.objects.all()), "events_sum", labels.version)
    found = count_facts(events, selection, TRACKING, counted)
    return FactList(
        TRACKING,
        order_facts(found.facts, TRACKING, selection),
        labels,
        lambda: _say_totals(found.counted.add_up(*SUMS) if found.counted else _add_up(found.facts, labels.version)),
        sort=selection.data["sort"] or TRACKING.default_sort,
        reason=found.note,
        counted=found.counted,
        searched=found if selection.search else None,
    )


NO_BASIS = _("Tracking rows do not record a basis.")
SUMS = ("events_sum", "orders_sum", "revenue_sum")
Sums = Mapping[Attribution, Mapping[str, int]]


def _add_up(events: QuerySet, version: str) -> Sums:
    """Rows, orders and revenue by whose sale it is; for rows that the rollup cannot tell apart."""
    sums = {"events_sum": Count("*"), "orders_sum": Sum("orders"), "revenue_sum": Sum("revenue")}
    kinds = events.order_by().values(kind=F("attribution")).annotate(**sums)
    return {Attribution(row["kind"]): {name: int(row[name]) for name in SUMS} for row in ask(kinds, version)}


def _say_totals(kinds: Sums) -> tuple[Row, str]:
    """Sums over all rows, and a sentence when not all of them count."""
    rows, orders, revenue = (sum(sums[name] for sums in kinds.values()) for name in SUMS)
    totals = {"_rows": rows, "orders": orders, "revenue": revenue}
    counted = kinds.get(Attribution.ATTRIBUTED) or dict.fromkeys(SUMS, 0)
    if counted["events_sum"] == rows:
        return totals, ""
    apart = format_count(rows - counted["events_sum"])
    words = gettext(
        "{count} of these rows are baseline or unassigned: listed and added up here, but left out of reports. "
        "What counts is {revenue}."
    )
    return totals, words.format(count=apart, revenue=format_money(counted["revenue_sum"]))
