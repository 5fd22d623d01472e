"""Every page with a table, by its key: what it takes as parameters, and where its rows come from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.translation import get_language

from campaigns.metrics.dimensions import MONTH
from campaigns.reports.answers import keep
from campaigns.reports.catalog import REPORTS
from campaigns.reports.compared import COMPARED_KEYS, run_compared
from campaigns.reports.fact_pages import FactPage
from campaigns.reports.facts import FactList
from campaigns.reports.filters import Bounds, ComparedFilter, PayoutRowFilter, PostRowFilter, ReportFilter, RowFilter
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
    """A page; ``run`` gives all rows, or what can be cut and walked like all rows. Raises ``BadParameters`` for what
    this page cannot do. ``more_sorts`` are keys of columns that it has only sometimes."""

    page: Report | FactPage
    filters: type[Bounds]
    run: Callable[[Selection, Labels], Result | FactList]
    more_sorts: frozenset[str] = frozenset()
    is_kept: bool = True
    """Whether its rows come all at once; others are read from the database only as far as they are looked at."""

    def find(self, selection: Selection, labels: Labels) -> Result | FactList:
        """The same; a result that this process has given before is kept as long as the data are the same,
        for each language: there are words in it."""
        if not self.is_kept:
            return self.run(selection, labels)
        name = (self.page.key, selection.key(), get_language())
        return keep(labels.version, name, lambda: self.run(selection, labels), lambda result: len(result.rows))

    @property
    def sort_keys(self) -> set[str]:
        """What ``sort`` may name."""
        return self.page.sort_keys | self.more_sorts

    @property
    def is_compared(self) -> bool:
        """Whether its rows have a period before."""
        return bool(self.more_sorts)


def _report_page(report: Report) -> TablePage:
    if MONTH in report.dimensions:  # a month is a period itself
        return TablePage(page=report, filters=ReportFilter, run=partial(run_report, report))
    run = partial(run_compared, report)
    return TablePage(page=report, filters=ComparedFilter, run=run, more_sorts=COMPARED_KEYS)


PAGES: Mapping[str, TablePage] = {
    entry.page.key: entry
    for entry in (
        *map(_report_page, REPORTS.values()),
        TablePage(page=POSTS, filters=PostRowFilter, run=list_posts, is_kept=False),
        TablePage(page=TRACKING, filters=RowFilter, run=list_tracking, is_kept=False),
        TablePage(page=PAYOUTS, filters=PayoutRowFilter, run=list_payouts),
        TablePage(page=MISSING_PAYOUTS, filters=ReportFilter, run=list_missing),
    )
}
