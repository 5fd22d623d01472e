"""The payouts page: each payout whole, its share under the filter, and what its scope brought in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from campaigns.formats import AMOUNT, guard_cell
from campaigns.metrics.catalog import ORDERS, PAYOUT, REVENUE, ROAS
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER, PAYOUT_ROW, Dimension, Grain
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE, Payout, PayoutShare, Rollup
from campaigns.names import fold_header, fold_name
from campaigns.reports import checked
from campaigns.reports.answers import Answer, ask
from campaigns.reports.facts import ROW_KEY, FactPage
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, DateColumn, NumberColumn, Row, metric_column
from campaigns.reports.results import Result, Rows, find_hidden_payout, sort_by
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


STORED = (
    "id",
    "key",
    "influencer_id",
    "campaign_id",
    "basis",
    "rate",
    "rate_text",
    "orders",
    "posts",
    "total_payout",
    "total_is_derived",
    "payout_id",
    "payout_date",
    "status",
)
"""What is read of each payout."""
NAMED = {"influencer_id", "basis", "payout_id", "status", "total_is_derived"}
"""Stored columns that are sorted by as they are shown."""
OF_SCOPE = {"tracked_orders": ORDERS.key, "revenue": REVENUE.key, ROAS.key: ROAS.key}
NOTHING: Mapping[str, Any] = {ORDERS.key: 0, REVENUE.key: 0, ROAS.key: None}
Narrow = Callable[[RollupQuerySet], RollupQuerySet]
"""Limits cells of the rollup, or shares, further than a selection does (a detail page)."""


def list_payouts(selection: Selection, labels: Labels, narrow: Narrow | None = None) -> Result:
    """Every payout of which any share lies in the selection."""
    payouts = ask(_find_payouts(selection).order_by().values(*STORED), labels.version, partial(_by_names, labels))
    shares = read_shares(payouts, selection, labels, narrow)
    figures = Figures(shares, read_scopes(Rollup.objects.all(), labels) if shares else {}, labels)
    rows = [
        payout
        for payout in payouts
        if payout["id"] in shares
        and selection.passes_roas(figures.scope(payout).get(ROAS.key))
        and (not selection.search or _matches(figures.make_row(payout), selection.search))
    ]
    sort = selection.data["sort"] or PAYOUTS.default_sort
    rows = sort_by(rows, figures.sort_value(sort.removeprefix("-")), sort)
    totals = {
        "total_payout": sum(payout["total_payout"] for payout in rows),
        PAYOUT.key: sum(shares[payout["id"]] for payout in rows),
    }
    cells = Rollup.objects.all() if narrow is None else narrow(Rollup.objects.all())
    hidden = 0 if selection.narrows_payouts else find_hidden_payout(selection, cells)
    return Result(list(COLUMNS), Rows(rows, figures.make_row), totals, hidden, shown_sort=sort)


def _by_names(labels: Labels, payouts: Answer) -> Answer:
    """By influencer and campaign: the order in which equal ones stand."""
    person, campaign = labels.rank(INFLUENCER), labels.rank(CAMPAIGN)
    return sorted(payouts, key=lambda p: (person(p["influencer_id"]), campaign(p["campaign_id"]), p["id"]))


def _find_payouts(selection: Selection) -> QuerySet[Payout]:
    """Payouts by what their own rows say: run, check, day of payment, basis, status."""
    payouts = Payout.objects.all()
    if selection.check:
        payouts = checked.PAYOUTS[selection.check]()
    after, before = selection.data.get("payout_date_after"), selection.data.get("payout_date_before")
    bounds = {"payout_date__gte": after, "payout_date__lte": before, "run_id": selection.run}
    payouts = payouts.filter(**{key: bound for key, bound in bounds.items() if bound is not None})
    if selection.bases is not None:
        payouts = payouts.filter(basis__in=selection.bases)
    if wanted := {fold_header(text) for text in selection.data.get("status") or ()}:
        found = payouts.order_by().values_list("status", flat=True).distinct()
        payouts = payouts.filter(status__in=[text for text in found if text and fold_header(text) in wanted])
    return payouts


def read_shares(
    payouts: Sequence[Row], selection: Selection, labels: Labels, narrow: Narrow | None = None
) -> Mapping[int, int]:
    """Paise of each of these payouts that lie in the selection; without those that have no share there.

    Where a payout shares its cells its shares are stored; where it is alone they are what the cells of its scope hold.
    """
    if narrow is None and not selection.cuts:
        return {payout["id"]: payout["total_payout"] for payout in payouts}
    stored = PayoutShare.objects.all() if narrow is None else narrow(PayoutShare.objects.all())
    shares = {row[PAYOUT_ROW.alias]: row[PAYOUT.key] for row in _ask(selection.cells(stored), labels, PAYOUT_ROW)}
    together = set(PayoutShare.objects.order_by().values_list("payout_id", flat=True).distinct())
    paid: dict[tuple[int, int], int] = {}
    for row in read_paid(selection, labels, narrow):
        person, campaign, paise = row[INFLUENCER.alias], row[CAMPAIGN.alias], row[PAYOUT.key]
        paid[person, campaign] = paise
        paid[person, ALL] = paid.get((person, ALL), 0) + paise
    for payout in payouts:
        scope = (payout["influencer_id"], payout["campaign_id"] if payout["campaign_id"] != NONE else ALL)
        if payout["id"] not in together and scope in paid:
            shares[payout["id"]] = paid[scope]
    return shares


def read_paid(selection: Selection, labels: Labels, narrow: Narrow | None = None) -> Answer:
    """Paise in the selection by influencer and campaign."""
    cells = Rollup.objects.attributed().filter(shares_sum__gt=0)
    return _ask(selection.cells(cells if narrow is None else narrow(cells)), labels, INFLUENCER, CAMPAIGN)


def find_shares(payout: Payout) -> QuerySet:
    """The places it falls on, by day, each with its ``payout_sum``."""
    stored = PayoutShare.objects.filter(payout_id=payout.pk)
    if stored.exists():
        return stored.at(Grain.DAY)
    scope = {"influencer": payout.influencer_id}
    if payout.campaign_id != NONE:
        scope["campaign"] = payout.campaign_id
    return Rollup.objects.attributed().filter(shares_sum__gt=0, **scope).find_days()


def _ask(places: RollupQuerySet, labels: Labels, *dimensions: Dimension) -> Answer:
    return ask(places.by(*dimensions).with_metrics(PAYOUT), labels.version)


Scopes = Mapping[tuple[int, int], Mapping[str, Any]]
ALL = -1
"""Stands for a campaign where all of an influencer's are meant."""


def read_scopes(cells: RollupQuerySet, labels: Labels) -> Scopes:
    """Orders, revenue, payout and ROAS by influencer and campaign; campaign ``NONE`` is all of the influencer's."""
    metrics = (ORDERS, REVENUE, PAYOUT, ROAS)
    cells = cells.attributed()
    campaigns = ask(cells.by(INFLUENCER, CAMPAIGN).with_metrics(*metrics), labels.version)
    people = ask(cells.by(INFLUENCER).with_metrics(*metrics), labels.version)
    scopes = {(row[INFLUENCER.alias], row[CAMPAIGN.alias]): row for row in campaigns}
    return scopes | {(row[INFLUENCER.alias], NONE): row for row in people}


@dataclass(frozen=True)
class Figures:
    """What belongs to payouts beside their own rows: shares under the filter, scopes, names."""

    shares: Mapping[int, int]
    scopes: Scopes
    labels: Labels

    def scope(self, payout: Row) -> Mapping[str, Any]:
        """What the payout was paid for brought in."""
        return self.scopes.get((payout["influencer_id"], payout["campaign_id"]), NOTHING)

    def sort_value(self, key: str) -> Callable[[Row], Any]:
        """What payouts are sorted by; rows are made only where no shorter way is known."""
        if key == PAYOUT.key:
            return lambda payout: self.shares[payout["id"]]
        if key in OF_SCOPE:
            return lambda payout: self.scope(payout)[OF_SCOPE[key]]
        if key in STORED and key not in NAMED:
            return itemgetter(key)
        column = next(column for column in COLUMNS if column.key == key)
        return lambda payout: column.sort_value(self.make_row(payout))

    def make_row(self, payout: Row) -> Row:
        """The row of the page."""
        person = self.labels.people[payout["influencer_id"]]
        campaign = self.labels.name(CAMPAIGN, payout["campaign_id"])
        kept = ("basis", "rate", "orders", "posts", "total_payout", "payout_id", "payout_date", "status")
        return {
            **{key: payout[key] for key in kept},
            **{key: self.scope(payout)[name] for key, name in OF_SCOPE.items()},
            "_id": payout["id"],
            ROW_KEY.key: payout["key"],
            "_influencer": payout["influencer_id"],
            "_campaign": payout["campaign_id"],
            "_rate_shown": payout["rate_text"] if payout["rate"] is None else "",
            "influencer": person.name,
            "influencer_id": person.code,
            "campaign": campaign,
            "_campaign_shown": campaign or "all campaigns",
            "total_is_derived": "yes" if payout["total_is_derived"] else "no",
            PAYOUT.key: self.shares[payout["id"]],
        }


def _matches(row: Row, search: str) -> bool:
    words = fold_name(search)
    columns = ("influencer", "influencer_id", "campaign", "payout_id", "status")
    return not words or any(words in fold_name(row[key]) for key in columns)
