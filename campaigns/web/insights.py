"""The insights: whom to book again, whom not and why, and which kind of influencer to look for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as _

from campaigns.estimates import LEVEL
from campaigns.metrics.tiers import TIERS
from campaigns.reports.catalog import CAMPAIGNS, INFLUENCERS, PERSONAS
from campaigns.reports.filters import RatioFilter, ReportFilter
from campaigns.reports.rankings import FEWEST_PEOPLE, Ranking
from campaigns.reports.reasons import CLEAR_GAP, FEWEST_ORDERS, FEWEST_PEERS
from campaigns.web.links import write_bound
from campaigns.web.overview import InsightView
from campaigns.web.rankings import list_ranked, sum_payout

LISTED = 10
WORST = 3
"""Where fewer rows are poor, so many of the weakest are shown all the same."""


class InsightFilter(ReportFilter):
    """The insights have a threshold for "poor"."""

    roas_below = RatioFilter(label=_("Poor below ROAS"), max_digits=12, min_value=0)


class InsightsView(InsightView):
    """Poor campaigns, top and poor influencers, and personas, each with how sure that is."""

    template = "campaigns/insights.html"
    title = _("Insights")
    filters = InsightFilter

    def context(self) -> dict[str, Any]:
        stated = self.selection.data["roas_below"]
        threshold = self.selection.break_even if stated is None else float(stated)
        people, campaigns, personas = map(self.rank, (INFLUENCERS, CAMPAIGNS, PERSONAS))
        return {
            "threshold": write_bound(threshold),
            "is_stated": stated is not None,
            "campaigns": self._list_poor(campaigns, threshold),
            "people": self._list_poor(people, threshold),
            "top": list_ranked(self.request, people, people.top(LISTED), threshold),
            "personas": list_ranked(self.request, personas, personas.top(LISTED), threshold),
            "hidden_payout": people.result.hidden_payout,
        }

    def _list_poor(self, ranking: Ranking, threshold: float) -> dict[str, Any]:
        """The poor rows of a report, as many as are shown, and what stands above them."""
        poor = ranking.poor(threshold)
        rows = ranking.worst(threshold, LISTED, WORST)
        return {
            "ranked": list_ranked(self.request, ranking, ranking.explained(rows), threshold),
            "count": len(poor),
            "sure": sum(ranked.side(threshold) < 0 for ranked in poor),
            "payout": sum_payout(poor),
            "query": _poor_query(self.request, threshold),
        }


def _poor_query(request: HttpRequest, threshold: float) -> str:
    """A report of everybody up to the threshold."""
    query = request.GET.copy()
    query.pop("roas_below", None)
    query["roas_max"], query["sort"] = write_bound(threshold), "net_return"
    return query.urlencode()


def show_method(request: HttpRequest) -> HttpResponse:
    """How rows are ranked and explained, in plain words."""
    context = {
        "title": _("How rankings are made"),
        "level": round(LEVEL * 100),
        "tiers": TIERS,
        "fewest_people": FEWEST_PEOPLE,
        "fewest_peers": FEWEST_PEERS,
        "fewest_orders": FEWEST_ORDERS,
        "clear_gap": CLEAR_GAP,
    }
    return render(request, "campaigns/ranking.html", context)
