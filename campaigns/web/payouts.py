"""The pages of payouts: the list with what its checks add up to, one payout, and sales that nobody was paid for."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from campaigns import nouns
from campaigns.dates import NO_DATE, format_day
from campaigns.metrics.dimensions import BASIS
from campaigns.models import Payout
from campaigns.reports.explained import explain
from campaigns.reports.filters import FORMS, ReportFilter
from campaigns.reports.labels import Labels
from campaigns.reports.missing import MISSING_PAYOUTS, tally_missing
from campaigns.reports.partly import HIDDEN, find_payouts
from campaigns.reports.payout_checks import BY_KEY, MISSING, SUMS, VERDICTS
from campaigns.reports.payouts import PAYOUTS, PayoutResult, find_shares, read_payout
from campaigns.reports.tallies import Tally
from campaigns.web.links import open_payout, open_person_or_campaign
from campaigns.web.views import TableView

SHARE_ORDER = ("date", "campaign_id", "product_id", "brand_id", "source_id")
MOST_SHARES = 1000
"""Shares that a payout's page lists."""
NOT_MISSING = {"sort", "page", "per_page", "_export", *(f"{BASIS.key}{form}" for form in FORMS)}


@dataclass(frozen=True, kw_only=True)
class Card:
    """A figure over the table and the query that lists its rows; ``noun`` is what is counted, with its number."""

    label: str
    help: str
    tally: Tally
    address: str
    is_current: bool = False
    noun: str = nouns.PAYOUTS
    money: str = ""


class PayoutsView(TableView):
    """All payouts."""

    page = PAYOUTS
    template = "campaigns/payouts.html"
    open = staticmethod(open_payout)

    def context(self, result: PayoutResult) -> dict[str, Any]:
        context, tallies = super().context(result), result.tallies
        context["cards"] = [self._sum_up(result), *(self._card(each, tallies) for each in SUMS), self._missing()]
        context["results"] = [self._card(each, tallies) for each in VERDICTS if each.key in tallies]
        return context

    def _sum_up(self, result: PayoutResult) -> Card:
        is_current = not self.selection.data["result"]
        return Card(
            label=gettext("Paid in total"),
            help=_("Whole payouts, whatever part of them the filter lets through."),
            tally=result.paid,
            address=self._address(None),
            is_current=is_current,
        )

    def _card(self, each: Any, tallies: Any) -> Card:
        """Of a sum, or of a verdict."""
        return Card(
            label=getattr(each, "shown", "") or gettext(each.label),
            help=each.sentence,
            tally=tallies.get(each.key, Tally()),
            address=self._address(each.key),
            is_current=self.selection.data["result"] == [each.key],
        )

    def _missing(self) -> Card:
        return Card(
            label=gettext("Without payout"),
            help=MISSING.sentence,
            tally=tally_missing(self.selection, self.labels),
            address=self._missing_address(),
            noun=nouns.PAIRS,
            money=_("revenue"),
        )

    def _address(self, result: str | None) -> str:
        """This page with another result."""
        query = self.request.GET.copy()
        for key in ("result", "page"):
            query.pop(key, None)
        if result:
            query["result"] = result
        return f"?{query.urlencode()}"

    def _missing_address(self) -> str:
        query = self.request.GET.copy()
        for key in query.copy():
            if key not in ReportFilter.base_filters or key in NOT_MISSING:
                del query[key]
        return f"{reverse(MISSING_PAYOUTS.key)}?{query.urlencode()}".removesuffix("?")


class MissingView(TableView):
    """Influencers and campaigns with sales and no payout."""

    page = MISSING_PAYOUTS
    open = staticmethod(open_person_or_campaign)


def _name_payout(payout: Payout) -> str:
    return gettext("Payout {payout_id}").format(payout_id=payout.payout_id) if payout.payout_id else gettext("Payout")


def show_payout(request: HttpRequest, pk: int) -> HttpResponse:
    """One payout: what the file said, how it checks out, and the cells it was spread over, share by share."""
    payout = get_object_or_404(find_payouts().select_related("influencer", "campaign", "run"), pk=pk)
    shares = find_shares(payout).select_related("campaign", "product", "brand", "source").order_by(*SHARE_ORDER)
    checked = read_payout(payout, Labels())
    if is_partly := "is_partly" in checked:
        for column in (*HIDDEN, "total_payout"):
            setattr(payout, column, checked[column])
    context = {
        "title": _name_payout(payout),
        "payout": payout,
        "shares": [{"cell": cell, "day": format_day(cell.date)} for cell in shares[:MOST_SHARES]],
        "share_count": shares.count(),
        "is_unallocated": shares.filter(date=NO_DATE).exists(),
        "checked": checked,
        "is_partly": is_partly,
        "verdict": BY_KEY[checked["result"]],
        "lines": explain(checked),
    }
    return render(request, "campaigns/payout.html", context)
