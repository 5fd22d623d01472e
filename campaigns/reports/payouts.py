"""The payouts page: each payout whole, its share under the filter, and what its scope brought in."""

from collections.abc import Mapping
from typing import Any

from campaigns.formats import AMOUNT, guard_cell
from campaigns.metrics.catalog import ORDERS, PAYOUT, REVENUE, ROAS
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER, PAYOUT_ROW
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE, Payout, PayoutShare, Rollup
from campaigns.models.rollup import ShareQuerySet
from campaigns.names import fold_header, fold_name
from campaigns.reports import checked
from campaigns.reports.facts import ROW_KEY, FactPage
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, DateColumn, NumberColumn, Row, metric_column
from campaigns.reports.results import Result, find_hidden_payout, sort_rows
from campaigns.reports.selection import Selection


class RateColumn(NumberColumn):
    """A rate in figures or in words."""

    is_safe = False

    def show(self, row: Row) -> str:
        return row.get("_rate_shown") or super().show(row)

    def read(self, row: Row) -> int | str:
        return row["_rate_shown"] or super().read(row)

    def spell(self, value: int | str) -> str:
        return value if isinstance(value, str) else super().spell(value)

    def write(self, value: int | str) -> str:
        return guard_cell(value) if isinstance(value, str) else super().spell(value)


def _number(key: str, label: str, **more: Any) -> NumberColumn:
    return NumberColumn(key=key, label=label, **more)


COLUMNS: tuple[Column, ...] = (
    Column(key="influencer", label="Influencer"),
    Column(key="influencer_id", label="Id"),
    Column(key="campaign", label="Campaign"),
    Column(key="basis", label="Basis"),
    RateColumn(key="rate", label="Rate", unit=AMOUNT),
    _number("total_payout", "Total payout", unit=AMOUNT, help="The whole payout, whatever the filter."),
    _number(PAYOUT.key, "In the filter", unit=AMOUNT, help="The part of the payout that the filter lets through."),
    _number("revenue", "Revenue of scope", unit=AMOUNT, help="Attributed revenue of what this payout was paid for."),
    metric_column(ROAS),
    Column(key="status", label="Status"),
    DateColumn(key="payout_date", label="Paid on"),
    _number("orders", "Orders paid", help="Orders the payouts file states for this payout."),
    _number("tracked_orders", "Orders tracked", help="Attributed orders in the payout's scope."),
    _number("posts", "Posts paid", help="Posts the payouts file states for this payout."),
    Column(key="total_is_derived", label="Derived", help="The file had no total: rate × orders or posts, followed."),
    Column(key="payout_id", label="Payout id"),
    ROW_KEY,
)
PAYOUTS = FactPage(
    key="payouts",
    title="Payouts",
    lead="What was paid, for what, and what came back.",
    columns=COLUMNS,
    default_sort="-total_payout",
    orders={column.key: column.key for column in COLUMNS if column.sorts},
)


def list_payouts(selection: Selection, labels: Labels, within: ShareQuerySet | None = None) -> Result:
    """Every payout of which any share lies in the selection."""
    spread = _of_rows(within if within is not None else PayoutShare.objects.all(), selection)
    grouped = selection.cells(spread).by(PAYOUT_ROW).with_metrics(PAYOUT)
    shares = {row[PAYOUT_ROW.alias]: row[PAYOUT.key] for row in grouped}
    payouts = [p for p in Payout.objects.in_bulk(list(shares)).values() if _is_wanted(p, selection)] if shares else []
    scopes = read_scopes(Rollup.objects.all()) if payouts else {}
    rows = [_payout_row(p, shares[p.pk], scopes, labels) for p in payouts]
    rows = [row for row in rows if selection.passes_roas(row[ROAS.key]) and _matches(row, selection.search)]
    sort_rows(rows, COLUMNS, selection.data["sort"] or PAYOUTS.default_sort)
    totals = {key: sum(row[key] for row in rows) for key in ("total_payout", PAYOUT.key)}
    return Result(list(COLUMNS), rows, totals, find_hidden_payout(selection, spread))


def _of_rows(spread: ShareQuerySet, selection: Selection) -> ShareQuerySet:
    """Only shares of payouts that a run has brought, or a check has found."""
    if selection.run is not None:
        spread = spread.filter(payout_id__in=Payout.objects.filter(run_id=selection.run).values("pk"))
    if selection.check:
        spread = spread.filter(payout_id__in=checked.PAYOUTS[selection.check]().values("pk"))
    return spread


def _is_wanted(payout: Payout, selection: Selection) -> bool:
    after, before = selection.data.get("payout_date_after"), selection.data.get("payout_date_before")
    if (after or before) and payout.payout_date is None:
        return False
    in_days = (not after or payout.payout_date >= after) and (not before or payout.payout_date <= before)
    return in_days and _named(selection, "basis", payout.basis) and _named(selection, "status", payout.status)


def _named(selection: Selection, key: str, value: str) -> bool:
    wanted = selection.data.get(key)
    return not wanted or (value != "" and fold_header(value) in {fold_header(text) for text in wanted})


Scopes = Mapping[tuple[int, int], Mapping[str, Any]]


def read_scopes(cells: RollupQuerySet) -> Scopes:
    """Orders, revenue, payout and ROAS by influencer and campaign; campaign ``NONE`` is all of the influencer's."""
    metrics = (ORDERS, REVENUE, PAYOUT, ROAS)
    cells = cells.attributed()
    campaigns = cells.by(INFLUENCER, CAMPAIGN).with_metrics(*metrics)
    scopes = {(row[INFLUENCER.alias], row[CAMPAIGN.alias]): row for row in campaigns}
    people = cells.by(INFLUENCER).with_metrics(*metrics)
    return scopes | {(row[INFLUENCER.alias], NONE): row for row in people}


def _payout_row(payout: Payout, share: int, scopes: Scopes, labels: Labels) -> Row:
    person = labels.people[payout.influencer_id]
    scope = scopes.get((payout.influencer_id, payout.campaign_id), {})
    kept = ("basis", "rate", "orders", "posts", "total_payout", "payout_id", "payout_date", "status")
    return {
        **{key: getattr(payout, key) for key in kept},
        "_id": payout.pk,
        ROW_KEY.key: payout.key,
        "_influencer": payout.influencer_id,
        "_campaign": payout.campaign_id,
        "_rate_shown": payout.rate_text if payout.rate is None else "",
        "influencer": person.name,
        "influencer_id": person.code,
        "campaign": labels.name(CAMPAIGN, payout.campaign_id),
        "_campaign_shown": labels.name(CAMPAIGN, payout.campaign_id) or "all campaigns",
        "total_is_derived": "yes" if payout.total_is_derived else "no",
        PAYOUT.key: share,
        "tracked_orders": scope.get(ORDERS.key, 0),
        "revenue": scope.get(REVENUE.key, 0),
        ROAS.key: scope.get(ROAS.key),
    }


def _matches(row: Row, search: str) -> bool:
    words = fold_name(search)
    columns = ("influencer", "influencer_id", "campaign", "payout_id", "status")
    return not words or any(words in fold_name(row[key]) for key in columns)
