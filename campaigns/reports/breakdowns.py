"""The breakdowns of a detail page: which reports tell most about a campaign, an influencer, …, and their rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from campaigns.metrics.catalog import ORDERS, PAYOUT, POST_COUNT, REVENUE, ROAS
from campaigns.reports.catalog import BRANDS, CAMPAIGNS, INFLUENCERS, MONTHS, PERSONAS, PLATFORMS, PRODUCTS
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, Report
from campaigns.reports.places import Narrow
from campaigns.reports.results import Result, run_report
from campaigns.reports.selection import Selection
from campaigns.reports.subjects import Subject

TELLING: Mapping[str, tuple[Report, ...]] = {
    CAMPAIGNS.key: (INFLUENCERS, PRODUCTS, PERSONAS, PLATFORMS, BRANDS),
    INFLUENCERS.key: (CAMPAIGNS, PRODUCTS, BRANDS),
    PRODUCTS.key: (INFLUENCERS, CAMPAIGNS, PERSONAS, PLATFORMS, BRANDS),
    BRANDS.key: (CAMPAIGNS, INFLUENCERS, PRODUCTS, PERSONAS, PLATFORMS),
    PLATFORMS.key: (INFLUENCERS, CAMPAIGNS, PERSONAS, PRODUCTS, BRANDS),
    PERSONAS.key: (INFLUENCERS, CAMPAIGNS, PRODUCTS, PLATFORMS, BRANDS),
    MONTHS.key: (CAMPAIGNS, INFLUENCERS, BRANDS, PRODUCTS, PERSONAS, PLATFORMS),
}
"""By what each kind of page is cut, what tells most first. Months are not among them: the timeline has them."""
SHOWN = (ROAS, REVENUE, PAYOUT, ORDERS)
METRICS = (*SHOWN, POST_COUNT)
"""Posts are not shown, but who has only posted stands in the list all the same, as on its full page."""


@dataclass(frozen=True)
class Breakdown:
    """A report within a subject, and those of its columns that a short table has."""

    report: Report
    result: Result
    columns: list[Column]


def list_breakdowns(subject: Subject, within: Narrow, selection: Selection, labels: Labels) -> Iterator[Breakdown]:
    """Those with more than one row; influencers in any case. ``within`` limits to the subject."""
    for report in TELLING[subject.report.key]:
        short = replace(report, metrics=METRICS, no_total=())
        result = run_report(short, selection, labels, within=within, cut_by=subject.dimensions)
        if len(result.rows) > 1 or report is INFLUENCERS:
            yield Breakdown(report, result, _choose(report, result))


def _choose(report: Report, result: Result) -> list[Column]:
    shown = {report.columns[0].key, *(d.key for d in report.dimensions), *(metric.key for metric in SHOWN)}
    names = [c for c in result.columns if c.key in shown and not c.is_number]
    declared = {c.key: c for c in result.columns}
    return [*names, *(declared[metric.key] for metric in SHOWN)]
