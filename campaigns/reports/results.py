"""Runs a report: one grouped query of sums and what rows are ranked by at most, sorted and totalled in Python.

Names and the other metrics are put beside a row when it is looked at: a page shows few of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any

from campaigns.metrics.catalog import NET_RETURN, PAYOUT, ROAS
from campaigns.metrics.dimensions import Dimension, is_allocated, name_none, why_empty
from campaigns.metrics.parts import Metric, Part
from campaigns.metrics.queryset import RollupQuerySet
from campaigns.models import NONE
from campaigns.names import fold_name
from campaigns.reports.answers import ask, once
from campaigns.reports.labels import Labels
from campaigns.reports.parts import Column, MetricColumn, Report, Row, metric_column
from campaigns.reports.places import Narrow, everywhere, find_places
from campaigns.reports.selection import Selection

RANKED_BY = (ROAS, NET_RETURN)
"""Computed by the query for every row; other metrics only for rows that are looked at."""


class Rows(Sequence[Row]):
    """Grouped rows that get their names and all their metrics only when they are looked at."""

    def __init__(self, rows: list[Row], label: Callable[[Row], Row]) -> None:
        self._rows, self._label = rows, label

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return list(map(self._label, self._rows[place]))
        return self._label(self._rows[place])

    def __iter__(self) -> Iterator[Row]:
        return map(self._label, self._rows)

    @property
    def bare(self) -> Sequence[Row]:
        """All of them with ids, sums and ``RANKED_BY`` alone, for whoever reckons with these; to read only."""
        return self._rows


@dataclass
class Result:
    """A report's answer: all rows in order, the totals under the same keys, and what must be said about them."""

    columns: list[Column]
    rows: Sequence[Row]
    totals: Row
    hidden_payout: int = 0
    empty_reasons: list[str] = field(default_factory=list)
    shown_sort: str = ""
    reason: str = ""
    """Why there is no row, where there is more to say than that nothing matches."""

    @property
    def bare_rows(self) -> Sequence[Row]:
        """The rows, without names and most metrics where these come late."""
        return self.rows.bare if isinstance(self.rows, Rows) else self.rows

    @property
    def is_allocated(self) -> bool:
        """Whether any figure rests on spread payouts."""
        return any(isinstance(c, MetricColumn) and c.is_allocated for c in self.columns)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def run_report(
    report: Report,
    selection: Selection,
    labels: Labels,
    within: Narrow | None = None,
    cut_by: Iterable[Dimension] = (),
) -> Result:
    """The rows of a report under a selection.

    ``within`` limits it further, by the dimensions ``cut_by`` (a detail page, which says once what payout is hidden).
    """
    places = find_places(selection, within or everywhere)
    if report.attributed_only:
        places = [some.attributed() for some in places]
    columns = build_columns(report, [*cut_by, *selection.emptying], selection.margin)
    metrics = [c.metric for c in columns if isinstance(c, MetricColumn) and not c.why_empty]
    with_idle = report.lists_all and within is None and not selection.emptying
    name = partial(_name_row, report, labels)
    rows = _read_rows(report, list(map(selection.cells, places)), metrics, labels, with_idle)
    if selection.bounds_roas:
        rows = [row for row in rows if selection.passes_roas(row.get(ROAS.key))]
    if selection.search:
        rows = [row for row in rows if _matches(name(row), selection, report)]
    counted = [metric for metric in metrics if metric not in report.no_total]
    totals = once(rows, ("totals", *counted), lambda rows: add_up(rows, counted))
    sort = selection.data["sort"] or report.default_sort
    rows = once(rows, (report.key, sort, selection.margin), lambda rows: _sort(rows, columns, sort, name))
    hidden = find_hidden_payout(selection, labels) if within is None else 0
    whole = Rows(rows, lambda row: _fill_in(name(row), metrics))
    result = Result(columns, whole, totals, hidden, shown_sort=sort)
    shown = [c for c in columns if isinstance(c, MetricColumn) and c.on_screen]
    result.empty_reasons = sorted({c.why_empty for c in shown if c.why_empty})
    return result


def build_columns(report: Report, filtered: Iterable[Dimension], margin: int | None = None) -> list[Column]:
    """The report's columns; metrics know why they are empty under this grouping, these filters and this margin."""
    cuts = [*report.dimensions, *filtered]
    metrics = [
        metric_column(m, why_empty=why_empty(m, cuts), is_allocated=is_allocated(m, cuts))
        for m in (metric.at(margin) for metric in report.metrics)
    ]
    return [*report.columns, *metrics]


def _read_rows(
    report: Report, places: list[RollupQuerySet], metrics: list[Metric], labels: Labels, with_idle: bool
) -> list[Row]:
    """The grouped rows by the names of what they are grouped by, each with its ids under ``_ids``; to read only."""
    facts = {fact for metric in metrics for fact in metric.facts}
    asked = _choose_asked(metrics)
    grouped = [some.of_facts(facts).by(*report.dimensions).with_metrics(*asked) for some in places]

    def arrange(rows: list[Row]) -> list[Row]:
        aliases = [dimension.alias for dimension in report.dimensions]
        for row in rows:
            row["_ids"] = tuple(map(row.pop, aliases))
        rows = [*rows, *_idle_rows(asked, rows, labels)] if with_idle else rows
        for place, dimension in reversed(list(enumerate(report.dimensions))):
            rank = labels.rank(dimension)
            rows.sort(key=lambda row, rank=rank, place=place: rank(row["_ids"][place]))
        return rows

    if len(grouped) == 1:
        return ask(grouped[0], labels.version, arrange, variant="with idle" if with_idle else "")
    return arrange(_join([ask(some, labels.version) for some in grouped], asked))


def _choose_asked(metrics: Iterable[Metric]) -> list[Metric]:
    """What the query computes: the sums below the metrics, what rows are ranked by, and what rests on no sums."""
    parts = dict.fromkeys(part for metric in metrics for part in metric.parts())
    return [*parts, *(metric for metric in metrics if metric in RANKED_BY or not metric.parts())]


def _fill_in(row: Row, metrics: Iterable[Metric]) -> Row:
    """The row with the metrics that the query left out."""
    return row | {metric.key: metric.value(row) for metric in metrics if metric.key not in row}


def _join(answers: Iterable[Iterable[Row]], metrics: Iterable[Metric]) -> list[Row]:
    """Rows of one group from several places added up. All metrics must be sums."""
    keys, joined = {metric.key for metric in metrics}, {}
    for row in chain.from_iterable(answers):
        group = tuple(value for key, value in row.items() if key not in keys)
        so_far = joined.setdefault(group, row | dict.fromkeys(keys, 0))
        so_far.update({key: so_far[key] + row[key] for key in keys})
    return list(joined.values())


def _name_row(report: Report, labels: Labels, row: Row) -> Row:
    """The row with the names of its ids, as raw values and as shown."""
    labelled = dict(row)
    for dimension, value in zip(report.dimensions, row["_ids"], strict=True):
        labelled[dimension.key] = labels.name(dimension, value)
        labelled[f"_{dimension.key}_shown"] = labels.shown(dimension, value) or name_none(dimension)
    labelled.update(report.add_labels(labelled, labels))
    return labelled


def _idle_rows(asked: Iterable[Metric], rows: list[Row], labels: Labels) -> list[Row]:
    """Influencers without any facts: nothing sold, paid or posted."""
    seen = {row["_ids"][0] for row in rows} | {NONE}
    nothing = {part.key: 0 for metric in asked for part in metric.parts()}
    values = {metric.key: metric.value(nothing) for metric in asked}
    return [{**values, "_ids": (pk,)} for pk in labels.people if pk not in seen]


def _matches(row: Row, selection: Selection, report: Report) -> bool:
    words = fold_name(selection.search)
    return any(words in fold_name(f"{row.get(c.key) or ''} {c.show(row)}") for c in report.columns if not c.is_number)


def _sort(rows: list[Row], columns: Iterable[Column], sort: str, name: Callable[[Row], Row]) -> list[Row]:
    """By a column; what is shown of a dimension has to be looked up first."""
    column = next(c for c in columns if c.key == sort.removeprefix("-"))
    if not isinstance(column, MetricColumn):
        return sort_by(rows, lambda row: column.sort_value(name(row)), sort)
    if column.why_empty:
        return rows
    return sort_by(rows, lambda row: row[column.key] if column.key in row else column.metric.value(row), sort)


def sort_by(rows: list[Row], value: Callable[[Row], Any], sort: str) -> list[Row]:
    """The rows by a value, empty ones last whichever way; equal ones in the order they came in."""
    valued = [(value(row), row) for row in rows]
    full = [pair for pair in valued if pair[0] not in (None, "")]
    full.sort(key=itemgetter(0), reverse=sort.startswith("-"))
    return [row for _, row in full] + [row for value, row in valued if value in (None, "")]


def add_up(rows: Sequence[Mapping[str, Any]], metrics: Iterable[Metric]) -> Row:
    """Totals of the rows: parts are added, every other metric is computed from the added parts."""
    metrics = list(metrics)
    parts: set[Part] = {part for metric in metrics for part in metric.parts()}
    sums = {part.key: sum(map(itemgetter(part.key), rows)) for part in parts}
    return {metric.key: metric.value(sums) for metric in metrics}


def find_hidden_payout(selection: Selection, labels: Labels, narrow: Narrow = everywhere) -> int:
    """Paise of unallocated payouts that this selection leaves out only because they have no date, product or source."""
    if not selection.cuts:
        return 0
    places = [some.attributed() for some in find_places(selection, narrow)]
    near, shown = map(selection.undated_near, places), (selection.cells(some).undated() for some in places)
    return sum_payout(near, labels) - sum_payout(shown, labels)


def sum_payout(places: Iterable[RollupQuerySet], labels: Labels) -> int:
    """Paise of payout in all of them together."""
    answers = (ask(some.together().with_metrics(PAYOUT), labels.version) for some in places)
    return sum(row[PAYOUT.key] for answer in answers for row in answer)
