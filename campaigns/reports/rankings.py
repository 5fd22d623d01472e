"""Rows ranked by the ROAS to expect of them, with how sure that is, and why the poor ones are poor.

Takes the rows of a report under a selection; ``estimates`` does the reckoning, ``reasons`` the explaining.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Count
from django.utils.translation import get_language, gettext

from campaigns.estimates import Estimate, Outcome, fit_population
from campaigns.metrics.catalog import (
    COST_PER_1000_REACH,
    NET_RETURN,
    ORDERS,
    PAYOUT,
    POST_COUNT,
    REACH,
    REVENUE,
    ROAS,
)
from campaigns.metrics.dimensions import INFLUENCER, PLATFORM, why_empty
from campaigns.metrics.parts import EVENTS, PAYOUTS, POSTS
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.metrics.tiers import find_tier
from campaigns.models import NONE, Rollup
from campaigns.reports.answers import ask, keep
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Report, Row
from campaigns.reports.reasons import TOO_LITTLE, Figures, Finding, Ids, explain_all
from campaigns.reports.results import run_report
from campaigns.reports.selection import Selection

FEWEST_PEOPLE = 3
"""A persona, platform or campaign with fewer influencers says more about them than about its kind."""
WEIGHT = 10
"""A ranked row beside its own takes the memory of so many pointers."""
WIDE_OPEN = {"q": "", "roas_min": None, "roas_max": None, "sort": ""}


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A row with what to expect of it. ``people`` is how many influencers it adds up, None for a single one."""

    row: Row
    estimate: Estimate | None
    people: int | None = None
    finding: Finding | None = None

    @property
    def is_thin(self) -> bool:
        """Whether too few influencers stand behind it to speak of a kind."""
        return self.people is not None and self.people < FEWEST_PEOPLE

    @property
    def expected(self) -> float:
        """What it is ranked by: the estimate, or the plain ROAS where nobody's orders are known."""
        return self.estimate.roas if self.estimate else self.row[ROAS.key]

    def side(self, threshold: float) -> int:
        """1 when it is surely above the ROAS, −1 when surely below, 0 when the interval holds both."""
        if self.estimate is None:
            return 0
        return (self.estimate.low > threshold) - (self.estimate.high < threshold)


class Ranking:
    """The rows of one report, ranked. Each further question to the database is asked when it is first needed."""

    def __init__(self, report: Report, selection: Selection, labels: Labels) -> None:
        self.report, self.selection, self.labels = report, selection, labels
        self.result = run_report(report, selection, labels)

    def top(self, count: int) -> list[Ranked]:
        """The rows to expect most of, among those that sold something and were paid; thin ones after all others."""
        sellers = [ranked for ranked in self._paid if ranked.row[ORDERS.key] > 0]
        return sorted(sellers, key=lambda r: (r.is_thin, -r.expected, -r.row[REVENUE.key]))[:count]

    def poor(self, threshold: float) -> list[Ranked]:
        """Paid rows whose own ROAS is below the threshold, the largest loss first; who sold nothing is among them."""
        poor = [ranked for ranked in self._paid if ranked.row[ROAS.key] < threshold]
        return sorted(poor, key=lambda r: (r.row[NET_RETURN.key], r.row[ROAS.key]))

    def worst(self, threshold: float, most: int, least: int) -> list[Ranked]:
        """The poor rows, so many at most; where fewer than ``least`` are poor, those to expect least of follow."""
        poor = self.poor(threshold)[:most]
        known = {ranked.row["_ids"] for ranked in poor}
        others = [ranked for ranked in self._paid if ranked.row["_ids"] not in known]
        return poor + sorted(others, key=lambda r: (r.expected, r.row[NET_RETURN.key]))[: max(least - len(poor), 0)]

    def explained(self, ranked: Iterable[Ranked]) -> list[Ranked]:
        """The same rows, each with its main reason against its peers."""
        listed = list(ranked)
        if problem := self._why_no_reach():
            nothing = Finding(key="little", label=gettext(TOO_LITTLE), text=problem)
            return [replace(r, finding=nothing) for r in listed]
        words = gettext("peers")
        if self.report.dimensions != (INFLUENCER,):
            words = gettext("other {rows}").format(rows=gettext(self.report.title).lower())
        found = explain_all(self._figures, self._group_of, [r.row["_ids"] for r in listed], words)
        return [replace(r, finding=found[r.row["_ids"]]) for r in listed]

    @cached_property
    def _paid(self) -> list[Ranked]:
        rows = [row for row in self.result.bare_rows if row.get(ROAS.key) is not None and row[PAYOUT.key] > 0]
        population = fit_population([_outcome(row) for row in self._everybody])
        estimates = population.estimate([_outcome(row) for row in rows]) if population else [None] * len(rows)
        pairs = zip(rows, estimates, strict=True)
        return [Ranked(row=row, estimate=e, people=self._people(row)) for row, e in pairs]

    @cached_property
    def _everybody(self) -> Sequence[Row]:
        """The rows that estimates learn from: also those that only the search, a ROAS bound or a name leaves out."""
        wide = widen(self.selection, self.report)
        return (self.result if wide == self.selection else run_report(self.report, wide, self.labels)).bare_rows

    def _people(self, row: Row) -> int | None:
        return None if INFLUENCER in self.report.dimensions else self._counts.get(row["_ids"], 0)

    @cached_property
    def _counts(self) -> Mapping[Ids, int]:
        """How many influencers sold or were paid, by row."""
        cells = self.selection.cells(Rollup.objects.attributed()).exclude(influencer=NONE).of_facts({EVENTS, PAYOUTS})
        counted = cells.by(*self.report.dimensions).annotate(people=Count("influencer", distinct=True))
        return {self._ids(row): row["people"] for row in ask(counted, self.labels.version)}

    @cached_property
    def _figures(self) -> dict[Ids, Figures]:
        """The sums that reasons compare, of every row. An influencer's reach is that of all platforms."""
        wide = widen(self.selection, self.report)
        if self.report.dimensions == (INFLUENCER,):
            wide = replace(wide, choices={d: c for d, c in wide.choices.items() if d is not PLATFORM})
        cells: RollupQuerySet = wide.cells(Rollup.objects.attributed()).of_facts({POSTS})
        grouped = cells.by(*self.report.dimensions).with_metrics(POST_COUNT, REACH)
        reached = {self._ids(row): row for row in ask(grouped, self.labels.version)}
        nothing = {POST_COUNT.key: 0, REACH.key: 0}
        return {row["_ids"]: _add_up(row, reached.get(row["_ids"], nothing)) for row in self._everybody}

    def _why_no_reach(self) -> str:
        """Why payout and reach cannot be compared under these filters; empty when they can."""
        person = self.report.dimensions == (INFLUENCER,)
        return why_empty(COST_PER_1000_REACH, [d for d in self.selection.cuts if not (person and d is PLATFORM)])

    def _group_of(self, ids: Ids) -> Hashable:
        """Whose peers a row is: an influencer's platform and follower tier; any other row is beside all others."""
        if self.report.dimensions != (INFLUENCER,):
            return ()
        person = self.labels.people[ids[0]]
        return person.platform, find_tier(person.follower_count)

    def _ids(self, row: Mapping) -> Ids:
        return tuple(row[d.alias] for d in self.report.dimensions)


def rank(report: Report, selection: Selection, labels: Labels) -> Ranking:
    """The ranking of a report; one that this process has made before is kept as long as the data are the same."""
    name = ("ranking", report.key, selection.key(), get_language())
    return keep(
        labels.version, name, lambda: Ranking(report, selection, labels), lambda made: len(made.result.rows) * WEIGHT
    )


def widen(selection: Selection, report: Report) -> Selection:
    """The selection without what only chooses among the rows of a report: search, ROAS bounds, names of the rows."""
    choices = {d: choice for d, choice in selection.choices.items() if d not in report.dimensions}
    data = {key: WIDE_OPEN.get(key, value) for key, value in selection.data.items()}
    is_open = all(selection.data.get(key) in (None, "") for key in ("q", "roas_min", "roas_max"))
    return (
        selection
        if is_open and len(choices) == len(selection.choices)
        else replace(selection, choices=choices, data=data)
    )


def _outcome(row: Row) -> Outcome:
    orders, revenue, payout = (row.get(metric.key) or 0 for metric in (ORDERS, REVENUE, PAYOUT))
    return Outcome(orders=orders, revenue=revenue, payout=payout)


def _add_up(row: Row, reached: Mapping) -> Figures:
    return Figures(
        payout=row.get(PAYOUT.key) or 0,
        revenue=row.get(REVENUE.key) or 0,
        orders=row.get(ORDERS.key) or 0,
        posts=reached[POST_COUNT.key],
        reach=reached[REACH.key],
    )
