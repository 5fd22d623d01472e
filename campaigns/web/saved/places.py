"""The pages that can be saved, each by a key from which its address is made: nothing else can ever be opened."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext

from campaigns.reports.catalog import REPORTS
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.filters import Bounds, ReportFilter
from campaigns.reports.labels import Labels
from campaigns.reports.pages import PAGES
from campaigns.reports.parts import Report
from campaigns.reports.reading import BadParameters, find_faults
from campaigns.reports.selection import NO_VIEW, PLACE
from campaigns.web.detail import WITH_DETAIL
from campaigns.web.insights import InsightsView
from campaigns.web.links import read_ident
from campaigns.web.overview import InsightView, OverviewView
from campaigns.web.preferences import check_columns

FRONT: dict[str, type[InsightView]] = {"overview": OverviewView, "insights": InsightsView}
"""Pages without a table, by the name of their address."""
NOT_SAVED = (PLACE - {"per_page", "columns"}) | NO_VIEW.keys()


@dataclass(frozen=True, kw_only=True)
class Place:
    """A page, and what it takes as parameters."""

    key: str
    address: str
    filters: type[Bounds] = ReportFilter
    sort_keys: Iterable[str] = ()
    table: Report | FactPage | None = None

    def find_faults(self, query: str) -> list[str]:
        """What the page would say of this query; empty when it can be read."""
        params = QueryDict(query)
        return find_faults(params, self.filters, self.sort_keys) + self._find_unknown_columns(params)

    def _find_unknown_columns(self, params: QueryDict) -> list[str]:
        try:
            check_columns(self.table, params.get("columns", "")) if self.table else None
        except BadParameters as problem:
            return problem.sentences
        return []

    def open(self, query: str) -> str:
        """The address under this query; one without any asks for the page without a default."""
        return f"{self.address}?{query or _write(NO_VIEW.items())}"


def find_place(key: str) -> Place | None:
    """The page with this key: ``overview``, ``campaigns``, ``posts``, ``campaigns/17``; None when there is none."""
    if key in FRONT:
        return Place(key=key, address=reverse(key), filters=FRONT[key].filters)
    if key in PAGES:
        address = reverse("report", args=[key]) if key in REPORTS else reverse(key)
        entry = PAGES[key]
        return Place(key=key, address=address, filters=entry.filters, sort_keys=entry.page.sort_keys, table=entry.page)
    report, _, ident = key.partition("/")
    try:
        read_ident(WITH_DETAIL[report], ident)
    except (KeyError, ValueError):
        return None
    return Place(key=key, address=reverse("detail", args=[report, ident]))


def find_key(match: ResolverMatch) -> str:
    """The key of the page that an address leads to."""
    if match.url_name in ("report", "detail"):
        return "/".join(filter(None, (match.kwargs["report"], match.kwargs.get("ident"))))
    return match.url_name or ""


def name_place(key: str, labels: Labels) -> str:
    """``Campaigns``; ``Campaigns: MB_One`` for a row's own page."""
    if key in FRONT:
        return gettext(FRONT[key].title)
    if key in PAGES:
        return gettext(PAGES[key].page.title)
    report, _, ident = key.partition("/")
    try:
        ids = read_ident(WITH_DETAIL[report], ident)
        names = [labels.shown(d, i) for d, i in zip(WITH_DETAIL[report].dimensions, ids, strict=True)]
    except (KeyError, ValueError):
        return gettext("A page that is not there any more")
    return f"{gettext(WITH_DETAIL[report].title)}: {' · '.join(name or gettext('none') for name in names)}"


def tidy_query(params: QueryDict) -> str:
    """What of an address belongs to a view, in a fixed order: no empty values, no page number, no export."""
    return _write(
        (key, value) for key in sorted(params.keys() - NOT_SAVED) for value in params.getlist(key) if value.strip()
    )


def keep_readable(place: Place, query: str) -> str:
    """The query without the parameters that the page cannot read."""
    given, kept = QueryDict(query), QueryDict(mutable=True)
    for key, values in given.lists():
        kept.setlist(key, values)
        if place.find_faults(kept.urlencode()):
            del kept[key]
    return kept.urlencode()


def _write(pairs: Iterable[tuple[str, str]]) -> str:
    written = QueryDict(mutable=True)
    for key, value in pairs:
        written.appendlist(key, value)
    return written.urlencode()


def find_here(request: HttpRequest) -> Place | None:
    """The page that a request is for, if it can be saved."""
    return find_place(find_key(request.resolver_match)) if request.resolver_match else None
