"""Every page with a table, by its key: what it takes as parameters, and where its rows come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from campaigns.reports.catalog import REPORTS
from campaigns.reports.facts import FactList, FactPage
from campaigns.reports.filters import Bounds, PayoutRowFilter, PostRowFilter, ReportFilter, RowFilter
from campaigns.reports.labels import Labels
from campaigns.reports.missing import MISSING_PAYOUTS, list_missing
from campaigns.reports.parts import Report
from campaigns.reports.payouts import PAYOUTS, list_payouts
from campaigns.reports.posts import POSTS, list_posts
from campaigns.reports.results import Result, run_report
from campaigns.reports.selection import Selection
from campaigns.reports.tracking import TRACKING, list_tracking


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """A page; ``run`` gives all rows, or what can be cut and walked like all rows."""

    page: Report | FactPage
    filters: type[Bounds]
    run: Callable[[Selection, Labels], Result | FactList]


PAGES: Mapping[str, TablePage] = {
    entry.page.key: entry
    for entry in (
        *(TablePage(page=r, filters=ReportFilter, run=partial(run_report, r)) for r in REPORTS.values()),
        TablePage(page=POSTS, filters=PostRowFilter, run=list_posts),
        TablePage(page=TRACKING, filters=RowFilter, run=list_tracking),
        TablePage(page=PAYOUTS, filters=PayoutRowFilter, run=list_payouts),
        TablePage(page=MISSING_PAYOUTS, filters=ReportFilter, run=list_missing),
    )
}
