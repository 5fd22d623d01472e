"""The payouts page: each payout whole, its share under the filter, what its scope brought in and how it checks out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns.metrics.catalog import PAYOUT, ROAS
from campaigns.metrics.dimensions import CAMPAIGN, INFLUENCER, PAYOUT_ROW, Dimension, Grain
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE, Payout, PayoutShare, Rollup
from campaigns.names import fold_header, fold_name
from campaigns.reports import checked
from campaigns.reports.answers import Answer, ask
from campaigns.reports.fact_pages import ROW_KEY, FactPage
from campaigns.reports.grouped import sort_by
from campaigns.reports.labels import Labels
from campaigns.reports.partly import check, find_payouts, spread
from campaigns.reports.parts import Row
from campaigns.reports.payout_columns import COLUMNS
from campaigns.reports.places import Narrow, everywhere
from campaigns.reports.results import Result, Rows, find_hidden_payout
from campaigns.reports.scopes import read_scopes
from campaigns.reports.selection import Selection
from campaigns.reports.tallies import Tally, tally_checks

PAYOUTS = FactPage(
    key="payouts",
    title=_("Payouts"),
    lead=_("What was paid, for what, what came back, and whether it is what was tracked."),
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
PLAIN = {
    *("rate", "orders", "posts", "total_payout", "payout_date", "tracked_orders", "posts_found", "revenue", ROAS.key),
    *("stated_units", "expected_units", "stated_amount", "expected_payout", "difference", "difference_share"),
}
"""Columns that are sorted by what stands in a checked payout."""
SHOWN = (*PLAIN, "basis", "payout_id", "status", "result")
"""Columns that show it."""


@dataclass
class PayoutResult(Result):
    """Payouts, and all of them whatever the result of their check, so that one can choose another result."""

    of_any_result: Sequence[Row] = field(default_factory=list)

    @cached_property
    def tallies(self) -> Mapping[str, Tally]:
        """All of them by result, and by the sum they count in."""
        return tally_checks(self.of_any_result)

    @cached_property
    def paid(self) -> Tally:
        """All of them, as whole payouts."""
        return Tally(len(self.of_any_result), sum(payout["total_payout"] for payout in self.of_any_result))


def list_payouts(selection: Selection, labels: Labels, narrow: Narrow | None = None) -> PayoutResult:
    """Every payout of which any share lies in the selection."""
    payouts = read_payouts(labels)
    if selection.picks_payouts:
        wanted = _find_payouts(selection)
        payouts = [payout for payout in payouts if payout["id"] in wanted]
    shares = read_shares(payouts, selection, labels, narrow)
    figures = Figures(shares, labels)
    rows = [p for p in payouts if p["id"] in shares and selection.passes_roas(p[ROAS.key])]
    if words := fold_name(selection.search):
        rows = _search(rows, words, labels)
    sort = selection.data["sort"] or PAYOUTS.default_sort
    results = set(selection.data.get("result") or ())
    chosen = [row for row in rows if not results or not results.isdisjoint((row["result"], row["sum"]))]
    chosen = sort_by(chosen, figures.sort_value(sort.removeprefix("-")), sort)
    hidden = 0 if selection.narrows_payouts else find_hidden_payout(selection, labels, narrow or everywhere)
    totals = _add_up(chosen, shares)
    return PayoutResult(
        list(COLUMNS), Rows(chosen, figures.make_row), totals, hidden, shown_sort=sort, of_any_result=rows
    )


def _add_up(payouts: Sequence[Row], shares: Mapping[int, int]) -> Row:
    return {
        "total_payout": sum(payout["total_payout"] for payout in payouts),
        "difference": sum(payout["difference"] or 0 for payout in payouts),
        PAYOUT.key: sum(shares[payout["id"]] for payout in payouts),
    }


def read_payouts(labels: Labels) -> Answer:
    """Every payout with the figures of its check, by influencer and campaign: the order in which equal ones stand."""
    return ask(find_payouts().order_by().values(*STORED), labels.version, partial(_arrange, labels), variant="checked")


def _arrange(labels: Labels, payouts: Answer) -> Answer:
    person, campaign = labels.rank(INFLUENCER), labels.rank(CAMPAIGN)
    scopes = read_scopes(Rollup.objects.all(), labels)
    checked = check(payouts, scopes, labels.version)
    return sorted(checked, key=lambda p: (person(p["influencer_id"]), campaign(p["campaign_id"]), p["id"]))


def read_payout(payout: Payout, labels: Labels) -> Row:
    """One payout with the figures of its check, for which those of its influencer are looked at."""
    mine = find_payouts().filter(influencer=payout.influencer_id).order_by().values(*STORED)
    scopes = read_scopes(Rollup.objects.filter(influencer=payout.influencer_id), labels)
    return next(row for row in check(list(mine), scopes, labels.version) if row["id"] == payout.pk)


def _find_payouts(selection: Selection) -> set[int]:
    """Ids of payouts by what their own rows say: run, check, day of payment, basis, status."""
    payouts = find_payouts().order_by()
    after, before = selection.data.get("payout_date_after"), selection.data.get("payout_date_before")
    bounds = {"payout_date__gte": after, "payout_date__lte": before, "run_id": selection.run}
    payouts = payouts.filter(**{key: bound for key, bound in bounds.items() if bound is not None})
    if selection.bases is not None:
        payouts = payouts.filter(basis__in=selection.bases)
    if wanted := {fold_header(text) for text in selection.data.get("status") or ()}:
        found = payouts.order_by().values_list("status", flat=True).distinct()
        payouts = payouts.filter(status__in=[text for text in found if text and fold_header(text) in wanted])
    found = set(payouts.values_list("pk", flat=True))
    return found & checked.PAYOUTS[selection.check]().keys() if selection.check else found


def read_shares(
    payouts: Sequence[Row], selection: Selection, labels: Labels, narrow: Narrow | None = None
) -> Mapping[int, int]:
    """Paise of each of these payouts that lie in the selection; without those that have no share there.

    Where a payout shares its cells its shares are stored; where it is alone they are what the cells of its scope hold.
    """
    if narrow is None and not selection.cuts:
        return {payout["id"]: payout["total_payout"] for payout in payouts}
    stored = PayoutShare.objects.all() if narrow is None else narrow(PayoutShare.objects.all())
    shares = _ask(selection.cells(stored), labels, PAYOUT_ROW)
    return spread(payouts, shares, read_paid(selection, labels, narrow))


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


@dataclass(frozen=True)
class Figures:
    """What belongs to checked payouts beside their own rows: shares under the filter, names."""

    shares: Mapping[int, int]
    labels: Labels

    def sort_value(self, key: str) -> Callable[[Row], Any]:
        """What payouts are sorted by; rows are made only where no shorter way is known."""
        if key == PAYOUT.key:
            return lambda payout: self.shares[payout["id"]]
        if key in PLAIN:
            return itemgetter(key)
        column = next(column for column in COLUMNS if column.key == key)
        return column.sort_value if key in SHOWN else lambda payout: column.sort_value(self.make_row(payout))

    def make_row(self, payout: Row) -> Row:
        """The row of the page."""
        person = self.labels.people[payout["influencer_id"]]
        campaign = self.labels.name(CAMPAIGN, payout["campaign_id"])
        return {
            **{key: payout[key] for key in SHOWN},
            "_id": payout["id"],
            ROW_KEY.key: payout["key"],
            "_influencer": payout["influencer_id"],
            "_campaign": payout["campaign_id"],
            "_rate_shown": payout["rate_text"] if payout["rate"] is None else "",
            "influencer": person.name,
            "influencer_id": person.code,
            "campaign": campaign,
            "_campaign_shown": campaign or gettext("all campaigns"),
            "total_is_derived": "yes" if payout["total_is_derived"] else "no",
            "_checked": payout,
            PAYOUT.key: self.shares[payout["id"]],
        }


def _search(payouts: Sequence[Row], words: str, labels: Labels) -> list[Row]:
    """Those with the words in a name or text of theirs. Each influencer and campaign is looked at once."""
    known = {payout["influencer_id"] for payout in payouts}
    people = {pk for pk in known if _holds(words, labels.people[pk].name, labels.people[pk].code)}
    campaigns = {pk for pk, name in labels.names(CAMPAIGN).items() if _holds(words, name)}
    return [
        payout
        for payout in payouts
        if payout["influencer_id"] in people
        or payout["campaign_id"] in campaigns
        or _holds(words, payout["payout_id"], payout["status"])
    ]


def _holds(words: str, *texts: str) -> bool:
    return any(words in fold_name(text) for text in texts)
